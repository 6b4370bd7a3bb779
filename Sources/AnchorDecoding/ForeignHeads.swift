import DetectionText
import DetectorConfiguration

/// Arrays that are no heads of a detector: what they are instead, told by their names and shapes.
///
/// A program that exports a model appends to its convolutions whatever inference needs. Shapes tell
/// what came of it: an input of `w · h` pixels has, over all scales of stride `s` with `A` anchors,
///
/// ```
/// anchors = w · h · Σ A / s²
/// ```
struct ForeignHeads {
  private let found: String
  private let remedy: String

  private init(_ found: String, _ remedy: String) {
    self.found = found
    self.remedy = remedy
  }

  /// The fault that says so, in place of one that says only that shapes do not fit.
  func diagnostic(scales: [DetectionScale]) -> Diagnostic {
    Diagnostic(
      .content,
      code: "heads.foreign",
      found: found,
      allowed: "\(scales.count), one raw head for each scale (\(quotedList(scales.map(\.name))))",
      remedy: remedy
    )
  }

  private static let before =
    "export the last convolution of each scale, before anything that decodes or filters"

  /// Recognises the arrays of a dump; `nil` where nothing is known of them.
  init?(_ candidates: [HeadCandidate], _ configuration: DetectorConfiguration) {
    let classes = configuration.classes.count
    let tables = candidates.map { Table($0) }
    let boxes = tables.compactMap(\.self).first { $0.columns == 4 }
    if Self.isSuppressed(candidates, boxes) {
      self.init("detections after NMS, of which no loss can be computed", Self.before)
    } else if let boxes, let scores = tables.compactMap(\.self).first(where: { $0 != boxes }),
      scores.rows == boxes.rows
    {
      self.init(
        "decoded boxes of \(boxes.rows) anchors (\(quoted(boxes.name))) beside their scores",
        Self.before
      )
    } else if candidates.count == 1, let table = tables[0],
      let words = Self.words(of: table, configuration.scales, classes)
    {
      self.init(words, "\(Self.before); decoded boxes of a whole model look like this too")
    } else if candidates.count == 1, let table = tables[0],
      let cells = [(table.rows, table.columns), (table.columns, table.rows)].first(where: {
        $1 == 4 + classes && Self.cells($0, configuration.scales, { _ in 1 }) != nil
      })?.0
    {
      self.init(
        """
        \(cells) cells without anchors, of 4 + \(classes) values, as YOLOv8's and later networks have
        """,
        "these have another kind of loss, without anchors and objectness"
      )
    } else if candidates.count == 1, let found = Self.suppressedRows(candidates[0]) {
      self.init(found, Self.before)
    } else if let found = Self.otherChannels(candidates, configuration) {
      self = found
    } else {
      return nil
    }
  }

  // MARK: - All scales in one array

  /// An array of rows and columns for each image.
  private struct Table: Equatable {
    let name: String
    let rows: Int
    let columns: Int

    init?(_ candidate: HeadCandidate) {
      name = candidate.name
      let shape = candidate.shape
      switch shape.count {
      case 2: (rows, columns) = (shape[0], shape[1])
      case 3: (rows, columns) = (shape[1], shape[2])
      case 4 where shape[2] == 1: (rows, columns) = (shape[1], shape[3])
      default: return nil
      }
    }
  }

  /// What a table of all anchors is, in words; `nil` for another one.
  private static func words(
    of table: Table,
    _ scales: [DetectionScale],
    _ classes: Int
  ) -> String? {
    let isTransposed = table.columns != 5 + classes
    guard isTransposed ? table.rows == 5 + classes : true,
      let cells = cells(isTransposed ? table.columns : table.rows, scales, { $0.anchors.count })
    else { return nil }
    let sum = zip(scales, cells).map { "\($0.anchors.count)·\($1)" }.joined(separator: " + ")
    let count = isTransposed ? table.columns : table.rows
    return """
      all scales in one array\(isTransposed ? ", transposed" : ""): \(count) = \(sum) anchors of \
      5 + \(classes) values
      """
  }

  /// The number of cells on each scale if a number of anchors is that of a whole input.
  private static func cells(
    _ count: Int,
    _ scales: [DetectionScale],
    _ anchors: (DetectionScale) -> Int
  ) -> [Int]? {
    guard let largest = scales.map(\.stride).max(),
      scales.allSatisfy({ largest % $0.stride == 0 }), largest < 1 << 16
    else { return nil }
    let perCell = scales.map { (largest / $0.stride) * (largest / $0.stride) }
    let unit = zip(scales, perCell).reduce(0) { $0 + anchors($1.0) * $1.1 }
    guard count > 0, count % unit == 0 else { return nil }
    return perCell.map { $0 * (count / unit) }
  }

  // MARK: - After the network

  private static func isSuppressed(_ candidates: [HeadCandidate], _ boxes: Table?) -> Bool {
    let words = ["num_det", "det_boxes", "det_scores", "nmsed", "detection_boxes"]
    // Such a model has some four outputs; more are not worth looking for a text in each.
    let first = candidates.prefix(100)
    if first.contains(where: { candidate in words.contains(where: candidate.name.contains) }) {
      return true
    }
    guard let boxes else { return false }
    // A score for each box, and no class beside it.
    return candidates.contains { $0.shape.count == 2 && $0.shape[1] == boxes.rows }
  }

  /// What one array of rows is that holds a detection each, in words; `nil` for another one.
  ///
  /// ```
  /// [N, n, 6] or [n, 6]               corners, score, class
  /// [N, n, 7], [n, 7] or [1, 1, n, 7]  the image beside them
  /// ```
  private static func suppressedRows(_ candidate: HeadCandidate) -> String? {
    var shape = candidate.shape
    if shape.count == 4, shape[0] == 1, shape[1] == 1 { shape.removeFirst(2) }
    guard (2...3).contains(shape.count), let columns = shape.last, columns == 6 || columns == 7
    else { return nil }
    let rows = shape[shape.count - 2]
    // Beyond one image, a small grid whose channels stand first looks like this too.
    guard shape.count == 2 || (shape[0] == 1 || rows >= 32) && shape[0] != rows else { return nil }
    let values =
      columns == 6 ? "corners, score and class" : "corners, score, class and the image's number"
    return """
      \(counted(rows, "row")) of \(columns) values in array \(quoted(candidate.name)), as detections \
      after NMS have them: \(values)
      """
  }

  // MARK: - Other channels

  /// Heads of another number of anchors, and label tensors with a column more.
  private static func otherChannels(
    _ candidates: [HeadCandidate],
    _ configuration: DetectorConfiguration
  ) -> ForeignHeads? {
    let channels = 5 + configuration.classes.count
    let counts = Set(configuration.scales.map(\.anchors.count))
    for candidate in candidates {
      let shape = candidate.shape
      guard shape.count >= 3, let last = shape.last else { continue }
      if last == channels + 1, counts.contains(shape[shape.count - 2]) {
        return ForeignHeads(
          """
          \(last) = 6 + \(configuration.classes.count) values of an anchor in array \
          \(quoted(candidate.name)), as label tensors with a weight of mix-up have them
          """,
          """
          give the network's output as the heads; label tensors have \(channels) values, without the \
          weight
          """
        )
      }
      if shape.count == 3, last == channels,
        let anchors = counts.first(where: { shape[1] % $0 == 0 })
      {
        return ForeignHeads(
          """
          \(shape[1]) rows of 5 + \(configuration.classes.count) values in array \
          \(quoted(candidate.name)), all anchors of a scale one after the other
          """,
          "reshape it to [N, rows, columns, \(anchors), \(last)], or as its anchors are ordered"
        )
      }
      guard shape.count <= 4 else { continue }
      // A square grid's two sides are no channels.
      let neighbor = shape[shape.count - 2]
      for length in [last, shape[shape.count - 3]]
      where length != neighbor && length > 0 && length % channels == 0 {
        let anchors = length / channels
        guard !counts.contains(anchors) else { continue }
        let all = configuration.scales.reduce(0) { $0 + $1.anchors.count }
        return ForeignHeads(
          """
          \(length) channels in array \(quoted(candidate.name)), which are \(counted(anchors, "anchor")) \
          of 5 + \(configuration.classes.count), where the config has \
          \(counts.sorted().map(String.init).joined(separator: " or ")) a scale
          """,
          anchors == all && configuration.scales.count > 1
            ? "write one scale with all \(all) anchors"
            : "check \"anchors\" and \"classes\" in the config"
        )
      }
    }
    return nil
  }
}

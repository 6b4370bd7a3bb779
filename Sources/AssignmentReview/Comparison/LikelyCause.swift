import BoxGeometry
import DetectionText
import DetectorConfiguration
import TargetAssignment

/// A usual mistake, or another choice, that explains differences between labels and a rule.
public struct LikelyCause: Hashable, Sendable {
  /// What the pipeline may do, in a sentence without its full stop.
  public let cause: String

  /// How many of the differences it would explain.
  public let explained: Int

  /// How many there are of their kind.
  public let total: Int

  /// What these counts count, such as `differing boxes`.
  public let subject: String

  /// The likeliest of `guesses`, the first of equals, if it would explain at least half.
  package init?(
    _ guesses: [(cause: String, left: Int)],
    of total: Int,
    _ subject: String
  ) {
    guard total > 0, let best = guesses.min(by: { $0.left < $1.left }) else { return nil }
    let explained = total - best.left
    guard explained > 0, explained * 2 >= total else { return nil }
    self.init(cause: best.cause, explained: explained, total: total, subject: subject)
  }

  private init(cause: String, explained: Int, total: Int, subject: String) {
    self.cause = cause
    self.explained = explained
    self.total = total
    self.subject = subject
  }
}

extension LikelyCause: CustomStringConvertible {
  /// The cause, and how much it would explain.
  public var description: String { "\(cause) (explains \(explained) of \(total) \(subject))" }
}

// MARK: - Places

extension LabelComparison {
  /// Which object has each anchor; an unknown one is `nil`.
  private typealias Keepers = [AnchorSite: Int?]

  var placeCause: LikelyCause? {
    let theirs = images.map { keepers(of: $0, among: $0) }
    let ours = images.map { keepers($0.explanation.assignment.positives) }
    let before = differences(theirs, ours)
    guard before.contains(where: { $0 > 0 }) else { return nil }
    let runs = otherDetectors.compactMap { cause, detector -> (cause: String, left: [Int])? in
      let assigner = TargetAssigner(detector)
      let others = images.compactMap {
        (try? assigner($0.explanation.assignment.objects)).map { keepers($0.positives) }
      }
      return others.count == images.count ? (cause, differences(theirs, others)) : nil
    }
    let moved = otherPlaces.map { cause, move in
      (cause: cause, left: differences(theirs, images.map { keepers($0, moved: move) }))
    }
    let guesses = moved + runs + (otherOrder(ours).map { [$0] } ?? [])
    return LikelyCause(
      guesses.map { (words($0.cause, before, $0.left), Self.least(before, $0.left)) },
      of: before.reduce(0, +),
      "anchors with another object, or none"
    )
  }

  /// What is left where a mistake is undone on the scales that it makes better.
  private static func least(_ before: [Int], _ after: [Int]) -> Int {
    zip(before, after).reduce(0) { $0 + min($1.0, $1.1) }
  }

  /// A cause with the scales that it holds on, where it makes others worse.
  private func words(_ cause: String, _ before: [Int], _ after: [Int]) -> String {
    guard zip(before, after).contains(where: { $0.1 > $0.0 }) else { return cause }
    let better = detector.scales.filter { after[$0.index] < before[$0.index] }
    return cause.onScales(better)
  }

  /// Which of the objects of an image the anchors of another, or the same, are written for.
  private func keepers(of image: Image, among other: Image) -> Keepers {
    let objects = other.explanation.assignment.objects
    return Dictionary(
      image.written.map {
        let scale = detector.scales[$0.site.scale]
        return ($0.site, $0.object(among: objects, form: boxForms[scale.index], on: scale))
      }
    ) { first, _ in first }
  }

  /// The order of their images that fits best, if it is another.
  private func otherOrder(_ ours: [Keepers]) -> (cause: String, left: [Int])? {
    guard images.count > 1, images.count <= 32 else { return nil }
    let table = images.map { theirs in
      images.indices.map { differences([keepers(of: theirs, among: images[$0])], [ours[$0]]) }
    }
    let order = images.indices.map { theirs in
      images.indices.min { table[theirs][$0].reduce(0, +) < table[theirs][$1].reduce(0, +) } ?? 0
    }
    guard let moved = order.indices.first(where: { order[$0] != $0 }),
      Set(order).count == order.count
    else { return nil }
    let left = order.enumerated().reduce([Int](repeating: 0, count: detector.scales.count)) {
      zip($0, table[$1.offset][$1.element]).map { $0 + $1 }
    }
    return (
      "their images stand in another order: their image \(moved) is image \(order[moved])", left
    )
  }

  /// How many anchors of each scale have another object, or none.
  private func differences(_ theirs: [Keepers], _ ours: [Keepers]) -> [Int] {
    var counts = [Int](repeating: 0, count: detector.scales.count)
    for (theirs, ours) in zip(theirs, ours) {
      for site in ours.keys where theirs[site] == nil { counts[site.scale] += 1 }
      for (site, keeper) in theirs {
        // An unknown object may be any.
        if let kept = ours[site], keeper == nil || keeper == kept { continue }
        counts[site.scale] += 1
      }
    }
    return counts
  }

  private func keepers(_ positives: [PositiveAnchor]) -> Keepers {
    Dictionary(uniqueKeysWithValues: positives.map { ($0.site, $0.object) })
  }

  private func keepers(_ image: Image, moved move: PlaceChange) -> Keepers {
    let assignment = image.explanation.assignment
    let matches = assignment.assigned.flatMap { assigned in
      assigned.matches.map { match in
        match.moved(to: move(match.site, assigned, assignment.objects[assigned.object].box))
      }
    }
    let policy = detector.components.assignment.collision
    return keepers(policy.resolve(matches, of: assignment.objects).positives)
  }

  /// Where a habit puts an object's anchor instead.
  private typealias PlaceChange = (AnchorSite, ObjectAssignment, CornerBox<Double>) -> AnchorSite

  private var otherPlaces: [(cause: String, PlaceChange)] {
    let scales = detector.scales
    func clamped(_ site: AnchorSite, row: Int, column: Int, to scale: Int) -> AnchorSite {
      var site = site
      site.row = min(row, scales[scale].rows - 1)
      site.column = min(column, scales[scale].columns - 1)
      return site
    }
    return [
      (
        """
        the cell of an object that no anchor passed for is clamped to the grid of the last scale \
        (a fault of the reference's own dataset.py)
        """,
        { site, assigned, _ in
          guard assigned.isFallback else { return site }
          return clamped(site, row: site.row, column: site.column, to: scales.count - 1)
        }
      ),
      (
        "the anchors of a cell stand in reverse order",
        { site, _, _ in
          var site = site
          site.anchor = scales[site.scale].anchors.count - 1 - site.anchor
          return site
        }
      ),
      (
        "row and column are exchanged",
        { site, _, _ in clamped(site, row: site.column, column: site.row, to: site.scale) }
      ),
      (
        "the cell is that of the rounded centre; it is the one that holds the centre",
        { site, _, box in
          let scale = scales[site.scale]
          let center = ObjectCell(of: box, on: scale).center
          return clamped(
            site,
            row: ObjectCell.index(center.y.rounded(), count: scale.rows),
            column: ObjectCell.index(center.x.rounded(), count: scale.columns),
            to: site.scale
          )
        }
      ),
    ]
  }

  private var otherDetectors: [(cause: String, Detector)] {
    let choice = detector.components.assignment
    let units: [(cause: String, Detector)] = [
      (
        "theirs takes the anchors for cells: each is as many times too large as the stride",
        detector.scalingAnchors { Double($0.stride) }
      ),
      (
        "theirs takes the anchors for pixels: each is as many times too small as the stride",
        detector.scalingAnchors { 1 / Double($0.stride) }
      ),
    ]
    let policies = CollisionPolicy.usual.filter { $0 != choice.collision }.map { policy in
      (
        cause: "two objects on one anchor: theirs does as collision \(policy.words)",
        detector.with(AssignmentChoice(rule: choice.rule, collision: policy))
      )
    }
    let rules = AssignmentRule.usual.filter { $0 != choice.rule }.map { other in
      let collision = type(of: other.choice).usualCollision ?? choice.collision
      return (
        cause: "theirs gives out anchors as rule \(other.rule.words)",
        detector.with(AssignmentChoice(rule: other, collision: collision))
      )
    }
    return units + policies + rules
  }
}

extension String {
  /// A cause that holds on some scales.
  fileprivate func onScales(_ scales: [Detector.Scale]) -> String {
    let names = scales.map { quoted($0.name) }.joined(separator: " and ")
    return "\(self), on scale \(names) only"
  }
}

extension CollisionPolicy {
  /// What pipelines usually do.
  fileprivate static let usual: [CollisionPolicy] = [.last, .first, .both, .bestIoUThenLast]

  /// The word of a configuration file, and what it means where that is short.
  fileprivate var words: String {
    switch self {
    case .last: "\"last\": the later object has it"
    case .first: "\"first\": the earlier object keeps it"
    case .lastBoxAllClasses: "\"last_box_all_classes\""
    case .allBoxesAllClasses: "\"all_boxes_all_classes\""
    case .both: "\"both\": the last one written, neighbour cells after own cells"
    case .bestIoUThenLast: "\"best_iou_then_last\""
    }
  }
}

// MARK: - Boxes and classes

extension LabelComparison {
  var boxCause: LikelyCause? {
    var total = 0
    var explained = 0
    var boxes: [(theirs: [Double], ours: CenterBox<Double>)] = []
    for difference in images.lazy.flatMap(\.differences) {
      guard case .box(let theirs, let ours, let distance) = difference.kind else { continue }
      total += 1
      if boxForms[difference.site.scale] != .pixels {
        explained += 1
      } else if distance <= WrittenAnchor.nearness {
        boxes.append((theirs, ours))
      }
    }
    let subject = "differing boxes"
    let others = detector.scales.filter { boxForms[$0.index] != .pixels }
    if let first = others.first {
      let form = boxForms[first.index]
      let cause = "boxes are \(form.words); expected centre and size in pixels"
      let isEverywhere = boxForms.allSatisfy { $0 == form }
      return LikelyCause(
        [(isEverywhere ? cause : cause.onScales(others), total - explained)],
        of: total,
        subject
      )
    }
    let whole = boxes.count { theirs, ours in
      let sides = [
        (theirs[0], theirs[2], ours.centerX, ours.width),
        (theirs[1], theirs[3], ours.centerY, ours.height),
      ]
      return sides.allSatisfy { center, side, ourCenter, ourSide in
        let edges = [center - side / 2, center + side / 2]
        let ourEdges = [ourCenter - ourSide / 2, ourCenter + ourSide / 2]
        // Cutting an edge moves it by less than a pixel, and one that is whole not at all.
        return zip(edges, ourEdges).allSatisfy { $0 == $0.rounded() && abs($0 - $1) < 1 - 1e-6 }
      }
    }
    return LikelyCause([("boxes were cut to whole pixels", total - whole)], of: total, subject)
  }

  var classCause: LikelyCause? {
    var total = 0
    let smoothings = Self.usualSmoothings.map { amount, form in
      var choice = detector.components.classification
      (choice.labelSmoothing, choice.smoothing) = (amount, form)
      return choice
    }
    var left = [Int](repeating: 0, count: smoothings.count + 2)
    for image in images {
      let assignment = image.explanation.assignment
      let positives = Dictionary(
        uniqueKeysWithValues: assignment.positives.map { ($0.site, $0) }
      )
      let claims = assignment.claims
      let theirs = Dictionary(image.written.map { ($0.site, $0.classes) }) { first, _ in first }
      for difference in image.differences {
        guard case .classes = difference.kind, let positive = positives[difference.site],
          let found = theirs[difference.site]
        else { continue }
        total += 1
        let ours = positive.classValues(detector)
        var crowd = positive
        crowd.classTargets = [
          .indices((claims[difference.site] ?? []).map { assignment.objects[$0.object].classID })
        ]
        let guesses =
          smoothings.map { positive.classValues(detector, $0) }
          + [Array(ours.suffix(1) + ours.dropLast()), crowd.classValues(detector)]
        for (index, guess) in guesses.enumerated() {
          let isClose = zip(guess, found).allSatisfy { abs($0 - $1) <= tolerance.classValue }
          if !isClose { left[index] += 1 }
        }
      }
    }
    let causes =
      smoothings.map {
        $0.labelSmoothing == 0
          ? "classes are not smoothed"
          : "classes are smoothed by \(readable($0.labelSmoothing)), form \($0.smoothing.words)"
      } + [
        "classes are counted from 1; expected from 0",
        "an anchor of several objects has the classes of all of them",
      ]
    return LikelyCause(
      Array(zip(causes, left)),
      of: total,
      "anchors with differing classes"
    )
  }

  /// The amounts that frameworks smooth by.
  private static let usualSmoothings: [(Double, SmoothingForm)] = [
    (0, .uniform), (0.01, .uniform), (0.1, .uniform), (0.01, .half), (0.1, .half),
    (1.0 / 40, .flip),
  ]
}

extension SmoothingForm {
  fileprivate var words: String {
    switch self {
    case .uniform: "uniform, y (1 - e) + e / C"
    case .half: "half, y (1 - e) + e / 2"
    case .flip: "flip, 1 - e and e"
    }
  }
}

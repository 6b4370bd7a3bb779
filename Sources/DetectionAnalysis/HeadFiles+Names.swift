import DetectionText
import GroundTruthFiles

extension HeadFiles {
  /// The parts in the order of the images that they are called by.
  ///
  /// - Parameters:
  ///   - names: The names of the images, in their order.
  ///   - labels: The file that names them.
  ///   - isOrdered: Whether parts of other images may be left out.
  /// - Returns: For each image its part, and the parts of none; `nil` where no part is called as an
  ///   image is.
  /// - Throws: An error for a part that is called as no image or as two, and for an image without a
  ///   part.
  func parts(
    called names: [String],
    labels: String?,
    isOrdered: Bool
  ) throws(Diagnostic) -> NamedParts? {
    // An index, or -1 for what several images are called.
    var indices: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      for name in Set(imageNames(of: name)) {
        indices[name] = indices[name] == nil ? index : -1
      }
    }
    var parts = [Int](repeating: -1, count: names.count)
    var left: [Int] = []
    var ambiguous: Int?
    for part in 0..<partCount {
      switch indices[imageName(ofPart: part)] {
      case nil: left.append(part)
      case -1: ambiguous = ambiguous ?? part
      case let image?:
        guard parts[image] < 0 else {
          throw .severalFiles(
            at: paths(ofPart: part)[0],
            found: """
              a second dump of image \(quoted(names[image])), beside \
              \(printable(paths(ofPart: parts[image])[0]))
              """
          )
        }
        parts[image] = part
      }
    }
    let matched = partCount - left.count
    guard matched > 0 else { return nil }
    let counts = """
      \(counted(partCount, "dump")), matched by name to \(counted(names.count, "image")) of \
      \(labels.map { printable($0) } ?? "the ground truth")
      """
    func refusal(
      _ part: Int?,
      _ found: String,
      allowed: String,
      remedy: String,
      setting: String? = nil
    ) -> Diagnostic {
      Diagnostic(
        .content,
        code: "heads.names",
        at: Place(file: part.map { paths(ofPart: $0)[0] } ?? labels),
        found: "\(found), among \(counts)",
        allowed: allowed,
        remedy: remedy,
        setting: setting.map { Diagnostic.Setting($0) }
      )
    }
    if let ambiguous {
      throw refusal(
        ambiguous,
        "a dump whose name several images have",
        allowed: "a name that one image has",
        remedy: "call it by the image's file name with its ending, such as street.jpg.npz"
      )
    }
    if let first = left.first, !isOrdered {
      let near = nearest(of: imageName(ofPart: first), among: names.prefix(10_000).map(\.self))
      throw refusal(
        first,
        "\(left.count == 1 ? "a dump" : "the first of \(left.count) dumps") called as no image is",
        allowed: "one dump for each image, called as it is",
        remedy: near.map { "did you mean \(quoted($0))?" }
          ?? "take both from one data set, or name the images that count",
        setting: near == nil ? "order" : nil
      )
    }
    let missing = parts.count { $0 < 0 }
    if let first = parts.firstIndex(of: -1) {
      throw refusal(
        nil,
        """
        image \(quoted(names[first]))\(missing == 1 ? "" : " and \(missing - 1) more") without a dump
        """,
        allowed: "one dump for each image, called as it is",
        remedy: "dump the others too, or name the images that count",
        setting: "order"
      )
    }
    return NamedParts(parts: parts, firstLeftOut: left.first, leftOutCount: left.count)
  }
}

/// Parts that are called as images are.
struct NamedParts {
  /// The part of each image.
  let parts: [Int]

  /// The first part of no image, and how many there are.
  let firstLeftOut: Int?
  let leftOutCount: Int
}

extension Diagnostic {
  /// A note about dumps that were matched by their names.
  static func matchedByName(_ count: Int, leftOut: String?, _ parts: NamedParts) -> Diagnostic {
    let rest = leftOut.map {
      "; \(counted(parts.leftOutCount, "dump")) of other images, \(quoted($0)) first, "
        + (parts.leftOutCount == 1 ? "is left out" : "are left out")
    }
    return Diagnostic(
      .content,
      severity: .note,
      code: "heads.by-name",
      found: "\(counted(count, "dump")) of one image each, called as the images are",
      remedy: "they are matched to the labels by name\(rest ?? "")"
    )
  }

  /// A note about dumps whose images follow each other.
  static func inOrder(
    _ count: Int,
    images: Int,
    order: String,
    first: String,
    isNamed: Bool
  ) -> Diagnostic {
    Diagnostic(
      .content,
      severity: .note,
      code: "heads.in-order",
      found: """
        \(counted(count, "dump")) of \(counted(images, "image"))\
        \(isNamed ? ", none called as an image of the labels" : "")
        """,
      remedy: """
        their images follow each other in the order \(order), those of \(printable(first)) first
        """
    )
  }
}

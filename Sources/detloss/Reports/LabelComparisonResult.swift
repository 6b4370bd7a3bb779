import DetectionAnalysis
import DetectionText
import ToolSupport

/// Somebody's label tensors beside the rule's.
struct LabelComparisonResult: Report {
  let example: DetectionCase
  let comparison: TargetsComparison

  private var images: [LabelComparison.Image] { comparison.anchors.images }

  private func scaleName(_ scale: Int) -> String { example.detector.scales[scale].name }
}

// MARK: - JSON

extension LabelComparisonResult {
  /// The result as other programs read it.
  func json() throws -> JSONOutput {
    .object([
      ("theirs", .string(comparison.path)),
      ("fit", example.fit.json),
      ("tolerance", try .number(comparison.anchors.tolerance.pixels)),
      ("class_tolerance", try .number(comparison.anchors.tolerance.classValue)),
      ("differences", .integer(comparison.differenceCount)),
      ("likely_causes", .array(comparison.anchors.likelyCauses.map(\.json))),
      (
        "images",
        .array(
          example.images.indices.map { image in
            .object([
              ("image", .string(example.images[image].name)),
              ("differences", .array(images[image].differences.map(json))),
              ("lists", .array(comparison.lists[image].map(json))),
            ])
          }
        )
      ),
    ])
  }

  private func json(_ difference: LabelDifference) -> JSONOutput {
    .object(
      example.detector.json(difference.site) + [
        ("kind", .string(difference.kind.name))
      ] + json(difference.kind) + [
        ("what", .string(difference.what)), ("why", .string(difference.reason)),
      ]
    )
  }

  private func json(_ kind: LabelDifference.Kind) -> [(key: String, value: JSONOutput)] {
    switch kind {
    case .onlyTheirs(let object, let box):
      [("object", object.map { .integer($0) } ?? .null), ("theirs", numbers(box))]
    case .onlyOurs(let object): [("object", .integer(object))]
    case .object(let theirs, let ours): [("theirs", .integer(theirs)), ("ours", .integer(ours))]
    case .box(let theirs, let ours, let distance):
      [
        ("theirs", numbers(theirs)),
        ("ours", numbers([ours.centerX, ours.centerY, ours.width, ours.height])),
        ("distance", number(distance)),
      ]
    case .classes(let classID, let theirs, let ours, let count):
      [
        ("class_id", .integer(classID)), ("theirs", number(theirs)), ("ours", number(ours)),
        ("classes", .integer(count)),
      ]
    case .objectness(let found): [("theirs", number(found))]
    }
  }

  private func json(_ difference: ListDifference) -> JSONOutput {
    .object([
      ("scale", .string(scaleName(difference.scale))), ("what", .string("\(difference)")),
    ])
  }

  private func numbers(_ values: [Double]) -> JSONOutput { .array(values.map(number)) }

  /// Somebody's number, which may be NaN or infinite: JSON has only `null` for these.
  private func number(_ value: Double) -> JSONOutput { (try? .number(value)) ?? .null }
}

// MARK: - Text

extension LabelComparisonResult {
  /// The result as a person reads it.
  var text: String {
    let anchors = images.reduce(0) { $0 + $1.explanation.assignment.positives.count }
    let sites = images.reduce(0) { $0 + Set($1.differences.map(\.site)).count }
    let listCount = comparison.lists.reduce(0) { $0 + $1.count }
    let first =
      wrappedWords(
        "\(comparison.path) beside the rule of config \(example.detector.name), in "
          + counted(example.images.count, "image"),
        indent: 0,
        hanging: 2
      ) + example.fit.text
    guard comparison.differenceCount > 0 else {
      return first
        + "nothing differs: \(counted(anchors, "responsible anchor")) with their boxes and classes\n"
    }
    let counts = wrappedLine([
      "\(counted(sites, "anchor")) differing",
      "\(anchors) responsible by the rule",
      "\(images.reduce(0) { $0 + $1.written.count }) by theirs",
      "\(counted(listCount, "difference")) in lists of objects",
    ])
    return ([first + counts] + causes + places).joined(separator: "\n")
  }

  private var causes: [String] {
    let causes = comparison.anchors.likelyCauses
    guard !causes.isEmpty else { return [] }
    return [
      "probably\n"
        + causes.map {
          wrappedWords("\($0)", indent: 2, hanging: 4)
        }
        .joined()
    ]
  }

  private var places: [String] {
    example.images.indices.flatMap { image -> [String] in
      let name = example.images[image].name
      let anchors = images[image].differences.map { difference in
        wrappedWords("\(name), \(difference.place)", indent: 0, hanging: 2)
          + wrappedWords(difference.what, indent: 2, hanging: 4)
          + wrappedWords("\(difference.reason)", indent: 2, hanging: 4)
      }
      let rows = comparison.lists[image].map { difference in
        wrappedWords(
          "\(name), \(scaleName(difference.scale)), list of objects",
          indent: 0,
          hanging: 2
        )
          + wrappedWords("\(difference)", indent: 2, hanging: 4)
      }
      return anchors + rows
    }
  }
}

extension LikelyCause {
  /// The cause as other programs read it.
  var json: JSONOutput {
    .object([
      ("cause", .string(cause)), ("explained", .integer(explained)), ("of", .integer(total)),
    ])
  }
}

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
  var json: JSONOutput {
    [
      "theirs": comparison.path,
      "fit": example.fit.json,
      "tolerance": comparison.anchors.tolerance.pixels,
      "class_tolerance": comparison.anchors.tolerance.classValue,
      "differences": comparison.differenceCount,
      "likely_causes": comparison.anchors.likelyCauses.map(\.json),
      "images": images.indices.map(json),
    ]
  }

  static let schema: JSONSchema = {
    let value = JSONSchema.anyOf([.number.orNull, .list(.number.orNull), .boolean])
    return .result([
      "theirs": .string.said("the file of their label tensors"), "fit": .fit,
      "tolerance": .number, "class_tolerance": .number, "differences": .integer,
      "likely_causes": .list(LikelyCause.schema),
      "images": .list(
        .object([
          "image": .string,
          "differences": .list(
            .object(
              AnchorSite.members + [
                ("kind", .string), ("object", .integer.orNull.optional),
                ("theirs", value.optional), ("ours", value.optional),
                ("distance", .number.orNull.optional), ("class_id", .integer.optional),
                ("classes", .integer.optional), ("what", .string), ("why", .string),
              ]
            )
          ),
          "lists": .list(.object(["scale": .string, "what": .string])),
        ])
      ),
    ])
  }()

  private func json(image: Int) -> JSONOutput {
    let lists = comparison.lists[image].map { difference -> JSONOutput in
      ["scale": scaleName(difference.scale), "what": "\(difference)"]
    }
    return [
      "image": example.images[image].name,
      "differences": images[image].differences.map(json),
      "lists": lists,
    ]
  }

  private func json(_ difference: LabelDifference) -> JSONOutput {
    example.detector.fields(difference.site).json
      .adding(["kind": difference.kind.name])
      .adding(json(difference.kind))
      .adding(["what": difference.what, "why": difference.reason])
  }

  /// Somebody's numbers may be NaN or infinite: JSON has only `null` for these.
  private func json(_ kind: LabelDifference.Kind) -> JSONOutput {
    switch kind {
    case .onlyTheirs(let object, let box): ["object": object, "theirs": box.map(\.finite)]
    case .onlyOurs(let object): ["object": object]
    case .object(let theirs, let ours): ["theirs": theirs, "ours": ours]
    case .box(let theirs, let ours, let distance):
      [
        "theirs": theirs.map(\.finite),
        "ours": [ours.centerX, ours.centerY, ours.width, ours.height].map(\.finite),
        "distance": distance.finite,
      ]
    case .classes(let classID, let theirs, let ours, let count):
      [
        "class_id": classID, "theirs": theirs.finite, "ours": ours.finite, "classes": count,
      ]
    case .objectness(let found): ["theirs": found.finite]
    }
  }
}

// MARK: - Text

extension LabelComparisonResult {
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
        + "nothing differs: \(counted(anchors, "positive anchor")) with their boxes and classes\n"
    }
    let counts = wrappedLine([
      "\(counted(sites, "anchor")) differing",
      "\(anchors) positive by the rule",
      "\(images.reduce(0) { $0 + $1.written.count }) by theirs",
      "\(counted(listCount, "difference")) in lists of objects",
    ])
    return ([first + counts] + causes + images.indices.flatMap(places)).joined(separator: "\n")
  }

  private var causes: [String] {
    let lines = comparison.anchors.likelyCauses.map { wrappedWords("\($0)", indent: 2, hanging: 4) }
    return lines.isEmpty ? [] : ["probably\n" + lines.joined()]
  }

  /// Every difference of an image: where, what and why.
  private func places(image: Int) -> [String] {
    func lines(_ place: String, _ sentences: [String]) -> String {
      wrappedWords("\(example.images[image].name), \(place)", indent: 0, hanging: 2)
        + sentences.map { wrappedWords($0, indent: 2, hanging: 4) }.joined()
    }
    return images[image].differences.map { lines($0.place, [$0.what, $0.reason]) }
      + comparison.lists[image].map {
        lines("\(scaleName($0.scale)), list of objects", ["\($0)"])
      }
  }
}

extension LikelyCause {
  /// The cause as other programs read it.
  var json: JSONOutput { ["cause": cause, "explained": explained, "of": total] }

  static let schema = JSONSchema.object([
    "cause": .string, "explained": .integer.said("how many differences"), "of": .integer,
  ])
}

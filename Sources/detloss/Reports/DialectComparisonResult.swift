import DetectionAnalysis
import ToolSupport

/// Two dialects on one dump.
struct DialectComparisonResult: Report {
  let example: DetectionCase
  let comparison: DialectComparison

  /// The file of the second side's configuration, if it has one of its own.
  var otherConfig: String?

  /// The share of the larger total that the difference may be, where one was given.
  let tolerance: Double?

  /// How many objects text lists.
  var top = 20

  /// Whether text has the steps from the first loss to the second.
  var showsSteps = false

  var sides: [DialectComparison.Side] { [comparison.first, comparison.second] }

  var names: [String] { sides.map(\.detector.dialect) }

  /// The components that the config's own sections hold, on each side.
  var ownComponents: [[ComparedComponent]] {
    sides.map(\.detector.configuration.ownComponents)
  }

  /// Whether the totals differ by more than the tolerance, a share of the larger; `nil` where
  /// nobody asked.
  var differs: Bool? {
    tolerance.map { comparison.relativeDifference > $0 }
  }

  var total: LossPair {
    LossPair(first: comparison.first.report.loss, second: comparison.second.report.loss)
  }

  func loss(ofScale scale: Int) -> LossPair {
    let losses = sides.map { $0.report.scales[scale].loss }
    return LossPair(first: losses[0], second: losses[1])
  }

  /// For each scale, the anchors of the whole batch.
  var anchors: [SharedAnchors] {
    example.detector.scales.indices.map { scale in
      var anchors = SharedAnchors()
      for image in example.images.indices {
        anchors.add(sides.map { $0.sites(ofImage: image).filter { $0.scale == scale } })
      }
      return anchors
    }
  }

  var objects: [ObjectRow] {
    example.images.enumerated().flatMap { imageIndex, image in
      (image.objects ?? []).enumerated().map { index, object in
        var anchors = SharedAnchors()
        anchors.add(sides.map { $0.sites(ofObject: index, image: imageIndex) })
        return ObjectRow(image: image.name, index: index, classID: object.classID, anchors: anchors)
      }
    }
  }
}

/// The anchors that are positive in both dialects, and those that are in one.
struct SharedAnchors {
  private(set) var both = 0
  private(set) var firstOnly: [AnchorSite] = []
  private(set) var secondOnly: [AnchorSite] = []

  /// Adds the anchors of one image, as each dialect has them.
  mutating func add(_ sites: [Set<AnchorSite>]) {
    both += sites[0].intersection(sites[1]).count
    firstOnly += sites[0].subtracting(sites[1]).sorted()
    secondOnly += sites[1].subtracting(sites[0]).sorted()
  }

  var fields: Fields {
    ["in_both": both, "first_only": firstOnly.count, "second_only": secondOnly.count]
  }

  static let members: [(key: String, value: JSONSchema)] = [
    ("in_both", .integer), ("first_only", .integer), ("second_only", .integer),
  ]

  /// The titles of its fields.
  static let columns: [TextTable.Column] = [
    .number("in both"), .number("first only"), .number("second only"),
  ]

  /// How the second's anchors differ from the first's.
  var kind: Kind {
    switch (both, firstOnly.count, secondOnly.count) {
    case (_, 0, 0): .same
    case (0, 0, _): .firstDrops
    case (0, _, 0): .secondDrops
    case (_, 0, _): .more
    case (_, _, 0): .fewer
    case (0, _, _): .others
    default: .some
    }
  }

  /// How anchors on one side differ from those on the other; what matters most comes first.
  enum Kind: Int, CaseIterable {
    case firstDrops, secondDrops, others, some, fewer, more, same

    /// What the second has, beside the first.
    var words: String {
      switch self {
      case .firstDrops: "none in the first"
      case .secondDrops: "none in the second"
      case .others: "others in the second"
      case .some: "some of the first's and others"
      case .fewer: "some of the first's"
      case .more: "all of the first's and more"
      case .same: "the same"
      }
    }
  }
}

/// An object with the anchors that each dialect gives it.
struct ObjectRow {
  let image: String
  let index: Int
  let classID: Int
  let anchors: SharedAnchors
}

// MARK: - JSON

extension DialectComparisonResult {
  var json: JSONOutput {
    let steps = comparison.steps.map { step -> JSONOutput in
      ["component": step.component.rawValue, "alone": step.alone, "in_turn": step.inTurn]
    }
    let scales = zip(example.detector.scales.indices, anchors).map { index, anchors in
      let scale = example.detector.scales[index]
      return
        (["name": scale.name, "stride": scale.stride, "loss": loss(ofScale: index)] as JSONOutput)
        .adding(anchors.fields.json)
    }
    return [
      "config": example.detector.name, "first": names[0], "second": names[1],
      "second_config": otherConfig.map { _ in sides[1].detector.name },
      "fit": example.fit.json,
      "own_components": ComparedComponent.allCases.filter {
        ownComponents[0].contains($0) || ownComponents[1].contains($0)
      }.map(\.rawValue),
      "tolerance": tolerance, "differs": differs, "comparable": comparison.isComparable,
      "loss": total, "parts": comparison.parts.map(json), "decodings": decodings,
      "scales": scales, "components": steps, "objects": objects.map(json),
    ]
  }

  private func json(_ part: PartComparison) -> JSONOutput {
    [
      "part": part.part.rawValue, "first": json(part.first), "second": json(part.second),
      "cost_factors": part.costFactors.map { factor -> JSONOutput in
        ["changes": factor.changes.map(\.rawValue), "factor": factor.factor]
      },
    ]
  }

  private func json(_ product: LossProduct) -> JSONOutput {
    [
      "anchors": product.anchors, "cost": product.cost, "weight": product.weight,
      "divisor": product.divisor, "loss": product.loss,
    ]
  }

  private static let product = JSONSchema.object([
    "anchors": .integer, "cost": .number, "weight": .number.orNull, "divisor": .number.orNull,
    "loss": .number,
  ])

  private var decodings: JSONOutput {
    guard let decodings = comparison.decodings else { return .null }
    let better = decodings.better.map { found -> JSONOutput in
      ["dialect": found.dialect, "miss": found.miss]
    }
    return [
      "anchors": decodings.anchors, "first": decodings.first, "second": decodings.second,
      "better": better ?? .null,
    ]
  }

  static let schema: JSONSchema = {
    let counts = SharedAnchors.members
    let sites = JSONSchema.list(.object(AnchorSite.members))
    return .result([
      "config": .string, "first": .string, "second": .string,
      "second_config": JSONSchema.string.orNull.said("its name, with --against-config"),
      "fit": .fit,
      "own_components": .list(.string).said("sections of the config that differ from its dialect"),
      "tolerance": .number.orNull, "differs": .boolean.orNull,
      "comparable": .boolean.said("whether the totals average alike"), "loss": LossPair.schema,
      "parts": .list(
        .object([
          "part": .string, "first": product, "second": product,
          "cost_factors": .list(
            .object(["changes": .list(.string), "factor": .number])
          ).said("what makes the second's cost of the first's; empty where one is zero"),
        ])
      ).said("loss = anchors * cost * weight / divisor"),
      "decodings": .object([
        "anchors": .integer, "first": .number, "second": .number,
        "better": .object(["dialect": .string, "miss": .number]).orNull,
      ]).orNull.said("mean 1 - IoU of boxes with objects, of anchors positive on both sides"),
      "scales": .list(
        .object(
          [("name", .string), ("stride", .integer), ("loss", LossPair.schema)] + counts
        )
      ),
      "components": .list(
        .object([
          "component": .string,
          "alone": .number.orNull.said("the change with this component of the second alone"),
          "in_turn": .number.orNull.said("the change on top of those above"),
        ])
      ),
      "objects": .list(
        .object(
          [("image", .string), ("index", .integer)] + counts
            + [("first_only_anchors", sites), ("second_only_anchors", sites)]
        )
      ),
    ])
  }()

  private func json(_ row: ObjectRow) -> JSONOutput {
    (["image": row.image, "index": row.index] as JSONOutput)
      .adding(row.anchors.fields.json)
      .adding([
        "first_only_anchors": row.anchors.firstOnly.map { example.detector.fields($0).json },
        "second_only_anchors": row.anchors.secondOnly.map { example.detector.fields($0).json },
      ])
  }
}

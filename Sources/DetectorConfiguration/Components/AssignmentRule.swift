/// The rule that hands anchors to an object.
///
/// "IoU of sizes" is that of two boxes with one centre.
public enum AssignmentRule: Hashable, Sendable {
  /// Every anchor in the object's cell, on every scale, whose IoU with the object is above
  /// `threshold`; the best of all where none is.
  ///
  /// The anchor stands at the cell's centre, the object where it is.
  case anchorIoU(threshold: Double, fallbackCell: FallbackCell = .ownScale)

  /// The anchor of all scales whose IoU of sizes with the object is best.
  case bestAnchor

  /// The best anchor, and every other whose IoU of sizes is above `threshold`.
  case bestAnchorPlus(threshold: Double, extras: ExtraAnchors)

  /// Every anchor on every scale with `max(w / aw, aw / w, h / ah, ah / h) < below`, in the
  /// object's cell and, with `neighborCells`, in the two cells nearest to its centre.
  ///
  /// An object that no anchor fits is dropped.
  case sizeRatio(below: Double, neighborCells: Bool)

  /// Every anchor on every scale whose IoU of sizes is above `threshold`.
  ///
  /// An object that no anchor fits is dropped.
  case shapeIoU(threshold: Double)

  /// Anchors in the cells that hold an object's centre go to the object that they overlap most, if
  /// by more than `threshold`; each object also gets the anchors that it overlaps most.
  ///
  /// The anchor stands at the cell's centre, the object where it is.
  case gridIoU(threshold: Double)
}

/// Which grid bounds the cell of an object that no anchor fits, so that it gets the best of all.
public enum FallbackCell: String, Hashable, Sendable, CaseIterable {
  /// That of the anchor's own scale.
  case ownScale = "own_scale"

  /// That of the last scale: a fault of the reference's framework, for who has its numbers. Objects
  /// on finer scales move towards the corner.
  case lastScale = "last_scale"
}

/// When an anchor beside the best one is handed to an object.
public enum ExtraAnchors: String, Hashable, Sendable, CaseIterable {
  /// Whenever its IoU is above the threshold.
  case always

  /// Only if no object before this one has it.
  case ifFree = "if_free"
}

// MARK: - Reading

extension AssignmentRule {
  /// The presets are those of the framework that a rule comes from.
  static let keys: [ConfigurationKey] = [
    ConfigurationKey(
      "assignment.rule",
      .words([
        "anchor_iou", "best_anchor", "best_anchor_plus", "size_ratio", "shape_iou", "grid_iou",
      ]),
      "the rule that hands anchors to an object"
    ),
    ConfigurationKey(
      "assignment.iou_threshold",
      .number(.fraction),
      with: ("rule", ["anchor_iou"]),
      "the IoU with the object above which an anchor of its cell is handed to it"
    ),
    ConfigurationKey(
      "assignment.fallback_cell",
      .words(FallbackCell.self),
      with: ("rule", ["anchor_iou"]),
      "the scale whose grid bounds the cell of an object that no anchor fits"
    ),
    // That of yolov4.cfg; darknet itself has the rule off.
    ConfigurationKey(
      "assignment.iou_threshold",
      .number(.fraction),
      with: ("rule", ["best_anchor_plus"]),
      preset: "0.213",
      "the IoU of sizes above which a further anchor is handed to the object"
    ),
    ConfigurationKey(
      "assignment.extras",
      .words(ExtraAnchors.self),
      with: ("rule", ["best_anchor_plus"]),
      preset: "\"always\"",
      "when an anchor beside the best one is handed to an object"
    ),
    ConfigurationKey(
      "assignment.ratio_below",
      .number(.aboveOne),
      with: ("rule", ["size_ratio"]),
      preset: "4",
      "how many times a side may be the anchor's, or the anchor's the side"
    ),
    ConfigurationKey(
      "assignment.neighbor_cells",
      .boolean,
      with: ("rule", ["size_ratio"]),
      preset: "true",
      "whether the two cells nearest to the object's centre count beside its own"
    ),
    ConfigurationKey(
      "assignment.iou_threshold",
      .number(.fraction),
      with: ("rule", ["shape_iou"]),
      preset: "0.2",
      "the IoU of sizes above which an anchor is handed to the object"
    ),
    ConfigurationKey(
      "assignment.iou_threshold",
      .number(.fraction),
      with: ("rule", ["grid_iou"]),
      preset: "0.5",
      "the IoU with the object above which an anchor of its cell goes to it"
    ),
  ]

  /// The word of a configuration file.
  package var word: String {
    switch self {
    case .anchorIoU: "anchor_iou"
    case .bestAnchor: "best_anchor"
    case .bestAnchorPlus: "best_anchor_plus"
    case .sizeRatio: "size_ratio"
    case .shapeIoU: "shape_iou"
    case .gridIoU: "grid_iou"
    }
  }

  var numbers: [ChosenNumber?] {
    switch self {
    case .bestAnchor: []
    case .anchorIoU(let threshold, _), .bestAnchorPlus(let threshold, _), .shapeIoU(let threshold),
      .gridIoU(let threshold):
      [ChosenNumber("assignment.iou_threshold", with: word, threshold)]
    case .sizeRatio(let below, _): [ChosenNumber("assignment.ratio_below", below)]
    }
  }

  /// Reads the rule of the section `assignment`.
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    switch try section.word("rule") {
    case "anchor_iou":
      self = .anchorIoU(
        threshold: try section.number("iou_threshold"),
        fallbackCell: try section.choice("fallback_cell")
      )
    case "best_anchor": self = .bestAnchor
    case "best_anchor_plus":
      self = .bestAnchorPlus(
        threshold: try section.number("iou_threshold"),
        extras: try section.choice("extras")
      )
    case "size_ratio":
      self = .sizeRatio(
        below: try section.number("ratio_below"),
        neighborCells: try section.boolean("neighbor_cells")
      )
    case "shape_iou": self = .shapeIoU(threshold: try section.number("iou_threshold"))
    case "grid_iou": self = .gridIoU(threshold: try section.number("iou_threshold"))
    case let word: preconditionFailure("a rule of the table that means nothing: \(word)")
    }
  }
}

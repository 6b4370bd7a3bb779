/// The rule that hands anchors to an object.
///
/// "IoU of sizes" is that of two boxes with one centre.
public enum AssignmentRule: Hashable, Sendable {
  /// Every anchor in the object's cell, on every scale, whose IoU with the object is above
  /// `threshold`; the best of all where none is.
  ///
  /// The anchor stands at the cell's centre, the object where it is.
  case anchorIoU(threshold: Double)

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

  /// The reference's threshold, hard-coded in its label pipeline.
  public static let referenceThreshold = 0.3
}

/// When an anchor beside the best one is handed to an object.
public enum ExtraAnchors: Hashable, Sendable {
  /// Whenever its IoU is above the threshold.
  case always

  /// Only if no object before this one has it.
  case ifFree
}

// MARK: - Reading

extension ExtraAnchors {
  /// The words of a configuration file.
  package static let choices = Choices<ExtraAnchors>(["always": .always, "if_free": .ifFree])
}

extension AssignmentRule {
  /// The words of a configuration file.
  ///
  /// The standard parameters are those of the framework that a rule comes from.
  package static let choices = Choices<AssignmentRule>([
    threshold("anchor_iou", or: referenceThreshold, AssignmentRule.anchorIoU) { rule in
      if case .anchorIoU(let threshold) = rule { threshold } else { nil }
    },
    Choices.Entry("best_anchor", .bestAnchor),
    Choices.Entry("best_anchor_plus", keys: ["iou_threshold", "extras"]) { rule in
      if case .bestAnchorPlus = rule { true } else { false }
    } read: { (section, standard) throws(ConfigurationError) in
      // Those of yolov4.cfg; darknet itself has the rule off.
      var (threshold, extras) = (0.213, ExtraAnchors.always)
      if case .bestAnchorPlus(let first, let second) = standard {
        (threshold, extras) = (first, second)
      }
      return .bestAnchorPlus(
        threshold: try section.number("iou_threshold", .fraction, or: threshold),
        extras: try section.choice("extras", of: ExtraAnchors.choices, or: extras)
      )
    },
    Choices.Entry("size_ratio", keys: ["ratio_below", "neighbor_cells"]) { rule in
      if case .sizeRatio = rule { true } else { false }
    } read: { (section, standard) throws(ConfigurationError) in
      var (ratio, neighbors) = (4.0, true)
      if case .sizeRatio(let below, let cells) = standard { (ratio, neighbors) = (below, cells) }
      return .sizeRatio(
        below: try section.number("ratio_below", .aboveOne, or: ratio),
        neighborCells: try section.boolean("neighbor_cells", or: neighbors)
      )
    },
    threshold("shape_iou", or: 0.2, AssignmentRule.shapeIoU) { rule in
      if case .shapeIoU(let threshold) = rule { threshold } else { nil }
    },
    threshold("grid_iou", or: 0.5, AssignmentRule.gridIoU) { rule in
      if case .gridIoU(let threshold) = rule { threshold } else { nil }
    },
  ])

  /// The entry of a rule whose only parameter is a threshold.
  private static func threshold(
    _ spelling: String,
    or own: Double,
    _ rule: @escaping @Sendable (Double) -> AssignmentRule,
    of given: @escaping @Sendable (AssignmentRule) -> Double?
  ) -> Choices<AssignmentRule>.Entry {
    Choices.Entry(spelling, keys: ["iou_threshold"]) {
      given($0) != nil
    } read: {
      (section, standard) throws(ConfigurationError) in
      rule(try section.number("iou_threshold", .fraction, or: given(standard) ?? own))
    }
  }
}

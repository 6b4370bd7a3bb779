extension LossComponents {
  /// The first choices that make no sense together, and the keys that can put them right, the
  /// likeliest first; or `nil` if all is well.
  package var conflict: (ChoiceConflict, keys: [ConflictKey])? {
    let rule = AssignmentRule.choices.entry(of: assignment.rule)?.spelling ?? ""
    let collision = CollisionPolicy.choices.entry(of: assignment.collision)?.spelling ?? ""
    let classLoss = ClassLoss.choices.entry(of: classification.loss)?.spelling ?? ""
    let smoothing = SmoothingForm.choices.entry(of: classification.smoothing)?.spelling ?? ""
    if assignment.collision == .bestIoUThenLast, rule != "grid_iou" {
      return (.bestIoUThenLast(rule: rule), [("assignment", "collision"), ("assignment", "rule")])
    }
    if case .overlap = objectness.target, box.overlap == nil {
      return (.overlapTarget, [("objectness", "target"), ("box", "loss"), ("box", "terms")])
    }
    if decoding.size == .squaredSigmoid, !centerLosses.isEmpty {
      return (.logarithmicSize, [("box", "loss"), ("box", "terms"), ("decoding", "size")])
    }
    if centerLosses.contains(.bce), !decoding.centerScale.isOne {
      return (
        .stretchedCrossEntropy,
        [
          ("box", "center"), ("box", "terms"), ("box", "loss"), ("decoding", "center_scale"),
        ]
      )
    }
    guard [.softmax, .normalizedSigmoid].contains(classification.loss) else {
      return overlapReportConflict
    }
    if [.lastBoxAllClasses, .allBoxesAllClasses].contains(assignment.collision) {
      return (
        .severalClasses(loss: classLoss, collision: collision),
        [("classification", "loss"), ("assignment", "collision")]
      )
    }
    if classification.labelSmoothing > 0, classification.smoothing != .uniform {
      return (
        .smoothedSum(loss: classLoss, smoothing: smoothing),
        [
          ("classification", "smoothing"), ("classification", "loss"),
          ("classification", "label_smoothing"),
        ]
      )
    }
    return overlapReportConflict
  }

  /// A key of a section of a configuration file.
  package typealias ConflictKey = (section: String, key: String)

  private var overlapReportConflict: (ChoiceConflict, keys: [ConflictKey])? {
    guard frameworkLoss == .overlapMeanAndSquares, box.overlap == nil else { return nil }
    return (.overlapReport, [("report", "framework_loss"), ("box", "loss"), ("box", "terms")])
  }

  /// The centre losses of the box terms.
  private var centerLosses: [CenterLoss] {
    box.terms.compactMap {
      if case .offsets(let center, _) = $0.loss { center.loss } else { nil }
    }
  }
}

extension PerScale {
  /// Whether every scale's number is one.
  fileprivate var isOne: Bool {
    switch self {
    case .same(let value): value == 1
    case .ordered(let values): values.allSatisfy { $0 == 1 }
    case .named(let values): values.values.allSatisfy { $0 == 1 }
    }
  }
}

extension ConfigurationSection {
  /// A problem with the value of the first of `keys` that the file has.
  package func error(
    _ problem: ConfigurationProblem,
    atFirst keys: [LossComponents.ConflictKey]
  ) throws(ConfigurationError) -> ConfigurationError {
    for (name, key) in keys {
      if let value = try section(name)?.value(key) { return value.error(problem) }
    }
    return error(problem, at: keys[0].section)
  }
}

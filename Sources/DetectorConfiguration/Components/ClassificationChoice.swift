import DetectionText

/// The loss of the class scores of a positive anchor.
public struct ClassificationChoice: Hashable, Sendable {
  /// The formula.
  public var loss: ClassLoss

  /// How much the targets are smoothed, `e`; in `0 ... 1`.
  public var labelSmoothing: Double

  /// What smoothing makes of a target.
  public var smoothing: SmoothingForm

  /// The factor of the whole term; finite and not negative.
  public var weight: Double

  /// Whether a detector of one class has this term.
  public var singleClass: SingleClass

  /// Creates a choice; the defaults are the reference's.
  public init(
    loss: ClassLoss = LossComponents.reference.classification.loss,
    labelSmoothing: Double = LossComponents.reference.classification.labelSmoothing,
    smoothing: SmoothingForm = LossComponents.reference.classification.smoothing,
    weight: Double = LossComponents.reference.classification.weight,
    singleClass: SingleClass = LossComponents.reference.classification.singleClass
  ) {
    self.loss = loss
    self.labelSmoothing = labelSmoothing
    self.smoothing = smoothing
    self.weight = weight
    self.singleClass = singleClass
  }
}

/// What label smoothing by `e` makes of a target `y` that is 0 or 1, among `K` classes.
public enum SmoothingForm: String, Hashable, Sendable, CaseIterable {
  /// `y · (1 - e) + e / K`, which keeps the sum.
  case uniform

  /// `y · (1 - e) + e / 2`.
  case half

  /// `1 - d` and `d`, where `d = min(e, 1 / K)`.
  case flip
}

/// Whether a detector of one class has a class loss.
public enum SingleClass: String, Hashable, Sendable, CaseIterable {
  /// It has, as with any number of classes.
  case compute = "count"

  /// It has none: there is nothing to tell apart.
  case skip
}

// MARK: - Reading

extension ClassificationChoice {
  static let keys =
    ClassLoss.keys + [
      ConfigurationKey(
        "classification.label_smoothing",
        .number(.fraction),
        usual: ["0", "0.01", "0.02", "0.05", "0.1", "0.2"],
        "how much the class targets are smoothed"
      ),
      ConfigurationKey(
        "classification.smoothing",
        .words(SmoothingForm.self),
        "what smoothing makes of a target"
      ),
      ConfigurationKey(
        "classification.weight",
        .number(.nonNegative),
        usual: ["0.05", "0.1", "0.25", "0.3", "2", "3", "5", "10"],
        "the factor of the whole class loss"
      ),
      ConfigurationKey(
        "classification.single_class",
        .words(SingleClass.self),
        "whether a detector of one class has a class loss"
      ),
    ]

  var numbers: [ChosenNumber?] {
    [
      ChosenNumber("classification.label_smoothing", labelSmoothing),
      ChosenNumber("classification.weight", weight),
    ] + loss.formula.classNumbers
  }

  /// Reads the section `classification`.
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    self.init(
      loss: try ClassLoss(section),
      labelSmoothing: try section.number("label_smoothing"),
      smoothing: try section.choice("smoothing"),
      weight: try section.number("weight"),
      singleClass: try section.choice("single_class")
    )
  }
}

// MARK: - In words

extension ClassificationChoice {
  /// The formula, in a few words.
  package func phrases(classes: Int) -> [String] {
    if classes == 1, singleClass == .skip { return ["none: a single class"] }
    let smoothed = "smoothing \(readable(labelSmoothing)) (\(smoothing.rawValue))"
    return [loss.formula.phrase] + (labelSmoothing > 0 ? [smoothed] : [])
  }
}

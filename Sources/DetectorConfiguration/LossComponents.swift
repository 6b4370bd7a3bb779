/// The choices that make a loss; a dialect is one value of this type and nothing else.
public struct LossComponents: Hashable, Sendable {
  /// How raw outputs become boxes.
  public var decoding: BoxDecoding

  /// Which anchors answer for an object.
  public var assignment: AssignmentChoice

  /// Which of the other anchors count as background.
  public var background: BackgroundChoice

  /// The loss of a box against its object.
  public var box: BoxLossChoice

  /// The loss of "here is an object".
  public var objectness: ObjectnessChoice

  /// The loss of the class scores.
  public var classification: ClassificationChoice

  /// How the terms of anchors and images become one number.
  public var reduction: ReductionChoice

  /// The number that the framework reports as its loss where that is another function, or `nil`.
  public var frameworkLoss: FrameworkLoss?

  /// Creates a set of choices; whatever is left out is the reference's.
  public init(
    decoding: BoxDecoding = BoxDecoding(),
    assignment: AssignmentChoice = AssignmentChoice(),
    background: BackgroundChoice = BackgroundChoice(),
    box: BoxLossChoice = BoxLossChoice(),
    objectness: ObjectnessChoice = ObjectnessChoice(),
    classification: ClassificationChoice = ClassificationChoice(),
    reduction: ReductionChoice = .perImage(.mean),
    frameworkLoss: FrameworkLoss? = nil
  ) {
    self.decoding = decoding
    self.assignment = assignment
    self.background = background
    self.box = box
    self.objectness = objectness
    self.classification = classification
    self.reduction = reduction
    self.frameworkLoss = frameworkLoss
  }
}

// MARK: - Reading

extension LossComponents {
  /// The keys of a configuration file that ``init(reading:or:scales:)`` takes.
  package static let sections = [
    "decoding", "assignment", "background", "box", "objectness", "classification", "reduction",
    "report",
  ]

  /// Reads the sections of a configuration file; what is absent is as in `standard`.
  package init(
    reading file: ConfigurationSection,
    or standard: LossComponents,
    scales: [DetectionScale]
  ) throws(ConfigurationError) {
    self.init(
      decoding: try BoxDecoding(
        reading: file.section("decoding"),
        or: standard.decoding,
        scales: scales
      ),
      assignment: try AssignmentChoice(
        reading: file.section("assignment"),
        or: standard.assignment
      ),
      background: try BackgroundChoice(
        reading: file.section("background"),
        or: standard.background
      ),
      box: try BoxLossChoice(reading: file.section("box"), or: standard.box),
      objectness: try ObjectnessChoice(
        reading: file.section("objectness"),
        or: standard.objectness,
        scales: scales
      ),
      classification: try ClassificationChoice(
        reading: file.section("classification"),
        or: standard.classification
      ),
      reduction: try ReductionChoice(reading: file.section("reduction"), or: standard.reduction),
      frameworkLoss: try FrameworkLoss.reading(
        file.section("report"),
        or: standard.frameworkLoss
      )
    )
    if let (conflict, keys) = conflict { throw try file.error(.conflict(conflict), atFirst: keys) }
  }
}

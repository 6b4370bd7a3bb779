/// The choices that make a loss; a dialect is one value of this type and nothing else.
public struct LossComponents: Hashable, Sendable {
  /// How raw outputs become boxes.
  public var decoding: BoxDecoding

  /// Which anchors are positive for an object.
  public var assignment: AssignmentChoice

  /// Which of the other anchors are negative, and which ignored.
  public var background: BackgroundChoice

  /// The loss of a box against its object.
  public var box: BoxLossChoice

  /// The loss of "here is an object".
  public var objectness: ObjectnessChoice

  /// The loss of the class scores.
  public var classification: ClassificationChoice

  /// How the terms of anchors and images become one number.
  public var reduction: ReductionChoice

  /// How the framework's trainer rescales the weights above for a detector.
  public var gains: Gains

  /// The number that the framework reports as its loss where that is another function, or `nil`.
  public var frameworkLoss: FrameworkLoss?

  /// Creates a set of choices.
  ///
  /// Who changes a few starts from ``reference``, or from ``dialect(named:)``.
  public init(
    decoding: BoxDecoding,
    assignment: AssignmentChoice,
    background: BackgroundChoice,
    box: BoxLossChoice,
    objectness: ObjectnessChoice,
    classification: ClassificationChoice,
    reduction: ReductionChoice,
    gains: Gains,
    frameworkLoss: FrameworkLoss?
  ) {
    self.decoding = decoding
    self.assignment = assignment
    self.background = background
    self.box = box
    self.objectness = objectness
    self.classification = classification
    self.reduction = reduction
    self.gains = gains
    self.frameworkLoss = frameworkLoss
  }
}

// MARK: - Dialects

extension LossComponents {
  /// The reference dialect's choices, from which every initializer has its defaults.
  public static let reference = Dialect.reference.components

  /// The choices of a dialect; `nil` for a name that is none of
  /// ``DetectorConfiguration/dialectNames``.
  ///
  /// - Complexity: O(1), but it reads some JSON: keep the result.
  public static func dialect(named name: String) -> LossComponents? {
    Dialect.named(name)?.components
  }
}

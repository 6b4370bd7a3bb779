import AnchorDecoding
import DetectionNumerics
import DetectorConfiguration
import TargetAssignment

/// The class channels of one anchor: logits, targets and derivatives, sixteen classes at a time.
///
/// The plain form is ``DetectorConfiguration/ClassificationChoice/cost(_:logits:)``.
struct ClassRow {
  /// The logits; places beyond the last class hold a number that costs nothing.
  private(set) var logits: [Float] = []

  /// The derivatives by the logits, added up over the anchor's targets.
  private(set) var gradient: [Float] = []

  /// The targets `z`, and `1 - z`, which single precision would round away.
  private var targets: [Float] = []
  private var complements: [Float] = []
  private var padded = 0

  /// A logit whose sigmoid is zero.
  private static let nowhere: Float = -200

  /// Takes the logits of an anchor, and sets the derivatives to zero.
  mutating func begin(_ layout: HeadLayout, anchorAt start: Int, in bytes: RawSpan) {
    let classes = layout.classes
    if gradient.count < classes {
      padded = logits.makeRoom(for: classes, filler: Self.nowhere)
      _ = gradient.makeRoom(for: classes, filler: 0)
      _ = targets.makeRoom(for: classes, filler: 0)
      _ = complements.makeRoom(for: classes, filler: 1)
    }
    var index = 0
    while index < padded {
      gradient.store(FloatLanes(), at: index)
      index += 16
    }
    var span = logits.mutableSpan
    layout.copyChannels(5..<5 + classes, ofAnchorAt: start, from: bytes, to: &span)
  }

  /// Whether all logits are finite.
  var isFinite: Bool { logits.isFinite(first: padded) }

  /// What the classes cost against the targets that were set; the derivatives are added to
  /// ``gradient``.
  mutating func add(_ fast: FastClassSum, using instructions: InstructionSet) -> Double {
    // A span of one field excludes those of all others, so this one moves out for a moment.
    var sums: [Float] = []
    swap(&sums, &gradient)
    defer { swap(&sums, &gradient) }
    var span = sums.mutableSpan
    return fast.sum(logits.span, targets.span, complements.span, &span, padded, instructions)
  }

  /// Adds derivatives that were computed one by one.
  mutating func add(_ others: [Double]) {
    for (classID, derivative) in others.enumerated() { gradient[classID] += Float(derivative) }
  }

  /// Sets the targets.
  mutating func set(_ target: ClassTarget, classes: Int, _ choice: ClassificationChoice) {
    let (smoothing, form) = (choice.labelSmoothing, choice.smoothing)
    switch target {
    case .index(let classID):
      let (yes, no) = form.targets(classes: classes, smoothing: smoothing)
      fill(no, classes: classes)
      (targets[classID], complements[classID]) = (Float(yes), Float(1 - yes))
    case .indices(let classIDs):
      let (yes, no) = form.targets(classes: classes, smoothing: smoothing)
      fill(no, classes: classes)
      for classID in classIDs {
        (targets[classID], complements[classID]) = (Float(yes), Float(1 - yes))
      }
    case .distribution(let values):
      for (classID, value) in values.enumerated() {
        (targets[classID], complements[classID]) = (Float(value), Float(1 - value))
      }
    }
  }

  private mutating func fill(_ value: Double, classes: Int) {
    for classID in 0..<classes { targets[classID] = Float(value) }
    for classID in 0..<classes { complements[classID] = Float(1 - value) }
  }
}

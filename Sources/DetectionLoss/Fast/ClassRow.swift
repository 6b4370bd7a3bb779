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

  /// The target of most classes, where there is one, and the classes that have another: from anchor to
  /// anchor only those change.
  private var common: (target: Double, classes: Int)?
  private var others: [Int] = []

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
    unsafe gradient.withUnsafeMutableBufferPointer { unsafe $0.update(repeating: 0) }
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
      raise(classID, to: yes)
    case .indices(let classIDs):
      let (yes, no) = form.targets(classes: classes, smoothing: smoothing)
      fill(no, classes: classes)
      for classID in classIDs { raise(classID, to: yes) }
    case .distribution(let values):
      common = nil
      for (classID, value) in values.enumerated() { put(value, at: classID) }
    }
  }

  private mutating func fill(_ value: Double, classes: Int) {
    if let common, common == (value, classes) {
      for classID in others { put(value, at: classID) }
    } else {
      for classID in 0..<classes { put(value, at: classID) }
      common = (value, classes)
    }
    others.removeAll(keepingCapacity: true)
  }

  private mutating func raise(_ classID: Int, to value: Double) {
    put(value, at: classID)
    others.append(classID)
  }

  @inline(__always)
  private mutating func put(_ target: Double, at classID: Int) {
    targets[classID] = Float(target)
    complements[classID] = Float(1 - target)
  }
}

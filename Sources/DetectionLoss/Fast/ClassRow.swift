import DetectorConfiguration
import RealFunctions
import TargetAssignment

/// The class channels of one anchor: logits, targets and slopes, sixteen classes at a time.
///
/// The plain form is ``DetectorConfiguration/ClassificationChoice/cost(_:logits:)``.
struct ClassRow {
  /// The logits; places beyond the last class hold a number that costs nothing.
  var logits: [Float] = []

  /// The derivatives by the logits, added up over the anchor's targets.
  private(set) var slopes: [Float] = []

  /// The targets `z`, and `1 - z`, which single precision would round away.
  private var targets: [Float] = []
  private var complements: [Float] = []
  private var padded = 0

  /// A logit whose sigmoid is zero.
  private static let nowhere: Float = -200

  /// Makes room for a number of classes, with slopes of zero.
  mutating func begin(classes: Int) {
    if slopes.count < classes {
      padded = logits.makeRoom(for: classes, filler: Self.nowhere)
      _ = slopes.makeRoom(for: classes, filler: 0)
      _ = targets.makeRoom(for: classes, filler: 0)
      _ = complements.makeRoom(for: classes, filler: 1)
    }
    for index in stride(from: 0, to: padded, by: 16) { slopes.store(FloatLanes(), at: index) }
  }

  /// Whether all logits are finite.
  var isFinite: Bool { logits.isFinite(first: padded) }

  /// The cross-entropies of the sigmoids, added up; their slopes are added to ``slopes``.
  ///
  /// ```
  /// value = log(1 + exp(-|x|)) + (x > 0 ? x · (1 - z) : -x · z)
  /// slope = x > 0 ? (1 - z) - (1 - p) : p - z
  /// ```
  ///
  /// so that nothing is lost where a sigmoid is close to its target.
  mutating func addCrossEntropy(
    _ target: ClassTarget,
    classes: Int,
    smoothing: Double,
    form: SmoothingForm
  ) -> Double {
    set(target, classes: classes, smoothing: smoothing, form: form)
    var sum = 0.0
    var values = FloatLanes()
    for index in stride(from: 0, to: padded, by: 16) {
      let x = logits.lanes(at: index)
      let (z, complement) = (targets.lanes(at: index), complements.lanes(at: index))
      let lanes = LogisticLanes(x)
      let isPositive = x .> FloatLanes(repeating: 0)
      values += lanes.bend + ((0 - x) * z).replacing(with: x * complement, where: isPositive)
      let slope = (lanes.probability - z).replacing(
        with: complement - lanes.complement,
        where: isPositive
      )
      slopes.store(slopes.lanes(at: index) + slope, at: index)
      if index & 255 == 240 {
        sum += values.doubleSum
        values = FloatLanes()
      }
    }
    return sum + values.doubleSum
  }

  /// Adds slopes that were computed one by one.
  mutating func add(_ others: [Double]) {
    for (classID, slope) in others.enumerated() { slopes[classID] += Float(slope) }
  }

  private mutating func set(
    _ target: ClassTarget,
    classes: Int,
    smoothing: Double,
    form: SmoothingForm
  ) {
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
    let (z, complement) = (Float(value), Float(1 - value))
    for classID in 0..<classes {
      targets[classID] = z
      complements[classID] = complement
    }
  }
}

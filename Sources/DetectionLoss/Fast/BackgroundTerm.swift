import DetectionNumerics
import DetectorConfiguration
import LossFunctions

/// What the objectness of background anchors costs, sixteen at a time.
///
/// Every choice of the configuration comes to one formula, because the target is zero:
///
/// ```
/// value = factor · p^gamma · softplus(x)
/// slope = factor · p^gamma · (gamma · (1 - p) · softplus(x) + p)
/// ```
///
/// The plain form is ``DetectorConfiguration/ObjectnessChoice/loss(logit:target:)``.
protocol BackgroundTerm: Sendable {
  /// The value and slope of each logit, without the factor; exactly zero for minus infinity.
  func callAsFunction(_ x: FloatLanes) -> (value: FloatLanes, slope: FloatLanes)

  /// Whether the square of the sigmoid is a factor, where there is a loop for this formula in other
  /// instructions too.
  var isSquared: Bool? { get }
}

/// `gamma` of zero: plain cross-entropy.
struct PlainBackground: BackgroundTerm {
  var isSquared: Bool? { false }

  @inline(__always)
  func callAsFunction(_ x: FloatLanes) -> (value: FloatLanes, slope: FloatLanes) {
    let lanes = LogisticLanes(x)
    return (lanes.softplus(x), lanes.probability)
  }
}

/// `gamma` of two, the reference's.
struct SquaredBackground: BackgroundTerm {
  var isSquared: Bool? { true }

  @inline(__always)
  func callAsFunction(_ x: FloatLanes) -> (value: FloatLanes, slope: FloatLanes) {
    let lanes = LogisticLanes(x)
    let p = lanes.probability
    let softplus = lanes.softplus(x)
    let square = p * p
    return (square * softplus, square * ((lanes.complement + lanes.complement) * softplus + p))
  }
}

/// Any other `gamma`, with `p^gamma = exp(-gamma · softplus(-x))`.
struct PowerBackground: BackgroundTerm {
  let gamma: Float

  var isSquared: Bool? { nil }

  @inline(__always)
  func callAsFunction(_ x: FloatLanes) -> (value: FloatLanes, slope: FloatLanes) {
    let lanes = LogisticLanes(x)
    let p = lanes.probability
    let softplus = lanes.softplus(x)
    let power = FloatLanes.exp(lanes.softplus(0 - x) * (0 - gamma))
    return (power * softplus, power * ((lanes.complement * softplus) * gamma + p))
  }
}

extension LogisticLanes {
  /// `log(1 + exp(x))` of the logits `x`, or of their negatives.
  @inline(__always)
  func softplus(_ x: FloatLanes) -> FloatLanes {
    x.clearingNegative + log1pExp
  }
}

extension ObjectnessChoice {
  /// The factor of every background anchor's objectness, before the weight of its scale.
  var backgroundFactor: Double {
    switch focal?.form {
    case nil: weight
    case .squaredDistance: weight * (focal?.alpha ?? 1)
    case .balanced: weight * (1 - (focal?.alpha ?? 0.25))
    }
  }
}

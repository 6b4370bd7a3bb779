import DetectionNumerics

/// What the objectness of background anchors costs, sixteen at a time.
///
/// Every choice of the configuration comes to one formula, because the target is zero:
///
/// ```
/// value      = factor · p^gamma · softplus(x)
/// derivative = factor · p^gamma · (gamma · (1 - p) · softplus(x) + p)
/// ```
///
/// The plain form is ``DetectorConfiguration/ObjectnessChoice/loss(logit:target:)``, where the factor
/// and the power of a formula stand too.
protocol BackgroundTerm: Sendable {
  /// The value and derivative of each logit, without the factor; exactly zero for minus infinity.
  func callAsFunction(_ x: FloatLanes) -> (value: FloatLanes, derivative: FloatLanes)

  /// Whether the square of the sigmoid is a factor, where there is a loop for this formula in other
  /// instructions too.
  var isSquared: Bool? { get }
}

/// `gamma` of zero: plain cross-entropy.
struct PlainBackground: BackgroundTerm {
  var isSquared: Bool? { false }

  @inline(__always)
  func callAsFunction(_ x: FloatLanes) -> (value: FloatLanes, derivative: FloatLanes) {
    let lanes = LogisticLanes(x)
    return (lanes.softplus(x), lanes.probability)
  }
}

/// `gamma` of two, the reference's.
struct SquaredBackground: BackgroundTerm {
  var isSquared: Bool? { true }

  @inline(__always)
  func callAsFunction(_ x: FloatLanes) -> (value: FloatLanes, derivative: FloatLanes) {
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
  func callAsFunction(_ x: FloatLanes) -> (value: FloatLanes, derivative: FloatLanes) {
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

/// What the background anchors of a strip of rows come to.
struct BackgroundSum {
  /// The values added up.
  var value = 0.0

  /// Adds up the terms of many logits, and puts their derivatives in the logits' place.
  ///
  /// Sixteen vectors are added in single precision before their sum goes to `Double`: of so few
  /// terms of one sign no digits are lost that count, and the order is the same for every layout,
  /// thread and processor.
  ///
  /// - Parameters:
  ///   - term: The formula.
  ///   - logits: The numbers; minus infinity costs nothing.
  ///   - count: How many they are, a multiple of sixteen.
  ///   - factor: What derivatives are multiplied by; `nil` if nobody will look at them.
  ///   - instructions: What to compute with.
  @inline(__always)
  init(
    _ term: some BackgroundTerm,
    of logits: inout MutableSpan<Float>,
    count: Int,
    factor: Float?,
    using instructions: InstructionSet
  ) {
    if instructions != .portable, let isSquared = term.isSquared {
      value = FloatLoops.background(
        &logits,
        count: count,
        isSquared: isSquared,
        factor: factor,
        using: instructions
      )
      return
    }
    var bytes = unsafe logits.mutableBytes
    let end = count * 4
    var offset = 0
    while offset < end {
      let blockEnd = min(offset + 16 * 64, end)
      var values = FloatLanes(repeating: 0)
      while offset < blockEnd {
        let x = unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: FloatLanes.self)
        let (value, derivative) = term(x)
        values += value
        if let factor {
          bytes.storeBytes(of: derivative * factor, toByteOffset: offset, as: FloatLanes.self)
        }
        offset += 64
      }
      self.value += values.doubleSum
    }
  }
}

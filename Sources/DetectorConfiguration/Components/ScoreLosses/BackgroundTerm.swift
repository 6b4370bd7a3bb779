package import DetectionNumerics

/// What the objectness of background anchors costs, sixteen at a time.
package struct BackgroundTerm: Sendable {
  /// What values and derivatives are multiplied by.
  package let factor: Double

  /// The formula without the factor.
  package let lanes: any BackgroundLanes

  /// What cross-entropy with a factor comes to where the target is zero:
  ///
  /// ```
  /// value      = factor · p^gamma · softplus(x)
  /// derivative = factor · p^gamma · (gamma · (1 - p) · softplus(x) + p)
  /// ```
  static func power(_ gamma: Double, factor: Double) -> BackgroundTerm {
    switch Float(min(gamma, 1e30)) {
    case 0: BackgroundTerm(factor: factor, lanes: PlainBackground())
    case 2: BackgroundTerm(factor: factor, lanes: SquaredBackground())
    case let gamma: BackgroundTerm(factor: factor, lanes: PowerBackground(gamma: gamma))
    }
  }
}

extension BackgroundTerm {
  /// Plain cross-entropy of logits that are cut to `-limit ... limit`, beyond which there is no
  /// derivative.
  static func clipped(at limit: Double) -> BackgroundTerm {
    let limit = Float(min(limit, Double(Float.greatestFiniteMagnitude)))
    return BackgroundTerm(factor: 1, lanes: ClippedBackground(limit: limit))
  }
}

/// The loss of background logits, sixteen at a time.
package protocol BackgroundLanes: Sendable {
  /// The value and derivative of each logit, without the factor; exactly zero for minus infinity.
  func callAsFunction(_ x: FloatLanes) -> (value: FloatLanes, derivative: FloatLanes)

  /// What the loops in other instructions compute.
  var loop: BackgroundLoop { get }

  /// Adds up the terms of many logits, and puts their derivatives in the logits' place.
  ///
  /// Sixteen vectors are added in single precision before their sum goes to `Double`: of so few
  /// terms of one sign no digits are lost that count, and the order is the same for every layout,
  /// thread and processor. A requirement, so that each formula has a loop of its own.
  ///
  /// - Parameters:
  ///   - logits: The numbers; minus infinity costs nothing.
  ///   - count: How many they are, a multiple of sixteen.
  ///   - factor: What derivatives are multiplied by; `nil` if nobody will look at them.
  ///   - instructions: What to compute with.
  /// - Returns: The sum of the values.
  func sum(
    of logits: inout MutableSpan<Float>,
    count: Int,
    factor: Float?,
    using instructions: InstructionSet
  ) -> Double
}

extension BackgroundLanes {
  @inline(__always)
  package func sum(
    of logits: inout MutableSpan<Float>,
    count: Int,
    factor: Float?,
    using instructions: InstructionSet
  ) -> Double {
    if instructions != .portable {
      return FloatLoops.background(
        &logits,
        count: count,
        loop: loop,
        factor: factor,
        using: instructions
      )
    }
    var bytes = unsafe logits.mutableBytes
    let end = count * 4
    var offset = 0
    var sum = 0.0
    while offset < end {
      let blockEnd = min(offset + 16 * 64, end)
      var values = FloatLanes(repeating: 0)
      while offset < blockEnd {
        let x = unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: FloatLanes.self)
        let (value, derivative) = self(x)
        values += value
        if let factor {
          bytes.storeBytes(of: derivative * factor, toByteOffset: offset, as: FloatLanes.self)
        }
        offset += 64
      }
      sum += values.doubleSum
    }
    return sum
  }
}

/// `gamma` of zero: plain cross-entropy.
private struct PlainBackground: BackgroundLanes {
  var loop: BackgroundLoop { .power(0) }

  @inline(__always)
  func callAsFunction(_ x: FloatLanes) -> (value: FloatLanes, derivative: FloatLanes) {
    let lanes = LogisticLanes(x)
    return (lanes.softplus(x), lanes.probability)
  }
}

/// `gamma` of zero, and logits cut to a limit.
private struct ClippedBackground: BackgroundLanes {
  let limit: Float

  var loop: BackgroundLoop { .clipped(limit) }

  @inline(__always)
  func callAsFunction(_ x: FloatLanes) -> (value: FloatLanes, derivative: FloatLanes) {
    let largest = FloatLanes(repeating: limit)
    let (isAbove, isBelow) = ((largest - x).signMask, (x + largest).signMask)
    let y = x.replaced(by: largest, where: isAbove).replaced(by: 0 - largest, where: isBelow)
    let lanes = LogisticLanes(y)
    // Minus infinity, the only number that this is below zero of, stands for anchors that cost nothing.
    let isMasked = (x + Float.greatestFiniteMagnitude).signMask
    return (
      FloatLanes(bits: lanes.softplus(y).bits & ~isMasked),
      FloatLanes(bits: lanes.probability.bits & ~(isAbove | isBelow))
    )
  }
}

/// `gamma` of two, the reference's.
private struct SquaredBackground: BackgroundLanes {
  var loop: BackgroundLoop { .power(2) }

  @inline(__always)
  func callAsFunction(_ x: FloatLanes) -> (value: FloatLanes, derivative: FloatLanes) {
    let lanes = LogisticLanes(x)
    let p = lanes.probability
    let softplus = lanes.softplus(x)
    let square = p * p
    let twice = lanes.complement + lanes.complement
    return (square * softplus, square * twice.times(softplus, plus: p))
  }
}

/// Any other `gamma`, with `p^gamma = exp(-gamma · softplus(-x))`.
private struct PowerBackground: BackgroundLanes {
  let gamma: Float

  var loop: BackgroundLoop { .power(gamma) }

  @inline(__always)
  func callAsFunction(_ x: FloatLanes) -> (value: FloatLanes, derivative: FloatLanes) {
    let lanes = LogisticLanes(x)
    let p = lanes.probability
    let softplus = lanes.softplus(x)
    let power = FloatLanes.exp(lanes.softplus(0 - x) * (0 - gamma))
    return (power * softplus, power * (lanes.complement * softplus).times(gamma, plus: p))
  }
}

extension LogisticLanes {
  /// `log(1 + exp(x))` of the logits `x`, or of their negatives.
  @inline(__always)
  fileprivate func softplus(_ x: FloatLanes) -> FloatLanes {
    x.clearingNegative + log1pExp
  }
}

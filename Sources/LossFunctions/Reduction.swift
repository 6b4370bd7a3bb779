import DetectionNumerics

/// What becomes of the losses of the single elements or samples.
///
/// Every array form of this module takes one, without a default: a loss that is a sum where
/// somebody expects a mean trains with another step size, and nothing says so.
public enum Reduction: Hashable, Sendable {
  /// Keep one value for each element or sample.
  ///
  /// The gradient that comes with them is the gradient of their sum, which is what a backward
  /// pass that starts with ones gives.
  case none

  /// Add the values up; nothing at all adds up to zero.
  case sum

  /// Divide the sum by the number of values, or by the sum of their weights where a loss says so.
  ///
  /// The mean of nothing is an error, ``LossError/emptyMean``.
  case mean
}

/// Gathers the values of a loss one by one and reduces them.
///
/// Sums are folded in order and in `Double`, so that a million `Float` values lose no digits and
/// give the same bits on every machine.
@usableFromInline
struct Reducer<Scalar: RealNumber> {
  @usableFromInline let reduction: Reduction

  /// What every value and every derivative is divided by: one, but for a mean.
  @usableFromInline let divisor: Double

  @usableFromInline var sum = 0.0
  @usableFromInline var kept: [Scalar] = []

  /// Prepares for `count` values; a mean divides by `totalWeight`, or else by their number.
  @inlinable
  init(_ reduction: Reduction, count: Int, totalWeight: Double? = nil) throws(LossError) {
    self.reduction = reduction
    switch reduction {
    case .none:
      divisor = 1
      kept.reserveCapacity(count)
    case .sum:
      divisor = 1
    case .mean:
      guard count > 0 else { throw .emptyMean }
      divisor = totalWeight ?? Double(count)
      guard divisor > 0 else { throw .weightlessMean(count: count) }
    }
  }

  /// Takes in the next value.
  @inlinable
  mutating func add(_ value: Scalar) {
    if reduction == .none {
      kept.append(value)
    } else {
      sum += Double(value)
    }
  }

  /// A derivative of the next value as a derivative of the reduced loss.
  @inlinable
  func reduced(_ derivative: Scalar) -> Scalar {
    derivative / Scalar(divisor)
  }

  /// The values that were kept, or the one they were reduced to.
  @inlinable
  var values: [Scalar] {
    reduction == .none ? kept : [Scalar(sum / divisor)]
  }
}

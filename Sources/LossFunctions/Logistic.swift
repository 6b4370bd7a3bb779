import DetectionNumerics

/// What a logit says: the probability of yes and of no, and the negative logarithm of either.
///
/// ```
/// p = 1 / (1 + exp(−x))        −log p       = log(1 + exp(−x))
/// q = 1 − p                    −log(1 − p)  = log(1 + exp(x))
/// ```
///
/// All four come from one exponential and one logarithm, and each keeps its digits where it is
/// nearly zero: `1 − p` is never formed by subtraction.
///
/// - Edge cases: exact for any finite logit; at `1000` the probabilities are `1` and `0` and the
///   negative logarithms `0` and `1000`. NaN for NaN.
public struct Logistic<Scalar: RealNumber>: BitwiseCopyable, Sendable {
  /// The probability of yes, `p`; the same bits as `sigmoid(x)`.
  public let probability: Scalar

  /// The probability of no, `1 − p`; the same bits as `sigmoid(−x)`.
  public let complement: Scalar

  /// What a yes costs, `−log p`; the same bits as `softplus(−x)`.
  public let negativeLogProbability: Scalar

  /// What a no costs, `−log(1 − p)`; the same bits as `softplus(x)`.
  public let negativeLogComplement: Scalar

  /// Works out what a logit says.
  @inlinable
  public init(logit x: Scalar) {
    // The exponential of a negative number never overflows.
    let e = Scalar.exp(-abs(x))
    let likely = 1 / (1 + e)
    let unlikely = e / (1 + e)
    let rest = Scalar.log(onePlus: e)
    probability = x < 0 ? unlikely : likely
    complement = x < 0 ? likely : unlikely
    negativeLogProbability = max(-x, 0) + rest
    negativeLogComplement = max(x, 0) + rest
  }
}

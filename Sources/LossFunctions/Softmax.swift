import DetectionNumerics

/// The softmax of one row of logits, with every number kept apart from the cancellation that
/// would eat its digits.
///
/// It is filled again for each row, so that a batch allocates once.
@usableFromInline
struct Softmax<Scalar: RealNumber> {
  /// `exp(x − largest)` for each class.
  @usableFromInline var exponentials: [Scalar]

  @usableFromInline var largest: Scalar = 0
  @usableFromInline var largestClass = 0

  /// The sum of the exponentials but the one of the largest logit, which is `1`.
  @usableFromInline var rest: Scalar = 0

  /// The logarithm of the sum of all exponentials.
  @usableFromInline var logarithm: Scalar = 0

  @inlinable
  init(classes: Int) {
    exponentials = Array(repeating: 0, count: classes)
  }

  /// Works out the softmax of a row that has one logit for each class.
  @inlinable
  mutating func update(_ row: Span<Scalar>) {
    largestClass = 0
    for k in row.indices where row[k] > row[largestClass] { largestClass = k }
    largest = row[largestClass]
    rest = 0
    for k in row.indices {
      exponentials[k] = Scalar.exp(row[k] - largest)
      if k != largestClass { rest += exponentials[k] }
    }
    logarithm = Scalar.log(onePlus: rest)
  }

  /// The probability of a class.
  @inlinable
  func probability(of k: Int) -> Scalar { exponentials[k] / (1 + rest) }

  /// The probability of all other classes.
  @inlinable
  func complement(of k: Int) -> Scalar {
    // Other classes than the likeliest have at most one half, and lose nothing by subtraction.
    k == largestClass ? rest / (1 + rest) : 1 - probability(of: k)
  }

  /// `−log p` of a class whose logit is `x`.
  @inlinable
  func negativeLogProbability(atLogit x: Scalar) -> Scalar { (largest - x) + logarithm }
}

/// The logit of one class against all others together, so that `p = σ(logit)`.
///
/// ```
/// logit = x_y − log Σ_{k≠y} exp(x_k)        dlogit/dx_y = 1        dlogit/dx_k = −share_k
/// ```
///
/// With it every softmax loss of a label is a sigmoid loss of one logit, as stable as that. A lone
/// class, or one whose others all stand at minus infinity, has a boundless logit; such are kept
/// finite.
///
/// `shares` receives each other class's part of the sum, and `0` at the label.
@inlinable
func logitAgainstOthers<Scalar: RealNumber>(
  row: Span<Scalar>,
  label: Int,
  shares: inout [Scalar]
) -> Scalar {
  shares[label] = 0
  let bound = Scalar.greatestFiniteMagnitude
  guard row.count > 1 else { return row[label].isNaN ? .nan : bound }
  var largest = label == 0 ? row[1] : row[0]
  for k in row.indices where k != label && row[k] > largest { largest = row[k] }
  var total: Scalar = 0
  for k in row.indices where k != label {
    // Equal ones may be infinite, and have no difference.
    shares[k] = row[k] == largest ? 1 : Scalar.exp(row[k] - largest)
    total += shares[k]
  }
  for k in row.indices where k != label { shares[k] /= total }
  let logit = (row[label] - largest) - Scalar.log(total)
  return logit > bound ? bound : logit < -bound ? -bound : logit
}

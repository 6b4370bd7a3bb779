import DetectionNumerics
import DetectorConfiguration
import LossFunctions
import TargetAssignment

/// What the class channels of an anchor cost, with the derivative by each logit.
struct ClassCost<Scalar: RealNumber> {
  var value: Scalar
  var slopes: [Scalar]
}

extension ClassificationChoice {
  /// What the class channels of a responsible anchor cost.
  ///
  /// ```
  /// sigmoid              weight · Σ over classes BCE(x, z)
  /// focal                weight · Σ over classes alpha_t (1 - p_t)^gamma BCE(x, z)
  /// softmax              weight · -Σ over classes z log softmax(x)
  /// normalized sigmoid   weight · -Σ over classes z log(p / Σ p),  p = sigmoid(x) held within
  ///                      1e-7 ... 1 - 1e-7
  /// ```
  ///
  /// with the smoothed targets `z` of ``TargetAssignment/ClassTarget``.
  ///
  /// - Edge cases: with one class and ``SingleClass/skip``, zero.
  /// - Source: the reference's `loss_layer`, `prob_loss`; zzh8829's cross-entropy of sigmoids.
  ///
  /// - Parameters:
  ///   - target: The object's class, or somebody's own values for each class.
  ///   - logits: The raw values of the class channels.
  /// - Returns: The weighted loss and its derivatives.
  func cost<Scalar: RealNumber>(_ target: ClassTarget, logits: [Scalar]) -> ClassCost<Scalar> {
    guard logits.count > 1 || singleClass == .count else {
      return ClassCost(value: 0, slopes: logits.map { _ in 0 })
    }
    let targets = target.values(
      classes: logits.count,
      smoothing: labelSmoothing,
      form: smoothing
    ).map { Scalar($0) }
    var cost: ClassCost<Scalar> =
      switch loss {
      case .sigmoid:
        Self.sum(logits, targets) { sigmoidCrossEntropy(logit: $0, target: $1) }
      case .focal(let alpha, let gamma):
        Self.sum(logits, targets) {
          sigmoidFocalLoss(logit: $0, target: $1, alpha: Scalar(alpha), gamma: Scalar(gamma))
        }
      case .softmax: Self.softmax(logits, targets)
      case .normalizedSigmoid: Self.normalizedSigmoid(logits, targets)
      }
    cost.value *= Scalar(weight)
    cost.slopes = cost.slopes.map { $0 * Scalar(weight) }
    return cost
  }

  /// The sum of a loss over the classes, each by itself.
  private static func sum<Scalar: RealNumber>(
    _ logits: [Scalar],
    _ targets: [Scalar],
    of loss: (Scalar, Scalar) -> ElementLoss<Scalar>
  ) -> ClassCost<Scalar> {
    var cost = ClassCost<Scalar>(value: 0, slopes: [])
    cost.slopes.reserveCapacity(logits.count)
    for (logit, target) in zip(logits, targets) {
      let element = loss(logit, target)
      cost.value += element.value
      cost.slopes.append(element.derivative)
    }
    return cost
  }

  /// The cross-entropy of the classes as alternatives.
  private static func softmax<Scalar: RealNumber>(
    _ logits: [Scalar],
    _ targets: [Scalar]
  ) -> ClassCost<Scalar> {
    do {
      let loss = try softmaxCrossEntropy(
        logits: logits.span,
        targets: targets.span,
        classes: logits.count,
        reduction: .sum
      )
      return ClassCost(value: loss.value, slopes: loss.gradient)
    } catch {
      preconditionFailure("class targets lie within 0...1: \(error)")
    }
  }

  /// The cross-entropy of sigmoids divided by their sum.
  ///
  /// A factor common to all sigmoids drops out: nothing pushes the right one towards 1.
  private static func normalizedSigmoid<Scalar: RealNumber>(
    _ logits: [Scalar],
    _ targets: [Scalar]
  ) -> ClassCost<Scalar> {
    let least = Scalar(1e-7)
    let probabilities = logits.map { min(max(Scalar.sigmoid($0), least), 1 - least) }
    let sum = probabilities.reduce(0, +)
    let logSum = Scalar.log(sum)
    let asked = targets.reduce(0, +)
    var cost = ClassCost<Scalar>(value: 0, slopes: [])
    for ((logit, probability), target) in zip(zip(logits, probabilities), targets) {
      cost.value += target * (logSum - Scalar.log(probability))
      let isHeld = probability == least || probability == 1 - least
      let slope = isHeld ? 0 : Scalar.sigmoid(-logit)
      cost.slopes.append((asked * probability / sum - target) * slope)
    }
    return cost
  }
}

import DetectorConfiguration
import LossFunctions
import TargetAssignment

/// What the class channels of an anchor cost, with the derivative by each logit.
struct ClassCost {
  var value = 0.0
  var gradient: [Double] = []
}

extension ClassificationChoice {
  /// What the class channels of a positive anchor cost.
  ///
  /// ```
  /// sigmoid              weight · Σ over classes BCE(x, z)
  /// focal                weight · Σ over classes alpha_t (1 - p_t)^gamma BCE(x, z)
  /// softmax              weight · -Σ over classes z log softmax(x)
  /// normalized sigmoid   weight · -Σ over classes z log(p / Σ p),  p = sigmoid(x) clamped to
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
  func cost(_ target: ClassTarget, logits: [Double]) -> ClassCost {
    guard logits.count > 1 || singleClass == .count else {
      return ClassCost(value: 0, gradient: logits.map { _ in 0 })
    }
    let targets = target.values(
      classes: logits.count,
      smoothing: labelSmoothing,
      form: smoothing
    )
    var cost: ClassCost =
      switch loss {
      case .sigmoid:
        Self.sum(logits, targets) { sigmoidCrossEntropy(logit: $0, target: $1) }
      case .focal(let alpha, let gamma):
        Self.sum(logits, targets) {
          sigmoidFocalLoss(logit: $0, target: $1, alpha: alpha, gamma: gamma)
        }
      case .softmax: Self.softmax(logits, targets)
      case .normalizedSigmoid: Self.normalizedSigmoid(logits, targets)
      }
    cost.value *= weight
    cost.gradient = cost.gradient.map { $0 * weight }
    return cost
  }

  /// The sum of a loss over the classes, each by itself.
  private static func sum(
    _ logits: [Double],
    _ targets: [Double],
    of loss: (Double, Double) -> ElementLoss<Double>
  ) -> ClassCost {
    var cost = ClassCost()
    cost.gradient.reserveCapacity(logits.count)
    for (logit, target) in zip(logits, targets) {
      let element = loss(logit, target)
      cost.value += element.value
      cost.gradient.append(element.derivative)
    }
    return cost
  }

  /// The cross-entropy of the classes as alternatives.
  private static func softmax(
    _ logits: [Double],
    _ targets: [Double]
  ) -> ClassCost {
    do {
      let loss = try softmaxCrossEntropy(
        logits: logits.span,
        targets: targets.span,
        classes: logits.count,
        reduction: .sum
      )
      return ClassCost(value: loss.value, gradient: loss.gradient)
    } catch {
      preconditionFailure("class targets lie within 0...1: \(error)")
    }
  }

  /// The cross-entropy of sigmoids divided by their sum.
  ///
  /// A factor common to all sigmoids drops out: nothing pushes the right one towards 1.
  private static func normalizedSigmoid(
    _ logits: [Double],
    _ targets: [Double]
  ) -> ClassCost {
    let least = 1e-7
    let probabilities = logits.map { min(max(Double.sigmoid($0), least), 1 - least) }
    let sum = probabilities.reduce(0, +)
    let logSum = Double.log(sum)
    let asked = targets.reduce(0, +)
    var cost = ClassCost()
    for ((logit, probability), target) in zip(zip(logits, probabilities), targets) {
      cost.value += target * (logSum - Double.log(probability))
      let isClamped = probability == least || probability == 1 - least
      let derivative = isClamped ? 0 : Double.sigmoid(-logit)
      cost.gradient.append((asked * probability / sum - target) * derivative)
    }
    return cost
  }
}

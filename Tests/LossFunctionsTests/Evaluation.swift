import DetectionNumerics
import LossFunctions

/// What the Swift module makes of a reference case: values, and gradients by the inputs' names.
struct Evaluation {
  var values: [Double]
  var gradients: [String: [Double]]

  /// All values together.
  var value: Double { values.reduce(0, +) }

  init<Scalar>(_ result: ArrayLoss<Scalar>, by name: String) {
    values = result.values.map { Double($0) }
    gradients = [name: result.gradient.map { Double($0) }]
  }

  init<Scalar>(_ result: FeatureLoss<Scalar>, by name: String) {
    values = result.values.map { Double($0) }
    gradients = [
      "features": result.featureGradient.map { Double($0) },
      name: result.classGradient.map { Double($0) },
    ]
  }
}

/// A case whose name no function goes by.
struct UnknownLoss: Error {
  let name: String
}

extension ReferenceCase {
  /// Calls the loss of this case in one precision.
  func evaluate<Scalar: RealNumber>(
    in type: Scalar.Type,
    reduction: Reduction
  ) throws -> Evaluation {
    if let result = try elementwise(in: type, reduction: reduction) { return result }
    if let result = try choice(in: type, reduction: reduction) { return result }
    if let result = try distribution(in: type, reduction: reduction) { return result }
    if let result = try feature(in: type, reduction: reduction) { return result }
    if let result = try region(in: type, reduction: reduction) { return result }
    throw UnknownLoss(name: loss)
  }

  private func elementwise<Scalar: RealNumber>(
    in type: Scalar.Type,
    reduction: Reduction
  ) throws -> Evaluation? {
    let predictions = array("predictions", as: type)
    let logits = array("logits", as: type)
    let targets = array("targets", as: type)
    let weights = array("weights", as: type)
    let gamma = number("gamma", as: type)
    let alpha = number("alpha", as: type)
    switch loss {
    case "l1":
      let result = try l1Loss(
        predictions: predictions.span,
        targets: targets.span,
        reduction: reduction
      )
      return Evaluation(result, by: "predictions")
    case "l2":
      let result = try l2Loss(
        predictions: predictions.span,
        targets: targets.span,
        reduction: reduction
      )
      return Evaluation(result, by: "predictions")
    case "smoothL1":
      let result = try smoothL1Loss(
        predictions: predictions.span,
        targets: targets.span,
        beta: number("beta", as: type),
        reduction: reduction
      )
      return Evaluation(result, by: "predictions")
    case "weightedSmoothL1":
      let anchorWeights = array("anchorWeights", as: type)
      let codeWeights = array("codeWeights", as: type)
      let result = try weightedSmoothL1Loss(
        predictions: predictions.span,
        targets: targets.span,
        codes: count("codes"),
        anchorWeights: anchorWeights.span,
        codeWeights: codeWeights.span,
        beta: number("beta", as: type),
        reduction: reduction
      )
      return Evaluation(result, by: "predictions")
    case "sigmoidCrossEntropy":
      let result = try sigmoidCrossEntropy(
        logits: logits.span,
        targets: targets.span,
        reduction: reduction
      )
      return Evaluation(result, by: "logits")
    case "weightedSigmoidCrossEntropy":
      let positiveWeights = array("positiveWeights", as: type)
      let result = try weightedSigmoidCrossEntropy(
        logits: logits.span,
        targets: targets.span,
        positiveWeights: positiveWeights.span,
        reduction: reduction
      )
      return Evaluation(result, by: "logits")
    case "squaredDistanceFocal":
      let result = try squaredDistanceFocalLoss(
        logits: logits.span,
        targets: targets.span,
        alpha: alpha,
        gamma: gamma,
        reduction: reduction
      )
      return Evaluation(result, by: "logits")
    case "sigmoidFocal":
      let result = try sigmoidFocalLoss(
        logits: logits.span,
        targets: targets.span,
        classes: count("classes"),
        weights: weights.span,
        alpha: alpha,
        gamma: gamma,
        reduction: reduction
      )
      return Evaluation(result, by: "logits")
    case "sigmoidFocalStar":
      let result = try sigmoidFocalStarLoss(
        logits: logits.span,
        targets: targets.span,
        alpha: alpha,
        gamma: gamma,
        reduction: reduction
      )
      return Evaluation(result, by: "logits")
    default:
      return nil
    }
  }

  private func choice<Scalar: RealNumber>(
    in type: Scalar.Type,
    reduction: Reduction
  ) throws -> Evaluation? {
    let logits = array("logits", as: type)
    let classWeights = array("classWeights", as: type)
    let labels = labels
    let classes = count("classes")
    switch loss {
    case "softmaxCrossEntropy":
      let result = try softmaxCrossEntropy(
        logits: logits.span,
        labels: labels.span,
        classes: classes,
        classWeights: classWeights.span,
        smoothing: .overAllClasses(number("overAllClasses", as: type)),
        reduction: reduction
      )
      return Evaluation(result, by: "logits")
    case "softmaxCrossEntropyOverOthers":
      let result = try softmaxCrossEntropy(
        logits: logits.span,
        labels: labels.span,
        classes: classes,
        smoothing: .overOtherClasses(number("overOtherClasses", as: type)),
        reduction: reduction
      )
      return Evaluation(result, by: "logits")
    case "softmaxFocal":
      let result = try softmaxFocalLoss(
        logits: logits.span,
        labels: labels.span,
        classes: classes,
        alpha: .perClass(array("alpha", as: type)),
        gamma: number("gamma", as: type),
        reduction: reduction
      )
      return Evaluation(result, by: "logits")
    default:
      return nil
    }
  }

  private func distribution<Scalar: RealNumber>(
    in type: Scalar.Type,
    reduction: Reduction
  ) throws -> Evaluation? {
    let logits = array("logits", as: type)
    let targets = array("targets", as: type)
    let weights = array("weights", as: type)
    let classWeights = array("classWeights", as: type)
    let classes = count("classes")
    switch loss {
    case "softmaxCrossEntropyOfDistributions":
      let result = try softmaxCrossEntropy(
        logits: logits.span,
        targets: targets.span,
        classes: classes,
        classWeights: classWeights.span,
        smoothing: .overAllClasses(number("overAllClasses", as: type)),
        reduction: reduction
      )
      return Evaluation(result, by: "logits")
    case "weightedCrossEntropy":
      let result = try weightedCrossEntropy(
        logits: logits.span,
        targets: targets.span,
        classes: classes,
        weights: weights.span,
        reduction: reduction
      )
      return Evaluation(result, by: "logits")
    case "keypointDivergence":
      let result = try keypointDivergence(
        logits: logits.span,
        targets: targets.span,
        bins: count("bins"),
        weights: weights.span,
        reduction: reduction
      )
      return Evaluation(result, by: "logits")
    case "articleKeypointDivergence":
      let result = try articleKeypointDivergence(
        logits: logits.span,
        targets: targets.span,
        bins: count("bins"),
        weights: weights.span,
        reduction: reduction
      )
      return Evaluation(result, by: "logits")
    default:
      return nil
    }
  }

  private func feature<Scalar: RealNumber>(
    in type: Scalar.Type,
    reduction: Reduction
  ) throws -> Evaluation? {
    let features = array("features", as: type)
    let weights = array("weights", as: type)
    let centers = array("centers", as: type)
    let labels = labels
    let classes = count("classes")
    switch loss {
    case "modifiedSoftmax":
      let result = try modifiedSoftmaxLoss(
        features: features.span,
        weights: weights.span,
        labels: labels.span,
        classes: classes,
        reduction: reduction
      )
      return Evaluation(result, by: "weights")
    case "articleModifiedSoftmax":
      let result = try articleModifiedSoftmaxLoss(
        features: features.span,
        weights: weights.span,
        labels: labels.span,
        classes: classes,
        reduction: reduction
      )
      return Evaluation(result, by: "weights")
    case "normFace":
      let result = try normFaceLoss(
        features: features.span,
        weights: weights.span,
        labels: labels.span,
        classes: classes,
        scale: number("scale", as: type),
        reduction: reduction
      )
      return Evaluation(result, by: "weights")
    case "arcFace":
      let result = try arcFaceLoss(
        features: features.span,
        weights: weights.span,
        labels: labels.span,
        classes: classes,
        scale: number("scale", as: type),
        margin: number("margin", as: type),
        marginGuard: numbers["monotonic"] == 1 ? .monotonic : .absentAsInArticle,
        reduction: reduction
      )
      return Evaluation(result, by: "weights")
    case "center":
      let result = try featureCenterLoss(
        features: features.span,
        centers: centers.span,
        labels: labels.span,
        classes: classes,
        reduction: reduction
      )
      return Evaluation(result, by: "centers")
    case "articleCenter":
      let result = try articleFeatureCenterLoss(
        features: features.span,
        centers: centers.span,
        labels: labels.span,
        classes: classes
      )
      return Evaluation(result, by: "centers")
    default:
      return nil
    }
  }

  private func region<Scalar: RealNumber>(
    in type: Scalar.Type,
    reduction: Reduction
  ) throws -> Evaluation? {
    let probabilities = array("probabilities", as: type)
    let logits = array("logits", as: type)
    let targets = array("targets", as: type)
    let elements = count("elements")
    switch loss {
    case "dice":
      let result = try diceLoss(
        probabilities: probabilities.span,
        targets: targets.span,
        elementsPerSample: elements,
        smoothing: number("smoothing", as: type),
        reduction: reduction
      )
      return Evaluation(result, by: "probabilities")
    case "articleDoubleSmoothedDice":
      let result = try articleDoubleSmoothedDiceLoss(
        probabilities: probabilities.span,
        targets: targets.span,
        elementsPerSample: elements,
        reduction: reduction
      )
      return Evaluation(result, by: "probabilities")
    case "articleUnsmoothedDice":
      let result = try articleUnsmoothedDiceLoss(
        probabilities: probabilities.span,
        targets: targets.span
      )
      return Evaluation(result, by: "probabilities")
    case "hardExampleMining":
      let result = try hardExampleMiningLoss(
        logits: logits.span,
        targets: targets.span,
        elementsPerSample: elements,
        reduction: reduction
      )
      return Evaluation(result, by: "logits")
    case "articleHardExampleMining":
      let result = try articleHardExampleMiningLoss(
        probabilities: probabilities.span,
        targets: targets.span
      )
      return Evaluation(result, by: "probabilities")
    default:
      return nil
    }
  }
}

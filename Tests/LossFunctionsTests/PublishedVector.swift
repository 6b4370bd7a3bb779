import LossFunctions

/// A number that an article prints or a reference implementation gives.
///
/// Two of them go round with the digits of a single-precision run, `1.237558632` for the focal loss
/// at `x = 2` and `0.015670331` for the article's keypoint divergence; the digits here were worked
/// out with thirty.
struct PublishedVector: Sendable, CustomStringConvertible {
  let description: String
  let expected: Double
  let compute: @Sendable () throws -> Double

  init(
    _ description: String,
    _ expected: Double,
    _ compute: @escaping @Sendable () throws -> Double
  ) {
    self.description = description
    self.expected = expected
    self.compute = compute
  }

  static let all = regression + questions + choices + features + regions

  static let regression: [PublishedVector] = [
    .init("smooth L1, β 1, at 0.5", 0.125) { smoothL1Loss(prediction: 0.5, target: 0).value },
    .init("smooth L1, β 1, at 1", 0.5) { smoothL1Loss(prediction: 1, target: 0).value },
    .init("smooth L1, β 1, at 2", 1.5) { smoothL1Loss(prediction: 0, target: 2).value },
    .init("smooth L1, β 1/9, at 0.05", 0.011_25) {
      smoothL1Loss(prediction: 0.05, target: 0, beta: 1 / 9).value
    },
    .init("smooth L1, β 1/9, at 0.5", 0.444_444_444) {
      smoothL1Loss(prediction: 0.5, target: 0, beta: 1 / 9).value
    },
    .init("L1 at -2", 2) { l1Loss(prediction: -2, target: 0).value },
    .init("L2 at -2", 4) { l2Loss(prediction: -2, target: 0).value },
  ]

  static let questions: [PublishedVector] = [
    binary(0, 1, 0.693_147_181), binary(2, 1, 0.126_928_011), binary(2, 0, 2.126_928_011),
    binary(-3, 1, 3.048_587_352), binary(0.5, 0.3, 0.824_076_984),
    binary(1000, 0, 1000), binary(1000, 1, 0), binary(-1000, 1, 1000), binary(-1000, 0, 0),
    weighted(1, 2, 3, 0.380_784_033), weighted(0, 2, 3, 2.126_928_011),
    weighted(1, -2, 0.5, 1.063_464_006),
    squared(0, 1, 0.173_286_795), squared(0, 0, 0.173_286_795),
    squared(2, 1, 0.001_803_563), squared(2, 0, 1.650_078_180),
    focal(0, 1, 0.043_321_699), focal(0, 0, 0.129_965_096),
    focal(2, 1, 0.000_450_891), focal(2, 0, 1.237_558_635),
    focal(-3, 1, 0.691_570_110), focal(-3, 0, 8.196_25e-5),
    .init("focal star, γ 2, x 2, z 1", 0.009_074_964) {
      sigmoidFocalStarLoss(logit: 2, target: 1, gamma: 2).value
    },
  ]

  static func binary(_ x: Double, _ z: Double, _ expected: Double) -> PublishedVector {
    .init("sigmoid cross-entropy, x \(x), z \(z)", expected) {
      sigmoidCrossEntropy(logit: x, target: z).value
    }
  }

  static func weighted(
    _ z: Double,
    _ x: Double,
    _ w: Double,
    _ expected: Double
  ) -> PublishedVector {
    .init("weighted sigmoid cross-entropy, z \(z), x \(x), w \(w)", expected) {
      weightedSigmoidCrossEntropy(logit: x, target: z, positiveWeight: w).value
    }
  }

  static func squared(_ x: Double, _ z: Double, _ expected: Double) -> PublishedVector {
    .init("squared-distance focal, x \(x), z \(z)", expected) {
      squaredDistanceFocalLoss(logit: x, target: z).value
    }
  }

  static func focal(_ x: Double, _ z: Double, _ expected: Double) -> PublishedVector {
    .init("sigmoid focal, x \(x), z \(z)", expected) { sigmoidFocalLoss(logit: x, target: z).value }
  }

  static let choices: [PublishedVector] = [
    entropy("mean", expect: 0.457_100_943),
    entropy("first", .none, 0, expect: 0.460_773_490),
    entropy("second", .none, 1, expect: 0.148_755_180),
    entropy("third", .none, 2, expect: 0.761_774_160),
    entropy("0.1 over others", smoothing: .overOtherClasses(0.1), expect: 0.718_212_054),
    entropy("0.4/3 over all", smoothing: .overAllClasses(0.4 / 3), expect: 0.718_212_054),
    entropy("0.1 over all", smoothing: .overAllClasses(0.1), expect: 0.652_934_276),
    .init("softmax cross-entropy, class weights 0.1 to 0.4", 0.388_987_723) {
      let weights = [0.1, 0.2, 0.3, 0.4]
      return try softmaxCrossEntropy(
        logits: Shared.logits.span,
        labels: Shared.labels.span,
        classes: 4,
        classWeights: weights.span,
        reduction: .mean
      ).value
    },
    softmaxFocal("γ 0", .even, 0, 0.457_100_943),
    softmaxFocal("γ 2", .even, 2, 0.094_064_845),
    softmaxFocal("γ 2, α 0.1 to 0.4", .perClass([0.1, 0.2, 0.3, 0.4]), 2, 0.021_096_062),
    softmaxFocal("γ 2, α list", .perClass([0.25, 0.75, 0.75, 0.75]), 2, 0.070_548_634),
    softmaxFocal("γ 2, article's α 0.25", .articleScalar(0.25), 2, 0.070_548_634),
    .init("keypoint divergence, article's", 0.015_670_326) {
      let row = [0.1, 0.2, 0.3, 0.4]
      return try articleKeypointDivergence(
        logits: row.span,
        targets: row.span,
        bins: 4,
        reduction: .mean
      ).value
    },
    .init("keypoint divergence", 0.062_681_304) {
      let row = [0.1, 0.2, 0.3, 0.4]
      return try keypointDivergence(
        logits: row.span,
        targets: row.span,
        bins: 4,
        reduction: .mean
      ).value
    },
  ]

  static func entropy(
    _ name: String,
    _ reduction: Reduction = .mean,
    _ index: Int = 0,
    smoothing: LabelSmoothing<Double> = .none,
    expect expected: Double
  ) -> PublishedVector {
    .init("softmax cross-entropy, \(name)", expected) {
      try softmaxCrossEntropy(
        logits: Shared.logits.span,
        labels: Shared.labels.span,
        classes: 4,
        smoothing: smoothing,
        reduction: reduction
      ).values[index]
    }
  }

  static func softmaxFocal(
    _ name: String,
    _ alpha: ClassBalance<Double>,
    _ gamma: Double,
    _ expected: Double
  ) -> PublishedVector {
    .init("softmax focal, \(name)", expected) {
      try softmaxFocalLoss(
        logits: Shared.logits.span,
        labels: Shared.labels.span,
        classes: 4,
        alpha: alpha,
        gamma: gamma,
        reduction: .mean
      ).value
    }
  }

  static let features: [PublishedVector] = [
    .init("modified softmax", 0.626_145_143) {
      try modifiedSoftmaxLoss(
        features: Shared.features.span,
        weights: Shared.weights.span,
        labels: Shared.featureLabels.span,
        classes: 3,
        reduction: .mean
      ).value
    },
    .init("NormFace", 0.019_979_022) {
      try normFaceLoss(
        features: Shared.features.span,
        weights: Shared.weights.span,
        labels: Shared.featureLabels.span,
        classes: 3,
        reduction: .mean
      ).value
    },
    arcFace(.absentAsInArticle), arcFace(.monotonic),
    .init("center, article's", 0.612_372_436) {
      let (features, centers, labels) = ([1.0, 2, 3, 4], [1.0, 1, 2, 2], [0, 1])
      return try articleFeatureCenterLoss(
        features: features.span,
        centers: centers.span,
        labels: labels.span,
        classes: 2
      ).value
    },
    .init("center", 1.5) {
      let (features, centers, labels) = ([1.0, 2, 3, 4], [1.0, 1, 2, 2], [0, 1])
      return try featureCenterLoss(
        features: features.span,
        centers: centers.span,
        labels: labels.span,
        classes: 2,
        reduction: .mean
      ).value
    },
  ]

  static func arcFace(_ marginGuard: MarginGuard) -> PublishedVector {
    .init("ArcFace, \(marginGuard)", 2.970_744_192) {
      try arcFaceLoss(
        features: Shared.features.span,
        weights: Shared.weights.span,
        labels: Shared.featureLabels.span,
        classes: 3,
        marginGuard: marginGuard,
        reduction: .mean
      ).value
    }
  }

  static let regions: [PublishedVector] = [
    articleDice("as two samples", 9, 0.335_121_664),
    articleDice("as one sample", 18, 0.373_796_589),
    dice("as two samples", 9, 1, 0.440_835_279),
    dice("as one sample", 18, 1, 0.425_584_033),
    .init("Dice, unsmoothed article's", 0.448_827_701) {
      try articleUnsmoothedDiceLoss(
        probabilities: Shared.probabilities.span,
        targets: Shared.region.span
      ).value
    },
    .init("Dice, article's, perfect match", -0.104_761_905) {
      try articleDoubleSmoothedDiceLoss(
        probabilities: Shared.region.span,
        targets: Shared.region.span,
        elementsPerSample: 9,
        reduction: .mean
      ).value
    },
    mining("article's", Shared.found, .meanOfNegatives, 0.684_112_248),
    mining("article's, no positives", [0, 0, 0, 0, 0, 0, 0, 0], .meanOfNegatives, 0.708_768_231),
    mining("article's, no positives, zero", [0, 0, 0, 0, 0, 0, 0, 0], .zero, 0),
  ]

  static func articleDice(
    _ name: String,
    _ elements: Int,
    _ expected: Double
  ) -> PublishedVector {
    .init("Dice, double-smoothed article's, \(name)", expected) {
      try articleDoubleSmoothedDiceLoss(
        probabilities: Shared.probabilities.span,
        targets: Shared.region.span,
        elementsPerSample: elements,
        reduction: .mean
      ).value
    }
  }

  static func dice(
    _ name: String,
    _ elements: Int,
    _ smoothing: Double,
    _ expected: Double
  ) -> PublishedVector {
    .init("Dice, \(name)", expected) {
      try diceLoss(
        probabilities: Shared.probabilities.span,
        targets: Shared.region.span,
        elementsPerSample: elements,
        smoothing: smoothing,
        reduction: .mean
      ).value
    }
  }

  static func mining(
    _ name: String,
    _ targets: [Double],
    _ without: LossWithoutPositives,
    _ expected: Double
  ) -> PublishedVector {
    .init("hard example mining, \(name)", expected) {
      try articleHardExampleMiningLoss(
        probabilities: Shared.detections.span,
        targets: targets.span,
        withoutPositives: without
      ).value
    }
  }
}

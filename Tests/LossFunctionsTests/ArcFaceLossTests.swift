import DetectionNumerics
import LossFunctions
import Testing

@Suite("Losses over angles")
struct ArcFaceLossTests {
  func arc(
    _ features: [Double],
    _ weights: [Double] = [1, 0, 0, 1],
    margin: Double = 0.5,
    marginGuard: MarginGuard = .monotonic
  ) throws -> FeatureLoss<Double> {
    let labels = [0]
    return try arcFaceLoss(
      features: features.span,
      weights: weights.span,
      labels: labels.span,
      classes: 2,
      margin: margin,
      marginGuard: marginGuard,
      reduction: .mean
    )
  }

  @Test("without a margin it is NormFace", arguments: MarginGuard.allTested)
  func noMargin(_ marginGuard: MarginGuard) throws {
    let arc = try arcFaceLoss(
      features: Shared.features.span,
      weights: Shared.weights.span,
      labels: Shared.featureLabels.span,
      classes: 3,
      scale: 16,
      margin: 0,
      marginGuard: marginGuard,
      reduction: .none
    )
    let norm = try normFaceLoss(
      features: Shared.features.span,
      weights: Shared.weights.span,
      labels: Shared.featureLabels.span,
      classes: 3,
      scale: 16,
      reduction: .none
    )
    #expect(agree(arc.values, norm.values))
    #expect(agree(arc.featureGradient, norm.featureGradient))
    #expect(agree(arc.classGradient, norm.classGradient))
  }

  @Test("past half a turn only the guard keeps punishing")
  func guardNumbers() throws {
    try expectAgree(arc([-1, 0]).value, 39.670_808_618)
    try expectAgree(arc([-1, 0], marginGuard: .absentAsInArticle).value, 28.082_641_980)
    try expectAgree(arc([-1, 0], margin: 0).value, 32)
    var last = -Double.infinity
    for step in 0...314 {
      let angle = Double(step) / 100
      let value = try arc([.cos(angle), -.sin(angle)], [1, 0, 0, 0]).value
      #expect(value > last)
      last = value
    }
  }

  @Test("lengths do not count, however long or short")
  func lengths() throws {
    let plain = try arc([0.3, 0.4])
    for length in [1e-200, 0.01, 1e200] {
      let result = try arc([0.3 * length, 0.4 * length])
      #expect(agree(result.value, plain.value))
      #expect(agree(result.featureGradient.map { $0 * length }, plain.featureGradient))
    }
    let columns = try arc([0.3, 0.4], [7, 0, 0, 0.001])
    #expect(agree(columns.value, plain.value))
  }

  @Test("a small angle keeps its sine, and one of zero has a finite derivative")
  func smallAngle() throws {
    let labels = [0]
    let weights: [Float] = [1, 0, 0, 1]
    let features: [Float] = [1, 0.001]
    let single = try arcFaceLoss(
      features: features.span,
      weights: weights.span,
      labels: labels.span,
      classes: 2,
      scale: 1,
      reduction: .mean
    )
    let wide = features.map { Double($0) }
    let doubleWeights: [Double] = [1, 0, 0, 1]
    let double = try arcFaceLoss(
      features: wide.span,
      weights: doubleWeights.span,
      labels: labels.span,
      classes: 2,
      scale: 1,
      reduction: .mean
    )
    #expect(abs(Double(single.value) - double.value) < 1e-7)
    #expect(abs(Double(single.featureGradient[1]) - double.featureGradient[1]) < 1e-4)
    let aligned = try arc([2, 0])
    #expect(aligned.value.isFinite)
    #expect((aligned.featureGradient + aligned.classGradient).allSatisfy { $0.isFinite })
  }

  @Test("a vector of zeros is at right angles to all and pulls nowhere")
  func zeroVector() throws {
    let feature = try arc([0, 0])
    #expect(agree(feature.value, Double.softplus(32 * Double.sin(0.5))))
    #expect(feature.featureGradient == [0, 0])
    let column = try arc([1, 1], [1, 0, 1, 0])
    #expect(column.value.isFinite)
    #expect(column.classGradient[1] == 0 && column.classGradient[3] == 0)
    let (features, weights, labels) = ([1.0, 1], [1.0, 0, 1, 0], [0])
    let modified = try modifiedSoftmaxLoss(
      features: features.span,
      weights: weights.span,
      labels: labels.span,
      classes: 2,
      reduction: .mean
    )
    #expect(agree(modified.value, Double.softplus(-Double(2).squareRoot())))
    #expect(modified.classGradient[1] == 0 && modified.classGradient[3] == 0)
  }

  @Test("the article's scaling leaves a short column short")
  func shortColumn() throws {
    let (features, weights, labels) = ([1.0, 0], [0.000_001, 0, 0, 1], [0])
    let article = try articleModifiedSoftmaxLoss(
      features: features.span,
      weights: weights.span,
      labels: labels.span,
      classes: 2,
      reduction: .mean
    )
    expectAgree(article.value, 0.644_396_660)
    let correct = try modifiedSoftmaxLoss(
      features: features.span,
      weights: weights.span,
      labels: labels.span,
      classes: 2,
      reduction: .mean
    )
    expectAgree(correct.value, 0.313_261_688)
  }

  @Test("one class costs nothing")
  func oneClass() throws {
    let (features, weights, labels) = ([1.0, 2], [3.0, -1], [0])
    let result = try arcFaceLoss(
      features: features.span,
      weights: weights.span,
      labels: labels.span,
      classes: 1,
      reduction: .mean
    )
    #expect(result.values == [0])
    #expect((result.featureGradient + result.classGradient).allSatisfy { $0 == 0 })
  }
}

extension MarginGuard {
  static let allTested: [MarginGuard] = [.monotonic, .absentAsInArticle]
}

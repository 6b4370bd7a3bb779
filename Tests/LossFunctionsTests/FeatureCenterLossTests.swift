import LossFunctions
import Testing

@Suite("Center loss")
struct FeatureCenterLossTests {
  let features: [Double] = [1, 2, 3, 4]
  let centers: [Double] = [1, 1, 2, 2]
  let labels = [0, 1]

  @Test("the gradients of features and centres pull against each other")
  func gradients() throws {
    let result = try featureCenterLoss(
      features: features.span,
      centers: centers.span,
      labels: labels.span,
      classes: 2,
      reduction: .none
    )
    #expect(result.values == [0.5, 2.5])
    #expect(result.featureGradient == [0, 1, 1, 2])
    #expect(result.classGradient == [0, -1, -1, -2])
  }

  @Test("a centre feels all samples of its class")
  func sharedCenter() throws {
    let labels = [0, 0]
    let result = try featureCenterLoss(
      features: features.span,
      centers: centers.span,
      labels: labels.span,
      classes: 2,
      reduction: .sum
    )
    #expect(result.classGradient == [-2, -4, 0, 0])
  }

  @Test("the article's form has the gradient zero at the centre, and no empty batch")
  func article() throws {
    let result = try articleFeatureCenterLoss(
      features: centers.span,
      centers: centers.span,
      labels: labels.span,
      classes: 2
    )
    #expect(result.values == [0] && result.featureGradient == [0, 0, 0, 0])
    let (nothing, nobody): ([Double], [Int]) = ([], [])
    #expect(throws: LossError.emptyMean) {
      try articleFeatureCenterLoss(
        features: nothing.span,
        centers: centers.span,
        labels: nobody.span,
        classes: 2
      )
    }
  }
}

import LossFunctions
import Testing

@Suite("Dice loss")
struct DiceLossTests {
  let nothing: [Double] = [0, 0, 0, 0]
  let half: [Double] = [1, 1, 0, 0]

  func dice(_ p: [Double], _ t: [Double], smoothing: Double = 1) throws -> ArrayLoss<Double> {
    try diceLoss(
      probabilities: p.span,
      targets: t.span,
      elementsPerSample: 4,
      smoothing: smoothing,
      reduction: .mean
    )
  }

  @Test("a perfect match costs nothing, one of nothing included", arguments: [0, 0.001, 1.0])
  func perfect(smoothing: Double) throws {
    #expect(try dice(half, half, smoothing: smoothing).values == [0])
    #expect(try dice(nothing, nothing, smoothing: smoothing).values == [0])
    #expect(try dice(nothing, nothing, smoothing: 0).gradient == nothing)
  }

  @Test("a complete miss costs one, but for the smoothing")
  func miss() throws {
    #expect(try dice(half, [0, 0, 1, 1], smoothing: 0).values == [1])
    #expect(try dice(half, [0, 0, 1, 1]).values == [0.8])
  }

  @Test("swapping probabilities and targets keeps the value")
  func symmetry() throws {
    let (a, b) = ([0.1, 0.7, 0.4, 0.9], [1.0, 0, 0.5, 1])
    let swapped = try dice(b, a)
    #expect(try dice(a, b).values == swapped.values)
  }

  @Test("the articles' forms go wrong on empty regions")
  func articles() throws {
    let doubled = try articleDoubleSmoothedDiceLoss(
      probabilities: nothing.span,
      targets: nothing.span,
      elementsPerSample: 4,
      reduction: .mean
    )
    #expect(doubled.values == [-1])
    let unsmoothed = try articleUnsmoothedDiceLoss(
      probabilities: nothing.span,
      targets: nothing.span
    )
    #expect(unsmoothed.values == [1])
    let empty: [Double] = []
    let none = try articleUnsmoothedDiceLoss(probabilities: empty.span, targets: empty.span)
    #expect(none.values == [1] && none.gradient.isEmpty)
  }

  @Test("without smoothing it is nearly the article's that only smooths below")
  func unsmoothed() throws {
    let result = try diceLoss(
      probabilities: Shared.probabilities.span,
      targets: Shared.region.span,
      elementsPerSample: 18,
      smoothing: 0,
      reduction: .mean
    )
    #expect(agree(result.value, 0.448_827_671))
  }
}

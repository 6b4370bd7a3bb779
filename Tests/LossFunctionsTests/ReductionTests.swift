import LossFunctions
import Testing

@Suite("Reduction")
struct ReductionTests {
  let predictions: [Double] = [1, 2, 5, -4]
  let targets: [Double] = [0, 0, 0, 0]

  @Test("none keeps, sum adds, mean divides, and the gradient follows")
  func reductions() throws {
    let none = try l1Loss(predictions: predictions.span, targets: targets.span, reduction: .none)
    #expect(none.values == [1, 2, 5, 4] && none.gradient == [1, 1, 1, -1])
    #expect(none.value == 12)
    let sum = try l1Loss(predictions: predictions.span, targets: targets.span, reduction: .sum)
    #expect(sum.values == [12] && sum.gradient == [1, 1, 1, -1])
    let mean = try l1Loss(predictions: predictions.span, targets: targets.span, reduction: .mean)
    #expect(mean.values == [3] && mean.gradient == [0.25, 0.25, 0.25, -0.25])
  }

  @Test("a sum of many Float values loses no digits")
  func longSum() throws {
    // One at a time, single precision would stop at 2^24 tenths or so.
    let many = [Float](repeating: 0.1, count: 200_000)
    let zeros = [Float](repeating: 0, count: many.count)
    let sum = try l1Loss(predictions: many.span, targets: zeros.span, reduction: .sum)
    #expect(sum.value == Float(Double(Float(0.1)) * 200_000))
  }
}

import BoxGeometry
import DetectionNumerics
import DetectorConfiguration
import Foundation
import Testing

@Suite("Loss formulas by hand")
struct LossFormulaTests {
  // MARK: - Boxes

  /// Squared errors of the centre, three times, and of the sides, twice.
  private static let offsets = BoxTermLoss.offsets(
    center: CenterTerm(.squared, weight: 3),
    size: SizeTerm(.squared, weight: 2)
  )

  @Test("offsets: squared errors with their weights, that of the term, and that of small boxes")
  func offsetLoss() {
    let choice = BoxLossChoice(terms: [BoxTerm(Self.offsets, weight: 0.5)], smallBoxWeight: true)
    let loss = BoxCostFunction(choice, input: PixelSize(width: 160, height: 160))
    let predicted = DecodedAnchor(
      box: CenterBox(centerX: 56, centerY: 36, width: 33, height: 108),
      raw: SIMD4(0, -1, 0.5, 1),
      offset: SIMD2(0.5, 0.25),
      offsetDerivative: SIMD2(0.25, 0.1875),
      boxDerivative: SIMD4(4, 3, 33, 108),
      isSizeClamped: false,
      cell: SIMD2(3, 2),
      stride: 16,
      anchorSides: SIMD2(20, 40)
    )
    // Offsets of 0.75 and 0.5 in the cell; once the anchor's width, and twice its height.
    let cost = loss(predicted, CenterBox(centerX: 60, centerY: 40, width: 20, height: 80))
    let height = 1 - log(2.0)
    // An object of 1600 of 25600 pixels counts 2 - 1 / 16 times.
    let factor = 0.5 * 1.9375
    let value = factor * (3 * (0.0625 + 0.0625) + 2 * (0.25 + height * height))
    #expect(abs(cost.value - value) < 1e-12)
    let derivative = [
      3 * 2 * -0.25 * 0.25, 3 * 2 * -0.25 * 0.1875, 2 * 2 * 0.5, 2 * 2 * height,
    ]
    for (index, right) in derivative.enumerated() {
      #expect(abs(cost.derivative[index] - factor * right) < 1e-12, "\(index)")
    }
  }

  @Test("a weight of one goes without saying")
  func phrases() {
    #expect(
      Self.offsets.formula.phrase == "offsets: centre 3 squared, size 2 squared"
    )
    let plain = BoxTermLoss.offsets(
      center: CenterTerm(.bce, clamp: 0.01),
      size: SizeTerm(.l1, leastSide: 1)
    )
    #expect(
      plain.formula.phrase == "offsets: centre bce clamped by 0.01, size l1 of at least 1"
    )
  }

  @Test("an overlap of a half costs a half, three quarters or ln 2")
  func overlapForms() {
    #expect(OverlapForm.oneMinus.loss(of: 0.5) == (0.5, -1))
    #expect(OverlapForm.oneMinusSquare.loss(of: 0.5) == (0.75, -1))
    let logarithm = OverlapForm.minusLog.loss(of: 0.5)
    #expect(abs(logarithm.value - log(2)) < 1e-15 && logarithm.derivative == -2)
  }

  // MARK: - Scores

  private static func softplus(_ x: Double) -> Double { log1p(exp(x)) }
  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  @Test(
    "background with the exponent two is p² softplus(x), with its derivative",
    arguments: InstructionSet.available
  )
  func squaredBackground(set: InstructionSet) {
    let focal = FocalModulation(alpha: 0.75, gamma: 2, form: .squaredDistance)
    let background = ObjectnessChoice(focal: focal).formula.background
    #expect(background.factor == 0.75)
    let logits = (0..<16).map { Float($0) / 4 - 2 }
    var derivatives = logits
    var span = derivatives.mutableSpan
    let sum = background.lanes.sum(of: &span, count: 16, factor: 1, using: set)
    var right = 0.0
    for (logit, derivative) in zip(logits, derivatives) {
      let x = Double(logit)
      let (p, loss) = (Self.sigmoid(x), Self.softplus(x))
      right += p * p * loss
      #expect(abs(Double(derivative) - p * p * (2 * (1 - p) * loss + p)) < 1e-5, "\(x)")
    }
    #expect(abs(sum - right) < 1e-5)
  }

  /// What three classes cost in the fast form, filled up to sixteen as a row of classes is.
  private func fast(
    _ loss: ClassLoss,
    _ logits: [Float],
    _ targets: [Float]
  ) throws -> (value: Double, gradient: [Float]) {
    let form = try #require(loss.formula.fast)
    let filling = 16 - logits.count
    let x = logits + [Float](repeating: -200, count: filling)
    let z = targets + [Float](repeating: 0, count: filling)
    let complements = z.map { 1 - $0 }
    var gradient = [Float](repeating: 0, count: 16)
    var span = gradient.mutableSpan
    let value = form.sum(x.span, z.span, complements.span, &span, 16, .portable)
    return (value, Array(gradient[..<logits.count]))
  }

  @Test("classes in the fast form: positives weigh more, and a clip cuts what is beyond it")
  func fastClasses() throws {
    func check(_ loss: ClassLoss, _ logits: [Float], _ terms: [(Double, Double)]) throws {
      let found = try fast(loss, logits, [1, 0, 0.25])
      #expect(abs(found.value - terms.reduce(0) { $0 + $1.0 }) < 1e-5)
      for (index, term) in terms.enumerated() {
        #expect(abs(Double(found.gradient[index]) - term.1) < 1e-5, "\(index)")
      }
    }
    /// `-q z log p - (1 - z) log(1 - p)` and its derivative.
    func term(_ x: Double, _ z: Double, weight q: Double = 1) -> (Double, Double) {
      let p = Self.sigmoid(x)
      return (
        q * z * Self.softplus(-x) + (1 - z) * Self.softplus(x), (1 - z) * p - q * z * (1 - p)
      )
    }
    let (second, third) = (term(-2, 0), term(0.5, 0.25))
    try check(.sigmoid, [1, -2, 0.5], [term(1, 1), second, third])
    try check(
      .sigmoid(positiveWeight: 2),
      [1, -2, 0.5],
      [term(1, 1, weight: 2), second, term(0.5, 0.25, weight: 2)]
    )
    let clipped = ClassLoss.sigmoid(clip: 0.01)
    try check(clipped, [1, -2, 0.5], [term(1, 1), second, third])
    // The probability of 6 is above 0.99, where it is cut and has no gradient.
    try check(clipped, [6, -2, 0.5], [(-log(0.99), 0), second, third])
  }
}

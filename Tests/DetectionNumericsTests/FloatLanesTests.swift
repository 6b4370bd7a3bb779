import DetectionNumerics
import DetectionTestSupport
import Testing

@Suite("Sixteen at a time")
struct FloatLanesTests {
  /// The worst error over an interval, in units in the last place of the exact result.
  static func worstUnits(
    _ interval: ClosedRange<Double>,
    _ function: (FloatLanes) -> FloatLanes,
    _ exact: (Double) -> Double
  ) -> Double {
    #if DEBUG
      let vectors = 100
    #else
      let vectors = 60_000
    #endif
    var generator = SeededGenerator(seed: 11)
    var worst = 0.0
    for _ in 0..<vectors {
      var x = FloatLanes()
      for lane in 0..<16 { x[lane] = Float(generator.uniform(interval)) }
      let y = function(x)
      for lane in 0..<16 {
        let reference = exact(Double(x[lane]))
        let unit = Double(Float(reference).ulp)
        worst = max(worst, abs(Double(y[lane]) - reference) / unit)
      }
    }
    return worst
  }

  @Test("exp, within two units in the last place")
  func exp() {
    #expect(Self.worstUnits(-87...88, { FloatLanes.exp($0) }, Double.exp) < 2)
  }

  @Test("log of one plus a fraction, within three units")
  func log() {
    let worst = Self.worstUnits(
      0...1,
      { FloatLanes.log(onePlusFraction: $0) },
      { Double.log(onePlus: $0) }
    )
    #expect(worst < 3)
  }

  @Test("sigmoid, its complement and the logarithm, within four units")
  func logistic() {
    let range = -60.0...60
    #expect(Self.worstUnits(range, { LogisticLanes($0).probability }, Double.sigmoid) < 4)
    #expect(Self.worstUnits(range, { LogisticLanes($0).complement }, { Double.sigmoid(-$0) }) < 4)
    let logarithm = Self.worstUnits(
      range,
      { LogisticLanes($0).log1pExp },
      { Double.log(onePlus: Double.exp(-abs($0))) }
    )
    #expect(logarithm < 4)
  }

  @Test("the ends: zero for minus infinity, one for large logits")
  func ends() {
    let low = LogisticLanes(FloatLanes(repeating: -.infinity))
    #expect(low.probability == FloatLanes() && low.log1pExp == FloatLanes())
    #expect(low.complement == FloatLanes(repeating: 1))
    let high = LogisticLanes(FloatLanes(repeating: 1e30))
    #expect(high.probability == FloatLanes(repeating: 1) && high.complement == FloatLanes())
    #expect(FloatLanes.exp(FloatLanes(repeating: -100)) == FloatLanes())
    #expect(FloatLanes.exp(FloatLanes(repeating: 0)) == FloatLanes(repeating: 1))
  }

  @Test("masks choose lane by lane")
  func masks() {
    var x = FloatLanes(repeating: 2)
    x[3] = -5
    let chosen = x.replaced(by: FloatLanes(repeating: 9), where: x.signMask)
    #expect(chosen[3] == 9 && chosen[2] == 2)
    #expect(x.clearingNegative[3] == 0 && x.clearingNegative[15] == 2)
  }
}

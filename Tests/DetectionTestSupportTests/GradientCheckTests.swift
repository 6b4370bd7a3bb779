import DetectionTestSupport
import Testing

@Suite("Test support")
struct GradientCheckTests {
  @Test("finds a planted error and nothing else")
  func planted() {
    let value: ([Double]) -> Double = { 3 * $0[0] * $0[1] + $0[2] * $0[2] }
    let right: ([Double]) -> [Double] = { [3 * $0[1], 3 * $0[0], 2 * $0[2]] }
    let wrong: ([Double]) -> [Double] = { [3 * $0[1], 3.000_001 * $0[0], 2 * $0[2]] }
    let point = [0.5, 2.0, -7.0]
    #expect(gradientMismatches(at: point, value: value, gradient: right).isEmpty)
    let found = gradientMismatches(at: point, value: value, gradient: wrong)
    #expect(found.map(\.index) == [1])
    #expect(found.first?.description.hasPrefix("d/dx[1]: analytic 1.5000005") == true)
  }

  @Test("reports NaN as a mismatch")
  func notANumber() {
    let found = gradientMismatches(at: [1], value: { $0[0] }, gradient: { _ in [.nan] })
    #expect(found.count == 1)
  }

  @Test("tolerances accept the near and refuse the far, NaN and infinity")
  func tolerance() {
    let tolerance = Tolerance(absolute: 0.5, relative: 0.1)
    #expect(tolerance.accepts(1.4, reference: 1))
    #expect(tolerance.accepts(109, reference: 100))
    #expect(!tolerance.accepts(111, reference: 100))
    #expect(!tolerance.accepts(Double.nan, reference: 1))
    #expect(!tolerance.accepts(Double.infinity, reference: 1))
    #expect(tolerance.accepts(Double.infinity, reference: .infinity))
  }

  @Test("the generator repeats itself and fills its range")
  func generator() {
    var first = SeededGenerator(seed: 7)
    var second = SeededGenerator(seed: 7)
    var least = 1.0
    var most = 0.0
    for _ in 0..<1000 {
      let value = first.uniform(0...1)
      #expect(value == second.uniform(0...1))
      least = min(least, value)
      most = max(most, value)
    }
    #expect(least < 0.01 && most > 0.99)
    var third = SeededGenerator(seed: 0)
    #expect(third.next() == 0xe220_a839_7b1d_cdaf)
  }
}

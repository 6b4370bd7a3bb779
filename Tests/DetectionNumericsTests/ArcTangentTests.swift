import DetectionNumerics
import Foundation
import Testing

@Suite("Arc tangent")
struct ArcTangentTests {
  @Test("stays within two units of the system's, over all magnitudes")
  func errorBound() {
    var worst = 0.0
    for step in -40_000...40_000 {
      // Sixteen orders of magnitude either way, densest around one, where the tables meet.
      let s = Double(step) / 40_000
      let x = Foundation.exp(37 * s * s * s)
      worst = max(worst, RealNumberTests.ulps(Double.atan(x), Foundation.atan(x)))
    }
    for step in 0...40_000 {
      let x = Double(step) * 0.000_1
      worst = max(worst, RealNumberTests.ulps(Double.atan(x), Foundation.atan(x)))
    }
    #expect(worst <= 2)
  }

  @Test("is odd, and exact where the answer is known")
  func knownValues() {
    for step in 0...1000 {
      let x = Double(step) * 0.013
      #expect(Double.atan(-x) == -Double.atan(x))
    }
    #expect(Double.atan(1) == .pi / 4)
    #expect(Double.atan(.infinity) == .pi / 2)
    #expect(Double.atan(-.infinity) == -.pi / 2)
    #expect(Double.atan(.greatestFiniteMagnitude) == .pi / 2)
    #expect(Double.atan(.leastNonzeroMagnitude) == .leastNonzeroMagnitude)
    #expect(Double.atan(-0.0).sign == .minus)
    #expect(Double.atan(.nan).isNaN)
  }

  @Test("never falls where the tables meet")
  func monotonic() {
    for k in 0..<16 {
      // Halfway between two eighths, of x and of its inverse.
      let border = k < 8 ? (Double(k) + 0.5) / 8 : 8 / (Double(k - 8) + 0.5)
      #expect(Double.atan(border.nextDown) <= Double.atan(border))
      #expect(Double.atan(border) <= Double.atan(border.nextUp))
    }
  }

  @Test("the single-precision function is the double-precision one, rounded")
  func singlePrecision() {
    for step in -2000...2000 {
      let x = Float(step) * 0.05
      #expect(Float.atan(x) == Float(Foundation.atan(Double(x))))
    }
  }
}

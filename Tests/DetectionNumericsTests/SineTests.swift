import DetectionNumerics
import Foundation
import Testing

@Suite("Sine and cosine")
struct SineTests {
  @Test("stay within two units of the system's, or 1e-16 near a zero")
  func againstSystem() {
    var worst = 0.0
    func compare(_ value: Double, _ reference: Double) {
      guard abs(value - reference) > 1e-16 else { return }
      worst = max(worst, abs(value - reference) / reference.ulp)
    }
    for step in -60_000...60_000 {
      let x = Double(step) * 0.000_7 + 0.000_012_3
      compare(.sin(x), Foundation.sin(x))
      compare(.cos(x), Foundation.cos(x))
      compare(.sin(x * 23_000), Foundation.sin(x * 23_000))
      compare(.cos(x * 23_000), Foundation.cos(x * 23_000))
    }
    #expect(worst <= 2)
  }

  @Test("are exact where they must be")
  func exactValues() {
    #expect(Double.sin(0) == 0)
    #expect(Double.cos(0) == 1)
    #expect(Double.sin(1e-300) == 1e-300)
    #expect(Double.sin(.pi / 2) == 1)
    #expect(Double.cos(.pi) == -1)
    #expect(Double.sin(-0.5) == -Double.sin(0.5))
    #expect(Float.cos(0.5) == Float(Foundation.cos(0.5)))
    #expect(Float.sin(0.5) == Float(Foundation.sin(0.5)))
  }

  @Test("are NaN where no angle is", arguments: [Double.nan, .infinity, 1e7, -1e300])
  func notAnAngle(x: Double) {
    #expect(Double.sin(x).isNaN)
    #expect(Double.cos(x).isNaN)
  }
}

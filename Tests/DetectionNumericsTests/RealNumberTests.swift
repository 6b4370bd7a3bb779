import DetectionNumerics
import Foundation
import Testing

@Suite("Elementary functions")
struct RealNumberTests {
  /// The distance of two numbers, in units of the last place of the second.
  static func ulps(_ value: Double, _ reference: Double) -> Double {
    if value == reference { return 0 }
    return abs(value - reference) / reference.ulp
  }

  @Test("exp stays within one unit of the system's")
  func exponential() {
    var worst = 0.0
    for step in -72_000...70_900 {
      let x = Double(step) * 0.01 + 0.000_123
      worst = max(worst, Self.ulps(Double.exp(x), Foundation.exp(x)))
    }
    #expect(worst <= 1)
    #expect(Double.exp(0) == 1)
    #expect(Double.exp(-1000) == 0)
    #expect(Double.exp(-745) == Foundation.exp(-745))
    #expect(Double.exp(710) == .infinity)
    #expect(Double.exp(709.78).isFinite)
    #expect(Double.exp(-.infinity) == 0)
    #expect(Double.exp(.infinity) == .infinity)
    #expect(Double.exp(.nan).isNaN)
  }

  @Test("log stays within two units of the system's")
  func logarithm() {
    var worst = 0.0
    for step in -50_000...50_000 where step != 0 {
      let x = Foundation.exp(Double(step) * 0.01)
      worst = max(worst, Self.ulps(Double.log(x), Foundation.log(x)))
    }
    #expect(worst <= 2)
    #expect(Double.log(1) == 0)
    #expect(Double.log(0) == -.infinity)
    #expect(Double.log(-1).isNaN)
    #expect(Double.log(.nan).isNaN)
    #expect(Double.log(.infinity) == .infinity)
    #expect(Double.log(.leastNonzeroMagnitude) == Foundation.log(.leastNonzeroMagnitude))
  }

  @Test("log(1 + x) stays within two units of the system's, from the tiniest x on")
  func logarithmOfOnePlus() {
    var worst = 0.0
    for step in -70_000...40_000 {
      let x = Foundation.exp(Double(step) * 0.01)
      worst = max(worst, Self.ulps(Double.log(onePlus: x), Foundation.log1p(x)))
      if x < 1 {
        worst = max(worst, Self.ulps(Double.log(onePlus: -x), Foundation.log1p(-x)))
      }
    }
    #expect(worst <= 2)
    #expect(Double.log(onePlus: -1) == -.infinity)
    #expect(Double.log(onePlus: -2).isNaN)
    #expect(Double.log(onePlus: .infinity) == .infinity)
  }

  @Test("the single-precision functions are the double-precision ones, rounded")
  func singlePrecision() {
    for step in -2000...2000 {
      let x = Float(step) * 0.05
      #expect(Float.exp(x) == Float(Foundation.exp(Double(x))))
      #expect(Float.sigmoid(x) >= 0 && Float.sigmoid(x) <= 1)
    }
  }

  @Test("sigmoid and softplus are right at both ends")
  func logistic() {
    #expect(Double.sigmoid(0) == 0.5)
    #expect(Double.sigmoid(-1000) == 0)
    #expect(Double.sigmoid(1000) == 1)
    #expect(Double.sigmoid(-40) == Foundation.exp(-40))
    #expect(Double.sigmoid(.nan).isNaN)
    #expect(Double.softplus(1000) == 1000)
    #expect(Double.softplus(-1000) == 0)
    #expect(abs(Double.softplus(0) - 0.693_147_180_559_945_3) < 1e-16)
  }

  @Test("both sigmoids of one exponential are those of a number and of its negative")
  func sigmoids() {
    for step in -400...400 {
      let x = Double(step) * 0.25
      let (positive, negative) = Double.sigmoids(x)
      #expect(positive == Double.sigmoid(x) && negative == Double.sigmoid(-x))
      #expect(abs(positive + negative - 1) < 1e-15)
    }
    #expect(Double.sigmoids(.infinity) == (1, 0))
  }
}

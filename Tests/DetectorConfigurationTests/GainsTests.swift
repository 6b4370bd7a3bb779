import BoxGeometry
import DetectorConfiguration
import Testing

@Suite("Weights as trainers rescale them")
struct GainsTests {
  private func factors(
    _ gains: Gains,
    scales: Int,
    classes: Int = 20,
    width: Int = 320,
    height: Int = 480
  ) -> [Double] {
    let input = PixelSize(width: width, height: height)
    let found = gains.factors(scales: scales, classes: classes, input: input)
    return [found.box, found.objectness, found.classification]
  }

  @Test("by hand, for two, three and four scales")
  func factors() {
    #expect(factors(Gains(.asGiven), scales: 2) == [1, 1, 1])
    // 3 / 2; the long side of 480 is .75 of 640; 20 classes are a quarter of 80.
    let bySize = Gains(.bySizeAndClasses)
    #expect(factors(bySize, scales: 2) == [1.5, 0.84375, 0.375])
    #expect(factors(bySize, scales: 2, width: 480, height: 320) == [1.5, 0.84375, 0.375])
    #expect(factors(Gains(.bySizeAndClasses, size: 1280), scales: 3) == [1, 4, 0.25])
    let byClasses = Gains(.byClasses)
    #expect(factors(byClasses, scales: 2) == [1.5, 1.5, 0.375])
    #expect(factors(byClasses, scales: 3) == [1, 1, 0.25])
    #expect(factors(byClasses, scales: 4) == [0.75, 0.75 * 1.4, 0.1875])
    #expect(
      factors(Gains(.byAreaAndClasses), scales: 2, width: 416, height: 208) == [1, 0.5, 0.25]
    )
  }
}

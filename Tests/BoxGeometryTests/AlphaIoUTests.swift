import BoxGeometry
import DetectionTestSupport
import Testing

@Suite("Powers of overlaps")
struct AlphaIoUTests {
  static let a = CenterBox<Double>(centerX: 5, centerY: 4, width: 6, height: 3)
  static let b = CenterBox<Double>(centerX: 4, centerY: 5, width: 5, height: 4)

  @Test("a power of one is the measure itself")
  func one() {
    let pairs: [(AlphaIoU.Base, OverlapMeasure)] = [
      (.iou, .iou), (.generalized, .generalized), (.distance, .distance),
      (.complete(alpha: .heldConstant), .complete(alpha: .heldConstant)),
      (.complete(alpha: .differentiated), .complete(alpha: .differentiated)),
    ]
    for (base, measure) in pairs {
      let powered = OverlapMeasure.alpha(AlphaIoU(base, power: 1)).withGradient(Self.a, Self.b)
      #expect(powered == measure.withGradient(Self.a, Self.b))
    }
  }

  @Test("each term has its own power", arguments: [1.5, 2, 3, 4.25, 9])
  func terms(power: Double) {
    // Rows 3.5 ... 5.5 less columns: shared 4.5 × 2.5, covered 18 + 20 - 11.25, around 6.5 × 4.5.
    let iou = 11.25 / 26.75
    let empty = (29.25 - 26.75) / 29.25
    let distance = 2 / (6.5 * 6.5 + 4.5 * 4.5)
    func raised(_ x: Double) -> Double { Double.exp(power * Double.log(x)) }
    let plain = OverlapMeasure.alpha(AlphaIoU(power: power))(Self.a, Self.b)
    #expect(relativeError(plain, reference: raised(iou)) < 1e-14)
    let generalized = OverlapMeasure.alpha(AlphaIoU(.generalized, power: power))(Self.a, Self.b)
    #expect(relativeError(generalized, reference: raised(iou) - raised(empty)) < 1e-13)
    let distant = OverlapMeasure.alpha(AlphaIoU(.distance, power: power))(Self.a, Self.b)
    #expect(relativeError(distant, reference: raised(iou) - raised(distance)) < 1e-13)
  }

  @Test("a fractional power has the right derivative, and a flat one without overlap")
  func fractional() {
    let measure = OverlapMeasure.alpha(AlphaIoU(.generalized, power: 1.25))
    let mismatches = gradientMismatches(
      at: [5, 4, 6, 3],
      value: { measure(DegenerateOverlapTests.box($0, as: Double.self), Self.b) },
      gradient: {
        OverlapGradientTests.entries(
          measure.withGradient(DegenerateOverlapTests.box($0, as: Double.self), Self.b).gradient
        )
      }
    )
    #expect(mismatches.isEmpty)
    let far = CenterBox<Double>(centerX: 50, centerY: 4, width: 6, height: 3)
    let plain = OverlapMeasure.alpha(AlphaIoU(power: 1.25)).withGradient(far, Self.b)
    #expect(plain == (value: 0, gradient: .zero))
  }

  @Test("a power below one stops the program")
  func belowOne() async {
    await #expect(processExitsWith: .failure) { _ = AlphaIoU(power: 0.5) }
    await #expect(processExitsWith: .failure) { _ = AlphaIoU(power: .nan) }
    await #expect(processExitsWith: .failure) { _ = AlphaIoU(power: .infinity) }
  }
}

import AnchorDecoding
import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import Testing

@Suite("A decoded anchor")
struct DecodedAnchorTests {
  private static func decoder(_ decoding: BoxDecoding) throws -> AnchorDecoder<Double> {
    AnchorDecoder(try AnchorDecoderTests.scale(decoding))
  }

  @Test(
    "is the decoder's box, and says whether a side was clamped",
    arguments: [
      BoxDecoding(), BoxDecoding(centerScale: .same(1.2), size: .squaredSigmoid),
      BoxDecoding(centerScale: .same(2), size: .exponential(largestFactor: 5)),
    ]
  )
  func box(decoding: BoxDecoding) throws {
    let decoder = AnchorDecoder<Double>(try AnchorDecoderTests.scale(decoding))
    for (tw, th) in [(0.7, -0.6), (100, 0.5), (0.5, 100), (-100, 0.5), (0.5, -100)] {
      let offsets = RawOffsets<Double>(tx: 0.4, ty: -1.1, tw: tw, th: th)
      let decoded = decoder.decoded(offsets, row: 3, column: 1, anchor: 1)
      #expect(decoded.box == decoder.box(offsets, row: 3, column: 1, anchor: 1))
      #expect(decoded.isSizeClamped == decoder.isSizeClamped(tw, th, anchor: 1))
    }
  }

  @Test("a side is clamped by its pixels, not by its share of the anchor")
  func clampedSides() throws {
    let decoder = try Self.decoder(BoxDecoding())
    func isClamped(_ tw: Double, _ th: Double) -> Bool {
      let offsets = RawOffsets<Double>(tx: 0, ty: 0, tw: tw, th: th)
      return decoder.decoded(offsets, row: 0, column: 0, anchor: 1).isSizeClamped
    }
    // exp(40) is below 2^60 and 45 times that above; exp(-42) is below 2^-60 and not 45 times that.
    #expect(isClamped(40, 0) && isClamped(0, 40))
    #expect(!isClamped(-42, 0) && !isClamped(0, -42))
  }

  /// What a prediction of the second anchor, 62x45, costs in the first cell of 16 pixels.
  private static func cost(
    _ loss: BoxTermLoss,
    tw: Double,
    th: Double,
    against target: CenterBox<Double>,
    decoding: BoxDecoding = BoxDecoding()
  ) throws -> BoxCost {
    let offsets = RawOffsets<Double>(tx: 0, ty: 0, tw: tw, th: th)
    let predicted = try decoder(decoding).decoded(offsets, row: 0, column: 0, anchor: 1)
    let choice = BoxLossChoice(terms: [BoxTerm(loss)], smallBoxWeight: false)
    return BoxCostFunction(choice, input: PixelSize(width: 96, height: 64))(predicted, target)
  }

  @Test("an object's width is measured by the anchor's width, its height by the height")
  func anchorSides() throws {
    let loss = BoxTermLoss.offsets(center: CenterTerm(.l1), size: SizeTerm(.l1))
    func value(width: Double, height: Double) throws -> Double {
      let target = CenterBox<Double>(centerX: 8, centerY: 8, width: width, height: height)
      return try Self.cost(loss, tw: 0, th: 0, against: target).value
    }
    #expect(try abs(value(width: 62, height: 45)) < 1e-12)
    #expect(try abs(value(width: 124, height: 45) - Double.log(2)) < 1e-12)
    #expect(try abs(value(width: 62, height: 180) - Double.log(4)) < 1e-12)
  }

  @Test("a side at its largest factor has no derivative")
  func largestFactor() throws {
    let target = CenterBox<Double>(centerX: 8, centerY: 8, width: 200, height: 100)
    func derivative(_ tw: Double, _ th: Double) throws -> SIMD4<Double> {
      try Self.cost(
        .overlap(.iou, form: .oneMinus),
        tw: tw,
        th: th,
        against: target,
        decoding: BoxDecoding(size: .exponential(largestFactor: 2))
      ).derivative
    }
    // The prediction lies within the object: 1 - IoU is 1 - width · height / 20,000.
    let width = 62 * Double.exp(0.5)
    let wide = try derivative(0.5, 3)
    #expect(abs(wide.z + width * 90 / 20_000) < 1e-12 && wide.w == 0)
    let high = try derivative(3, 0.5)
    #expect(abs(high.w + 124 * 45 * Double.exp(0.5) / 20_000) < 1e-12 && high.z == 0)
  }

  @Test("half precision has eleven bits, fewer below 2^-14, and nothing from 65,520 on")
  func halves() {
    for value in [0, 1, -1, 65_504, 0x1p-14, 0x1p-24, 0x1.8p-14, 0x1.ff8p-15, 0x1p-14 + 0x1p-24] {
      #expect(HeadElement.isHalf(value), "\(value)")
    }
    for value in [65_505, 65_520, 0x1p-25, 0x1p-14 + 0x1p-25, 0x1.ffcp-15, 1 + 0x1p-11, .infinity] {
      #expect(!HeadElement.isHalf(value), "\(value)")
    }
  }
}

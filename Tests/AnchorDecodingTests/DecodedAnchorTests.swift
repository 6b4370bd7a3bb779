import AnchorDecoding
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

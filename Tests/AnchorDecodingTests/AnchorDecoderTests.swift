import AnchorDecoding
import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import Testing

@Suite("Decoding")
struct AnchorDecoderTests {
  static let anchors = DetectionScale(
    name: "medium",
    stride: 16,
    anchors: [AnchorSize(width: 30, height: 61), AnchorSize(width: 62, height: 45)]
  )

  static func scale(_ decoding: BoxDecoding = BoxDecoding()) throws -> Detector.Scale {
    try Detector.scale(anchors, rows: 4, columns: 6, decoding: decoding)
  }

  @Test("offsets of zero give the anchor in the middle of its cell")
  func zero() throws {
    let decoder = AnchorDecoder<Float>(try Self.scale())
    let zero = RawOffsets<Float>(tx: 0, ty: 0, tw: 0, th: 0)
    #expect(
      decoder.box(zero, row: 3, column: 5, anchor: 1)
        == CenterBox(centerX: 88, centerY: 56, width: 62, height: 45)
    )
  }

  @Test("a worked example with a centre scale")
  func worked() throws {
    var decoding = BoxDecoding()
    decoding.centerScale = .same(1.2)
    let decoder = AnchorDecoder<Double>(try Self.scale(decoding))
    let box = decoder.box(
      RawOffsets(tx: 0, ty: 1000, tw: Double.log(2), th: -1000),
      row: 0,
      column: 1,
      anchor: 0
    )
    #expect(abs(box.centerX - 24) < 1e-12)
    #expect(abs(box.centerY - 17.6) < 1e-12)
    #expect(abs(box.width - 60) < 1e-12)
    #expect(box.height == 0x1p-60)
  }

  @Test("decoding the inverse of a box gives the box", arguments: UInt64(0)..<8)
  func inverse(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for centerScale in [1.0, 1.05, 2.0] {
      var decoding = BoxDecoding()
      decoding.centerScale = .same(centerScale)
      let decoder = AnchorDecoder<Double>(try Self.scale(decoding))
      for _ in 0..<100 {
        let box = CenterBox<Double>(
          centerX: generator.uniform(80.01...95.99),
          centerY: generator.uniform(32.01...47.99),
          width: generator.uniform(0.1...400),
          height: generator.uniform(0.1...400)
        )
        let offsets = try #require(decoder.offsets(of: box, row: 2, column: 5, anchor: 1))
        let back = decoder.box(offsets, row: 2, column: 5, anchor: 1)
        #expect(abs(back.centerX - box.centerX) < 1e-11)
        #expect(abs(back.centerY - box.centerY) < 1e-11)
        #expect(relativeError(back.width, reference: box.width) < 1e-14)
        #expect(relativeError(back.height, reference: box.height) < 1e-14)
        let offsetsAgain = try #require(decoder.offsets(of: back, row: 2, column: 5, anchor: 1))
        #expect(abs(offsetsAgain.tx - offsets.tx) < 1e-9)
      }
    }
  }

  @Test("a box that no finite offsets predict has none")
  func unreachable() throws {
    let decoder = AnchorDecoder<Double>(try Self.scale())
    let inside = CenterBox<Double>(centerX: 8, centerY: 8, width: 1, height: 1)
    #expect(decoder.offsets(of: inside, row: 0, column: 0, anchor: 0) != nil)
    #expect(decoder.offsets(of: inside, row: 0, column: 1, anchor: 0) == nil)
    let edge = CenterBox<Double>(centerX: 16, centerY: 8, width: 1, height: 1)
    #expect(decoder.offsets(of: edge, row: 0, column: 0, anchor: 0) == nil)
    #expect(decoder.offsets(of: edge, row: 0, column: 1, anchor: 0) == nil)
    let empty = CenterBox<Double>(centerX: 8, centerY: 8, width: 0, height: 1)
    #expect(decoder.offsets(of: empty, row: 0, column: 0, anchor: 0) == nil)
  }

  @Test("offsets are none where they would be infinite, and at the ends of what can be reached")
  func ends() throws {
    func offsets(
      _ size: SizeDecoding,
      x: Double = 8,
      width: Double = 30,
      height: Double = 61,
      centerScale: Double = 1
    ) throws -> RawOffsets<Double>? {
      let decoding = BoxDecoding(centerScale: .same(centerScale), size: size)
      let decoder = AnchorDecoder<Double>(try Self.scale(decoding))
      let box = CenterBox<Double>(centerX: x, centerY: 8, width: width, height: height)
      let found = decoder.offsets(of: box, row: 0, column: 0, anchor: 0)
      if let found {
        let sum = found.tx + found.ty + found.tw + found.th
        #expect(sum.isFinite)
        let back = decoder.box(found, row: 0, column: 0, anchor: 0)
        #expect(relativeError(back.width, reference: width) < 1e-12)
        #expect(relativeError(back.height, reference: height) < 1e-12)
      }
      return found
    }
    // Of the squared sigmoid the largest factor is four, which no number reaches.
    #expect(try offsets(.squaredSigmoid, width: 119.9, height: 243.9) != nil)
    for size in [(120.0, 61.0), (130, 61), (30, 244), (30, 300), (.infinity, 61), (30, .infinity)] {
      #expect(try offsets(.squaredSigmoid, width: size.0, height: size.1) == nil)
    }
    // The largest factor itself is reached.
    let capped = SizeDecoding.exponential(largestFactor: 2)
    #expect(try offsets(capped, width: 60, height: 122)?.tw == Double.log(2))
    #expect(try offsets(capped, width: 60.1) == nil)
    #expect(try offsets(capped, height: 122.1) == nil)
    let largest = AnchorDecoder<Double>.largestSide
    let smallest = AnchorDecoder<Double>.smallestSide
    #expect(try offsets(.exponential(), width: largest, height: smallest) != nil)
    for side in [largest.nextUp, .infinity, smallest.nextDown, 0] {
      #expect(try offsets(.exponential(), width: side) == nil)
      #expect(try offsets(.exponential(), height: side) == nil)
    }
    // A stretched cell reaches a quarter of a stride beyond its edges, and not the ends.
    #expect(try offsets(.squaredSigmoid, x: -3.9, centerScale: 1.5) != nil)
    #expect(try offsets(.squaredSigmoid, x: 19.9, centerScale: 1.5) != nil)
    #expect(try offsets(.squaredSigmoid, x: -4, centerScale: 1.5) == nil)
    #expect(try offsets(.squaredSigmoid, x: 20, centerScale: 1.5) == nil)
  }

  @Test("a largest factor clamps the side, and nothing is said of it")
  func largestFactor() throws {
    let decoding = BoxDecoding(size: .exponential(largestFactor: 3))
    let decoder = AnchorDecoder<Double>(try Self.scale(decoding))
    let box = decoder.box(
      RawOffsets(tx: 0, ty: 0, tw: 9, th: 0.5),
      row: 1,
      column: 0,
      anchor: 0
    )
    #expect(box.width == 90 && box.height == 61 * Double.exp(0.5))
    #expect(!decoder.isSizeClamped(9, 0.5, anchor: 0))
  }

  @Test("sides stay within the range that areas can be computed in")
  func clamped() throws {
    let decoder = AnchorDecoder<Float>(try Self.scale())
    for logit in [Float.greatestFiniteMagnitude, 1000, 89, 60, -60, -1000] {
      let offsets = RawOffsets<Float>(tx: logit, ty: -logit, tw: logit, th: -logit)
      let box = decoder.box(offsets, row: 0, column: 0, anchor: 0)
      #expect(box.area.isNormal)
      #expect(box.centerX >= 0 && box.centerX <= 16)
      #expect(decoder.isSizeClamped(logit, 0, anchor: 0))
      #expect(decoder.isSizeClamped(0, logit, anchor: 0))
    }
    #expect(!decoder.isSizeClamped(30, -30, anchor: 0))
  }
}

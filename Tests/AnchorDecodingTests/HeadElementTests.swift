import AnchorDecoding
import DetectionTestSupport
import Testing

@Suite("Stored numbers of a head")
struct HeadElementTests {
  /// Half-precision bit patterns with their values.
  static let halves: [(bits: UInt16, value: Double)] = [
    (0x0000, 0), (0x3c00, 1), (0xc000, -2), (0x3555, 0.333251953125), (0x7bff, 65504),
    (0x0001, 0x1p-24), (0x03ff, 0x1p-14 - 0x1p-24), (0x0400, 0x1p-14), (0x8001, -0x1p-24),
  ]

  /// A head of one cell, one anchor and one class whose six values are stored as `element`.
  static func values(_ bytes: [UInt8], _ element: HeadElement) throws -> [Double] {
    let layout = try HeadLayout(
      .nhwc,
      shape: [1, 1, 1, 6],
      anchors: 1,
      classes: 1,
      element: element
    )
    let head = try RawHead(name: "h", layout: layout, storage: ByteStorage(bytes: bytes))
    return (0..<6).map { head.value(image: 0, row: 0, column: 0, anchor: 0, channel: $0) }
  }

  @Test("half precision, normal and subnormal, in both byte orders")
  func half() throws {
    for group in [Self.halves.prefix(6), Self.halves.suffix(6)] {
      let little = group.flatMap { [UInt8($0.bits & 255), UInt8($0.bits >> 8)] }
      let big = group.flatMap { [UInt8($0.bits >> 8), UInt8($0.bits & 255)] }
      let expected = group.map(\.value)
      #expect(try Self.values(little, HeadElement(.float16)) == expected)
      #expect(try Self.values(big, HeadElement(.float16, isBigEndian: true)) == expected)
    }
  }

  @Test("infinity and NaN survive half precision")
  func nonFinite() throws {
    let bits: [UInt16] = [0x7c00, 0xfc00, 0x7e01, 0, 0, 0]
    let values = try Self.values(
      bits.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] },
      HeadElement(.float16)
    )
    #expect(values[0] == .infinity && values[1] == -.infinity && values[2].isNaN)
  }

  @Test("single and double precision in both byte orders")
  func wide() throws {
    let numbers: [Double] = [1, -2.5, 0.1, 1e-30, 3e30, 0]
    for isBigEndian in [false, true] {
      let single = numbers.flatMap { number in
        let bits = Float(number).bitPattern
        return (0..<4).map { UInt8(bits >> (8 * (isBigEndian ? 3 - $0 : $0)) & 255) }
      }
      let double = numbers.flatMap { number in
        (0..<8).map { UInt8(number.bitPattern >> UInt64(8 * (isBigEndian ? 7 - $0 : $0)) & 255) }
      }
      #expect(
        try Self.values(single, HeadElement(.float32, isBigEndian: isBigEndian))
          == numbers.map { Double(Float($0)) }
      )
      #expect(try Self.values(double, HeadElement(.float64, isBigEndian: isBigEndian)) == numbers)
    }
  }

  @Test("bytes that end too early are refused")
  func short() {
    let error = #expect(throws: Diagnostic.self) {
      _ = try Self.values([UInt8](repeating: 0, count: 23), HeadElement(.float32))
    }
    #expect(error?.code == "heads.value-count")
    #expect(error?.message.hasPrefix("found 5 values; allowed 6, as shape ") == true)
  }
}

/// Storage in an array of bytes.
struct ByteStorage: HeadStorage {
  let bytes: [UInt8]

  var byteCount: Int { bytes.count }

  func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe body(bytes.span.bytes)
  }
}

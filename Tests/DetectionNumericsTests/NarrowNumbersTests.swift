import DetectionNumerics
import Testing

@Suite("Numbers of sixteen and eight bits")
struct NarrowNumbersTests {
  @Test("halves have their value, of every exponent and either sign")
  func halves() {
    for exponent in 1...30 {
      for fraction in [0, 1, 0x155, 0x3ff] {
        let bits = UInt16(exponent << 10 | fraction)
        let value = Float(
          sign: .plus,
          exponent: exponent - 15,
          significand: 1 + Float(fraction) / 1024
        )
        #expect(Float(halfBits: bits) == value)
        #expect(Float(halfBits: bits | 0x8000) == -value)
      }
    }
    #expect(Float(halfBits: 0x3c00) == 1 && Float(halfBits: 0x7bff) == 65_504)
    #expect(Float(halfBits: 0x0001) == 0x1p-24 && Float(halfBits: 0x83ff) == -0x3ffp-24)
    #expect(Float(halfBits: 0x8000) == 0 && Float(halfBits: 0x8000).sign == .minus)
    #expect(Float(halfBits: 0x7c00) == .infinity && Float(halfBits: 0xfc00) == -.infinity)
    #expect(Float(halfBits: 0x7c01).isNaN && Float(halfBits: 0xfe00).isNaN)
  }

  @Test("bytes with four bits of exponent reach 448 and have no infinity")
  func fourBits() {
    #expect(Float(e4m3Bits: 0x38) == 1 && Float(e4m3Bits: 0xc0) == -2)
    #expect(Float(e4m3Bits: 0x01) == 0x1p-9 && Float(e4m3Bits: 0x08) == 0x1p-6)
    #expect(Float(e4m3Bits: 0x7e) == 448 && Float(e4m3Bits: 0xfe) == -448)
    #expect(Float(e4m3Bits: 0x7f).isNaN && Float(e4m3Bits: 0xff).isNaN)
  }

  @Test("bytes with five bits of exponent reach 57,344 and have infinity")
  func fiveBits() {
    #expect(Float(e5m2Bits: 0x3c) == 1 && Float(e5m2Bits: 0xc0) == -2)
    #expect(Float(e5m2Bits: 0x01) == 0x1p-16 && Float(e5m2Bits: 0x7b) == 57_344)
    #expect(Float(e5m2Bits: 0xfc) == -.infinity && Float(e5m2Bits: 0x7d).isNaN)
  }

  @Test("a bfloat16 is the upper half of a float")
  func bfloat16() {
    #expect(Float(bfloat16Bits: 0x3f80) == 1 && Float(bfloat16Bits: 0xc049) == -3.140625)
    #expect(Float(bfloat16Bits: 0xff80) == -.infinity && Float(bfloat16Bits: 0x7fc0).isNaN)
  }
}

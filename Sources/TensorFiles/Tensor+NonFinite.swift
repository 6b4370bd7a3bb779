/// Where an array holds NaN or infinity.
public struct NonFiniteScan: Hashable, Sendable {
  /// The number of elements that are NaN or infinite.
  public var count: Int

  /// The index along each axis of the first of them in C order; `nil` when all are finite.
  public var first: [Int]?

  /// Creates a result.
  public init(count: Int, first: [Int]?) {
    self.count = count
    self.first = first
  }
}

extension Tensor {
  /// Counts the elements that are NaN or infinite, and finds the first.
  ///
  /// Only bits are looked at: an element is not finite when its exponent has all bits set, and
  /// then adding one to the exponent carries into the sign bit, which was cleared before.
  ///
  /// - Returns: The count, zero for integers and booleans, and the index of the first in C order.
  /// - Complexity: One pass over the bytes in place at the speed of memory, in vectors.
  public func nonFiniteScan() -> NonFiniteScan {
    switch elementType {
    case .float16: scan(UInt16.self, exponentUnit: 1 << 10)
    case .float32: scan(UInt32.self, exponentUnit: 1 << 23)
    case .float64: scan(UInt64.self, exponentUnit: 1 << 52)
    default: NonFiniteScan(count: 0, first: nil)
    }
  }

  @inline(__always)
  private func scan<Bits: FixedWidthInteger & UnsignedInteger & SIMDScalar & BitwiseCopyable>(
    _ type: Bits.Type,
    exponentUnit: Bits
  ) -> NonFiniteScan where Bits.SIMD8Storage: BitwiseCopyable {
    withBytes { bytes in
      let size = MemoryLayout<Bits>.size
      let isSwapped = byteOrder != .native
      let topBit: Bits = 1 << (Bits.bitWidth - 1)

      /// Whether the element at `index`, in the order of the file, is not finite.
      func isNonFinite(_ index: Int) -> Bool {
        let bits = bits(type, in: bytes, at: index * size)
        return ((bits & ~topBit) &+ exponentUnit) & topBit != 0
      }

      /// Counts one by one, and keeps the first in C order.
      var count = 0
      var first = Int.max
      func inspect(_ range: Range<Int>) {
        for index in range where isNonFinite(index) {
          count += 1
          first = min(first, isRowMajor ? index : logicalIndex(ofStored: index))
        }
      }

      // Blocks without a hit, in sound files all of them, cost one addition and one "or" each
      // vector. The mask and the unit are byte-swapped instead of the data where that is possible:
      // it is not for the carry, so swapped data are counted one by one.
      let lanes = 8
      let vectors = 32
      let block = lanes * vectors
      var index = 0
      if !isSwapped {
        let mask = SIMD8<Bits>(repeating: ~topBit)
        let unit = SIMD8<Bits>(repeating: exponentUnit)
        while elementCount - index >= block {
          var carries = SIMD8<Bits>()
          for vector in 0..<vectors {
            let offset = (index + vector * lanes) * size
            carries |= (bytes.native(SIMD8<Bits>.self, at: offset) & mask) &+ unit
          }
          var carry: Bits = 0
          for lane in 0..<lanes { carry |= carries[lane] }
          if carry & topBit != 0 { inspect(index..<(index + block)) }
          index += block
        }
      }
      inspect(index..<elementCount)
      return NonFiniteScan(count: count, first: count > 0 ? position(ofElement: first) : nil)
    }
  }

  /// The logical number in C order of the element that stands at `index` in Fortran order.
  private func logicalIndex(ofStored index: Int) -> Int {
    var rest = index
    var weight = elementCount
    var logical = 0
    for length in shape {
      weight /= length
      logical += rest % length * weight
      rest /= length
    }
    return logical
  }
}

// How the elements of an array are loaded and walked, whatever their kind, byte order and strides.

extension Float {
  /// The number that `bits` mean in IEEE 754 half precision; exact.
  ///
  /// `Float16` itself is missing on some systems.
  init(halfBits bits: UInt16) {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 0x1f
    let fraction = UInt32(bits & 0x3ff)
    switch exponent {
    case 0:
      let magnitude = Float(fraction) * 0x1p-24
      self = sign == 0 ? magnitude : -magnitude
    case 0x1f: self.init(bitPattern: sign | 0x7f80_0000 | fraction << 13)
    default: self.init(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}

extension Tensor {
  /// The bits of the element that begins at byte `offset`.
  @inline(__always)
  func bits<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ type: Bits.Type,
    in bytes: RawSpan,
    at offset: Int
  ) -> Bits {
    let stored = bytes.native(type, at: offset)
    return byteOrder == .native ? stored : stored.byteSwapped
  }

  /// The byte at which the element with logical number `index` begins, in C order.
  func byteOffset(ofElement index: Int) -> Int {
    zip(position(ofElement: index), byteStrides).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The index along each axis of the element with logical number `index`, in C order.
  ///
  /// - Precondition: `index` lies in `0 ..< elementCount`.
  public func position(ofElement index: Int) -> [Int] {
    precondition((0..<elementCount).contains(index), "no such element")
    var rest = index
    var position = shape
    for axis in shape.indices.reversed() {
      position[axis] = rest % shape[axis]
      rest /= shape[axis]
    }
    return position
  }

  /// Calls `body` with the byte at which each element begins, in C order.
  @inline(__always)
  func forEachOffset(_ body: (Int) -> Void) {
    if isRowMajor {
      let size = elementType.byteCount
      for index in 0..<elementCount { body(index * size) }
      return
    }
    var position = [Int](repeating: 0, count: shape.count)
    var offset = 0
    for _ in 0..<elementCount {
      body(offset)
      for axis in shape.indices.reversed() {
        position[axis] += 1
        offset += byteStrides[axis]
        if position[axis] < shape[axis] { break }
        offset -= position[axis] * byteStrides[axis]
        position[axis] = 0
      }
    }
  }
}

extension Tensor {
  /// The elements as `Float`, in C order whatever the order in the file.
  ///
  /// Doubles and large integers are rounded to the nearest; `true` is one.
  ///
  /// - Complexity: O(*n*), and memory for *n* numbers; large arrays are better read in place.
  public func values(as type: Float.Type) -> [Float] { converted() }

  /// The elements as `Double`, in C order whatever the order in the file.
  ///
  /// Integers beyond 2⁵³ are rounded to the nearest; `true` is one.
  ///
  /// - Complexity: O(*n*), and memory for *n* numbers; large arrays are better read in place.
  public func values(as type: Double.Type) -> [Double] { converted() }

  private func converted<Scalar: BinaryFloatingPoint>() -> [Scalar] {
    switch elementType {
    case .float16: collect(UInt16.self) { Scalar(Float(halfBits: $0)) }
    case .float32: collect(UInt32.self) { Scalar(Float(bitPattern: $0)) }
    case .float64: collect(UInt64.self) { Scalar(Double(bitPattern: $0)) }
    case .int8: collect(Int8.self) { Scalar($0) }
    case .int16: collect(Int16.self) { Scalar($0) }
    case .int32: collect(Int32.self) { Scalar($0) }
    case .int64: collect(Int64.self) { Scalar($0) }
    case .uint8: collect(UInt8.self) { Scalar($0) }
    case .uint16: collect(UInt16.self) { Scalar($0) }
    case .uint32: collect(UInt32.self) { Scalar($0) }
    case .uint64: collect(UInt64.self) { Scalar($0) }
    case .bool: collect(UInt8.self) { $0 == 0 ? 0 : 1 }
    }
  }

  private func collect<Bits: FixedWidthInteger & BitwiseCopyable, Scalar>(
    _ type: Bits.Type,
    _ value: (Bits) -> Scalar
  ) -> [Scalar] {
    withBytes { bytes in
      var values: [Scalar] = []
      values.reserveCapacity(elementCount)
      forEachOffset { values.append(value(bits(type, in: bytes, at: $0))) }
      return values
    }
  }
}

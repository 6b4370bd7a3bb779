import DetectionNumerics

/// The kind of number that an array in a file is made of.
public enum ElementType: String, Hashable, Sendable, CaseIterable {
  case float16, bfloat16, float32, float64
  case float8E4M3 = "float8_e4m3fn"
  case float8E5M2 = "float8_e5m2"
  case int8, int16, int32, int64
  case uint8, uint16, uint32, uint64

  /// One byte: zero is false, anything else is true.
  case bool

  // Kinds that a file may hold and that are listed, but not read.
  case float4 = "float4_e2m1fn"
  case float6E2M3 = "float6_e2m3fn"
  case float6E3M2 = "float6_e3m2fn"
  case float8E8M0 = "float8_e8m0fnu"
  case float8E4M3FNUZ = "float8_e4m3fnuz"
  case float8E5M2FNUZ = "float8_e5m2fnuz"
  case complex64

  /// Whether its numbers can be read.
  public var isReadable: Bool {
    switch self {
    case .float4, .float6E2M3, .float6E3M2, .float8E8M0, .float8E4M3FNUZ, .float8E5M2FNUZ,
      .complex64:
      false
    default: true
    }
  }

  /// The bits that one element takes in the file.
  var bitCount: Int {
    switch self {
    case .float4: 4
    case .float6E2M3, .float6E3M2: 6
    case .int8, .uint8, .bool, .float8E4M3, .float8E5M2, .float8E8M0, .float8E4M3FNUZ,
      .float8E5M2FNUZ:
      8
    case .float16, .bfloat16, .int16, .uint16: 16
    case .float32, .int32, .uint32: 32
    case .float64, .int64, .uint64, .complex64: 64
    }
  }

  /// The bytes from one element to the next; at least one.
  var byteCount: Int { max(bitCount / 8, 1) }
}

extension ElementType: CustomStringConvertible {
  /// The name that numpy and its extension `ml_dtypes` give the type, such as `float32`.
  public var description: String { rawValue }
}

/// The order in which the bytes of one element stand in the file.
public enum ByteOrder: String, Hashable, Sendable {
  /// Least significant byte first, as on all processors of today.
  case little

  /// Most significant byte first.
  case big

  /// The order of the processor that runs this code.
  static var native: ByteOrder { 1.littleEndian == 1 ? .little : .big }
}

// MARK: - Reading

extension ElementType {
  /// Calls `body` with numbers of this type, one after the other; never for a type that is not read.
  ///
  /// - Parameters:
  ///   - bytes: Where they stand.
  ///   - order: The order of the bytes of each.
  ///   - offsets: Where each begins.
  ///   - body: Takes a number: integers and doubles are rounded to the nearest, `true` is one.
  /// - Precondition: All numbers lie within the bytes.
  @inline(__always)
  func forEachNumber<Number: BinaryFloatingPoint>(
    in bytes: RawSpan,
    _ order: ByteOrder,
    at offsets: ElementOffsets,
    _ body: (Number) -> Void
  ) {
    @inline(__always)
    func walk<Bits: FixedWidthInteger & BitwiseCopyable>(
      _ type: Bits.Type,
      _ number: (Bits) -> Number
    ) {
      let isSwapped = order != .native
      var offsets = offsets
      for _ in 0..<offsets.count {
        let stored = bytes.native(type, at: offsets.next())
        body(number(isSwapped ? stored.byteSwapped : stored))
      }
    }
    switch self {
    case .float16: walk(UInt16.self) { Number(Float(halfBits: $0)) }
    case .bfloat16: walk(UInt16.self) { Number(Float(bfloat16Bits: $0)) }
    case .float32: walk(UInt32.self) { Number(Float(bitPattern: $0)) }
    case .float64: walk(UInt64.self) { Number(Double(bitPattern: $0)) }
    case .float8E4M3: walk(UInt8.self) { Number(Float(e4m3Bits: $0)) }
    case .float8E5M2: walk(UInt8.self) { Number(Float(e5m2Bits: $0)) }
    case .int8: walk(Int8.self) { Number($0) }
    case .int16: walk(Int16.self) { Number($0) }
    case .int32: walk(Int32.self) { Number($0) }
    case .int64: walk(Int64.self) { Number($0) }
    case .uint8: walk(UInt8.self) { Number($0) }
    case .uint16: walk(UInt16.self) { Number($0) }
    case .uint32: walk(UInt32.self) { Number($0) }
    case .uint64: walk(UInt64.self) { Number($0) }
    case .bool: walk(UInt8.self) { $0 == 0 ? 0 : 1 }
    default: break
    }
  }
}

/// The bytes at which the elements of an array begin, in C order.
struct ElementOffsets {
  /// The number of elements.
  let count: Int

  private let lengths: [Int]
  private let strides: [Int]

  /// The distance between all neighbours, where there is one axis: most are read so, and a look at the
  /// lists above costs more than the rest.
  private let evenStride: Int?
  private var position: [Int]
  private var offset = 0

  /// The elements of an array.
  init(shape: [Int], strides: [Int]) {
    count = shape.reduce(1, *)
    lengths = shape
    self.strides = strides
    evenStride = strides.count == 1 ? strides[0] : nil
    position = [Int](repeating: 0, count: shape.count)
  }

  /// Elements that stand one behind the other.
  init(count: Int, stride: Int) {
    self.init(shape: [count], strides: [stride])
  }

  /// Where the next element begins.
  ///
  /// - Precondition: There have been less than ``count``.
  @inline(__always)
  mutating func next() -> Int {
    let result = offset
    if let evenStride {
      // The last step leads beyond the array, where nothing is read and no sum overflows.
      offset &+= evenStride
      return result
    }
    for axis in lengths.indices.reversed() {
      position[axis] += 1
      offset += strides[axis]
      if position[axis] < lengths[axis] { break }
      offset -= position[axis] * strides[axis]
      position[axis] = 0
    }
    return result
  }
}

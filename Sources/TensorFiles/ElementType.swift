/// The kind of number that an array in a file is made of.
public enum ElementType: String, Hashable, Sendable, CaseIterable {
  case float16, float32, float64
  case int8, int16, int32, int64
  case uint8, uint16, uint32, uint64

  /// One byte: zero is false, anything else is true.
  case bool

  /// The bytes that one element takes in the file.
  @inlinable
  public var byteCount: Int {
    switch self {
    case .int8, .uint8, .bool: 1
    case .float16, .int16, .uint16: 2
    case .float32, .int32, .uint32: 4
    case .float64, .int64, .uint64: 8
    }
  }

  /// Whether elements can be NaN or infinite.
  @inlinable
  public var isFloatingPoint: Bool {
    switch self {
    case .float16, .float32, .float64: true
    default: false
    }
  }
}

extension ElementType: CustomStringConvertible {
  /// The name that numpy gives the type, such as `float32`.
  public var description: String { rawValue }
}

/// The order in which the bytes of one element stand in the file.
public enum ByteOrder: String, Hashable, Sendable {
  /// Least significant byte first, as on all processors of today.
  case little

  /// Most significant byte first.
  case big

  /// The order of the processor that runs this code.
  @inlinable
  public static var native: ByteOrder { 1.littleEndian == 1 ? .little : .big }
}

import TensorFiles

/// The bytes of an array in a file, lent to a raw head.
struct MappedHead: HeadStorage {
  let bytes: MappedBytes

  var byteCount: Int { bytes.byteCount }

  func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try bytes.withBytes(body)
  }
}

extension HeadElement {
  /// How `entry` stores its numbers; `nil` where they are no floating-point numbers.
  init?(_ entry: Tensor) {
    let isBigEndian = entry.byteOrder == .big
    switch entry.elementType {
    case .float16: self.init(.float16, isBigEndian: isBigEndian)
    case .bfloat16: self.init(.bfloat16, isBigEndian: isBigEndian)
    case .float32: self.init(.float32, isBigEndian: isBigEndian)
    case .float64: self.init(.float64, isBigEndian: isBigEndian)
    default: return nil
    }
  }
}

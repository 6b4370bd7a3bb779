import DetectionText

/// Numbers of a tensor that stand in pieces or in variable length.
struct UnpackedNumbers: TensorContent {
  let field: OnnxTensor.Field
  let type: ElementType
  let byteCount: Int
  private let memory: MemoryMap
  private let site: FaultSite

  init(
    field: OnnxTensor.Field,
    type: ElementType,
    byteCount: Int,
    _ memory: MemoryMap,
    _ site: FaultSite
  ) {
    self.field = field
    self.type = type
    self.byteCount = byteCount
    self.memory = memory
    self.site = site
  }

  /// - Complexity: O(bytes of the file), and memory for the numbers.
  func bytes() throws(Diagnostic) -> MappedBytes {
    let unpacked = try MemoryMap.make(count: byteCount, at: site) { (target) throws(Diagnostic) in
      try memory.withBytes { (source) throws(Diagnostic) in try unpack(source, into: &target) }
    }
    return MappedBytes(unpacked, 0..<byteCount)
  }

  private func unpack(
    _ source: RawSpan,
    into target: inout MutableRawSpan
  ) throws(Diagnostic) {
    var offset = 0
    var end = 0
    while offset < source.byteCount, let piece = ProtobufField(source, at: &offset) {
      guard piece.number == field.rawValue else { continue }
      switch piece.value {
      case .number(let value): try storeNumber(value, at: &end, into: &target)
      case .narrow(let place):
        store(source.native(UInt32.self, at: place).littleEndian, at: &end, into: &target)
      case .wide(let place):
        store(source.native(UInt64.self, at: place).littleEndian, at: &end, into: &target)
      case .bytes(let range) where field == .floats:
        for place in stride(from: range.lowerBound, to: range.upperBound, by: 4) {
          store(source.native(UInt32.self, at: place).littleEndian, at: &end, into: &target)
        }
      case .bytes(let range) where field == .doubles:
        for place in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
          store(source.native(UInt64.self, at: place).littleEndian, at: &end, into: &target)
        }
      case .bytes(let range):
        var place = range.lowerBound
        while place < range.upperBound {
          guard let value = source.variableLength(at: &place) else {
            throw OnnxTensor.fault(
              "message",
              site,
              at: place,
              "a number of more than 64 bits in \(field.name)",
              "numbers that fit"
            )
          }
          try storeNumber(value, at: &end, into: &target)
        }
      }
    }
  }

  /// Stores a number of variable length as the type has it.
  private func storeNumber(
    _ value: UInt64,
    at end: inout Int,
    into target: inout MutableRawSpan
  ) throws(Diagnostic) {
    let signed = Int64(bitPattern: value)
    switch type {
    case .int64, .uint64: store(value, at: &end, into: &target)
    case .int32 where Int32(exactly: signed) != nil, .uint32 where value <= UInt32.max:
      store(UInt32(truncatingIfNeeded: value), at: &end, into: &target)
    case .int16 where Int16(exactly: signed) != nil,
      .float16 where value <= UInt16.max, .bfloat16 where value <= UInt16.max,
      .uint16 where value <= UInt16.max:
      store(UInt16(truncatingIfNeeded: value), at: &end, into: &target)
    case .int8 where Int8(exactly: signed) != nil:
      store(UInt8(truncatingIfNeeded: value), at: &end, into: &target)
    case _ where type.byteCount == 1 && type != .int8 && value <= UInt8.max:
      store(UInt8(value), at: &end, into: &target)
    default:
      throw OnnxTensor.fault(
        "range",
        site,
        "\(signed) in \(field.name)",
        "numbers that fit in \(type)"
      )
    }
  }

  private func store<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ bits: Bits,
    at end: inout Int,
    into target: inout MutableRawSpan
  ) {
    // Listing counted them, so that there is room.
    target.storeBytes(of: bits, toByteOffset: end, as: Bits.self)
    end += MemoryLayout<Bits>.size
  }
}

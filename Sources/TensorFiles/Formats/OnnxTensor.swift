import DetectionText

/// A tensor of ONNX in protobuf, such as `output_0.pb` of a model's test vectors.
///
/// Raw data and packed floats and doubles are read in place. The others, numbers of variable length
/// and numbers with a tag each, are unpacked when they are asked for.
///
/// - Source: <https://github.com/onnx/onnx>, `onnx/onnx.proto`, message `TensorProto`.
enum OnnxTensor: TensorFormat {
  static let fileExtension = ".pb"

  /// There is no signature: all fields must be a tensor's, or the file's name must say it.
  static func recognizes(_ bytes: RawSpan, _ source: TensorSource) -> Bool {
    if source.path.hasSuffix(fileExtension) { return ForeignFile(bytes) == nil }
    var hasType = false
    let isTensor = bytes.isMessage { field in
      switch (field.number, field.value) {
      case (2, .number): hasType = true
      case (1, .number), (1, .bytes), (3, .bytes), (4...7, _), (8...13, .bytes), (14, .number):
        break
      default: return false
      }
      return true
    }
    return isTensor && hasType
  }

  /// Whether bytes are a whole model: a version, perhaps a producer's name, and a graph.
  static func isModel(_ bytes: RawSpan) -> Bool {
    guard bytes.has([8]) else { return false }
    var hasGraph = false
    let isMessage = bytes.isMessage { field in
      switch (field.number, field.value) {
      case (7, .bytes): hasGraph = true
      // Where a tensor has its kind of number.
      case (2, .number): return false
      default: break
      }
      return (1...30).contains(field.number)
    }
    return isMessage && hasGraph
  }

  static func list(_ source: TensorSource) throws(Diagnostic) -> TensorListing {
    let site = source.site
    let message = try source.memory.withBytes { (bytes) throws(Diagnostic) in
      try Message(bytes, at: site)
    }
    let (type, field) = try message.type(at: site)
    let shape = try message.shape(at: site)
    guard let bits = Tensor.bitCount(shape: shape, type), bits % 8 == 0 else {
      throw Self.fault("shape", site, "dims \(shapeText(shape))", "whole bytes, fewer than 2^60")
    }
    let content = try message.content(
      of: field,
      as: type,
      byteCount: bits / 8,
      shape: shape,
      in: source.memory,
      at: site
    )
    return TensorListing(
      tensors: [
        Tensor(
          name: message.name.isEmpty ? source.nameWithoutExtension : message.name,
          shape: shape,
          elementType: type,
          byteOrder: content is UnpackedNumbers ? .native : .little,
          byteStrides: Tensor.strides(shape: shape, type),
          content: content,
          site: site
        )
      ]
    )
  }

  static let saveAgain = "save the array with onnx.numpy_helper.from_array, or with numpy.save"

  static func fault(
    _ code: String,
    _ site: FaultSite,
    at offset: Int? = nil,
    _ found: String,
    _ allowed: String,
    _ remedy: String = saveAgain
  ) -> Diagnostic {
    site.fault(code, at: offset, found: found, allowed: allowed, remedy: remedy)
  }
}

// MARK: - The fields

extension OnnxTensor {
  /// The fields that hold numbers.
  enum Field: Int, CaseIterable {
    case floats = 4
    case int32s = 5
    case int64s = 7
    case raw = 9
    case doubles = 10
    case uint64s = 11

    var name: String {
      switch self {
      case .floats: "float_data"
      case .int32s: "int32_data"
      case .int64s: "int64_data"
      case .raw: "raw_data"
      case .doubles: "double_data"
      case .uint64s: "uint64_data"
      }
    }

    /// How many numbers a piece of a message adds to this field; `nil` where it is none of it.
    func count(_ value: ProtobufField.Value, in bytes: RawSpan) -> Int? {
      switch (self, value) {
      case (.floats, .narrow), (.doubles, .wide), (.int32s, .number), (.int64s, .number),
        (.uint64s, .number):
        return 1
      case (.raw, .bytes(let range)): return range.count
      case (.floats, .bytes(let range)): return range.count % 4 == 0 ? range.count / 4 : nil
      case (.doubles, .bytes(let range)): return range.count % 8 == 0 ? range.count / 8 : nil
      case (.int32s, .bytes(let range)), (.int64s, .bytes(let range)),
        (.uint64s, .bytes(let range)):
        var count = 0
        for place in range where bytes.byte(at: place) < 0x80 { count += 1 }
        let isWhole = range.isEmpty || bytes.byte(at: range.upperBound - 1) < 0x80
        return isWhole ? count : nil
      default: return nil
      }
    }
  }

  /// The kinds of numbers, by their number in ONNX, and the field that they stand in unless raw.
  private static let types: [UInt64: (ElementType, Field)] = [
    1: (.float32, .floats), 2: (.uint8, .int32s), 3: (.int8, .int32s), 4: (.uint16, .int32s),
    5: (.int16, .int32s), 6: (.int32, .int32s), 7: (.int64, .int64s), 9: (.bool, .int32s),
    10: (.float16, .int32s), 11: (.float64, .doubles), 12: (.uint32, .uint64s),
    13: (.uint64, .uint64s), 14: (.complex64, .floats), 16: (.bfloat16, .int32s),
    17: (.float8E4M3, .int32s), 18: (.float8E4M3FNUZ, .int32s), 19: (.float8E5M2, .int32s),
    20: (.float8E5M2FNUZ, .int32s), 23: (.float4, .int32s), 24: (.float8E8M0, .int32s),
  ]

  private static let otherTypes: [UInt64: String] = [
    8: "texts", 15: "complex128", 21: "uint4", 22: "int4", 25: "uint2", 26: "int2",
  ]

  /// What a message says, its numbers only counted.
  struct Message {
    private var dims: [UInt64] = []
    private var dataType: UInt64?
    private(set) var name = ""

    /// How many numbers each field has, in how many pieces, and the last of these.
    private var fields: [Field: (count: Int, pieces: Int, last: ProtobufField.Value)] = [:]

    init(_ bytes: RawSpan, at site: FaultSite) throws(Diagnostic) {
      var offset = 0
      while offset < bytes.byteCount {
        let start = offset
        guard let field = ProtobufField(bytes, at: &offset) else {
          throw OnnxTensor.fault(
            "message",
            site,
            at: start,
            "no field of protobuf, or not all of one",
            "the message TensorProto of ONNX"
          )
        }
        try take(field, bytes, from: start, at: site)
      }
    }

    private mutating func take(
      _ field: ProtobufField,
      _ bytes: RawSpan,
      from start: Int,
      at site: FaultSite
    ) throws(Diagnostic) {
      func foreign(_ what: String) -> Diagnostic {
        OnnxTensor.fault("message", site, at: start, what, "the message TensorProto of ONNX")
      }
      if let numbers = Field(rawValue: field.number) {
        guard let count = numbers.count(field.value, in: bytes) else {
          throw foreign("\(numbers.name) that holds no such numbers, or part of one")
        }
        let before = fields[numbers]
        guard numbers != .raw || before == nil else { throw foreign("raw_data a second time") }
        fields[numbers] = ((before?.count ?? 0) + count, (before?.pieces ?? 0) + 1, field.value)
        return
      }
      switch (field.number, field.value) {
      case (1, .number(let length)): append(length)
      case (1, .bytes(let range)):
        var place = range.lowerBound
        while place < range.upperBound {
          guard let length = bytes.extracting(first: range.upperBound).variableLength(at: &place)
          else { throw foreign("dims that end within a number") }
          append(length)
        }
      case (2, .number(let type)): dataType = type
      case (8, .bytes(let range)): name = String(decoding: bytes.copy(range), as: UTF8.self)
      case (13, .bytes), (14, .number(1)):
        throw OnnxTensor.fault(
          "external",
          site,
          at: start,
          "numbers that stand in another file",
          "all of them in this one",
          "save the tensor without external data: onnx.numpy_helper.from_array"
        )
      case (3, _):
        throw OnnxTensor.fault(
          "segment",
          site,
          at: start,
          "a segment of a tensor, or a sequence of tensors",
          "one tensor, and the whole of it"
        )
      case (1, _), (2, _), (8, _), (13, _), (14, .bytes):
        throw foreign("field \(field.number) of another kind")
      default: break
      }
    }

    /// One more than are allowed are enough to be told.
    private mutating func append(_ length: UInt64) {
      if dims.count <= Tensor.mostDimensions { dims.append(length) }
    }

    func type(at site: FaultSite) throws(Diagnostic) -> (ElementType, Field) {
      guard let dataType else {
        throw OnnxTensor.fault(
          "message",
          site,
          "no data_type",
          "the message TensorProto of ONNX",
          "a model or a graph is no array: run it, and save its outputs"
        )
      }
      if let type = OnnxTensor.types[dataType] { return type }
      let name = OnnxTensor.otherTypes[dataType].map { ", \($0)" } ?? ""
      throw OnnxTensor.fault(
        "type",
        site,
        "data_type \(Int64(bitPattern: dataType))\(name)",
        "floats of 8 to 64 bits, integers of 8 to 64 bits, or bool",
        "save it as float32"
      )
    }

    func shape(at site: FaultSite) throws(Diagnostic) -> [Int] {
      guard dims.count <= Tensor.mostDimensions else {
        throw OnnxTensor.fault(
          "shape",
          site,
          "more than \(Tensor.mostDimensions) dims",
          "at most \(Tensor.mostDimensions)"
        )
      }
      let shape = dims.compactMap { Int(exactly: $0) }
      guard shape.count == dims.count else {
        throw OnnxTensor.fault("shape", site, "a negative length in dims", "lengths of 0 or more")
      }
      return shape
    }

    /// Where the numbers are, whose count must be that of the shape.
    func content(
      of field: Field,
      as type: ElementType,
      byteCount: Int,
      shape: [Int],
      in memory: MemoryMap,
      at site: FaultSite
    ) throws(Diagnostic) -> any TensorContent {
      let given = Field.allCases.filter { fields[$0] != nil }
      guard given.count <= 1, given.first.map({ $0 == field || $0 == .raw }) ?? true else {
        throw OnnxTensor.fault(
          "message",
          site,
          "\(given.map(\.name).joined(separator: " and ")) for \(type)",
          "either \(field.name) or raw_data"
        )
      }
      // A complex number is two floats, and four-bit numbers stand in raw data only.
      let unit = type == .complex64 ? 4 : type.byteCount
      let (count, pieces, last) = given.first.flatMap { fields[$0] } ?? (0, 0, .number(0))
      let found =
        given.first == .raw ? count : count.multipliedReportingOverflow(by: unit).partialValue
      guard found == byteCount else {
        throw site.fault(
          found < byteCount ? "truncated" : "trailing",
          found: given.first == .raw || given.isEmpty
            ? "\(found) bytes of data" : "\(count) numbers in \(field.name)",
          allowed: given.first == .raw || given.isEmpty
            ? "\(byteCount) for \(type) \(shapeText(shape))"
            : "\(byteCount / unit) for \(type) \(shapeText(shape))",
          remedy: FaultSite.exportAgain
        )
      }
      guard byteCount > 0 else { return MappedBytes(memory, 0..<0) }
      let isInPlace = given == [.raw] || field == .floats || field == .doubles
      if isInPlace, pieces == 1, case .bytes(let range) = last { return MappedBytes(memory, range) }
      return UnpackedNumbers(field: field, type: type, byteCount: byteCount, memory, site)
    }
  }
}

import DetectionText

/// The format `.safetensors`: the length of a header, the header in JSON, and all bytes.
///
/// ```
/// length (8 bytes, little-endian)  {"p3": {"dtype": "F32", "shape": [1, 255, 52, 52],
///   "data_offsets": [0, 2757120]}, …, "__metadata__": {"format": "pt"}}  data
/// ```
///
/// The arrays must fill the data without a gap and without sharing a byte, as the reference
/// demands. What it accepts although its own text forbids it, a key that stands there twice, is
/// refused. Data may stand at any address and are read in place.
///
/// - Source: <https://github.com/huggingface/safetensors>, README and `safetensors/src/tensor.rs`.
enum Safetensors: TensorFormat {
  static let fileExtension = ".safetensors"

  /// The longest header, in bytes, where the reference draws the line too.
  private static let longestHeader = 100_000_000

  private static let saveAgain = "write it with the save_file of safetensors"

  static let types: KeyValuePairs<String, ElementType> = [
    "F64": .float64, "F32": .float32, "F16": .float16, "BF16": .bfloat16,
    "F8_E4M3": .float8E4M3, "F8_E5M2": .float8E5M2, "F8_E8M0": .float8E8M0,
    "F8_E4M3FNUZ": .float8E4M3FNUZ, "F8_E5M2FNUZ": .float8E5M2FNUZ,
    "F6_E2M3": .float6E2M3, "F6_E3M2": .float6E3M2, "F4": .float4, "C64": .complex64,
    "I64": .int64, "I32": .int32, "I16": .int16, "I8": .int8,
    "U64": .uint64, "U32": .uint32, "U16": .uint16, "U8": .uint8, "BOOL": .bool,
  ]

  /// There is no signature: a length and the brace of an object must do, or the file's name.
  static func recognizes(_ bytes: RawSpan, _ source: TensorSource) -> Bool {
    let blanks: [UInt8] = [0x20, 9, 10, 13]
    var offset = 8
    while offset < min(bytes.byteCount, 4096), blanks.contains(bytes.byte(at: offset)) {
      offset += 1
    }
    let length = bytes.littleEndian(UInt64.self, at: 0)
    if let length, length <= longestHeader, bytes.has([UInt8(ascii: "{")], at: offset) {
      return true
    }
    return source.path.hasSuffix(fileExtension) && ForeignFile(bytes) == nil
  }

  static func list(_ source: TensorSource) throws(Diagnostic) -> TensorListing {
    let site = source.site
    let header = try source.memory.withBytes { (bytes) throws(Diagnostic) in
      try headerText(bytes, at: site)
    }
    let start = 8 + header.count
    var entries: [Entry] = []
    for member in try members(header, at: site) {
      if member.key == "__metadata__" {
        try checkMetadata(member.value, at: site)
      } else {
        entries.append(try Entry(member, at: site.part("array \(quoted(member.key))")))
      }
    }
    try checkOffsets(entries, byteCount: source.memory.count - start, at: site)
    return TensorListing(
      tensors: entries.map { entry in
        Tensor(
          name: entry.name,
          shape: entry.shape,
          elementType: entry.type,
          byteOrder: .little,
          byteStrides: Tensor.strides(shape: entry.shape, entry.type),
          content: MappedBytes(source.memory, (start + entry.begin)..<(start + entry.end)),
          site: site
        )
      }
    )
  }
}

// MARK: - The header

extension Safetensors {
  private static func headerText(
    _ bytes: RawSpan,
    at site: FaultSite
  ) throws(Diagnostic) -> [UInt8] {
    guard let length = bytes.littleEndian(UInt64.self, at: 0) else {
      throw site.fault(
        "truncated",
        found: "\(bytes.byteCount) bytes",
        allowed: "at least 8, which say how long the header is"
      )
    }
    guard length <= longestHeader else {
      throw site.fault(
        "header",
        at: 0,
        found: "a header of \(length) bytes",
        allowed: "at most \(longestHeader)",
        remedy: saveAgain
      )
    }
    guard Int(length) <= bytes.byteCount - 8 else {
      throw site.fault(
        "truncated",
        at: bytes.byteCount,
        found: "the end of the file",
        allowed: "the rest of a header of \(length) bytes"
      )
    }
    return bytes.copy(8..<(8 + Int(length)))
  }

  /// The members of the header's object, none of them twice.
  private static func members(
    _ header: [UInt8],
    at site: FaultSite
  ) throws(Diagnostic) -> [JSONMember] {
    let root: JSONValue
    do {
      let text = SourceText(file: "header", bytes: header)
      root = try JSONValue(parsing: text, limits: JSONLimits(bytes: longestHeader))
    } catch {
      let position = "\(error.place.line ?? 1):\(error.place.column ?? 1)"
      throw site.part("header \(position)").fault(
        "header",
        found: error.found,
        allowed: error.allowed,
        remedy: saveAgain
      )
    }
    guard case .object(let members) = root.content else {
      throw site.fault(
        "header",
        found: "\(root.summary) as the header",
        allowed: "an object with an entry for each array",
        remedy: saveAgain
      )
    }
    return members
  }

  private static func checkMetadata(_ value: JSONValue, at site: FaultSite) throws(Diagnostic) {
    if case .null = value.content { return }
    if case .object(let members) = value.content {
      let isText = members.allSatisfy { if case .string = $0.value.content { true } else { false } }
      if isText { return }
    }
    throw site.fault(
      "header",
      found: "\(value.summary) for \"__metadata__\"",
      allowed: "an object of texts",
      remedy: saveAgain
    )
  }

  /// The arrays, wherever the header names them, must lie one behind the other and fill the data.
  private static func checkOffsets(
    _ entries: [Entry],
    byteCount: Int,
    at site: FaultSite
  ) throws(Diagnostic) {
    var end = 0
    for entry in entries.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
      guard entry.begin == end else {
        throw entry.site.fault(
          "offsets",
          found: "data that begin at byte \(entry.begin)",
          allowed: "byte \(end), where those before them end"
        )
      }
      end = entry.end
    }
    guard end == byteCount else {
      throw site.fault(
        byteCount < end ? "truncated" : "trailing",
        found: "\(byteCount) bytes of data",
        allowed: "\(end), as the header says"
      )
    }
  }

  /// What the header says of an array.
  private struct Entry {
    let name: String
    let type: ElementType
    let shape: [Int]

    /// Where in the data it begins.
    let begin: Int

    /// Where in the data it ends.
    let end: Int

    let site: FaultSite

    init(_ member: JSONMember, at site: FaultSite) throws(Diagnostic) {
      func fault(_ code: String, found: String, _ allowed: String) -> Diagnostic {
        site.fault(code, found: found, allowed: allowed, remedy: saveAgain)
      }
      guard case .object(let fields) = member.value.content else {
        throw fault("header", found: member.value.summary, "an object")
      }
      func field(_ key: String) throws(Diagnostic) -> JSONValue {
        guard let field = fields.first(where: { $0.key == key }) else {
          throw fault("header", found: "no \"\(key)\"", "dtype, shape and data_offsets")
        }
        return field.value
      }
      func numbers(_ key: String, _ allowed: String) throws(Diagnostic) -> [Int] {
        let value = try field(key)
        guard case .array(let elements) = value.content else {
          throw fault("header", found: "\(value.summary) for \"\(key)\"", allowed)
        }
        var numbers: [Int] = []
        for element in elements {
          guard let number = element.integer, number >= 0, element.summary.first != "-" else {
            throw fault("header", found: "\(element.summary) in \"\(key)\"", allowed)
          }
          numbers.append(number)
        }
        return numbers
      }
      let dtype = try field("dtype")
      let type = types.first { dtype.content == .string($0.key) }?.value
      guard let type else {
        let known = types.map(\.key).joined(separator: ", ")
        throw fault("type", found: "\(dtype.summary) for \"dtype\"", known)
      }
      let shape = try numbers("shape", "a list of whole numbers from 0 to \(Int.max)")
      let offsets = try numbers("data_offsets", "two whole numbers from 0 to \(Int.max)")
      guard offsets.count == 2, offsets[0] <= offsets[1] else {
        throw fault(
          "offsets",
          found: "\(offsets) for \"data_offsets\"",
          "where the data begin and where they end"
        )
      }
      guard shape.count <= Tensor.mostDimensions else {
        throw fault(
          "shape",
          found: "a shape of \(shape.count) dimensions",
          "at most \(Tensor.mostDimensions)"
        )
      }
      guard let bits = Tensor.bitCount(shape: shape, type) else {
        throw fault("shape", found: "shape \(shape)", "a product that fits in 63 bits")
      }
      guard bits % 8 == 0 else {
        throw fault(
          "shape",
          found: "\(bits) bits for \(type) \(shapeText(shape))",
          "a whole number of bytes"
        )
      }
      guard bits / 8 == offsets[1] - offsets[0] else {
        throw fault(
          "offsets",
          found: "\(offsets[1] - offsets[0]) bytes of data",
          "\(bits / 8) for \(type) \(shapeText(shape))"
        )
      }
      name = member.key
      self.type = type
      self.shape = shape
      (begin, end) = (offsets[0], offsets[1])
      self.site = site
    }
  }
}

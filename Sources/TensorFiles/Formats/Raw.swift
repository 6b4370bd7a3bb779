import DetectionText

/// Raw numbers without any header, and what somebody says of them: behind the name of the file, in a
/// sidecar beside it, or in the name that TensorRT gave it.
///
/// ```
/// p5.bin:1x255x13x13:float32:big
/// p5.bin.json      {"shape": [1, 255, 13, 13], "dtype": "float16", "strides": […], "order": "little"}
/// p5.output.1.255.13.13.Float.raw
/// ```
///
/// Strides are in elements; rows with padding, as accelerators have them, are read in place. The file
/// must end with the last number that they reach, or with the padding of the outermost axis behind it,
/// as a whole buffer does: `length · stride` of that axis.
///
/// - Source: for the name, `dumpRawBindingToFiles` of `trtexec`,
///   <https://github.com/NVIDIA/TensorRT>, `samples/common/sampleInference.cpp`.
enum Raw: TensorFormat {
  static let fileExtension = ".raw"

  /// What a file of raw numbers may be, in words.
  static let allowed = "FILE:SHAPE:TYPE for raw numbers"

  static func recognizes(_ bytes: RawSpan, _ source: TensorSource) -> Bool {
    source.suffix != nil || source.sidecar != nil || RawDescription(fileName: source.path) != nil
  }

  static func list(_ source: TensorSource) throws(Diagnostic) -> TensorListing {
    let site = source.site
    let description: RawDescription
    if let suffix = source.suffix {
      description = try RawDescription(suffix: suffix, at: site)
    } else if let sidecar = source.sidecar {
      description = try RawDescription(sidecar: sidecar)
    } else if let named = RawDescription(fileName: source.path) {
      description = named
    } else {
      preconditionFailure("nothing is said of the numbers")
    }
    let extent = try description.extent(at: site)
    let size = extent.byteCount
    guard size == source.memory.count || extent.wholeByteCounts.contains(source.memory.count) else {
      let whole = extent.wholeByteCounts.last { $0 > size }
      throw site.fault(
        size > source.memory.count ? "truncated" : "trailing",
        found: counted(source.memory.count, "byte"),
        allowed: """
          \(size)\(whole.map { " or, with the padding at the end, \($0)" } ?? ""), for \(description)
          """,
        remedy: description.remedy(for: source.memory.count)
      )
    }
    let tensor = Tensor(
      name: description.name ?? source.nameWithoutExtension,
      shape: description.shape,
      elementType: description.type,
      byteOrder: description.order,
      byteStrides: extent.byteStrides,
      content: MappedBytes(source.memory, 0..<size),
      site: site
    )
    return TensorListing(tensors: [tensor])
  }
}

/// What is said of raw numbers.
struct RawDescription {
  var name: String?
  var shape: [Int] = []
  var type = ElementType.float32
  var order = ByteOrder.little

  /// How many elements stand between neighbours along each axis; `nil` for C order without gaps.
  var strides: [Int]?

  private static let example = "1x255x13x13:float32"
}

extension RawDescription: CustomStringConvertible {
  /// Type, shape and strides.
  var description: String {
    "\(type) \(shapeText(shape))\(strides.map { " with strides \($0)" } ?? "")"
  }
}

// MARK: - Where the numbers are

extension RawDescription {
  /// The bytes up to the last number, those of a buffer with the padding behind it, and the distances
  /// between neighbours.
  ///
  /// - Throws: A fault of a shape or of strides that are none, or of elements that share a place.
  func extent(
    at site: FaultSite
  ) throws(Diagnostic) -> (byteCount: Int, wholeByteCounts: [Int], byteStrides: [Int]) {
    func fault(_ found: String, _ allowed: String) -> Diagnostic {
      site.fault(
        "shape",
        found: found,
        allowed: allowed,
        remedy: "say the shape and the strides that the program wrote"
      )
    }
    guard shape.count <= Tensor.mostDimensions else {
      throw fault("a shape of \(shape.count) dimensions", "at most \(Tensor.mostDimensions)")
    }
    let fits = "a product that fits in 63 bits"
    guard type.bitCount % 8 == 0, let bits = Tensor.bitCount(shape: shape, type) else {
      throw fault("shape \(shapeText(shape))", fits)
    }
    guard let strides else { return (bits / 8, [], Tensor.strides(shape: shape, type)) }
    guard strides.count == shape.count, strides.allSatisfy({ $0 >= 0 }) else {
      throw fault("strides \(strides)", "one for each axis of \(shapeText(shape)), none negative")
    }
    // From the densest axis out, each step must lead beyond all that stands before it.
    let axes = shape.indices.filter { shape[$0] > 1 }.sorted { strides[$0] < strides[$1] }
    var last = 0
    for axis in axes where !shape.contains(0) {
      guard strides[axis] > last else {
        throw fault(
          "strides \(strides), by which elements of \(shapeText(shape)) share a place",
          "a place for each element"
        )
      }
      let (reach, overflow) = strides[axis].multipliedReportingOverflow(by: shape[axis] - 1)
      let (sum, isBeyond) = last.addingReportingOverflow(reach)
      guard !overflow, !isBeyond, sum < Int.max / 64 else {
        throw fault("strides \(strides)", fits)
      }
      last = sum
    }
    let bytes = strides.indices.map { shape[$0] > 1 ? strides[$0] &* type.byteCount : 0 }
    guard !shape.contains(0) else { return (0, [], bytes.map { _ in 0 }) }
    // A buffer ends with the outermost axis that has neighbours, or with one image of a batch of one.
    let outer = [axes.last, strides.indices.max { strides[$0] < strides[$1] }].compactMap(\.self)
    let wholes = outer.compactMap { axis -> Int? in
      let (count, overflow) = shape[axis].multipliedReportingOverflow(by: strides[axis])
      return overflow || count <= last || count >= Int.max / 64 ? nil : count * type.byteCount
    }
    return ((last + 1) * type.byteCount, wholes, bytes)
  }

  /// What to do about a file of `found` bytes.
  func remedy(for found: Int) -> String {
    let elements = shape.reduce(1, *)
    if strides != nil { return "check the shape, the strides and the type" }
    let others = [ElementType.float32, .float16, .float64, .int8].filter {
      $0.byteCount != type.byteCount
        && elements.multipliedReportingOverflow(by: $0.byteCount)
          == (found, false)
    }
    if let other = others.first { return "check the type: \(found) bytes would be \(other)" }
    return "check the shape and the type; a file that was cut short must be written again"
  }
}

// MARK: - Behind the name of the file

extension RawDescription {
  /// Reads `1x255x13x13:float32`, perhaps with `:big`.
  init(suffix: String, at site: FaultSite) throws(Diagnostic) {
    func fault(_ found: String, _ allowed: String) -> Diagnostic {
      site.fault(
        "suffix",
        found: "\(found) behind the name of the file",
        allowed: allowed,
        remedy: "say the shape and the type, such as \(Self.example)"
      )
    }
    let parts = suffix.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 || parts.count == 3 else {
      throw fault(quoted(suffix), "a shape, a type, and perhaps big or little")
    }
    guard let shape = Self.shape(parts[0]) else {
      throw fault("shape \(quoted(parts[0]))", "lengths with x between them")
    }
    guard let type = ElementType(word: parts[1]) else {
      throw fault("type \(quoted(parts[1]))", ElementType.words)
    }
    self.init(shape: shape, type: type)
    if parts.count == 3 {
      guard let order = ByteOrder(word: parts[2]) else {
        throw fault("byte order \(quoted(parts[2]))", "big or little")
      }
      self.order = order
    }
  }

  /// Lengths with `x` between them; `nil` where it is none.
  static func shape(_ text: String) -> [Int]? {
    let lengths = text.split(separator: "x", omittingEmptySubsequences: false).map { word in
      word.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(word) : nil
    }
    return lengths.contains(nil) ? nil : lengths.compactMap { $0 }
  }

  /// Whether a text could be meant as a suffix: a path may well have a colon of its own.
  static func looksLikeSuffix(_ text: String) -> Bool {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    return (2...3).contains(parts.count) && shape(String(parts[0])) != nil
  }
}

// MARK: - In the name of the file

extension RawDescription {
  /// Reads `NAME.output.1.255.13.13.Float.raw`; `nil` for another name.
  init?(fileName path: String) {
    guard path.hasSuffix(Raw.fileExtension) else { return nil }
    let file = path.split(separator: "/").last ?? ""
    var parts = file.split(separator: ".", omittingEmptySubsequences: false).dropLast()
    guard let word = parts.popLast(), let type = ElementType(word: String(word)) else { return nil }
    // A single number has no lengths, and so two dots.
    if parts.last?.isEmpty == true { parts.removeLast() }
    var shape: [Int] = []
    while let last = parts.last, let length = Self.shape(String(last)), length.count == 1 {
      shape.insert(length[0], at: 0)
      parts.removeLast()
    }
    guard let kind = parts.popLast(), kind == "output" || kind == "input", !parts.isEmpty else {
      return nil
    }
    self.init(name: parts.joined(separator: "."), shape: shape, type: type)
  }
}

// MARK: - In a sidecar

extension RawDescription {
  private static let keys = ["shape", "dtype", "strides", "order"]

  /// Reads the JSON beside a file.
  init(sidecar text: SourceText) throws(Diagnostic) {
    let root = try JSONValue(parsing: text)
    func fault(_ value: JSONValue, key: String, _ found: String, _ allowed: String) -> Diagnostic {
      text.fault(
        "tensor.sidecar",
        at: value.position,
        part: key,
        found: found,
        allowed: allowed,
        remedy: #"write {"shape": [1, 255, 13, 13], "dtype": "float32"}, and strides in elements"#
      )
    }
    guard let members = root.members else {
      throw fault(root, key: "", root.summary, "an object with \(quotedList(Self.keys))")
    }
    if let other = members.first(where: { !Self.keys.contains($0.key) }) {
      let near = nearest(of: other.key, among: Self.keys).map { "; did you mean \(quoted($0))?" }
      throw fault(
        JSONValue(.null, at: other.keyPosition),
        key: "",
        "key \(quoted(other.key))",
        quotedList(Self.keys) + (near ?? "")
      )
    }
    func integers(_ key: String) throws(Diagnostic) -> [Int]? {
      guard let value = root[key] else { return nil }
      let allowed = "a list of whole numbers of 0 or more"
      guard let elements = value.elements else {
        throw fault(value, key: key, value.summary, allowed)
      }
      return try elements.map { element throws(Diagnostic) in
        guard let number = element.integer, number >= 0 else {
          throw fault(element, key: key, element.summary, allowed)
        }
        return number
      }
    }
    guard let shape = try integers("shape") else {
      throw fault(root, key: "", "no \"shape\"", "a list of lengths")
    }
    guard let dtype = root["dtype"] else {
      throw fault(root, key: "", "no \"dtype\"", ElementType.words)
    }
    guard let type = dtype.string.flatMap(ElementType.init(word:)) else {
      throw fault(dtype, key: "dtype", dtype.summary, ElementType.words)
    }
    self.init(shape: shape, type: type, strides: try integers("strides"))
    if let value = root["order"] {
      guard let order = value.string.flatMap(ByteOrder.init(word:)) else {
        throw fault(value, key: "order", value.summary, #""little" or "big""#)
      }
      self.order = order
    }
  }
}

// MARK: - Words

extension ElementType {
  /// The types that a word can name: those whose elements are whole bytes.
  private static let named = allCases.filter { $0.bitCount % 8 == 0 }

  /// What other programs call them.
  private static let others: [String: ElementType] = [
    "f16": .float16, "fp16": .float16, "half": .float16, "bf16": .bfloat16,
    "f32": .float32, "fp32": .float32, "float": .float32, "single": .float32,
    "f64": .float64, "fp64": .float64, "double": .float64,
    "fp8": .float8E4M3, "float8_e4m3": .float8E4M3, "f8_e4m3": .float8E4M3, "f8_e5m2": .float8E5M2,
    "i8": .int8, "i16": .int16, "i32": .int32, "i64": .int64,
    "u8": .uint8, "u16": .uint16, "u32": .uint32, "u64": .uint64, "boolean": .bool,
  ]

  /// The type that a word names: numpy's name, or that of Rust, C or TensorRT, in any case.
  init?(word: String) {
    let word = word.lowercased()
    guard let type = Self.named.first(where: { $0.rawValue == word }) ?? Self.others[word] else {
      return nil
    }
    self = type
  }

  /// The most usual of them, in words.
  static let words = "float32, float16, bfloat16, float64, int8, uint8, int16 or int32"
}

extension ByteOrder {
  fileprivate init?(word: String) {
    switch word.lowercased() {
    case "little", "le": self = .little
    case "big", "be": self = .big
    default: return nil
    }
  }
}

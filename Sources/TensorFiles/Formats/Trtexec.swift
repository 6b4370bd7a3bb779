import DetectionText

/// The outputs of a network as TensorRT's `trtexec --exportOutput` writes them: JSON.
///
/// ```
/// [ { "name" : "p5", "dimensions" : "1x255x13x13", "values" : [ -0.5, … ] }, … ]
/// ```
///
/// The numbers are printed by C++, with six digits and with `nan` and `inf`; each is rounded to the
/// nearest `Float`.
///
/// - Source: <https://github.com/NVIDIA/TensorRT>, `samples/common/sampleReporting.cpp`.
enum Trtexec: TensorFormat {
  static let fileExtension = ".json"

  static func recognizes(_ bytes: RawSpan, _ source: TensorSource) -> Bool {
    bytes.firstAfterBlanks == UInt8(ascii: "[")
  }

  static func list(_ source: TensorSource) throws(Diagnostic) -> TensorListing {
    let text = source.text
    var json = try JSONReader(pulling: text, limits: JSONLimits(bytes: .max))
    var tensors: [Tensor] = []
    try json.readList { (json, _) throws(Diagnostic) in
      tensors.append(try tensor(&json, source))
    }
    try json.finish()
    return TensorListing(tensors: tensors)
  }

  private static let remedy =
    "write the file with trtexec --exportOutput, or save the arrays with numpy"

  private static func tensor(
    _ json: inout JSONReader,
    _ source: TensorSource
  ) throws(Diagnostic) -> Tensor {
    var name: String?
    var shape: [Int]?
    var values: [Float]?
    let start = json.offset
    guard json.nextKind() == .object else {
      try json.skipValue()
      throw json.fault(
        json.written(from: start),
        allowed: "an object with \"name\", \"dimensions\" and \"values\"",
        remedy: remedy,
        code: "tensor.output",
        at: start
      )
    }
    try json.readObject(JSONKeys("name", "dimensions", "values")) {
      (json, key) throws(Diagnostic) in
      let start = json.offset
      switch key {
      case 0: name = try json.pullString()
      // A single number has no lengths.
      case 1: shape = try json.pullString().flatMap { $0.isEmpty ? [] : RawDescription.shape($0) }
      default:
        guard json.nextKind() == .list else {
          try json.skipValue()
          break
        }
        values = try json.pullFloats()
      }
      let isRead = key == 0 ? name != nil : key == 1 ? shape != nil : values != nil
      guard isRead else {
        let allowed = ["a text", "a text such as \"1x255x13x13\"", "a list of numbers"]
        throw json.fault(
          json.written(from: start),
          allowed: allowed[key],
          remedy: remedy,
          code: "tensor.output",
          at: start
        )
      }
    }
    guard let name, let shape, let values else {
      let missing = name == nil ? "name" : shape == nil ? "dimensions" : "values"
      throw json.fault(
        "no \"\(missing)\"",
        allowed: "an object with \"name\", \"dimensions\" and \"values\"",
        remedy: remedy,
        code: "tensor.output",
        at: json.offset - 1
      )
    }
    let site = source.site.part("array \(quoted(name))")
    guard shape.count <= Tensor.mostDimensions, let bits = Tensor.bitCount(shape: shape, .float32)
    else {
      throw site.fault(
        "shape",
        found: shape.count > Tensor.mostDimensions
          ? "\(shape.count) dimensions" : "dimensions of \(shapeText(shape))",
        allowed: "at most \(Tensor.mostDimensions), with a product that fits in 63 bits"
      )
    }
    guard bits / 32 == values.count else {
      throw site.fault(
        "value-count",
        found: counted(values.count, "value"),
        allowed: "\(bits / 32) for dimensions of \(shapeText(shape))"
      )
    }
    let memory = try MemoryMap.make(count: bits / 8, at: site) { (bytes) throws(Diagnostic) in
      unsafe bytes.withUnsafeMutableBytes { target in
        unsafe values.withUnsafeBytes { unsafe target.copyMemory(from: $0) }
      }
    }
    return Tensor(
      name: name,
      shape: shape,
      elementType: .float32,
      byteOrder: .native,
      byteStrides: Tensor.strides(shape: shape, .float32),
      content: MappedBytes(memory, 0..<memory.count),
      site: source.site
    )
  }
}

extension RawSpan {
  /// The first byte that is no blank, within the first four thousand.
  var firstAfterBlanks: UInt8? {
    let blanks: [UInt8] = [0x20, 9, 10, 13]
    for place in 0..<min(byteCount, 4096) where !blanks.contains(byte(at: place)) {
      return byte(at: place)
    }
    return nil
  }
}

import DetectionText
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
  /// How `entry` stores its numbers; `nil` where no head has such.
  init?(_ entry: Tensor) {
    let isBigEndian = entry.byteOrder == .big
    switch entry.elementType {
    case .float16: self.init(.float16, isBigEndian: isBigEndian)
    case .bfloat16: self.init(.bfloat16, isBigEndian: isBigEndian)
    case .float32: self.init(.float32, isBigEndian: isBigEndian)
    case .float64: self.init(.float64, isBigEndian: isBigEndian)
    case .float8E4M3: self.init(.float8E4M3)
    case .float8E5M2: self.init(.float8E5M2)
    case .int8: self.init(.int8)
    case .uint8: self.init(.uint8)
    case .int16: self.init(.int16, isBigEndian: isBigEndian)
    case .uint16: self.init(.uint16, isBigEndian: isBigEndian)
    case .int32: self.init(.int32, isBigEndian: isBigEndian)
    default: return nil
    }
  }
}

// MARK: - Quantized heads

extension HeadLayout {
  /// This layout with what the integers of a scale stand for.
  ///
  /// - Throws: An error for integers of which the configuration does not tell.
  func dequantized(
    _ configuration: DetectorConfiguration,
    _ scale: Int,
    of array: String
  ) throws(Diagnostic) -> HeadLayout {
    guard element.isInteger else { return self }
    let name = configuration.scales[scale].name
    guard let quantization = configuration.quantization[name] else {
      throw .headType(
        file: nil,
        array: array,
        found: "\(element.format)",
        quantizedScale: name
      )
    }
    var layout = self
    layout.element.quantization = quantization
    return layout
  }
}

extension Diagnostic {
  /// What there is to say about an array whose integers stand for logits.
  static func dequantized(
    _ array: HeadCandidate,
    _ scale: Int,
    _ configuration: DetectorConfiguration
  ) -> Diagnostic? {
    guard array.element.isInteger,
      let quantization = configuration.quantization[configuration.scales[scale].name]
    else { return nil }
    return Diagnostic(
      .content,
      severity: .note,
      code: "heads.quantized",
      at: Place(parts: ["array \(quoted(array.name))"]),
      found: "integers q, taken for (q - \(quantization.zeroPoint)) * \(quantization.scale)",
      remedy: "what follows, gradients too, is of the logits that they stand for"
    )
  }
}

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
  /// - Throws: An error for integers of which the configuration does not tell, and for a zero point
  ///   that is none of them.
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
    if let range = element.integerRange, !range.contains(quantization.zeroPoint) {
      throw .zeroPoint(quantization.zeroPoint, of: name, array: array, element, range)
    }
    var layout = self
    layout.element.quantization = quantization
    return layout
  }
}

extension Diagnostic {
  /// A zero point that no number of the array can be.
  fileprivate static func zeroPoint(
    _ zeroPoint: Int,
    of scale: String,
    array: String,
    _ element: HeadElement,
    _ range: ClosedRange<Int>
  ) -> Diagnostic {
    Diagnostic(
      .content,
      code: "heads.zero-point",
      at: Place(parts: ["array \(quoted(array))"]),
      found: """
        \(element.format) numbers, and a zero point of \(zeroPoint) in the quantization of scale \
        \(quoted(scale))
        """,
      allowed: "\(range.lowerBound) to \(range.upperBound), which \(element.format) numbers can be",
      remedy: """
        dump the numbers as the kind they have in the network, or take the zero point from there: \
        that of the same numbers as the other kind is \(1 << (8 * element.byteCount - 1)) more or less
        """
    )
  }

  /// What there is to say about an array whose scale has a quantization: what its integers stand for,
  /// or that it holds none.
  static func dequantized(
    _ array: HeadCandidate,
    _ scale: Int,
    _ configuration: DetectorConfiguration
  ) -> Diagnostic? {
    guard let quantization = configuration.quantization[configuration.scales[scale].name] else {
      return nil
    }
    let isInteger = array.element.isInteger
    return Diagnostic(
      .content,
      severity: isInteger ? .note : .warning,
      code: "heads.quantized",
      at: Place(parts: ["array \(quoted(array.name))"]),
      found: isInteger
        ? "integers q, taken for (q - \(quantization.zeroPoint)) * \(quantization.scale)"
        : """
        \(array.element.format) numbers, where the configuration has a quantization of integers
        """,
      remedy: isInteger
        ? "what follows, gradients too, is of the logits that they stand for"
        : "they are taken as they are; if they are the integers, dump them as such"
    )
  }
}

/// The head of a `.npy` file: what the array is made of, and where its data begin.
///
/// ```
/// \x93NUMPY  major  minor  length (2 bytes in 1.0, 4 in 2.0 and 3.0)  header text  data
/// ```
///
/// - Source: numpy's `numpy.lib.format`, versions 1.0, 2.0 and 3.0.
struct NpyHeader {
  /// How every `.npy` file begins.
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The longest header text read, in bytes. numpy draws the line there too: parsing is cheap, but
  /// no honest header comes near, and what is longer may be made to exhaust a parser.
  static let longestText = 10_000

  /// The bytes from the start of the file within which the data of an honest file begin.
  static let longestHead = magic.count + 2 + 4 + longestText

  /// The most dimensions read. numpy allows 64, and the tensors of a detector have 3 to 5.
  static let mostDimensions = 32

  /// The kind of number.
  let elementType: ElementType

  /// The order of the bytes of a number.
  let byteOrder: ByteOrder

  /// Whether the first index runs fastest in the data.
  let isFortranOrder: Bool

  /// The length of each axis.
  let shape: [Int]

  /// The product of the shape.
  let elementCount: Int

  /// The byte at which the data begin, counted from the magic.
  let dataOffset: Int

  /// The bytes that the data take.
  var dataByteCount: Int { elementCount * elementType.byteCount }

  /// Reads the head that `bytes` begin with.
  ///
  /// - Parameters:
  ///   - bytes: The first bytes of the file; ``longestHead`` of them are enough.
  ///   - site: The file or archive member that they come from.
  /// - Throws: ``TensorFileError`` of kind `malformed` or `unsupported`.
  init(_ bytes: RawSpan, at site: FaultSite) throws(TensorFileError) {
    guard bytes.has(Self.magic) else {
      throw site.malformed(
        at: 0,
        found: "\(hexadecimal(bytes, first: 6))",
        expected: "the .npy signature 93 4e 55 4d 50 59",
        remedy: "write it with numpy.save or numpy.savez"
      )
    }
    let truncated = site.malformed(
      at: bytes.byteCount,
      found: "the end of the data",
      expected: "the rest of the .npy header"
    )
    guard bytes.byteCount >= 8 else { throw truncated }
    let major = bytes.byte(at: 6)
    let minor = bytes.byte(at: 7)
    guard (1...3).contains(major), minor == 0 else {
      throw site.unsupported(
        at: 6,
        found: ".npy version \(major).\(minor)",
        expected: "1.0, 2.0 or 3.0",
        remedy: "write it with numpy.save"
      )
    }
    let lengthSize = major == 1 ? 2 : 4
    let stated =
      major == 1
      ? bytes.littleEndian(UInt16.self, at: 8).map(UInt32.init)
      : bytes.littleEndian(UInt32.self, at: 8)
    guard let stated else { throw truncated }
    guard stated <= Self.longestText else {
      throw site.malformed(
        at: 8,
        found: "a header of \(stated) bytes",
        expected: "at most \(Self.longestText)",
        remedy: "write it with numpy.save, without structured or named fields"
      )
    }
    let start = 8 + lengthSize
    let end = start + Int(stated)
    guard end <= bytes.byteCount else { throw truncated }

    var scanner = NpyHeaderScanner(
      text: bytes.copy(start..<end),
      start: start,
      acceptsLongSuffix: major <= 2,
      site: site
    )
    let fields = try scanner.fields()
    (elementType, byteOrder) = (fields.elementType, fields.byteOrder)
    isFortranOrder = fields.isFortranOrder
    shape = fields.shape
    dataOffset = end

    // Zero-length axes count as one here, as in numpy, so that strides cannot overflow either.
    var byteCount = elementType.byteCount
    for length in shape {
      let (product, overflow) = byteCount.multipliedReportingOverflow(by: max(length, 1))
      guard !overflow else {
        throw site.malformed(
          at: start,
          found: "shape \(shapeText(shape))",
          expected: "a product that fits in 63 bits",
          remedy: FaultSite.exportAgain
        )
      }
      byteCount = product
    }
    elementCount = shape.reduce(1, *)
  }

  /// The distance in bytes between neighbours along each axis.
  var byteStrides: [Int] {
    var strides = shape
    var stride = elementType.byteCount
    for axis in isFortranOrder ? Array(shape.indices) : shape.indices.reversed() {
      strides[axis] = stride
      stride *= max(shape[axis], 1)
    }
    return strides
  }
}

/// A shape as Python writes it: `(2, 3)`, `(7,)`, `()`.
func shapeText(_ shape: [Int]) -> String {
  let lengths = shape.map(String.init).joined(separator: ", ")
  return shape.count == 1 ? "(\(lengths),)" : "(\(lengths))"
}

/// The first bytes of `bytes` in hexadecimal, or the words "no bytes".
func hexadecimal(_ bytes: RawSpan, first count: Int) -> String {
  guard bytes.byteCount > 0 else { return "no bytes" }
  let digits = (0..<min(count, bytes.byteCount)).map { index in
    let text = String(bytes.byte(at: index), radix: 16)
    return text.count == 1 ? "0" + text : text
  }
  return "bytes " + digits.joined(separator: " ")
}

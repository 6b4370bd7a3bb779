import DetectionText

/// The format `.npy`: one array.
///
/// ```
/// \x93NUMPY  major  minor  length (2 bytes in 1.0, 4 in 2.0 and 3.0)  header text  data
/// ```
///
/// - Source: numpy's `numpy.lib.format`, versions 1.0, 2.0 and 3.0.
enum Npy: TensorFormat {
  static let fileExtension = ".npy"

  /// How every `.npy` file begins.
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The longest header text read, in bytes. numpy draws the line there too: parsing is cheap, but
  /// no honest header comes near, and what is longer may be made to exhaust a parser.
  static let longestText = 10_000

  /// The bytes from the start of the file within which the data of an honest file begin.
  static let longestHead = magic.count + 2 + 4 + longestText

  static func recognizes(_ bytes: RawSpan, _ source: TensorSource) -> Bool { bytes.has(magic) }

  static func list(_ source: TensorSource) throws(Diagnostic) -> TensorListing {
    let site = source.site
    let size = source.memory.count
    let head = try source.memory.withBytes { (bytes) throws(Diagnostic) in
      try Head(
        bytes.extracting(first: min(size, longestHead)),
        elementType: source.elementType,
        at: site
      )
    }
    let end = head.dataOffset + head.byteCount
    guard end <= size else { throw head.wrongSize(size - head.dataOffset, at: site) }
    let name = source.stem(without: fileExtension)
    let data = MappedBytes(source.memory, head.dataOffset..<end)
    let rest = site.fault(
      "trailing",
      at: end,
      found: "\(size - end) bytes behind the data",
      allowed: "the end of the file",
      remedy: "they are not read, as in numpy; check that the file holds no more than one array"
    )
    return TensorListing(
      tensors: [head.tensor(named: name, content: data, at: site)],
      notes: end == size ? [] : [rest.note]
    )
  }
}

extension Diagnostic {
  /// The same, as something that is worth knowing and no error.
  fileprivate var note: Diagnostic {
    var note = self
    note.severity = .warning
    return note
  }
}

// MARK: - The head

extension Npy {
  /// What an array is made of, and where its data begin.
  struct Head {
    let text: HeaderText

    /// The byte at which the data begin, counted from the magic.
    let dataOffset: Int

    /// The bytes that the data take.
    let byteCount: Int

    /// Reads the head that `bytes` begin with; ``Npy/longestHead`` of them are enough.
    ///
    /// - Parameters:
    ///   - bytes: The bytes.
    ///   - elementType: The kind of number where the head tells only its size.
    ///   - site: The file or archive member.
    /// - Throws: The first fault.
    init(_ bytes: RawSpan, elementType: ElementType?, at site: FaultSite) throws(Diagnostic) {
      guard bytes.has(Npy.magic) else {
        throw site.fault(
          "header",
          at: 0,
          found: bytes.hexadecimal(first: 6),
          allowed: "the .npy signature 93 4e 55 4d 50 59",
          remedy: HeaderText.saveAgain
        )
      }
      let truncated = site.fault(
        "truncated",
        at: bytes.byteCount,
        found: "the end of the data",
        allowed: "the rest of the .npy header"
      )
      guard bytes.byteCount >= 8 else { throw truncated }
      let (major, minor) = (bytes.byte(at: 6), bytes.byte(at: 7))
      guard (1...3).contains(major), minor == 0 else {
        throw site.fault(
          "header",
          at: 6,
          found: ".npy version \(major).\(minor)",
          allowed: "1.0, 2.0 or 3.0",
          remedy: "write it with numpy.save"
        )
      }
      let stated =
        major == 1
        ? bytes.littleEndian(UInt16.self, at: 8).map(UInt32.init)
        : bytes.littleEndian(UInt32.self, at: 8)
      guard let stated else { throw truncated }
      guard stated <= Npy.longestText else {
        throw site.fault(
          "header",
          at: 8,
          found: "a header of \(stated) bytes",
          allowed: "at most \(Npy.longestText)",
          remedy: "write it with numpy.save, without structured or named fields"
        )
      }
      let start = major == 1 ? 10 : 12
      dataOffset = start + Int(stated)
      guard dataOffset <= bytes.byteCount else { throw truncated }
      text = try HeaderText(
        bytes.copy(start..<dataOffset),
        start: start,
        // As Python 2 wrote it.
        acceptsLongSuffix: major <= 2,
        elementType: elementType,
        at: site
      )
      guard let bits = Tensor.bitCount(shape: text.shape, text.elementType) else {
        throw site.fault(
          "shape",
          at: start,
          found: "shape \(shapeText(text.shape))",
          allowed: "a product that fits in 63 bits"
        )
      }
      byteCount = bits / 8
    }

    /// The error about data that are not as long as the shape.
    func wrongSize(_ available: Int, at site: FaultSite) -> Diagnostic {
      site.fault(
        available < byteCount ? "truncated" : "trailing",
        at: dataOffset,
        found: "\(available) bytes of data",
        allowed: "\(byteCount) for \(text.elementType) \(shapeText(text.shape))"
      )
    }

    /// The array.
    func tensor(named name: String, content: any TensorContent, at site: FaultSite) -> Tensor {
      Tensor(
        name: name,
        shape: text.shape,
        elementType: text.elementType,
        byteOrder: text.byteOrder,
        byteStrides: Tensor.strides(
          shape: text.shape,
          text.elementType,
          isFortranOrder: text.isFortranOrder
        ),
        content: content,
        site: site
      )
    }
  }

  /// The head of an array in the processor's byte order, byte for byte as numpy writes it.
  ///
  /// Blanks fill it to a multiple of 64 bytes, after room for the first length to grow to 21 digits.
  ///
  /// - Precondition: The type is `float32` or `float64`; the shape is one that can be read.
  static func head(_ type: ElementType, shape: [Int]) -> [UInt8] {
    let order = ByteOrder.native == .little ? "<" : ">"
    let descr = "\(order)f\(type.byteCount)"
    var text = "{'descr': '\(descr)', 'fortran_order': False, 'shape': \(shapeText(shape)), }"
    if let first = shape.first { text += String(repeating: " ", count: 21 - "\(first)".count) }
    let prefix = magic.count + 4
    text += String(repeating: " ", count: 63 - (prefix + text.utf8.count) % 64) + "\n"
    let length = UInt16(text.utf8.count)
    return magic + [1, 0, UInt8(length & 0xff), UInt8(length >> 8)] + Array(text.utf8)
  }
}

// MARK: - Writing

extension Npy: WritableTensorFormat {
  static func writer(to file: AtomicFile) -> any ArrayWriter { Writer(file: file) }

  /// Writes the one array that a file has room for.
  private struct Writer: ArrayWriter {
    let file: AtomicFile
    var isBegun = false

    mutating func begin(_ name: String, shape: [Int], _ type: ElementType) throws(Diagnostic) {
      guard !isBegun else { throw severalArrays(found: "a second array, \(quoted(name))") }
      isBegun = true
      try file.append(Npy.head(type, shape: shape))
    }

    func append(_ bytes: RawSpan) throws(Diagnostic) { try file.append(bytes) }

    func finish() throws(Diagnostic) {
      guard isBegun else { throw severalArrays(found: "no array") }
    }

    private func severalArrays(found: String) -> Diagnostic {
      Diagnostic(
        .request,
        code: "tensor.one-array",
        at: Place(file: file.path),
        found: found,
        allowed: "one array in a .npy file",
        remedy: "write a .npz or .safetensors file"
      )
    }
  }
}

import DetectionText

extension Npy {
  /// What the header text of a `.npy` file says.
  ///
  /// The text is a Python dictionary with exactly the keys `descr`, `fortran_order` and `shape`:
  ///
  /// ```
  /// {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }
  /// ```
  ///
  /// Keys may come in any order, in single or double quotes, and blanks may stand between any two
  /// tokens. What numpy reads only because it runs Python's parser, comments and repeated keys, is
  /// refused: no writer makes it, and readers disagree about its meaning.
  struct HeaderText {
    /// The kind of number.
    let elementType: ElementType

    /// The order of the bytes of a number.
    let byteOrder: ByteOrder

    /// Whether the first index runs fastest in the data.
    let isFortranOrder: Bool

    /// The length of each axis.
    let shape: [Int]

    static let saveAgain = "write it with numpy.save or numpy.savez"

    private static let keys = "the keys \"descr\", \"fortran_order\" and \"shape\""

    /// Reads a text, which the dictionary must fill but for blanks.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - start: The byte of the file at which it begins, for messages.
    ///   - acceptsLongSuffix: Whether `2L` is a number.
    ///   - elementType: What raw bytes are.
    ///   - site: The file or archive member.
    /// - Throws: The first fault.
    init(
      _ text: [UInt8],
      start: Int,
      acceptsLongSuffix: Bool,
      elementType: ElementType?,
      at site: FaultSite
    ) throws(Diagnostic) {
      var scanner = PythonScanner(text: text, start: start, site: site)
      var type: (ElementType, ByteOrder)?
      var isFortranOrder: Bool?
      var shape: [Int]?
      try scanner.expect("{")
      try scanner.items(until: "}") { (scanner) throws(Diagnostic) in
        scanner.skipBlanks()
        let keyStart = scanner.position
        let key = try scanner.quotedText("a key in quotes")
        try scanner.expect(":")
        switch key {
        case "descr" where type == nil: type = try scanner.elementType(ofRawBytes: elementType)
        case "fortran_order" where isFortranOrder == nil: isFortranOrder = try scanner.truth()
        case "shape" where shape == nil: shape = try scanner.tuple(acceptsLongSuffix)
        case "descr", "fortran_order", "shape":
          throw scanner.fault(at: keyStart, found: "key \"\(key)\" a second time", "each key once")
        default: throw scanner.fault(at: keyStart, found: "key \(quoted(key))", Self.keys)
        }
      }
      scanner.skipBlanks()
      guard scanner.position == text.count else {
        throw scanner.fault(found: scanner.foundHere, "nothing after the dictionary")
      }
      guard let type, let isFortranOrder, let shape else {
        let missing = type == nil ? "descr" : isFortranOrder == nil ? "fortran_order" : "shape"
        throw scanner.fault(at: 0, found: "no key \"\(missing)\"", Self.keys)
      }
      (self.elementType, byteOrder) = type
      self.isFortranOrder = isFortranOrder
      self.shape = shape
    }
  }
}

/// A strict reader of the few Python literals that a header is made of.
private struct PythonScanner {
  let text: [UInt8]
  let start: Int
  let site: FaultSite
  var position = 0

  func fault(at place: Int? = nil, found: String, _ allowed: String) -> Diagnostic {
    site.fault(
      "header",
      at: start + (place ?? position),
      found: found,
      allowed: allowed,
      remedy: Npy.HeaderText.saveAgain
    )
  }

  // MARK: - Values

  mutating func elementType(
    ofRawBytes given: ElementType?
  ) throws(Diagnostic) -> (ElementType, ByteOrder) {
    skipBlanks()
    let valueStart = start + position
    if let next, next == UInt8(ascii: "[") || next == UInt8(ascii: "(") {
      throw site.fault(
        "type",
        at: valueStart,
        found: "a structured array",
        allowed: "an array of plain numbers",
        remedy: "save its fields one by one: numpy.savez(file, **{n: a[n] for n in a.dtype.names})"
      )
    }
    let spelling = try quotedText("a type in quotes")
    if let type = NpyType.number(spelling) { return type }
    let rawSize = NpyType.rawSize(spelling)
    if let given, let rawSize {
      if given.byteCount == rawSize { return (given, spelling.first == ">" ? .big : .little) }
      throw site.fault(
        "type",
        at: valueStart,
        found: "type \(quoted(spelling)), raw values of \(counted(rawSize, "byte"))",
        allowed: "\(counted(given.byteCount, "byte")), as \(given) has",
        remedy: "say the element type that was saved"
      )
    }
    let (what, remedy) = NpyType.refusal(spelling)
    var fault = site.fault(
      "type",
      at: valueStart,
      found: "type \(quoted(spelling))\(what.map { ", \($0)" } ?? "")",
      allowed: "floats of 16 to 64 bits, integers of 8 to 64 bits, or bool",
      remedy: remedy
    )
    if let rawSize {
      let types = TensorFile.opaqueTypes.filter { $0.byteCount == rawSize && $0 != .float16 }
      fault.setting = Diagnostic.Setting("element-type", values: types.map(\.rawValue))
    }
    throw fault
  }

  mutating func truth() throws(Diagnostic) -> Bool {
    skipBlanks()
    let wordStart = position
    let word = takeWord()
    guard word == "True" || word == "False" else {
      let found = word.isEmpty ? foundHere : quoted(word)
      throw fault(at: wordStart, found: "\(found) for \"fortran_order\"", "True or False")
    }
    return word == "True"
  }

  mutating func tuple(_ acceptsLongSuffix: Bool) throws(Diagnostic) -> [Int] {
    guard take("(") else {
      throw fault(found: "\(foundHere) for \"shape\"", "a tuple such as (2, 3)")
    }
    var lengths: [Int] = []
    var lengthStart = position
    let endsInComma = try items(until: ")") { (scanner) throws(Diagnostic) in
      scanner.skipBlanks()
      lengthStart = scanner.position
      lengths.append(try scanner.length(acceptsLongSuffix))
      guard lengths.count <= Tensor.mostDimensions else {
        throw scanner.site.fault(
          "shape",
          at: scanner.start + lengthStart,
          found: "a shape of more than \(Tensor.mostDimensions) dimensions",
          allowed: "at most \(Tensor.mostDimensions)",
          remedy: "reshape the array before saving it"
        )
      }
    }
    guard endsInComma || lengths.count != 1 else {
      throw fault(
        at: lengthStart,
        found: "the number (\(lengths[0])) for \"shape\"",
        "a tuple such as (\(lengths[0]),)"
      )
    }
    return lengths
  }

  private mutating func length(_ acceptsLongSuffix: Bool) throws(Diagnostic) -> Int {
    let lengthStart = position
    let isNegative = take("-")
    let word = takeWord()
    var digits = word[...]
    if acceptsLongSuffix, digits.utf8.count > 1, digits.last == "L" { digits.removeLast() }
    guard !isNegative, !digits.isEmpty, digits == "0" || digits.first != "0",
      digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else {
      let found = word.isEmpty ? foundHere : quoted((isNegative ? "-" : "") + word)
      throw fault(
        at: lengthStart,
        found: "\(found) in \"shape\"",
        "a length of zero or more, in decimal digits"
      )
    }
    guard let value = Int(digits) else {
      throw fault(
        at: lengthStart,
        found: "length \(quoted(word)) in \"shape\"",
        "a number that fits in 63 bits"
      )
    }
    return value
  }

  // MARK: - Tokens

  private var next: UInt8? { position < text.count ? text[position] : nil }

  var foundHere: String {
    guard let next else { return "the end of the header" }
    return quoted(String(Character(Unicode.Scalar(next))))
  }

  mutating func skipBlanks() {
    while let next, next == 0x20 || (0x09...0x0d).contains(next) { position += 1 }
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func expect(_ character: Unicode.Scalar, or alternative: String = "") throws(Diagnostic)
  {
    guard take(character) else { throw fault(found: foundHere, "\(alternative)\"\(character)\"") }
  }

  /// Takes items with commas between them, up to the character that closes the list.
  ///
  /// - Returns: Whether a comma stands behind the last.
  @discardableResult
  mutating func items(
    until end: Unicode.Scalar,
    _ item: (inout PythonScanner) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> Bool {
    while !take(end) {
      try item(&self)
      guard take(",") else {
        try expect(end, or: "\",\" or ")
        return false
      }
    }
    return true
  }

  /// Takes letters, digits and underscores.
  private mutating func takeWord() -> String {
    let wordStart = position
    while let next, next == UInt8(ascii: "_") || Character(Unicode.Scalar(next)).isASCIIWord {
      position += 1
    }
    return String(decoding: text[wordStart..<position], as: UTF8.self)
  }

  mutating func quotedText(_ allowed: String) throws(Diagnostic) -> String {
    skipBlanks()
    guard let quote = next, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw fault(found: foundHere, allowed)
    }
    position += 1
    let contentStart = position
    while let next, next != quote {
      guard (0x20...0x7e).contains(next), next != UInt8(ascii: "\\") else {
        throw fault(found: foundHere, "plain ASCII text in quotes")
      }
      position += 1
    }
    guard next == quote else { throw fault(found: foundHere, "a closing quote") }
    defer { position += 1 }
    return String(decoding: text[contentStart..<position], as: UTF8.self)
  }
}

extension Character {
  fileprivate var isASCIIWord: Bool { isASCII && (isLetter || isNumber) }
}

// MARK: - Types

/// What a type spelt in a header means.
private enum NpyType {
  /// A spelling such as `<f4`, `f4` or `float32`; `nil` where it is none of a number we read.
  ///
  /// The first character may give the byte order: `<` little, `>` big, `=` and `|` the machine's.
  static func number(_ spelling: String) -> (ElementType, ByteOrder)? {
    let code = code(spelling)
    guard let type = codes[code] ?? (code.count == spelling.count ? names[code] : nil) else {
      return nil
    }
    let order: ByteOrder =
      switch spelling.first {
      case "<": .little
      case ">": .big
      default: .native
      }
    return (type, type.byteCount == 1 ? .native : order)
  }

  private static func code(_ spelling: String) -> Substring {
    let hasOrder = spelling.first.map { "<>=|".contains($0) } ?? false
    return hasOrder ? spelling.dropFirst() : spelling[...]
  }

  private static let codes: [Substring: ElementType] = [
    "f2": .float16, "f4": .float32, "f8": .float64,
    "i1": .int8, "i2": .int16, "i4": .int32, "i8": .int64,
    "u1": .uint8, "u2": .uint16, "u4": .uint32, "u8": .uint64,
    "b1": .bool, "?": .bool,
  ]

  private static let names: [Substring: ElementType] = {
    let long = codes.values.map { (Substring($0.rawValue), $0) }
    return Dictionary(
      long + [("half", .float16), ("single", .float32), ("double", .float64), ("bool_", .bool)],
      uniquingKeysWith: { first, _ in first }
    )
  }()

  /// The bytes of a value of which a spelling tells nothing else, as numpy writes the types of
  /// `ml_dtypes`; `nil` for another spelling.
  static func rawSize(_ spelling: String) -> Int? {
    switch code(spelling) {
    // 8-bit floats are raw bytes there, all but the one that is half of a half.
    case "V1", "f1": 1
    case "V2": 2
    default: nil
    }
  }

  /// What another spelling means, where that is known, and what to do about it.
  static func refusal(_ spelling: String) -> (what: String?, remedy: String) {
    let code = code(spelling)
    let asFloat32 = "save it as float32: array.astype(numpy.float32)"
    switch (code.first, code) {
    case (_, "V2"):
      return (
        "raw 2-byte values: bfloat16 from JAX or MLX?", "say the element type, or \(asFloat32)"
      )
    case (_, "V1"):
      return (
        "raw 1-byte values: an 8-bit float from JAX or MLX?",
        "say the element type, or \(asFloat32)"
      )
    case (_, "f1"):
      return (
        "an 8-bit float, which numpy itself does not read", "say the element type, or \(asFloat32)"
      )
    case (_, "bfloat16"):
      return ("a type that numpy itself does not read", asFloat32)
    case ("V", _):
      return ("raw bytes", "save the numbers themselves: array.astype(numpy.float32)")
    case ("O", _), (_, "object"):
      return (
        "an array of Python objects",
        "objects are pickles, which run code when read: save each number array by itself"
      )
    case ("c", _), ("F", _), ("D", _), ("G", _):
      return ("complex numbers", "save array.real and array.imag")
    case (_, "f16"), (_, "f12"), (_, "f10"), (_, "g"), (_, "longdouble"), (_, "float128"):
      return (
        "the processor's long double", "save it as float64: array.astype(numpy.float64)"
      )
    case ("U", _), ("S", _), ("a", _), ("T", _), (_, "str"), (_, "bytes"):
      return ("text", "save only the arrays of numbers")
    case ("M", _), ("m", _):
      return ("dates or times", "save it as int64: array.astype(numpy.int64)")
    default:
      return (nil, asFloat32)
    }
  }
}

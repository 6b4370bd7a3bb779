/// A strict reader of the header text of a `.npy` file.
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
struct NpyHeaderScanner {
  /// What the three keys say.
  struct Fields {
    var elementType: ElementType
    var byteOrder: ByteOrder
    var isFortranOrder: Bool
    var shape: [Int]
  }

  private let text: [UInt8]
  private let start: Int
  private let acceptsLongSuffix: Bool
  private let site: FaultSite
  private var position = 0

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - text: The header text.
  ///   - start: The byte of the file at which the text begins, for messages.
  ///   - acceptsLongSuffix: Whether `2L` is a number, as Python 2 wrote it.
  ///   - site: The file or archive member.
  init(text: [UInt8], start: Int, acceptsLongSuffix: Bool, site: FaultSite) {
    self.text = text
    self.start = start
    self.acceptsLongSuffix = acceptsLongSuffix
    self.site = site
  }

  /// Reads the dictionary, which must fill the text but for blanks.
  mutating func fields() throws(TensorFileError) -> Fields {
    var type: (ElementType, ByteOrder)?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try expect("{")
    while !take("}") {
      skipBlanks()
      let keyStart = position
      let key = try quotedText(named: "a key in quotes")
      try expect(":")
      let isRepeated =
        switch key {
        case "descr": type != nil
        case "fortran_order": isFortranOrder != nil
        case "shape": shape != nil
        default: throw fault(at: keyStart, found: "key \(quotedForMessage(key))", Self.keys)
        }
      guard !isRepeated else {
        throw fault(at: keyStart, found: "key '\(key)' a second time", "each key once")
      }
      switch key {
      case "descr": type = try elementType()
      case "fortran_order": isFortranOrder = try truth()
      default: shape = try tuple()
      }
      guard take(",") else {
        try expect("}", or: "','")
        break
      }
    }
    skipBlanks()
    guard position == text.count else {
      throw fault(at: position, found: foundHere, "nothing after the dictionary")
    }
    guard let type, let isFortranOrder, let shape else {
      let missing =
        type == nil ? "descr" : isFortranOrder == nil ? "fortran_order" : "shape"
      throw fault(at: 0, found: "no key '\(missing)'", Self.keys)
    }
    return Fields(
      elementType: type.0,
      byteOrder: type.1,
      isFortranOrder: isFortranOrder,
      shape: shape
    )
  }

  private static let keys = "the keys 'descr', 'fortran_order' and 'shape'"
}

// MARK: - Values

extension NpyHeaderScanner {
  private mutating func elementType() throws(TensorFileError) -> (ElementType, ByteOrder) {
    skipBlanks()
    let valueStart = position
    if let next, next == UInt8(ascii: "[") || next == UInt8(ascii: "(") {
      throw site.unsupported(
        at: start + valueStart,
        found: "a structured array",
        expected: "an array of plain numbers",
        remedy: "save its fields one by one: numpy.savez(file, **{n: a[n] for n in a.dtype.names})"
      )
    }
    let spelling = try quotedText(named: "a type in quotes")
    switch NpyType(spelling) {
    case .number(let type, let order): return (type, order)
    case .refused(let what, let remedy):
      throw site.unsupported(
        at: start + valueStart,
        found: "type \(quotedForMessage(spelling))\(what.map { ", \($0)" } ?? "")",
        expected: "floats of 16 to 64 bits, integers of 8 to 64 bits, or bool",
        remedy: remedy
      )
    }
  }

  private mutating func truth() throws(TensorFileError) -> Bool {
    skipBlanks()
    let wordStart = position
    let word = takeWord()
    switch word {
    case "True": return true
    case "False": return false
    default:
      let found = word.isEmpty ? foundHere : quotedForMessage(word)
      throw fault(at: wordStart, found: "\(found) for 'fortran_order'", "True or False")
    }
  }

  private mutating func tuple() throws(TensorFileError) -> [Int] {
    skipBlanks()
    guard take("(") else {
      throw fault(at: position, found: "\(foundHere) for 'shape'", "a tuple such as (2, 3)")
    }
    var lengths: [Int] = []
    while !take(")") {
      skipBlanks()
      let lengthStart = position
      lengths.append(try length())
      guard lengths.count <= NpyHeader.mostDimensions else {
        throw site.unsupported(
          at: start + lengthStart,
          found: "a shape of more than \(NpyHeader.mostDimensions) dimensions",
          expected: "at most \(NpyHeader.mostDimensions)",
          remedy: "reshape the array before saving it"
        )
      }
      guard take(",") else {
        try expect(")", or: "','")
        guard lengths.count > 1 else {
          throw fault(
            at: lengthStart,
            found: "the number (\(lengths[0])) for 'shape'",
            "a tuple such as (\(lengths[0]),)"
          )
        }
        break
      }
    }
    return lengths
  }

  private mutating func length() throws(TensorFileError) -> Int {
    let lengthStart = position
    let isNegative = take("-")
    let word = takeWord()
    var digits = Array(word.utf8)
    if acceptsLongSuffix, digits.count > 1, digits.last == UInt8(ascii: "L") { digits.removeLast() }
    let isNumber =
      !digits.isEmpty && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      && (digits.count == 1 || digits[0] != UInt8(ascii: "0"))
    guard isNumber, !isNegative else {
      let found = word.isEmpty ? foundHere : quotedForMessage((isNegative ? "-" : "") + word)
      throw fault(
        at: lengthStart,
        found: "\(found) in 'shape'",
        "a length of zero or more, in decimal digits"
      )
    }
    guard let value = Int(String(decoding: digits, as: UTF8.self)) else {
      throw fault(
        at: lengthStart,
        found: "length \(quotedForMessage(word)) in 'shape'",
        "a number that fits in 63 bits"
      )
    }
    return value
  }
}

// MARK: - Tokens

extension NpyHeaderScanner {
  private var next: UInt8? { position < text.count ? text[position] : nil }

  private var foundHere: String {
    guard let next else { return "the end of the header" }
    return quotedForMessage(String(Character(Unicode.Scalar(next))))
  }

  private func fault(at position: Int, found: String, _ expected: String) -> TensorFileError {
    site.malformed(
      at: start + position,
      found: found,
      expected: expected,
      remedy: "write it with numpy.save or numpy.savez"
    )
  }

  private mutating func skipBlanks() {
    while let next, next == 0x20 || (0x09...0x0d).contains(next) { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(
    _ character: Unicode.Scalar,
    or alternative: String? = nil
  ) throws(TensorFileError) {
    guard take(character) else {
      let expected = (alternative.map { "\($0) or " } ?? "") + "'\(character)'"
      throw fault(at: position, found: foundHere, expected)
    }
  }

  /// Takes letters, digits and underscores.
  private mutating func takeWord() -> String {
    let wordStart = position
    while let next, next == UInt8(ascii: "_") || Character(Unicode.Scalar(next)).isASCIIWord {
      position += 1
    }
    return String(decoding: text[wordStart..<position], as: UTF8.self)
  }

  private mutating func quotedText(named name: String) throws(TensorFileError) -> String {
    skipBlanks()
    guard let quote = next, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw fault(at: position, found: foundHere, name)
    }
    position += 1
    let contentStart = position
    while let next, next != quote {
      guard (0x20...0x7e).contains(next), next != UInt8(ascii: "\\") else {
        throw fault(at: position, found: foundHere, "plain ASCII text in quotes")
      }
      position += 1
    }
    guard next == quote else { throw fault(at: position, found: foundHere, "a closing quote") }
    defer { position += 1 }
    return String(decoding: text[contentStart..<position], as: UTF8.self)
  }
}

extension Character {
  fileprivate var isASCIIWord: Bool { isASCII && (isLetter || isNumber) }
}

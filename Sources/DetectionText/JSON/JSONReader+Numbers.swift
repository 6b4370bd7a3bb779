extension JSONReader {
  /// Reads a list of numbers, each rounded to the nearest `Float`.
  ///
  /// A number of few digits is the quotient or the product of two that a `Float` holds exactly, and so
  /// rounded once. One of up to 19 digits is computed as a `Double`, which is wrong by less than two of
  /// its units; where that could be on the other side of the point halfway between two floats, and
  /// for all others, the text is asked. Infinity and NaN are taken as programs in C and Python print them,
  /// though JSON has no word for them: whoever computes with the numbers says where they stand.
  ///
  /// - Source: Clinger, *How to Read Floating Point Numbers Accurately*, PLDI 1990,
  ///   <https://doi.org/10.1145/93542.93557>.
  /// - Returns: The numbers; beyond the range of a `Float` they are infinite.
  /// - Throws: The first fault, at its place.
  /// - Complexity: O(bytes), and memory for the numbers.
  package mutating func pullFloats() throws(Diagnostic) -> [Float] {
    skipWhitespace()
    guard peek() == UInt8(ascii: "[") else { throw unexpected(.value) }
    try enter(depth: path.count)
    var values: [Float] = []
    let powers = PowersOfTen.shared
    while true {
      offset = powers.appendPlainNumbers(of: bytes.span, from: offset, to: &values)
      guard try moreElements(after: values.count) else { return values }
      skipWhitespace()
      path.append(.index(values.count))
      values.append(try readFloat())
      path.removeLast()
    }
  }

  /// Reads one number from its text.
  private mutating func readFloat() throws(Diagnostic) -> Float {
    let word = word()
    let special: Float? =
      switch word.lowercased() {
      case "nan", "-nan": .nan
      case "inf", "infinity": .infinity
      case "-inf", "-infinity": -.infinity
      default: nil
      }
    if let special {
      offset += word.utf8.count
      return special
    }
    guard nextKind() == .number else {
      guard nextKind() != nil else { throw unexpected(.value) }
      let start = offset
      try skipValue()
      throw fault(
        written(from: start),
        allowed: "a number",
        remedy: "write the numbers in one list",
        code: "json.number",
        at: start
      )
    }
    return Float(try readNumber()) ?? .nan
  }

  /// The number at this place where it is plain, and the place behind it; `nil` where its text must be
  /// asked.
  ///
  /// A number of at most 53 bits with at most 22 decimals is a quotient or a product of two that a
  /// `Double` holds exactly, and so rounded once.
  mutating func plainDouble() -> Double? {
    guard let (value, end) = plainDoubleAhead else { return nil }
    offset = end
    return value
  }

  private var plainDoubleAhead: (value: Double, end: Int)? {
    var place = offset
    return PowersOfTen.shared.plainDouble(bytes.span, &place).map { ($0, place) }
  }

  /// The plain text of a string, as the place of its bytes; `nil`, and behind the value, where it is
  /// none or has an escape.
  package mutating func pullPlainText() throws(Diagnostic) -> Range<Int>? {
    guard nextKind() == .string, let end = endOfPlainString() else {
      try skipValue()
      return nil
    }
    let start = offset + 1
    offset = end + 1
    return start..<end
  }
}

/// The powers of ten that floats and doubles hold exactly.
private struct PowersOfTen {
  static let shared = PowersOfTen()

  private let floats: [Float]
  private let doubles: [Double]

  init() {
    floats = (0..<10).reduce(into: [1]) { powers, _ in powers.append(powers[powers.count - 1] * 10)
    }
    doubles = (0..<22).reduce(into: [1]) { powers, _ in powers.append(powers[powers.count - 1] * 10)
    }
  }

  /// Appends numbers for as long as each is plain and has a comma and perhaps blanks before it.
  ///
  /// - Returns: The place behind the last of them.
  func appendPlainNumbers(of bytes: Span<UInt8>, from start: Int, to values: inout [Float]) -> Int {
    var offset = start
    while true {
      var next = skipBlanks(bytes, offset)
      if !values.isEmpty {
        guard next < bytes.count, bytes[next] == UInt8(ascii: ",") else { return offset }
        next = skipBlanks(bytes, next + 1)
      }
      guard let value = plainNumber(bytes, &next) else { return offset }
      values.append(value)
      offset = next
    }
  }

  @inline(__always)
  private func skipBlanks(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    var offset = start
    while offset < bytes.count, bytes[offset] <= 0x20 {
      let byte = bytes[offset]
      guard byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 9 else { break }
      offset += 1
    }
    return offset
  }

  /// The number at `offset`, and the place behind it; `nil` where it is not plain, or its grammar is
  /// for the reader to look at.
  @inline(__always)
  private func plainNumber(_ bytes: Span<UInt8>, _ offset: inout Int) -> Float? {
    var place = offset
    guard let (isNegative, significand, exponent) = decimal(bytes, &place),
      let magnitude = magnitude(significand, exponent)
    else { return nil }
    offset = place
    return isNegative ? -magnitude : magnitude
  }

  /// The same as a `Double`.
  func plainDouble(_ bytes: Span<UInt8>, _ offset: inout Int) -> Double? {
    var place = offset
    guard let (isNegative, significand, exponent) = decimal(bytes, &place),
      significand <= 1 << 53, exponent >= -22, exponent <= 22
    else { return nil }
    offset = place
    let value = Double(significand)
    let magnitude = exponent < 0 ? value / doubles[-exponent] : value * doubles[exponent]
    return isNegative ? -magnitude : magnitude
  }

  /// Sign, digits and power of ten of a plain number.
  @inline(__always)
  private func decimal(
    _ bytes: Span<UInt8>,
    _ place: inout Int
  ) -> (isNegative: Bool, significand: UInt64, exponent: Int)? {
    let isNegative = place < bytes.count && bytes[place] == UInt8(ascii: "-")
    if isNegative { place += 1 }
    var significand: UInt64 = 0
    let first = place
    takeDigits(bytes, &place, &significand)
    var digits = place - first
    guard digits > 0, digits == 1 || bytes[first] != UInt8(ascii: "0") else { return nil }
    var exponent = 0
    if place < bytes.count, bytes[place] == UInt8(ascii: ".") {
      place += 1
      let point = place
      takeDigits(bytes, &place, &significand)
      guard place > point else { return nil }
      exponent = point - place
      digits += place - point
    }
    // More would not fit in 64 bits.
    guard digits <= 19 else { return nil }
    if place < bytes.count, bytes[place] | 0x20 == UInt8(ascii: "e") {
      place += 1
      let sign = place < bytes.count ? bytes[place] : 0
      if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { place += 1 }
      var written: UInt64 = 0
      let start = place
      takeDigits(bytes, &place, &written)
      guard place > start, place - start <= 4 else { return nil }
      exponent += sign == UInt8(ascii: "-") ? -Int(written) : Int(written)
    }
    return (isNegative, significand, exponent)
  }

  @inline(__always)
  private func takeDigits(_ bytes: Span<UInt8>, _ place: inout Int, _ number: inout UInt64) {
    while place < bytes.count {
      let digit = bytes[place] &- UInt8(ascii: "0")
      guard digit < 10 else { return }
      number = number &* 10 &+ UInt64(digit)
      place += 1
    }
  }

  /// `significand · 10^exponent`, rounded to the nearest; `nil` where that takes a closer look.
  @inline(__always)
  private func magnitude(_ significand: UInt64, _ exponent: Int) -> Float? {
    if significand == 0 { return 0 }
    if significand <= 1 << 24, exponent >= -10, exponent <= 10 {
      let value = Float(significand)
      return exponent < 0 ? value / floats[-exponent] : value * floats[exponent]
    }
    guard exponent >= -22, exponent <= 22 else { return nil }
    let value = Double(significand)
    let double = exponent < 0 ? value / doubles[-exponent] : value * doubles[exponent]
    // The 29 bits that a float has not, and a halfway point in their middle. Below the normal floats
    // the points stand elsewhere.
    let rest = Int(double.bitPattern & 0x1fff_ffff)
    guard abs(rest - 0x1000_0000) > 4, double >= Double(Float.leastNormalMagnitude),
      double <= Double(Float.greatestFiniteMagnitude)
    else { return nil }
    return Float(double)
  }
}

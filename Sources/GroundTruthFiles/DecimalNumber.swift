/// A number in a text file: either its value or what keeps it from being one.
enum DecimalNumber: Hashable {
  /// A finite number.
  case value(Double)

  /// A number whose magnitude no `Double` holds.
  case overflow

  /// Anything else, among it `nan`, `inf` and hexadecimal.
  case malformed

  /// Reads `[+-] digits [. digits] [e [+-] digits]`, with a digit before or after the point.
  ///
  /// Swift's own parser decides the value, correctly rounded; the grammar is checked first because
  /// that parser also takes `nan`, `infinity` and `0x1p3`.
  ///
  /// - Edge cases: a number too small for a `Double` is zero.
  /// - Complexity: O(`text.count`).
  init(_ text: ArraySlice<UInt8>) {
    guard DecimalNumber.isDecimal(text),
      let value = Double(String(decoding: text, as: UTF8.self))
    else {
      self = .malformed
      return
    }
    self = value.isFinite ? .value(value) : .overflow
  }

  private static func isDecimal(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    func skipDigits() -> Int {
      let count = rest.count
      while let byte = rest.first, isDigit(byte) { rest.removeFirst() }
      return count - rest.count
    }
    func skipSign() {
      if let byte = rest.first, byte == 0x2b || byte == 0x2d { rest.removeFirst() }
    }
    skipSign()
    var digits = skipDigits()
    if rest.first == 0x2e {  // .
      rest.removeFirst()
      digits += skipDigits()
    }
    guard digits > 0 else { return false }
    if let byte = rest.first, byte | 0x20 == 0x65 {  // e, E
      rest.removeFirst()
      skipSign()
      guard skipDigits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}

/// How many columns of a terminal `text` takes up.
///
/// A character of the East Asian scripts and an emoji take two, a combining mark by itself none,
/// everything else one.
///
/// - Source: Unicode Standard Annex #11, *East Asian Width*: its blocks of class W and F, to the
///   block and not to the single character.
/// - Complexity: O(length).
package func displayWidth(of text: String) -> Int {
  if text.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) { return text.utf8.count }
  return text.reduce(0) { $0 + displayWidth(of: $1) }
}

/// How many columns of a terminal `character` takes up.
package func displayWidth(of character: Character) -> Int {
  guard let first = character.unicodeScalars.first else { return 0 }
  // Any character may ask to be shown as an emoji by the selector U+FE0F behind it.
  if character.unicodeScalars.contains("\u{fe0f}") { return 2 }
  switch first.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format, .control: return 0
  default: return isWide(first) ? 2 : 1
  }
}

private func isWide(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case ..<0x1100: false
  case 0x1100...0x115f: true  // leading Hangul letters
  case 0x2e80...0x303e, 0x3041...0xa4cf: true  // CJK, Kana, Bopomofo, Yi
  case 0xa960...0xa97f, 0xac00...0xd7a3: true  // Hangul
  case 0xf900...0xfaff, 0xfe30...0xfe6f: true  // CJK compatibility
  case 0xff00...0xff60, 0xffe0...0xffe6: true  // fullwidth forms
  case 0x1f300...0x1f64f, 0x1f680...0x1f6ff, 0x1f900...0x1faff: true  // pictographs
  case 0x20000...0x3fffd: true  // CJK extensions
  default: scalar.properties.isEmojiPresentation
  }
}

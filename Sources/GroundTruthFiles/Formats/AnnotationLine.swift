/// A line of annotations, cut into words at blanks and tabs; a name in double quotes is one word.
///
/// Words are slices of text that is UTF-8, cut at ASCII characters only, so every word is UTF-8 too.
struct AnnotationLine {
  /// What stands around the first word.
  enum Quoting {
    /// No quotation mark.
    case none
    /// One at either end, which the word does not hold.
    case whole
    /// One at its beginning that nothing closes.
    case open
    /// Two, and something behind the second.
    case followed
  }

  typealias Word = ArraySlice<UInt8>

  /// The line without its end and without the blanks around it.
  let bytes: Word

  /// Its words, the image's name first; none in a blank line.
  let words: [Word]

  /// What stands around the first of them.
  let quoting: Quoting

  init(_ line: Word) {
    var line = line.drop(while: Self.isBlank)
    while let last = line.last, Self.isBlank(last) || last == UInt8(ascii: "\r") {
      line.removeLast()
    }
    bytes = line
    guard line.first == UInt8(ascii: "\"") else {
      words = Self.split(line)
      quoting = .none
      return
    }
    let inside = line.dropFirst().prefix { $0 != UInt8(ascii: "\"") }
    let rest = line[inside.endIndex...].dropFirst()
    if inside.endIndex < line.endIndex, rest.first.map(Self.isBlank) ?? true {
      words = [inside] + Self.split(rest)
      quoting = .whole
    } else {
      words = line.split(whereSeparator: Self.isBlank)
      quoting = inside.endIndex < line.endIndex ? .followed : .open
    }
  }

  /// Whether a line has more boxes than an image can have, however they are written.
  static func isTooLong(_ line: Word) -> Bool {
    let most = GroundTruthImage.mostObjects
    guard line.count > 2 * most else { return false }
    var (words, isInside) = (0, false)
    for byte in line {
      let isBlank = isBlank(byte)
      words += isInside || isBlank ? 0 : 1
      isInside = !isBlank
    }
    return words > most + 1
  }

  /// Cuts text at blanks and tabs, but for what stands in double quotes behind a blank or a comma.
  static func split(_ text: Word) -> [Word] {
    guard text.contains(UInt8(ascii: "\"")) else { return text.split(whereSeparator: isBlank) }
    var words: [Word] = []
    var rest = text.drop(while: isBlank)
    while !rest.isEmpty {
      var end = rest.startIndex
      while end < rest.endIndex, !isBlank(rest[end]) {
        let isOpening =
          rest[end] == UInt8(ascii: "\"")
          && (end == rest.startIndex || rest[end - 1] == UInt8(ascii: ","))
        // A quotation mark that nothing closes stands for itself.
        let closing = isOpening ? rest[(end + 1)...].firstIndex(of: UInt8(ascii: "\"")) : nil
        end = (closing ?? end) + 1
      }
      words.append(rest[..<end])
      rest = rest[end...].drop(while: isBlank)
    }
    return words
  }

  /// A word without the double quotes around it.
  static func unquoted(_ word: Word) -> Word {
    word.count > 1 && word.first == UInt8(ascii: "\"") && word.last == UInt8(ascii: "\"")
      ? word.dropFirst().dropLast() : word
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}

extension AnnotationLine {
  /// Whether it is a comment.
  var isComment: Bool { bytes.first == UInt8(ascii: "#") }

  /// The image's name.
  var name: String { words.first.map(Self.text) ?? "" }

  /// Whether nothing about it is odd: a name, and words that are as boxes are, right or wrong.
  ///
  /// What is odd may be a name all the same; somebody has to look.
  var isPlain: Bool {
    guard quoting == .none || quoting == .whole else { return false }
    let isName =
      quoting == .whole
      || words[0].allSatisfy { !Self.oddInNames.contains($0) }
        && LabelSource.number(words[0]) == nil
    return isName
      && words.dropFirst().allSatisfy { word in
        word.prefix { $0 != UInt8(ascii: "\"") }.count { $0 == UInt8(ascii: ",") } == 4
      }
  }

  /// Whether it begins as the lines of the port by wizyoung: an index, a name, width and height.
  var isIndexed: Bool {
    quoting == .none && words.count >= 4 && words[0].allSatisfy(Self.isDigit)
      && !Self.isNumber(words[1]) && Self.isNumber(words[2]) && Self.isNumber(words[3])
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static let oddInNames: Set<UInt8> = Set(",;|'=:<\\".utf8)

  /// The parts of a box between commas; six stand for any larger number of them. What stands in double
  /// quotes at the end is one part, whatever it holds.
  static func parts(of word: Word) -> [Word] {
    let comma = UInt8(ascii: ",")
    if word.last == UInt8(ascii: "\""), let quote = word.firstIndex(of: UInt8(ascii: "\"")),
      quote > word.startIndex, quote < word.endIndex - 1, word[quote - 1] == comma
    {
      let before = word[..<(quote - 1)]
      return before.split(separator: comma, maxSplits: 5, omittingEmptySubsequences: false)
        + [word[quote...]]
    }
    return word.split(separator: comma, maxSplits: 5, omittingEmptySubsequences: false)
  }

  /// Whether a word is a box by its look: five numbers between commas.
  static func isBox(_ word: Word) -> Bool {
    let parts = parts(of: word)
    return parts.count == 5 && parts.allSatisfy { LabelSource.number($0) != nil }
  }

  static func isNumber(_ word: Word) -> Bool { LabelSource.number(word) != nil }

  /// Whether a word ends as the files of images do.
  static func isImage(_ word: Word) -> Bool {
    word.contains(UInt8(ascii: ".")) && ImageHeader.isImage(text(word))
  }

  static func text(_ word: Word) -> String { String(decoding: word, as: UTF8.self) }
}

import DetectionText

/// A form of lines that people bring in place of ours: what a line that is not understood really is.
///
/// A shelf: another form is one more value in ``all``, in the order in which they are asked.
struct ForeignLine: Sendable {
  /// What there is to say about a line.
  struct Answer {
    /// What was found, in words.
    let found: String

    /// What to write in its place.
    let remedy: String

    /// The word that it is about, counted from one as boxes are; `nil` for the whole line.
    var box: Int?

    /// The form to read the labels by instead.
    var format: String?
  }

  /// The code of the fault.
  let code: String

  /// What to say about a line of this form; `nil` about any other.
  let answer: @Sendable (AnnotationLine) -> Answer?

  static let all = [
    table, settings, otherBlanks, yolo, kitti, dota, mxnet, noName, openQuotation, singleQuotes,
    escapedBlank, semicolons, csv, glued, decimalCommas, separateNumbers, blankInBox, blankInName,
  ]

  /// What a line really is, if somebody knows; without its place.
  static func recognized(_ line: AnnotationLine) -> (fault: Diagnostic, box: Int?)? {
    for form in all {
      guard let answer = form.answer(line) else { continue }
      let fault = Diagnostic(
        .content,
        code: form.code,
        found: answer.found,
        allowed: answer.box == nil ? grammar : boxGrammar,
        remedy: answer.remedy,
        setting: answer.format.map { .init("label-format", values: [$0]) }
      )
      return (fault, answer.box)
    }
    return nil
  }

  /// The form of a line, and that of a box.
  static let grammar = "image x1,y1,x2,y2,class x1,y1,x2,y2,class ..."
  static let boxGrammar = "x1,y1,x2,y2,class"
}

// MARK: - Other programs' forms

extension ForeignLine {
  private typealias Line = AnnotationLine

  private static let table = ForeignLine(code: "labels.table") { line in
    guard line.bytes.first == UInt8(ascii: "|") else { return nil }
    return Answer(
      found: "\(quoted(line.text)), a line of a table",
      remedy: "write one image a line, without bars"
    )
  }

  /// `names: [cat]`, `train = data/train.txt`.
  private static let settings = ForeignLine(code: "labels.settings") { line in
    let key = line.bytes.prefix { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "=") }
    guard let mark = line.bytes[key.endIndex...].first else { return nil }
    let next = line.bytes[key.endIndex...].dropFirst().first
    // "C:\street.jpg" and "http://..." are names.
    guard mark == UInt8(ascii: "=") || next == nil || next == UInt8(ascii: " ") else { return nil }
    guard settingKeys.contains(String(decoding: key, as: UTF8.self).filter { $0 != " " }) else {
      return nil
    }
    return Answer(
      found: "\(quoted(line.text)), a line of a file that says where a data set lies",
      remedy: "give the labels that it leads to; a data.yaml is read by its ending"
    )
  }

  private static let settingKeys: Set<String> = [
    "path", "train", "val", "valid", "validation", "test", "nc", "names", "classes", "backup",
  ]

  /// Blanks between name and box that look like ordinary ones, as programs for texts write them.
  private static let otherBlanks = ForeignLine(code: "labels.other-blank") { line in
    guard let word = line.words.first, word.contains(UInt8(ascii: ",")),
      let found = Line.text(word).unicodeScalars.first(where: {
        $0.value >= 0x80 && $0.properties.generalCategory == .spaceSeparator
      })
    else { return nil }
    return Answer(
      found: """
        \(codePoint(found.value)) in \(quoted(line.text)), which looks like a blank and is none
        """,
      remedy: "write ordinary blanks"
    )
  }

  private static let yolo = ForeignLine(code: "labels.yolo-line") { line in
    guard line.words.count >= 5, line.words.allSatisfy(Line.isNumber) else { return nil }
    let five = line.bytes[..<line.words[4].endIndex]
    return Answer(
      found: "\(quoted(Line.text(five))), numbers without commas",
      remedy: """
        if this is a YOLO label file (class, centre, size as fractions of the image), pass its \
        folder, or say that it is one
        """,
      format: "yolo"
    )
  }

  private static let noName = ForeignLine(code: "labels.no-name") { line in
    guard line.quoting == .none, Line.isBox(line.words[0]) else { return nil }
    return Answer(
      found: "box \(quoted(line.name)) in place of an image's name",
      remedy: "put the name first"
    )
  }
}

// MARK: - Names

extension ForeignLine {
  private static let openQuotation = ForeignLine(code: "labels.open-quotation") { line in
    guard line.quoting == .open else { return nil }
    return Answer(
      found: "\(printable(shortened(line.text))), whose quotation mark nothing closes",
      remedy: "put a double quote behind the name, too"
    )
  }

  private static let glued = ForeignLine(code: "labels.quotation") { line in
    guard line.quoting == .followed else { return nil }
    return Answer(
      found: "\(printable(shortened(line.text))), with something behind the closing quote",
      remedy: "separate the name from its boxes by a blank"
    )
  }

  private static let singleQuotes = ForeignLine(code: "labels.single-quotes") { line in
    let mark = UInt8(ascii: "'")
    guard line.quoting == .none, line.bytes.first == mark,
      let close = line.bytes.dropFirst().firstIndex(of: mark)
    else { return nil }
    let name = Line.text(line.bytes[(line.bytes.startIndex + 1)..<close])
    return Answer(
      found: "'\(shortened(name))', a name in single quotes",
      remedy: "put it in double quotes: \(quoted(name))"
    )
  }

  private static let escapedBlank = ForeignLine(code: "labels.escaped-blank") { line in
    guard line.quoting == .none, line.words.count > 1,
      line.words[0].last == UInt8(ascii: "\\"), !Line.isBox(line.words[1])
    else { return nil }
    let name = line.words.prefix { !Line.isBox($0) }
    return Answer(
      found: "\(quoted(joined(name))), a blank behind a backslash",
      remedy: """
        put the name in double quotes, without the backslash: \
        \(quoted(joined(name).replacing("\\ ", with: " ")))
        """
    )
  }

  /// `my photo.jpg 12,30,118,210,0`: words before the boxes that end as a name does.
  private static let blankInName = ForeignLine(code: "labels.blank-in-name") { line in
    let name = line.words.prefix { Line.parts(of: $0).count != 5 }
    guard line.quoting == .none, name.count > 1, let last = name.last, !Line.isNumber(last),
      line.words[name.count...].allSatisfy({ Line.parts(of: $0).count == 5 }),
      Line.isImage(last) || name.count < line.words.count && !Line.isImage(name[0]),
      last.allSatisfy({ $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: ";") })
    else { return nil }
    return Answer(
      found: "\(quoted(joined(name))), a name with \(name.count == 2 ? "a blank" : "blanks")",
      remedy: "put it in double quotes"
    )
  }

  private static func joined(_ words: some Sequence<AnnotationLine.Word>) -> String {
    words.map(Line.text).joined(separator: " ")
  }
}

// MARK: - Separators

extension ForeignLine {
  /// Cells with commas between all: keras-retinanet's, TensorFlow's, a table program's.
  private static let csv = ForeignLine(code: "labels.csv") { line in
    guard line.quoting != .whole else { return nil }
    let cells = line.bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      .map { $0.filter { !#" ""#.utf8.contains($0) }[...] }
    let isQuoted = line.quoting == .followed
    guard cells.count >= 5, !isQuoted || line.text.contains("\","),
      Line.isImage(cells[0]) || Line.parts(of: line.words[0]).count >= 5
    else { return nil }
    let isBox = cells.count == 6 && cells[1...4].allSatisfy(Line.isNumber)
    let isHeader = !Line.isImage(cells[0]) && !cells.contains(where: Line.isNumber)
    let classID = isBox && Line.isNumber(cells[5]) ? Line.text(cells[5]) : "class"
    let box = (cells[1..<min(5, cells.count)].map(Line.text) + [classID]).joined(separator: ",")
    let example = isBox ? ": " + rewritten(Line.text(cells[0]), [box]) : ""
    let note = isBox && classID == "class" ? ", the class as its number" : ""
    return Answer(
      found: "\(quoted(line.text)), \(isHeader ? "a header of CSV" : "commas between all (CSV)")",
      remedy: """
        write a blank behind the image's name and all boxes of an image on its line\
        \(note)\(example)
        """
    )
  }

  /// `street.jpg;12,30,118,210,0`, `street.jpg;12;30;118;210;0`.
  private static let semicolons = ForeignLine(code: "labels.semicolon") { line in
    let mark = UInt8(ascii: ";")
    guard line.quoting == .none, let end = line.words[0].firstIndex(of: mark) else { return nil }
    let rest = line.bytes[end...].dropFirst()
    guard !rest.isEmpty, rest.allSatisfy({ numbersAndSeparators.contains($0) }) else { return nil }
    let box = Line.text(rest).replacing(";", with: ",").filter { $0 != " " }
    return Answer(
      found: "\(quoted(line.text)), a semicolon behind the image's name",
      remedy: "write a blank there: \(rewritten(Line.text(line.words[0][..<end]), [box]))"
    )
  }

  private static let numbersAndSeparators: Set<UInt8> = Set("0123456789+-.eE,; \t".utf8)

  /// `street.jpg 10,5 20,5 110,25 80,75 0`.
  private static let decimalCommas = ForeignLine(code: "labels.decimal-comma") { line in
    let words = line.words.dropFirst()
    guard words.count % 5 == 0, let first = words.first, Line.parts(of: first).count == 2 else {
      return nil
    }
    for (index, word) in words.enumerated() {
      let parts = Line.parts(of: word)
      guard parts.count <= (index % 5 == 4 ? 1 : 2), parts.allSatisfy(Line.isNumber) else {
        return nil
      }
    }
    return Answer(
      found: "\(quoted(joined(words.prefix(5)))), a comma within a number",
      remedy: "write decimals with a point and a comma between the numbers: 10.5,20.5,110,80,0",
      box: 1
    )
  }

  /// `street.jpg 12 30 118 210 0`, or with tabs.
  private static let separateNumbers = ForeignLine(code: "labels.separate-numbers") { line in
    let words = line.words.dropFirst()
    guard words.count >= 4, words.allSatisfy(Line.isNumber) else { return nil }
    let box = words.prefix(5).map(Line.text).joined(separator: ",")
    return Answer(
      found: "\(quoted(joined(words.prefix(5)))), numbers that stand alone",
      remedy: words.count % 5 == 0
        ? "put commas without blanks between the numbers of a box: \(shortened(box))"
        : "put commas without blanks between the numbers of a box, and its class last"
    )
  }

  /// `street.jpg 12, 30, 118, 210, 0`.
  private static let blankInBox = ForeignLine(code: "labels.blank-in-box") { line in
    let comma = UInt8(ascii: ",")
    let words = line.words
    guard
      let index = words.indices.dropFirst().first(where: {
        (words[$0].last == comma || words[$0].first == comma)
          && Line.parts(of: words[$0]).count <= 5
      }), words[1...].allSatisfy({ $0.allSatisfy { numbersAndSeparators.contains($0) } })
    else { return nil }
    let count = Line.parts(of: words[index]).count
    return Answer(
      found: "\(quoted(Line.text(words[index]))) with \(count) fields, a blank beside its comma",
      remedy: "separate boxes by blanks and fields by commas without blanks",
      box: index
    )
  }

  /// A line of ours, as a remedy shows it.
  private static func rewritten(_ name: String, _ boxes: [String]) -> String {
    let name = name.contains(" ") ? "\"\(name)\"" : name
    let shown = boxes.prefix(2).map { " " + shortened($0) }.joined()
    return shortened(name) + shown + (boxes.count > 2 ? " ..." : "")
  }
}

extension AnnotationLine {
  /// The line as it stands.
  fileprivate var text: String { Self.text(bytes) }
}

import DetectionText

/// A table for a person to read: a header, aligned columns, as wide as the terminal at most.
///
/// Text that does not fit is shortened and ends in `…`, or begins with it where the end tells more;
/// numbers never are, so a table of many numbers may be wider than that. Cells show no character that
/// could steer the terminal. Where no person looks through a terminal, texts are whole
/// (``shortensNames``).
///
/// ```
/// scale   stride    total  positives
/// small        8  1.23457         59
/// ```
package struct TextTable {
  /// A column.
  package struct Column: Hashable, Sendable {
    package let title: String

    /// Whether its cells are numbers: aligned right and never shortened.
    package let isNumeric: Bool

    /// Whether its cells lose their beginning, not their end, when they are shortened.
    package let keepsEnd: Bool

    /// A column of text, aligned left.
    package static func text(_ title: String) -> Column {
      Column(title: title, isNumeric: false, keepsEnd: false)
    }

    /// A column of paths, aligned left: what tells them apart stands at their end.
    package static func path(_ title: String) -> Column {
      Column(title: title, isNumeric: false, keepsEnd: true)
    }

    /// A column of numbers, aligned right.
    package static func number(_ title: String) -> Column {
      Column(title: title, isNumeric: true, keepsEnd: false)
    }
  }

  /// The widest line: of a table that is shortened, and of sentences that are wrapped. Those of a
  /// terminal, but 40 to 120; 80 for a file or a pipe.
  @TaskLocal package static var widthLimit = 80

  /// The widest line for a terminal.
  package static func widthLimit(ofTerminal columns: Int?) -> Int {
    columns.map { min(max($0, 40), 120) } ?? 80
  }

  /// The narrowest that a column of text is made.
  private static let narrowest = 8

  /// Whether text that does not fit is shortened: for the terminal that a command writes to, not for
  /// a file or a pipe, in which somebody looks for the names.
  @TaskLocal package static var shortensNames = true

  /// How the titles of columns look.
  @TaskLocal package static var headingStyle = TextStyle.plain

  private let columns: [Column]

  /// The texts of the cells, row by row and one behind the other: a table may have millions of rows.
  private var texts: [UInt8] = []

  /// The length of each cell's text in a byte; ``long`` for the next of the ``longLengths``, ``number``
  /// for the next number of its column.
  private var lengths: [UInt8] = []
  private var longLengths: [Int] = []

  private static let long = UInt8.max - 1
  private static let number = UInt8.max

  /// The numbers of each column.
  private var numbers: [[Double]]

  /// How wide the texts of each column are.
  private var widths: [Int]

  /// Creates a table of columns, and the rows it has from the beginning.
  ///
  /// - Precondition: A row has one cell for each column.
  package init(_ columns: [Column], rows: [[any TableCell]] = []) {
    self.columns = columns
    numbers = columns.map { _ in [] }
    widths = columns.map { displayWidth(of: printable($0.title)) }
    for row in rows { add(row) }
  }

  /// Adds a row.
  ///
  /// - Precondition: There is one cell for each column.
  package mutating func add(_ cells: [any TableCell]) {
    precondition(cells.count == columns.count, "a row has one cell for each column")
    for (column, cell) in cells.enumerated() {
      if let number = cell as? Double {
        numbers[column].append(number)
        lengths.append(Self.number)
      } else {
        let text = printable(cell.cellText)
        widths[column] = max(widths[column], displayWidth(of: text))
        texts += text.utf8
        let isLong = text.utf8.count >= Self.long
        if isLong { longLengths.append(text.utf8.count) }
        lengths.append(isLong ? Self.long : UInt8(text.utf8.count))
      }
    }
  }

  /// The lines of the table, each with its line end and without blanks before it.
  ///
  /// - Complexity: O(length of all cells).
  package var text: String {
    var text = ""
    forEachLine { text += $0 }
    return text
  }

  /// Hands out the lines of the table one by one, each with its line end.
  package func forEachLine<Failure>(_ body: (String) throws(Failure) -> Void) throws(Failure) {
    let titles = columns.map { printable($0.title) }
    // The numbers of a column have equally many decimals.
    var numbers = numbers.map { NumberText.column($0)[...] }
    var widths = widths
    for (column, numbers) in numbers.enumerated() {
      for number in numbers { widths[column] = max(widths[column], displayWidth(of: number)) }
    }
    widths = fitted(widths)
    try body(Self.headingStyle.applied(to: line(of: titles, widths: widths)) + "\n")
    var (row, place): ([String], Int) = ([], 0)
    var longLengths = longLengths[...]
    for (index, length) in lengths.enumerated() {
      if length == Self.number {
        row.append(numbers[index % columns.count].removeFirst())
      } else {
        let end = place + (length == Self.long ? longLengths.removeFirst() : Int(length))
        row.append(String(decoding: texts[place..<end], as: UTF8.self))
        place = end
      }
      guard row.count == columns.count else { continue }
      try body(line(of: row, widths: widths) + "\n")
      row.removeAll(keepingCapacity: true)
    }
  }

  /// `widths` with columns of text narrowed, the widest first, until the table fits.
  private func fitted(_ widths: [Int]) -> [Int] {
    guard Self.shortensNames else { return widths }
    var widths = widths
    let gaps = 2 * max(0, widths.count - 1)
    while widths.reduce(gaps, +) > Self.widthLimit {
      let candidates = columns.indices.filter {
        !columns[$0].isNumeric && widths[$0] > Self.narrowest
      }
      guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
      // Down to the next widest at once, so that a very long cell costs no more than a short one.
      let next = candidates.filter { $0 != widest }.map { widths[$0] }.max() ?? Self.narrowest
      let excess = widths.reduce(gaps, +) - Self.widthLimit
      widths[widest] -= max(1, min(excess, widths[widest] - next))
    }
    return widths
  }

  private func line(of cells: [String], widths: [Int]) -> String {
    var line = ""
    for (index, cell) in cells.enumerated() {
      let column = columns[index]
      let shown =
        column.isNumeric
        ? cell : shortened(cell, to: widths[index], keepingEnd: column.keepsEnd)
      let blanks = String(repeating: " ", count: max(0, widths[index] - displayWidth(of: shown)))
      line +=
        (index == 0 ? "" : "  ") + (column.isNumeric ? blanks + shown : shown + blanks)
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}

/// A part of what a person reads: a table that is not a text before somebody writes it may have millions
/// of rows.
package enum TextPart {
  case text(String)
  case table(TextTable)
}

extension [TextPart] {
  /// All of them.
  package var text: String {
    var text = ""
    forEachPiece { text += $0 }
    return text
  }

  /// Writes one behind the other.
  package func write(to output: any TextOutput) throws(OutputError) {
    try forEachPiece { (piece) throws(OutputError) in try output.write(piece) }
  }

  private func forEachPiece<Failure>(_ body: (String) throws(Failure) -> Void) throws(Failure) {
    for part in self {
      switch part {
      case .text(let text): try body(text)
      case .table(let table): try table.forEachLine(body)
      }
    }
  }
}

/// What a table shows in a cell: a text as it is, a whole number, or a number whose point stands
/// below those of its column (``NumberText/column(_:)``).
package protocol TableCell {
  var cellText: String { get }
}

extension String: TableCell {
  package var cellText: String { self }
}

extension Int: TableCell {
  package var cellText: String { String(self) }
}

extension Double: TableCell {
  package var cellText: String { NumberText.significant(self) }
}

/// `text` in at most `width` columns of a terminal, with `…` where it was cut.
///
/// - Parameters:
///   - text: Any text on one line.
///   - width: The number of columns, at least one.
///   - keepsEnd: Whether to cut the beginning, not the end.
/// - Returns: The text, or as much of it as fits; all of it where names are not shortened.
/// - Complexity: O(length).
package func shortened(_ text: String, to width: Int, keepingEnd keepsEnd: Bool = false) -> String {
  guard TextTable.shortensNames, displayWidth(of: text) > width else { return text }
  var kept: [Character] = []
  var used = 1
  for character in keepsEnd ? Array(text.reversed()) : Array(text) {
    used += displayWidth(of: character)
    if used > width { break }
    kept.append(character)
  }
  return keepsEnd ? "…" + String(kept.reversed()) : String(kept) + "…"
}

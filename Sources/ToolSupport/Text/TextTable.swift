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

  /// The cells, row by row, as they are shown; empty for numbers whose column says how.
  private var cells: [String] = []

  /// The numbers of each column, and their places in ``cells``.
  private var numbers: [(places: [Int], values: [Double])]

  /// Creates a table of columns, and the rows it has from the beginning.
  ///
  /// - Precondition: A row has one cell for each column.
  package init(_ columns: [Column], rows: [[any TableCell]] = []) {
    self.columns = columns
    numbers = columns.map { _ in ([], []) }
    for row in rows { add(row) }
  }

  /// Adds a row.
  ///
  /// - Precondition: There is one cell for each column.
  package mutating func add(_ cells: [any TableCell]) {
    precondition(cells.count == columns.count, "a row has one cell for each column")
    for (column, cell) in cells.enumerated() {
      if let number = cell as? Double {
        numbers[column].places.append(self.cells.count)
        numbers[column].values.append(number)
        self.cells.append("")
      } else {
        self.cells.append(printable(cell.cellText))
      }
    }
  }

  /// The lines of the table, each with its line end and without blanks before it.
  ///
  /// - Complexity: O(length of all cells).
  package var text: String {
    let titles = columns.map { printable($0.title) }
    let shown = shownCells
    var widths = titles.map { displayWidth(of: $0) }
    for (place, cell) in shown.enumerated() {
      let column = place % columns.count
      widths[column] = max(widths[column], displayWidth(of: cell))
    }
    widths = fitted(widths)
    var text = Self.headingStyle.applied(to: line(of: titles[...], widths: widths)) + "\n"
    for start in stride(from: 0, to: shown.count, by: columns.count) {
      text += line(of: shown[start..<start + columns.count], widths: widths) + "\n"
    }
    return text
  }

  /// The texts of the cells; the numbers of a column have equally many decimals.
  private var shownCells: [String] {
    var shown = cells
    for (places, values) in numbers {
      for (place, text) in zip(places, NumberText.column(values)) { shown[place] = text }
    }
    return shown
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

  private func line(of cells: ArraySlice<String>, widths: [Int]) -> String {
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

import DetectionAnalysis
import ToolSupport

extension LossTerms {
  /// The parts of one less those of another.
  static func - (a: LossTerms, b: LossTerms) -> LossTerms {
    LossTerms(
      box: a.box - b.box,
      objectness: a.objectness - b.objectness,
      classification: a.classification - b.classification
    )
  }
}

/// A table whose last columns are the parts of a loss.
struct LossTable {
  private let titles: [TextTable.Column]
  private var rows: [(cells: [String], loss: LossTerms)] = []

  init(titles: [TextTable.Column]) {
    self.titles = titles
  }

  mutating func add(_ cells: [String], _ loss: LossTerms) {
    rows.append((cells, loss))
  }

  var text: String {
    var table = TextTable(
      titles + [.number("total"), .number("box"), .number("objectness"), .number("class")]
    )
    let parts = [
      rows.map(\.loss.total), rows.map(\.loss.box), rows.map(\.loss.objectness),
      rows.map(\.loss.classification),
    ].map { NumberText.column($0) }
    for (index, row) in rows.enumerated() {
      table.add(row.cells + parts.map { $0[index] })
    }
    return table.text
  }
}

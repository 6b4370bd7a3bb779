import DetectionAnalysis
import DetectionText
import ToolSupport

/// A few values that JSON has under their keys and a table in neighbouring cells.
struct Fields: ExpressibleByDictionaryLiteral, JSONEncodable {
  private let entries: [(String, any JSONEncodable & TableCell)]

  init(dictionaryLiteral entries: (String, any JSONEncodable & TableCell)...) {
    self.entries = entries
  }

  var json: JSONOutput { JSONOutput(entries.map { (key: $0.0, value: $0.1) }) }

  var cells: [any TableCell] { entries.map { $0.1 } }
}

extension Detector {
  /// The place of an anchor.
  func fields(_ site: AnchorSite) -> Fields {
    [
      "scale": scales[site.scale].name, "row": site.row, "column": site.column,
      "anchor": site.anchor,
    ]
  }
}

extension AnchorSite {
  /// What its fields look like.
  static let members: [(key: String, value: JSONSchema)] = [
    ("scale", .string), ("row", .integer), ("column", .integer), ("anchor", .integer),
  ]

  /// The titles of its fields.
  static let columns: [TextTable.Column] = [
    .text("scale"), .number("row"), .number("column"), .number("anchor"),
  ]
}

extension CornerBox<Double> {
  /// The corners of a box.
  var json: JSONOutput { [minX, minY, maxX, maxY].json }
}

extension LossTerms {
  /// The sum and its parts.
  var fields: Fields {
    ["total": total, "box": box, "objectness": objectness, "classification": classification]
  }

  static let schema = JSONSchema.object([
    "total": .number, "box": .number, "objectness": .number, "classification": .number,
  ])

  /// The titles of its fields.
  static let columns: [TextTable.Column] = [
    .number("total"), .number("box"), .number("objectness"), .number("class"),
  ]
}

/// Two losses, and what the second is more than the first.
struct LossPair: JSONEncodable {
  let first: LossTerms
  let second: LossTerms

  /// Each with its word.
  var rows: [(key: String, loss: LossTerms)] {
    let difference = LossTerms(
      box: second.box - first.box,
      objectness: second.objectness - first.objectness,
      classification: second.classification - first.classification
    )
    return [("first", first), ("second", second), ("difference", difference)]
  }

  var json: JSONOutput { JSONOutput(rows.map { (key: $0.key, value: $0.loss.fields) }) }

  static let schema = JSONSchema.object([
    "first": LossTerms.schema, "second": LossTerms.schema, "difference": LossTerms.schema,
  ])
}

extension Sequence {
  /// The first lines of a list, and what to say about the rest of it; JSON has all.
  ///
  /// - Parameters:
  ///   - longest: How many lines.
  ///   - what: What one of them is.
  ///   - several: What several are, where that is not the same with an `s`.
  /// - Returns: Both, the second empty where nothing is left out.
  func shortened(
    to longest: Int,
    _ what: String,
    _ several: String? = nil
  ) -> (shown: [Element], rest: String) {
    let all = Array(self)
    let more = all.count - longest
    let rest = counted(more, "more \(what)", several.map { "more \($0)" })
    return (
      Array(all.prefix(longest)),
      more > 0 ? "(\(rest): --format json lists all)\n" : ""
    )
  }
}

extension Double {
  /// The number, or none for NaN and infinity, which JSON lacks.
  var finite: Double? { isFinite ? self : nil }
}

import AnchorDecoding
import DetectionLoss
import DetectorConfiguration

/// Two dumps of one network, or of two that should agree.
struct DumpComparisonResult {
  let configuration: DetectorConfiguration
  let heads: [HeadComparison]
  let paths: [String]
  let losses: [LossTerms]?
  let tolerance: Double

  /// Compares two dumps head by head.
  ///
  /// Losses are asked for last: dumps of other images would fail there with a reason of its own.
  ///
  /// - Throws: ``InputError/otherShape(first:second:scale:shapes:)`` for heads of other anchors, or
  ///   what `losses` throws.
  init(
    configuration: DetectorConfiguration,
    first: HeadDump,
    second: HeadDump,
    firstPaths: [String],
    secondPaths: [String],
    tolerance: Double,
    losses: () throws -> [LossTerms]?
  ) throws {
    var heads: [HeadComparison] = []
    for (index, scale) in configuration.scales.enumerated() {
      guard let head = HeadComparison(first.heads[index], second.heads[index]) else {
        throw InputError.otherShape(
          first: first.files[index],
          second: second.files[index],
          scale: scale.name,
          shapes: [first.heads[index].layout.shape, second.heads[index].layout.shape]
        )
      }
      heads.append(head)
    }
    self.configuration = configuration
    self.heads = heads
    paths = [firstPaths.joined(separator: ", "), secondPaths.joined(separator: ", ")]
    self.losses = try losses()
    self.tolerance = tolerance
  }

  /// Whether any two values differ by more than the tolerance.
  var differs: Bool { heads.contains { $0.largest > tolerance } }

  /// The result in a format.
  func text(as format: ReportFormat) throws -> String {
    switch format {
    case .text: text
    case .json: try json().text(.pretty) + "\n"
    }
  }

  private var text: String {
    var table = TextTable([
      .text("scale"), .text("channels"), .number("largest"), .number("mean"),
      .number("where"), .number("first"), .number("second"),
    ])
    for (scale, head) in zip(configuration.scales, heads) {
      for (index, difference) in head.differences.enumerated() {
        let place = difference.place.map {
          [$0.image, $0.row, $0.column, $0.anchor, $0.channel].map(String.init)
            .joined(separator: ",")
        }
        table.add([
          index == 0 ? scale.name : "", difference.kind.rawValue,
          NumberText.brief(difference.largest, digits: 3),
          NumberText.brief(difference.mean, digits: 3),
          place ?? "-", place == nil ? "-" : NumberText.brief(difference.values.first, digits: 5),
          place == nil ? "-" : NumberText.brief(difference.values.second, digits: 5),
        ])
      }
    }
    var result = """
      \(wrappedLine(["first: \(paths[0])", "second: \(paths[1])"]))
      \(table.text)
        largest, mean   absolute difference of two values
        where           image, row, column, anchor, channel of the largest; its values

      """
    if let losses {
      var table = LossTable(titles: [.text("loss of")])
      table.add(["first"], losses[0])
      table.add(["second"], losses[1])
      table.add(["difference"], losses[1] - losses[0])
      result += "\n\(table.text)"
    }
    let verdict = differs ? "the dumps differ" : "the dumps agree"
    return result + "\n\(verdict): tolerance \(NumberText.significant(tolerance))\n"
  }

  private func json() throws -> JSONOutput {
    var entries: [(key: String, value: JSONOutput)] = [
      ("first", .string(paths[0])),
      ("second", .string(paths[1])),
      ("tolerance", try .number(tolerance)),
      ("differs", .boolean(differs)),
      (
        "scales",
        .array(
          try zip(configuration.scales, heads).map { scale, head in
            .object([
              ("name", .string(scale.name)),
              ("channels", .array(try head.differences.map { try json($0) })),
            ])
          }
        )
      ),
    ]
    if let losses {
      entries.append(
        (
          "loss",
          .object([
            ("first", try losses[0].json()), ("second", try losses[1].json()),
            ("difference", try (losses[1] - losses[0]).json()),
          ])
        )
      )
    }
    return .object(entries)
  }

  private func json(_ difference: HeadComparison.Difference) throws -> JSONOutput {
    var entries: [(key: String, value: JSONOutput)] = [
      ("kind", .string(difference.kind.rawValue)),
      ("largest", try .number(difference.largest)),
      ("mean", try .number(difference.mean)),
    ]
    if let place = difference.place {
      entries += [
        ("image", .integer(place.image)), ("row", .integer(place.row)),
        ("column", .integer(place.column)), ("anchor", .integer(place.anchor)),
        ("channel", .integer(place.channel)),
        ("first", try .number(difference.values.first)),
        ("second", try .number(difference.values.second)),
      ]
    }
    return .object(entries)
  }
}

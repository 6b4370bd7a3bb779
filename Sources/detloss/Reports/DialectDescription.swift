import DetectorConfiguration
import ToolSupport

/// Every dialect.
struct DialectList: Report {
  var text: String {
    let table = TextTable(
      [.text("dialect"), .text("computes the loss of"), .number("differs")],
      rows: Dialect.shelf.map { [$0.name, $0.title, String($0.differing.count)] }
    )
    return table.text
      + """

      differs: keys of a config that the dialect sets otherwise than the reference;
      detloss dialects NAME lists them

      """
  }

  static let schema = JSONSchema.result([
    "dialects": .list(
      .object(["dialect": .string, "title": .string, "differs": .list(.string)])
    )
  ])

  var json: JSONOutput {
    [
      "dialects": Dialect.shelf.map { dialect -> JSONOutput in
        ["dialect": dialect.name, "title": dialect.title, "differs": dialect.differing]
      }
    ]
  }
}

/// What one dialect chooses, beside the reference.
struct DialectDescription: Report {
  let dialect: Dialect

  var text: String {
    let reference = Dialect.reference.name
    var table = TextTable(
      [.text(" "), .text("key"), .text(dialect.name)]
        + (dialect.name == reference ? [] : [.text(reference)])
    )
    for setting in dialect.settings {
      let cells = [
        setting.differs ? "*" : "", setting.path, setting.value ?? "–", setting.reference ?? "–",
      ]
      table.add(Array(cells.prefix(dialect.name == reference ? 3 : 4)))
    }
    let legend =
      dialect.name == reference
      ? "–: the other choices have no such key\n"
      : "*: not as the reference; –: the other choices have no such key\n"
    let meanings = dialect.settings.filter(\.differs).map {
      wrappedWords("\($0.path): \($0.meaning)", indent: 2, hanging: 4)
    }
    let words = meanings.isEmpty ? "" : "\nwhat the keys with a star say\n" + meanings.joined()
    let evidence = dialect.evidence
    let lines = [
      ("run", evidence.run), ("reproduced", evidence.reproduced), ("agreement", evidence.agreement),
      ("not reproduced", evidence.missing),
    ].map { wrappedWords("\($0): \($1)", indent: 2, hanging: 4) }
    let head = "dialect \(dialect.name): \(dialect.title)\n\(lines.joined())"
    return "\(head)\n\(table.text)\n\(legend)\(words)"
  }

  static let schema = JSONSchema.result([
    "dialect": .string, "title": .string,
    "run": JSONSchema.string.said("the repository and commit whose code it is held against"),
    "reproduced": .string, "agreement": .string, "not_reproduced": .string,
    "settings": .list(
      .object([
        "key": .string, "meaning": .string,
        "value": JSONSchema.anything.said("as a config has it; null where there is no such key"),
        "reference": .anything, "differs": .boolean,
      ])
    ),
  ])

  var json: JSONOutput {
    [
      "dialect": dialect.name, "title": dialect.title, "run": dialect.evidence.run,
      "reproduced": dialect.evidence.reproduced, "agreement": dialect.evidence.agreement,
      "not_reproduced": dialect.evidence.missing,
      "settings": dialect.settings.map { setting -> JSONOutput in
        [
          "key": setting.path, "meaning": setting.meaning, "value": setting.value.map(written),
          "reference": setting.reference.map(written), "differs": setting.differs,
        ]
      },
    ]
  }

  /// JSON text as the value that it is.
  private func written(_ text: String) -> JSONOutput { JSONOutput(written: text) }
}

extension Dialect {
  /// The keys that it sets otherwise than the reference.
  fileprivate var differing: [String] { settings.filter(\.differs).map(\.path) }
}

import DetectionAnalysis
import DetectionText
import ToolSupport

/// Which losses give somebody's numbers.
struct IdentificationResult: Report {
  let example: DetectionCase
  let reported: ReportedLoss
  let identification: Identification

  /// The numbers that were given, by their words.
  private var given: [(word: String, value: Double)] {
    [
      ("total", reported.total), ("box", reported.box), ("objectness", reported.objectness),
      ("classification", reported.classification),
    ].compactMap { word, value in value.map { (word, $0) } }
  }

  /// Whether a candidate is a change of the user's own configuration.
  private func isOwn(_ candidate: Identification.Candidate) -> Bool {
    candidate.dialect == example.detector.dialect
  }

  /// The keys that make the user's configuration a candidate.
  private func settings(of candidate: Identification.Candidate) -> [ConfigurationChange] {
    guard !isOwn(candidate) else { return candidate.changes }
    // Another dialect brings its own fit, where the file says none.
    let isRefitted = candidate.changes.contains { $0.key == "fit" }
    return [ConfigurationChange(key: "dialect", value: "\"\(candidate.dialect)\"")]
      + (isRefitted ? [] : [example.fit.change]) + candidate.changes
  }
}

// MARK: - Text

extension IdentificationResult {
  var text: String {
    let header = wrappedLine([
      "config \(example.detector.name)", "dialect \(example.detector.dialect)",
      counted(example.images.count, "image"),
    ])
    let numbers = given.map { "\($0.word) \(NumberText.brief($0.value, digits: 10))" }
    let sought = wrappedLine(
      ["looked for \((numbers.first ?? "gradients"))"] + numbers.dropFirst()
        + (reported.gradients == nil || numbers.isEmpty ? [] : ["gradients"])
    )
    return header + example.fit.text + sought + "\n" + verdict + "\n" + table + reproduction
  }

  private var verdict: String {
    let tried = """
      \(counted(identification.tried, "loss", "losses")) tried: \
      \(counted(identification.dialects.count, "dialect")), each also with one and with two changes
      """
    let tolerance = NumberText.brief(identification.tolerance, digits: 3)
    var sentences: [String] = []
    if let best = identification.candidates.first {
      let error = NumberText.brief(best.relativeError, digits: 3)
      sentences.append(
        identification.found
          ? "found: \(words(of: best)), \(best.relativeError == 0 ? "exactly" : "within \(error)")"
          : best.relativeError <= identification.tolerance
            ? """
            not found: what comes within \(tolerance) may do so by chance; give more digits, or the \
            parts
            """ : "not found: nothing comes within \(tolerance); the nearest"
      )
    } else {
      sentences.append("not found: nothing comes near")
    }
    sentences.append(tried)
    if identification.byChance >= 0.05, given.count == 1 {
      sentences.append(
        """
        by chance about \(NumberText.short(identification.byChance)) of them come within \(tolerance) \
        of such a number; parts tell more than a total
        """
      )
    }
    if !identification.leftOut.isEmpty {
      sentences.append(
        """
        not tried, for they have no numbers for \(counted(example.detector.scales.count, "scale")): \
        \(identification.leftOut.joined(separator: ", "))
        """
      )
    }
    return sentences.map { wrappedWords($0, indent: 0, hanging: 2) }.joined()
  }

  /// A candidate in words.
  private func words(of candidate: Identification.Candidate) -> String {
    let name = isOwn(candidate) ? "the config" : "dialect \(candidate.dialect)"
    guard !candidate.changes.isEmpty else {
      return isOwn(candidate) ? "\(name) as it is" : name
    }
    return "\(name) with \(candidate.changes.map(\.words).joined(separator: " and "))"
  }

  private var table: String {
    var table = TextTable(
      [.number("error")] + LossTerms.columns + [.text("dialect"), .path("changes")]
    )
    for candidate in identification.candidates {
      table.add(
        [NumberText.brief(candidate.relativeError, digits: 3)] + candidate.loss.fields.cells
          + [candidate.dialect, candidate.changes.map(\.words).joined(separator: " ")]
      )
    }
    let printed = identification.candidates.contains { $0.printed != nil }
    return """
      \(table.text)\
        error   the largest difference of a number, as a share of the larger

      """
        + (printed
          ? wrappedWords(
            "the framework's printed number is what comes near, where that is another than its loss",
            indent: 2,
            hanging: 4
          ) : "")
  }

  private var reproduction: String {
    guard let best = identification.candidates.first else { return "" }
    let settings = settings(of: best)
    guard !settings.isEmpty else { return "" }
    let options = settings.flatMap { change -> [String] in
      switch change.key {
      case "dialect": ["--dialect \(best.dialect)"]
      case "fit":
        // Key by key, for lines of a terminal.
        best.configuration.fit.settings.map { "--set fit.\($0.key)=\($0.value)" }
      default: ["--set \(change.option)"]
      }
    }
    let own = isOwn(best) ? [] : example.detector.configuration.ownComponents.map(\.rawValue)
    var lines = "\nthe first with detloss loss\n" + wrapped(options, indent: 2)
    if !own.isEmpty {
      lines += wrappedWords(
        "once the config's own sections are taken out: \(own.joined(separator: ", "))",
        indent: 2,
        hanging: 4
      )
    }
    lines += "or in the config\n"
    for member in ConfigurationChange.members(settings).members ?? [] {
      let text = "\"\(member.key)\": \(member.value),"
      let pieces = text.split(separator: " ").map(String.init)
      lines += wrapped(pieces, indent: 2, hanging: 4)
    }
    return lines
  }
}

extension ConfigurationChange {
  /// The change as the value of an option in a shell.
  fileprivate var option: String { words.contains { "{[\" ".contains($0) } ? "'\(words)'" : words }

  /// The change as an option has it.
  fileprivate var words: String {
    // A word needs no quotes there.
    let word = (try? JSONValue(parsing: value))?.string
    return "\(key)=\(word ?? value)"
  }
}

// MARK: - JSON

extension IdentificationResult {
  var json: JSONOutput {
    [
      "config": example.detector.name, "dialect": example.detector.dialect,
      "fit": example.fit.json, "found": identification.found,
      "reported": JSONOutput(given.map { (key: $0.word, value: $0.value) }),
      "tolerance": identification.tolerance, "tried": identification.tried,
      "by_chance": identification.byChance, "dialects": identification.dialects,
      "left_out": identification.leftOut,
      "candidates": identification.candidates.map(json),
    ]
  }

  private func json(_ candidate: Identification.Candidate) -> JSONOutput {
    [
      "dialect": candidate.dialect,
      "changes": JSONOutput(
        candidate.changes.map { (key: $0.key, value: JSONOutput(written: $0.value)) }
      ),
      "loss": candidate.loss.fields, "printed": candidate.printed,
      "relative_error": candidate.relativeError,
      "config": JSONOutput(
        written: ConfigurationChange.members(settings(of: candidate)).description
      ),
    ]
  }

  static let schema = JSONSchema.result([
    "config": .string, "dialect": .string, "fit": .fit,
    "found": .boolean.said("whether the candidates give the numbers, or only come nearest"),
    "reported": .map(.number), "tolerance": .number, "tried": .integer,
    "by_chance": .number.said(
      "how many of the losses tried come within the tolerance of any such number"
    ),
    "dialects": .list(.string).said("those that were tried"),
    "left_out": .list(.string).said("dialects without numbers for as many scales"),
    "candidates": .list(
      .object([
        "dialect": .string,
        "changes": .map(.anything).said(
          "keys with other values than the config's, or than the plain dialect's"
        ),
        "loss": LossTerms.schema,
        "printed": .number.orNull.said("the framework's number, where that comes near"),
        "relative_error": .number,
        "config": .map(.anything).said("what the config has to say for it"),
      ])
    ),
  ])
}

import DetectionText

/// A number that a configuration chooses, under the key of its range.
///
/// The table of keys says what a file may have; by these, a configuration from memory is asked the
/// same. Each component lists its own beside the rows of its keys.
package struct ChosenNumber: Sendable {
  /// Its row in the table of keys.
  package let row: ConfigurationKey

  /// The key as a file has it.
  private(set) var place: String

  /// The number.
  package let value: Double

  /// A number under the key at a path, of several rows the one that goes with a word; `nil` for none.
  init?(_ path: String, with word: String? = nil, _ value: Double?) {
    guard let value else { return nil }
    let row = ConfigurationKey.all.first { row in
      row.path == path && (word.map { row.choice?.words.contains($0) ?? true } ?? true)
    }
    guard let row else { preconditionFailure("no row for \(path)") }
    self.row = row
    self.value = value
    place = path
  }

  /// The factor and the exponent of a formula, as ``ConfigurationKey`` has their rows.
  static func alphaAndGamma(
    _ section: String,
    with word: String,
    _ alpha: Double,
    _ gamma: Double
  ) -> [ChosenNumber?] {
    [
      ChosenNumber("\(section).alpha", with: word, alpha),
      ChosenNumber("\(section).gamma", with: word, gamma),
    ]
  }

  /// The same number in one of several terms of a box loss.
  func inTerm(_ index: Int) -> ChosenNumber {
    var number = self
    number.place = "box.terms[\(index)]\(place.dropFirst("box".count))"
    return number
  }

  /// Refuses a number that no file may have.
  ///
  /// - Parameter owner: Whose it is, where a key has one for each scale.
  /// - Throws: A ``Diagnostic`` with the range.
  func check(of owner: String = "") throws(Diagnostic) {
    let range: NumberRange
    switch row.kind {
    case .number(let numbers), .numberOrNull(let numbers), .numberPerScale(let numbers):
      range = numbers
    default: preconditionFailure("no number: \(place)")
    }
    guard !range.range.contains(value) else { return }
    throw DetectorConfiguration.fault(
      "range",
      [place],
      "\(value)\(owner)",
      allowed: range.text,
      range.remedy
    )
  }
}

extension LossComponents {
  /// Every number in them but those that each scale has its own of.
  package var numbers: [ChosenNumber] {
    (decoding.numbers + assignment.rule.choice.ruleNumbers + background.numbers + box.numbers
      + objectness.numbers + classification.numbers + gains.numbers).compactMap { $0 }
  }

  /// Refuses what no configuration file may have: a number out of range, and choices that make no
  /// sense together.
  func check() throws(Diagnostic) {
    let counts = BoxLossChoice.allowedTermCounts
    guard counts.contains(box.terms.count) else {
      throw DetectorConfiguration.fault(
        "count",
        ["box.terms"],
        "\(counted(box.terms.count, "box loss", "box losses"))",
        allowed: "\(counts.lowerBound) to \(counts.upperBound)",
        "add the box losses that there are"
      )
    }
    for number in numbers { try number.check() }
    guard let conflict else { return }
    throw DetectorConfiguration.fault(
      "conflict",
      Array(conflict.keys.prefix(1)),
      conflict.found,
      allowed: conflict.allowed,
      conflict.remedy
    )
  }
}

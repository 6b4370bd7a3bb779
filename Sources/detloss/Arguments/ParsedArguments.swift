import BoxGeometry

/// The words behind a command, sorted by option and checked against the table.
package struct ParsedArguments: Hashable, Sendable {
  /// The values of each option that was given.
  package private(set) var values: [String: [String]] = [:]

  /// The words that belong to no option.
  package private(set) var operands: [String] = []

  /// Sorts `words` by the options of `command`.
  ///
  /// An option's value is the next word, or stands behind `=` in the same one. An option that takes
  /// several values takes all words up to the next option. A word that starts with a dash and a
  /// letter, or with two dashes, is an option; `--` makes all later words operands.
  ///
  /// - Throws: The first fault from left to right, then what is missing.
  package init(_ words: [String], of command: CommandSpecification) throws(UsageError) {
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        operands += rest
        break
      }
      guard Self.isOption(word) else {
        operands.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard let option = command.option(name) else {
        throw .unknownOption(name, command.name)
      }
      var found = parts.count == 2 ? [String(parts[1])] : []
      if parts.count == 1 {
        while let value = rest.first, !Self.isOption(value), found.isEmpty || option.takesMany {
          found.append(value)
          rest.removeFirst()
        }
      }
      try add(found, to: option, of: command.name)
    }
    try checkCompleteness(of: command)
  }

  private static func isOption(_ word: String) -> Bool {
    guard word.first == "-", let second = word.dropFirst().first else { return false }
    return second == "-" || second.isLetter
  }

  private mutating func add(
    _ found: [String],
    to option: OptionSpecification,
    of command: CommandName
  ) throws(UsageError) {
    guard option.isAvailable else {
      throw .notAvailable("option \(option.name)", instead: [], command)
    }
    guard !found.isEmpty else { throw .missingValue(option, command) }
    for value in found {
      if value.isEmpty { throw .emptyValue(option, command) }
      try option.value.check(value, option, command)
    }
    if values[option.name] != nil && !option.takesMany { throw .repeated(option, command) }
    values[option.name, default: []] += found
  }

  private func checkCompleteness(of command: CommandSpecification) throws(UsageError) {
    if command.operands == nil, let first = operands.first {
      throw .unexpectedArgument(first, command.name)
    }
    for option in command.options where option.isRequired && values[option.name] == nil {
      throw .missingOption(option, command.name)
    }
    if !command.alternatives.isEmpty {
      let given = command.alternatives.filter { values[$0] != nil }
      if given.isEmpty { throw .missingAlternative(command.alternatives, command.name) }
      if given.count > 1 { throw .conflict(given[0], given[1], command.name) }
    }
    if command.operands != nil && !operands.contains(where: { !$0.isEmpty }) {
      throw .missingOperand(command.name)
    }
  }
}

// MARK: - Values

extension ParsedArguments {
  /// The value of an option that takes one, or `nil` if it was not given.
  package func value(_ name: String) -> String? { values[name]?.first }

  /// The value of an option that the table requires.
  ///
  /// - Precondition: The table requires the option, so that parsing has made sure of it.
  package func required(_ name: String) -> String {
    guard let value = value(name) else { preconditionFailure("\(name) is not required") }
    return value
  }

  /// The value of an option whose values are those of `Choice`.
  package func choice<Choice: OptionChoice>(_ name: String) -> Choice? {
    value(name).flatMap(Choice.init(rawValue:))
  }

  /// The value of an option that takes a number from zero to one.
  package func fraction(_ name: String) -> Double? { value(name).flatMap(OptionValue.fraction) }

  /// The value of an option that takes a number from zero up.
  package func amount(_ name: String) -> Double? { value(name).flatMap(OptionValue.amount) }

  /// The value of an option that takes a size.
  package func inputSize(_ name: String) -> PixelSize? {
    value(name).flatMap(OptionValue.inputSize)
  }
}

extension OptionValue {
  /// Throws unless `text` is a value of this kind.
  fileprivate func check(
    _ text: String,
    _ option: OptionSpecification,
    _ command: CommandName
  ) throws(UsageError) {
    switch self {
    case .path: break
    case .choice(let names, let notYet):
      if notYet.contains(text) {
        let instead = names.filter { !notYet.contains($0) }
        throw .notAvailable("\(option.name) \(text)", instead: instead, command)
      }
      guard names.contains(text) else { throw .invalidValue(text, option, command) }
    case .name(_, let names):
      guard names.contains(text) else { throw .invalidValue(text, option, command) }
    case .fraction:
      guard Self.fraction(text) != nil else { throw .invalidValue(text, option, command) }
    case .amount:
      guard Self.amount(text) != nil else { throw .invalidValue(text, option, command) }
    case .inputSize:
      guard Self.inputSize(text) != nil else { throw .invalidValue(text, option, command) }
    }
  }

  /// The number from zero to one that `text` spells.
  fileprivate static func fraction(_ text: String) -> Double? {
    amount(text).flatMap { $0 <= 1 ? $0 : nil }
  }

  /// The finite number from zero up that `text` spells.
  fileprivate static func amount(_ text: String) -> Double? {
    // Swift's parser also takes `nan` and hexadecimal.
    guard text.utf8.allSatisfy({ "0123456789.eE+-".utf8.contains($0) }),
      let number = Double(text), number >= 0, number.isFinite
    else { return nil }
    return number
  }

  /// The size that `text` spells, at most 65,535 pixels a side as in a JPEG.
  fileprivate static func inputSize(_ text: String) -> PixelSize? {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map(side)
    switch (sides.count, sides.first ?? nil, sides.last ?? nil) {
    case (1, let side?, _): return PixelSize(width: side, height: side)
    case (2, let width?, let height?): return PixelSize(width: width, height: height)
    default: return nil
    }
  }

  private static func side(_ text: Substring) -> Int? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let side = Int(text),
      (1...65_535).contains(side)
    else { return nil }
    return side
  }
}

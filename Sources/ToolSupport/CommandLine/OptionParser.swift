extension Command {
  /// Takes the words behind the command for its options.
  ///
  /// An option's value is the next word, or stands behind `=` in the same one. An option that takes
  /// several values takes all words up to the next option. A word that starts with a dash and a
  /// letter, or with two dashes, is an option; `--` makes all later words operands.
  ///
  /// - Parameters:
  ///   - words: The words.
  ///   - common: Options that it has beside its own.
  ///   - owner: What messages call the command.
  /// - Throws: The first fault from left to right, then what is missing, then what an output would
  ///   replace.
  package func parse(
    _ words: [String],
    common: [any AnyOption] = [],
    as owner: String = Self.name
  ) throws(UsageError) {
    let options = options + common
    var operands: [String] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        operands += rest
        break
      }
      guard isOption(word) else {
        operands.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let option = options.first(where: { $0.name == parts[0] }) else {
        let (found, names) = (String(parts[0]), options.filter { !$0.isOperand }.map(\.name))
        throw UsageError(
          "unknown option '\(UsageError.shown(found))' for \(owner)"
            + UsageError.suggestion(for: found, among: names + ["--help"])
        )
      }
      if option.placeholder == nil {
        guard parts.count == 1 else {
          throw UsageError("option \(option.name) takes no value; give it alone")
        }
        try option.add([""])
        continue
      }
      var found = parts.count == 2 ? [String(parts[1])] : []
      if parts.count == 1 {
        while let value = rest.first, !isOption(value), found.isEmpty || option.takesMany {
          found.append(value)
          rest.removeFirst()
        }
      }
      try option.add(found)
    }
    if let option = options.first(where: \.isOperand) {
      if !operands.isEmpty { try option.add(operands) }
    } else if let first = operands.first {
      throw .unexpectedArgument(first, of: owner)
    }
    for option in requiredOptions where !option.isGiven {
      throw UsageError(
        option.isOperand && option.takesMany
          ? "no files given"
          : option.isOperand ? "\(option.form) is missing" : "option \(option.form) is missing"
      )
    }
    for rule in rules { try rule.check() }
    let outputs = options.filter { $0.values.file == .output && $0.isGiven }
    for (index, output) in outputs.enumerated() {
      if let other = outputs[..<index].first(where: { $0.given == output.given }) {
        throw UsageError(
          """
          \(other.name) and \(output.name) both write \(UsageError.shown(output.given[0])); name two files
          """
        )
      }
      for input in options where input.values.file == .input {
        try output.checkReplacing(input.given, of: input)
      }
    }
  }
}

private func isOption(_ word: String) -> Bool {
  guard word.first == "-", let second = word.dropFirst().first else { return false }
  return second == "-" || second.isLetter
}

extension AnyOption {
  /// Takes the words that stand behind the option once.
  fileprivate func add(_ words: [String]) throws(UsageError) {
    guard !words.isEmpty else { throw UsageError("option \(name) needs a value: \(form)") }
    for word in words {
      if isGiven && !takesMany {
        throw UsageError("option \(name) takes one value and is given more; give it once")
      }
      do { try take(word) } catch { throw .value(error, of: self) }
    }
  }
}

extension OptionRule {
  /// Throws unless the options that were given keep the rule.
  fileprivate func check() throws(UsageError) {
    switch self {
    case .exactlyOne(let options), .atMostOne(let options):
      let given = options.filter(\.isGiven)
      if given.count > 1 {
        throw UsageError(
          "\(given[0].name) and \(given[1].name) replace each other; give only one"
        )
      }
      if case .exactlyOne = self, given.isEmpty {
        throw UsageError("option \(options.map(\.name).joined(separator: " or ")) is missing")
      }
    case .atLeastOne(let options):
      if !options.contains(where: \.isGiven) {
        throw UsageError("option \(options.map(\.name).joined(separator: " or ")) is missing")
      }
    case .requires(let option, let other):
      if option.isGiven && !other.isGiven {
        throw UsageError("option \(other.form) is missing; \(option.name) needs it")
      }
    case .required: break
    }
  }
}

import DetectionText

/// A value under reading: what it is, where it stands, and where to report from.
package struct ConfigurationValue: Sendable {
  package let json: JSONValue
  package let path: ValuePath
  package let source: ConfigurationSource

  package init(json: JSONValue, path: ValuePath, source: ConfigurationSource) {
    self.json = json
    self.path = path
    self.source = source
  }

  /// A problem with this value.
  package func error(_ problem: ConfigurationProblem) -> ConfigurationError {
    source.error(problem, at: json.position, path)
  }

  /// This value is of another kind than `expected`.
  package func wrongKind(_ expected: ExpectedKind) -> ConfigurationError {
    error(.wrongKind(found: json.summary, expected: expected))
  }
}

// MARK: - Simple values

extension ConfigurationValue {
  /// A number in `range`.
  package func number(
    _ range: NumberRange,
    _ expected: ExpectedKind = .number
  ) throws(ConfigurationError) -> Double {
    guard case .number = json.content else { throw wrongKind(expected) }
    guard let value = json.finiteNumber, range.contains(value) else {
      throw error(.numberOutOfRange(found: json.summary, allowed: range))
    }
    return value
  }

  /// An integer in `range`, written without fraction or exponent: `8.0` and `8e0` are refused.
  package func integer(_ range: ClosedRange<Int>) throws(ConfigurationError) -> Int {
    guard case .number(let text) = json.content else { throw wrongKind(.number) }
    guard !text.utf8.contains(where: [UInt8](".eE".utf8).contains) else {
      throw error(.notAnInteger(found: json.summary, allowed: range))
    }
    guard let value = json.integer, range.contains(value) else {
      throw error(.integerOutOfRange(found: json.summary, allowed: range))
    }
    return value
  }

  /// `true` or `false`.
  package func boolean() throws(ConfigurationError) -> Bool {
    guard case .boolean(let value) = json.content else { throw wrongKind(.boolean) }
    return value
  }

  /// Any text in quotes.
  package func text(_ expected: ExpectedKind = .text) throws(ConfigurationError) -> String {
    guard case .string(let text) = json.content else { throw wrongKind(expected) }
    return text
  }

  /// A text that reports can show: not blank, and without control characters.
  package func name() throws(ConfigurationError) -> String {
    let text = try text()
    if let problem = nameProblem(text) { throw error(problem) }
    return text
  }

  /// The elements of a list of as many as `range` allows, made one at a time: there may be a
  /// million.
  package func elements(
    _ kind: ExpectedKind,
    _ range: ClosedRange<Int>
  ) throws(ConfigurationError) -> some Sequence<ConfigurationValue> {
    guard case .array(let elements) = json.content else { throw wrongKind(kind) }
    guard range.contains(elements.count) else {
      throw error(.elementCount(elements.count, of: kind, allowed: range))
    }
    return elements.enumerated().lazy.map { index, element in
      ConfigurationValue(json: element, path: path.appending(.index(index)), source: source)
    }
  }
}

/// Why `text` cannot serve as a name in reports, or `nil` if it can.
package func nameProblem(_ text: some StringProtocol) -> ConfigurationProblem? {
  for scalar in text.unicodeScalars where scalar.properties.generalCategory == .control {
    return .controlCharacter(scalar.value)
  }
  return text.unicodeScalars.allSatisfy(\.properties.isWhitespace) ? .blankText : nil
}

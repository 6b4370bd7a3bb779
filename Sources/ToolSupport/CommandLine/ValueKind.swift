/// A reason why a word is not a value of an option.
package enum ValueFault: Error, Hashable, Sendable {
  /// The word, or this part of it, is none of the allowed values.
  case invalid(String)

  /// The same, by a kind that knows what to do about the word.
  case unknown(String, remedy: String)

  case empty
}

/// What an option's values may be, without their type: for messages, help and suggestions.
package struct AllowedValues: Sendable {
  /// What the option's file is to the command.
  package enum FileRole: Sendable {
    /// It is read.
    case input

    /// It is written.
    case output
  }

  /// What a message says is allowed.
  package let description: String

  /// The words a message may suggest, where there is a closed set of them.
  package let words: [String]

  /// What the file is that the value names, if it names one.
  package let file: FileRole?

  /// What a value may begin with, such as the keys of `KEY=VALUE`: for completion, and made for it alone.
  package var beginnings: [String] { makeBeginnings() }

  private let makeBeginnings: @Sendable () -> [String]

  /// Describes values by what a message says is allowed.
  package init(
    _ description: String,
    words: [String] = [],
    file: FileRole? = nil,
    beginnings: @autoclosure @escaping @Sendable () -> [String] = []
  ) {
    self.description = description
    self.words = words
    self.file = file
    makeBeginnings = beginnings
  }
}

/// How a word of the command line becomes a value: a path, a number in a range, one of some words.
///
/// A module adds its own by an extension, as the tool does for the size of an input.
package struct ValueKind<Value> {
  /// What stands for the value in help.
  package let placeholder: String

  /// What values may be, for messages.
  package let values: AllowedValues

  /// Reads one word.
  package let read: (String) throws(ValueFault) -> Value

  /// The word for a value, which help shows for a default.
  package let spelling: (Value) -> String

  package init(
    _ placeholder: String,
    _ values: AllowedValues,
    spelling: @escaping (Value) -> String = { "\($0)" },
    read: @escaping (String) -> Value?
  ) {
    self.init(placeholder, values, spelling: spelling) { (word) throws(ValueFault) in
      guard let value = read(word) else { throw .invalid(word) }
      return value
    }
  }

  /// Creates a kind whose reader says itself what is wrong.
  package init(
    _ placeholder: String,
    _ values: AllowedValues,
    spelling: @escaping (Value) -> String = { "\($0)" },
    reading read: @escaping (String) throws(ValueFault) -> Value
  ) {
    self.placeholder = placeholder
    self.values = values
    self.spelling = spelling
    self.read = { (word) throws(ValueFault) in
      guard !word.isEmpty else { throw .empty }
      return try read(word)
    }
  }
}

// MARK: - Paths and words

extension ValueKind<String> {
  /// Any text.
  package static func text(_ placeholder: String) -> ValueKind {
    ValueKind(placeholder, AllowedValues("a text")) { $0 }
  }

  /// The path of something that is read.
  package static func input(_ placeholder: String) -> ValueKind {
    ValueKind(placeholder, AllowedValues("a path", file: .input)) { $0 }
  }

  /// The path of a file that is written, which standard output is not.
  ///
  /// - Parameters:
  ///   - placeholder: What stands for it in help.
  ///   - kind: What the file is, such as `a .npz file`.
  ///   - endings: What its name may end in; anything where none is given.
  ///   - orFolder: Whether it may be a folder, whose name has no dot.
  /// - Returns: The kind, whose values are the paths themselves.
  package static func output(
    _ placeholder: String,
    kind: String,
    endings: [String] = [],
    orFolder: Bool = false
  ) -> ValueKind {
    ValueKind(placeholder, AllowedValues("the path of \(kind)", file: .output)) { path in
      let end = path.lowercased()
      let isFolder = orFolder && path.split(separator: "/").last?.contains(".") == false
      let isKnown = endings.isEmpty || isFolder || endings.contains { end.hasSuffix($0) }
      return path == "-" || !isKnown ? nil : path
    }
  }

  /// One of many words, too many for a line of help.
  package static func name(_ placeholder: String, among names: [String]) -> ValueKind {
    ValueKind(
      placeholder,
      AllowedValues(names.joined(separator: ", "), words: names)
    ) { names.contains($0) ? $0 : nil }
  }
}

extension ValueKind where Value: CaseIterable & RawRepresentable<String> & Equatable {
  /// One of the words of an enumeration.
  ///
  /// - Parameter cases: The cases that count; all if not given.
  /// - Returns: The kind, whose words are the raw values.
  package static func word(of cases: [Value] = Array(Value.allCases)) -> ValueKind {
    let words = cases.map(\.rawValue)
    return ValueKind(
      words.joined(separator: "|"),
      AllowedValues(words.joined(separator: ", "), words: words),
      spelling: \.rawValue
    ) { word in
      cases.first { $0.rawValue == word }
    }
  }
}

// MARK: - Numbers

extension ValueKind<Double> {
  /// A finite number in a range that begins at zero or above.
  ///
  /// - Parameters:
  ///   - range: The numbers allowed.
  ///   - example: One of them, which a message shows.
  /// - Returns: The kind, which takes decimal numbers alone.
  package static func number(
    _ range: some RangeExpression<Double>,
    example: Double
  ) -> ValueKind {
    let bounds =
      switch range {
      case let range as ClosedRange<Double>:
        "from \(plain(range.lowerBound)) to \(plain(range.upperBound))"
      case let range as PartialRangeFrom<Double>: "from \(plain(range.lowerBound)) up"
      default: "in \(range)"
      }
    return ValueKind(
      "NUMBER",
      AllowedValues("a number \(bounds), such as \(plain(example))"),
      spelling: plain
    ) { word in
      // Swift's parser also takes `nan` and hexadecimal.
      guard word.utf8.allSatisfy({ "0123456789.eE+-".utf8.contains($0) }),
        let number = Double(word), number.isFinite, range.contains(number)
      else { return nil }
      return number
    }
  }

  private static func plain(_ number: Double) -> String {
    let text = number.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension ValueKind<Int> {
  /// A whole number in a range.
  package static func integer(_ range: ClosedRange<Int>) -> ValueKind {
    let bounds =
      range.upperBound == .max
      ? "from \(range.lowerBound) up" : "from \(range.lowerBound) to \(range.upperBound)"
    return ValueKind("N", AllowedValues("a whole number \(bounds)")) { word in
      guard word.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(word),
        range.contains(number)
      else { return nil }
      return number
    }
  }
}

// MARK: - Lists

extension ValueKind {
  /// Several values in one word, separated by commas.
  ///
  /// - Parameters:
  ///   - kind: The kind of each.
  ///   - placeholder: What stands for the list in help; made of the kind's if not given.
  /// - Returns: The kind, whose faults name the part that is at fault.
  package static func list<Element>(
    of kind: ValueKind<Element>,
    placeholder: String? = nil
  ) -> ValueKind where Value == [Element] {
    ValueKind(
      placeholder ?? "\(kind.placeholder),...",
      kind.values,
      spelling: { $0.map(kind.spelling).joined(separator: ",") },
      reading: { (word) throws(ValueFault) in
        var values: [Element] = []
        for part in word.split(separator: ",", omittingEmptySubsequences: false) {
          values.append(try kind.read(String(part)))
        }
        return values
      }
    )
  }
}

import AnchorDecoding
import DetectorConfiguration

/// The options of the command line.
package enum OptionName: String, CaseIterable, Sendable {
  case operation = "--operation"
  case dialect = "--dialect"
  case order = "--order"
  case batch = "--batch"
  case objects = "--objects"
  case heads = "--heads"
  case classes = "--classes"
  case threads = "--threads"
  case check = "--check"
  case repeats = "--repeats"
  case seed = "--seed"
  case format = "--format"
  case write = "--write"
  case everything = "--everything"
  case list = "--list"
  case help = "--help"

  /// Whether a value follows.
  package var takesValue: Bool {
    switch self {
    case .everything, .list, .help: false
    default: true
    }
  }
}

/// How results are written.
package enum OutputFormat: String, CaseIterable, Sendable {
  case text
  case json
}

/// Which values the loss looks at for NaN and infinity.
package enum CheckedValues: String, CaseIterable, Sendable {
  /// Those that take part in the loss.
  case part

  /// All of them, which reads the heads once from beginning to end.
  case every
}

/// What the command line asks for.
package struct Options: Hashable, Sendable {
  package var operations = Operation.allCases
  package var dialects = ["reference"]
  package var orders: [HeadOrder] = [.nhwc]
  package var batches = [1]
  package var objects: [ObjectCount] = [.few]
  package var heads: [HeadKind] = [.trained]
  package var classes = [80]
  package var threads: [ThreadCount] = [.one]
  package var check = CheckedValues.part
  package var repeats = 20
  package var seed = 1
  package var format = OutputFormat.text
  package var folder: String?
  package var listsOnly = false
  package var asksForHelp = false

  /// The orders of a head that are measured.
  package static let orders: [HeadOrder] = [.nhwc, .nchw]

  /// Reads a command line without the name of the program.
  package init(_ arguments: [String]) throws(UsageError) {
    if arguments.contains(OptionName.everything.rawValue) { chooseEverything() }
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("--") else { throw .unexpectedArgument(argument) }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = OptionName(rawValue: String(parts[0])) else {
        throw .unknownOption(String(parts[0]))
      }
      guard name.takesValue else {
        guard parts.count == 1 else { throw .unexpectedValue(option: name.rawValue) }
        if name == .list { listsOnly = true }
        if name == .help { asksForHelp = true }
        continue
      }
      guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst(), !value.isEmpty else {
        throw .missingValue(option: name.rawValue)
      }
      try set(name, value)
    }
    if folder != nil && workloadCount != 1 { throw .severalWorkloads }
  }

  /// Every combination there is figures for.
  private mutating func chooseEverything() {
    dialects = Detector.mainDialects
    orders = Self.orders
    batches = [1, 8, 64]
    objects = [.few, .many]
    heads = HeadKind.allCases
    threads = ThreadCount.allCases
  }

  private mutating func set(_ name: OptionName, _ value: String) throws(UsageError) {
    switch name {
    case .operation: operations = try choices(name, value)
    case .dialect: dialects = try list(value) { word throws(UsageError) in try dialect(word) }
    case .order: orders = try list(value) { word throws(UsageError) in try order(word) }
    case .batch: batches = try numbers(name, value, 1...1024)
    case .objects: objects = try list(value) { word throws(UsageError) in try count(word) }
    case .heads: heads = try choices(name, value)
    case .classes: classes = try numbers(name, value, 1...10_000)
    case .threads: threads = try choices(name, value)
    case .check: check = try choice(name, value)
    case .repeats: repeats = try number(name, value, 1...1_000_000)
    case .seed: seed = try number(name, value, 0...Int.max)
    case .format: format = try choice(name, value)
    case .write: folder = value
    case .everything, .list, .help: break
    }
  }
}

// MARK: - Combinations

extension Options {
  /// The inputs of all measurements, in the order they are made.
  package var settings: [Setting] {
    var settings: [Setting] = []
    for classes in classes {
      for heads in heads {
        for objects in objects {
          for batch in batches {
            for order in orders {
              settings.append(
                Setting(
                  order: order,
                  batch: batch,
                  objects: objects,
                  heads: heads,
                  classes: classes
                )
              )
            }
          }
        }
      }
    }
    return settings
  }

  /// The number of inputs, dialects and thread counts combined.
  package var workloadCount: Int { settings.count * dialects.count * threads.count }
}

// MARK: - Values

extension Options {
  private func list<Value>(
    _ text: String,
    _ value: (String) throws(UsageError) -> Value
  ) throws(UsageError) -> [Value] {
    var values: [Value] = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      values.append(try value(String(word)))
    }
    return values
  }

  private func choices<Choice: CaseIterable & RawRepresentable<String>>(
    _ name: OptionName,
    _ text: String
  ) throws(UsageError) -> [Choice] {
    try list(text) { word throws(UsageError) in try choice(name, word) }
  }

  private func choice<Choice: CaseIterable & RawRepresentable<String>>(
    _ name: OptionName,
    _ word: String
  ) throws(UsageError) -> Choice {
    guard let choice = Choice(rawValue: word) else {
      throw .unknownChoice(
        option: name.rawValue,
        found: word,
        choices: Choice.allCases.map(\.rawValue)
      )
    }
    return choice
  }

  private func numbers(
    _ name: OptionName,
    _ text: String,
    _ allowed: ClosedRange<Int>
  ) throws(UsageError) -> [Int] {
    try list(text) { word throws(UsageError) in try number(name, word, allowed) }
  }

  private func number(
    _ name: OptionName,
    _ word: String,
    _ allowed: ClosedRange<Int>
  ) throws(UsageError) -> Int {
    guard let number = Int(word), allowed.contains(number) else {
      throw .badNumber(option: name.rawValue, found: word, allowed: allowed)
    }
    return number
  }

  private func dialect(_ word: String) throws(UsageError) -> String {
    guard LossComponents.dialect(named: word) != nil else {
      throw .unknownChoice(
        option: OptionName.dialect.rawValue,
        found: word,
        choices: LossComponents.dialects.spellings
      )
    }
    return word
  }

  private func order(_ word: String) throws(UsageError) -> HeadOrder {
    guard let order = HeadOrder(rawValue: word), Self.orders.contains(order) else {
      throw .unknownChoice(
        option: OptionName.order.rawValue,
        found: word,
        choices: Self.orders.map(\.rawValue)
      )
    }
    return order
  }

  private func count(_ word: String) throws(UsageError) -> ObjectCount {
    switch word {
    case "few": .few
    case "many": .many
    default: .exactly(try number(.objects, word, 0...10_000))
    }
  }
}

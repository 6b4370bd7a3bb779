import AnchorDecoding

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
  // What is measured: every combination of these.
  package private(set) var operations = Operation.allCases
  package private(set) var dialects = ["reference"]
  package private(set) var orders: [HeadOrder] = [.nhwc]
  package private(set) var batches = [1]
  package private(set) var objects: [ObjectCount] = [.few]
  package private(set) var heads: [HeadKind] = [.trained]
  package private(set) var classes = [80]
  package private(set) var threads: [ThreadCount] = [.one]
  package private(set) var check = CheckedValues.part

  // How it is measured and told.
  package private(set) var repeats = 20
  package private(set) var seed = 1
  package private(set) var format = OutputFormat.text

  /// Where the workload shall be written.
  package private(set) var folder: String?

  package private(set) var listsOnly = false
  package private(set) var asksForHelp = false

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
    dialects = MeasuredDetector.mainDialects
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

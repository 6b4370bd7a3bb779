/// What is known of an option without the type of its value: what help and parsing need.
package protocol AnyOption: AnyObject {
  /// Its name with its dashes; empty for operands, which have none.
  var name: String { get }

  /// What stands for its value in help, `FILE`; `nil` for a flag, which takes none.
  var placeholder: String? { get }

  /// Whether it takes several values, and may stand more than once.
  var takesMany: Bool { get }

  /// Whether the command cannot do without it.
  var isRequired: Bool { get }

  /// The value it has when it is not given, as help shows it.
  var defaultText: String? { get }

  /// What it means, in a line or two.
  var help: String { get }

  /// What its values may be.
  var values: AllowedValues { get }

  /// The words that were given for it.
  var given: [String] { get }

  /// Takes one word of the command line for its value; a flag takes an empty one.
  func take(_ word: String) throws(ValueFault)
}

extension AnyOption {
  /// Whether it stands on the command line.
  package var isGiven: Bool { !given.isEmpty }

  /// Whether it is the words that belong to no option.
  package var isOperand: Bool { name.isEmpty }

  /// The option as help and usage lines show it, `--heads FILE...`.
  package var form: String {
    let value = placeholder.map { $0 + (takesMany ? "..." : "") }
    return [isOperand ? nil : name, value].compactMap { $0 }.joined(separator: " ")
  }
}

/// An option of a command, declared as a property of it.
///
/// The type of the property says what the option is:
///
/// | property | option |
/// |---|---|
/// | `String`, `Double`, … | required, or with a default |
/// | `String?`, `Double?`, … | may be left out |
/// | `[String]`, … | takes several values: at least one, or none where there is a default |
/// | `Bool` | a flag, which takes no value |
///
/// An option without a name takes the words that belong to no other.
@propertyWrapper
package final class Option<Value>: AnyOption {
  package let name: String
  package let placeholder: String?
  package let takesMany: Bool
  package let isRequired: Bool
  package let defaultText: String?
  package let help: String
  package let values: AllowedValues
  package private(set) var given: [String] = []

  private var value: Value?
  private let read: (String, Value?) throws(ValueFault) -> Value

  /// Creates an option, which is required where it has no value from the beginning.
  private init<Element>(
    _ name: String,
    _ kind: ValueKind<Element>,
    takesMany: Bool = false,
    value: Value?,
    defaultText: String? = nil,
    help: String,
    read: @escaping (String, Value?) throws(ValueFault) -> Value
  ) {
    self.name = name
    placeholder = kind.placeholder.isEmpty ? nil : kind.placeholder
    self.takesMany = takesMany
    isRequired = value == nil
    self.defaultText = defaultText
    self.help = help
    self.value = value
    self.read = read
    values = kind.values
  }

  /// The value that was given, or the default.
  ///
  /// - Precondition: The command line has been parsed, which makes sure of required options.
  package var wrappedValue: Value {
    guard let value else { preconditionFailure("\(name) is required and was not parsed") }
    return value
  }

  /// The option itself, for rules and for questions such as ``AnyOption/isGiven``.
  package var projectedValue: Option { self }

  package func take(_ word: String) throws(ValueFault) {
    value = try read(word, given.isEmpty ? nil : value)
    given.append(word)
  }
}

extension Option {
  /// An option that takes one value, required where there is no default.
  package convenience init(
    _ name: String,
    _ kind: ValueKind<Value>,
    default value: Value? = nil,
    help: String
  ) {
    self.init(
      name,
      kind,
      value: value,
      defaultText: value.map(kind.spelling),
      help: help,
      read: { (word, _) throws(ValueFault) in try kind.read(word) }
    )
  }

  /// An option that takes one value and may be left out.
  package convenience init<Element>(
    _ name: String,
    _ kind: ValueKind<Element>,
    help: String
  ) where Value == Element? {
    self.init(
      name,
      kind,
      value: .some(nil),
      help: help,
      read: { (word, _) throws(ValueFault) in try kind.read(word) }
    )
  }

  /// An option that takes several values; at least one where there is no default.
  package convenience init<Element>(
    _ name: String,
    _ kind: ValueKind<Element>,
    default value: [Element]? = nil,
    help: String
  ) where Value == [Element] {
    self.init(
      name,
      kind,
      takesMany: true,
      value: value,
      defaultText: value.flatMap {
        $0.isEmpty ? nil : $0.map(kind.spelling).joined(separator: " ")
      },
      help: help,
      read: { (word, earlier) throws(ValueFault) in (earlier ?? []) + [try kind.read(word)] }
    )
  }
}

// MARK: - Operands

extension Option {
  /// The word that belongs to no option, which the command needs.
  package convenience init(operand kind: ValueKind<Value>) {
    self.init("", kind, help: "")
  }

  /// The word that belongs to no option, if there is one.
  package convenience init<Element>(operand kind: ValueKind<Element>) where Value == Element? {
    self.init("", kind, help: "")
  }

  /// The words that belong to no option, of which there may be none.
  package convenience init<Element>(
    operands kind: ValueKind<Element>,
    default value: [Element]
  ) where Value == [Element] {
    self.init("", kind, default: value, help: "")
  }

  /// The words that belong to no option, at least one.
  package convenience init<Element>(operands kind: ValueKind<Element>) where Value == [Element] {
    self.init("", kind, help: "")
  }
}

extension Option<Bool> {
  /// A flag: true where it is given.
  package convenience init(_ name: String, help: String) {
    self.init(
      name,
      ValueKind<String>.text(""),
      value: false,
      help: help,
      read: { (_, _) in true }
    )
  }
}

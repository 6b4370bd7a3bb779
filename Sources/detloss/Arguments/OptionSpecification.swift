/// What an option's value may be.
package enum OptionValue: Hashable, Sendable {
  /// A path; the text stands for it in help.
  case path(String)

  /// One of a few words; `notYet` lists those that do not work in this version.
  case choice([String], notYet: [String])

  /// One of many words, too many for a line of help; the first text stands for them there.
  case name(String, [String])

  /// A number from zero to one.
  case fraction

  /// A number from zero up.
  case amount

  /// Width and height of the network input: `416` or `384x256`.
  case inputSize

  /// One of the values of `type`.
  package static func choice(_ type: (some OptionChoice).Type) -> OptionValue {
    .choice(type.allCases.map(\.rawValue), notYet: type.notYet.map(\.rawValue))
  }

  /// What stands for the value in help.
  package var placeholder: String {
    switch self {
    case .path(let name), .name(let name, _): name
    case .choice(let names, _): names.joined(separator: "|")
    case .fraction, .amount: "NUMBER"
    case .inputSize: "SIZE"
    }
  }
}

/// One option of a command: all that parsing and help need to know of it.
package struct OptionSpecification: Hashable, Sendable {
  /// The name with its dashes.
  package let name: String

  /// What its value may be.
  package let value: OptionValue

  /// Whether it takes several values, and may stand more than once.
  package let takesMany: Bool

  /// Whether the command cannot do without it.
  package let isRequired: Bool

  /// The value it has when it is not given, as help shows it.
  package let standard: String?

  /// Whether it works in this version.
  package let isAvailable: Bool

  /// What it means, in a line or two.
  package let help: String

  /// Creates a specification.
  package init(
    _ name: String,
    _ value: OptionValue,
    takesMany: Bool = false,
    isRequired: Bool = false,
    standard: String? = nil,
    isAvailable: Bool = true,
    help: String
  ) {
    self.name = name
    self.value = value
    self.takesMany = takesMany
    self.isRequired = isRequired
    self.standard = standard
    self.isAvailable = isAvailable
    self.help = help
  }

  /// The option as help and usage lines show it, `--heads FILE...`.
  package var form: String { "\(name) \(value.placeholder)\(takesMany ? "..." : "")" }
}

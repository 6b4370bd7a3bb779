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

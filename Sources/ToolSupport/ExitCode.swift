/// What a program tells its caller when it ends.
///
/// The numbers from 64 are those of BSD's `sysexits.h`, so that a script can tell its own mistake
/// from a broken file and from a full disk.
package enum ExitCode: Int32, CaseIterable, Sendable {
  /// Done.
  case done = 0

  /// The work was done and the answer is no: a comparison differs, a check found faults.
  case no = 1

  /// The command line is at fault.
  case usage = 64

  /// The content of a file is at fault.
  case badContent = 65

  /// A file is missing or unreadable.
  case noInput = 66

  /// The program itself is at fault.
  case bug = 70

  /// An output file could not be created.
  case cannotCreate = 73

  /// Output could not be written to its end.
  case cannotWrite = 74

  /// The configuration is at fault.
  case badConfiguration = 78
}

extension ExitCode {
  /// One line of the help of `program`.
  package func summary(in program: String) -> String {
    switch self {
    case .done: "done"
    case .no: "the answer is no: a comparison differs, a check found faults"
    case .usage: "the command line is at fault"
    case .badContent: "a file's content is at fault"
    case .noInput: "a file is missing or unreadable"
    case .bug: "a bug in \(program)"
    case .cannotCreate: "an output file could not be created"
    case .cannotWrite: "output could not be written"
    case .badConfiguration: "the configuration is at fault"
    }
  }
}

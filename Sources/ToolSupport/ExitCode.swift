/// What a program tells its caller when it ends.
///
/// The numbers from 64 are those of BSD's `sysexits.h`, so that a script can tell its own mistake
/// from a broken file and from a full disk.
package enum ExitCode: Int32, CaseIterable, Sendable {
  case done = 0
  case no = 1
  case usage = 64
  case badContent = 65
  case noInput = 66
  case bug = 70
  case cannotCreate = 73
  case cannotWrite = 74
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

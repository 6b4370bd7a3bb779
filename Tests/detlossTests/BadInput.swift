import Testing
import ToolSupport
import detloss

/// A run of the tool that must be refused: the files it finds, the command line, and the answer.
///
/// Every run starts from the good files of ``GoodInput``; ``files`` replaces or adds some. In
/// ``arguments``, a word that starts with `@` is a path in the run's own folder. Messages are
/// compared with the folder's path cut away, so that they read as the user of that folder sees them.
struct BadInput: Sendable, CustomTestStringConvertible {
  /// What is wrong, for the test's report.
  let testDescription: String

  /// The files that differ from the good ones, by their names.
  let files: [String: Item]

  /// The command line.
  let arguments: [String]

  /// The exit code of the contract.
  let code: ExitCode

  /// What the tool says.
  let answer: Answer

  /// Something in the folder of a run.
  enum Item: Sendable {
    case bytes([UInt8])
    case text(String)
    case folder
    case link(to: String)
    case pipe
    case absent
  }

  /// What is expected on standard error.
  enum Answer: Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    /// Exactly this, without the leading `detloss: ` and the closing line end.
    case whole(String)

    /// Each of these pieces: file or option, and place.
    case naming([String])

    /// The whole message.
    init(stringLiteral message: String) { self = .whole(message) }
  }

  init(
    _ testDescription: String,
    _ arguments: [String] = loss,
    _ files: [String: Item] = [:],
    code: ExitCode = .badContent,
    _ answer: Answer
  ) {
    self.testDescription = testDescription
    self.arguments = arguments
    self.files = files
    self.code = code
    self.answer = answer
  }
}

// MARK: - Command lines

extension BadInput {
  private static let dump = ["--config", "@config.json", "--heads", "@heads.npz"]

  /// The loss of the good dump against the good labels.
  static let loss = ["loss"] + dump + ["--labels", "@labels.txt"]

  /// The loss of the good dump against the good dense targets.
  static let lossOfTargets = ["loss"] + dump + ["--targets", "@targets.npz"]

  /// The boxes of the good dump.
  static let decode = ["decode"] + dump

  /// The assignment of the good labels.
  static let assign =
    ["assign", "--config", "@config.json", "--labels", "@labels.txt", "--input-size", "64x32"]

  /// A look at the good dump.
  static let inspect = ["inspect", "@heads.npz"]
}

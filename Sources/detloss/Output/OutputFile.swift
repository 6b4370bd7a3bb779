import DetectionAnalysis
import Foundation

/// A file that a command is going to write, checked before anything is computed.
struct OutputFile {
  /// The option that names it.
  private let option: String

  /// Its path.
  let path: String

  private let command: CommandName

  /// Creates a file to check; `nil` where there is none.
  init?(_ option: String, _ path: String?, of command: CommandName) {
    guard let path else { return nil }
    self.option = option
    self.path = path
    self.command = command
  }

  /// Refuses a file that would replace one that a case was read from.
  func check(_ example: DetectionCase) throws(UsageError) {
    try check([
      "--config": example.files.configuration, "--heads": example.files.heads,
      "--labels": example.files.truth,
    ])
  }

  /// Refuses a file of a kind that cannot be written yet, and one that would replace an input.
  ///
  /// Files are compared by what they are, not by what they are called: a link to an input, of
  /// either kind, is that input.
  ///
  /// - Parameter inputs: The options that name files to read, each with its paths.
  /// - Throws: ``UsageError``.
  func check(_ inputs: KeyValuePairs<String, [String]>) throws(UsageError) {
    for ending in [".safetensors", ".npy"] where path.lowercased().hasSuffix(ending) {
      throw .notAvailable("\(option) to \(ending)", instead: [".npz"], command)
    }
    if path == "-" {
      throw .notAvailable("\(option) to standard output", instead: ["a file"], command)
    }
    guard let identity = FileIdentity(path) else { return }
    for (input, paths) in inputs {
      for other in paths where FileIdentity(other) == identity {
        throw .replacesInput(option, path, input: input, other, command)
      }
    }
  }
}

/// What tells a file from all others: two paths with one identity lead to one file.
private struct FileIdentity: Equatable {
  private let device: UInt64
  private let number: UInt64

  /// The identity of the file that `path` leads to, behind all links; `nil` when there is none.
  init?(_ path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(truncatingIfNeeded: status.st_ino)
  }
}

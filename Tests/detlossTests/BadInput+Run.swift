import DetectionTestSupport
import DetectionText
import Foundation
import Testing
import ToolSupport
import detloss

/// What a run of the tool left behind.
struct RunOutcome {
  /// The exit code.
  let code: ExitCode

  /// Standard output.
  let results: String

  /// Standard error, without the path of the run's folder.
  let messages: String

  /// The processor time of the run, which a busy machine does not lengthen.
  let seconds: Double
}

/// A folder for one run, removed when nobody needs it any more.
final class RunFolder {
  /// Its path, without a closing slash.
  let path: String

  /// Creates a folder with the good files, but for those that `items` replaces.
  init(_ items: [String: BadInput.Item] = [:]) throws {
    path =
      FileManager.default.temporaryDirectory.path(percentEncoded: false)
      .trimmingSuffix("/") + "/detloss-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    for (name, item) in GoodInput.files.merging(items, uniquingKeysWith: { $1 }) {
      try write(item, named: name)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the folder.
  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// A command line whose words behind `@` have become paths in the folder.
  func resolved(_ arguments: [String]) -> [String] {
    arguments.map { $0.hasPrefix("@") ? file(String($0.dropFirst())) : $0 }
  }

  /// Runs the tool within this process.
  func run(_ arguments: [String]) -> RunOutcome {
    let results = MemoryOutput()
    let messages = MemoryOutput()
    let start = processorSeconds()
    let code = Tool.program.run(
      arguments: resolved(arguments),
      standardOutput: results,
      standardError: messages
    )
    return RunOutcome(
      code: code,
      results: results.text,
      messages: messages.text.replacingOccurrences(of: "\(path)/", with: ""),
      seconds: processorSeconds() - start
    )
  }

  /// Puts `item` into the folder; bytes replace a file of that name.
  func write(_ item: BadInput.Item, named name: String) throws {
    let manager = FileManager.default
    switch item {
    case .bytes(let bytes): try Data(bytes).write(to: URL(filePath: file(name)))
    case .text(let text): try Data(text.utf8).write(to: URL(filePath: file(name)))
    case .folder:
      try manager.createDirectory(atPath: file(name), withIntermediateDirectories: false)
    case .link(let target):
      try manager.createSymbolicLink(atPath: file(name), withDestinationPath: target)
    case .pipe: try #require(unsafe mkfifo(file(name), 0o600) == 0)
    case .absent: break
    }
  }
}

extension BadInput {
  /// The longest that a refusal may take, in seconds of processor time.
  static let longestRun = 1.0

  /// Runs the tool and holds its answer against the contract.
  func check() throws {
    let outcome = try RunFolder(files).run(arguments)
    #expect(outcome.code == code, "\(outcome.messages)")
    #expect(outcome.results == "")
    #expect(outcome.seconds < Self.longestRun)
    #expect(outcome.messages.hasPrefix("detloss: ") && outcome.messages.hasSuffix("\n"))
    #expect(!outcome.messages.unicodeScalars.contains { $0 != "\n" && steersTerminal($0) })
    switch answer {
    case .whole(let message): #expect(outcome.messages == "detloss: \(message)\n")
    case .naming(let pieces):
      for piece in pieces { #expect(outcome.messages.contains(piece)) }
    }
  }
}

extension String {
  /// The text without `suffix` at its end.
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}

import DetectionTestSupport
import Foundation
import Testing
import ToolSupport

/// Every process hashes with another seed, and meets its threads and memory in another state.
@Suite("Fifty processes give the same bytes", .timeLimit(.minutes(5)))
struct FiftyRunsTests {
  /// What a run printed, said and wrote.
  private struct Result: Equatable {
    let status: Int32
    let output: Data
    let messages: String
    let file: Data?
  }

  private static let case416 = Sample.config + Sample.heads + Sample.labels

  /// Commands on `sample-data`, and whether they write a file.
  private static let commands: [(words: [String], writes: String?)] = [
    (["loss"] + case416 + ["--format", "json"], nil),
    (["loss"] + case416 + ["--dialect", "ultralytics"], "--gradients"),
    (["decode"] + Sample.config + Sample.heads + ["--format", "json"], nil),
    (["assign"] + Sample.config + Sample.labels + ["--input-size", "416"], "--tensors"),
    (["anchors"] + Sample.labels + ["--input-size", "416", "--count", "6"], nil),
  ]

  private static func run(
    _ command: (words: [String], writes: String?),
    in folder: TemporaryFolder
  ) throws -> Result {
    let (output, file) = (folder.path("output"), folder.path("file.npz"))
    try Data().write(to: URL(filePath: output))
    let handle = try #require(FileHandle(forWritingAtPath: output))
    let writing = command.writes.map { [$0, file] } ?? []
    let ran = try ToolRun.subprocess(command.words + writing, output: handle)
    try handle.close()
    #expect(ran.reason == .exit)
    return Result(
      status: ran.status,
      output: try Data(contentsOf: URL(filePath: output)),
      messages: ran.messages,
      file: command.writes == nil ? nil : try Data(contentsOf: URL(filePath: file))
    )
  }

  @Test("of each command", arguments: commands.indices)
  func repeated(command: Int) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let first = try Self.run(Self.commands[command], in: folder)
    #expect(first.status == ExitCode.done.rawValue)
    #expect(!first.output.isEmpty)
    for number in 2...50 {
      let again = try Self.run(Self.commands[command], in: folder)
      #expect(again == first, "run \(number)")
    }
  }
}

import Foundation
import Testing
import ToolSupport
import detloss_benchmark

@Suite("Program")
struct ProgramTests {
  /// What a run came to.
  struct Run {
    let code: ExitCode
    let output: String
    let messages: String

    init(_ arguments: [String]) {
      let (output, messages) = (MemoryOutput(), MemoryOutput())
      code = BenchmarkCommand.program.run(
        arguments: arguments,
        standardOutput: output,
        standardError: messages
      )
      (self.output, self.messages) = (output.text, messages.text)
    }
  }

  /// One small workload, as quickly as it goes.
  static let small = ["--classes", "1", "--repeats", "1", "--operation", "loss"]

  @Test("--help and --list measure nothing")
  func help() {
    #expect(
      Run(["--help"]).output == HelpText(BenchmarkCommand.program).command(BenchmarkCommand.self)
    )
    #expect(Run(["--list", "--batch", "1,8"]).output.contains("--batch 8"))
  }

  @Test("a folder that cannot be written ends with 73")
  func cannotWrite() {
    let run = Run(Self.small + ["--write", "/dev/null/folder"])
    #expect(run.code == .cannotCreate)
    #expect(run.messages.contains("/dev/null/folder: found \"Not a directory\""))
  }

  @Test("JSON has the limits and a row, and the written workload reads back")
  func writes() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
      .path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let run = Run(Self.small + ["--format", "json", "--write", folder])
    #expect(run.code == .done)
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    let result = try #require(object as? [String: Any])
    #expect((result["limits"] as? [Any])?.count == 4)
    #expect((result["rows"] as? [Any])?.count == 1)

    let inputs = try Inputs(Setting(classes: 1), seed: 1)
    let heads = try Data(contentsOf: URL(fileURLWithPath: folder + "/heads.npz"))
    #expect(heads.count > inputs.byteCount && heads.count < inputs.byteCount + 2000)
    let labels = try String(contentsOfFile: folder + "/labels.txt", encoding: .utf8)
    #expect(labels.split(separator: " ").count == 1 + inputs.objects[0].count)
    for name in ["objects.npz", "gradients.npz", "decoded.npz", "config.json"] {
      #expect(FileManager.default.fileExists(atPath: folder + "/" + name))
    }
  }
}

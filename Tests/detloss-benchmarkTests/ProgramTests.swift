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

  @Test("a run beside an earlier one tells both, and warns where there is nothing to tell")
  func compares() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(Run(Self.small + ["--format", "json", "--output", path]).code == .done)
    let run = Run(Self.small + ["--compare", path])
    #expect(run.code == .done && run.messages == "")
    let parts = run.output.components(separatedBy: "now/then")
    #expect(parts.count == 2 && parts[1].contains("\n  loss ") && parts[1].contains("\n  fill "))

    let other = Run([
      "--classes", "1", "--repeats", "1", "--operation", "assign", "--compare", path,
    ])
    #expect(other.messages.contains("has no row that was measured now"))
    let json = Run(Self.small + ["--compare", path, "--format", "json"]).output
    #expect(json.components(separatedBy: "\"times_earlier\"").count == 1 + 5 + 1)
  }

  @Test("a file to compare with that is none ends with 65 or 66, and nothing is measured")
  func comparesNothing() throws {
    for path in ["/dev/null/before.json", "/dev/null"] {
      let missing = Run(Self.small + ["--compare", path])
      #expect(missing.code == .noInput && missing.output == "")
    }
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    try Data().write(to: file)
    let empty = Run(Self.small + ["--compare", file.path])
    #expect(empty.code == .badContent && empty.output == "")
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
    #expect((result["limits"] as? [Any])?.count == LimitProgram.allCases.count)
    #expect(result["instructions"] as? String == Machine.this.instructions)
    #expect(result["processors"] as? Int == Machine.this.processors)
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

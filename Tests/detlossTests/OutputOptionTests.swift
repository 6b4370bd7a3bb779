import DetectionTestSupport
import Foundation
import Testing
import ToolSupport
import detloss

@Suite("--output, of every command")
struct OutputOptionTests {
  static let commands = [
    BadInput.loss, BadInput.loss + ["--format", "csv"], BadInput.loss + ["--format", "jsonl"],
    BadInput.decode + ["--format", "csv"], BadInput.decode, BadInput.assign, BadInput.inspect,
    BadInput.loss.with("loss", "compare") + ["--against", "ultralytics"],
  ]

  @Test("a file gets what standard output would, and that nothing", arguments: commands)
  func file(arguments: [String]) throws {
    let folder = try RunFolder()
    let expected = folder.run(arguments)
    #expect(expected.code == .done && !expected.results.isEmpty)
    let run = folder.run(arguments + ["--output", "@results"])
    #expect(run.code == .done && run.results == "" && run.messages == expected.messages)
    let written = try String(contentsOfFile: folder.file("results"), encoding: .utf8)
    #expect(written == expected.results)
  }

  @Test(
    "no file is left where the command fails, and an old one stays",
    arguments: ["text", "csv"]
  )
  func failure(format: String) throws {
    let folder = try RunFolder(["labels.txt": .text("nothing to see"), "old": .text("before")])
    for name in ["new", "old"] {
      let run = folder.run(BadInput.loss + ["--format", format, "--output", "@\(name)"])
      #expect(run.code == .badContent)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!names.contains("new") && !names.contains { $0.hasPrefix(".tensorfiles") })
    #expect(try String(contentsOfFile: folder.file("old"), encoding: .utf8) == "before")
  }

  @Test("an answer of no is an answer")
  func no() throws {
    let folder = try RunFolder()
    let against = ["--against", "ultralytics", "--tolerance", "0", "--output", "@results"]
    let run = folder.run(BadInput.loss.with("loss", "compare") + against)
    #expect(run.code == .no)
    #expect(FileManager.default.fileExists(atPath: folder.file("results")))
  }

  @Test("an input, another output, a missing folder and a folder are refused")
  func refused() throws {
    let folder = try RunFolder(["inner": .folder])
    for (words, code, message) in [
      (["--output", "@labels.txt"], ExitCode.usage, "would replace its own input, --labels"),
      (["--output", "@first.png"], .usage, "would replace its own input, --labels first.png"),
      (
        ["--output", "@x.npz", "--gradients", "@x.npz"], .usage,
        "--gradients and --output both write"
      ),
      (["--output", "@none/x"], .cannotCreate, "No such file or directory"),
      (["--output", "@inner"], .cannotCreate, "found a folder"),
      (["--output", "-"], .usage, "for --output; allowed: the path of a file"),
    ] {
      let run = folder.run(BadInput.loss + words)
      #expect(run.code == code && run.results == "")
      #expect(run.messages.contains(message), "\(run.messages)")
    }
  }

  @Test("names are whole in a file and in a pipe, and shortened for a terminal")
  func wholeNames() throws {
    let name = String(repeating: "long/", count: 30) + "street.png"
    let labels = "\(name) 4,4,20,28,0\nsecond.png\n"
    let folder = try RunFolder(["labels.txt": .text(labels)])
    let words = BadInput.loss + ["--fit", "none"]
    #expect(folder.run(words).results.contains("\n\(name)  "))
    #expect(folder.run(words + ["--output", "@results"]).code == .done)
    let written = try String(contentsOfFile: folder.file("results"), encoding: .utf8)
    #expect(written.contains("\n\(name)  "))
    let terminal = ToolRun.inProcess(folder.resolved(words), isTerminal: true)
    #expect(!terminal.output.contains(name) && terminal.output.contains("/street.png  "))
    #expect(terminal.wideLines == [])
  }
}

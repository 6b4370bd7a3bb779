import DetectionTestSupport
import DetectorConfiguration
import Foundation
import Testing
import ToolSupport
import detloss

@Suite("Completion, the manual page and help on more")
struct CompletionTests {
  /// Whether a shell is installed.
  static func has(_ shell: String) -> Bool {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(shell)") }
  }

  /// What a shell answers to a script.
  static func answer(of shell: String, to script: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [shell, "-c", script]
    process.currentDirectoryURL = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text
  }

  static func script(_ shell: String) -> String {
    ToolRun.inProcess(["completions", shell]).output
  }

  /// The words of a command line, the last of them to be completed, and what it may become.
  static let cases: [(words: [String], answer: [String])] = [
    (["detloss", "comp"], ["compare", "completions"]),
    (["detloss", "loss", "--for"], ["--format"]),
    (["detloss", "loss", "--format", "j"], ["json", "jsonl"]),
    (["detloss", "loss", "--heads", "sample-data/h"], ["sample-data/heads.npz"]),
    (["detloss", "loss", "--heads", "a.npy", "sample-data/h"], ["sample-data/heads.npz"]),
    (["detloss", "loss", "--set", "box.we"], ["box.weight="]),
    (["detloss", "compare", "--against", "ultra"], ["ultralytics", "ultralytics-v8"]),
    (["detloss", "dialects", "wiz"], ["wizyoung"]),
    (["detloss", "help", "con"], ["config"]),
  ]

  @Test("works in bash", arguments: cases)
  func bash(words: [String], answer: [String]) throws {
    let quoted = words.map { "'\($0)'" }.joined(separator: " ")
    let text = try Self.answer(
      of: "bash",
      to: """
        \(Self.script("bash"))
        COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count - 1)
        _detloss 2>&1; printf '%s\\n' "${COMPREPLY[@]}"
        """
    )
    #expect(text.split(separator: "\n").map(String.init) == answer)
  }

  @Test("of a value behind an equals sign works in bash, which takes the word apart")
  func equalsSign() throws {
    let text = try Self.answer(
      of: "bash",
      to: """
        \(Self.script("bash"))
        COMP_WORDS=(detloss loss --format = c); COMP_CWORD=4
        _detloss; printf '%s\\n' "${COMPREPLY[@]}"
        """
    )
    #expect(text == "csv\n")
  }

  @Test("works in fish, where there is one", .enabled(if: has("fish")), arguments: cases)
  func fish(words: [String], answer: [String]) throws {
    let line = words.joined(separator: " ")
    let text = try Self.answer(
      of: "fish",
      to: "echo \(Self.inFish(Self.script("fish"))) | source; complete -C '\(line)' | cut -f1"
    )
    #expect(text.split(separator: "\n").map(String.init) == answer)
  }

  private static func inFish(_ script: String) -> String {
    "'" + script.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }

  @Test("is a script that zsh can read, where there is one", .enabled(if: has("zsh")))
  func zsh() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("_detloss", bytes: Array(Self.script("zsh").utf8))
    let text = try Self.answer(of: "zsh", to: "zsh -n '\(path)'")
    #expect(text == "")
  }

  @Test("knows every command and every option")
  func complete() {
    for shell in ["bash", "zsh", "fish"] {
      let script = Self.script(shell)
      for type in Tool.program.commands {
        #expect(script.contains(type.name))
        for option in type.init().options where !option.isOperand {
          #expect(script.contains(option.name.dropFirst(2)), "\(shell): \(option.name)")
        }
      }
    }
  }

  @Test("the manual page has every command and option, and no line that is a request by accident")
  func manual() {
    let page = ToolRun.inProcess(["help", "man"]).output
    let requests = [".TH", ".SH", ".SS", ".PP", ".TP", ".B ", ".BI", ".I ", ".nf", ".fi"]
    for line in page.split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("'") {
      #expect(requests.contains { line.hasPrefix($0) }, "\(line)")
    }
    for type in Tool.program.commands {
      #expect(page.contains(".SS detloss \(type.name)\n"))
      for option in type.init().options where !option.isOperand {
        #expect(page.contains(option.name.replacing("-", with: "\\-")), "\(option.name)")
      }
    }
  }

  @Test("help config has every key with what it takes")
  func config() {
    let help = ToolRun.inProcess(["help", "config"]).output
    for line in help.split(separator: "\n") { #expect(line.count <= 80) }
    #expect(help.contains("\nbox.weight\n"))
    #expect(
      help.contains(
        """
        assignment.ratio_below where "rule" is "size_ratio" or "dynamic_k"
            how many times a side may be the anchor's, or the anchor's the side; a
            finite number above 1
            default: 4

        """
      )
    )
  }
}

@Suite("detloss dialects")
struct DialectsCommandTests {
  @Test("lists every dialect with its framework")
  func list() throws {
    let run = ToolRun.inProcess(["dialects", "--format", "json"])
    let dialects = try run.decoded(List.self).dialects
    #expect(dialects.count >= 13)
    #expect(dialects.first?.dialect == "reference" && dialects.first?.differs == [])
    let differs = try #require(dialects.first { $0.dialect == "ultralytics" }?.differs)
    #expect(differs.contains("assignment.rule") && differs.contains("box.weight"))
    // 1 and 1.0 are one number.
    #expect(!differs.contains("objectness.weight") && !differs.contains("anchor_unit"))
  }

  struct List: Decodable {
    struct Entry: Decodable {
      let dialect: String
      let differs: [String]
    }
    let dialects: [Entry]
  }

  @Test("tells what one chooses beside the reference, and stars what differs")
  func one() throws {
    let run = ToolRun.inProcess(["dialects", "ultralytics"])
    #expect(run.code == .done && run.messages.isEmpty)
    let lines = run.output.split(separator: "\n")
    #expect(lines.first == "dialect ultralytics: YOLOv3 as ultralytics/yolov3 trains it on COCO")
    func row(_ key: String) -> [Substring] {
      lines.first { $0.split(separator: " ").contains(Substring(key)) }?.split(separator: " ") ?? []
    }
    #expect(row("assignment.rule") == ["*", "assignment.rule", "\"size_ratio\"", "\"anchor_iou\""])
    #expect(row("assignment.fallback_cell").first == "assignment.fallback_cell")
    #expect(row("box.shared_anchor").first == "box.shared_anchor")
  }

  @Test("tells the run that it is held against, as the README does")
  func evidence() throws {
    let readme = try String(
      contentsOf: Fixture.repository.appending(path: "README.md"),
      encoding: .utf8
    )
    for dialect in Dialect.shelf {
      let (name, evidence) = (dialect.name, dialect.evidence)
      let row =
        "| `\(name)` | \(evidence.run) | \(evidence.agreement) | \(evidence.missing) |\n"
      #expect(readme.contains(row), "\(row)")
      let run = ToolRun.inProcess(["dialects", name, "--format", "json"])
      let told = try run.decoded(Told.self)
      #expect(told.run == evidence.run && told.agreement == evidence.agreement)
      #expect(told.notReproduced == evidence.missing)
    }
  }

  struct Told: Decodable {
    let run, agreement, notReproduced: String
  }

  @Test("says which dialect is meant by another word")
  func word() {
    let run = ToolRun.inProcess(["dialects", "yolo"])
    #expect(run.code == .usage && run.messages.contains("\"ultralytics\""))
  }
}

@Suite("--quiet")
struct QuietTests {
  @Test("keeps notes and warnings back, and tells errors")
  func quiet() throws {
    let folder = try TemporaryFolder()
    let labels = try folder.write("l.txt", bytes: Array("a.jpg 0,0,1,1,0 0.1,0.1,0.5,0.5,0\n".utf8))
    let words = [
      "assign", "--config", "sample-data/config.json", "--labels", labels, "--input-size", "416",
      "--fit", "none",
    ]
    let loud = ToolRun.inProcess(words)
    #expect(loud.messages.contains("warning: "))
    let quiet = ToolRun.inProcess(words + ["--quiet"])
    #expect(quiet.messages.isEmpty && quiet.output == loud.output && quiet.code == loud.code)
    let wrong = ToolRun.inProcess(
      ["assign", "--quiet"] + words.dropFirst().map { $0 == labels ? "no.txt" : $0 }
    )
    #expect(wrong.messages.hasPrefix("detloss: no.txt: "))
  }
}

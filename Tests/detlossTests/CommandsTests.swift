import BoxGeometry
import DetectionTestSupport
import DetectionText
import Testing
import ToolSupport
import detloss

@Suite("The shelf of commands")
struct CommandsTests {
  static let names = Tool.program.commands.map { $0.name }

  /// The options of every command, without operands.
  static var options: [[any AnyOption]] {
    Tool.program.commands.map { $0.init().options.filter { !$0.isOperand } }
  }

  @Test("has every command once")
  func commands() {
    #expect(
      Self.names == [
        "loss", "decode", "assign", "compare", "identify", "report", "inspect", "check", "import",
        "evaluate", "merge", "anchors", "dialects", "completions",
      ]
    )
  }

  @Test("names every option once, with two dashes and a sentence")
  func options() {
    for options in Self.options {
      #expect(Set(options.map(\.name)).count == options.count)
      for option in options {
        #expect(option.name.hasPrefix("--"))
        #expect(option.name.dropFirst(2).allSatisfy { $0.isLowercase || $0 == "-" })
        #expect(!option.help.isEmpty && option.help.first?.isUppercase == false)
      }
    }
  }

  @Test("has examples that are understood")
  func examples() throws {
    for type in Tool.program.commands {
      #expect(!type.examples.isEmpty)
      for words in type.examples { try type.init().parse(words, common: CommonOptions().all) }
    }
  }

  /// The command of a line.
  private static func parsed(_ line: String) throws -> any Command {
    let words = line.split(separator: " ").map(String.init)
    let type = try #require(Tool.program.commands.first { $0.name == words.first })
    let command = type.init()
    try command.parse(Array(words.dropFirst()))
    return command
  }

  /// The value of an option, which is empty for operands.
  private static func value<Value>(_ name: String, of command: any Command) throws -> Value {
    try #require(command.options.first { $0.name == name } as? Option<Value>).wrappedValue
  }

  @Test("takes the defaults that help shows")
  func shownDefaults() throws {
    let line = "decode --config c --heads h"
    let plain = try Self.parsed(line)
    let shown = plain.options.compactMap { option in
      option.defaultText.map { "\(option.name) \($0)" }
    }
    #expect(shown.count == 6)
    let explicit = try Self.parsed(([line] + shown).joined(separator: " "))
    #expect(try Self.value("--score-threshold", of: plain) == 0.3)
    #expect(try Self.value("--iou-threshold", of: plain) == 0.45)
    for (option, other) in zip(plain.options, explicit.options) where option.defaultText != nil {
      let (value, otherValue) = (Mirror(reflecting: option), Mirror(reflecting: other))
      #expect(
        "\(value.descendant("value") ?? "")" == "\(otherValue.descendant("value") ?? "none")"
      )
    }
  }

  @Test("sizes are one number or two", arguments: ["416": 416, "384x256": 256, "1x65535": 65_535])
  func sizes(text: String, height: Int) throws {
    let command = try Self.parsed("assign --config c --labels l --input-size \(text)")
    let read: PixelSize? = try Self.value("--input-size", of: command)
    let size = try #require(read)
    #expect(size.height == height)
    #expect("\(size.height)" == text || "\(size)" == text)
  }

  @Test("files may look like options behind --, a value may hold an equals sign or be a dash")
  func oddValues() throws {
    let inspect = try Self.parsed("inspect a -- --b -h")
    #expect(try Self.value("", of: inspect) == ["a", "--b", "-h"])
    let decode = try Self.parsed("decode --config=a=b --heads - -1.npz --tensors=--t.npz")
    #expect(try Self.value("--config", of: decode) == "a=b")
    #expect(try Self.value("--heads", of: decode) == ["-", "-1.npz"])
    let tensors: String? = try Self.value("--tensors", of: decode)
    #expect(tensors == "--t.npz")
  }

  @Test("suggests each option for its misspellings")
  func suggestions() {
    for options in Self.options {
      let names = options.map(\.name)
      for name in names {
        var swapped = Array(name)
        swapped.swapAt(3, 4)
        #expect(nearest(of: String(swapped), among: names) == name)
        #expect(nearest(of: name.uppercased(), among: names) == name)
        #expect(nearest(of: "-" + name.dropFirst(2), among: names) == name)
        let shorter = String(name.dropLast())
        #expect(nearest(of: shorter, among: names) == (names.contains(shorter) ? shorter : name))
      }
    }
    #expect(nearest(of: "", among: ["a"]) == nil)
    #expect(nearest(of: "--", among: ["--a"]) == nil)
    #expect(nearest(of: String(repeating: "a", count: 65), among: ["a"]) == nil)
    #expect(nearest(of: "score_threshold", among: ["--score-threshold"]) == "--score-threshold")
  }

  @Test(
    "help wins over every fault before --",
    arguments: [
      ["--help"], ["--nonsense", "-h"], ["--config", "--help"], ["x", "--help", "--", "y"],
    ]
  )
  func help(words: [String]) throws {
    #expect(ToolRun.inProcess(["loss"] + words) == ToolRun.inProcess(["help", "loss"]))
  }

  @Test("help has several names")
  func helpNames() {
    let help = ToolRun.inProcess(["--help"])
    for words in [["-h"], ["help"], ["help", "--help"]] {
      #expect(ToolRun.inProcess(words) == help)
    }
    for name in Self.names {
      #expect(ToolRun.inProcess(["help", name]) == ToolRun.inProcess(["--help", name]))
    }
  }

  @Test("random words are understood or refused, never a crash", arguments: UInt64(0)..<4)
  func fuzz(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let words =
      Self.options.joined().map(\.name)
      + ["a", "", "-", "--", "--=", "=", "-h", "416", "0.5", "json", "--heads=", "-é", "none"]
    for _ in 0..<200 {
      let command = Self.names[Int(generator.next() % 4)]
      let line = (0..<6).map { _ in words[Int(generator.next() % UInt64(words.count))] }
      let run = ToolRun.inProcess([command] + line)
      #expect(run.output.isEmpty == (run.code != .done))
      // A line that is understood names files that are not there.
      #expect(
        [.done, .noInput].contains(run.code) || run.messages.contains("\nTry 'detloss")
      )
    }
  }
}

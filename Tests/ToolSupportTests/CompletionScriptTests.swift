import Testing
import ToolSupport

/// A command with a flag, a word, a file and an operand.
private struct Paint: Command {
  enum Hue: String, CaseIterable { case red, green }

  static let name = "paint"
  static let summary = "paints"

  @Option("--hue", .word(), default: .red, help: "the hue")
  var hue: Hue

  @Option("--bright", help: "lighter; as by day")
  var bright: Bool

  @Option("--brush", .input("FILE"), help: "what to paint with")
  var brush: String?

  @Option("--coats", .integer(1...9), default: 1, help: "how many coats")
  var coats: Int

  @Option(operand: .input("FILE"))
  var file: String

  func run(output: any TextOutput, messages: Messages) throws -> ExitCode { .done }
}

@Suite("Scripts that complete words")
struct CompletionScriptTests {
  private static func lines(_ shell: CompletionScript.Shell) -> [String] {
    let program = Program(
      name: "tool",
      version: "1.2",
      about: "",
      commands: [Paint.self],
      exitStatus: ""
    )
    return CompletionScript(program, for: shell).text.split(separator: "\n").map(String.init)
  }

  @Test("bash calls a function that is named after the program")
  func bash() {
    let lines = Self.lines(.bash)
    #expect(lines.contains("_tool() {"))
    #expect(lines.last == "complete -F _tool tool")
    #expect(lines.contains("    'paint --hue') values='red green' ;;"))
    #expect(lines.contains("    'paint --brush') files=1 ;;"))
  }

  @Test("fish is told of each option what its value is, and of a flag that it has none")
  func fish() {
    let lines = Self.lines(.fish)
    let command = "complete -c tool -n '__fish_seen_subcommand_from paint'"
    #expect(lines.contains("\(command) -l hue -x -a 'red green' -d 'the hue'"))
    #expect(lines.contains("\(command) -l bright -d 'lighter'"))
    #expect(lines.contains("\(command) -l brush -r -F -d 'what to paint with'"))
    #expect(lines.contains("\(command) -l coats -x -d 'how many coats'"))
    #expect(lines.last == "\(command) -F")
  }
}

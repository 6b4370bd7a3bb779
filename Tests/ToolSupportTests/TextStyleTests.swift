import Testing
import ToolSupport

@Suite("Text style")
struct TextStyleTests {
  @Test("a style is a pair of sequences around the text; none around nothing, or for plain text")
  func sequences() {
    #expect(TextStyle.bold.applied(to: "a b") == "\u{1b}[1ma b\u{1b}[0m")
    #expect(TextStyle.red.applied(to: "x") == "\u{1b}[1;31mx\u{1b}[0m")
    #expect(TextStyle.yellow.applied(to: "x") == "\u{1b}[1;33mx\u{1b}[0m")
    #expect(TextStyle.bold.applied(to: "") == "")
    #expect(TextStyle.plain.applied(to: "x") == "x")
  }

  @Test(
    "colours by themselves are for a terminal that can, where NO_COLOR is empty",
    arguments: [
      ([:], true), (["NO_COLOR": ""], true), (["NO_COLOR": "0"], false),
      (["TERM": "dumb"], false), (["TERM": "xterm", "NO_COLOR": "1"], false),
      (["TERM": "xterm"], true),
    ] as [([String: String], Bool)]
  )
  func choice(environment: [String: String], isOn: Bool) {
    let (terminal, pipe) = (MemoryOutput(isTerminal: true), MemoryOutput())
    func has(_ choice: ColorChoice, _ output: MemoryOutput) -> Bool {
      choice.isOn(for: output) { environment[$0] }
    }
    #expect(has(.auto, terminal) == isOn)
    #expect(!has(.auto, pipe))
    #expect(has(.always, terminal) && has(.always, pipe))
    #expect(!has(.never, terminal) && !has(.never, pipe))
  }
}

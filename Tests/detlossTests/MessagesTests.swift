import DetectionText
import Testing
import ToolSupport
import detloss

@Suite("Messages")
struct MessagesTests {
  private static func lines(_ texts: [String]) -> [String] {
    let output = MemoryOutput()
    Messages(to: output).warn(each: texts)
    return output.text.split(separator: "\n").map(String.init)
  }

  private static func anchors(_ scale: Int) -> String {
    "scale \"s\(scale) x\": no anchor is longer than \(Double(scale) / 3) pixels"
  }

  @Test("ten warnings of a kind are all said")
  func few() {
    let texts = (0..<10).map(Self.anchors)
    #expect(Self.lines(texts) == texts.map { "detloss: warning: \($0)" })
    #expect(Self.lines([]) == [])
  }

  @Test("a note says that it is one, alone and among warnings")
  func severities() {
    let output = MemoryOutput()
    let messages = Messages(to: output)
    func diagnostic(_ severity: Diagnostic.Severity) -> Diagnostic {
      Diagnostic(.content, severity: severity, code: "x", found: "a \(severity)", remedy: "")
    }
    messages.warn(diagnostic(.note))
    messages.warn(each: [diagnostic(.warning), diagnostic(.note)])
    messages.warn("words alone")
    #expect(
      output.text == """
        detloss: note: found a note
        detloss: warning: found a warning
        detloss: note: found a note
        detloss: warning: words alone

        """
    )
  }

  @Test("of more, ten are said and the rest are counted, without hiding those of another kind")
  func many() {
    let others = ["scale \"a\": its anchors are smaller", "array \"b\" is not used"]
    let lines = Self.lines((0..<64).map(Self.anchors) + others)
    #expect(lines.count == 13)
    #expect(lines[9] == "detloss: warning: \(Self.anchors(9))")
    #expect(lines[10] == "detloss: warning: and 54 more like the last")
    #expect(lines[11...] == ["detloss: warning: \(others[0])", "detloss: warning: \(others[1])"])
  }

  @Test("a config of 64 scales in the wrong unit warns eleven times")
  func scales() throws {
    let scales = (0..<64).map {
      #"{"name": "s\#($0)", "stride": \#($0 + 32), "anchors": [[1, 1]]}"#
    }
    let config = #"{"classes": 2, "scales": [\#(scales.joined(separator: ", "))]}"#
    let outcome = try RunFolder(["config.json": .text(config)])
      .run(["inspect", "@heads.npz", "--config", "@config.json"])
    #expect(outcome.code == .done)
    #expect(outcome.messages.split(separator: "\n").count == 11)
    #expect(outcome.messages.hasSuffix("warning: and 54 more like the last\n"))
  }
}

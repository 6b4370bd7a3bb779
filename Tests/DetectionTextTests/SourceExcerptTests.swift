import DetectionText
import Testing

@Suite("Source excerpt")
struct SourceExcerptTests {
  func excerpt(_ text: String, _ line: Int, _ column: Int) -> String {
    sourceExcerpt(of: Array(text.utf8), at: SourcePosition(line: line, column: column))
  }

  @Test(
    "shows the line and a caret under the column",
    arguments: [
      ("{\n  \"stride\": -8,\n}", 2, 13, "    \"stride\": -8,\n              ^"),
      ("ab", 1, 3, "  ab\n    ^"),
      ("", 1, 1, "  \n  ^"),
      ("a\n", 2, 1, "  \n  ^"),
      ("a\r\nb\rc", 3, 1, "  c\n  ^"),
      ("\t\u{1B}[2J\u{7F}x", 1, 7, "  \\t\\u{1b}[2J\\u{7f}x\n                   ^"),
      ("\u{202E}é\u{A0}日x", 1, 5, "  \\u{202e}é\u{A0}日x\n             ^"),
    ]
  )
  func short(text: String, line: Int, column: Int, expected: String) {
    #expect(excerpt(text, line, column) == expected)
  }

  @Test("cuts a long line around the column", arguments: [1, 40, 150, 260, 300, 301])
  func long(column: Int) {
    let line = String((0..<300).map { Character(Unicode.Scalar(UInt8(0x61 + $0 % 26))) })
    let lines = excerpt(line, 1, column).split(separator: "\n")
    #expect(lines.count == 2 && lines[0].count <= 80)
    let caret = lines[1].count - 1
    let shown = Array(lines[0])
    if column <= 300 {
      #expect(shown[caret] == Array(line)[column - 1])
    } else {
      #expect(caret == shown.count)
    }
    #expect(shown.contains("…"))
  }

  @Test("shortens what it quotes")
  func quotations() {
    #expect(quoted("a\nb") == "\"a\\nb\"")
    #expect(
      quoted(String(repeating: "x", count: 100)) == "\"\(String(repeating: "x", count: 48))…\""
    )
    #expect(printable("a\u{7}b") == "a\\u{7}b")
  }

  @Test(
    "writes a path as one would in a program",
    arguments: [
      ([], ""),
      ([.key("scales"), .index(1), .key("anchors"), .index(0)], "scales[1].anchors[0]"),
      ([.key("a b")], "[\"a b\"]"),
      ([.key("a"), .key("")], "a[\"\"]"),
      ([.index(0), .key("x")], "[0].x"),
    ] as [([JSONStep], String)]
  )
  func paths(steps: [JSONStep], text: String) {
    #expect(jsonPath(steps) == text)
  }
}

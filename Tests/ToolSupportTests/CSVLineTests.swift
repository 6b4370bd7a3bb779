import Testing
import ToolSupport

@Suite("Comma-separated values")
struct CSVLineTests {
  @Test(
    "a field is quoted where it must be",
    arguments: [
      ([], "\n"), (["a", "1.5"], "a,1.5\n"), (["", ""], ",\n"), (["a,b"], "\"a,b\"\n"),
      (["say \"so\""], "\"say \"\"so\"\"\"\n"), (["two\nlines"], "\"two\nlines\"\n"),
      (["a\rb"], "\"a\rb\"\n"), ([" a", "b "], "\" a\",\"b \"\n"), (["a b"], "a b\n"),
      (["\""], "\"\"\"\"\n"), (["写真"], "写真\n"), (["a\r\nb"], "\"a\r\nb\"\n"),
    ] as [([String], String)]
  )
  func quoting(fields: [String], line: String) {
    #expect(csvLine(fields) == line)
  }

  @Test("a terminal gets nothing that steers it; a file the name as it is")
  func terminal() {
    let name = "a\u{1b}[2Jb"
    #expect(csvLine([name], for: MemoryOutput()) == "\(name)\n")
    #expect(!csvLine([name], for: MemoryOutput(isTerminal: true)).contains("\u{1b}"))
  }
}

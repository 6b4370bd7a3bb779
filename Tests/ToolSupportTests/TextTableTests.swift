import DetectionTestSupport
import Testing
import ToolSupport

@Suite("Text tables")
struct TextTableTests {
  @Test("aligns text left and numbers right")
  func alignment() {
    var table = TextTable([.text("scale"), .number("stride"), .number("total"), .text("note")])
    table.add(["small", "8", "1.23457", ""])
    table.add(["大きい", "32", "10.5", "e\u{301}"])
    #expect(
      table.text == """
        scale   stride    total  note
        small        8  1.23457
        大きい      32     10.5  e\u{301}

        """
    )
  }

  @Test("shortens text to 80 columns, the widest first, and never numbers")
  func shortening() {
    var table = TextTable([.text("image"), .number("total"), .text("class")])
    table.add([String(repeating: "写", count: 60), "1.5", "person"])
    #expect(
      table.text == """
        image\(String(repeating: " ", count: 60))  total  class
        \(String(repeating: "写", count: 32))…    1.5  person

        """
    )
    var numbers = TextTable([.text("t"), .number("n")])
    numbers.add(["abcdefghij", String(repeating: "7", count: 90)])
    #expect(
      numbers.text.split(separator: "\n")[1] == "abcdefg…  \(String(repeating: "7", count: 90))"
    )
  }

  @Test("takes no more from a text than makes the table fit")
  func fitting() {
    for (length, shown) in [
      (80, String(repeating: "x", count: 80)), (81, String(repeating: "x", count: 79) + "…"),
      (200, String(repeating: "x", count: 79) + "…"),
    ] {
      var table = TextTable([.text("a")])
      table.add([String(repeating: "x", count: length)])
      #expect(table.text.split(separator: "\n")[1] == shown)
    }
  }

  @Test("keeps texts of any length, numbers and empty cells apart")
  func lengths() {
    TextTable.$shortensNames.withValue(false) {
      var table = TextTable([.text("a"), .number("b"), .text("c")])
      let lengths = [0, 1, 253, 254, 255, 256, 70_000]
      for length in lengths {
        table.add([String(repeating: "x", count: length), Double(length), "y\(length)"])
      }
      let rows = table.text.split(separator: "\n").dropFirst()
      #expect(rows.count == lengths.count)
      for (row, length) in zip(rows, lengths) {
        let words = row.split(separator: " ")
        #expect(words.count == (length == 0 ? 2 : 3) && words.last == "y\(length)")
        #expect(length == 0 || words[0] == String(repeating: "x", count: length))
        #expect(Double(words[words.count - 2]) == Double(length))
      }
    }
  }

  @Test("keeps the ends of paths, where they differ")
  func paths() {
    var table = TextTable([.path("image"), .number("total")])
    table.add([String(repeating: "x", count: 90) + "/写真.jpg", "1.5"])
    #expect(
      table.text.split(separator: "\n")[1] == "…\(String(repeating: "x", count: 63))/写真.jpg    1.5"
    )
    #expect(shortened("写真写真", to: 4, keepingEnd: true) == "…真")
    #expect(shortened("写真写真", to: 4) == "写…")
    #expect(shortened("写真", to: 4, keepingEnd: true) == "写真")
  }

  @Test("is at most 80 columns wide while numbers are short", arguments: UInt64(0)..<8)
  func width(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let letters = Array("ab写é😀")
    var table = TextTable([.text("a"), .number("b"), .text("c"), .text("d")])
    for _ in 0..<5 {
      table.add(
        (0..<4).map { column in
          let length = Int(generator.next() % (column == 1 ? 9 : 60))
          return String((0..<length).map { _ in letters[Int(generator.next() % 5)] })
        }
      )
    }
    for line in table.text.split(separator: "\n") { #expect(displayWidth(of: String(line)) <= 80) }
  }

  @Test("a cell stays on its line")
  func control() {
    var table = TextTable([.text("a")])
    table.add(["x\ny\u{1b}[1m"])
    #expect(table.text == "a\nx\\ny\\u{1b}[1m\n")
  }

  @Test(
    "display widths",
    arguments: [
      "": 0, "abc": 3, "e\u{301}": 1, "\u{301}": 0, "写真": 4, "한글": 4, "ｱ": 1, "Ａ": 2,
      "😀": 2, "👨‍👩‍👧": 2, "❤\u{fe0f}": 2, "❤": 1, "…": 1, "₂": 1, "\u{200b}": 0,
    ]
  )
  func widths(text: String, width: Int) {
    #expect(displayWidth(of: text) == width)
  }
}

@Suite("Numbers as text")
struct NumberTextTests {
  @Test("six significant digits")
  func significant() {
    let expected: [(Double, String)] = [
      (0, "0"), (-0.0, "0"), (6.5, "6.50000"), (-1, "-1.00000"), (143.2204999, "143.220"),
      (0.000123456789, "0.000123457"), (12_345_678, "1.23457e+07"), (123_456.4, "123456"),
      (999_999.7, "1.00000e+06"), (.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf"),
    ]
    for (value, text) in expected { #expect(NumberText.significant(value) == text) }
  }

  @Test("columns have equally many decimals")
  func column() {
    #expect(NumberText.column([143.22, 2.1, 0, -0.5]) == ["143.220", "2.100", "0.000", "-0.500"])
    #expect(NumberText.column([9.999_999, 1]) == ["10.0000", "1.0000"])
    #expect(NumberText.column([0.002, 0.00001]) == ["0.00200000", "0.00001000"])
    #expect(NumberText.column([1e9, 1]) == ["1.00000e+09", "1.00000"])
    #expect(NumberText.column([999_999.4, 1]) == ["999999", "1"])
    #expect(NumberText.column([.nan, 1.5]) == ["nan", "1.50000"])
    #expect(NumberText.column([0, 0]) == ["0", "0"])
    #expect(NumberText.column([]).isEmpty)
  }
}

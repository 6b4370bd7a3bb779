import DetectionText
import DetectorConfiguration
import Testing

@Suite("Names file")
struct NamesFileTests {
  func read(_ bytes: [UInt8]) throws -> [String] {
    try classNames(in: SourceText(file: "a.names", bytes: bytes))
  }

  func failure(_ bytes: [UInt8]) -> String {
    let error = #expect(throws: Diagnostic.self) { try read(bytes) }
    return "\(error, default: "none")"
  }

  @Test(
    "one name a line, whatever the line ends with",
    arguments: [
      "cat\nhot dog", "cat\nhot dog\n", "cat\r\nhot dog\r\n", "\u{FEFF}cat\nhot dog\n",
      "cat\r\nhot dog",
    ]
  )
  func lines(text: String) throws {
    #expect(try read(Array(text.utf8)) == ["cat", "hot dog"])
  }

  @Test(
    "a faulty file is refused with the line",
    arguments: [
      (
        "",
        "a.names:1:1: found no class name; allowed one class name per line; check that this is the right file"
      ),
      (
        "\u{FEFF}",
        "a.names:1:1: found no class name; allowed one class name per line; check that this is the right file"
      ),
      (
        "\n",
        "a.names:1:1: found a blank line; allowed one class name per line; remove the line: every line counts as a class"
      ),
      (
        "cat\n\ndog\n",
        "a.names:2:1: found a blank line; allowed one class name per line; remove the line: every line counts as a class"
      ),
      (
        "cat\ndog\n \r\n",
        "a.names:3:1: found a blank line; allowed one class name per line; remove the line: every line counts as a class"
      ),
      (
        "cat\ndog\n\n",
        "a.names:3:1: found a blank line; allowed one class name per line; remove the line: every line counts as a class"
      ),
      (
        "cat\rdog", "a.names:1:1: found control character U+000D; allowed printable text; remove it"
      ),
      (
        "cat\nd\tog",
        "a.names:2:1: found control character U+0009; allowed printable text; remove it"
      ),
    ]
  )
  func faults(text: String, message: String) {
    #expect(failure(Array(text.utf8)) == message)
  }

  @Test("bytes that are not UTF-8 are refused with line and column")
  func encoding() {
    #expect(
      failure(Array("cat\nchi\u{EB}n".utf8) + [0xEB]) == """
        a.names:2:6: found byte 0xEB, which is not UTF-8; allowed UTF-8 text; \
        save the file as UTF-8
        """
    )
  }

  @Test("a file larger than the limit is refused")
  func tooLarge() {
    #expect(
      failure([UInt8](repeating: 0x61, count: JSONLimits.maximumBytes + 1)) == """
        a.names:1:1: found more than 16777216 bytes; allowed 16777216; \
        check that this is the right file
        """
    )
  }
}

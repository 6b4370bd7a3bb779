import DetectorConfiguration
import Testing

@Suite("What is taken for a configuration")
struct ForeignConfigurationTests {
  @Test(
    "YAML begins with its mark, its version, or a key before a colon",
    arguments: ["---\nwidth: 640\n", "%YAML 1.2\n", "# a comment\ndepth : 0.33\n"]
  )
  func yaml(text: String) {
    #expect(DetectorConfiguration.foreignWords(Array(text.utf8)) == "YAML")
  }

  @Test("JSON in UTF-16 is told without a byte order mark, too", arguments: [false, true])
  func utf16(isBigEndian: Bool) {
    let bytes: [UInt8] = Array(#"{"classes": 3}"#.utf8).flatMap { byte in
      isBigEndian ? [0, byte] : [byte, 0]
    }
    let fault = failure(of: bytes)
    #expect(fault?.code == "config.foreign")
    #expect(fault?.found == "a text in UTF-16" && fault?.remedy == "save the file as UTF-8")
  }
}

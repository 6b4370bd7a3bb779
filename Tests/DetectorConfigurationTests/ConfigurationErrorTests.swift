import DetectionText
import DetectorConfiguration
import Testing

@Suite("Configuration errors")
struct ConfigurationErrorTests {
  static let table =
    BadConfiguration.syntax + BadConfiguration.structure + BadConfiguration.classes
    + BadConfiguration.scales + BadConfiguration.components
    + BadConfiguration.choices + BadConfiguration.losses + BadConfiguration.conflicts
    + BadConfiguration.quantization

  @Test("say file, line, column, key path, what was found, what is allowed and what to do")
  func messages() {
    #expect(Self.table.count > 190)
    for bad in Self.table {
      let error = failure(of: bad.json)
      #expect("\(error, default: "no error")" == bad.message, "\(bad.testDescription)")
    }
  }

  @Test("point into the line they quote")
  func excerpts() {
    for bad in Self.table {
      let lines = failure(of: bad.json)?.excerpt?.split(separator: "\n") ?? []
      #expect(lines.count == 2, "\(bad.testDescription)")
      #expect(lines.last?.last == "^", "\(bad.testDescription)")
      #expect(lines.allSatisfy { $0.unicodeScalars.count <= 80 }, "\(bad.testDescription)")
    }
  }

  @Test("tell a file that cannot be read from one whose content is wrong")
  func causes() {
    #expect(failure(of: "{")?.cause == .configuration)
    #expect(failure(of: BadConfiguration.Body.classes(#""x.names""#).json)?.cause == .access)
  }

  @Test("show bytes that are not UTF-8, and where they begin")
  func notUTF8() {
    let bytes = Array("{\n \"name\": \"é".utf8) + [0xFF] + Array("\"}".utf8)
    let error = failure(of: bytes)
    #expect(
      "\(error, default: "no error")" == """
        c.json:2:12: found byte 0xFF, which is not UTF-8; allowed UTF-8 text; \
        save the file as UTF-8
        """
    )
    #expect(error?.excerpt == "   \"name\": \"é�\"}\n             ^")
  }

  @Test("take a byte order mark and the line ends of Windows; columns count from behind the mark")
  func byteOrderMark() throws {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = "{\"classes\": 1,\r\n \"scales\": [{\"stride\": 8, \"anchors\": [[1, 2]]}]}\r\n"
    let read = try DetectorConfiguration(json: mark + Array(text.utf8), file: "c.json")
    #expect(try read == DetectorConfiguration(json: text, file: "c.json"))
    let fault = failure(of: mark + Array("{\"classes\": -1}".utf8))
    #expect("\(fault, default: "")".hasPrefix("c.json:1:13: classes: found -1"))
    #expect(
      "\(failure(of: mark + mark + Array("{}".utf8)), default: "")".contains("byte order mark")
    )
  }

  @Test("refuse a file above 16 MiB before reading it")
  func tooLarge() {
    let bytes = [UInt8](repeating: 0x20, count: JSONLimits.maximumBytes + 1)
    #expect(
      "\(failure(of: bytes), default: "no error")" == """
        c.json:1:1: found more than 16777216 bytes; allowed 16777216; \
        check that this is the right file
        """
    )
  }
}

/// The error of reading `json`, or `nil` if it is accepted.
func failure(of json: String) -> Diagnostic? { failure(of: Array(json.utf8)) }

/// The error of reading `json`, or `nil` if it is accepted.
func failure(of json: [UInt8]) -> Diagnostic? {
  do {
    _ = try DetectorConfiguration(json: json, file: "c.json")
    return nil
  } catch {
    return error
  }
}

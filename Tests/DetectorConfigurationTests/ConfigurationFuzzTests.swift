import DetectionTestSupport
import DetectorConfiguration
import Testing

@Suite("Damaged configurations")
struct ConfigurationFuzzTests {
  /// A good file that has every section.
  static func goodFile() throws -> [UInt8] {
    let text = try ShippedConfigurations.bytes(of: "reference.json")
    let end = try #require(text.lastIndex(of: UInt8(ascii: "}")))
    return Array(text[...end])
  }

  @Test("a file cut short anywhere is refused, at a place inside what is left")
  func truncation() throws {
    let good = try Self.goodFile()
    for length in good.indices {
      let rest = Array(good.prefix(length))
      let error = failure(of: rest)
      let lines = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      let line = try #require(error?.place.line, "\(length) bytes")
      let column = try #require(error?.place.column, "\(length) bytes")
      #expect(line <= lines.count)
      #expect(column <= (lines.last?.count ?? 0) + 1 || line < lines.count)
    }
  }

  @Test("no damaged byte stops the program", arguments: UInt64(0)..<4)
  func flips(seed: UInt64) throws {
    let good = try Self.goodFile()
    var generator = SeededGenerator(seed: seed)
    var refused = 0
    for index in good.indices {
      var bytes = good
      bytes[index] ^= UInt8.random(in: 1...255, using: &generator)
      guard let error = failure(of: bytes) else { continue }
      refused += 1
      #expect(!error.description.utf8.contains { $0 < 0x20 })
    }
    // What is accepted is a changed digit, letter of a name, or space.
    #expect(refused > good.count / 2)
  }

  @Test(
    "no value of the wrong kind anywhere stops the program",
    arguments: [
      "null", "true", "-1", "1e999", "\"\"", "[]", "{}", "[[[]]]", "{\"a\": 1}",
    ]
  )
  func substitution(value: String) throws {
    let good = String(decoding: try Self.goodFile(), as: UTF8.self)
    var refused = 0
    for colon in good.indices where good[colon] == ":" {
      let after = good.index(after: colon)
      let end = good[after...].firstIndex { ",}\n".contains($0) } ?? good.endIndex
      if failure(of: good.replacingCharacters(in: after..<end, with: value)) != nil { refused += 1 }
    }
    #expect(refused > 10)
  }

  @Test(
    "no value of the wrong kind in a dialect stops the program",
    arguments: ["ultralytics", "mmdetection", "paddledetection-ppyolo"],
    ["null", "-1", "\"\"", "[1, 2, 3]", "{\"loss\": 1}"]
  )
  func dialects(name: String, value: String) throws {
    let members = writtenOut(name)
    var refused = 0
    for colon in members.indices where members[colon] == ":" {
      let after = members.index(after: colon)
      let end = members[after...].firstIndex { ",}\n".contains($0) } ?? members.endIndex
      let damaged = members.replacingCharacters(in: after..<end, with: value)
      let file = BadConfiguration.Body.threeScales(damaged).json
      guard let error = failure(of: file) else { continue }
      refused += 1
      #expect(!error.description.utf8.contains { $0 < 0x20 })
    }
    #expect(refused > 10)
  }
}

extension String {
  /// This text with `range` replaced.
  fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}

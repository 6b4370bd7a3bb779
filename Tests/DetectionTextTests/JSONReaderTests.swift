import DetectionTestSupport
import DetectionText
import Testing

@Suite("Strict JSON")
struct JSONReaderTests {
  @Test(
    "reads every kind of value",
    arguments: [
      ("null", JSONValue.Content.null),
      (" true ", .boolean(true)),
      ("\r\n\tfalse", .boolean(false)),
      ("0", .number("0")),
      ("-0", .number("-0")),
      ("1.50E+05", .number("1.50E+05")),
      (#""""#, .string("")),
      (#""\"\\\/\b\f\n\r\t\u0041\u00e9\u20AC\uD83D\uDE00""#, .string("\"\\/\u{8}\u{C}\n\r\tAé€😀")),
      (#""\u0000""#, .string("\0")),
      ("\"é日😀\u{7F}\"", .string("é日😀\u{7F}")),
      ("[]", .array([])),
      ("{ }", .object([])),
    ]
  )
  func values(text: String, content: JSONValue.Content) throws {
    #expect(try JSONValue(parsing: text).content == content)
  }

  @Test("knows the line and column of every key and value")
  func positions() throws {
    let text = "{\"é\": [1,\n\t{\"b\"\r\n : \"😀\", \"c\":null}\r]}"
    let root = try JSONValue(parsing: text)
    guard case .object(let members) = root.content,
      case .array(let list) = members[0].value.content,
      case .object(let inner) = list[1].content
    else {
      Issue.record("not the structure that was written")
      return
    }
    #expect(root.position == .start)
    #expect(members[0].keyPosition == SourcePosition(line: 1, column: 2))
    #expect(members[0].value.position == SourcePosition(line: 1, column: 7))
    #expect(list[0].position == SourcePosition(line: 1, column: 8))
    #expect(list[1].position == SourcePosition(line: 2, column: 2))
    #expect(inner[0].value.position == SourcePosition(line: 3, column: 4))
    #expect(inner[1].keyPosition == SourcePosition(line: 3, column: 9))
    #expect(inner[1].value.position == SourcePosition(line: 3, column: 13))
  }

  @Test("ends a line at a line feed, a carriage return, or both together")
  func lineEnds() throws {
    let list = try JSONValue(parsing: "[\r1,\n2,\r\n3,\r\r4]").elements ?? []
    #expect(
      list.map(\.position) == [2, 3, 4, 6].map { SourcePosition(line: $0, column: 1) }
    )
  }

  @Test(
    "tells a word behind a minus sign from a number without digits",
    arguments: [
      ("[-]", "\"-\"", true), ("[- 1]", "\"-\"", true), ("[--1]", "\"--1\"", true),
      ("[-.5]", "\"-.5\"", true), ("[-nan]", "-nan", false), ("[-Infinity]", "-Infinity", false),
      ("[-Zero]", "-Zero", false), ("[-a]", "-a", false),
    ]
  )
  func minus(text: String, found: String, isNumber: Bool) {
    let error = #expect(throws: Diagnostic.self) { try JSONValue(parsing: text) }
    #expect(error?.found == found && error?.place.column == 2)
    #expect(error?.allowed.hasPrefix(isNumber ? "a number with a digit" : "a value") == true)
  }

  @Test(
    "keeps a number's text and rounds it once",
    arguments: [
      ("0.1", 0.1), ("1e-7", 1e-7), ("-0", -0.0), ("9007199254740993", 9_007_199_254_740_992),
      ("2.2250738585072011e-308", Double.leastNormalMagnitude.nextDown), ("1e-400", 0),
      ("1.7976931348623157e308", Double.greatestFiniteMagnitude),
    ]
  )
  func numbers(text: String, value: Double) throws {
    let json = try JSONValue(parsing: text)
    #expect(json.content == .number(text))
    #expect(json.finiteNumber?.bitPattern == value.bitPattern)
  }

  @Test(
    "has no number beyond the largest",
    arguments: ["1e309", "-1e309", "1e99999999999999999999"]
  )
  func overflow(text: String) throws {
    #expect(try JSONValue(parsing: text).finiteNumber == nil)
  }

  @Test(
    "takes for integers only what is written as one",
    arguments: [
      ("8", 8), ("-8", -8), ("9223372036854775807", Int.max), ("9223372036854775808", nil),
      ("8.0", nil), ("8e0", nil), ("\"8\"", nil),
    ] as [(String, Int?)]
  )
  func integers(text: String, value: Int?) throws {
    #expect(try JSONValue(parsing: text).integer == value)
  }

  @Test("tells keys apart by their code points")
  func canonicallyEqualKeys() throws {
    let json = try JSONValue(parsing: "{\"\u{E9}\": 1, \"e\u{301}\": 2}")
    guard case .object(let members) = json.content else {
      Issue.record("not an object")
      return
    }
    #expect(members.count == 2)
  }

  @Test("accepts nesting up to the limit and not one level more")
  func depth() throws {
    let deepest = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    _ = try JSONValue(parsing: deepest)
    let error = #expect(throws: Diagnostic.self) { try JSONValue(parsing: "[\(deepest)]") }
    #expect(error?.code == "json.too-deep")
    #expect(error?.place.column == 65)
  }

  @Test("stops at the limits it is given")
  func limits() throws {
    let text = SourceText(file: "a", bytes: Array("[0,0,0]".utf8))
    _ = try JSONValue(parsing: text, limits: JSONLimits(bytes: 7, depth: 1, values: 4))
    let many = #expect(throws: Diagnostic.self) {
      try JSONValue(parsing: text, limits: JSONLimits(values: 3))
    }
    #expect(many?.code == "json.too-many-values")
    #expect(many?.place.column == 6)
    let large = #expect(throws: Diagnostic.self) {
      try JSONValue(parsing: text, limits: JSONLimits(bytes: 6))
    }
    #expect(large?.code == "json.too-large")
  }

  @Test("blames what it is told to, content if nothing")
  func cause() {
    for cause in Diagnostic.Cause.allCases {
      let text = SourceText(file: "a", bytes: [0x5B], cause: cause)
      #expect(throws: Diagnostic.self) { try JSONValue(parsing: text) }
      #expect(#expect(throws: Diagnostic.self) { try JSONValue(parsing: text) }?.cause == cause)
    }
    #expect(#expect(throws: Diagnostic.self) { try JSONValue(parsing: "[") }?.cause == .content)
  }

  @Test("finds what it is asked for, and nothing in values of another kind")
  func lookup() throws {
    let root = try JSONValue(parsing: #"{"a": [1, "b"], "c": null}"#)
    #expect(root.members?.map(\.key) == ["a", "c"])
    #expect(root["a"]?.elements?.count == 2)
    #expect(root["a"]?.elements?[1].string == "b")
    #expect(root["b"] == nil && root["a"]?["a"] == nil)
    #expect(root.elements == nil && root.string == nil && root["a"]?.members == nil)
  }

  @Test("writes a value as it reads it")
  func writing() throws {
    let text =
      #"{"a": [1.50, -1e-7, "x\"\\\u000A"], "b": {"c": null, "d": true}, "e": [], "f": {}}"#
    #expect(try JSONValue(parsing: text).description == text)
  }

  @Test(
    "refuses bytes that are not UTF-8",
    arguments: [
      [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0xFF],
    ] as [[UInt8]]
  )
  func encoding(bytes: [UInt8]) {
    let text = SourceText(file: "a", bytes: Array("\n\"".utf8) + bytes + Array("\"".utf8))
    let error = #expect(throws: Diagnostic.self) { try JSONValue(parsing: text) }
    #expect(error?.code == "text.encoding")
    #expect(error?.found == "byte 0x\(hexadecimal(bytes[0])), which is not UTF-8")
    #expect([error?.place.line, error?.place.column] == [2, 2])
  }

  @Test("survives random text made of JSON's own characters", arguments: UInt64(0)..<8)
  func soup(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let alphabet = Array("{}[]\",:\\u0d8-+.eEtrufalsn \n\u{FF}é".utf8)
    var accepted = 0
    for _ in 0..<400 {
      let length = Int.random(in: 0...12, using: &generator)
      let bytes = (0..<length).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
      if (try? JSONValue(parsing: SourceText(file: "a", bytes: bytes))) != nil { accepted += 1 }
    }
    #expect(accepted < 100)
  }
}

import DetectionTestSupport
import DetectionText
import Testing

@Suite("JSON pulled through")
struct JSONPullingTests {
  private func pull<Value>(
    _ text: String,
    _ read: (inout JSONReader) throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> Value {
    var json = try JSONReader(
      pulling: SourceText(file: "a", bytes: Array(text.utf8)),
      limits: JSONLimits()
    )
    let value = try read(&json)
    try json.finish()
    return value
  }

  @Test("members that are asked for, in the order of the text, with what the others hold skipped")
  func members() throws {
    let keys = JSONKeys("b", "a", "é")
    var found: [String] = []
    try pull(#"{"x": {"a": [1]}, "a": 1.5, "\u0062" : "q\n", "é": [true, 0, null, "7"], "b2": 1}"#)
    {
      json throws(Diagnostic) in
      try json.readObject(keys) { json, key throws(Diagnostic) in
        switch key {
        case 0: found.append("b \(try json.pullString() ?? "none")")
        case 1: found.append("a \(try json.pullNumber() ?? -1)")
        default:
          try json.readList { json, index throws(Diagnostic) in
            let start = json.offset
            let flag = try json.pullFlag()
            found.append("\(index) \(flag.map { "\($0)" } ?? json.written(from: start))")
          }
        }
      }
    }
    #expect(found == ["a 1.5", "b q\n", "0 true", "1 false", "2 null", "3 \"7\""])
  }

  @Test(
    "values of another kind, and numbers beyond the largest, are passed over",
    arguments: ["null", "[1]", #"{"a": 1}"#, "true"]
  )
  func otherKinds(text: String) throws {
    #expect(try pull(text) { json throws(Diagnostic) in try json.pullNumber() } == nil)
    #expect(try pull(text) { json throws(Diagnostic) in try json.pullString() } == nil)
    #expect(try pull("1e999") { json throws(Diagnostic) in try json.pullNumber() } == nil)
  }

  @Test("a string without escapes is the place of its bytes; anything else is passed over")
  func plainText() throws {
    let text = #"["ab", "", "c\n", 7, "é"]"#
    let bytes = Array(text.utf8)
    var found: [String?] = []
    try pull(text) { json throws(Diagnostic) in
      try json.readList { json, _ throws(Diagnostic) in
        let place = try json.pullPlainText()
        found.append(place.map { String(decoding: bytes[$0], as: UTF8.self) })
      }
    }
    #expect(found == ["ab", "", nil, nil, "é"])
  }

  @Test("a key that is asked for stands once")
  func duplicate() {
    let fault = #expect(throws: Diagnostic.self) {
      try pull(#"{"a": 1, "b": 1, "b": 2, "a": 2}"#) { json throws(Diagnostic) in
        try json.readObject(JSONKeys("a")) { json, _ throws(Diagnostic) in try json.skipValue() }
      }
    }
    #expect(
      fault?.description
        == "a:1:26: a: found key \"a\" a second time; allowed each key once; remove one of them"
    )
  }

  @Test("is as strict as the tree, with the same words at the same place", arguments: UInt64(0)..<8)
  func strict(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let alphabet = Array("{}[]\",:\\u0d8-+.eEtrufalsn \n\u{FF}é".utf8)
    let good = Array(
      #"{"a": [1.50, -1e-7, "x\"\\\u000A"], "b": {"c": null, "d": true}, "e": []}"#.utf8
    )
    var refused = 0
    for trial in 0..<600 {
      var bytes: [UInt8]
      if trial % 2 == 0 {
        bytes = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
          alphabet.randomElement(using: &generator) ?? 0
        }
      } else {
        bytes = good
        bytes[Int.random(in: 0..<good.count, using: &generator)] =
          alphabet.randomElement(using: &generator) ?? 0
      }
      let text = SourceText(file: "a", bytes: bytes)
      var (tree, pulled): (Diagnostic?, Diagnostic?)
      do throws(Diagnostic) { _ = try JSONValue(parsing: text) } catch { tree = error }
      // Only the tree remembers all keys.
      if tree?.code == "json.duplicate-key" { continue }
      do throws(Diagnostic) {
        var json = try JSONReader(pulling: text, limits: JSONLimits())
        try json.skipValue()
        try json.finish()
      } catch {
        pulled = error
      }
      tree?.place.parts = []
      pulled?.place.parts = []
      #expect(tree == pulled)
      refused += pulled == nil ? 0 : 1
    }
    #expect(refused > 200)
  }

  @Test("accepts nesting up to the limit and not one level more")
  func depth() throws {
    let deepest = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    try pull(deepest) { json throws(Diagnostic) in try json.skipValue() }
    let fault = #expect(throws: Diagnostic.self) {
      try pull("[\(deepest)]") { json throws(Diagnostic) in try json.skipValue() }
    }
    #expect(fault?.code == "json.too-deep" && fault?.place.column == 65)
  }

  @Test("shows a place in a line of megabytes without looking through it")
  func longLine() {
    let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 4_000_000)
    let excerpt = sourceExcerpt(of: bytes, at: 2_000_000)
    let lines = excerpt.split(separator: "\n")
    #expect(lines[0].count == 80 && lines[1].hasSuffix("^"))
    #expect(sourceExcerpt(of: Array("ab\ncdé\nf".utf8), at: 5) == "  cdé\n    ^")
  }
}

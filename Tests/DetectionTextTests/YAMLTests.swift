import DetectionText
import Testing

@Suite("YAML of data sets and models")
struct YAMLTests {
  private static func read(_ text: String, _ wanted: Set<String> = ["a", "b"]) throws(Diagnostic)
    -> YAML
  {
    try YAML(Array(text.utf8)[...], file: "x.yaml", wanted: wanted, code: "x.yaml")
  }

  @Test("lists in brackets may hold lists, on one line or on many")
  func nested() throws {
    let forms = [
      "a: [[1, 2], x, [3, [4]]]", "a:\n  [\n    [1, 2],  # two\n\n    x,\n    [3, [4]],\n  ]",
      "a: [[1, 2],\n x,\n [3,\n [4]]]", "a:\n  - [1, 2]\n  - x\n  - [3, [4]]",
    ]
    for form in forms {
      let yaml = try Self.read(form + "\nb: 1\n")
      let items = try #require(yaml["a"]?.items)
      #expect(items.count == 3 && items[1] == "x", "\(form)")
      #expect(YAML.items(of: items[0]) == ["1", "2"])
      #expect(YAML.items(of: items[2]) == ["3", "[4]"])
      #expect(yaml["b"]?.items == ["1"])
    }
  }

  @Test("brackets and commas in quotations, and apostrophes in words, are characters")
  func quotations() throws {
    let yaml = try Self.read(#"a: ["x, [y", 'it: ]', don't, rock 'n' roll]"#)
    #expect(yaml["a"]?.items == ["x, [y", "it: ]", "don't", "rock 'n' roll"])
    #expect(try Self.read("a: {0: 'x, y', 1: [z, w]}")["a"]?.keys == ["0", "1"])
  }

  @Test("keys that nobody wants are named and passed over")
  func others() throws {
    let yaml = try Self.read("c: [1,\n 2]\nd:\n  - *x\na: 1\n")
    #expect(yaml.keys == ["c", "d", "a"])
    #expect(yaml["c"] == nil && yaml["a"]?.line == 5)
  }

  @Test("what does not end, and anchors for a wanted key, are refused")
  func refused() {
    for (text, words) in [
      ("a: [1, [2]", "does not end"), ("a: &x 1", "words, lists and maps"),
      ("a: 1\na: 2", "a second time"), ("nothing", "a key and its value"),
    ] {
      let fault = #expect(throws: Diagnostic.self) { try Self.read(text) }
      #expect(fault?.code == "x.yaml" && fault?.description.contains(words) == true)
    }
  }

  @Test("a hundred thousand entries are read in no time")
  func large() throws {
    let map = "a:\n" + (0..<100_000).map { "  \($0): x\n" }.joined()
    let start = ContinuousClock.now
    #expect(try Self.read(map)["a"]?.items.count == 100_000)
    #expect(
      try Self.read("a:\n [\n" + String(repeating: "[1, 2],\n", count: 50_000) + "]")["a"]?.items
        .count == 50_000
    )
    #expect(ContinuousClock.now - start < .seconds(30))
  }
}

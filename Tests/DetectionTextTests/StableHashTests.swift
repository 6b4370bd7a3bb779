import DetectionText
import Testing

@Suite("Stable hashes")
struct StableHashTests {
  @Test(
    "are FNV-1a, mixed: the same for ever",
    arguments: [
      ("", "efd01f60ba992926"), ("a", "82a2a958a9bece5b"), ("street.jpg", "ac6d210874855a84"),
      ("ü", "9a8fa3aaaa09fd21"),
    ]
  )
  func values(text: String, hash: String) {
    #expect(StableHash(text).text == hash)
    var parts = StableHash()
    for character in text { parts.add(String(character)) }
    #expect(parts.text == hash)
  }

  @Test("share names out evenly, each to one part")
  func parts() {
    for count in [1, 2, 7, 64] {
      var sizes = [Int](repeating: 0, count: count)
      for index in 0..<64_000 {
        sizes[StableHash.part(of: "img\(index).jpg", among: count) - 1] += 1
      }
      let fair = 64_000 / count
      #expect(sizes.allSatisfy { abs($0 - fair) < fair / 5 + 1 })
    }
  }
}

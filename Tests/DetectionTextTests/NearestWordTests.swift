import DetectionText
import Testing

@Suite("Nearest word")
struct NearestWordTests {
  static let commands = ["loss", "decode", "assign", "inspect", "check"]

  @Test(
    "finds what was meant",
    arguments: [
      ("lss", "loss"), ("decdoe", "decode"), ("asign", "assign"), ("inspects", "inspect"),
      ("CHECK", "check"), ("chekc", "check"), ("loss", "loss"),
    ]
  )
  func near(word: String, meant: String) {
    #expect(nearest(of: word, among: Self.commands) == meant)
  }

  @Test("finds nothing where nothing is near", arguments: ["", "x", "train", "zzzz", "🙂"])
  func far(word: String) {
    #expect(nearest(of: word, among: Self.commands) == nil)
  }

  @Test("one mistake in three letters is near, one in two is not")
  func share() {
    #expect(nearest(of: "cat", among: ["car"]) == "car")
    #expect(nearest(of: "ca", among: ["ba"]) == nil)
    #expect(nearest(of: "abcdef", among: ["abcdxy"]) == "abcdxy")
    #expect(nearest(of: "abcde", among: ["abcxy"]) == nil)
    // The longer of the two counts.
    #expect(nearest(of: "xb", among: ["abc"]) == nil)
    #expect(nearest(of: "bc", among: ["abc"]) == "abc")
  }

  @Test("hyphens and underscores are the same")
  func hyphens() {
    #expect(
      nearest(of: "IOU-THRESHOLD", among: ["iou_treshold", "iou_threshold"]) == "iou_threshold"
    )
  }

  @Test("among equally near words the first is taken")
  func ties() {
    #expect(nearest(of: "gate", among: ["late", "mate"]) == "late")
  }

  @Test("a word of a million letters costs nothing")
  func long() {
    #expect(nearest(of: String(repeating: "a", count: 1_000_000), among: ["a"]) == nil)
  }
}

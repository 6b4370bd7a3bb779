import AnchorDecoding
import DetectionNumerics
import DetectionTestSupport
import Testing

@Suite("Heads that were dumped behind their sigmoid")
struct ActivatedHeadTests {
  static func head(_ side: Int, _ value: (Int) -> Float) throws -> RawHead {
    try RawHead(
      name: "h",
      values: (0..<side * side * 6).map(value),
      order: .nhwc,
      shape: [side, side, 6],
      anchors: 1,
      classes: 1
    )
  }

  @Test("probabilities look activated, logits do not")
  func activated() throws {
    var generator = SeededGenerator(seed: 1)
    let logits = (0..<600).map { _ in Float(generator.bell() * 3 - 4) }
    #expect(try Self.head(10) { Float.sigmoid(logits[$0]) }.hasProbabilities)
    #expect(try !Self.head(10) { logits[$0] }.hasProbabilities)
  }

  @Test("few anchors, and heads of zeros and ones, tell nothing")
  func silent() throws {
    #expect(try !Self.head(9) { _ in 0.5 }.hasProbabilities)
    #expect(try !Self.head(10) { _ in 0 }.hasProbabilities)
    #expect(try Self.head(10) { _ in 0.5 }.hasProbabilities)
    // Every other anchor is sure of an object.
    #expect(try !Self.head(10) { Float($0 / 6 % 2) }.hasProbabilities)
  }
}

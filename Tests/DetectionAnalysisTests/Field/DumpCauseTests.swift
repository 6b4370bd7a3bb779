import AnchorDecoding
import DetectionAnalysis
import DetectionTestSupport
import Testing

@Suite("Field: what happened to the second of two dumps")
struct DumpCauseTests {
  private typealias Example = LossDiagnosisTests

  /// The likeliest cause of the differences between the right dump and one with values from
  /// elsewhere.
  static func cause(
    layout: HeadOrder? = nil,
    moving source: @escaping (_ scale: Int, [Int], HeadLayout) -> [Int] = { _, place, _ in place },
    value: (Double) -> Double = { $0 }
  ) throws -> String {
    let right = try Example.example(more: ["activation=logits"])
    let other = try Example.example(moving: source, value: value, more: ["activation=logits"])
    return try "\(right.comparison(with: other).likelyCauses.first, default: "none")"
  }

  @Test("nothing is said of dumps that agree, or differ in no usual way")
  func nothing() throws {
    #expect(try Self.cause() == "none")
    #expect(try Self.cause(value: { $0 * 1.5 + 0.25 }) == "none")
    // Near is no sign of fewer bits.
    #expect(try Self.cause(value: { $0 * 1.002 }) == "none")
    #expect(try Self.cause(value: { $0 + 0.01 }) == "none")
    #expect(try Self.cause(value: { ($0 / 0.05).rounded() * 0.05 }) == "none")
  }

  @Test("each mistake by its name, with all values explained")
  func mistakes() throws {
    let moves: [(String, (Int, [Int], HeadLayout) -> [Int])] = [
      (
        "x and y are exchanged, and w and h too",
        { _, place, _ in
          place.prefix(4) + [place[4] < 4 ? place[4] ^ 1 : place[4]]
        }
      ),
      (
        "the anchors stand in reverse order",
        { _, place, layout in
          [place[0], place[1], place[2], layout.anchors - 1 - place[3], place[4]]
        }
      ),
      (
        "the rows stand from the bottom to the top",
        { _, place, layout in
          [place[0], layout.rows - 1 - place[1], place[2], place[3], place[4]]
        }
      ),
      (
        "rows and columns are exchanged",
        { _, place, _ in
          [place[0], place[2], place[1], place[3], place[4]]
        }
      ),
      (
        "the images stand in another order",
        { _, place, layout in
          [(place[0] + 1) % layout.images] + place[1...]
        }
      ),
      (
        "the images stand in another order, on scale \"large\" only",
        { scale, place, layout in
          scale == 2 ? [(place[0] + 1) % layout.images] + place[1...] : place
        }
      ),
      (
        "objectness stands before x, y, w, h",
        { _, place, _ in
          place.prefix(4) + [place[4] == 0 ? 4 : place[4] < 5 ? place[4] - 1 : place[4]]
        }
      ),
    ]
    for (name, move) in moves {
      let cause = try Self.cause(moving: move)
      #expect(cause.hasPrefix("\(name) (explains "), "\(cause)")
      let numbers = cause.split(separator: " ").compactMap { Int($0) }
      #expect(numbers.count == 2 && numbers[0] == numbers[1], "\(cause)")
    }
  }

  @Test("values that went through fewer digits, or a sigmoid")
  func values() throws {
    #expect(
      try Self.cause(value: { Double(Float16($0)) })
        .hasPrefix("the second dump went through half precision")
    )
    let bfloat: (Double) -> Double = {
      Double(Float(bitPattern: Float($0).bitPattern & 0xffff_0000))
    }
    #expect(try Self.cause(value: bfloat).hasPrefix("the second dump went through bfloat16"))
    #expect(
      try Self.cause(value: { Double.sigmoid($0) })
        .hasPrefix("the second dump's values stand behind a sigmoid")
    )
  }
}

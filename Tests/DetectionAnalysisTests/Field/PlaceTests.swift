import DetectionAnalysis
import Testing

/// Findings say where they are: scale, image, row, column, anchor, and how far they went.
@Suite("Places of findings")
struct PlaceTests {
  static func example(_ heads: String) throws -> DetectionCase {
    try DetectionCase(
      configuration: FieldData.path("cases/07-huge-tw-overflows/config.json"),
      heads: .files([FieldData.path(heads)]),
      truth: .labels(FieldData.path("cases/07-huge-tw-overflows/l.txt")),
      fit: ImageFit.Mode.none
    )
  }

  /// What the README of the fixtures and `siblings.json` tell of a dump.
  struct Right: Sendable, CustomTestStringConvertible {
    let heads: String
    let count: Int
    let places: [String]
    let sides: [String]
    let words: [String]

    var testDescription: String { heads }
  }

  static let rights = [
    Right(
      heads: "cases/07-huge-tw-overflows/heads.npz",
      count: 2,
      places: [
        "small, image 0, row 2, column 3, anchor 0", "small, image 0, row 2, column 3, anchor 1",
      ],
      sides: ["tw 800.0", "tw 95.0, th 91.0"],
      words: [
        "scale \"small\", image 0, row 2, column 3, anchor 0 (of a.jpg)", "2 predicted boxes",
        "tw 800", "; at scale \"small\", image 0, row 2, column 3, anchor 1, tw 95",
        "tw 95 (1.8e41 times the anchor's)",
      ]
    ),
    Right(
      heads: "siblings/07/held-two.npz",
      count: 2,
      places: [
        "small, image 0, row 11, column 0, anchor 2", "large, image 0, row 1, column 2, anchor 1",
      ],
      sides: ["th 91.0", "tw 95.0"],
      words: ["th 91", "at scale \"large\", image 0, row 1, column 2, anchor 1"]
    ),
    Right(
      heads: "siblings/07/underflow.npz",
      count: 1,
      places: ["medium, image 0, row 0, column 5, anchor 1"],
      sides: ["tw -800.0, th -800.0"],
      words: ["tw -800", "e-348 times"]
    ),
  ]

  @Test("of clamped sizes, and how far they went", arguments: rights)
  func clamped(right: Right) throws {
    let example = try Self.example(right.heads)
    let report = try example.loss()
    #expect(report.total.isFinite)
    #expect(report.clampedSizes == right.count)
    #expect(report.firstClampedSizes.map { "\($0.scale), \($0.siteWords)" } == right.places)
    let sides = report.firstClampedSizes.map { place in
      place.sides.map { "\($0.channel) \($0.raw)" }.joined(separator: ", ")
    }
    #expect(sides == right.sides)
    let notes = report.notes(of: example)
    #expect(notes.map(\.code) == ["loss.clamped-sizes"])
    for word in right.words { #expect("\(notes[0])".contains(word), "\(notes[0])") }
    // Nobody wants two sentences of one dump; without names the index says which image.
    #expect(report.notes[0].place.image == nil)
  }

  @Test("none where nothing was clamped")
  func unclamped() throws {
    let example = try Self.example("cases/07-huge-tw-overflows/heads-20.npz")
    let report = try example.loss()
    #expect(report.clampedSizes == 0 && report.firstClampedSizes.isEmpty && report.notes.isEmpty)
  }

  @Test("of values that are no numbers: scale, cell, channel, and how many")
  func nonFinite() throws {
    let example = try Self.example("siblings/07/nan.npz")
    let error = #expect(throws: Diagnostic.self) { try example.loss() }
    let words = [
      "\"medium\"", "image 0", "row 5", "column 3", "anchor 2", "channel 6 (class 1)", "a.jpg",
      "and 1 more",
    ]
    for word in words {
      #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
    }
  }

  @Test("of a value of a class say what the class is called")
  func className() throws {
    var small = SmallCase()
    small.fine[6] = .nan
    let example = try small.open()
    let error = #expect(throws: Diagnostic.self) { try example.loss() }
    #expect(error?.description.contains("channel 6 (class 1 \"dog\")") == true)
    let explanation = try example.explanation(ofImage: 0)
    #expect(explanation.objects[1].summary.hasPrefix("object 1, class 1 \"dog\", (20, 4)"))
  }
}

import DetectionAnalysis
import DetectionTestSupport
import DetectionText
import Testing

@Suite("Field: anchors on two scales, and on none")
struct MaskTests {
  static func open(_ entry: FieldData.Entry) throws -> DetectionCase {
    let folder: String = entry["folder"]
    return try DetectionCase(
      configuration: DetectorConfiguration(
        json: """
          {"dialect": "\(entry["dialect", as: String.self])", "fit": "none",
           "classes": \(entry["classes", as: Int.self]), "anchors": \(entry.text("anchors")),
           "scales": \(entry.text("scales"))}
          """,
        file: "c.json"
      ),
      heads: .files([FieldData.path("\(folder)/heads.npz")]),
      truth: .labels(FieldData.path("\(folder)/labels.txt"))
    )
  }

  @Test(
    "the best of all anchors, on every scale that has it",
    arguments: FieldData.list("masks", "cases")
  )
  func cases(entry: FieldData.Entry) throws {
    let example = try Self.open(entry)
    let expected = entry.entry("expected")
    let assignments = try example.assignments()
    for right in expected.entries("assignments") {
      let sites = assignments[right["image", as: Int.self]].positives
        .filter { $0.objects.contains(right["object"]) }
        .map { site in
          [
            example.detector.scales[site.site.scale].stride, site.site.row, site.site.column,
            site.site.anchor,
          ]
        }
      let all = right.entries("responsible").map { site in
        ["stride", "row", "column", "anchor"].map { site[$0, as: Int.self] }
      }
      // Where objects collide the last one keeps the box; all keep their classes.
      #expect(Set(sites).isSubset(of: all), "\(right.members)")
    }
    let report = try example.loss()
    let loss = expected.entry("loss")
    #expect(FieldData.distance(FieldData.terms(report.loss), FieldData.terms(loss)) < 2e-7)
    for (scale, right) in zip(report.scales, expected.entries("scales")) {
      #expect(
        [scale.counts.positives, scale.counts.ignored, scale.counts.background]
          == ["positives", "ignored", "background"].map { right[$0] }
      )
    }
  }

  @Test("an object whose best anchor no scale has is nobody's, and the explanation says why")
  func nobody() throws {
    let example = try DetectionCase(
      configuration: DetectorConfiguration(
        json: """
          {"dialect": "darknet-pjreddie", "classes": 1, "fit": "none",
           "anchors": [[4, 4], [16, 16], [30, 30]],
           "scales": [{"name": "s16", "stride": 16, "mask": [1, 2]}]}
          """,
        file: "c.json"
      ),
      heads: .none(input: PixelSize(width: 64, height: 64)),
      truth: .objects([
        [
          LabeledBox(box: CornerBox(minX: 9, minY: 9, maxX: 13, maxY: 14), classID: 0),
          LabeledBox(box: CornerBox(minX: 9, minY: 9, maxX: 26, maxY: 27), classID: 0),
        ]
      ])
    )
    let assignment = try example.assignments()[0]
    #expect(assignment.positives.map(\.objects) == [[1]])
    let explanation = "\(try example.explanation(ofImage: 0))"
    #expect(explanation.contains("anchor 0 of the list, which is on no scale, has"))
  }

  @Test(
    "masks that are none",
    arguments: [
      (#""scales": [{"stride": 8, "mask": [0]}]"#, #"a "mask" without "anchors" at the top"#),
      (
        #""anchors": [[1, 2]], "scales": [{"stride": 8, "anchors": [[1, 2]]}]"#,
        #""anchors" of a scale beside "anchors" at the top"#
      ),
      (#""anchors": [[1, 2]], "scales": [{"stride": 8, "mask": [1]}]"#, "found 1; allowed"),
      (
        #""anchors": [[1, 2]], "scales": [{"stride": 8, "mask": [0, 0]}]"#, "anchor 0 a second time"
      ),
      (#""anchors": [[1, 2]], "scales": [{"stride": 8, "mask": []}]"#, "an empty list"),
      (#""anchors": [[1, 2]], "scales": [{"stride": 8}]"#, #"no "mask""#),
      (
        #""anchor_unit": "cells", "anchors": [[1, 2]], "scales": [{"stride": 8, "mask": [0]}]"#,
        "cells of which scale is not said"
      ),
      (#""anchors": [1, 2], "scales": [{"stride": 8, "mask": [0]}]"#, "[width, height] pairs"),
    ]
  )
  func faults(members: String, sentence: String) {
    let error = #expect(throws: Diagnostic.self) {
      try DetectorConfiguration(json: "{\"classes\": 1, \(members)}", file: "c.json")
    }
    #expect("\(error, default: "")".contains(sentence))
  }

  @Test("masks of a configuration in memory that do not fit its anchors")
  func memory() {
    var configuration = DetectorConfiguration(
      classes: ClassList(count: 1),
      scales: [
        DetectionScale(
          name: "s",
          stride: 8,
          anchors: [AnchorSize(width: 1, height: 2)],
          mask: [0]
        )
      ],
      anchors: [AnchorSize(width: 1, height: 2)]
    )
    let input = PixelSize(width: 16, height: 16)
    #expect(throws: Never.self) { try configuration.detector(for: input) }
    for mask in [[1], [-1], [0, 0]] {
      configuration.scales[0].mask = mask
      #expect(throws: Diagnostic.self) { try configuration.detector(for: input) }
    }
  }
}

import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

/// A dialect with other settings against what its framework's own code computed with them.
@Suite("Dialects with other settings")
struct DialectVariantTests {
  /// What a framework calls some settings, and the keys of a configuration that stand for them.
  struct Settings: Sendable, CustomTestStringConvertible {
    let dialects: [String]
    let name: String
    let overrides: [String]
    var testDescription: String { "\(dialects.joined(separator: ", ")) \(name)" }
  }

  static let all = [
    Settings(
      dialects: ["ultralytics"],
      name: "train_py_gains",
      overrides: ["gains=by_size_and_classes"]
    ),
    Settings(
      dialects: ["ultralytics", "yolov5"],
      name: "label_smoothing_0.1",
      overrides: ["classification.label_smoothing=0.1"]
    ),
    Settings(
      dialects: ["yolov5", "yolov7-plain", "yolov7"],
      name: "raw_gains",
      overrides: ["gains=as_given"]
    ),
    Settings(
      dialects: ["yolov5"],
      name: "hyp.scratch-high",
      overrides: ["objectness.weight=0.7", "classification.weight=0.3"]
    ),
    Settings(
      dialects: ["yolov5"],
      name: "hyp.VOC",
      overrides: [
        "box.weight=0.02", "objectness.weight=0.51728", "objectness.positive_weight=0.67198",
        "classification.weight=0.21638", "classification.positive_weight=0.5",
        "assignment.ratio_below=3.3744",
      ]
    ),
    Settings(
      dialects: ["yolov7-plain", "yolov7"],
      name: "hyp.scratch.tiny",
      overrides: ["objectness.weight=1", "classification.weight=0.5"]
    ),
    Settings(
      dialects: ["yolov7"],
      name: "width_corrected",
      overrides: ["assignment.label_scale=input"]
    ),
  ]

  @Test("are the framework's, in either precision", arguments: all)
  func variants(settings: Settings) throws {
    var compared = 0
    for name in DialectFixture.names {
      guard settings.dialects.contains(String(name.prefix { $0 != "/" })) else { continue }
      let plain = try DialectFixture(name)
      guard let expected = try plain.expected().variants[settings.name] else { continue }
      compared += 1
      let fixture = try DialectFixture(name, overrides: settings.overrides)
      for loss in [DetectorLoss.plain(fixture.detector), .fast(fixture.detector)] {
        let report = try loss(heads: fixture.heads, targets: try fixture.targets())
        // What they log is without the factor of the batch.
        let terms = try #require(report.frameworkTerms)
        for part in terms.parts where part.name != "total" {
          let reference = try #require(expected.loss[part.name])
          #expect(relativeError(part.value, reference: reference) < 1e-6, "\(name) \(part.name)")
        }
        if !expected.matches.isEmpty { #expect(report.scales.map(\.matches) == expected.matches) }
      }
    }
    #expect(compared >= settings.dialects.count, "each dialect has a case")
  }
}

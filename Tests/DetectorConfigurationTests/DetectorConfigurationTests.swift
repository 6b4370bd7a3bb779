import DetectionText
import DetectorConfiguration
import Foundation
import Testing

@Suite("Detector configuration")
struct DetectorConfigurationTests {
  static let smallest = #"{"classes": 3, "scales": [{"stride": 8, "anchors": [[10, 13]]}]}"#

  func read(_ json: String, file: String = "c.json") throws -> DetectorConfiguration {
    try DetectorConfiguration(json: json, file: file)
  }

  func read(members: String) throws -> DetectorConfiguration {
    try read(BadConfiguration.Body.completed(members).json)
  }

  @Test("needs only classes and scales; the rest is the reference's")
  func defaults() throws {
    let configuration = try read(Self.smallest, file: "some/where/my.detector.json")
    #expect(
      configuration
        == DetectorConfiguration(
          name: "my.detector",
          classes: ClassList(count: 3),
          scales: [
            DetectionScale(name: "stride8", stride: 8, anchors: [AnchorSize(width: 10, height: 13)])
          ],
          anchorUnit: .pixels,
          fit: .letterbox(),
          components: LossComponents(
            decoding: BoxDecoding(
              centerScale: .same(1),
              size: .exponential(largestFactor: nil)
            ),
            assignment: AssignmentChoice(rule: .anchorIoU(threshold: 0.3), collision: .last),
            background: BackgroundChoice(
              iouThreshold: 0.5,
              against: .scale,
              atThreshold: .ignored,
              overlapOf: .prediction,
              classGate: nil
            ),
            box: BoxLossChoice(
              terms: [BoxTerm(.overlap(.generalized, form: .oneMinus), weight: 1)],
              smallBoxWeight: true
            ),
            objectness: ObjectnessChoice(
              target: .one,
              focal: FocalModulation(alpha: 1, gamma: 2, form: .squaredDistance),
              weight: 1,
              scaleWeights: .same(1)
            ),
            classification: ClassificationChoice(
              loss: .sigmoid,
              labelSmoothing: 0.01,
              smoothing: .uniform,
              weight: 1,
              singleClass: .compute
            ),
            reduction: .perImage(.mean),
            gains: Gains(.asGiven),
            frameworkLoss: nil
          )
        )
    )
  }

  @Test("scales may share a stride if their names differ")
  func equalStrides() throws {
    let configuration = try read(
      """
      {"classes": 3, "scales": [{"name": "near", "stride": 8, "anchors": [[10, 13]]},
       {"stride": 8, "anchors": [[16, 30]]}]}
      """
    )
    #expect(configuration.scales.map(\.name) == ["near", "stride8"])
    #expect(configuration.scales.map(\.stride) == [8, 8])
    #expect(configuration.warnings.isEmpty)
  }

  @Test(
    "is called after its file if it has no name",
    arguments: [
      ("a.json", "a"), ("x/a.b.json", "a.b"), ("a", "a"), (".json", ".json"), ("", "detector"),
    ]
  )
  func defaultName(file: String, name: String) throws {
    #expect(try read(Self.smallest, file: file).name == name)
  }

  @Test("a key that is given wins, the others of its section stay")
  func keyByKey() throws {
    let configuration = try read(
      members: """
        "name": "mine", "dialect": "reference", "fit": "stretch",
        "decoding": {"center_scale": 1.05},
        "assignment": {"iou_threshold": 0.25, "collision": "first"},
        "background": {"against": "image"},
        "box": {"loss": "iou", "small_box_weight": false},
        "objectness": {"focal": {"gamma": 1.5}},
        "classification": {"label_smoothing": 0},
        "reduction": {"over_batch": "sum"}
        """
    )
    var expected = LossComponents.reference
    expected.decoding.centerScale = .same(1.05)
    expected.assignment = AssignmentChoice(rule: .anchorIoU(threshold: 0.25), collision: .first)
    expected.background.against = .image
    expected.box = BoxLossChoice(
      terms: [BoxTerm(.overlap(.iou, form: .oneMinus), weight: 1)],
      smallBoxWeight: false
    )
    expected.objectness.focal?.gamma = 1.5
    expected.classification.labelSmoothing = 0
    expected.reduction = .perImage(.sum)
    #expect(configuration.components == expected)
    #expect(configuration.name == "mine")
    #expect(configuration.fit == .stretch())
  }

  @Test("a focal factor of null is plain cross-entropy")
  func plainObjectness() throws {
    #expect(try read(members: #""objectness": {"focal": null}"#).components.objectness.focal == nil)
  }

  @Test("an empty section changes nothing", arguments: writtenOutSections)
  func emptySection(name: String) throws {
    #expect(try read(members: "\"\(name)\": {}").components == .reference)
  }

  @Test("the ends of every range are inside it")
  func ends() throws {
    let components = try read(
      members: """
        "assignment": {"iou_threshold": 1}, "background": {"iou_threshold": 0},
        "box": {"weight": 0}, "classification": {"label_smoothing": 1.0},
        "objectness": {"focal": {"alpha": 0, "gamma": 0}}
        """
    ).components
    #expect(components.assignment.rule == .anchorIoU(threshold: 1))
    #expect(components.background.iouThreshold == 0)
    #expect(components.box.terms[0].weight == 0)
    #expect(components.classification.labelSmoothing == 1)
    #expect(
      components.objectness.focal == FocalModulation(alpha: 0, gamma: 0, form: .squaredDistance)
    )
    #expect(try read(BadConfiguration.Body.classes("1000000").json).classes.count == 1_000_000)
    #expect(try read(BadConfiguration.Body.classes("1").json).classes.count == 1)
  }

  @Test("anchors in cells become pixels of the network input")
  func cells() throws {
    let configuration = try read(
      #"{"classes": 1, "anchor_unit": "cells", "scales": [{"stride": 32, "anchors": [[3.625, 2]]}]}"#
    )
    #expect(configuration.scales[0].anchors == [AnchorSize(width: 116, height: 64)])
  }

  @Test("anchors as fractions wait for the size of the input")
  func fractions() throws {
    let configuration = try read(
      """
      {"classes": 1, "anchor_unit": "fractions",
       "scales": [{"stride": 32, "anchors": [[0.25, 0.5]]}, {"stride": 8, "anchors": [[1, 0.1]]}]}
      """
    )
    #expect(configuration.anchorUnit == .fractions)
    #expect(configuration.scales[0].anchors == [AnchorSize(width: 0.25, height: 0.5)])
    #expect(configuration.scales[1].anchors == [AnchorSize(width: 1, height: 0.1)])
  }

  @Test("scales stay in the order of the file")
  func order() throws {
    let configuration = try read(
      """
      {"classes": 1, "scales": [{"name": "b", "stride": 32, "anchors": [[90, 90]]},
        {"name": "a", "stride": 8, "anchors": [[9, 9], [10, 8]]}]}
      """
    )
    #expect(configuration.scales.map(\.name) == ["b", "a"])
    #expect(configuration.scales.map(\.anchors.count) == [1, 2])
  }

  // MARK: - Files

  /// Runs `body` with a folder that is removed afterwards.
  func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("configuration-\(UInt64.random(in: 0...UInt64.max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  func failure(path: String) -> Diagnostic? {
    do {
      _ = try DetectorConfiguration(path: path)
      return nil
    } catch {
      return error
    }
  }

  @Test("finds the names file beside the configuration")
  func namesFile() throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("c.json").path
      try Data(BadConfiguration.Body.classes(#""my.names""#).json.utf8)
        .write(to: URL(fileURLWithPath: path))
      let names = folder.appendingPathComponent("my.names")
      #expect(failure(path: path)?.cause == .access)
      #expect(
        "\(failure(path: path), default: "none")" == """
          \(path):1:13: classes: found no file at "\(names.path)"; allowed a file with one class \
          name per line; check the path, which starts from the configuration's folder
          """
      )
      try Data("cat\r\nwild dog\r\n".utf8).write(to: names)
      #expect(
        try DetectorConfiguration(path: path).classes == ClassList(names: ["cat", "wild dog"])
      )
      try Data("cat\n\ndog\n".utf8).write(to: names)
      #expect(failure(path: path)?.cause == .configuration)
      #expect(failure(path: path)?.place.file == names.path)
    }
  }

  @Test("says whether a file is missing, a directory, or endless")
  func unreadable() throws {
    try withFolder { folder in
      let missing = folder.appendingPathComponent("none.json").path
      #expect(
        "\(failure(path: missing), default: "none")" == """
          \(missing): found no file; allowed a readable JSON file; check the path
          """
      )
      #expect(failure(path: missing)?.cause == .access)
      #expect(failure(path: missing)?.excerpt == nil)
      #expect(failure(path: missing + "\0")?.found == "no file")
      #expect(failure(path: folder.path)?.found == "a folder")
    }
    #expect(failure(path: "/dev/zero")?.cause == .access)
  }
}

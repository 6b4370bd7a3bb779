import AnchorDecoding
import AssignmentReview
import AssignmentTesting
import BoxGeometry
import DetectionAnalysis
import DetectionLoss
import DetectionPages
import DetectionTestSupport
import DetectionText
import DetectorConfiguration
import Foundation
import GroundTruthFiles
import TargetAssignment
import TensorFiles
import Testing

/// The examples of the modules' landing pages: each stands here too, where it is compiled and run.
@Suite("Landing pages")
struct LandingPageTests {
  @Test("BoxGeometry")
  func boxGeometry() {
    let object = CornerBox<Double>(minX: 4, minY: 6, maxX: 20, maxY: 30)
    let predicted = CornerBox<Double>(minX: 8, minY: 6, maxX: 24, maxY: 30)
    let shared = object.iou(with: predicted)  // 0.6

    let measure = OverlapMeasure.complete(alpha: .heldConstant)
    let overlap = measure.withGradient(CenterBox(predicted), CenterBox(object))

    #expect(shared == 0.6)
    #expect(overlap.value < 0.6 && overlap.gradient.byCenterX < 0)
    #expect(object.iou(with: object) == 1)
  }

  @Test("DetectionAnalysis")
  func detectionAnalysis() throws {
    let configuration = DetectorConfiguration(
      classes: ClassList(names: ["cat", "dog"]),
      scales: [
        DetectionScale(name: "only", stride: 32, anchors: [AnchorSize(width: 60, height: 40)])
      ]
    )
    let logits = [Float](repeating: -3, count: 7 * 4 * 4)  // of the network's last convolution
    let box = CornerBox(minX: 10.0, minY: 20.0, maxX: 70.0, maxY: 60.0)  // in pixels of the input

    let example = try DetectionCase(
      configuration: configuration,
      heads: .arrays([HeadArray(logits, shape: [1, 7, 4, 4])]),  // [N, A·(5 + C), H, W]
      truth: .objects([[LabeledBox(box: box, classID: 1)]])
    )
    let loss = try example.loss()  // by parts, scales, images and objects
    let gradient = try example.gradient()  // an array for each head, shaped as it is
    let found = try example.detections(score: 0.3)
    let positive = try example.assignments()[0].positives  // which anchors have which objects

    #expect(loss.total > 0 && loss.images[0].objects.count == 1)
    #expect(gradient[0].shape == [1, 7, 4, 4] && gradient[0].values.contains { $0 != 0 })
    #expect(found[0].detections.isEmpty && positive.count == 1)
  }

  @Test("DetectionPages")
  func detectionPages() throws {
    let tiles = DetectorConfiguration(
      classes: ClassList(names: ["tile"]),
      scales: [
        DetectionScale(name: "only", stride: 32, anchors: [AnchorSize(width: 60, height: 40)])
      ]
    )
    let tile = LabeledBox(
      box: CornerBox(minX: 10.0, minY: 20.0, maxX: 70.0, maxY: 60.0),
      classID: 0
    )
    let assigned = try DetectionCase(
      configuration: tiles,
      heads: .none(input: PixelSize(width: 128, height: 96)),
      truth: .objects([[tile]])
    )
    let page = try CasePage(of: assigned, against: "ultralytics")
    let html = page.html  // a file of its own; with heads it shows the loss too
    let picture = page.svg()  // its first image alone

    #expect(html.hasPrefix("<!DOCTYPE html>") && html.contains("1 anchor predicts 1 of 1 object"))
    #expect(picture?.hasPrefix("<svg xmlns") == true)
  }

  @Test("DetectorConfiguration")
  func detectorConfiguration() throws {
    let text = """
      {"classes": ["cat", "dog"], "dialect": "ultralytics", "box": {"weight": 0.1},
       "scales": [{"name": "fine", "stride": 8, "anchors": [[10, 13], [16, 30]]}]}
      """
    let configuration = try DetectorConfiguration(json: text, file: "detector.json")
    for warning in configuration.warnings { print(warning) }
    let weight = configuration.components.box.terms[0].weight  // 0.1; all else is the dialect's

    #expect(weight == 0.1 && configuration.warnings.isEmpty)
    #expect(
      configuration.components.assignment == LossComponents.of(dialect: "ultralytics").assignment
    )
  }

  @Test("AnchorDecoding")
  func anchorDecoding() throws {
    let scale = DetectionScale(
      name: "only",
      stride: 32,
      anchors: [AnchorSize(width: 16, height: 16)]
    )
    let configuration = DetectorConfiguration(classes: ClassList(count: 1), scales: [scale])
    let detector = try configuration.detector(for: PixelSize(width: 32, height: 32))
    let logits: [Float] = [0, 0, 0, 0, 3, 2]  // x, y, w, h, objectness, one class
    let head = try RawHead(
      name: "only",
      values: logits,
      order: .nhwc,
      shape: [1, 1, 1, 6],
      anchors: 1,
      classes: 1
    )
    let found = try head.detections(image: 0, scale: detector.scales[0], scoreAbove: 0.5)
    let kept = NonMaximumSuppression()(found)

    #expect(kept.map(\.box) == [CornerBox(minX: 8, minY: 8, maxX: 24, maxY: 24)])
  }

  @Test("TargetAssignment")
  func targetAssignment() throws {
    let scales = [
      DetectionScale(name: "fine", stride: 8, anchors: [AnchorSize(width: 10, height: 13)]),
      DetectionScale(name: "coarse", stride: 16, anchors: [AnchorSize(width: 30, height: 61)]),
    ]
    let configuration = DetectorConfiguration(classes: ClassList(count: 1), scales: scales)
    let detector = try configuration.detector(for: PixelSize(width: 64, height: 64))
    let objects = [LabeledBox(box: CornerBox(minX: 30, minY: 20, maxX: 42, maxY: 34), classID: 0)]

    let assignment = try TargetAssigner(detector)(objects)
    let sites = assignment.positives.map(\.site)  // scale 0, row 3, column 4, anchor 0

    #expect(sites == [AnchorSite(scale: 0, row: 3, column: 4, anchor: 0)])
  }

  @Test("AssignmentReview")
  func assignmentReview() throws {
    let scales = [
      DetectionScale(name: "fine", stride: 8, anchors: [AnchorSize(width: 10, height: 13)]),
      DetectionScale(name: "coarse", stride: 16, anchors: [AnchorSize(width: 30, height: 61)]),
    ]
    let configuration = DetectorConfiguration(classes: ClassList(count: 1), scales: scales)
    let detector = try configuration.detector(for: PixelSize(width: 64, height: 64))
    let objects = [LabeledBox(box: CornerBox(minX: 30, minY: 20, maxX: 42, maxY: 34), classID: 0)]

    let explanation = try TargetAssigner(detector).explanation(of: objects)

    let page = try Self.page("AssignmentReview")
    #expect(page.contains("\n```\n\(explanation.objects[0])\n```\n"))
  }

  @Test("AssignmentTesting")
  func assignmentTesting() throws {
    let scale = DetectionScale(
      name: "fine",
      stride: 8,
      anchors: [AnchorSize(width: 10, height: 13)]
    )
    let configuration = DetectorConfiguration(classes: ClassList(count: 1), scales: [scale])
    let detector = try configuration.detector(for: PixelSize(width: 64, height: 64))
    let objects = [LabeledBox(box: CornerBox(minX: 30, minY: 20, maxX: 42, maxY: 34), classID: 0)]

    let assignment = try TargetAssigner(detector).explanation(of: objects)
    let anchor = try assignment.anchor("fine", row: 3, column: 4, anchor: 0)
    #expect(assignment.mismatches(object: 0, predictedBy: [anchor]) == [])
    #expect(assignment.mismatches(unassigned: []) == [])

    let wrong = try assignment.anchor("fine", row: 4, column: 3, anchor: 0)
    let printed = assignment.mismatches(positives: [wrong: 0]).map(\.description)
    let page = try Self.page("AssignmentTesting")
    #expect(page.contains("\n```\n\(printed.joined(separator: "\n\n"))\n```\n"))
  }

  @Test("DetectionLoss")
  func detectionLoss() throws {
    let scale = DetectionScale(
      name: "only",
      stride: 32,
      anchors: [AnchorSize(width: 16, height: 16)]
    )
    let configuration = DetectorConfiguration(classes: ClassList(count: 1), scales: [scale])
    let detector = try configuration.detector(for: PixelSize(width: 32, height: 32))
    let logits: [Double] = [0, 0, 0, 0, 3, 2]  // x, y, w, h, objectness, one class
    let head = try RawHead(
      name: "only",
      values: logits,
      order: .nhwc,
      shape: [1, 1, 1, 6],
      anchors: 1,
      classes: 1
    )

    let objects = [LabeledBox(box: CornerBox(minX: 8, minY: 8, maxX: 24, maxY: 24), classID: 0)]
    let targets = try TargetAssigner(detector)(objects).targets(for: detector)

    let (report, gradients) = try DetectorLoss(detector).withGradient(
      heads: [head],
      targets: [targets]
    )

    #expect(report.loss.box == 0 && report.loss.objectness > 0)
    #expect(gradients[0].values[4] < 0)
  }

  @Test("TensorFiles")
  func tensorFiles() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.path("example.npz")

    let numbers: [Float] = [1, 2, 3, 4, 5, .infinity]
    var writer = try TensorWriter(path: path)
    try writer.begin("fine", shape: [2, 3], of: Float.self)
    try writer.append(numbers)
    try writer.finish()  // only now is there a file of that name

    let file = try TensorFile(path: path)
    if let tensor = file["fine"] {
      let values = try tensor.values(as: Double.self)  // in C order, whatever the file's own is
      let statistics = try tensor.statistics()  // the first value that is not finite is at [1, 2]
      print(tensor.shape, values.count, statistics)
    }

    #expect(try file["fine"]?.values(as: Double.self).prefix(5) == [1, 2, 3, 4, 5])
    #expect(try file["fine"]?.statistics().firstNonFinite == [1, 2])
  }

  @Test("GroundTruthFiles")
  func groundTruthFiles() throws {
    let text = "street.jpg 12,30,118.5,210,0 140,33,200,180,2\nmeadow.jpg\n"
    let truth = try GroundTruth(bytes: Array(text.utf8), name: "labels.txt", classCount: 3)
    let boxes = truth.images[0].objects.map(\.box)  // corners, in pixels of the photograph
    let place = truth.images[0].place(ofObject: 1)  // labels.txt:1: box 2 (of street.jpg)

    #expect(boxes[0] == CornerBox(minX: 12, minY: 30, maxX: 118.5, maxY: 210))
    #expect("\(place)" == "labels.txt:1: box 2 (of street.jpg)")
  }
}

// MARK: - The pages themselves

extension LandingPageTests {
  private static let modules = [
    "BoxGeometry", "DetectorConfiguration", "AnchorDecoding", "TargetAssignment",
    "AssignmentReview", "AssignmentTesting", "DetectionLoss", "TensorFiles", "GroundTruthFiles",
    "DetectionAnalysis", "DetectionPages",
  ]

  /// A module's page.
  private static func page(_ module: String) throws -> String {
    let path = Sample.path("Sources/\(module)/\(module).docc/\(module).md")
    return try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test("show what this file compiles, give or take its line ends", arguments: modules)
  func sameCode(module: String) throws {
    let page = try Self.page(module)
    let start = try #require(page.range(of: "```swift\n")).upperBound
    let end = try #require(page.range(of: "\n```\n", range: start..<page.endIndex)).lowerBound
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    func words(_ text: String) -> String {
      text.split(separator: "\n")
        .map { $0.split(separator: "//", omittingEmptySubsequences: false)[0] }
        .joined().filter { !$0.isWhitespace && $0 != "," }
    }
    let lines = page[start..<end].split(separator: "\n")
    let shown = lines.filter { !$0.hasPrefix("import ") && !$0.hasPrefix("print(") }
    #expect(shown.count >= 4)
    #expect(words(source).contains(words(shown.joined(separator: "\n"))))
    for line in lines where line.hasPrefix("import ") {
      #expect(source.contains("\n\(line)\n") || source.hasPrefix("\(line)\n"), "\(line)")
    }
    #expect(lines.contains("import \(module)"))
  }

  /// The names of the public types that are declared at the start of a line in a module's sources.
  private static func publicTypes(_ module: String) throws -> Set<String> {
    let root = Fixture.repository.appending(path: "Sources/\(module)")
    let files = try #require(
      FileManager.default.enumerator(at: root, includingPropertiesForKeys: [])
    )
    var names: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let words = line.split(separator: " ")
        guard words.count > 2, line.hasPrefix("public "),
          ["struct", "enum", "protocol", "class"].contains(words[1])
        else { continue }
        names.insert(String(words[2].prefix { $0.isLetter || $0.isNumber }))
      }
    }
    return names
  }

  @Test("list every public type under their topics, and none that is not there", arguments: modules)
  func topics(module: String) throws {
    let page = try Self.page(module)
    let topics = try #require(page.range(of: "\n## Topics\n")).upperBound
    let listed = page[topics...].split(separator: "\n").filter { $0.hasPrefix("- ``") }.map {
      String($0.dropFirst(4).dropLast(2).split(separator: "/").last ?? "")
    }
    #expect(Set(listed).count == listed.count)
    #expect(try Set(listed) == Self.publicTypes(module))
  }
}

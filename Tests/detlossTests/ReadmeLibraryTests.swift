import AnchorDecoding
import BoxGeometry
import DetectionLoss
import DetectorConfiguration
import Foundation
import TargetAssignment
import Testing

@Suite("The README's library example")
struct ReadmeLibraryTests {
  /// What the example calls `objects` and `arrays`, for `configs/yolov3-coco.json`.
  private static let objects = [
    [LabeledBox(box: CornerBox(minX: 30, minY: 40, maxX: 200, maxY: 300), classID: 1)]
  ]
  private static func arrays(_ scales: [DetectionScale]) -> [[Float]] {
    scales.map { Array(repeating: 0, count: 255 * (416 / $0.stride) * (416 / $0.stride)) }
  }

  @Test("computes a loss")
  func example() throws {
    let configuration = try DetectorConfiguration(path: Sample.path("configs/yolov3-coco.json"))
    let objects = Self.objects
    let arrays = Self.arrays(configuration.scales)
    // From here on as the README has it, but for its last line.
    let detector = try configuration.detector(for: PixelSize(width: 416, height: 416))
    let assigner = TargetAssigner(detector)
    let targets = try objects.map {  // [[LabeledBox]], in pixels of the network input
      try assigner($0).targets(for: detector)
    }
    let heads = try zip(detector.scales, arrays).map { scale, values in
      try RawHead(
        name: scale.name,
        values: values,
        order: .nchw,
        shape: [1, 255, scale.rows, scale.columns],
        anchors: 3,
        classes: 80
      )
    }
    let report = try MultiScaleLoss<Float>(detector)(heads: heads, targets: targets)
    #expect(report.loss.total > 0)
    #expect(report.images[0].objects.count == 1)
  }

  @Test("is what this file compiles, give or take its line ends")
  func sameCode() throws {
    let block = try #require(ReadmeTests.blocks.first { $0.language == "swift" })
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    func words(_ text: String) -> String {
      text.split(separator: "\n")
        .map { $0.split(separator: "//", omittingEmptySubsequences: false)[0] }
        .joined().filter { !$0.isWhitespace && $0 != "," }
    }
    let shown = block.lines.filter { !$0.hasPrefix("import ") && !$0.hasPrefix("print(") }
      .drop { !$0.hasPrefix("let detector") }
    #expect(shown.count > 10)
    #expect(words(source).contains(words(shown.joined(separator: "\n"))))
    for line in block.lines where line.hasPrefix("import ") {
      #expect(source.contains("\n\(line)\n") || source.hasPrefix("\(line)\n"), "\(line)")
    }
  }
}

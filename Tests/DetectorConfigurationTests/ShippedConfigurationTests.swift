import BoxGeometry
import DetectorConfiguration
import Foundation
import Testing

/// The files under `configs/`.
enum ShippedConfigurations {
  static func path(of name: String) -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return root.appendingPathComponent("configs/\(name)").path
  }

  static func bytes(of name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path(of: name))))
  }
}

@Suite("Shipped configurations")
struct ShippedConfigurationTests {
  /// YOLOv3's anchors in pixels.
  static let anchors: [[(Double, Double)]] = [
    [(10, 13), (16, 30), (33, 23)],
    [(30, 61), (62, 45), (59, 119)],
    [(116, 90), (156, 198), (373, 326)],
  ]

  func expectYOLOv3Scales(_ configuration: DetectorConfiguration) {
    #expect(configuration.scales.map(\.name) == ["small", "medium", "large"])
    #expect(configuration.scales.map(\.stride) == [8, 16, 32])
    #expect(
      configuration.scales.map(\.anchors)
        == Self.anchors.map { $0.map { AnchorSize(width: $0.0, height: $0.1) } }
    )
    #expect(configuration.warnings.isEmpty)
  }

  @Test("yolov3-coco")
  func coco() throws {
    let configuration = try DetectorConfiguration(
      path: ShippedConfigurations.path(of: "yolov3-coco.json")
    )
    #expect(configuration.name == "yolov3-coco")
    #expect(configuration.classes.count == 80)
    #expect(configuration.classes.name(of: 0) == "person")
    #expect(configuration.classes.name(of: 9) == "traffic light")
    #expect(configuration.classes.name(of: 79) == "toothbrush")
    #expect(Set(configuration.classes.names ?? []).count == 80)
    expectYOLOv3Scales(configuration)
  }

  @Test("yolov3-voc")
  func voc() throws {
    let configuration = try DetectorConfiguration(
      path: ShippedConfigurations.path(of: "yolov3-voc.json")
    )
    #expect(configuration.name == "yolov3-voc")
    #expect(configuration.classes.count == 20)
    #expect(configuration.classes.name(of: 0) == "aeroplane")
    #expect(configuration.classes.name(of: 14) == "person")
    #expect(configuration.classes.name(of: 19) == "tvmonitor")
    expectYOLOv3Scales(configuration)
  }

  @Test("yolov3-tiny-coco")
  func tiny() throws {
    let configuration = try DetectorConfiguration(
      path: ShippedConfigurations.path(of: "yolov3-tiny-coco.json")
    )
    #expect(configuration.name == "yolov3-tiny-coco")
    #expect(configuration.classes.count == 80)
    #expect(configuration.scales.map(\.stride) == [16, 32])
    #expect(configuration.scales[0].anchors.map(\.width) == [10, 23, 37])
    #expect(configuration.scales[0].anchors.map(\.height) == [14, 27, 58])
    #expect(configuration.scales[1].anchors.map(\.width) == [81, 135, 344])
    #expect(configuration.scales[1].anchors.map(\.height) == [82, 169, 319])
    #expect(configuration.warnings.isEmpty)
  }

  @Test("yolov4-tiny: an anchor on both scales and one on none, one centre scale for all")
  func tiny4() throws {
    let two = try DetectorConfiguration(
      path: ShippedConfigurations.path(of: "yolov4-tiny-coco.json")
    )
    #expect(two.anchors.count == 6 && two.scales.map(\.mask) == [[1, 2, 3], [3, 4, 5]])
    let three = try DetectorConfiguration(
      path: ShippedConfigurations.path(of: "yolov4-tiny-3l-coco.json")
    )
    #expect(three.anchors.count == 9 && three.scales.map(\.stride) == [8, 16, 32])
    for configuration in [two, three] {
      // The cfg's iou_thresh is the default, 1: no other anchor takes part, nothing is averaged.
      #expect(configuration.components.assignment.rule == .bestAnchor)
      #expect(configuration.components.box.sharedAnchor == .sum)
      let detector = try configuration.detector(for: PixelSize(width: 416, height: 416))
      #expect(detector.scales.allSatisfy { $0.centerScale == 1.05 })
      #expect(configuration.warnings.isEmpty)
    }
  }

  @Test("reference writes out every default, and its anchors in cells are YOLOv3's in pixels")
  func reference() throws {
    let configuration = try DetectorConfiguration(
      path: ShippedConfigurations.path(of: "reference.json")
    )
    expectYOLOv3Scales(configuration)
    var defaults = DetectorConfiguration(
      name: "reference",
      classes: configuration.classes,
      scales: configuration.scales
    )
    defaults.isWrittenInCells = true
    #expect(configuration == defaults)
    #expect(configuration.components == .reference)
  }

  @Test("reference has every key that there is")
  func everyKey() throws {
    let text = String(
      decoding: try ShippedConfigurations.bytes(of: "reference.json"),
      as: UTF8.self
    )
    #expect(writtenOutSections.count == 10)
    for key in ConfigurationKey.all where key.value(inDialect: "reference") != nil {
      #expect(text.contains("\"\(key.name)\":"), "\(key.path)")
    }
  }
}

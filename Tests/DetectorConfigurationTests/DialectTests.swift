import DetectionTestSupport
import DetectionText
import DetectorConfiguration
import Foundation
import Testing

@Suite("Dialects")
struct DialectTests {
  /// Reads members beside good classes and three scales.
  func components(_ members: String) throws -> LossComponents {
    try DetectorConfiguration(
      json: BadConfiguration.Body.threeScales(members).json,
      file: "c.json"
    ).components
  }

  static let names = DetectorConfiguration.dialectNames

  @Test("are all there, in the order in which messages list them, the reference first")
  func order() {
    #expect(
      Self.names.filter(Set(DialectRow.all.map(\.name)).contains) == DialectRow.all.map(\.name)
    )
    #expect(Set(Self.names).count == Self.names.count)
    #expect(LossComponents.dialect(named: "reference") == .reference)
    #expect(LossComponents.dialect(named: "Reference") == nil)
  }

  @Test("choose what their frameworks do")
  func choices() throws {
    for row in DialectRow.all {
      let components = try components("\"dialect\": \"\(row.name)\"")
      let expected = row.components
      #expect(components.decoding == expected.decoding, "\(row.name)")
      #expect(components.assignment == expected.assignment, "\(row.name)")
      #expect(components.background == expected.background, "\(row.name)")
      #expect(components.box == expected.box, "\(row.name)")
      #expect(components.objectness == expected.objectness, "\(row.name)")
      #expect(components.classification == expected.classification, "\(row.name)")
      #expect(components.reduction == expected.reduction, "\(row.name)")
      #expect(components.gains == expected.gains, "\(row.name)")
      #expect(components.frameworkLoss == expected.frameworkLoss, "\(row.name)")
    }
  }

  /// Two names of one loss: yolov5 trains with what ultralytics/yolov3 does, and darknet's layer has one
  /// loss for several networks.
  static let aliases = [
    "yolov5": "ultralytics", "darknet-yolov3-tiny": "darknet-pjreddie",
    "darknet-yolov4": "darknet-alexeyab-ciou",
  ]

  @Test("differ from each other, but for the aliases")
  func distinct() {
    let others = Self.names.filter { Self.aliases[$0] == nil }
    #expect(Set(others.map(LossComponents.dialect)).count == others.count)
    for (alias, name) in Self.aliases {
      #expect(LossComponents.dialect(named: alias) == LossComponents.dialect(named: name))
    }
  }

  @Test("written out key by key are the same, whatever dialect the file names", arguments: names)
  func writtenKeyByKey(name: String) throws {
    let members = writtenOut(name)
    for base in Self.names {
      let components = try components("\"dialect\": \"\(base)\", \(members)")
      #expect(components == LossComponents.dialect(named: name), "over \(base)")
    }
  }

  @Test("stay as they are under empty sections")
  func emptySections() throws {
    let members = writtenOutSections.map { "\"\($0)\": {}" }.joined(separator: ", ")
    for name in Self.names {
      #expect(
        try components("\"dialect\": \"\(name)\", \(members)")
          == LossComponents.dialect(named: name)
      )
    }
  }

  @Test("are those of the file, of the caller before it, and of an override before both")
  func chosen() throws {
    let json = BadConfiguration.Body.completed("\"dialect\": \"mmdetection\"").json
    func dialect(_ replacement: String?, _ overrides: [String] = []) throws -> String {
      try DetectorConfiguration(
        json: json,
        file: "c.json",
        dialect: replacement,
        overrides: overrides
      ).dialect
    }
    #expect(try dialect(nil) == "mmdetection")
    #expect(try dialect("zzh8829") == "zzh8829")
    #expect(try dialect(nil, ["dialect=ultralytics"]) == "ultralytics")
    #expect(
      #expect(throws: Diagnostic.self) { try dialect("zzh") }?.remedy == "did you mean \"zzh8829\"?"
    )
  }

  @Test("are the same from memory as from a file, with their fits", arguments: names)
  func fromMemory(name: String) throws {
    let read = try DetectorConfiguration(
      json: BadConfiguration.Body.threeScales("\"dialect\": \"\(name)\", \"name\": \"mine\"").json,
      file: "c.json"
    )
    let made = try DetectorConfiguration(
      name: "mine",
      dialect: name,
      classes: read.classes,
      scales: read.scales
    )
    #expect(made == read)
    #expect(made.dialect == name)
  }

  @Test("that nobody knows are refused from memory too")
  func unknown() {
    let sentence = errorSentence {
      try DetectorConfiguration(dialect: "ultralytic", classes: ClassList(count: 1), scales: [])
    }
    #expect(sentence.hasPrefix("dialect: found \"ultralytic\"; allowed \"reference\", "))
    let asked = errorSentence {
      try DetectorConfiguration(
        json: DetectorConfigurationTests.smallest,
        file: "c.json",
        dialect: "ultralytic"
      )
    }
    #expect(sentence == asked)
  }

  @Test("of a configuration that was read can be changed, and its own sections stay")
  func changed() throws {
    let json = BadConfiguration.Body.threeScales(
      #""dialect": "ultralytics", "name": "mine", "box": {"weight": 0.5}, "fit": "stretch""#
    ).json
    let overrides = ["objectness.weight=3"]
    let read = try DetectorConfiguration(json: json, file: "c.json", overrides: overrides)
    for name in Self.names {
      let expected: DetectorConfiguration
      do {
        expected = try DetectorConfiguration(
          json: json,
          file: "c.json",
          dialect: name,
          overrides: overrides
        )
      } catch {
        // A weight beside the several terms of a dialect is refused, under another dialect too.
        #expect(throws: error) { try read.with(dialect: name) }
        continue
      }
      #expect(try read.with(dialect: name) == expected)
      #expect(try read.with(dialect: name).with(dialect: "ultralytics") == read)
    }
    // What was changed in memory cannot be told from the dialect's own.
    var made = read
    made.components.box.smallBoxWeight = true
    let other = try made.with(dialect: "darknet-pjreddie")
    #expect(other.components == LossComponents.dialect(named: "darknet-pjreddie"))
    #expect(other.dialect == "darknet-pjreddie")
    #expect(other.fit == read.fit)
  }

  // MARK: - Shipped configurations

  @Test("each have a complete configuration in configs, as it is written here", arguments: names)
  func shipped(name: String) throws {
    let path = ShippedConfigurations.path(of: "\(name).json")
    let text = try #require(Dialect.named(name)).completeConfiguration
    // To write them anew: DETLOSS_WRITE_CONFIGS=1 swift test --filter DetectorConfigurationTests
    if ProcessInfo.processInfo.environment["DETLOSS_WRITE_CONFIGS"] != nil {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
    #expect(
      String(decoding: try ShippedConfigurations.bytes(of: "\(name).json"), as: UTF8.self) == text
    )
    let configuration = try DetectorConfiguration(path: path)
    #expect(configuration.dialect == name)
    #expect(configuration.components == LossComponents.dialect(named: name))
    #expect(configuration.fit == configuration.fit(configuration.fit.mode))
    #expect(configuration.classes.name(of: 79) == "toothbrush")
    #expect(configuration.warnings.isEmpty)
  }

  @Test("have their networks' anchors in their complete configurations, in the framework's unit")
  func shippedAnchors() throws {
    let newer: [[(Double, Double)]] = [
      [(12, 16), (19, 36), (40, 28)], [(36, 75), (76, 55), (72, 146)],
      [(142, 110), (192, 243), (459, 401)],
    ]
    for row in DialectRow.all {
      let configuration = try DetectorConfiguration(
        path: ShippedConfigurations.path(of: "\(row.name).json")
      )
      if row.name.hasSuffix("-tiny") {
        let shipped = row.name.hasPrefix("darknet-yolov3") ? "yolov3-tiny" : "yolov4-tiny"
        let other = try DetectorConfiguration(
          path: ShippedConfigurations.path(of: "\(shipped)-coco.json")
        )
        #expect(configuration.scales.map(\.stride) == other.scales.map(\.stride))
        #expect(configuration.scales.map(\.anchors) == other.scales.map(\.anchors))
        #expect(configuration.anchors.count == 6)
        continue
      }
      #expect(configuration.scales.map(\.name) == ["small", "medium", "large"])
      #expect(configuration.scales.map(\.stride) == [8, 16, 32])
      let fractions = row.name == "zzh8829"
      #expect(configuration.anchorUnit == (fractions ? .fractions : .pixels))
      let isNewer = ["yolov7", "yolov4"].contains { row.name.contains($0) }
      let all = isNewer ? newer : ShippedConfigurationTests.anchors
      for (scale, sides) in zip(configuration.scales, all) {
        let unit = fractions ? 416.0 : 1
        #expect(
          scale.anchors == sides.map { AnchorSize(width: $0.0 / unit, height: $0.1 / unit) }
        )
      }
    }
  }

  @Test("have names that say what their complete configurations are")
  func shippedNames() throws {
    let names = try Self.names.map { name in
      try DetectorConfiguration(path: ShippedConfigurations.path(of: "\(name).json")).name
    }
    #expect(Set(names).count == names.count)
    #expect(names.contains("YOLOv3 as ultralytics/yolov3 trains it on COCO"))
    #expect(names.contains("YOLOv3 as zzh8829/yolov3-tf2 trains it on COCO"))
  }
}

/// The sections of a loss's components.
let writtenOutSections = ConfigurationKey.all.filter {
  switch $0.kind {
  case .section, .wordOrSection: $0.section.isEmpty
  default: false
  }
}.map(\.name)

/// Every key of a dialect's components, as a file would write it.
func writtenOut(_ dialect: String) -> String {
  func members(_ section: String) -> String? {
    let keys = ConfigurationKey.all.filter { $0.section == section }
    let members = keys.compactMap { key -> String? in
      let value = key.value(inDialect: dialect) ?? members(key.path).map { "{\($0)}" }
      return value.map { "\"\(key.name)\": \($0)" }
    }
    return members.isEmpty ? nil : members.joined(separator: ", ")
  }
  return writtenOutSections.compactMap { name in
    members(name).map { "\"\(name)\": {\($0)}" }
  }.joined(separator: ",\n")
}

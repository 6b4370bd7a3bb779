import DetectionText
import DetectorConfiguration
import Testing

@Suite("Dialects")
struct DialectTests {
  /// Reads members beside good classes and three scales.
  func components(_ members: String) throws -> LossComponents {
    try DetectorConfiguration(
      json: BadConfiguration.Body.threeScales(members).json,
      file: "c.json"
    ) { _ throws(FileFault) in throw .missing }.components
  }

  @Test("are all there, in the order in which messages list them")
  func names() {
    #expect(LossComponents.dialects.spellings == DialectRow.all.map(\.name))
    #expect(Set(WrittenOutDialects.members.keys) == Set(DialectRow.all.map(\.name)))
    #expect(DialectRow.all.count == 12)
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
      #expect(components.frameworkLoss == expected.frameworkLoss, "\(row.name)")
    }
  }

  @Test("differ from each other")
  func distinct() {
    #expect(Set(DialectRow.all.map(\.components)).count == DialectRow.all.count)
  }

  @Test("written out key by key are the same, whatever dialect the file names")
  func writtenOut() throws {
    for row in DialectRow.all {
      let members = try #require(WrittenOutDialects.members[row.name])
      for base in DialectRow.all.map(\.name) {
        let components = try components("\"dialect\": \"\(base)\", \(members)")
        #expect(components == row.components, "\(row.name) over \(base)")
      }
    }
  }

  @Test("stay as they are under empty sections")
  func emptySections() throws {
    let members = LossComponents.sections.map { "\"\($0)\": {}" }.joined(separator: ", ")
    for row in DialectRow.all {
      #expect(
        try components("\"dialect\": \"\(row.name)\", \(members)") == row.components,
        "\(row.name)"
      )
    }
  }

  @Test("have nothing in them that the reader would refuse together")
  func consistent() {
    for row in DialectRow.all { #expect(row.components.conflict == nil, "\(row.name)") }
  }

  // MARK: - Shipped configurations

  @Test("each have a configuration with their own anchors and nothing else of their own")
  func shipped() throws {
    for row in DialectRow.all {
      let configuration = try DetectorConfiguration(
        path: ShippedConfigurations.path(of: "\(row.name).json")
      )
      #expect(configuration.dialect == row.name)
      #expect(configuration.components == row.components, "\(row.name)")
      #expect(configuration.fit == .letterbox)
      #expect(configuration.classes.name(of: 79) == "toothbrush")
      #expect(configuration.warnings.isEmpty, "\(row.name)")
      #expect(configuration.scales.map(\.name) == ["small", "medium", "large"])
      #expect(configuration.scales.map(\.stride) == [8, 16, 32])
      let fractions = row.name == "zzh8829"
      #expect(configuration.anchorUnit == (fractions ? .fractions : .pixels))
      for (scale, sides) in zip(configuration.scales, ShippedConfigurationTests.anchors) {
        let unit = fractions ? 416.0 : 1
        #expect(
          scale.anchors == sides.map { AnchorSize(width: $0.0 / unit, height: $0.1 / unit) }
        )
      }
    }
  }

  @Test("have names that say what their shipped configurations are")
  func shippedNames() throws {
    let names = try DialectRow.all.map { row in
      try DetectorConfiguration(path: ShippedConfigurations.path(of: "\(row.name).json")).name
    }
    #expect(Set(names).count == names.count)
    #expect(names[1] == "YOLOv3 as ultralytics/yolov3 trains it on COCO")
    #expect(names[11] == "YOLOv3 as zzh8829/yolov3-tf2 trains it on COCO")
  }
}

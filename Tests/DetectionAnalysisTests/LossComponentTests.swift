import DetectionAnalysis
import Testing

@Suite("Components of a loss")
struct LossComponentTests {
  static func configuration(_ dialect: String) throws -> DetectorConfiguration {
    try DetectorConfiguration(
      dialect: dialect,
      classes: ClassList(count: 2),
      scales: DetectionScale.yolov3
    )
  }

  @Test("a dialect has none of its own", arguments: DetectorConfiguration.dialectNames)
  func dialects(name: String) throws {
    #expect(try Self.configuration(name).ownComponents.isEmpty)
  }

  @Test("each component that differs from the dialect is one, in the order of the pipeline")
  func own() throws {
    var configuration = try Self.configuration("reference")
    configuration.components.classification.weight = 2
    configuration.components.decoding.centerScale = .same(1.5)
    #expect(configuration.ownComponents == [.decoding, .classification])
    configuration.components = .reference
    configuration.components.reduction = .perImage(.sum)
    #expect(configuration.ownComponents == [.reduction])
  }
}

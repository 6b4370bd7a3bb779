import DetectionText
import DetectorConfiguration
import Testing

@Suite("Changes of a configuration")
struct ConfigurationChangeTests {
  private static let text = """
    {"classes": 3, "dialect": "ultralytics", "box": {"weight": 0.1},
     "scales": [{"name": "fine", "stride": 8, "anchors": [[10, 13], [16, 30]]}]}
    """

  private func configuration() throws -> DetectorConfiguration {
    try DetectorConfiguration(json: Self.text, file: "config.json")
  }

  @Test("a change is laid over the file, as an override is")
  func overFile() throws {
    let changes = [
      ConfigurationChange(key: "box.loss", value: "\"giou\""),
      ConfigurationChange(key: "objectness.focal", value: #"{"form": "balanced", "gamma": 1.5}"#),
    ]
    let changed = try configuration().with(changes)
    let told = try DetectorConfiguration(
      json: Self.text,
      file: "config.json",
      overrides: ["box.loss=giou", #"objectness.focal={"form": "balanced", "gamma": 1.5}"#]
    )
    #expect(changed.components == told.components)
    #expect(changed.components.box.terms[0].weight == 0.1)
    #expect(
      ConfigurationChange.members(changes).description
        == #"{"box": {"loss": "giou"}, "objectness": {"focal": {"form": "balanced", "gamma": 1.5}}}"#
    )
  }

  @Test("a change that no file may have is refused")
  func refused() throws {
    for (key, value) in [("box.wight", "1"), ("box.loss", "\"offsets\""), ("gains", "2")] {
      #expect(throws: Diagnostic.self) {
        try configuration().with([ConfigurationChange(key: key, value: value)])
      }
    }
  }

  @Test("the plain choices of a dialect leave what the file says of the loss, not its scales")
  func plain() throws {
    let plain = try configuration().plain(dialect: "ultralytics")
    #expect(plain.components == LossComponents.dialect(named: "ultralytics"))
    #expect(try plain.scales == configuration().scales && plain.fit == configuration().fit)
    #expect(throws: Diagnostic.self) { try configuration().plain(dialect: "ultralytic") }
  }

  @Test("usual variants differ, each once, and changes of one key come first")
  func variants() throws {
    let own = try configuration()
    for part in ComponentPart.allCases {
      let variants = own.usualVariants(of: part)
      #expect(!variants.isEmpty)
      #expect(Set(variants.map(\.components) + [own.components]).count == variants.count + 1)
      let counts = variants.map(\.changes.count)
      #expect(counts == counts.sorted() && counts.allSatisfy { [1, 2].contains($0) })
      for variant in variants {
        var other = variant.components
        part.copy(from: own.components, into: &other)
        #expect(other == own.components, "\(variant.changes)")
        #expect(variant.changes.allSatisfy { $0.key.hasPrefix(part.section) })
      }
    }
    let smoothing = own.usualVariants(of: .classification).map(\.changes)
    #expect(smoothing.contains([.init(key: "classification.label_smoothing", value: "0.1")]))
    let reductions = own.usualVariants(of: .reduction).map(\.changes)
    #expect(reductions.contains([.init(key: "reduction.over_batch", value: "\"sum\"")]))
  }

  @Test("components that were changed in memory have no variants")
  func inMemory() throws {
    var own = try configuration()
    own.components.box.smallBoxWeight = true
    #expect(own.usualVariants(of: .box).isEmpty)
    #expect(try own.with([]) == own)
    #expect(throws: Diagnostic.self) {
      try own.with([ConfigurationChange(key: "box.weight", value: "1")])
    }
  }
}

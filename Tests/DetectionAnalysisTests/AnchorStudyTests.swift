import DetectionAnalysis
import DetectionMetrics
import Testing

@Suite("Studies of anchors")
struct AnchorStudyTests {
  /// A square object, and one so flat that each anchor is more than four times as high.
  private static func study(_ count: Int) throws -> AnchorStudy {
    let example = try SmallCase().open(
      heads: DetectionCase.Heads.none(input: PixelSize(width: 64, height: 32)),
      truth: .objects([
        [SmallCase.object(2, 3, 14, 15, 0)], [SmallCase.object(2, 10, 62, 12, 1)],
      ])
    )
    return try AnchorStudy(example, AnchorClustering(count: count), isConfigured: true)
  }

  @Test("an object that a rule gives no anchor is not answered")
  func recall() throws {
    let rules = try Self.study(2).current?.rules
    let rule = try #require(rules?.first { $0.dialects.contains("ultralytics") })
    #expect(rule.recall == 0.5)
  }

  @Test("every scale gets its share of anchors, and one without any is left out")
  func scales() throws {
    let two = try Self.study(2)
    #expect(two.scales.map(\.name) == ["fine", "coarse"])
    #expect(
      two.scales.map(\.anchors) == [
        [AnchorSize(width: 60, height: 2)], [AnchorSize(width: 12, height: 12)],
      ]
    )
    #expect(try Self.study(1).scales.map(\.name) == ["fine"])
  }
}

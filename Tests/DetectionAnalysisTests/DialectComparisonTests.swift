import DetectionAnalysis
import DetectionTestSupport
import Testing

@Suite("Comparing two dialects")
struct DialectComparisonTests {
  /// Two losses that differ in one component only.
  static func comparison(
    _ change: (inout LossComponents) -> Void
  ) throws -> DialectComparison {
    let fixture = try Fixture("random-256x384-nonsquare")
    var other = fixture.configuration
    change(&other.components)
    return try comparison(fixture.configuration, other)
  }

  private static func comparison(
    _ first: DetectorConfiguration,
    _ second: DetectorConfiguration,
    threads: Int = 2
  ) throws -> DialectComparison {
    let fixture = try Fixture("random-256x384-nonsquare")
    let objects = fixture.objects
    let input = fixture.detector.input
    return try DialectComparison(
      first.detector(for: input),
      second.detector(for: input),
      heads: fixture.heads,
      threads: threads
    ) { assigner in
      try objects.map { try assigner($0) }
    }
  }

  @Test("one changed component explains all of the difference")
  func oneComponent() throws {
    let comparison = try Self.comparison { $0.box.weight(by: 3) }
    let difference =
      comparison.second.report.loss.total - comparison.first.report.loss.total
    #expect(relativeError(difference, reference: 2 * comparison.first.report.loss.box) < 1e-13)
    for step in comparison.steps {
      #expect(step.alone == (step.component == .box ? difference : 0))
      #expect(step.inTurn == (step.component == .box ? difference : 0))
    }
  }

  @Test("the number of threads changes nothing", arguments: [1, 3, 16])
  func threads(count: Int) throws {
    let configuration = try Fixture("random-256x384-nonsquare").configuration
    var other = configuration
    other.components = .of(dialect: "ultralytics")
    let one = try Self.comparison(configuration, other, threads: 1)
    let several = try Self.comparison(configuration, other, threads: count)
    #expect(several.steps == one.steps)
    #expect(several.first.report == one.first.report)
    #expect(several.second.report == one.second.report)
  }

  @Test("a mixture that makes no sense is left out, and counted with the next")
  func conflict() throws {
    let comparison = try Self.comparison { $0 = .of(dialect: "mmdetection") }
    let reversed = try Self.comparison(
      comparison.second.detector.configuration,
      comparison.first.detector.configuration
    )
    for comparison in [comparison, reversed] {
      let difference =
        comparison.second.report.loss.total - comparison.first.report.loss.total
      let sum = comparison.steps.reduce(0) { $0 + ($1.inTurn ?? 0) }
      #expect(abs(sum - difference) < 1e-9)
    }
    let overlap = try Self.comparison { $0 = .of(dialect: "ultralytics") }
    let backwards = try Self.comparison(
      overlap.second.detector.configuration,
      Self.comparison { $0 = .of(dialect: "darknet-pjreddie") }.second.detector.configuration
    )
    let box = try #require(backwards.steps.first { $0.component == .box })
    #expect(box.alone == nil && box.inTurn == nil)
  }
}

extension BoxLossChoice {
  fileprivate mutating func weight(by factor: Double) {
    terms = terms.map { BoxTerm($0.loss, weight: $0.weight * factor) }
  }
}

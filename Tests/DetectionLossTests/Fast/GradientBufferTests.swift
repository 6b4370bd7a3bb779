import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import Testing

@Suite("A gradient buffer that is used again")
struct GradientBufferTests {
  @Test("holds the last gradient alone", arguments: ["reference", "ultralytics"])
  func replaces(name: String) throws {
    let components = LossComponents.of(dialect: name)
    let batches = try [1, 2, 3].map { try FastCase(components, seed: $0) }
    var buffer = GradientBuffer(for: batches[0].heads)
    for batch in batches + batches.reversed() {
      let loss = DetectorLoss.fast(batch.detector)
      let report = try loss(heads: batch.heads, targets: batch.targets, replacing: &buffer)
      let fresh = try loss.withGradient(heads: batch.heads, targets: batch.targets)
      #expect(report == fresh.report)
      #expect(buffer.values == fresh.gradients.map(\.values))
    }
  }

  @Test("takes the readable form's gradient too")
  func readable() throws {
    let batches = try [1, 2].map { try FastCase(.reference, seed: $0) }
    var buffer = GradientBuffer(for: batches[0].heads)
    for batch in batches {
      let loss = DetectorLoss.plain(batch.detector)
      _ = try loss(heads: batch.heads, targets: batch.targets, replacing: &buffer)
      let fresh = try loss.withGradient(heads: batch.heads, targets: batch.targets)
      #expect(buffer.values == fresh.gradients.map { $0.values.map { Float($0) } })
    }
  }
}

import AnchorDecoding
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import Foundation
import TargetAssignment
import TensorFiles
import Testing

@Suite("What a gradient promises")
struct GradientContractTests {
  @Test("reference fixtures agree to 1e-5 of the largest entry in Float", arguments: Fixture.names)
  func fixtures(name: String) throws {
    let fixture = try Fixture(name)
    let file = try TensorFile(
      path: Fixture.repository.appending(path: "Tests/Fixtures/\(name)/gradients.npz").path
    )
    let (_, gradients) = try DetectorLoss.fast(fixture.detector).withGradient(
      heads: fixture.heads,
      targets: try fixture.targets()
    )
    var largest = 0.0
    var worst = 0.0
    for gradient in gradients {
      let expected = try #require(file[gradient.name])
      #expect(gradient.shape == expected.shape)
      for (ours, theirs) in zip(gradient.values, try expected.values(as: Double.self)) {
        largest = max(largest, abs(theirs))
        worst = max(worst, abs(Double(ours) - theirs))
        // Zero just where the reference is: nothing leaks into values that take no part.
        if theirs == 0 { #expect(ours == 0) }
      }
    }
    print("\(name): worst gradient error \(worst / largest) of the largest entry")
    #expect(worst <= 1e-5 * largest)
  }

  @Test("every order gives the same derivatives in its own order", arguments: HeadOrder.allCases)
  func orders(order: HeadOrder) throws {
    let logits = DetectorLossTests.logits(seed: 4)
    let targets = try DetectorLossTests.targets(DetectorLossTests.objects(seed: 4))
    let loss = DetectorLoss.plain(DetectorLossTests.detector)
    let plain = try loss.withDoubleGradient(
      heads: try DetectorLossTests.heads(logits),
      targets: targets
    )
    let heads = try DetectorLossTests.heads(logits, order: order)
    let ordered = try loss.withDoubleGradient(heads: heads, targets: targets)
    #expect(ordered.report == plain.report)
    for (scale, gradient) in ordered.gradients.enumerated() {
      #expect(gradient.shape == heads[scale].layout.shape)
      let (rows, columns) = (
        DetectorLossTests.sizes.rows[scale], DetectorLossTests.sizes.columns[scale]
      )
      let derivatives = try RawHead(
        name: "gradient",
        values: gradient.values,
        order: order,
        shape: gradient.shape,
        anchors: 2,
        classes: 4
      )
      var index = 0
      for image in 0..<3 {
        for row in 0..<rows {
          for column in 0..<columns {
            for anchor in 0..<2 {
              for channel in 0..<9 {
                let value = derivatives.value(
                  image: image,
                  row: row,
                  column: column,
                  anchor: anchor,
                  channel: channel
                )
                #expect(value == plain.gradients[scale].values[index])
                index += 1
              }
            }
          }
        }
      }
    }
  }

  @Test("adds to what a buffer holds, and leaves it alone on an error")
  func adding() throws {
    let logits = DetectorLossTests.logits(seed: 6)
    let targets = try DetectorLossTests.targets(DetectorLossTests.objects(seed: 6))
    let heads = try DetectorLossTests.heads(logits)
    let loss = DetectorLoss.plain(DetectorLossTests.detector)
    let fresh = try loss.withDoubleGradient(heads: heads, targets: targets)
    var buffers = heads.map { [Double](repeating: 3, count: $0.layout.valueCount) }
    let report = try loss(heads: heads, targets: targets, addingGradientTo: &buffers)
    #expect(report == fresh.report)
    #expect(report == (try loss(heads: heads, targets: targets)))
    for (buffer, gradient) in zip(buffers, fresh.gradients) {
      #expect(buffer == gradient.values.map { 3 + $0 })
    }
    let before = buffers
    #expect(throws: Diagnostic.self) {
      _ = try loss(heads: heads, targets: [targets[0]], addingGradientTo: &buffers)
    }
    #expect(buffers == before)
  }

  @Test("is finite for every finite logit, for every dialect", arguments: GradientTests.dialects)
  func finite(variant: GradientTests.Variant) throws {
    var generator = SeededGenerator(seed: 2)
    let detector = try GradientTests.detector(variant)
    let objects = GradientTests.objects(classes: 3, using: &generator)
    let count = GradientTests.grids.reduce(0) { $0 + $1.rows * $1.columns * 16 }
    for channel in 0..<8 {
      for extreme in [1e30, -1e30, 1000, -1000, 100, -100, 0] {
        var values = (0..<count).map { _ in generator.bell() }
        for index in stride(from: channel, to: count, by: 8) { values[index] = extreme }
        let heads = try GradientTests.heads(values, classes: 3)
        let seen = ImagePredictions(of: heads, image: 0, detector)
        let targets = [
          try TargetAssigner(detector)(objects, predictions: seen).targets(for: detector)
        ]
        let double = try DetectorLoss.plain(detector).withDoubleGradient(
          heads: heads,
          targets: targets
        )
        #expect(double.gradients.allSatisfy { $0.values.allSatisfy { $0.isFinite } })
        guard abs(extreme) <= 1000 else { continue }
        let single = try DetectorLoss.fast(detector).withGradient(
          heads: heads,
          targets: targets
        )
        let pairs = zip(
          single.gradients.flatMap(\.values),
          double.gradients.flatMap(\.values)
        )
        let largest = double.gradients.flatMap(\.values).reduce(0) { max($0, abs($1)) }
        let worst = pairs.reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
        #expect(worst <= 1e-5 * max(largest, 1e-30))
      }
    }
  }
}

import BoxGeometry
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import Foundation
import Testing

@Suite("Numbers that frameworks print")
struct FrameworkLossTests {
  @Test("darknet's is the squared length of the gradient")
  func squaredGradient() throws {
    var cell = OneCell(.of(dialect: "darknet-pjreddie"), logits: [0.5, -0.3, 0.4, -0.1, 0.4, 0])
    cell.components.box.smallBoxWeight = false
    cell.boxes = [CenterBox(centerX: 18, centerY: 14, width: 20, height: 12)]
    let printed = try #require(try cell.evaluate().report.frameworkLoss)
    let gradient = [
      0.0599593312018546, -0.011942516811659, 0.17685644868579, 0.187682072451781,
      -0.401312339887548, -0.5,
    ]
    #expect(relativeError(printed, reference: gradient.reduce(0) { $0 + $1 * $1 }) < 1e-12)

    // It is a sum over the batch, not its mean.
    cell.images = 3
    let three = try #require(try cell.evaluate().report.frameworkLoss)
    #expect(relativeError(three, reference: 3 * printed) < 1e-15)
  }

  @Test("AlexeyAB's has the mean of one minus IoU in place of the box")
  func overlapMean() throws {
    var cell = OneCell(.of(dialect: "darknet-alexeyab-ciou"), logits: [0, 0, 0, 0, 0.4, 0])
    cell.boxes = [CenterBox(centerX: 18, centerY: 14, width: 20, height: 12)]
    let printed = try #require(try cell.evaluate().report.frameworkLoss)
    // IoU is 192/304; the squared gradient of objectness and the class follow.
    let expected = 0.07 * (1 - 192.0 / 304) + 0.401312339887548 * 0.401312339887548 + 0.25
    #expect(relativeError(printed, reference: expected) < 1e-12)

    cell.boxes = []
    let empty = try #require(try cell.evaluate().report.frameworkLoss)
    #expect(relativeError(empty, reference: 0.598687660112452 * 0.598687660112452) < 1e-12)
  }

  @Test("the fast form squares the derivatives of every anchor, however few there are")
  func fewAnchors() throws {
    // Twelve anchors and three: no whole vector of sixteen on either scale.
    let batch = try FastCase(
      .of(dialect: "darknet-pjreddie"),
      seed: 7,
      logits: .untrained,
      classes: 2,
      objects: 0,
      cells: (2, 2)
    )
    let report = try DetectorLoss.fast(batch.detector)(heads: batch.heads, targets: batch.targets)
    for (scale, head) in zip(report.scales, batch.heads) {
      // Without objects the derivative by an objectness is its probability.
      var squares = 0.0
      for row in 0..<head.layout.rows {
        for column in 0..<head.layout.columns {
          for anchor in 0..<3 {
            let logit = head.value(image: 0, row: row, column: column, anchor: anchor, channel: 4)
            squares += pow(1 / (1 + exp(-logit)), 2)
          }
        }
      }
      let printed = try #require(scale.frameworkLoss)
      #expect(relativeError(printed, reference: squares) < 1e-5)
    }
  }

  @Test("there is none where the framework prints its loss")
  func absent() throws {
    #expect(
      try OneCell(.reference, logits: [0, 0, 0, 0, 0, 0]).evaluate().report.frameworkLoss == nil
    )
  }
}

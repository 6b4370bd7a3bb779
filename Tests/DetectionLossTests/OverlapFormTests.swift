import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import Foundation
import Testing

/// Linear, square and logarithmic losses of an IoU against PyTorch and mmdetection:
/// `Tests/Fixtures/field/losses.json`.
@Suite("Losses of an overlap")
struct OverlapFormTests {
  struct File: Decodable {
    let cases: [Case]
  }

  struct Case: Decodable {
    let loss: String
    let inputs: [String: [Double?]]
    let values: [Double]
    let gradients: [String: [String: [Double]]]
  }

  static func box(_ edges: some Collection<Double>) -> CenterBox<Double> {
    let edges = Array(edges)
    return CenterBox(CornerBox(minX: edges[0], minY: edges[1], maxX: edges[2], maxY: edges[3]))
  }

  @Test(
    "agree in values, and in gradients by the edges of the prediction",
    arguments: [
      ("iouLinear", OverlapForm.oneMinus), ("iouSquare", .oneMinusSquare), ("iouLog", .minusLog),
    ]
  )
  func values(name: String, form: OverlapForm) throws {
    let path = Fixture.repository.appending(path: "Tests/Fixtures/field/losses.json")
    let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: path))
    let reference = try #require(file.cases.first { $0.loss == name })
    let predictions = try #require(reference.inputs["predictions"]).compactMap { $0 }
    let targets = try #require(reference.inputs["targets"]).compactMap { $0 }
    let gradient = try #require(reference.gradients["sum"]?["predictions"])
    let tolerance = Tolerance(absolute: 1e-13, relative: 1e-12)
    #expect(reference.values.count == 10)
    for (pair, value) in reference.values.enumerated() {
      let range = 4 * pair..<4 * pair + 4
      let overlap = OverlapMeasure.iou.withGradient(
        Self.box(predictions[range]),
        Self.box(targets[range])
      )
      let loss = form.loss(of: overlap.value)
      // Boxes apart: mmdetection clamps the overlap at 1e-6 in all three, here it counts as 0.
      let isApart = overlap.value == 0 && form != .minusLog
      #expect(isApart ? loss.value == 1 : tolerance.accepts(loss.value, reference: value))
      let byCenter = (overlap.gradient.byCenterX, overlap.gradient.byCenterY)
      let bySize = (overlap.gradient.byWidth, overlap.gradient.byHeight)
      let byEdges = [
        byCenter.0 / 2 - bySize.0, byCenter.1 / 2 - bySize.1,
        byCenter.0 / 2 + bySize.0, byCenter.1 / 2 + bySize.1,
      ].map { $0 * loss.derivative }
      for (derivative, expected) in zip(byEdges, gradient[range]) {
        #expect(
          tolerance.accepts(derivative, reference: expected),
          "\(pair): \(derivative) \(expected)"
        )
      }
    }
  }

  @Test("the logarithm stops at 1e-6, without a gradient below")
  func least() {
    let bound = OverlapForm.minusLog.loss(of: 1e-6)
    #expect(relativeError(bound.value, reference: 13.8155105579643) < 1e-13)
    #expect(relativeError(bound.derivative, reference: -1e6) < 1e-13)
    for overlap in [0, -1, 1e-6.nextDown] {
      let loss = OverlapForm.minusLog.loss(of: overlap)
      #expect(loss.value == bound.value && loss.derivative == 0)
    }
  }
}

import AnchorDecoding
import BoxGeometry
import DetectionNumerics
import DetectionTestSupport
import Testing

/// Every kind of suppression beside the plainest form of it, on sets full of ties.
@Suite("Suppression beside its plain form")
struct SuppressionOracleTests {
  /// Boxes on a coarse grid with scores of two decimals: equal boxes and scores, overlaps exactly at
  /// the threshold, boxes without area.
  private static func detections(_ generator: inout SeededGenerator) -> [Detection] {
    let count = Int.random(in: 0...90, using: &generator)
    let step: Double = [1, 4, 10].randomElement(using: &generator) ?? 1
    return (0..<count).map { _ in
      let x = step * Double(Int.random(in: 0...12, using: &generator))
      let y = step * Double(Int.random(in: 0...12, using: &generator))
      let width = step * Double(Int.random(in: 0...6, using: &generator))
      let height = step * Double(Int.random(in: 0...6, using: &generator))
      return Detection(
        box: CornerBox(minX: x, minY: y, maxX: x + width, maxY: y + height),
        classID: Int.random(in: 0...2, using: &generator),
        score: Double(Int.random(in: 1...100, using: &generator)) / 100
      )
    }
  }

  @Test("gives the same detections, order and scores to the bit", arguments: 1...8)
  func plain(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<125 {
      let all = Self.detections(&generator)
      for kind: NonMaximumSuppression.Kind in [
        .greedy, .distance, .softLinear, .softGaussian(sigma: 0.5),
      ] {
        let suppression = NonMaximumSuppression(
          kind,
          iouThreshold: [-0.1, 0, 0.25, 1.0 / 3, 0.45, 0.5, 1].randomElement(using: &generator)
            ?? 0,
          isClassAgnostic: Bool.random(using: &generator),
          scoreThreshold: [0, 0.1].randomElement(using: &generator) ?? 0
        )
        let right = PlainSuppression(suppression)(all)
        #expect(suppression(all) == right, "\(suppression)")
        #expect(suppression(all, limit: 5) == Array(right.prefix(5)), "\(suppression)")
      }
    }
  }
}

/// The formulas of ``NonMaximumSuppression``, one after the other.
private struct PlainSuppression {
  let suppression: NonMaximumSuppression

  init(_ suppression: NonMaximumSuppression) { self.suppression = suppression }

  private func meet(_ a: Detection, _ b: Detection) -> Bool {
    suppression.isClassAgnostic || a.classID == b.classID
  }

  func callAsFunction(_ detections: [Detection]) -> [Detection] {
    switch suppression.kind {
    case .greedy: kept(detections) { $0.iou(with: $1) }
    case .distance: kept(detections) { $0.distanceIoU(with: $1) }
    case .softLinear: decayed(detections) { $0 > suppression.iouThreshold ? 1 - $0 : 1 }
    case .softGaussian(let sigma): decayed(detections) { Double.exp(-$0 * $0 / sigma) }
    }
  }

  private func kept(
    _ detections: [Detection],
    _ overlap: (CornerBox<Double>, CornerBox<Double>) -> Double
  ) -> [Detection] {
    var kept: [Detection] = []
    for candidate in NonMaximumSuppression.sortedByScore(detections) {
      let isRemoved = kept.contains {
        meet($0, candidate) && overlap($0.box, candidate.box) > suppression.iouThreshold
      }
      if !isRemoved { kept.append(candidate) }
    }
    return kept
  }

  private func decayed(
    _ detections: [Detection],
    _ decay: (Double) -> Double
  ) -> [Detection] {
    var rest = NonMaximumSuppression.sortedByScore(detections)
    var found: [Detection] = []
    while !rest.isEmpty {
      // The first of the best.
      let best = rest.indices.reduce(0) { rest[$1].score > rest[$0].score ? $1 : $0 }
      let taken = rest.remove(at: best)
      guard taken.score > suppression.scoreThreshold else { break }
      found.append(taken)
      for index in rest.indices where meet(rest[index], taken) {
        rest[index].score *= decay(rest[index].box.iou(with: taken.box))
      }
    }
    return found
  }
}

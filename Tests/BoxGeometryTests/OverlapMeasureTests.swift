import BoxGeometry
import DetectionTestSupport
import Testing

@Suite("Overlaps of many boxes")
struct OverlapMeasureTests {
  static let four = [
    [0, 0, 100, 100], [0, 0, 50, 50], [200, 200, 300, 300], [0, 0, 25, 25],
  ].map { OverlapTests.box($0, as: Double.self) }

  @Test("pairwise is N × M, with N other than M")
  func pairwise() {
    let first = Self.four
    let second = Array(Self.four.prefix(3))
    let iou = OverlapMeasure.iou.pairwise(first, second)
    #expect(iou.rows == 4 && iou.columns == 3)
    #expect(iou.values == [1, 0.25, 0, 0.25, 1, 0, 0, 0, 1, 0.0625, 0.25, 0])
    let generalized = OverlapMeasure.generalized.pairwise(first, second)
    let expected = [
      1, 0.25, -0.7778, 0.25, 1, -0.8611, -0.7778, -0.8611, 1, 0.0625, 0.25, -0.8819,
    ]
    for (value, reference) in zip(generalized.values, expected) {
      #expect(Tolerance(absolute: 5e-5).accepts(value, reference: reference))
    }
    #expect(generalized[3, 2] == generalized.values[11])
    let transposed = OverlapMeasure.iou.pairwise(second, first)
    #expect(transposed.rows == 3 && transposed.columns == 4)
    #expect(transposed[2, 3] == iou[3, 2])
  }

  @Test("aligned takes the boxes in step")
  func aligned() {
    let shifted = Array(Self.four.dropFirst()) + [Self.four[0]]
    #expect(OverlapMeasure.iou.aligned(Self.four, shifted) == [0.25, 0, 0, 0.0625])
    #expect(OverlapMeasure.iou.aligned([CornerBox<Double>](), []) == [])
    #expect(OverlapMeasure.iou.pairwise([CornerBox<Double>](), Self.four).values == [])
  }

  @Test("aligned lists of different lengths stop the program")
  func mismatch() async {
    await #expect(processExitsWith: .failure) {
      _ = OverlapMeasure.iou.aligned(OverlapMeasureTests.four, [])
    }
  }
}

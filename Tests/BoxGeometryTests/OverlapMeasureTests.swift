import BoxGeometry
import DetectionTestSupport
import Testing

@Suite("Overlaps of every box with every other")
struct OverlapMeasureTests {
  static let four = [
    [0, 0, 100, 100], [0, 0, 50, 50], [200, 200, 300, 300], [0, 0, 25, 25],
  ].map { OverlapTests.box($0, as: Double.self) }

  /// The overlaps of the four boxes with the first three of them, row by row.
  static func overlaps(_ measure: OverlapMeasure) -> [Double] {
    four.flatMap { a in four.prefix(3).map { measure(a, $0) } }
  }

  @Test("agree with the vectors that other libraries test with")
  func vectors() {
    #expect(Self.overlaps(.iou) == [1, 0.25, 0, 0.25, 1, 0, 0, 0, 1, 0.0625, 0.25, 0])
    let expected = [
      1, 0.25, -0.7778, 0.25, 1, -0.8611, -0.7778, -0.8611, 1, 0.0625, 0.25, -0.8819,
    ]
    for (value, reference) in zip(Self.overlaps(.generalized), expected) {
      #expect(Tolerance(absolute: 5e-5).accepts(value, reference: reference))
    }
  }
}

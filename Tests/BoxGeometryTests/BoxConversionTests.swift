import BoxGeometry
import DetectionTestSupport
import Testing

@Suite("Boxes by corners and by centre")
struct BoxConversionTests {
  @Test("conversions undo each other", arguments: UInt64(0)..<8)
  func roundTrip(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let box = CornerBox<Double>.random(inSquareOf: 416, using: &generator)
      let back = CornerBox(CenterBox(box))
      for (value, reference) in [
        (back.minX, box.minX), (back.minY, box.minY), (back.maxX, box.maxX), (back.maxY, box.maxY),
      ] {
        #expect(abs(value - reference) <= 1e-12)
      }
      #expect(CenterBox(box).area == box.area)
    }
  }

  @Test("a worked example, both ways")
  func worked() {
    let center = CenterBox<Float>(centerX: 12, centerY: 18, width: 16, height: 24)
    let corner = CornerBox<Float>(minX: 4, minY: 6, maxX: 20, maxY: 30)
    #expect(CornerBox(center) == corner)
    #expect(CenterBox(corner) == center)
    #expect(corner.width == 16 && corner.height == 24 && corner.area == 384)
    #expect(CornerBox<Double>(corner).area == 384)
  }

  @Test("swapped corners, negative sizes and NaN stop the program")
  func broken() async {
    await #expect(processExitsWith: .failure) {
      _ = CornerBox<Float>(minX: 1, minY: 0, maxX: 0, maxY: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = CornerBox<Double>(minX: 0, minY: .nan, maxX: 0, maxY: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = CenterBox<Float>(centerX: 1, centerY: 0, width: -1, height: 1)
    }
  }

  @Test("corners of unknown origin make a box unless one is no number or they are swapped")
  func validating() {
    func box(_ corners: [Double]) -> CornerBox<Double>? {
      CornerBox(
        validatingMinX: corners[0],
        minY: corners[1],
        maxX: corners[2],
        maxY: corners[3]
      )
    }
    let good = [1.0, 2, 3, 4]
    #expect(box(good) == CornerBox(minX: 1, minY: 2, maxX: 3, maxY: 4))
    #expect(box([1, 2, 1, 2]) != nil)
    #expect(box([3, 2, 1, 4]) == nil && box([1, 4, 3, 2]) == nil)
    for index in good.indices {
      for value in [Double.infinity, -.infinity, .nan] {
        var corners = good
        corners[index] = value
        #expect(box(corners) == nil, "\(corners)")
      }
    }
  }
}

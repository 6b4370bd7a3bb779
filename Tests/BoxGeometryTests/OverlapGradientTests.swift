import BoxGeometry
import DetectionTestSupport
import Foundation
import Testing

@Suite("Gradients of overlaps")
struct OverlapGradientTests {
  /// How the boxes of a pair lie.
  enum Position: String, CaseIterable, Sendable {
    case apart, overlapping, nested
  }

  /// Every measure whose gradient is the derivative of its value.
  static let differentiable = OverlapMeasure.allMeasures.filter {
    switch $0 {
    case .complete(alpha: .heldConstant, _): false
    case .alpha(let choice): choice.base != .complete(alpha: .heldConstant)
    default: true
    }
  }

  static func box(_ values: [Double]) -> CenterBox<Double> {
    DegenerateOverlapTests.box(values, as: Double.self)
  }

  /// A pair a hundredth and more from every kink, with sides from 0.3 to 3: small numbers, so that
  /// the derivatives are near one and a tolerance of 1e-9 means nine digits.
  static func smoothPair(
    _ position: Position,
    using generator: inout SeededGenerator
  ) -> (predicted: [Double], target: CenterBox<Double>) {
    while true {
      func values() -> [Double] {
        [
          generator.uniform(0...4), generator.uniform(0...4),
          generator.uniform(0.3...3), generator.uniform(0.3...3),
        ]
      }
      let a = values()
      let b = values()
      let distance = [abs(a[0] - b[0]), abs(a[1] - b[1])]
      let middle = [(a[2] + b[2]) / 2, (a[3] + b[3]) / 2]
      let excess = [(a[2] - b[2]) / 2, (a[3] - b[3]) / 2]
      let smooth = (0..<2).allSatisfy {
        distance[$0] > 0.05 && abs(distance[$0] - middle[$0]) > 0.01
          && abs(distance[$0] - abs(excess[$0])) > 0.01
      }
      guard smooth else { continue }
      let apart = distance[0] > middle[0] || distance[1] > middle[1]
      let inside = distance[0] < abs(excess[0]) && distance[1] < abs(excess[1])
      let nested = inside && excess[0] * excess[1] > 0
      let found: Position = apart ? .apart : nested ? .nested : .overlapping
      if found == position { return (a, box(b)) }
    }
  }

  static func entries(_ gradient: CenterGradient<Double>) -> [Double] {
    [gradient.byCenterX, gradient.byCenterY, gradient.byWidth, gradient.byHeight]
  }

  @Test("is the derivative of the value", arguments: Position.allCases, UInt64(0)..<4)
  func centralDifferences(position: Position, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let (point, target) = Self.smoothPair(position, using: &generator)
      for measure in Self.differentiable {
        let mismatches = gradientMismatches(
          at: point,
          tolerance: 1e-9,
          value: { measure(Self.box($0), target) },
          gradient: { Self.entries(measure.withGradient(Self.box($0), target).gradient) }
        )
        #expect(mismatches.isEmpty, "\(measure) of \(point) and \(target)")
      }
    }
  }

  @Test("holds the aspect's weight where told to", arguments: Position.allCases, UInt64(0)..<4)
  func heldWeight(position: Position, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let (point, target) = Self.smoothPair(position, using: &generator)
      func aspect(_ values: [Double]) -> Double {
        let angle = atan(target.width / target.height) - atan(values[2] / values[3])
        return 4 / (Double.pi * Double.pi) * angle * angle
      }
      let v = aspect(point)
      let weight = v / (1 - OverlapMeasure.iou(Self.box(point), target) + v)
      let measures: [(OverlapMeasure, OverlapMeasure, Double)] = [
        (.complete(alpha: .heldConstant), .distance, 1),
        (
          .alpha(AlphaIoU(.complete(alpha: .heldConstant))), .alpha(AlphaIoU(.distance)), 3
        ),
      ]
      for (complete, distance, power) in measures {
        let mismatches = gradientMismatches(
          at: point,
          tolerance: 1e-9,
          value: { distance(Self.box($0), target) - pow(weight * aspect($0), power) },
          gradient: { Self.entries(complete.withGradient(Self.box($0), target).gradient) }
        )
        #expect(mismatches.isEmpty, "\(complete) of \(point) and \(target)")
        let value = distance(Self.box(point), target) - pow(weight * v, power)
        #expect(abs(complete(Self.box(point), target) - value) < 1e-14)
      }
    }
  }

  @Test("comes with the bits of the value, and moves with the boxes", arguments: UInt64(0)..<4)
  func symmetries(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let a = CenterBox(CornerBox<Double>.random(inSquareOf: 416, using: &generator))
      let b = CenterBox(CornerBox<Double>.random(inSquareOf: 416, using: &generator))
      for measure in OverlapMeasure.allMeasures {
        let overlap = measure.withGradient(a, b)
        #expect(overlap.value == measure(a, b))
        let g = overlap.gradient
        #expect(
          measure.withGradient(a.mirrored, b.mirrored).gradient
            == CenterGradient(
              byCenterX: -g.byCenterX,
              byCenterY: g.byCenterY,
              byWidth: g.byWidth,
              byHeight: g.byHeight
            )
        )
        #expect(
          measure.withGradient(a.transposed, b.transposed).gradient
            == CenterGradient(
              byCenterX: g.byCenterY,
              byCenterY: g.byCenterX,
              byWidth: g.byHeight,
              byHeight: g.byWidth
            )
        )
        #expect(measure.withGradient(a.doubled, b.doubled).gradient == 0.5 * g)
        #expect(measure(a.doubled, b.doubled) == overlap.value)
      }
    }
  }

  @Test("in single precision is near that in double", arguments: UInt64(0)..<4)
  func singlePrecision(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let (point, double) = Self.smoothPair(.overlapping, using: &generator)
      let a = CenterBox<Float>(Self.box(point))
      let b = CenterBox<Float>(double)
      for measure in OverlapMeasure.allMeasures {
        let single = measure.withGradient(a, b)
        let reference = measure.withGradient(CenterBox<Double>(a), CenterBox<Double>(b))
        #expect(abs(Double(single.value) - reference.value) < 1e-6)
        let pairs = [
          (single.gradient.byCenterX, reference.gradient.byCenterX),
          (single.gradient.byCenterY, reference.gradient.byCenterY),
          (single.gradient.byWidth, reference.gradient.byWidth),
          (single.gradient.byHeight, reference.gradient.byHeight),
        ]
        let largest = pairs.reduce(0) { max($0, abs($1.1)) }
        for (value, exact) in pairs {
          #expect(abs(Double(value) - exact) <= 1e-5 * largest + 1e-6, "\(measure) of \(a), \(b)")
        }
      }
    }
  }
}

// MARK: - Kinks

extension OverlapGradientTests {
  @Test("boxes that touch have the gradient of overlapping ones")
  func touching() {
    let target = Self.box([15, 5, 10, 10])
    let overlap = OverlapMeasure.iou.withGradient(Self.box([5, 5, 10, 10]), target)
    #expect(overlap.value == 0)
    // One unit further right ten units of area are shared, of two hundred; the rows coincide, and
    // half of each edge is the prediction's.
    #expect(
      overlap.gradient
        == CenterGradient(byCenterX: 0.05, byCenterY: 0, byWidth: 0.025, byHeight: 0)
    )
    let apart = OverlapMeasure.iou.withGradient(Self.box([4.9, 5, 10, 10]), target)
    #expect(apart.gradient == .zero)
  }

  @Test("coinciding edges are shared half and half")
  func coincidingEdges() {
    let target = Self.box([5, 5, 10, 10])
    // The left edges coincide: the mean of the derivatives a little to either side.
    let point = [4.0, 5, 8, 6]
    let gradient = OverlapMeasure.generalized.withGradient(Self.box(point), target).gradient
    func shifted(_ shift: Double) -> CenterGradient<Double> {
      OverlapMeasure.generalized.withGradient(Self.box([4 + shift, 5, 8, 6]), target).gradient
    }
    let mean = 0.5 * (shifted(1e-9) + shifted(-1e-9))
    for (value, reference) in zip(Self.entries(gradient), Self.entries(mean)) {
      #expect(abs(value - reference) < 1e-9)
    }
    #expect(abs(shifted(1e-9).byCenterX - shifted(-1e-9).byCenterX) > 0.01)
  }

  @Test("the angle counts as flat where the centres are in line, and where they coincide")
  func angle() {
    let target = Self.box([5, 5, 3, 4])
    let above = OverlapMeasure.scylla.withGradient(Self.box([5, 7, 4, 5]), target).gradient
    #expect(above.byCenterX == 0)
    let left = OverlapMeasure.scylla.withGradient(Self.box([5 - 1e-9, 7, 4, 5]), target).gradient
    let right = OverlapMeasure.scylla.withGradient(Self.box([5 + 1e-9, 7, 4, 5]), target).gradient
    #expect(abs(left.byCenterX + right.byCenterX) < 1e-8)
    #expect(abs(right.byCenterX) > 0.01)
    let same = OverlapMeasure.scylla.withGradient(Self.box([5, 5, 4, 5]), target).gradient
    #expect(same.byCenterX == 0 && same.byCenterY == 0)
    // No jump on the way there, whatever the angle.
    for offset in [1e-6, 1e-9, 1e-300] {
      let box = Self.box([5, 5, 4, 5])
      let shifted = CenterBox(
        centerX: offset,
        centerY: -offset / 3,
        width: box.width,
        height: box.height
      )
      let origin = CenterBox(centerX: 0, centerY: 0, width: 3.0, height: 4.0)
      let near = OverlapMeasure.scylla.withGradient(shifted, origin).gradient
      #expect(abs(near.byCenterX) <= offset && abs(near.byCenterY) <= offset)
    }
  }
}

extension CenterBox<Double> {
  /// The box seen in a mirror: left and right change places.
  fileprivate var mirrored: CenterBox {
    CenterBox(centerX: -centerX, centerY: centerY, width: width, height: height)
  }

  /// The box with `x` and `y` exchanged.
  fileprivate var transposed: CenterBox {
    CenterBox(centerX: centerY, centerY: centerX, width: height, height: width)
  }

  /// The box twice as large and twice as far from the origin.
  fileprivate var doubled: CenterBox {
    CenterBox(centerX: 2 * centerX, centerY: 2 * centerY, width: 2 * width, height: 2 * height)
  }
}

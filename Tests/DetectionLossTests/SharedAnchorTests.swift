import AnchorDecoding
import BoxGeometry
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import Foundation
import TargetAssignment
import Testing

/// The box loss of an anchor that should predict several objects.
@Suite("Anchors of several objects")
struct SharedAnchorTests {
  private static let boxes = [
    CenterBox<Double>(centerX: 18, centerY: 14, width: 20, height: 12),
    CenterBox<Double>(centerX: 15, centerY: 17, width: 10, height: 14),
    CenterBox<Double>(centerX: 16, centerY: 16, width: 18, height: 18),
  ]

  private static func cell(_ choice: SharedAnchorLoss, classes: [ClassTarget]) -> OneCell {
    var cell = OneCell.box(.overlap(.generalized, form: .oneMinus))
    cell.components.box.sharedAnchor = choice
    cell.logits = [0.2, -0.1, 0.3, -0.2, 0, 0, 0, 0]
    cell.boxes = boxes
    cell.classTargets = classes
    return cell
  }

  @Test(
    "the sum is divided by the number of different classes, not of objects",
    arguments: [
      ([ClassTarget.index(1)], 1.0), ([.indices([0, 2])], 2), ([.indices([0, 1, 2])], 3),
      ([.index(1), .index(1), .index(1)], 1), ([.index(1), .index(0), .index(1)], 2),
      ([.distribution([0.99, 0.01, 0.99])], 2), ([.distribution([0.2, 0.3, 0.4])], 1),
    ]
  )
  func division(classes: [ClassTarget], divisor: Double) throws {
    let sum = try Self.cell(.sum, classes: classes).evaluate()
    let divided = try Self.cell(.dividedByClasses, classes: classes).evaluate()
    let loss = divided.report.loss
    #expect(relativeError(loss.box, reference: sum.report.loss.box / divisor) < 1e-15)
    #expect(loss.objectness == sum.report.loss.objectness)
    #expect(loss.classification == sum.report.loss.classification)
    for channel in 0..<4 {
      let derivative = sum.gradient[channel] / divisor
      #expect(relativeError(divided.gradient[channel], reference: derivative) < 1e-15)
    }
    #expect(Array(divided.gradient.dropFirst(4)) == Array(sum.gradient.dropFirst(4)))
  }

  @Test("the derivative of the divided loss is its difference quotient")
  func gradient() throws {
    let cell = Self.cell(.dividedByClasses, classes: [.indices([0, 2])])
    let mismatches = gradientMismatches(
      at: cell.logits,
      value: { logits in
        var moved = cell
        moved.logits = logits
        return (try? moved.evaluate().report.loss.total) ?? .nan
      },
      gradient: { _ in (try? cell.evaluate().gradient) ?? [] }
    )
    #expect(mismatches.isEmpty)
  }

  // MARK: - darknet's own numbers

  /// The anchors of a fixture, with what darknet's formula makes of the boxes of each.
  @Test(
    "AlexeyAB's gradient of a shared anchor is its own formula, added up and divided as here",
    arguments: DialectFixture.names.filter { $0.hasPrefix("darknet-alexeyab-ciou") }
  )
  func darknet(name: String) throws {
    let fixture = try DialectFixture(name)
    let choice = fixture.configuration.components.box.sharedAnchor
    var shared = 0
    var divided = 0
    for (image, targets) in try fixture.targets().enumerated() {
      for (scale, head) in fixture.heads.enumerated() {
        let (layout, sizes) = (head.layout, fixture.detector.scales[scale])
        let decoder = AnchorDecoder<Double>(sizes)
        let input = (Double(layout.columns * sizes.stride), Double(layout.rows * sizes.stride))
        for anchor in targets.scales[scale].positives {
          let cell = (image * layout.rows + anchor.row) * layout.columns + anchor.column
          let start = (cell * layout.anchors + anchor.anchor) * layout.channels
          let logits = (0..<4).map { channel in
            head.storage.withBytes { bytes in
              layout.value(
                channel,
                ofAnchorAt: layout.anchorOffset(
                  image: image,
                  row: anchor.row,
                  column: anchor.column,
                  anchor: anchor.anchor
                ),
                in: bytes,
                as: Double.self
              )
            }
          }
          let predicted = decoder.box(
            RawOffsets(tx: logits[0], ty: logits[1], tw: logits[2], th: logits[3]),
            row: anchor.row,
            column: anchor.column,
            anchor: anchor.anchor
          )
          var pull = [0.0, 0, 0, 0]
          for target in anchor.boxes {
            let delta = HandWrittenCIoU.delta(
              HandWrittenCIoU.fraction(predicted, of: input),
              HandWrittenCIoU.fraction(target.box, of: input),
              logits
            )
            for channel in 0..<4 { pull[channel] += delta[channel] }
          }
          let factor = choice.factor(classes: anchor.classCount)
          for channel in 0..<4 {
            let theirs = -fixture.gradients[scale][start + channel]
            #expect(abs(pull[channel] * factor - theirs) < 3e-5, "\(anchor)")
          }
          if anchor.boxes.count > 1 { shared += 1 }
          if factor != 1 { divided += 1 }
        }
      }
    }
    // Where objects of one class share an anchor, nothing is divided.
    let counts = name.hasSuffix("320-c20") ? [9, 5] : [5, 5]
    #expect([shared, divided] == counts)
  }
}

/// The box delta that AlexeyAB's darknet computes by hand under `ciou`, which is the derivative of
/// no function; in fractions of the input, as its layer has it.
private enum HandWrittenCIoU {
  static func fraction(
    _ box: CenterBox<Double>,
    of input: (Double, Double)
  ) -> CenterBox<Double> {
    CenterBox(
      centerX: box.centerX / input.0,
      centerY: box.centerY / input.1,
      width: box.width / input.0,
      height: box.height / input.1
    )
  }

  static func delta(
    _ box: CenterBox<Double>,
    _ truth: CenterBox<Double>,
    _ logits: [Double]
  ) -> [Double] {
    let (a, b) = (CornerBox(box), CornerBox(truth))
    let width = min(a.maxX, b.maxX) - max(a.minX, b.minX)
    let height = min(a.maxY, b.maxY) - max(a.minY, b.minY)
    let shared = width * height
    let union = box.area + truth.area - shared
    // By the left, right, top and bottom edge.
    var edges = [0.0, 0, 0, 0]
    if width > 0, height > 0 {
      let inside = [a.minX > b.minX, a.maxX < b.maxX, a.minY > b.minY, a.maxY < b.maxY]
      let signs = [-1.0, 1, -1, 1]
      for edge in 0..<4 {
        let side = edge < 2 ? height : width
        let whole = edge < 2 ? box.height : box.width
        let derivative = inside[edge] ? signs[edge] * side : 0
        let growth = signs[edge] * whole - derivative
        edges[edge] = (union * derivative - shared * growth) / (union * union)
      }
    }
    let hull = (
      max(a.maxX, b.maxX) - min(a.minX, b.minX), max(a.maxY, b.maxY) - min(a.minY, b.minY)
    )
    let diagonal = hull.0 * hull.0 + hull.1 * hull.1
    let apart = (truth.centerX - box.centerX, truth.centerY - box.centerY)
    let distance = apart.0 * apart.0 + apart.1 * apart.1
    let outer = [a.minX < b.minX, a.maxX > b.maxX, a.minY < b.minY, a.maxY > b.maxY]
      .map { $0 ? 1.0 : 0 }
    let square = diagonal * diagonal
    func center(_ apart: Double, _ side: Double, _ lower: Double, _ upper: Double) -> Double {
      (2 * apart * diagonal - 2 * side * (upper - lower) * distance) / square
    }
    func size(_ side: Double, _ lower: Double, _ upper: Double) -> Double {
      2 * side * (upper + lower) / 2 * distance / square
    }
    let turn = atan(truth.width / truth.height) - atan(box.width / box.height)
    let unlike = 4 / (Double.pi * Double.pi) * turn * turn
    let share = unlike / (1 - shared / union + unlike + 1e-6)
    let ratio = share * 8 / (Double.pi * Double.pi) * turn
    let gradient = [
      edges[0] + edges[1] + center(apart.0, hull.0, outer[0], outer[1]),
      edges[2] + edges[3] + center(apart.1, hull.1, outer[2], outer[3]),
      (edges[1] - edges[0] + size(hull.0, outer[0], outer[1]) + ratio * box.height)
        * exp(logits[2]),
      (edges[3] - edges[2] + size(hull.1, outer[2], outer[3]) - ratio * box.width)
        * exp(logits[3]),
    ]
    return gradient.map { min(max(0.07 * $0, -5), 5) }
  }
}

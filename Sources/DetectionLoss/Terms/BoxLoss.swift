import AnchorDecoding
import BoxGeometry
import DetectorConfiguration
import TargetAssignment

/// What a predicted box costs, and how that changes with its four raw numbers.
struct BoxCost {
  /// The loss.
  var value = 0.0

  /// Its derivatives by `tx, ty, tw, th`.
  var derivative = RawOffsets<Double>(tx: 0, ty: 0, tw: 0, th: 0)

  /// Adds another cost, multiplied by a factor.
  mutating func add(_ other: BoxCost, times factor: Double) {
    value += other.value * factor
    derivative.add(other.derivative, times: factor)
  }
}

extension RawOffsets<Double> {
  /// Adds other numbers, multiplied by a factor.
  mutating func add(_ other: RawOffsets<Double>, times factor: Double) {
    tx += other.tx * factor
    ty += other.ty * factor
    tw += other.tw * factor
    th += other.th * factor
  }
}

/// The box of an object as an anchor of a cell should predict it.
struct EncodedTarget {
  /// The box, in pixels of the network input.
  let box: CenterBox<Double>

  /// Where its centre stands in the cell, mostly `0 ... 1`.
  let offset: (x: Double, y: Double)

  /// The anchor's sides.
  private let anchor: AnchorSize

  /// The logarithms of the box's sides in units of the anchor's.
  var logSides: (width: Double, height: Double) {
    (Double.log(box.width / anchor.width), Double.log(box.height / anchor.height))
  }

  init(_ box: CenterBox<Double>, on scale: Detector.Scale, _ target: PositiveAnchor) {
    let stride = Double(scale.stride)
    anchor = scale.anchors[target.anchor]
    self.box = box
    offset = (
      box.centerX / stride - Double(target.column), box.centerY / stride - Double(target.row)
    )
  }
}

extension BoxLossChoice {
  /// What a predicted box costs.
  ///
  /// ```
  /// loss = (2 - w · h / (W · H)) · Σ over terms weight · term
  /// ```
  ///
  /// with the target's size `w × h` and the network input's `W × H`. The first factor, which makes
  /// up for the little that small objects count elsewhere, is left out without
  /// ``smallBoxWeight``. It falls below zero for an object larger than twice the input.
  ///
  /// - Source: the reference's `loss_layer`, `bbox_loss_scale` and `giou_loss`; darknet's
  ///   `delta_yolo_box`, `2 - truth.w * truth.h`.
  ///
  /// - Parameters:
  ///   - predicted: The decoded anchor.
  ///   - target: The object's box.
  ///   - input: The network input, `W × H` pixels.
  /// - Returns: The weighted loss.
  func cost(
    _ predicted: DecodedAnchor<Double>,
    _ target: EncodedTarget,
    input: PixelSize
  ) -> BoxCost {
    let inputArea = Double(input.width) * Double(input.height)
    let sizeWeight = smallBoxWeight ? 2 - target.box.area / inputArea : 1
    var cost = BoxCost()
    for term in terms {
      switch term.loss {
      case .overlap(let overlap, let form):
        cost.add(
          form.cost(of: overlap.cost(predicted, target.box)),
          times: term.weight * sizeWeight
        )
      case .offsets(let center, let size):
        cost.add(center.cost(predicted, target), times: term.weight * sizeWeight)
        cost.add(size.cost(predicted, target), times: term.weight * sizeWeight)
      }
    }
    return cost
  }
}

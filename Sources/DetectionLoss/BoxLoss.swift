import BoxGeometry
import DetectorConfiguration

extension BoxLossChoice {
  /// What a predicted box costs.
  ///
  /// ```
  /// loss = weight · (2 - w · h / (W · H)) · (1 - overlap(predicted, target))
  /// ```
  ///
  /// with the target's size `w × h` and the network input's `W × H`. The middle factor, which
  /// makes up for the little that small objects count elsewhere, is left out without
  /// ``smallBoxWeight``. It falls below zero for an object larger than twice the input.
  ///
  /// - Source: the reference's `loss_layer`, `bbox_loss_scale` and `giou_loss`.
  ///
  /// - Parameters:
  ///   - predicted: The decoded box, in pixels of the network input.
  ///   - target: The object's box.
  ///   - inputArea: `W · H`, in square pixels.
  /// - Returns: The weighted loss.
  func loss(
    predicted: CenterBox<Double>,
    target: CenterBox<Double>,
    inputArea: Double
  ) -> Double {
    guard terms.count == 1, case .overlap(let loss, .oneMinus) = terms[0].loss else {
      preconditionFailure("this box loss is not available yet")
    }
    let overlap = loss.measure(CornerBox(predicted), CornerBox(target))
    let sizeWeight = smallBoxWeight ? 2 - target.area / inputArea : 1
    return terms[0].weight * sizeWeight * (1 - overlap)
  }
}

extension BoxOverlap {
  /// The geometry behind the name.
  var measure: OverlapMeasure {
    switch self {
    case .iou: .iou
    case .giou: .generalized
    default: preconditionFailure("this overlap is not available yet")
    }
  }
}

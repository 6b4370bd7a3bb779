import AnchorDecoding
import BoxGeometry
import DetectorConfiguration

extension OverlapMeasure {
  /// The overlap of a predicted box with a target, and its derivatives by the raw numbers.
  func cost(_ predicted: DecodedAnchor<Double>, _ target: CenterBox<Double>) -> BoxCost {
    let overlap = withGradient(predicted.box, target)
    return BoxCost(
      value: overlap.value,
      derivative: RawOffsets(
        tx: overlap.gradient.byCenterX * predicted.boxDerivative.tx,
        ty: overlap.gradient.byCenterY * predicted.boxDerivative.ty,
        tw: overlap.gradient.byWidth * predicted.boxDerivative.tw,
        th: overlap.gradient.byHeight * predicted.boxDerivative.th
      )
    )
  }
}

extension OverlapForm {
  /// The loss that an overlap stands for.
  ///
  /// ```
  /// one minus          1 - o            derivative  -1
  /// one minus square   1 - o²           derivative  -2 o
  /// ```
  func cost(of overlap: BoxCost) -> BoxCost {
    var cost = BoxCost()
    switch self {
    case .oneMinus:
      cost.add(overlap, times: -1)
      cost.value += 1
    case .oneMinusSquare:
      cost.add(overlap, times: -2 * overlap.value)
      cost.value = 1 - overlap.value * overlap.value
    }
    return cost
  }
}

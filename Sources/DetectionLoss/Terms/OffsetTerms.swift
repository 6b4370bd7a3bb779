import AnchorDecoding
import DetectorConfiguration
import LossFunctions

extension CenterTerm {
  /// What the place of a predicted centre costs, by its offset in the cell.
  ///
  /// ```
  /// bce        BCE(sigmoid(t), z)         derivative by t   sigmoid(t) - z
  /// squared    (x - z)²                   2 (x - z) dx/dt
  /// l1         |x - z|                    sign(x - z) dx/dt, zero where it turns
  /// ```
  ///
  /// with the predicted offset `x`, which the centre scale stretches, and the target's `z`, clamped
  /// to `clamp ... 1 - clamp` where there is a clamp.
  ///
  /// - Source: darknet and PaddleDetection (bce, l1), mmdetection (bce with clamp), zzh8829 (squared).
  func cost(_ predicted: DecodedAnchor<Double>, _ target: EncodedTarget) -> BoxCost {
    let x = cost(
      logit: predicted.raw.tx,
      offset: predicted.offset.x,
      derivative: predicted.offsetDerivative.x,
      target: clamped(target.offset.x)
    )
    let y = cost(
      logit: predicted.raw.ty,
      offset: predicted.offset.y,
      derivative: predicted.offsetDerivative.y,
      target: clamped(target.offset.y)
    )
    return BoxCost(
      value: weight * (x.value + y.value),
      derivative: RawOffsets(tx: weight * x.derivative, ty: weight * y.derivative, tw: 0, th: 0)
    )
  }

  private func cost(
    logit: Double,
    offset: Double,
    derivative: Double,
    target: Double
  ) -> ElementLoss<Double> {
    switch loss {
    case .bce: return sigmoidCrossEntropy(logit: logit, target: target)
    case .squared:
      let cost = l2Loss(prediction: offset, target: target)
      return ElementLoss(value: cost.value, derivative: cost.derivative * derivative)
    case .l1:
      let cost = l1Loss(prediction: offset, target: target)
      return ElementLoss(value: cost.value, derivative: cost.derivative * derivative)
    }
  }

  private func clamped(_ target: Double) -> Double {
    guard let clamp else { return target }
    return min(max(target, clamp), 1 - clamp)
  }
}

extension SizeTerm {
  /// What the size of a predicted box costs, by its raw numbers.
  ///
  /// ```
  /// squared        (t - z)²          derivative  2 (t - z)
  /// half squared   (t - z)² / 2      t - z
  /// l1             |t - z|           sign(t - z), zero where it turns
  /// ```
  ///
  /// with `z` the logarithm of the target's side in units of the anchor's.
  ///
  /// - Source: mmdetection and zzh8829 (squared), darknet (half squared), PaddleDetection (l1).
  func cost(_ predicted: DecodedAnchor<Double>, _ target: EncodedTarget) -> BoxCost {
    let w = cost(predicted.raw.tw, target.logSides.width)
    let h = cost(predicted.raw.th, target.logSides.height)
    return BoxCost(
      value: weight * (w.value + h.value),
      derivative: RawOffsets(tx: 0, ty: 0, tw: weight * w.derivative, th: weight * h.derivative)
    )
  }

  private func cost(_ raw: Double, _ target: Double) -> ElementLoss<Double> {
    switch loss {
    case .squared: l2Loss(prediction: raw, target: target)
    case .halfSquared: l2Loss(prediction: raw, target: target).weighted(by: 0.5)
    case .l1: l1Loss(prediction: raw, target: target)
    }
  }
}

import AnchorDecoding
import DetectionNumerics
import DetectorConfiguration

extension FastLayer {
  /// Adds up what the anchors cost that are not struck out.
  @inline(__always)
  func addBackground(
    _ strip: AnchorStrip,
    padded: Int,
    factor: Double,
    layout: HeadLayout,
    scratch: inout LayerScratch,
    to result: inout LayerLoss,
    into sink: inout some GradientSink
  ) {
    let objectness = components.objectness
    let weight = exact.objectnessWeight * objectness.backgroundFactor
    // A factor beyond what single precision computes with waits until the slopes are Double.
    let scale = weight * factor
    let slopeFactor = scale < 1e30 ? Float(scale) : 1
    let keepsSlopes = sink.isWanted || components.frameworkLoss != nil
    var logits = scratch.objectness.mutableSpan
    let sum: BackgroundSum
    // The one place where the choice of a formula is looked at.
    switch objectness.focal.map({ Float(min($0.gamma, 1e30)) }) {
    case nil, 0?:
      sum = BackgroundSum(
        PlainBackground(),
        of: &logits,
        count: padded,
        slopeFactor: slopeFactor,
        keepsSlopes: keepsSlopes,
        using: instructions
      )
    case 2?:
      sum = BackgroundSum(
        SquaredBackground(),
        of: &logits,
        count: padded,
        slopeFactor: slopeFactor,
        keepsSlopes: keepsSlopes,
        using: instructions
      )
    case let gamma?:
      sum = BackgroundSum(
        PowerBackground(gamma: gamma),
        of: &logits,
        count: padded,
        slopeFactor: slopeFactor,
        keepsSlopes: keepsSlopes,
        using: instructions
      )
    }
    result.terms.objectness += weight * sum.value
    result.squaredSlopes.objectness += weight * weight * sum.squares
    guard sink.isWanted else { return }
    if scale < 1e30 {
      scatter(strip, layout: layout, slopes: logits) { sink.add($0, at: $1) }
    } else {
      scatter(strip, layout: layout, slopes: logits) { sink.add(Double($0) * scale, at: $1) }
    }
  }

  /// Hands out the slopes of a strip with their places.
  @inline(__always)
  private func scatter(
    _ strip: AnchorStrip,
    layout: HeadLayout,
    slopes: borrowing MutableSpan<Float>,
    put: (_ slope: Float, _ place: Int) -> Void
  ) {
    let indices = layout.elementIndices
    let steps = AnchorSteps(indices)
    let cells = strip.cells
    for row in strip.rows {
      let first =
        indices.anchorOffset(image: 0, row: row, column: 0, anchor: 0) + indices.channelOffset(4)
      let line = (row - strip.rows.lowerBound) * strip.columns
      for anchor in 0..<strip.anchors {
        var offset = first + anchor * steps.anchor
        let place = anchor * cells + line
        for index in place..<place + strip.columns {
          put(slopes[index], offset)
          offset += steps.column
        }
      }
    }
  }
}

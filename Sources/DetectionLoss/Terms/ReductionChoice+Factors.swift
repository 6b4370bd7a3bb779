import DetectorConfiguration
import TargetAssignment

extension ReductionChoice {
  /// The factor of each term of one scale on the way to the total.
  ///
  /// ```
  /// per image, mean    1 / images
  /// per image, sum     1
  /// per scale          box 1 / matches,  objectness 1 / anchors of the batch, or those not ignored,
  ///                    classification 1 / (matches · classes);  times images if asked for
  /// ```
  ///
  /// - Edge cases: without matches the box and class terms are zero, and so are their factors; where
  ///   every anchor is ignored, that of the objectness is.
  /// - Source: the reference (per image); ultralytics' `ComputeLoss` (per scale);
  ///   bubbliiiing/yolo3-pytorch's `YOLOLoss` (those not ignored).
  package func factors(matches: Int, anchors: Int, ignored: Int, images: Int, classes: Int) -> LossTerms {
    switch self {
    case .perImage(.mean): return LossTerms(1 / Double(images))
    case .perImage(.sum): return LossTerms(1)
    case .perScale(let timesBatchSize, let mean):
      let batch = timesBatchSize ? Double(images) : 1
      let counted = mean == .all ? anchors : anchors - ignored
      return LossTerms(
        box: matches > 0 ? batch / Double(matches) : 0,
        objectness: counted > 0 ? batch / Double(counted) : 0,
        classification: matches > 0 ? batch / (Double(matches) * Double(classes)) : 0
      )
    }
  }

  /// Whether its factors depend on how many anchors are ignored, which only the heads tell.
  package var countsIgnored: Bool {
    if case .perScale(_, .counted) = self { true } else { false }
  }

  /// Whether an image has a loss of its own: a sum over its anchors that does not depend on the
  /// other images.
  public var hasImageLoss: Bool {
    if case .perImage = self { true } else { false }
  }
}

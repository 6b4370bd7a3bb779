import DetectorConfiguration
import TargetAssignment

extension ReductionChoice {
  /// The factor of each term of one scale on the way to the total.
  ///
  /// ```
  /// per image, mean    1 / images
  /// per image, sum     1
  /// per scale          box 1 / matches,  objectness 1 / anchors of the batch,
  ///                    classification 1 / (matches · classes);  times images if asked for
  /// ```
  ///
  /// - Edge cases: without matches the box and class terms are zero, and so are their factors.
  /// - Source: the reference (per image); ultralytics' `ComputeLoss` (per scale).
  package func factors(matches: Int, anchors: Int, images: Int, classes: Int) -> LossTerms {
    switch self {
    case .perImage(.mean): return LossTerms(1 / Double(images))
    case .perImage(.sum): return LossTerms(1)
    case .perScale(let timesBatchSize):
      let batch = timesBatchSize ? Double(images) : 1
      return LossTerms(
        box: matches > 0 ? batch / Double(matches) : 0,
        objectness: batch / Double(anchors),
        classification: matches > 0 ? batch / (Double(matches) * Double(classes)) : 0
      )
    }
  }

  /// Whether an image has a loss of its own: a sum over its anchors that does not depend on the
  /// other images.
  public var hasImageLoss: Bool {
    if case .perImage = self { true } else { false }
  }
}

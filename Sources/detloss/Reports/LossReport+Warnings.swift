import DetectionAnalysis

extension LossReport {
  /// What a person should know about a loss although nothing is wrong with its input.
  var warnings: [String] {
    guard heldSizes > 0 else { return [] }
    let (boxes, are, were) =
      heldSizes == 1 ? ("box", "is", "was") : ("boxes", "are", "were")
    return [
      """
      \(heldSizes) predicted \(boxes) \(are) wider or narrower than a Float can compute with and \
      \(were) held at 2^60 or 2^-60 pixels; look at the size logits of the dump
      """
    ]
  }
}

import DetectionNumerics

extension RawHead {
  /// Whether the objectness of every anchor lies within `0 ... 1`, as probabilities do.
  ///
  /// Logits of a whole head do not: background alone is far below zero. So a head that looks
  /// activated was probably dumped behind its sigmoid, and any loss of it would be meaningless.
  ///
  /// - Edge cases: `false` for fewer than 100 anchors, whose logits may lie there by chance, and for
  ///   heads of nothing but 0 and 1, such as zero-initialised ones.
  /// - Complexity: O(anchors); for raw logits it ends within the first few.
  public var looksActivated: Bool {
    guard layout.images * layout.anchorsPerImage >= 100 else { return false }
    return storage.withBytes { bytes in
      var hasFraction = false
      let areProbabilities = layout.allAnchors { _, start in
        let objectness: Float = layout.value(4, ofAnchorAt: start, in: bytes)
        if objectness > 0, objectness < 1 { hasFraction = true }
        return objectness >= 0 && objectness <= 1
      }
      return areProbabilities && hasFraction
    }
  }
}

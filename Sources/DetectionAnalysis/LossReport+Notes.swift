import DetectionText

extension ClampedSize {
  fileprivate var words: String {
    "\(sideWords)\(isPositive ? " where an object should be predicted" : "")"
  }
}

extension LossReport {
  /// What a person should know about a loss although nothing is wrong with its input.
  public var notes: [Diagnostic] { notes(of: nil) }

  /// The same, with the names of the images.
  package func notes(of example: DetectionCase?) -> [Diagnostic] {
    guard let first = firstClampedSizes.first else { return [] }
    let others = firstClampedSizes.dropFirst().map {
      "; at scale \(quoted($0.scale)), \($0.siteWords), \($0.words)"
    }
    return [
      Diagnostic(
        .content,
        severity: .warning,
        code: "loss.clamped-sizes",
        at: Place(
          parts: ["scale \(quoted(first.scale))", first.siteWords],
          image: example.flatMap { $0.knowsImages ? $0.images[first.image].name : nil }
        ),
        found: """
          \(counted(clampedSizes, "predicted box", "predicted boxes")) wider or narrower than a Float \
          can compute with, clamped to 2^60 or 2^-60 pixels, here \(first.words)\
          \(others.joined())
          """,
        remedy: "look at the size logits of the dump"
      )
    ]
  }
}

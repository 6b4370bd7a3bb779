import DetectionText
import TensorFiles

extension DetectionCase {
  /// The loss, and where it comes from: by parts, scales, images and objects.
  ///
  /// ```
  /// loss = Σ over scales ( Σ over images (layer) · factor )
  /// ```
  ///
  /// Heads of double precision are computed with in it, all others on the fast path.
  ///
  /// - Throws: An error for a case without heads or without ground truth, for values that are NaN
  ///   or infinite, and for an object that cannot be assigned.
  /// - Complexity: One pass over the values to look for NaN, one value of every anchor, and all
  ///   values of the positive ones.
  public func loss() throws(Diagnostic) -> LossReport {
    try evaluate { loss, heads, targets throws(Diagnostic) in
      try loss(heads: heads, targets: targets)
    }
  }

  /// The derivatives of the loss by every raw value, named, shaped and ordered as the heads.
  ///
  /// What a framework holds constant is held constant, such as an overlap that is the objectness
  /// target.
  ///
  /// - Throws: As ``loss()``.
  /// - Complexity: That of the loss, and O(values) in time and memory; ``gradient(visiting:)``
  ///   needs the memory of one piece.
  public func gradient() throws(Diagnostic) -> [HeadGradient] {
    var values: [[Float]] = []
    _ = try gradient { head, piece throws(Diagnostic) in
      if head == values.count { values.append([]) }
      values[head] += piece
    }
    return zip(dump?.heads ?? [], values).map {
      HeadGradient(name: $0.name, shape: $0.layout.shape, values: $1)
    }
  }

  /// The loss, with its derivatives handed out piece by piece.
  ///
  /// - Parameter visit: Gets the index of a head, in the order of the scales, and its next
  ///   derivatives. The pieces of a head follow each other in C order of its own axes; the heads
  ///   follow each other in their order.
  /// - Returns: The loss.
  /// - Throws: As ``loss()``, and then the pieces handed out so far mean nothing; or what `visit`
  ///   throws.
  public func gradient(
    visiting visit: (_ head: Int, _ values: [Float]) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> LossReport {
    try evaluate { loss, heads, targets throws(Diagnostic) in
      try loss(heads: heads, targets: targets, visitingGradient: visit)
    }
  }

  /// The loss, with its derivatives written to a `.npz` file under the names of the heads, in their
  /// shapes and orders.
  ///
  /// The file is whole or absent: it appears when everything is written.
  ///
  /// - Returns: The loss.
  /// - Throws: As ``loss()``, and for a file that cannot be written.
  @discardableResult
  public func writeGradient(to path: String) throws(Diagnostic) -> LossReport {
    var writer = try TensorWriter(path: path)
    var begun = 0
    let report = try gradient { head, values throws(Diagnostic) in
      if head == begun, let dump {
        let head = dump.heads[head]
        try writer.begin(head.name, shape: head.layout.shape, of: Float.self)
        begun += 1
      }
      try writer.append(values)
    }
    try writer.finish()
    return report
  }

  private func evaluate(
    _ body: (DetectorLoss, [RawHead], [ImageTargets]) throws(Diagnostic) -> LossReport
  ) throws(Diagnostic) -> LossReport {
    guard let dump else { throw .noHeads }
    let targets = try targets()
    do throws(Diagnostic) {
      return try body(DetectorLoss(detector, threads: max(1, threads)), dump.heads, targets)
    } catch {
      // The loss stops at the first head with a bad value; a person wants to know of all.
      try dump.checkFinite(imageNames: knownNames)
      throw error
    }
  }

  /// What every image's anchors should predict.
  private func targets() throws(Diagnostic) -> [ImageTargets] {
    if case .targets(let dense) = truth { return dense.images }
    return try assignments().map { assignment throws(Diagnostic) in
      try assignment.targets(for: detector)
    }
  }
}

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
          image: example?.knownNames?[first.image]
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

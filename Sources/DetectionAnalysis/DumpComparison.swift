import AssignmentReview

/// Two dumps of one network, or of two that should agree.
public struct DumpComparison: Sendable {
  /// The differences of each scale's heads, in the order of the scales.
  public let heads: [HeadComparison]

  /// The loss of each dump; `nil` where there is no ground truth.
  public let losses: (first: LossReport, second: LossReport)?

  /// What may have happened to the second dump, the likeliest first: mistakes that would explain at
  /// least half of the differing values.
  public let likelyCauses: [LikelyCause]

  /// The largest difference that is none.
  public let tolerance: Double

  /// Whether any two values differ by more than the tolerance.
  public var differs: Bool { heads.contains { $0.largest > tolerance } }
}

extension DetectionCase {
  /// Puts other heads of the same images beside these, value by value.
  ///
  /// - Parameters:
  ///   - other: The same case with other heads.
  ///   - tolerance: The largest difference that is none.
  /// - Returns: The differences, scale by scale, and where there is ground truth both losses.
  /// - Throws: An error for values that are NaN or infinite, for heads of other images, cells,
  ///   anchors or classes, and where there is ground truth for what ``loss()`` refuses.
  public func comparison(
    with other: DetectionCase,
    tolerance: Double = 1e-4
  ) throws(Diagnostic) -> DumpComparison {
    let first = try finiteHeads()
    let second = try other.finiteHeads()
    var heads: [HeadComparison] = []
    for (index, scale) in detector.scales.enumerated() {
      guard let head = HeadComparison(first.heads[index], second.heads[index]) else {
        throw .otherShape(
          file: second.files[index],
          scale: scale.name,
          second.heads[index].layout.shape,
          first.heads[index].layout.shape
        )
      }
      heads.append(head)
    }
    // Losses come last: dumps of other images would fail there with a reason of its own.
    let isTrue = if case .none = truth { false } else { true }
    return DumpComparison(
      heads: heads,
      losses: isTrue ? (try loss(), try other.loss()) : nil,
      likelyCauses: DumpComparison.causes(
        first.heads,
        second.heads,
        detector,
        tolerance: tolerance,
        threads: max(1, threads)
      ),
      tolerance: tolerance
    )
  }
}

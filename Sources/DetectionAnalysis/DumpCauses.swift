import AnchorDecoding
import AssignmentReview
import BoxGeometry
import DetectionNumerics
import DetectionText

// What may have happened to one of two dumps that should agree.

extension DumpComparison {
  /// The likeliest of the usual mistakes that would explain half of the differing values, on all
  /// scales or on some of them.
  ///
  /// Each is undone in the second dump, and the values that still differ are counted anew.
  ///
  /// - Complexity: Some fifteen passes over both dumps; none where they agree.
  static func causes(
    _ first: [RawHead],
    _ second: [RawHead],
    _ detector: Detector,
    tolerances: [HeadTolerance],
    threads: Int,
    areGradients: Bool = false
  ) -> [LikelyCause] {
    let differing = first.indices.map {
      first[$0].differing(from: second[$0], tolerance: tolerances[$0])
    }
    let total = differing.reduce(0, +)
    guard total > 0 else { return [] }
    let guesses = Self.guesses(first, detector, areGradients)
    let left = concurrentMap(guesses.count * first.count, threads: threads) { index in
      let scale = index % first.count
      guard differing[scale] > 0,
        let head = guesses[index / first.count].undo(second[scale], scale)
      else { return differing[scale] }
      return first[scale].differing(
        from: head,
        tolerance: tolerances[scale],
        relative: guesses[index / first.count].relative,
        where: guesses[index / first.count].passes
      )
    }
    return guesses.indices.compactMap { guess -> LikelyCause? in
      let counts = (0..<first.count).map { left[guess * first.count + $0] }
      let better = counts.indices.filter { counts[$0] < differing[$0] }
      let rest = zip(counts, differing).reduce(0) { $0 + min($1.0, $1.1) }
      let names = better.map { quoted(detector.scales[$0].name) }.joined(separator: " and ")
      // A scale of one row looks the same from both ends.
      let isEverywhere = counts.indices.allSatisfy {
        counts[$0] < differing[$0]
          || differing[$0] == 0 && guesses[guess].canLeaveAsItIs(second[$0])
      }
      let cause = guesses[guess].cause
      return LikelyCause(
        [(isEverywhere ? cause : "\(cause), on scale \(names) only", rest)],
        of: total,
        "differing values"
      )
    }.sorted { $0.explained > $1.explained }
  }

  /// What may be undone in the second dump.
  private struct Guess: Sendable {
    let cause: String

    /// How far two values may be from each other as a share of the larger, beside the tolerance.
    var relative = 0.0

    /// Whether a value of the second dump can have come so far.
    var passes: @Sendable (Double) -> Bool = { _ in true }

    /// Whether a head may be the same with the mistake and without.
    var canLeaveAsItIs: @Sendable (RawHead) -> Bool = { _ in false }

    let undo: @Sendable (_ second: RawHead, _ scale: Int) -> RawHead?
  }

  private static func guesses(
    _ first: [RawHead],
    _ detector: Detector,
    _ areGradients: Bool
  ) -> [Guess] {
    let what = areGradients ? "the second gradient" : "the second dump"
    // What went through fewer bits has no others: a small difference alone is no sign of it.
    let precisions: [Guess] = [
      Guess(
        cause: "\(what) went through half precision",
        relative: 0x1p-10,
        passes: { HeadElement.isHalf($0) },
        undo: { head, _ in head }
      ),
      Guess(
        cause: "\(what) went through bfloat16",
        relative: 0x1p-7,
        passes: { Float($0).bitPattern & 0xffff == 0 && Double(Float($0)) == $0 },
        undo: { head, _ in head }
      ),
    ]
    let exact = HeadTolerance(absolute: 0)
    let mixups = HeadMixup.usual.map { mixup in
      Guess(
        cause: mixup.cause,
        canLeaveAsItIs: { head in
          head.undoing(mixup).map { head.differing(from: $0, tolerance: exact) == 0 } ?? true
        },
        undo: { head, _ in head.undoing(mixup) }
      )
    }
    let orders = HeadOrder.allCases.map { order in
      Guess(cause: "\(what)'s bytes are in the order \(order.rawValue)") { head, _ in
        head.reread(as: order)
      }
    }
    let images = Guess(cause: "the images stand in another order") { head, scale in
      head.withImages(like: first[scale])
    }
    let activation = Guess(cause: "the second dump's values stand behind a sigmoid") {
      head,
      scale in
      try? head.logits(behind: .sigmoid, scale: detector.scales[scale])
    }
    // A derivative stands behind nothing.
    return precisions + mixups + orders + (areGradients ? [images] : [images, activation])
  }
}

extension RawHead {
  /// The images in the order in which they are nearest to another head's; `nil` where that is no
  /// order, or the same.
  fileprivate func withImages(like other: RawHead) -> RawHead? {
    let count = layout.images
    guard count > 1, count <= 64, other.layout.images == count else { return nil }
    // A few values of each image tell which it is.
    func sample(_ head: RawHead, _ image: Int) -> [Double] {
      let layout = head.layout
      return (0..<min(64, layout.anchorsPerImage)).map { index in
        let anchor = index * layout.anchorsPerImage / min(64, layout.anchorsPerImage)
        let (cell, number) = anchor.quotientAndRemainder(dividingBy: layout.anchors)
        let (row, column) = cell.quotientAndRemainder(dividingBy: layout.columns)
        return head.value(
          image: image,
          row: row,
          column: column,
          anchor: number,
          channel: index % 5
        )
      }
    }
    let theirs = (0..<count).map { sample(other, $0) }
    let ours = (0..<count).map { sample(self, $0) }
    func distance(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + abs($1.0 - $1.1) }
    }
    let order = theirs.map { wanted in
      (0..<count).min { distance(ours[$0], wanted) < distance(ours[$1], wanted) } ?? 0
    }
    guard Set(order).count == count, order != Array(0..<count) else { return nil }
    return taking(images: order)
  }
}

internal import DetectionNumerics

/// Finds anchors for the objects of a data set: clusters of their sizes by `1 - IoU`.
///
/// ```
/// seeds     the first drawn evenly, each other with the square of 1 - IoU to the nearest so far
/// repeat    each size goes to the anchor with the best IoU; each anchor becomes their mean
/// polish    each side of each anchor is tried a little larger and smaller while that helps
/// ```
///
/// That is done from several seeds, on at most ``sampleSize`` sizes spread evenly over all; the best
/// by the mean best IoU then goes on with all of them. A mean of sizes is not the best centre of this
/// distance, so a round may be worse than the one before: the best is kept.
///
/// The result depends on the sizes, their order and the seed alone, to the last bit.
///
/// - Source: Redmon, Farhadi, *YOLO9000: Better, Faster, Stronger*, arXiv 1612.08242, section 2; Arthur,
///   Vassilvitskii, *k-means++: The Advantages of Careful Seeding*, SODA 2007.
public struct AnchorClustering: Sendable {
  /// How many anchors are wanted.
  public var count: Int

  /// What the random numbers depend on.
  public var seed: UInt64

  /// From how many seedings it starts.
  public var starts = 8

  /// How many threads may work; the result is the same for any number.
  public var threads = 1

  /// What is told when one of ``steps`` is done, by whatever thread.
  package var stepIsDone: (@Sendable () -> Void)?

  /// How many steps there are: the starts, and going on with the best.
  package var steps: Int { max(1, starts) + 1 }

  /// The number of sizes that starts are tried on.
  public static let sampleSize = 20_000

  /// Creates a clustering.
  ///
  /// - Parameters:
  ///   - count: How many anchors are wanted, at least one.
  ///   - seed: What the random numbers depend on.
  public init(count: Int, seed: UInt64 = 0) {
    self.count = max(1, count)
    self.seed = seed
  }

  /// The anchors of some sizes, by rising area.
  ///
  /// - Parameter sizes: Widths and heights, positive and finite, in any one unit.
  /// - Returns: The anchors, as many as asked for; `nil` where fewer sizes differ.
  /// - Complexity: O(sizes · count) for each of some hundred rounds.
  public func anchors(for sizes: [SIMD2<Double>]) -> [SIMD2<Double>]? {
    let distinct = Set(sizes)
    guard distinct.count >= count else { return nil }
    guard distinct.count > count else { return distinct.sorted(by: Self.isSmaller) }
    let sample =
      sizes.count <= Self.sampleSize
      ? sizes : (0..<Self.sampleSize).map { sizes[$0 * sizes.count / Self.sampleSize] }
    let found = concurrentMap(max(1, starts), threads: threads) { start in
      var random = RandomNumbers(seed: seed, image: start)
      defer { stepIsDone?() }
      return polished(refined(seeds(among: sample, &random), sample), sample)
    }
    let best = found.reduce(found[0]) { $1.score > $0.score ? $1 : $0 }
    let whole = sizes.count == sample.count ? best : refined(best.anchors, sizes)
    return whole.anchors.sorted(by: Self.isSmaller)
  }

  /// Anchors, and the mean best IoU of the sizes that they are for.
  private typealias Scored = (anchors: [SIMD2<Double>], score: Double)

  /// By area, then by width.
  private static func isSmaller(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Bool {
    (a.x * a.y, a.x) < (b.x * b.y, b.x)
  }
}

// MARK: - Steps

extension AnchorClustering {
  private func seeds(
    among sizes: [SIMD2<Double>],
    _ random: inout RandomNumbers
  ) -> [SIMD2<Double>] {
    var anchors = [sizes[random.index(below: sizes.count)]]
    var distances = sizes.map { 1 - AnchorFit.iou($0, anchors[0]) }
    while anchors.count < count {
      var rest = random.uniform() * distances.reduce(0) { $0 + $1 * $1 }
      // The last that has a distance, where rounding leaves something over or all are found.
      var next = distances.lastIndex { $0 > 0 } ?? 0
      for (index, distance) in distances.enumerated() where distance > 0 {
        rest -= distance * distance
        if rest <= 0 {
          next = index
          break
        }
      }
      anchors.append(sizes[next])
      for (index, size) in sizes.enumerated() {
        distances[index] = min(distances[index], 1 - AnchorFit.iou(size, sizes[next]))
      }
    }
    return anchors
  }

  /// Rounds of k-means until nothing changes or the best was long ago.
  private func refined(_ anchors: [SIMD2<Double>], _ sizes: [SIMD2<Double>]) -> Scored {
    var anchors = anchors
    var best: Scored = (anchors, -1)
    var roundsSinceBest = 0
    for _ in 0..<300 {
      var sums = [SIMD2<Double>](repeating: .zero, count: anchors.count)
      var counts = [Int](repeating: 0, count: anchors.count)
      var (score, worst, worstIoU) = (0.0, 0, 2.0)
      for (index, size) in sizes.enumerated() {
        var (iou, place) = (-1.0, 0)
        for (anchor, candidate) in anchors.enumerated() {
          let overlap = AnchorFit.iou(size, candidate)
          if overlap > iou { (iou, place) = (overlap, anchor) }
        }
        sums[place] += size
        counts[place] += 1
        score += iou
        if iou < worstIoU { (worst, worstIoU) = (index, iou) }
      }
      score /= Double(sizes.count)
      roundsSinceBest = score > best.score ? 0 : roundsSinceBest + 1
      if score > best.score { best = (anchors, score) }
      let last = anchors
      for anchor in anchors.indices {
        // An anchor that is nobody's best goes to who is served worst.
        anchors[anchor] = counts[anchor] == 0 ? sizes[worst] : sums[anchor] / Double(counts[anchor])
      }
      if anchors == last || roundsSinceBest == 20 { break }
    }
    return best
  }

  /// Tries each side a little larger and smaller, by smaller and smaller steps.
  private func polished(_ given: Scored, _ sizes: [SIMD2<Double>]) -> Scored {
    var best = given
    // What each size gets from the other anchors, while one of them moves.
    for step in [0.1, 0.05, 0.02, 0.01, 0.005, 0.002] {
      for anchor in best.anchors.indices {
        let others = best.anchors.indices.filter { $0 != anchor }.map { best.anchors[$0] }
        let floors = sizes.map { size in
          others.reduce(0) { max($0, AnchorFit.iou(size, $1)) }
        }
        for change in [
          SIMD2(1 + step, 1), SIMD2(1 - step, 1), SIMD2(1, 1 + step), SIMD2(1, 1 - step),
        ] {
          let moved = best.anchors[anchor] * change
          var sum = 0.0
          for (size, floor) in zip(sizes, floors) { sum += max(floor, AnchorFit.iou(size, moved)) }
          let score = sum / Double(sizes.count)
          guard score > best.score else { continue }
          best.anchors[anchor] = moved
          best.score = score
        }
      }
    }
    return best
  }
}

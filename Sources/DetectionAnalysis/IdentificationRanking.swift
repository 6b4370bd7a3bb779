import DetectionNumerics

/// The variants that come nearest to somebody's numbers.
struct IdentificationRanking: Sendable {
  /// A variant with what it is ranked by.
  struct Ranked: Sendable {
    /// Its place among the variants.
    let index: Int
    let base: Int
    let changes: Int
    let error: Double
    let isPrinted: Bool
  }

  /// The nearest, the best first; no variant with changes without which it is as good.
  private(set) var best: [Ranked] = []

  /// How many different losses of one and of two changes lie within ``vicinity`` of the numbers.
  private var near = [0, 0, 0]

  /// How many variants have a loss.
  let tried: Int

  /// How many numbers were given that do not follow from each other.
  var numbers = 1

  /// The relative error within which losses are counted, to tell how dense they lie.
  private static let vicinity = 0.01

  /// The class of an error: errors of one class are equal.
  static func level(_ error: Double) -> Int {
    guard error > 1e-6 else { return 0 }
    var (level, bound) = (1, 1e-5)
    while error > bound, level < 12 {
      level += 1
      bound *= 10
    }
    return level
  }

  /// How many losses with so many changes come as near by chance.
  ///
  /// Around a number losses lie evenly, so that `k` numbers are met together with the `k`-th power.
  func byChance(within error: Double, changes: Int) -> Double {
    var share = 1.0
    for _ in 0..<min(numbers, 20) { share *= min(1, error / Self.vicinity) }
    return Double(near[min(changes, 2)]) * share
  }

  /// Whether an error is too small for chance.
  func isCredible(_ error: Double, changes: Int) -> Bool {
    changes == 0 || byChance(within: error, changes: changes) < 0.1
  }
}

extension IdentificationRanking {
  /// How many variants a thread takes at once.
  private static let variantsAtOnce = 4096

  /// Ranks all variants.
  init(_ scores: IdentificationScores, threads: Int, tolerance: Double, keeping count: Int) {
    let variants = scores.space.variants
    let chunks = (variants.count + Self.variantsAtOnce - 1) / Self.variantsAtOnce
    let found = concurrentMap(chunks, threads: threads) { chunk in
      let first = chunk * Self.variantsAtOnce
      return variants[first..<min(first + Self.variantsAtOnce, variants.count)].map {
        scores.score(of: $0)
      }
    }.flatMap(\.self)
    tried = found.count { $0 != nil }
    let family = Family(scores.space)
    for (index, variant) in variants.enumerated() {
      guard let score = found[index] else { continue }
      let changes = family.changeCount(of: variant)
      let parents = family.parents(of: variant).compactMap { found[$0] }
      if changes > 0, score.error <= Self.vicinity,
        parents.allSatisfy({ $0.isDifferent(from: score, by: tolerance) })
      {
        near[min(changes, 2)] += 1
      }
      let level = Self.level(score.error)
      guard parents.allSatisfy({ Self.level($0.error) > level }) else { continue }
      let ranked = Ranked(
        index: index,
        base: Int(variant.base),
        changes: changes,
        error: score.error,
        isPrinted: score.isPrinted
      )
      insert(ranked, keeping: count)
    }
  }

  private mutating func insert(_ ranked: Ranked, keeping count: Int) {
    if best.count >= count, let last = best.last, !ranked.isBefore(last) { return }
    let place = best.firstIndex { ranked.isBefore($0) } ?? best.count
    best.insert(ranked, at: place)
    if best.count > count { best.removeLast() }
  }
}

extension IdentificationRanking.Ranked {
  fileprivate func isBefore(_ other: Self) -> Bool {
    (IdentificationRanking.level(error), changes, base, error, index)
      < (
        IdentificationRanking.level(other.error), other.changes, other.base, other.error,
        other.index
      )
  }
}

extension IdentificationScores.Score {
  /// Whether a part differs by more than a share.
  fileprivate func isDifferent(from other: Self, by share: Double) -> Bool {
    relativeDifference(loss.box, other.loss.box) > share
      || relativeDifference(loss.objectness, other.loss.objectness) > share
      || relativeDifference(loss.classification, other.loss.classification) > share
  }
}

/// Which variants have fewer of the changes of others.
private struct Family {
  private let space: IdentificationSpace

  /// For each base the variant without changes, and for each of its options that with it alone.
  private var roots: [Int]
  private var singles: [[Int]]

  /// For each option of two changes those of one of them.
  private var halves: [[[Int]]]

  init(_ space: IdentificationSpace) {
    self.space = space
    roots = space.bases.map { _ in -1 }
    singles = space.bases.map { $0.options.map { _ in -1 } }
    for (index, variant) in space.variants.enumerated() where variant.second < 0 {
      if variant.first < 0 {
        roots[Int(variant.base)] = index
      } else {
        singles[Int(variant.base)][Int(variant.first)] = index
      }
    }
    halves = space.bases.map { base in
      var places: [ConfigurationChange: Int] = [:]
      for (index, option) in base.options.enumerated() where option.changes.count == 1 {
        places[option.changes[0]] = index
      }
      return base.options.map { option in
        option.changes.count < 2 ? [] : option.changes.compactMap { places[$0] }
      }
    }
  }

  func changeCount(of variant: IdentificationSpace.Variant) -> Int {
    let options = space.bases[Int(variant.base)].options
    return (variant.first < 0 ? 0 : options[Int(variant.first)].changes.count)
      + (variant.second < 0 ? 0 : options[Int(variant.second)].changes.count)
  }

  /// The variants with fewer of its changes.
  func parents(of variant: IdentificationSpace.Variant) -> [Int] {
    guard variant.first >= 0 else { return [] }
    let base = Int(variant.base)
    var parents = [roots[base]]
    let options =
      variant.second < 0
      ? halves[base][Int(variant.first)] : [Int(variant.first), Int(variant.second)]
    parents += options.map { singles[base][$0] }
    return parents.filter { $0 >= 0 }
  }
}

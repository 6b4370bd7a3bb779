import DetectionText

/// How the finite numbers of an array lie between their smallest and their largest.
package struct TensorDistribution: Hashable, Sendable {
  /// A number that so many percent of all do not exceed.
  package struct Percentile: Hashable, Sendable {
    package let percent: Double
    package let value: Double
  }

  /// The index along each axis of the smallest number, the first in the file of several.
  package let minimumPlace: [Int]

  /// The index along each axis of the largest number, the first in the file of several.
  package let maximumPlace: [Int]

  /// The square root of the mean squared distance from the mean; infinite where no `Double` holds it.
  package let standardDeviation: Double

  /// The percentiles that were asked for, exact: the two numbers in order around a rank of
  /// `percent / 100 · (n - 1)`, mixed by how near it is to each, as numpy does by default.
  package let percentiles: [Percentile]

  /// How many numbers lie in each of equally wide ranges from the smallest to the largest; one where
  /// these are equal.
  package let histogram: [Int]

  /// The percentiles that people look at.
  package static let usualPercents = [1.0, 5, 25, 50, 75, 95, 99]
}

extension Tensor {
  /// How the finite numbers are distributed; `nil` where there are none.
  ///
  /// The order of numbers is that of their bits, once those of negative ones are turned round. A pass
  /// counts the upper sixteen bits; each further one looks at the next sixteen of the few numbers that
  /// have the ranks asked for, until all bits are known. Of few numbers the order is found by sorting.
  ///
  /// - Parameters:
  ///   - statistics: The ``statistics()`` of this array.
  ///   - percents: The percentiles to find, each in `0 ... 100`.
  ///   - bins: How many ranges the histogram has.
  /// - Returns: The distribution.
  /// - Throws: As ``statistics()``.
  /// - Complexity: Two passes for numbers of at most 32 bits, four for others. Memory for sixteen
  ///   counts of 65,536 numbers at most, whatever the array's size.
  package func distribution(
    _ statistics: TensorStatistics,
    percents: [Double] = TensorDistribution.usualPercents,
    bins: Int = 16
  ) throws(Diagnostic) -> TensorDistribution? {
    // Integers of 32 bits and more have no place of their own among single-precision numbers.
    if elementType.byteCount <= 2 || elementType == .float32 {
      return try distribution(of: Float.self, statistics, percents, bins)
    }
    return try distribution(of: Double.self, statistics, percents, bins)
  }

  private func distribution<Number: OrderedNumber>(
    of type: Number.Type,
    _ statistics: TensorStatistics,
    _ percents: [Double],
    _ bins: Int
  ) throws(Diagnostic) -> TensorDistribution? {
    guard let minimum = statistics.minimum, let maximum = statistics.maximum,
      let mean = statistics.mean
    else { return nil }
    var spread = Spread(minimum: minimum, maximum: maximum, mean: mean, bins: bins)
    var histogram = [Int](repeating: 0, count: spread.bins)
    if elementCount <= Self.fewNumbers {
      var ordinals: [UInt64] = []
      try content.forEachPiece { bytes in
        var ranges = histogram.mutableSpan
        forEachBlock(of: type, in: bytes) { block in
          for index in block.indices {
            let x = block[index]
            spread.add(Double(x), to: &ranges)
            if x.isFinite { ordinals.append(x.ordinal) }
          }
          spread.find(in: block)
        }
      }
      ordinals.sort()
      return distribution(spread, histogram, percents, count: ordinals.count) { rank in
        Double(Number(ordinal: ordinals[rank]))
      }
    }
    var upperBits = [Int](repeating: 0, count: 1 << 16)
    try content.forEachPiece { bytes in
      var counts = upperBits.mutableSpan
      var ranges = histogram.mutableSpan
      forEachBlock(of: type, in: bytes) { block in
        // A local, which the compiler keeps in registers.
        var sums = spread
        for index in block.indices {
          let x = block[index]
          sums.add(Double(x), to: &ranges)
          if x.isFinite { counts[Int(x.ordinal >> 48)] &+= 1 }
        }
        sums.find(in: block)
        spread = sums
      }
    }
    let count = upperBits.reduce(0, +)
    guard count > 0 else { return nil }
    let ranks = Self.ranks(of: percents, among: count).map { Int($0) }
    var search = RankSearch(
      ranks: Set(ranks.flatMap { [$0, min($0 + 1, count - 1)] }),
      counts: upperBits
    )
    while search.knownBits < Number.ordinalBits {
      let isWanted = search.upperBits
      let groups = search.groups
      let shift = UInt64(64 - search.knownBits)
      var counts = [Int](repeating: 0, count: groups.count << 16)
      try content.forEachPiece { bytes in
        var counts = counts.mutableSpan
        forEachBlock(of: type, in: bytes) { block in
          for index in block.indices {
            let ordinal = block[index].ordinal
            guard isWanted[Int(ordinal >> 48)], block[index].isFinite else { continue }
            let upper = ordinal >> shift
            for group in groups.indices where groups[group] == upper {
              counts[group << 16 | Int((ordinal >> (shift - 16)) & 0xffff)] += 1
            }
          }
        }
      }
      search.refine(counts)
    }
    return distribution(spread, histogram, percents, count: count) { rank in
      search.ordinal(ofRank: rank).map { Double(Number(ordinal: $0)) } ?? 0
    }
  }

  /// How many numbers are few: sorting them takes less than counting 65,536 kinds of them.
  private static let fewNumbers = 1 << 10

  private static func ranks(of percents: [Double], among count: Int) -> [Double] {
    percents.map { $0 / 100 * Double(count - 1) }
  }

  /// What was found in `count` finite numbers, of which `value` gives each by its rank; `nil` where
  /// there are none.
  private func distribution(
    _ spread: Spread,
    _ histogram: [Int],
    _ percents: [Double],
    count: Int,
    value: (_ rank: Int) -> Double
  ) -> TensorDistribution? {
    guard count > 0 else { return nil }
    return TensorDistribution(
      minimumPlace: position(ofVisited: spread.minimumIndex ?? 0),
      maximumPlace: position(ofVisited: spread.maximumIndex ?? 0),
      standardDeviation: (spread.squares / Double(count)).squareRoot(),
      percentiles: zip(percents, Self.ranks(of: percents, among: count)).map { percent, rank in
        let share = rank - rank.rounded(.down)
        let (below, above) = (value(Int(rank)), value(min(Int(rank) + 1, count - 1)))
        return .init(
          percent: percent,
          value: share == 0 ? below : below * (1 - share) + above * share
        )
      },
      histogram: histogram
    )
  }

  /// Whether the elements fill their bytes; others are walked by their strides.
  private var isDense: Bool {
    Tensor.bitCount(shape: shape, elementType).map { $0 / 8 } == byteCount
  }

  /// The index along each axis of a number by its place among those that ``forEachBlock(of:in:_:)`` gives.
  private func position(ofVisited place: Int) -> [Int] {
    guard !isDense else { return position(ofStored: place) }
    var rest = place
    var position = [Int](repeating: 0, count: shape.count)
    for axis in shape.indices.reversed() {
      position[axis] = rest % shape[axis]
      rest /= shape[axis]
    }
    return position
  }

  /// Calls `body` with the next numbers in the order of the file, a block at a time: what is done with
  /// them is then one loop, whatever their type.
  private func forEachBlock<Number: OrderedNumber>(
    of type: Number.Type,
    in bytes: RawSpan,
    _ body: (Span<Number>) -> Void
  ) {
    var block = [Number](repeating: 0, count: 2048)
    var filled = 0
    func read(_ bytes: RawSpan, at offsets: ElementOffsets) {
      var numbers = block.mutableSpan
      elementType.forEachNumber(in: bytes, byteOrder, at: offsets) { (x: Number) in
        numbers[filled] = x
        filled += 1
      }
    }
    guard isDense else {
      // Gaps between the numbers: they are few, beside the images of a dump.
      var single = ElementOffsets(shape: shape, strides: byteStrides)
      for _ in 0..<single.count {
        let offset = single.next()
        read(
          bytes.extracting(offset..<offset + elementType.byteCount),
          at: ElementOffsets(count: 1, stride: 0)
        )
        guard filled == block.count else { continue }
        body(block.span)
        filled = 0
      }
      body(block.span.extracting(0..<filled))
      return
    }
    let size = elementType.byteCount
    for start in stride(from: 0, to: bytes.byteCount, by: block.count * size) {
      let end = min(start + block.count * size, bytes.byteCount)
      filled = 0
      read(
        bytes.extracting(start..<end),
        at: ElementOffsets(count: (end - start) / size, stride: size)
      )
      body(block.span.extracting(0..<filled))
    }
  }
}

/// What one pass gathers of numbers beside counts: it fits into registers.
private struct Spread {
  private let minimum: Double
  private let maximum: Double
  private let mean: Double

  /// One, or a half where the whole width is no number.
  private let unit: Double

  /// How many ranges there are in a ``unit``.
  private let density: Double

  /// How many ranges there are.
  let bins: Int

  /// How many numbers have been looked at.
  private var passed = 0
  private(set) var squares = 0.0
  private(set) var minimumIndex: Int?
  private(set) var maximumIndex: Int?

  init(minimum: Double, maximum: Double, mean: Double, bins: Int) {
    self.minimum = minimum
    self.maximum = maximum
    self.mean = mean
    unit = (maximum - minimum).isFinite ? 1 : 0.5
    let width = maximum * unit - minimum * unit
    // A width below the smallest normal number may have no reciprocal.
    density = width > 0 && (Double(bins) / width).isFinite ? Double(bins) / width : 0
    self.bins = density > 0 ? bins : 1
  }

  @inline(__always)
  mutating func add(_ x: Double, to histogram: inout MutableSpan<Int>) {
    guard abs(x) <= .greatestFiniteMagnitude else { return }
    let distance = x - mean
    squares += distance * distance
    // Below zero, or no number, is none of those whose ends were found: the bytes of a file may change.
    let place = (x * unit - minimum * unit) * density
    let bin = place < Double(bins) ? Int(max(0, place)) : bins - 1
    // No array has as many numbers as an integer can count.
    histogram[bin] &+= 1
  }

  /// Looks for the ends of the range in the next numbers, until each was found once.
  mutating func find<Number: BinaryFloatingPoint>(in block: Span<Number>) {
    func index(of end: Double) -> Int? {
      block.indices.first { Double(block[$0]) == end }.map { passed + $0 }
    }
    minimumIndex = minimumIndex ?? index(of: minimum)
    maximumIndex = maximumIndex ?? index(of: maximum)
    passed += block.count
  }
}

/// The search for numbers by their ranks, sixteen bits at a time.
private struct RankSearch {
  /// A rank whose number is not known to the last bit.
  private struct Wanted {
    let rank: Int

    /// The bits that are known.
    var bits: UInt64

    /// Its rank among the numbers with these bits.
    var rest: Int
  }

  private(set) var knownBits = 16
  private var wanted: [Wanted]

  init(ranks: Set<Int>, counts: [Int]) {
    wanted = ranks.sorted().map { Wanted(rank: $0, bits: 0, rest: $0) }
    for index in wanted.indices { Self.step(&wanted[index], counts[...]) }
  }

  /// The known bits of the numbers, each once.
  var groups: [UInt64] { Set(wanted.map(\.bits)).sorted() }

  /// Whether any number has these upper sixteen bits.
  var upperBits: [Bool] {
    var result = [Bool](repeating: false, count: 1 << 16)
    for one in wanted { result[Int(one.bits >> UInt64(knownBits - 16))] = true }
    return result
  }

  /// Takes the counts of the next sixteen bits, group by group.
  mutating func refine(_ counts: [Int]) {
    let groups = groups
    for index in wanted.indices {
      guard let group = groups.firstIndex(of: wanted[index].bits) else { continue }
      Self.step(&wanted[index], counts[group << 16..<(group + 1) << 16])
    }
    knownBits += 16
  }

  private static func step(_ wanted: inout Wanted, _ counts: ArraySlice<Int>) {
    var next: UInt64 = 0
    for count in counts {
      if wanted.rest < count { break }
      wanted.rest -= count
      next += 1
    }
    wanted.bits = wanted.bits << 16 | min(next, 0xffff)
  }

  /// The number of a rank, as its ordinal; `nil` for one that was not asked for.
  func ordinal(ofRank rank: Int) -> UInt64? {
    wanted.first { $0.rank == rank }.map {
      knownBits < 64 ? $0.bits << UInt64(64 - knownBits) : $0.bits
    }
  }
}

/// A number whose order is that of the upper bits of an integer.
private protocol OrderedNumber: BinaryFloatingPoint {
  /// How many bits count.
  static var ordinalBits: Int { get }

  /// The integer; bits that do not count are zero.
  var ordinal: UInt64 { get }

  init(ordinal: UInt64)
}

extension Float: OrderedNumber {
  fileprivate static var ordinalBits: Int { 32 }

  @inline(__always)
  fileprivate var ordinal: UInt64 {
    let bits = bitPattern
    return UInt64(bits >> 31 == 1 ? ~bits : bits | 1 << 31) << 32
  }

  fileprivate init(ordinal: UInt64) {
    let bits = UInt32(ordinal >> 32)
    self.init(bitPattern: bits >> 31 == 1 ? bits & ~(1 << 31) : ~bits)
  }
}

extension Double: OrderedNumber {
  fileprivate static var ordinalBits: Int { 64 }

  @inline(__always)
  fileprivate var ordinal: UInt64 {
    let bits = bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }

  fileprivate init(ordinal: UInt64) {
    self.init(bitPattern: ordinal >> 63 == 1 ? ordinal & ~(1 << 63) : ~ordinal)
  }
}

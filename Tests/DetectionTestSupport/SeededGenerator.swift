/// A small random generator whose numbers depend on its seed alone (SplitMix64).
///
/// - Source: Steele, Lea, Flood, *Fast Splittable Pseudorandom Number Generators*, OOPSLA 2014.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Creates a generator; the same seed always gives the same numbers.
  public init(seed: UInt64) {
    state = seed
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A number drawn evenly from `range`.
  public mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    let unit = Double(next() >> 11) * 0x1p-53
    return range.lowerBound + (range.upperBound - range.lowerBound) * unit
  }

  /// A bell-shaped number: twelve even ones added up, mean zero and variance one.
  public mutating func bell() -> Double {
    // By a counter: millions are drawn by tests that nothing optimises.
    var (sum, drawn) = (-6.0, 0)
    while drawn < 12 {
      sum += Double(next() >> 11) * 0x1p-53
      drawn += 1
    }
    return sum
  }
}

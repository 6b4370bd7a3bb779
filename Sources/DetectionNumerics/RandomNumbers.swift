/// Random numbers that depend on their seed alone, on every machine (SplitMix64).
///
/// - Source: Steele, Lea, Flood, *Fast Splittable Pseudorandom Number Generators*, OOPSLA 2014.
package struct RandomNumbers: Sendable {
  private var state: UInt64

  /// The second of two normal numbers, which come in pairs.
  private var spare: Double?

  package init(seed: UInt64) {
    state = seed
  }

  /// The generator of one image: its numbers depend on the seed and on the image, not on how many
  /// images there are.
  package init(seed: UInt64, image: Int) {
    self.init(seed: seed)
    for _ in 0..<2 { state = bits() ^ UInt64(truncatingIfNeeded: image) }
  }

  package mutating func bits() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A number drawn evenly between zero and one, neither of them included.
  package mutating func uniform() -> Double {
    (Double(bits() >> 11) + 0.5) * 0x1p-53
  }

  package mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * uniform()
  }

  /// A whole number drawn evenly from `0 ..< count`.
  package mutating func index(below count: Int) -> Int {
    Int(bits().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// A normally distributed number.
  ///
  /// - Source: Box, Muller, *A Note on the Generation of Random Normal Deviates*, 1958.
  package mutating func normal(_ mean: Double, _ deviation: Double) -> Double {
    if let spare {
      self.spare = nil
      return mean + deviation * spare
    }
    let radius = (-2 * Double.log(uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    spare = radius * Double.sin(angle)
    return mean + deviation * radius * Double.cos(angle)
  }
}

import DetectionNumerics
import DetectionTestSupport
import Testing

/// A whole number of any size, in units of the least `Double`: the oracle, which knows nothing of
/// limbs. Digits are bits.
private struct BigNumber: Equatable {
  /// The bits of two's complement, the least first: more than any sum here has.
  private var bits = [Bool](repeating: false, count: 2300)

  init() {}

  mutating func add(_ value: Double) {
    guard value != 0 else { return }
    var addend = BigNumber()
    let shift = max(value.exponent, -1022) + 1022
    let significand = UInt64(
      (value.magnitude / Double(sign: .plus, exponent: max(value.exponent, -1022), significand: 1))
        * 0x1p52
    )
    for bit in 0..<53 where significand >> UInt64(bit) & 1 == 1 {
      addend.bits[Int(shift) + bit] = true
    }
    if value < 0 { addend = addend.negated }
    self = self + addend
  }

  static func + (a: BigNumber, b: BigNumber) -> BigNumber {
    var (sum, carry) = (BigNumber(), false)
    for index in sum.bits.indices {
      let ones = (a.bits[index] ? 1 : 0) + (b.bits[index] ? 1 : 0) + (carry ? 1 : 0)
      sum.bits[index] = ones % 2 == 1
      carry = ones > 1
    }
    return sum
  }

  var negated: BigNumber {
    var (one, flipped) = (BigNumber(), self)
    one.bits[0] = true
    for index in bits.indices { flipped.bits[index].toggle() }
    return flipped + one
  }

  private var isNegative: Bool { bits[bits.count - 1] }

  /// The nearest of all doubles, found by halving: no rounding rule is written down twice.
  var value: Double {
    if isNegative { return -negated.value }
    // Of non-negative doubles the bit patterns have their order.
    var (low, high) = (UInt64(0), Double.greatestFiniteMagnitude.bitPattern)
    while low < high {
      let middle = low + (high - low + 1) / 2
      if isAtLeast(Double(bitPattern: middle)) { low = middle } else { high = middle - 1 }
    }
    let below = Double(bitPattern: low)
    guard below < .greatestFiniteMagnitude else { return below }
    // Twice the distance to the lower one against the gap.
    var rest = self
    rest.add(-below)
    let double = rest + rest
    var gap = BigNumber()
    gap.add(below.nextUp)
    gap.add(-below)
    if double == gap { return low & 1 == 0 ? below : below.nextUp }
    return (double + gap.negated).isNegative ? below : below.nextUp
  }

  private func isAtLeast(_ other: Double) -> Bool {
    var difference = self
    difference.add(-other)
    return !difference.isNegative
  }
}

@Suite("Exact sums")
struct ExactSumTests {
  private static func sum(_ values: [Double]) -> ExactSum {
    values.reduce(into: ExactSum()) { $0.add($1) }
  }

  /// Values of many sizes and both signs, some of which cancel.
  private static func values(_ generator: inout SeededGenerator, count: Int) -> [Double] {
    var values: [Double] = []
    while values.count < count {
      let value: Double
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: value = Double.random(in: -1...1, using: &generator)
      case 1:
        value = Double(
          sign: .minus,
          exponent: .random(in: -60...60, using: &generator),
          significand: .random(in: 1..<2, using: &generator)
        )
      case 2:
        value = Double(bitPattern: UInt64.random(in: 0..<(1 << 63), using: &generator)) / 4
      case 3: value = Double(bitPattern: UInt64.random(in: 0..<(1 << 53), using: &generator))
      case 4: value = Double(Int.random(in: -9...9, using: &generator)) * 0x1p52
      default: value = -(values.randomElement(using: &generator) ?? 0)
      }
      if value.isFinite, value.magnitude < 0x1p1000 { values.append(value) }
    }
    return values
  }

  @Test("are rounded once, as whole numbers of any size are", arguments: 0..<12)
  func oracle(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let values = Self.values(&generator, count: 12)
    var expected = BigNumber()
    for value in values { expected.add(value) }
    #expect(Self.sum(values).value == expected.value)
  }

  @Test("are the same in any order and any tree", arguments: 0..<40)
  func order(seed: UInt64) {
    var generator = SeededGenerator(seed: 100 + seed)
    let values = Self.values(&generator, count: 60)
    let expected = Self.sum(values)
    #expect(Self.sum(values.shuffled(using: &generator)) == expected)
    var sums = values.map { ExactSum($0) } + [ExactSum()]
    while sums.count > 1 {
      sums.shuffle(using: &generator)
      let last = sums.removeLast()
      sums[0] += last
    }
    #expect(sums[0] == expected && sums[0].text == expected.text)
    #expect(sums[0].value.bitPattern == expected.value.bitPattern)
    #expect(ExactSum(text: expected.text) == expected)
  }

  @Test("round ties to even, at every place")
  func ties() {
    #expect(Self.sum([1, 0x1p-53]).value == 1)
    #expect(Self.sum([1, 0x1p-53, 0x1p-1074]).value == 1 + 0x1p-52)
    #expect(Self.sum([1 + 0x1p-52, 0x1p-53]).value == 1 + 0x1p-51)
    #expect(Self.sum([1 + 0x1p-52, 0x1p-53, -0x1p-1074]).value == 1 + 0x1p-52)
    #expect(Self.sum([-1, -0x1p-53]).value == -1)
    // A carry through all 53 bits.
    #expect(Self.sum([0x1p53 - 1, 0.5]).value == 0x1p53)
    #expect(Self.sum([1e300, 1, -1e300]).value == 1)
    #expect(Self.sum([0.1, 0.2, -0.3]).value == 0x1p-55)
  }

  @Test("hold the least and the largest values")
  func extremes() {
    let (least, largest) = (Double.leastNonzeroMagnitude, Double.greatestFiniteMagnitude)
    #expect(Self.sum([least, least]).value == 2 * least)
    #expect(Self.sum([largest, largest]).value == .infinity)
    #expect(Self.sum([largest, largest, -largest]).value == largest)
    #expect(Self.sum([largest, largest.ulp / 2]).value == .infinity)
    #expect(Self.sum([largest, largest.ulp / 2, -least]).value == largest)
    #expect(Self.sum([-least, largest, -largest]).value == -least)
    #expect(Self.sum([-0.0]).value.sign == .plus && ExactSum().value == 0)
    for value in [least, -largest, .leastNormalMagnitude, .pi] {
      #expect(ExactSum(value).value == value)
    }
  }

  @Test("count what is no number apart")
  func special() {
    #expect(Self.sum([1, .infinity]).value == .infinity)
    #expect(Self.sum([-.infinity, 1]).value == -.infinity)
    #expect(Self.sum([.infinity, -.infinity]).value.isNaN)
    #expect(Self.sum([.nan, 1]).value.isNaN)
    let sum = Self.sum([1, .nan, .infinity, .infinity, -.infinity])
    #expect(sum.text == "40000@33 nan=1 inf=2 -inf=1")
    #expect(ExactSum(text: sum.text) == sum)
    #expect(sum != Self.sum([1]))
  }

  @Test("have one text, and no other is read")
  func text() {
    #expect(ExactSum().text == "0" && ExactSum(text: "0") == ExactSum())
    #expect(ExactSum(1).text == "40000@33" && ExactSum(-3).text == "-c0000@33")
    #expect(ExactSum(0x1p-1074).text == "1@0")
    for wrong in [
      "", "1", "@1", "1@", "1@-1", "01@0", "-0", "-0@0", "100000000@0", "g@0", "1@0 ", " 1@0",
      "1@999999999999999999999", "+1@0", "A@0", "1@0 nan=0", "1@0 nan=-1", "1@0 inf=1 nan=1",
      "1@68", String(repeating: "f", count: 100_000) + "@0", "1@0 nan=1 nan=1", "1@0x",
    ] { #expect(ExactSum(text: wrong) == nil, "\(wrong)") }
  }

  @Test("carry in time, below zero too")
  func manyCarries() {
    var (sum, doubled) = (ExactSum(-1), ExactSum(0x1p-40))
    for _ in 0..<70 {
      sum += sum
      doubled += doubled
    }
    #expect(sum.value == -0x1p70 && sum.text == ExactSum(-0x1p70).text)
    #expect(doubled.value == 0x1p30)
    sum += ExactSum(0x1p70)
    #expect(sum == ExactSum())
  }

  @Test("of any number of doublings are the number doubled so often", arguments: [1, -1, 0x1p-40])
  func doublings(start: Double) throws {
    var (sum, value) = (ExactSum(start), start)
    for _ in 0..<70 {
      sum += sum
      value *= 2
      try #require(sum == ExactSum(value))
      #expect(sum.value == value)
    }
  }
}

/// A sum of `Double` values that is never rounded but when it is read.
///
/// The sum is a whole number of units of 2^-1074, the least `Double`, in limbs of 32 bits. So adding
/// is associative and commutative: values in any order, sums of sums in any tree, have the same bits.
///
/// ```swift
/// var sum = ExactSum()
/// for value in [1e300, 1, -1e300] { sum.add(value) }
/// sum.value  // 1
/// sum.text   // the same in every process: 40000@33
/// ```
///
/// - Edge cases: NaN and infinities are counted apart, and the value is then what IEEE 754 adds them
///   up to. A sum of nothing is zero; so is one of negative zeros.
/// - Complexity: a handful of whole-number additions for a value. Only limbs between the least and
///   the largest value are kept, mostly four to six.
/// - Source: U. Kulisch, "Computer Arithmetic and Validity", the long accumulator.
package struct ExactSum: Sendable {
  /// The place of the first limb: its unit is 2^(32 · first - 1074).
  private var first = 0

  /// The limbs, the least first. Each may have grown beyond 32 bits and have any sign.
  private var limbs: [Int64] = []

  /// How many values were added since each limb but the last lay in 0 ..< 2^32.
  private var pending = 0

  /// The only value so far, which is not in the limbs yet: a batch of one image needs none.
  private var lone: Double?

  /// How many values were no number, infinity, and minus infinity.
  private var special = SIMD3<Int>()

  /// A sum of nothing.
  package init() {}

  /// A sum of one value.
  package init(_ value: Double) { add(value) }
}

// MARK: - Adding

extension ExactSum {
  /// Adds a value.
  package mutating func add(_ value: Double) {
    guard value.isFinite else {
      special[value.isNaN ? 0 : value > 0 ? 1 : 2] += 1
      return
    }
    guard value != 0 else { return }
    if limbs.isEmpty && lone == nil {
      lone = value
      return
    }
    flush()
    insert(value)
  }

  /// Puts the only value into the limbs.
  private mutating func flush() {
    guard let value = lone else { return }
    lone = nil
    insert(value)
  }

  /// Adds a value that is finite and not zero to the limbs.
  private mutating func insert(_ value: Double) {
    let exponent = Int(value.bitPattern >> 52 & 0x7ff)
    let fraction = value.bitPattern & ((1 << 52) - 1)
    let significand = exponent == 0 ? fraction : fraction | 1 << 52
    let shift = max(exponent, 1) - 1
    let (place, bit) = (shift / 32, UInt64(shift % 32))
    makeRoom(for: place..<place + 3)
    // A value is less than 2^32 units of each limb.
    if pending >= 1 << 30 { carry() }
    pending += 1
    let low = significand << bit
    let high = bit == 0 ? 0 : significand >> (64 - bit)
    let sign: Int64 = value < 0 ? -1 : 1
    let start = place - first
    limbs[start] += sign * Int64(low & 0xffff_ffff)
    limbs[start + 1] += sign * Int64(low >> 32)
    limbs[start + 2] += sign * Int64(high)
  }

  /// Adds another sum.
  package static func += (a: inout ExactSum, b: ExactSum) {
    a.special &+= b.special
    if let value = b.lone { return a.add(value) }
    guard !b.limbs.isEmpty else { return }
    a.flush()
    var b = b
    b.carry()
    a.makeRoom(for: b.first..<b.first + b.limbs.count)
    a.carry()
    for (index, limb) in b.limbs.enumerated() { a.limbs[b.first - a.first + index] += limb }
    a.pending = 2
  }

  /// Has limbs at these places.
  private mutating func makeRoom(for places: Range<Int>) {
    if limbs.isEmpty {
      first = places.lowerBound
      limbs = Array(repeating: 0, count: places.count)
      return
    }
    if places.lowerBound < first {
      limbs.insert(contentsOf: repeatElement(0, count: first - places.lowerBound), at: 0)
      first = places.lowerBound
    }
    let missing = places.upperBound - first - limbs.count
    if missing > 0 { limbs += repeatElement(0, count: missing) }
  }

  /// Brings every limb but the last into 0 ..< 2^32; the last, which has the sign, stays below 2^32.
  private mutating func carry() {
    guard var last = limbs.popLast() else { return }
    var carried: Int64 = 0
    for index in limbs.indices {
      let sum = limbs[index] + carried
      limbs[index] = sum & 0xffff_ffff
      carried = sum >> 32
    }
    last += carried
    if last.magnitude >= 1 << 32 {
      limbs.append(last & 0xffff_ffff)
      last >>= 32
    }
    limbs.append(last)
    pending = 0
  }
}

// MARK: - Reading

extension ExactSum {
  /// The sign, and the limbs of the magnitude without zeros at either end.
  private var canonical: (isNegative: Bool, first: Int, limbs: ArraySlice<Int64>) {
    var sum = self
    sum.flush()
    sum.carry()
    // All other limbs together are less than one unit of the last.
    let isNegative = (sum.limbs.last ?? 0) < 0
    if isNegative {
      for index in sum.limbs.indices { sum.limbs[index] = -sum.limbs[index] }
      sum.carry()
    }
    guard let low = sum.limbs.firstIndex(where: { $0 != 0 }),
      let high = sum.limbs.lastIndex(where: { $0 != 0 })
    else { return (false, 0, []) }
    return (isNegative, sum.first + low, sum.limbs[low...high])
  }

  /// The sum, rounded once to the nearest `Double`, ties to the even one; infinite where it is too
  /// large for one.
  package var value: Double {
    if special[0] > 0 || (special[1] > 0 && special[2] > 0) { return .nan }
    if special[1] > 0 { return .infinity }
    if special[2] > 0 { return -.infinity }
    if let lone { return lone }
    let (isNegative, first, slice) = canonical
    let limbs = Array(slice)
    guard let top = limbs.last else { return 0 }
    func bit(_ index: Int) -> UInt64 { UInt64(limbs[index / 32] >> Int64(index % 32)) & 1 }
    let count = 32 * limbs.count - (UInt32(top).leadingZeroBitCount)
    let dropped = max(0, count - 53)
    var significand: UInt64 = 0
    for index in (dropped..<count).reversed() { significand = significand << 1 | bit(index) }
    if dropped > 0, bit(dropped - 1) == 1 {
      let isTie = (0..<dropped - 1).allSatisfy { bit($0) == 0 }
      if !isTie || significand & 1 == 1 { significand += 1 }
    }
    // Both factors and the product are exact: what is below the normal numbers has no more than
    // 53 bits.
    let magnitude = Double(
      sign: .plus,
      exponent: 32 * first + dropped - 1074,
      significand: Double(significand)
    )
    return isNegative ? -magnitude : magnitude
  }
}

extension ExactSum: Hashable {
  package static func == (a: ExactSum, b: ExactSum) -> Bool {
    let (one, two) = (a.canonical, b.canonical)
    return a.special == b.special && one.isNegative == two.isNegative && one.first == two.first
      && one.limbs.elementsEqual(two.limbs)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(special)
    hasher.combine(Array(canonical.limbs))
  }
}

// MARK: - Text

extension ExactSum {
  /// The sum with every digit: a sign, the limbs in hexadecimal, the largest first and without zeros
  /// at either end, and the place of the last behind `@`. Equal sums have the same text.
  ///
  /// ```
  /// 0                    40000@33  is 2^18 · 2^(32 · 33) · 2^-1074 = 1
  /// -1@0 nan=1           minus the least Double, and one value that was no number
  /// ```
  package var text: String {
    let (isNegative, first, limbs) = canonical
    var digits = ""
    for limb in limbs.reversed() {
      let hexadecimal = String(limb, radix: 16)
      digits += digits.isEmpty ? "" : String(repeating: "0", count: 8 - hexadecimal.count)
      digits += hexadecimal
    }
    var words = [limbs.isEmpty ? "0" : "\(isNegative ? "-" : "")\(digits)@\(first)"]
    for (index, name) in Self.specialNames.enumerated() where special[index] > 0 {
      words.append("\(name)=\(special[index])")
    }
    return words.joined(separator: " ")
  }

  private static let specialNames = ["nan", "inf", "-inf"]

  /// The most limbs: those of the largest `Double`, and of 2^63 times that.
  private static let mostLimbs = 68

  /// Reads what ``text`` writes; `nil` for anything else.
  package init?(text: String) {
    var words = text.split(separator: " ", omittingEmptySubsequences: false)[...]
    guard text.utf8.count <= 9 * Self.mostLimbs, let number = words.popFirst() else { return nil }
    if number != "0" {
      let isNegative = number.first == "-"
      let parts = number.dropFirst(isNegative ? 1 : 0).split(separator: "@")
      guard parts.count == 2, let place = Int(parts[1]), 0..<Self.mostLimbs ~= place else {
        return nil
      }
      first = place
      var rest = parts[0]
      while !rest.isEmpty {
        guard let limb = UInt32(rest.suffix(8), radix: 16) else { return nil }
        limbs.append(isNegative ? -Int64(limb) : Int64(limb))
        rest = rest.dropLast(8)
      }
      guard first + limbs.count <= Self.mostLimbs else { return nil }
      pending = 1
    }
    for word in words {
      let parts = word.split(separator: "=")
      guard parts.count == 2, let index = Self.specialNames.firstIndex(of: String(parts[0])),
        let count = Int(parts[1]), 1...Int(Int32.max) ~= count
      else { return nil }
      special[index] = count
    }
    // There is one way to write a sum.
    guard self.text == text else { return nil }
  }
}

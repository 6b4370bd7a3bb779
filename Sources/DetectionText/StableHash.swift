/// A hash that is the same in every process, on every machine and in every version.
///
/// ```
/// FNV-1a: for each byte  h = (h xor byte) · 0x100000001b3,  then mixed so that all bits count
/// ```
///
/// For telling apart what nobody forges: it is no signature.
///
/// - Source: G. Fowler, L. C. Noll, K.-P. Vo, FNV-1a of 64 bits; the mixing of MurmurHash3's `fmix64`.
package struct StableHash: Sendable {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  package init() {}

  /// The hash of a text's UTF-8.
  package init(_ text: String) { add(text) }

  /// Adds the UTF-8 of a text.
  package mutating func add(_ text: String) {
    for byte in text.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }

  /// The hash.
  package var value: UInt64 {
    var mixed = state
    mixed = (mixed ^ mixed >> 33) &* 0xff51_afd7_ed55_8ccd
    mixed = (mixed ^ mixed >> 33) &* 0xc4ce_b9fe_1a85_ec53
    return mixed ^ mixed >> 33
  }

  /// The hash in sixteen hexadecimal digits.
  package var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Which of `count` parts a name belongs to, from 1.
  package static func part(of name: String, among count: Int) -> Int {
    Int(StableHash(name).value % UInt64(count)) + 1
  }
}

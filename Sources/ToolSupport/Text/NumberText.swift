#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Numbers for a person to read; programs get every digit through ``JSONOutput``.
///
/// None of it depends on the locale: the point is a point, and digits are not grouped.
package enum NumberText {
  /// `value` with six significant digits, `6.50000`, `0.000123457`, `1.23457e+07`.
  ///
  /// - Edge cases: zero is `0`; values that are not finite are `nan`, `inf` and `-inf`.
  package static func significant(_ value: Double) -> String {
    if value == 0 { return "0" }
    guard value.isFinite else { return value.description }
    // C's `%#.6g` would do, but it writes 999999.7 as `1.e+06`.
    let exponent = decimalExponent(of: value)
    if (-5..<6).contains(exponent) { return fixed(value, 5 - exponent) }
    return formatted(value, "%.5e")
  }

  /// `value` with at most three significant digits, as short as it goes: `0.3`, `1`, `1.15e+18`.
  package static func short(_ value: Double) -> String { brief(value, digits: 3) }

  /// `value` with a few significant digits and no more zeros than it needs, `0.000975`, `-8.2858`.
  package static func brief(_ value: Double, digits: Int) -> String {
    formatted(value, "%.\(digits)g")
  }

  /// `value` with this many digits behind the point, `6.50`.
  package static func fixed(_ value: Double, _ digits: Int) -> String {
    formatted(value, "%.\(digits)f")
  }

  /// `values` with equally many decimals, so that right-aligned points stand below each other.
  ///
  /// The largest value has six significant digits. If it is at least a million or below a
  /// ten-thousandth, each value is written by itself with ``significant(_:)``.
  ///
  /// - Returns: One text per value, in order.
  package static func column(_ values: [Double]) -> [String] {
    let largest = values.filter(\.isFinite).reduce(0) { max($0, abs($1)) }
    guard largest >= 1e-4, largest < 999_999.5 else { return values.map(significant) }
    let digits = 5 - decimalExponent(of: largest)
    return values.map { $0.isFinite ? fixed($0, digits) : significant($0) }
  }

  /// The exponent of `value` in powers of ten once it is rounded to six digits: 9.999999 has 1.
  private static func decimalExponent(of value: Double) -> Int {
    formatted(value, "%.5e").split(separator: "e").last.flatMap { Int($0) } ?? 0
  }

  /// What C's `printf` makes of `value`; no program here sets a locale, so its point is a point.
  ///
  /// The longest is the largest number without an exponent, of 309 digits before the point.
  private static func formatted(_ value: Double, _ format: String) -> String {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
      guard let start = buffer.baseAddress else { return "" }
      let length = unsafe withVaList([value]) { unsafe vsnprintf(start, buffer.count, format, $0) }
      precondition(length >= 0 && Int(length) < buffer.count, "a number is too long to print")
      return unsafe String(cString: start)
    }
  }
}

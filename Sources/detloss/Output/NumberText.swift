import Foundation

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
    // Foundation's `%#.6g` would do, but it writes 999999.7 as `1.e+06`.
    let exponent = decimalExponent(of: value)
    if (-5..<6).contains(exponent) { return String(format: "%.\(5 - exponent)f", value) }
    return String(format: "%.5e", value)
  }

  /// `value` with at most three significant digits, as short as it goes: `0.3`, `1`, `1.15e+18`.
  package static func short(_ value: Double) -> String { String(format: "%.3g", value) }

  /// `value` with a few significant digits and no more zeros than it needs, `0.000975`, `-8.2858`.
  package static func brief(_ value: Double, digits: Int) -> String {
    String(format: "%.\(digits)g", value)
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
    let format = "%.\(5 - decimalExponent(of: largest))f"
    return values.map { $0.isFinite ? String(format: format, $0) : significant($0) }
  }

  /// The exponent of `value` in powers of ten once it is rounded to six digits: 9.999999 has 1.
  private static func decimalExponent(of value: Double) -> Int {
    String(format: "%.5e", value).split(separator: "e").last.flatMap { Int($0) } ?? 0
  }
}

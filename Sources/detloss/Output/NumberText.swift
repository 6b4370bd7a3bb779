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
    if value.isNaN { return "nan" }
    let text = String(format: "%#.6g", value)
    return text.hasSuffix(".") ? String(text.dropLast()) : text
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
    let written = String(format: "%.5e", largest)
    // The exponent after rounding to six digits: 9.999999 counts as 10.
    let exponent = written.split(separator: "e").last.flatMap { Int($0) } ?? 0
    let format = "%.\(max(0, 5 - exponent))f"
    return values.map { $0.isFinite ? String(format: format, $0) : significant($0) }
  }
}

import DetectionText

/// A loss in as many digits as a table has room for: `12.3`, `6.53`, `0.86`, `0.004`.
package func costText(_ value: Double) -> String {
  guard value.isFinite else { return value.description }
  guard value.magnitude < 1000 else { return readable(value, digits: 4) }
  guard value.magnitude >= 0.0005 else { return value == 0 ? "0" : readable(value, digits: 2) }
  let decimals = value.magnitude >= 100 ? 0 : value.magnitude >= 10 ? 1 : 3
  return fixed(value, decimals: decimals)
}

/// A number with so many digits behind its point.
func fixed(_ value: Double, decimals: Int) -> String {
  var factor = 1.0
  for _ in 0..<decimals { factor *= 10 }
  let scaled = (value.magnitude * factor).rounded()
  guard scaled < 1e15 else { return readable(value) }
  let digits = String(Int(scaled))
  let sign = value < 0 && scaled > 0 ? "−" : ""
  guard decimals > 0 else { return sign + digits }
  let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
  return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
}

/// A share of a whole in whole percents.
package func percent(_ part: Double, of whole: Double) -> String {
  whole > 0 && part.isFinite ? "\(fixed(100 * part / whole, decimals: 0)) %" : "0 %"
}

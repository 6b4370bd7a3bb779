/// A number for a sentence: so many significant digits at most, none that say nothing.
package func readable(_ value: Double, digits: Int = 6) -> String {
  guard value.isFinite, value != 0 else { return value == 0 ? "0" : value.description }
  var limit = 1.0
  for _ in 1..<digits { limit *= 10 }
  var scale = 1.0
  while abs(value) * scale < limit, scale < 1e300 { scale *= 10 }
  let text = ((value * scale).rounded() / scale).description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// An overlap or a ratio, in as many digits as a line has room for.
///
/// Beside `other`, which it must not seem to equal, it has every digit where those do not tell the
/// two apart.
package func likenessText(_ value: Double, unlike other: Double = .nan) -> String {
  let text = readable(value, digits: 4)
  return value != other && text == readable(other, digits: 4) ? value.description : text
}

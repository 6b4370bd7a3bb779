/// A number for a sentence: six significant digits at most, none that say nothing.
func readable(_ value: Double) -> String {
  guard value.isFinite, value != 0 else { return value == 0 ? "0" : value.description }
  var scale = 1.0
  while abs(value) * scale < 1e5, scale < 1e300 { scale *= 10 }
  let text = ((value * scale).rounded() / scale).description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// A number beside another one that it must not seem to equal: with every digit where six do not
/// tell the two apart.
func readable(_ value: Double, unlike other: Double) -> String {
  let text = readable(value)
  return value != other && text == readable(other) ? value.description : text
}

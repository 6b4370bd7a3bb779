import DetectionNumerics

/// Throws unless `name` has the count that goes with the other arrays.
@inlinable
func require(
  _ name: String,
  count found: Int,
  equals expected: Int
) throws(LossError) {
  guard found == expected else { throw .count(of: name, found: found, expected: expected) }
}

/// The number of rows of `width` in `count` entries of `name`, where that is a whole number.
@inlinable
func rowCount(
  of name: String,
  count: Int,
  width: Int,
  named widthName: String
) throws(LossError) -> Int {
  guard width > 0 else {
    throw .parameter(widthName, found: Double(width), allowed: "at least 1")
  }
  guard count.isMultiple(of: width) else {
    throw .partialRow(of: name, found: count, width: width)
  }
  return count / width
}

/// Throws unless every label names one of `classes` classes.
@inlinable
func require(labels: Span<Int>, classes: Int) throws(LossError) {
  for index in labels.indices where labels[index] < 0 || labels[index] >= classes {
    throw .label(found: labels[index], index: index, classes: classes)
  }
}

/// Throws unless every entry of `name` lies within `0 ... 1`, which also rules out NaN.
@inlinable
func requireUnitInterval<Scalar: RealNumber>(
  _ name: String,
  _ entries: Span<Scalar>
) throws(LossError) {
  for index in entries.indices where !(entries[index] >= 0 && entries[index] <= 1) {
    throw .value(of: name, found: Double(entries[index]), index: index, allowed: "within 0 ... 1")
  }
}

/// Throws unless every entry of `name` is zero or more, and finite.
@inlinable
func requireWeights<Scalar: RealNumber>(
  _ name: String,
  _ entries: Span<Scalar>
) throws(LossError) {
  for index in entries.indices where !(entries[index] >= 0 && entries[index].isFinite) {
    throw .value(
      of: name,
      found: Double(entries[index]),
      index: index,
      allowed: "zero or more, and finite"
    )
  }
}

/// Throws unless there are no weights, or `count` that are zero or more and finite.
@inlinable
func requireElementWeights<Scalar: RealNumber>(
  _ weights: Span<Scalar>?,
  count: Int
) throws(LossError) {
  guard let weights else { return }
  try require("weights", count: weights.count, equals: count)
  try requireWeights("weights", weights)
}

/// Throws unless a parameter is zero or more, and finite.
@inlinable
func requireNonnegative<Scalar: RealNumber>(
  _ name: String,
  _ parameter: Scalar
) throws(LossError) {
  guard parameter >= 0, parameter.isFinite else {
    throw .parameter(name, found: Double(parameter), allowed: "zero or more, and finite")
  }
}

/// Throws unless a parameter is above zero, and finite.
@inlinable
func requirePositive<Scalar: RealNumber>(
  _ name: String,
  _ parameter: Scalar
) throws(LossError) {
  guard parameter > 0, parameter.isFinite else {
    throw .parameter(name, found: Double(parameter), allowed: "above 0, and finite")
  }
}

/// Throws unless a parameter lies within `0 ... 1`.
@inlinable
func requireFraction<Scalar: RealNumber>(
  _ name: String,
  _ parameter: Scalar
) throws(LossError) {
  guard parameter >= 0, parameter <= 1 else {
    throw .parameter(name, found: Double(parameter), allowed: "within 0 ... 1")
  }
}

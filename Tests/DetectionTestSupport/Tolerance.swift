/// How far a computed value may stand from its reference.
///
/// A value is accepted when it lies within `absolute` of the reference, or within `relative` times
/// the reference's magnitude; NaN is never accepted.
public struct Tolerance: Sendable {
  /// The allowed distance, whatever the reference.
  public let absolute: Double

  /// The allowed distance as a share of the reference.
  public let relative: Double

  /// Creates a tolerance.
  public init(absolute: Double = 0, relative: Double = 0) {
    self.absolute = absolute
    self.relative = relative
  }

  /// A few roundings of a `Float` value near one.
  public static let singlePrecision = Tolerance(absolute: 1e-6, relative: 1e-6)

  /// The digits that the reference vectors of the field are printed with.
  public static let golden = Tolerance(absolute: 1e-9, relative: 1e-9)

  /// Whether `value` is close enough to `reference`.
  public func accepts(_ value: some BinaryFloatingPoint, reference: Double) -> Bool {
    let value = Double(value)
    if value == reference { return true }
    return abs(value - reference) <= max(absolute, relative * abs(reference))
  }
}

/// The distance of `value` from `reference` as a share of the reference.
public func relativeError(_ value: some BinaryFloatingPoint, reference: Double) -> Double {
  let value = Double(value)
  if value == reference { return 0 }
  return abs(value - reference) / max(abs(reference), .leastNormalMagnitude)
}

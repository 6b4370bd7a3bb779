/// The numbers that a key takes.
public enum NumberRange: Hashable, Sendable {
  /// `0 ... 1`.
  case fraction
  /// Zero or more, and finite.
  case nonNegative
  /// Above zero, and finite.
  case positive
  /// Above one, and finite.
  case aboveOne
  /// One or more, and finite.
  case atLeastOne
  /// `0 ... 0.5`.
  case half
  /// The side of an anchor as a fraction of the input's: ``AnchorSize/allowedFractions``.
  case anchorFraction
  /// The side of an anchor: ``AnchorSize/allowedSides`` once it is in pixels.
  case anchorSide
}

extension NumberRange {
  /// Whether `value` is one of them.
  package func contains(_ value: Double) -> Bool {
    switch self {
    case .fraction: value >= 0 && value <= 1
    case .nonNegative: value >= 0 && value.isFinite
    case .positive: value > 0 && value.isFinite
    case .aboveOne: value > 1 && value.isFinite
    case .atLeastOne: value >= 1 && value.isFinite
    case .half: value >= 0 && value <= 0.5
    case .anchorFraction: AnchorSize.allowedFractions.contains(value)
    case .anchorSide: AnchorSize.allowedSides.contains(value)
    }
  }

  /// What is allowed, in the words of a message.
  package var text: String {
    switch self {
    case .fraction: "a number in 0...1"
    case .nonNegative: "a finite number of 0 or more"
    case .positive: "a finite number above 0"
    case .aboveOne: "a finite number above 1"
    case .atLeastOne: "a finite number of 1 or more"
    case .half: "a number in 0...0.5"
    case .anchorFraction: "a side of 0.000001 to 1000 times the input's"
    case .anchorSide: "a side of 0.000001 to 1000000 pixels"
    }
  }
}

/// The loss of a box's centre, by its offset within the cell.
public struct CenterTerm: Hashable, Sendable {
  /// The formula.
  public var loss: CenterLoss

  /// The factor of both coordinates; finite and not negative.
  public var weight: Double

  /// The target is clamped to `clamp ... 1 - clamp`, with `clamp` in `0 ... 0.5`; or `nil` if it
  /// is taken as it is.
  public var clamp: Double?

  /// Creates a term.
  public init(_ loss: CenterLoss, weight: Double = 1, clamp: Double? = nil) {
    self.loss = loss
    self.weight = weight
    self.clamp = clamp
  }
}

/// The formula of a centre loss, of the decoded offset within the cell; both coordinates add up.
public enum CenterLoss: String, Hashable, Sendable, CaseIterable {
  /// The binary cross-entropy of the offset, which is a sigmoid.
  case bce

  /// The squared error.
  case squared

  /// The absolute error.
  case l1
}

/// The loss of a box's sides, by their logarithms in units of the anchor's.
public struct SizeTerm: Hashable, Sendable {
  /// The formula.
  public var loss: SizeLoss

  /// The factor of both sides; finite and not negative.
  public var weight: Double

  /// Creates a term.
  public init(_ loss: SizeLoss, weight: Double = 1) {
    self.loss = loss
    self.weight = weight
  }
}

/// The formula of a size loss, of the raw output `t` against `ln(side / anchor)`; both sides add
/// up.
public enum SizeLoss: String, Hashable, Sendable, CaseIterable {
  /// The squared error.
  case squared

  /// Half the squared error.
  case halfSquared = "half_squared"

  /// The absolute error.
  case l1
}

// MARK: - Reading

extension CenterTerm {
  /// The presets are darknet's, where YOLOv3 comes from.
  static let keys: [ConfigurationKey] = [
    ConfigurationKey(
      "box.center.loss",
      .words(CenterLoss.self),
      preset: "\"bce\"",
      "the formula of the centre loss"
    ),
    ConfigurationKey(
      "box.center.weight",
      .number(.nonNegative),
      preset: "1",
      "the factor of both coordinates of the centre"
    ),
    ConfigurationKey(
      "box.center.clamp",
      .numberOrNull(.half),
      preset: "null",
      "how near to the cell's edges the centre's target can come"
    ),
  ]

  /// Reads the section `center` of a box loss.
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    self.init(
      try section.choice("loss"),
      weight: try section.number("weight"),
      clamp: try section.numberOrNil("clamp")
    )
  }
}

extension SizeTerm {
  /// The presets are darknet's, where YOLOv3 comes from.
  static let keys: [ConfigurationKey] = [
    ConfigurationKey(
      "box.size.loss",
      .words(SizeLoss.self),
      preset: "\"half_squared\"",
      "the formula of the size loss"
    ),
    ConfigurationKey(
      "box.size.weight",
      .number(.nonNegative),
      preset: "1",
      "the factor of both sides"
    ),
  ]

  /// Reads the section `size` of a box loss.
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    self.init(try section.choice("loss"), weight: try section.number("weight"))
  }
}

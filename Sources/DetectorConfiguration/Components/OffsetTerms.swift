/// The loss of a box's centre, by its offset within the cell.
public struct CenterTerm: Hashable, Sendable {
  /// The formula.
  public var loss: CenterLoss

  /// The factor of both coordinates; finite and not negative.
  public var weight: Double

  /// The target is held within `clamp ... 1 - clamp`, with `clamp` in `0 ... 0.5`; or `nil` if it
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
public enum CenterLoss: Hashable, Sendable {
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
public enum SizeLoss: Hashable, Sendable {
  /// The squared error.
  case squared

  /// Half the squared error.
  case halfSquared

  /// The absolute error.
  case l1
}

// MARK: - Reading

extension CenterLoss {
  /// The words of a configuration file.
  package static let choices = Choices<CenterLoss>(
    ["bce": .bce, "squared": .squared, "l1": .l1]
  )
}

extension SizeLoss {
  /// The words of a configuration file.
  package static let choices = Choices<SizeLoss>(
    ["squared": .squared, "half_squared": .halfSquared, "l1": .l1]
  )
}

extension CenterTerm {
  /// Reads the key `center` of `parent`: a word, or a section with more; what is absent is as in
  /// `standard`.
  package init(
    readingFrom parent: ConfigurationSection,
    or standard: CenterTerm
  ) throws(ConfigurationError) {
    self = standard
    guard let section = try parent.sectionUnlessText("center") else {
      loss = try parent.choice("center", of: CenterLoss.choices, or: standard.loss)
      return
    }
    try section.allowOnly(["loss", "weight", "clamp"])
    loss = try section.choice("loss", of: CenterLoss.choices, or: standard.loss)
    weight = try section.number("weight", .nonNegative, or: standard.weight)
    clamp = try section.numberOrNull("clamp", .half, or: standard.clamp)
  }
}

extension SizeTerm {
  /// Reads the key `size` of `parent`: a word, or a section with more; what is absent is as in
  /// `standard`.
  package init(
    readingFrom parent: ConfigurationSection,
    or standard: SizeTerm
  ) throws(ConfigurationError) {
    self = standard
    guard let section = try parent.sectionUnlessText("size") else {
      loss = try parent.choice("size", of: SizeLoss.choices, or: standard.loss)
      return
    }
    try section.allowOnly(["loss", "weight"])
    loss = try section.choice("loss", of: SizeLoss.choices, or: standard.loss)
    weight = try section.number("weight", .nonNegative, or: standard.weight)
  }
}

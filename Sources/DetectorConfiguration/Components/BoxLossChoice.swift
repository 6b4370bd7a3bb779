/// The loss of a predicted box against its object: a weighted sum of terms.
public struct BoxLossChoice: Hashable, Sendable {
  /// What is added up; at least one.
  public var terms: [BoxTerm]

  /// Whether each box counts `2 - w · h` times, sides as fractions of the input, so that small
  /// boxes weigh up to twice as much as one that fills the image.
  public var smallBoxWeight: Bool

  /// What an anchor of several objects costs.
  public var sharedAnchor: SharedAnchorLoss

  /// Creates a choice; the defaults are the reference's.
  public init(
    terms: [BoxTerm] = [BoxTerm(.overlap(.giou, form: .oneMinus))],
    smallBoxWeight: Bool = true,
    sharedAnchor: SharedAnchorLoss = .sum
  ) {
    self.terms = terms
    self.smallBoxWeight = smallBoxWeight
    self.sharedAnchor = sharedAnchor
  }

  /// How many terms a configuration file may list.
  ///
  /// Frameworks add two; there are few more kinds of losses than this.
  public static let allowedTermCounts = 1...8

  /// The overlap of the first term that has one: the one an objectness target can be made of.
  public var overlap: BoxOverlap? {
    for term in terms {
      if case .overlap(let overlap, _) = term.loss { return overlap }
    }
    return nil
  }
}

/// One of the losses of a box, and its weight.
public struct BoxTerm: Hashable, Sendable {
  /// The formula.
  public var loss: BoxTermLoss

  /// The factor of the term; finite and not negative.
  public var weight: Double

  /// Creates a term.
  public init(_ loss: BoxTermLoss, weight: Double = 1) {
    self.loss = loss
    self.weight = weight
  }
}

// MARK: - Reading

extension BoxTerm {
  /// Reads one element of `terms`, which must name its loss.
  fileprivate init(reading value: ConfigurationValue) throws(ConfigurationError) {
    let section = try ConfigurationSection(value)
    _ = try section.required("loss", .boxLoss)
    try self.init(
      reading: section,
      or: BoxTerm(.overlap(.giou, form: .oneMinus)),
      beside: []
    )
  }

  /// Reads a term from a section that may also have the keys `others`.
  fileprivate init(
    reading section: ConfigurationSection,
    or standard: BoxTerm,
    beside others: [String]
  ) throws(ConfigurationError) {
    let losses = BoxTermLoss.choices
    let loss = try section.choice("loss", of: losses, or: standard.loss)
    try section.allowOnly(
      ["loss", "weight"] + others,
      with: [losses.keys(of: loss, at: "loss")]
    )
    self.init(loss, weight: try section.number("weight", .nonNegative, or: standard.weight))
  }
}

extension BoxLossChoice {
  /// Reads the section `box`; what is absent is as in `standard`.
  ///
  /// A section either lists `terms` or has the keys of a single term. A list replaces the
  /// dialect's terms; keys change the dialect's only term, and must name a loss where it has
  /// several.
  package init(
    reading section: ConfigurationSection?,
    or standard: BoxLossChoice
  ) throws(ConfigurationError) {
    self = standard
    guard let section else { return }
    let commonKeys = ["small_box_weight", "shared_anchor"]
    let termKeys = ["loss", "weight"] + BoxTermLoss.choices.allKeys
    let given = section.keys.first(where: termKeys.contains)
    if let list = section.value("terms") {
      if let given { throw section.error(.conflict(.keyBesideTerms(given)), at: given) }
      try section.allowOnly(["terms"] + commonKeys)
      terms = []
      for element in try list.elements(.boxTerms, Self.allowedTermCounts) {
        terms.append(try BoxTerm(reading: element))
      }
    } else if standard.terms.count == 1 || section.value("loss") != nil {
      let term = standard.terms.count == 1 ? standard.terms[0] : BoxTerm(Self().terms[0].loss)
      terms = [
        try BoxTerm(reading: section, or: term, beside: commonKeys + ["terms"])
      ]
    } else {
      if let given { throw section.error(.conflict(.keyOfOneTerm(given)), at: given) }
      try section.allowOnly(["loss", "terms"] + commonKeys)
    }
    smallBoxWeight = try section.boolean("small_box_weight", or: standard.smallBoxWeight)
    sharedAnchor = try section.choice(
      "shared_anchor",
      of: SharedAnchorLoss.choices,
      or: standard.sharedAnchor
    )
  }
}

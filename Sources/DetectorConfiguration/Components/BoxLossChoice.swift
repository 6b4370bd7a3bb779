public import BoxGeometry
import DetectionText

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
    terms: [BoxTerm] = LossComponents.reference.box.terms,
    smallBoxWeight: Bool = LossComponents.reference.box.smallBoxWeight,
    sharedAnchor: SharedAnchorLoss = LossComponents.reference.box.sharedAnchor
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
  public var overlap: OverlapMeasure? {
    terms.lazy.compactMap(\.loss.formula.overlap).first
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

extension BoxLossChoice {
  /// What a single loss and a list of them exclude in each other.
  static let exclusion = ConfigurationKey.Exclusion(
    allowed: #"only "small_box_weight" and "shared_anchor" beside "terms""#,
    remedy: "move it into the term that it belongs to"
  )

  static let keys: [ConfigurationKey] =
    BoxTermLoss.keys + [
      ConfigurationKey(
        "box.weight",
        .number(.nonNegative),
        group: 0,
        preset: "1",
        usual: ["0.1", "0.5", "1.5", "2", "2.5", "3", "5", "10"],
        "the factor of the loss"
      ),
      ConfigurationKey(
        "box.small_box_weight",
        .boolean,
        "whether small boxes weigh up to twice as much as one that fills the image"
      ),
      ConfigurationKey(
        "box.shared_anchor",
        .words(SharedAnchorLoss.self),
        "what an anchor of several objects costs"
      ),
      ConfigurationKey(
        "box.terms",
        .list(of: "losses", example: #"[{"loss": "giou"}]"#),
        group: 1,
        "several box losses, each with the keys of one"
      ),
    ]

  var numbers: [ChosenNumber?] {
    guard terms.count != 1 else { return terms[0].numbers }
    return terms.enumerated().flatMap { index, term in
      term.numbers.map { $0?.inTerm(index) }
    }
  }

  /// Reads the section `box`, which either lists `terms` or has the keys of a single one.
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    var terms: [BoxTerm] = []
    if let list = section.members["terms"] {
      let (_, row) = section.value("terms")
      for (index, json) in try list.elements(row.kind, Self.allowedTermCounts).enumerated() {
        let element = list.element(index, json)
        var term = ConfigurationSection("box", group: 0)
        try term.lay(element)
        _ = try term.required(
          "loss",
          of: element,
          allowed: "the loss of this term",
          example: #""giou""#
        )
        terms.append(try BoxTerm(term))
      }
    } else {
      terms = [try BoxTerm(section)]
    }
    self.init(
      terms: terms,
      smallBoxWeight: try section.boolean("small_box_weight"),
      sharedAnchor: try section.choice("shared_anchor")
    )
  }
}

extension BoxTerm {
  fileprivate var numbers: [ChosenNumber?] {
    [ChosenNumber("box.weight", weight)] + loss.formula.numbers
  }

  /// Reads one loss and its weight.
  fileprivate init(_ section: ConfigurationSection) throws(Diagnostic) {
    self.init(try BoxTermLoss(section), weight: try section.number("weight"))
  }
}

// MARK: - In words

extension BoxLossChoice {
  /// The formula of a box, in a few words; weights only where several terms share it.
  package var phrases: [String] {
    let formulas = terms.map { term in
      terms.count > 1 && term.weight != 1
        ? "\(readable(term.weight)) (\(term.loss.formula.phrase))" : term.loss.formula.phrase
    }
    return [formulas.joined(separator: " + ")]
      + (sharedAnchor == .dividedByClasses ? ["divided by the anchor's classes"] : [])
  }

  /// What every box is multiplied by, in a few words.
  package var weightPhrases: [String] {
    (smallBoxWeight ? ["2 - area"] : []) + (terms.count == 1 ? [readable(terms[0].weight)] : [])
  }
}

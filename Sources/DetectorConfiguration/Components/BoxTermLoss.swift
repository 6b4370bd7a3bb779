public import BoxGeometry

/// The formula of one of the losses of a box.
public enum BoxTermLoss: Hashable, Sendable {
  /// One minus an overlap of the decoded box with the object.
  case overlap(OverlapMeasure, form: OverlapForm)

  /// Losses of the centre within its cell and of the sides against the anchor's.
  case offsets(center: CenterTerm, size: SizeTerm)
}

/// How an overlap becomes a loss.
public enum OverlapForm: String, Hashable, Sendable, CaseIterable {
  /// `1 - overlap`.
  case oneMinus = "one_minus"

  /// `1 - overlap²`.
  case oneMinusSquare = "one_minus_square"
}

// MARK: - Reading

extension BoxTermLoss {
  /// The overlaps that a file can name: the word of each, and the reading of its own keys.
  private static let overlaps: [(word: String, read: OverlapReading)] = [
    ("iou", { _ in .iou }),
    ("giou", { _ in .generalized }),
    ("diou", { _ in .distance }),
    (
      "ciou",
      { section throws(Diagnostic) in .complete(alpha: try section.choice("alpha_gradient")) }
    ),
    ("eiou", { _ in .efficient }),
    ("siou", { _ in .scylla }),
    (
      "alpha_iou",
      { section throws(Diagnostic) in .alpha(AlphaIoU(power: try section.number("power"))) }
    ),
  ]

  private typealias OverlapReading =
    @Sendable (ConfigurationSection) throws(Diagnostic) -> OverlapMeasure

  static let keys: [ConfigurationKey] =
    [
      ConfigurationKey(
        "box.loss",
        .words(overlaps.map(\.word) + ["offsets"]),
        group: 0,
        "the formula of the box loss"
      ),
      ConfigurationKey(
        "box.form",
        .words(OverlapForm.self),
        with: ("loss", overlaps.map(\.word)),
        group: 0,
        preset: "\"one_minus\"",
        "how the overlap becomes a loss"
      ),
      ConfigurationKey(
        "box.alpha_gradient",
        .words(AspectWeight.self),
        with: ("loss", ["ciou"]),
        group: 0,
        preset: "\"held_constant\"",
        "whether the gradient goes through the factor of the ratio of sides"
      ),
      // The paper's own choice.
      ConfigurationKey(
        "box.power",
        .number(.atLeastOne),
        with: ("loss", ["alpha_iou"]),
        group: 0,
        preset: "3",
        "the power of the overlap"
      ),
      ConfigurationKey(
        "box.center",
        .wordOrSection(CenterLoss.allCases.map(\.rawValue)),
        with: ("loss", ["offsets"]),
        group: 0,
        preset: "{}",
        "the loss of the centre within its cell"
      ),
      ConfigurationKey(
        "box.size",
        .wordOrSection(SizeLoss.allCases.map(\.rawValue)),
        with: ("loss", ["offsets"]),
        group: 0,
        preset: "{}",
        "the loss of the sides against the anchor's"
      ),
    ] + CenterTerm.keys + SizeTerm.keys

  /// Reads the keys of one loss.
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    let word = try section.word("loss")
    if let overlap = Self.overlaps.first(where: { $0.word == word }) {
      self = .overlap(try overlap.read(section), form: try section.choice("form"))
    } else {
      self = .offsets(
        center: try CenterTerm(section.subsection("center")),
        size: try SizeTerm(section.subsection("size"))
      )
    }
  }
}

/// The formula of one of the losses of a box.
public enum BoxTermLoss: Hashable, Sendable {
  /// One minus an overlap of the decoded box with the object.
  case overlap(BoxOverlap, form: OverlapForm)

  /// Losses of the centre within its cell and of the sides against the anchor's.
  case offsets(center: CenterTerm, size: SizeTerm)
}

/// The overlap of a predicted box with its object.
public enum BoxOverlap: Hashable, Sendable {
  /// Intersection over union.
  case iou

  /// Generalised intersection over union.
  case giou

  /// Distance IoU.
  case diou

  /// Complete IoU: distance IoU, less `alpha · v` for sides in another ratio.
  case ciou(alpha: AlphaGradient = .heldConstant)

  /// Efficient IoU.
  case eiou

  /// SIoU.
  case siou

  /// Intersection over union to the power `power`, at least one: below, the slope of boxes that only
  /// touch is infinite.
  case alphaIoU(power: Double = 3)
}

/// Whether the gradient of complete IoU goes through its factor `alpha`.
public enum AlphaGradient: String, Hashable, Sendable, CaseIterable {
  /// `alpha` counts as a constant, as in the paper and in every framework.
  case heldConstant = "held_constant"

  /// The gradient is the slope of the value.
  case differentiated
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
  private static let overlaps = ["iou", "giou", "diou", "ciou", "eiou", "siou", "alpha_iou"]

  static let keys: [ConfigurationKey] =
    [
      ConfigurationKey(
        "box.loss",
        .words(overlaps + ["offsets"]),
        group: 0,
        "the formula of the box loss"
      ),
      ConfigurationKey(
        "box.form",
        .words(OverlapForm.self),
        with: ("loss", overlaps),
        group: 0,
        preset: "\"one_minus\"",
        "how the overlap becomes a loss"
      ),
      ConfigurationKey(
        "box.alpha_gradient",
        .words(AlphaGradient.self),
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
    let overlap: BoxOverlap
    switch try section.word("loss") {
    case "iou": overlap = .iou
    case "giou": overlap = .giou
    case "diou": overlap = .diou
    case "ciou": overlap = .ciou(alpha: try section.choice("alpha_gradient"))
    case "eiou": overlap = .eiou
    case "siou": overlap = .siou
    case "alpha_iou": overlap = .alphaIoU(power: try section.number("power"))
    case "offsets":
      self = .offsets(
        center: try CenterTerm(section.subsection("center")),
        size: try SizeTerm(section.subsection("size"))
      )
      return
    case let word: preconditionFailure("a loss of the table that means nothing: \(word)")
    }
    self = .overlap(overlap, form: try section.choice("form"))
  }
}

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
public enum AlphaGradient: Hashable, Sendable {
  /// `alpha` counts as a constant, as in the paper and in every framework.
  case heldConstant

  /// The gradient is the slope of the value.
  case differentiated
}

/// How an overlap becomes a loss.
public enum OverlapForm: Hashable, Sendable {
  /// `1 - overlap`.
  case oneMinus

  /// `1 - overlap²`.
  case oneMinusSquare
}

// MARK: - Reading

extension AlphaGradient {
  /// The words of a configuration file.
  package static let choices = Choices<AlphaGradient>(
    ["held_constant": .heldConstant, "differentiated": .differentiated]
  )
}

extension OverlapForm {
  /// The words of a configuration file.
  package static let choices = Choices<OverlapForm>(
    ["one_minus": .oneMinus, "one_minus_square": .oneMinusSquare]
  )
}

extension BoxTermLoss {
  /// The words of a configuration file.
  package static let choices = Choices<BoxTermLoss>([
    overlap("iou", .iou),
    overlap("giou", .giou),
    overlap("diou", .diou),
    overlap("ciou", keys: ["alpha_gradient"]) {
      if case .ciou = $0 { true } else { false }
    } read: { (section, standard) throws(ConfigurationError) in
      var alpha = AlphaGradient.heldConstant
      if case .ciou(let given) = standard { alpha = given }
      return .ciou(
        alpha: try section.choice("alpha_gradient", of: AlphaGradient.choices, or: alpha)
      )
    },
    overlap("eiou", .eiou),
    overlap("siou", .siou),
    overlap("alpha_iou", keys: ["power"]) {
      if case .alphaIoU = $0 { true } else { false }
    } read: { (section, standard) throws(ConfigurationError) in
      // The paper's own choice.
      var power = 3.0
      if case .alphaIoU(let given) = standard { power = given }
      return .alphaIoU(power: try section.number("power", .atLeastOne, or: power))
    },
    Choices.Entry("offsets", keys: ["center", "size"]) { loss in
      if case .offsets = loss { true } else { false }
    } read: { (section, standard) throws(ConfigurationError) in
      // Darknet's, where YOLOv3 comes from.
      var (center, size) = (CenterTerm(.bce), SizeTerm(.halfSquared))
      if case .offsets(let first, let second) = standard { (center, size) = (first, second) }
      return .offsets(
        center: try CenterTerm(readingFrom: section, or: center),
        size: try SizeTerm(readingFrom: section, or: size)
      )
    },
  ])

  /// The entry of an overlap without parameters.
  private static func overlap(
    _ spelling: String,
    _ overlap: BoxOverlap
  ) -> Choices<BoxTermLoss>.Entry {
    Self.overlap(spelling, keys: []) {
      $0 == overlap
    } read: { _, _ in
      overlap
    }
  }

  /// The entry of an overlap with parameters of its own beside the form, which all share.
  private static func overlap(
    _ spelling: String,
    keys: [String],
    matches: @escaping @Sendable (BoxOverlap) -> Bool,
    read:
      @escaping @Sendable (ConfigurationSection, BoxOverlap?) throws(ConfigurationError) ->
      BoxOverlap
  ) -> Choices<BoxTermLoss>.Entry {
    Choices.Entry(spelling, keys: keys + ["form"]) { loss in
      if case .overlap(let overlap, _) = loss { matches(overlap) } else { false }
    } read: { (section, standard) throws(ConfigurationError) in
      var (overlap, form) = (BoxOverlap?.none, OverlapForm.oneMinus)
      if case .overlap(let first, let second) = standard { (overlap, form) = (first, second) }
      return .overlap(
        try read(section, overlap),
        form: try section.choice("form", of: OverlapForm.choices, or: form)
      )
    }
  }
}

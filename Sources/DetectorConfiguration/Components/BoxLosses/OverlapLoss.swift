public import BoxGeometry

extension BoxTermLoss {
  /// One minus an overlap of the decoded box with the object.
  public static func overlap(_ measure: OverlapMeasure, form: OverlapForm) -> BoxTermLoss {
    BoxTermLoss(OverlapLoss(measure: measure, form: form))
  }
}

/// How an overlap becomes a loss.
public enum OverlapForm: String, Hashable, Sendable, CaseIterable {
  /// `1 - overlap`.
  case oneMinus = "one_minus"

  /// `1 - overlap²`.
  case oneMinusSquare = "one_minus_square"

  /// The loss of an overlap, and its derivative by the overlap.
  func loss(of overlap: Double) -> (value: Double, derivative: Double) {
    switch self {
    case .oneMinus: (1 - overlap, -1)
    case .oneMinusSquare: (1 - overlap * overlap, -2 * overlap)
    }
  }
}

/// A loss of the overlap of two boxes.
struct OverlapLoss: BoxFormula {
  let measure: OverlapMeasure
  let form: OverlapForm

  var overlap: OverlapMeasure? { measure }

  func add(
    _ predicted: DecodedAnchor,
    _ target: CenterBox<Double>,
    times factor: Double,
    to cost: inout BoxCost
  ) {
    let overlap = measure.withGradient(predicted.box, target)
    let gradient = SIMD4(
      overlap.gradient.byCenterX,
      overlap.gradient.byCenterY,
      overlap.gradient.byWidth,
      overlap.gradient.byHeight
    )
    let loss = form.loss(of: overlap.value)
    cost.overlap = cost.overlap ?? overlap.value
    cost.add(loss.value, gradient * predicted.boxDerivative * loss.derivative, times: factor)
  }
}

// MARK: - Reading

extension OverlapLoss {
  /// The overlaps that a file can name: the word of each, and the reading of its own keys.
  private static let measures: [(word: String, read: Reading)] = [
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

  private typealias Reading =
    @Sendable (ConfigurationSection) throws(Diagnostic) -> OverlapMeasure

  static let words = measures.map(\.word)

  static let keys = [
    ConfigurationKey(
      "box.form",
      .words(OverlapForm.self),
      with: ("loss", words),
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
  ]

  init(_ section: ConfigurationSection) throws(Diagnostic) {
    let measure = try section.choice("loss", among: Self.measures) { [$0.word] }
    self.init(measure: try measure.read(section), form: try section.choice("form"))
  }
}

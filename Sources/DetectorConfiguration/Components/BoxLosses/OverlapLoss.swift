public import BoxGeometry
internal import DetectionNumerics
import DetectionText

extension BoxTermLoss {
  /// One minus an overlap of the decoded box with the object.
  public static func overlap(
    _ measure: OverlapMeasure,
    form: OverlapForm,
    epsilon: BoxEpsilon? = nil
  ) -> BoxTermLoss {
    BoxTermLoss(OverlapLoss(measure: measure, form: form, epsilon: epsilon))
  }
}

/// How an overlap becomes a loss.
public enum OverlapForm: String, Hashable, Sendable, CaseIterable {
  /// `1 - overlap`.
  case oneMinus = "one_minus"

  /// `1 - overlap²`.
  case oneMinusSquare = "one_minus_square"

  /// `-ln(overlap)`, of an overlap of at least `1e-6`, below which there is no gradient.
  case minusLog = "minus_log"

  /// The least overlap whose logarithm is taken: mmdetection's.
  static let leastLogarithm = 1e-6

  /// The loss of an overlap, and its derivative by the overlap.
  public func loss(of overlap: Double) -> (value: Double, derivative: Double) {
    switch self {
    case .oneMinus: (1 - overlap, -1)
    case .oneMinusSquare: (1 - overlap * overlap, -2 * overlap)
    case .minusLog:
      overlap < Self.leastLogarithm
        ? (-Double.log(Self.leastLogarithm), 0) : (-Double.log(overlap), -1 / overlap)
    }
  }
}

/// A loss of the overlap of two boxes.
struct OverlapLoss: BoxFormula {
  let measure: OverlapMeasure
  let form: OverlapForm
  let epsilon: BoxEpsilon?

  var overlap: OverlapMeasure? { measure }

  var phrase: String {
    let formula =
      switch form {
      case .oneMinus: "1 - \(measure.phrase)"
      case .oneMinusSquare: "1 - \(measure.phrase)²"
      case .minusLog: "-ln \(measure.phrase)"
      }
    guard let epsilon else { return formula }
    return "\(formula), epsilon \(epsilon.value) of square \(epsilon.unit.rawValue)"
  }

  func conflict(in components: LossComponents) -> ChoiceConflict? {
    guard measure == .scyllaRewardingDistance, components.objectness.target != .one else {
      return nil
    }
    return ChoiceConflict(
      found: #"the objectness target "overlap" with "distance": "reward""#,
      allowed: "this target only with an overlap of at most 1",
      remedy: #"set the target to "one" or the distance to "cost""#,
      keys: ["objectness.target", "box.distance", "box.terms"]
    )
  }

  func add(
    _ predicted: DecodedAnchor,
    _ target: CenterBox<Double>,
    inputArea: Double,
    times factor: Double,
    to cost: inout BoxCost
  ) {
    let overlap: (value: Double, gradient: CenterGradient<Double>) =
      if let epsilon {
        measure.withGradient(
          predicted.box,
          target,
          epsilon: epsilon.inPixels(stride: predicted.stride, inputArea: inputArea)
        )
      } else if cost.isDifferentiated {
        measure.withGradient(predicted.box, target)
      } else {
        (measure(predicted.box, target), .zero)
      }
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
      { section throws(Diagnostic) in
        .complete(
          alpha: try section.choice("alpha_gradient"),
          above: try section.numberOrNil("aspect_above")
        )
      }
    ),
    ("eiou", { _ in .efficient }),
    (
      "siou",
      { section throws(Diagnostic) in
        try section.word("distance") == "cost" ? .scylla : .scyllaRewardingDistance
      }
    ),
    (
      "alpha_iou",
      { section throws(Diagnostic) in .alpha(AlphaIoU(power: try section.number("power"))) }
    ),
  ]

  private typealias Reading =
    @Sendable (ConfigurationSection) throws(Diagnostic) -> OverlapMeasure

  static let words = measures.map(\.word)

  static let keys =
    [
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
      ConfigurationKey(
        "box.aspect_above",
        .numberOrNull(.fraction),
        with: ("loss", ["ciou"]),
        group: 0,
        preset: "null",
        usual: ["0.5"],
        "the IoU above which the ratio of sides counts; mmdetection's is 0.5"
      ),
      ConfigurationKey(
        "box.distance",
        .words(["cost", "reward"]),
        with: ("loss", ["siou"]),
        group: 0,
        preset: "\"cost\"",
        "whether distance is a cost, as in the paper, or a reward, as in mmdetection's default"
      ),
      // The paper's own choice.
      ConfigurationKey(
        "box.power",
        .number(.atLeastOne),
        with: ("loss", ["alpha_iou"]),
        group: 0,
        preset: "3",
        usual: ["2"],
        "the power of the overlap"
      ),
    ] + BoxEpsilon.keys

  var numbers: [ChosenNumber?] {
    let epsilon = ChosenNumber("box.epsilon.value", epsilon?.value)
    return switch measure {
    case .complete(_, let above): [epsilon, ChosenNumber("box.aspect_above", above)]
    case .alpha(let powers): [epsilon, ChosenNumber("box.power", powers.power)]
    default: [epsilon]
    }
  }

  init(_ section: ConfigurationSection) throws(Diagnostic) {
    let row = try section.choice("loss", among: Self.measures) { [$0.word] }
    let measure = try row.read(section)
    let epsilon = try section.subsectionOrNil("epsilon").map {
      (epsilon) throws(Diagnostic) in try BoxEpsilon(epsilon)
    }
    if let places = epsilon?.addedTo, !places.allSatisfy(measure.has) {
      throw section.subsection("epsilon").value("added_to").0.fault(
        "epsilon-place",
        found: "a place that the loss \(quoted(row.word)) does not divide by",
        allowed: quotedList(BoxEpsilon.Place.allCases.filter(measure.has).map(\.rawValue)),
        remedy: "leave the others out: nothing is added there"
      )
    }
    self.init(measure: measure, form: try section.choice("form"), epsilon: epsilon)
  }
}

extension OverlapMeasure {
  /// Whether something added at a place changes the overlap of two boxes that overlap in part.
  fileprivate func has(_ place: BoxEpsilon.Place) -> Bool {
    let boxes = (
      CenterBox(centerX: 10.0, centerY: 10, width: 8, height: 6),
      CenterBox(centerX: 13.0, centerY: 11, width: 5, height: 9)
    )
    let epsilon = BoxEpsilon(1, .pixels, addedTo: [place]).inPixels(stride: 1, inputArea: 1)
    return withGradient(boxes.0, boxes.1, epsilon: epsilon).value
      != withGradient(boxes.0, boxes.1).value
  }
}

extension OverlapMeasure {
  /// Its name, as papers write it.
  fileprivate var phrase: String {
    switch self {
    case .iou: "IoU"
    case .generalized: "GIoU"
    case .distance: "DIoU"
    case .complete(let alpha, let above):
      "CIoU" + (alpha == .heldConstant ? "" : " with the gradient of alpha")
        + (above.map { " from IoU \(readable($0))" } ?? "")
    case .efficient: "EIoU"
    case .scylla: "SIoU"
    case .scyllaRewardingDistance: "SIoU that rewards distance"
    case .alpha(let choice): "IoU^\(readable(choice.power))"
    }
  }
}

import BoxGeometry
internal import DetectionNumerics
import DetectionText
internal import LossFunctions

extension BoxTermLoss {
  /// Losses of the centre within its cell and of the sides against the anchor's.
  public static func offsets(center: CenterTerm, size: SizeTerm) -> BoxTermLoss {
    BoxTermLoss(OffsetLoss(center: center, size: size))
  }
}

/// A loss of the offsets from the cell and the anchor.
struct OffsetLoss: BoxFormula {
  let center: CenterTerm
  let size: SizeTerm

  var phrase: String {
    let clamp = center.clamp.map { " clamped by \(readable($0))" } ?? ""
    let weights = [center.weight, size.weight].map { $0 == 1 ? "" : "\(readable($0)) " }
    return """
      offsets: centre \(weights[0])\(center.loss.rawValue)\(clamp), \
      size \(weights[1])\(size.loss.rawValue)\
      \(size.leastSide.map { " of at least \(readable($0))" } ?? "")
      """
  }

  func add(
    _ predicted: DecodedAnchor,
    _ target: CenterBox<Double>,
    inputArea: Double,
    times factor: Double,
    to cost: inout BoxCost
  ) {
    center.add(predicted, target, times: factor, to: &cost)
    size.add(predicted, target, times: factor, to: &cost)
  }

  func conflict(in components: LossComponents) -> ChoiceConflict? {
    if components.decoding.size == .squaredSigmoid {
      return ChoiceConflict(
        found: #"the box loss "offsets" with the decoded size "squared_sigmoid""#,
        allowed: #"this box loss, of ln(side / anchor), only with "size": "exponential""#,
        remedy: "choose an overlap as box loss or change the decoding",
        keys: ["box.loss", "box.terms", "decoding.size"]
      )
    }
    guard center.loss == .bce, !components.decoding.centerScale.isOne else { return nil }
    return ChoiceConflict(
      found: #"the centre loss "bce" with a "center_scale" other than 1"#,
      allowed: "this centre loss only for offsets that stay within 0...1",
      remedy: #"choose "center": "l1" or "squared", or a "center_scale" of 1"#,
      keys: ["box.center", "box.terms", "box.loss", "decoding.center_scale"]
    )
  }
}

/// The loss of a box's centre, by its offset within the cell.
public struct CenterTerm: Hashable, Sendable {
  /// The formula.
  public var loss: CenterTermLoss

  /// The factor of both coordinates; finite and not negative.
  public var weight: Double

  /// The target is clamped to `clamp ... 1 - clamp`, with `clamp` in `0 ... 0.5`; or `nil` if it
  /// is taken as it is.
  public var clamp: Double?

  /// Creates a term.
  public init(_ loss: CenterTermLoss, weight: Double = 1, clamp: Double? = nil) {
    self.loss = loss
    self.weight = weight
    self.clamp = clamp
  }
}

/// The formula of a centre loss, of the decoded offset within the cell; both coordinates add up.
public enum CenterTermLoss: String, Hashable, Sendable, CaseIterable {
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

  /// The least side of an object that is aimed at, in pixels; or `nil` if sides are taken as they
  /// are.
  public var leastSide: Double?

  /// Creates a term.
  public init(_ loss: SizeLoss, weight: Double = 1, leastSide: Double? = nil) {
    self.loss = loss
    self.weight = weight
    self.leastSide = leastSide
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

// MARK: - Value and derivative

extension CenterTerm {
  /// Adds what the place of a predicted centre costs, by its offset in the cell.
  ///
  /// ```
  /// bce        BCE(sigmoid(t), z)         derivative by t   sigmoid(t) - z
  /// squared    (x - z)²                   2 (x - z) dx/dt
  /// l1         |x - z|                    sign(x - z) dx/dt, zero where it turns
  /// ```
  ///
  /// with the predicted offset `x`, which the centre scale stretches, and the target's `z`, clamped
  /// to `clamp ... 1 - clamp` where there is a clamp.
  ///
  /// - Source: darknet and PaddleDetection (bce, l1), mmdetection (bce with clamp), zzh8829 (squared).
  fileprivate func add(
    _ predicted: DecodedAnchor,
    _ target: CenterBox<Double>,
    times factor: Double,
    to cost: inout BoxCost
  ) {
    let offset = SIMD2(target.centerX, target.centerY) / predicted.stride - predicted.cell
    let (x, y) = (element(0, of: predicted, offset.x), element(1, of: predicted, offset.y))
    cost.add(
      weight * (x.value + y.value),
      SIMD4(weight * x.derivative, weight * y.derivative, 0, 0),
      times: factor
    )
  }

  private func element(
    _ axis: Int,
    of predicted: DecodedAnchor,
    _ target: Double
  ) -> ElementLoss<Double> {
    let (offset, derivative) = (predicted.offset[axis], predicted.offsetDerivative[axis])
    var target = target
    if let clamp { target = min(max(target, clamp), 1 - clamp) }
    var cost: ElementLoss<Double>
    switch loss {
    case .bce: return sigmoidCrossEntropy(logit: predicted.raw[axis], target: target)
    case .squared: cost = l2Loss(prediction: offset, target: target)
    case .l1: cost = l1Loss(prediction: offset, target: target)
    }
    cost.derivative *= derivative
    return cost
  }
}

extension SizeTerm {
  /// Adds what the size of a predicted box costs, by its raw numbers.
  ///
  /// ```
  /// squared        (t - z)²          derivative  2 (t - z)
  /// half squared   (t - z)² / 2      t - z
  /// l1             |t - z|           sign(t - z), zero where it turns
  /// ```
  ///
  /// with `z` the logarithm of the target's side, or of the least side if that is more, in units of
  /// the anchor's.
  ///
  /// - Source: mmdetection and zzh8829 (squared), darknet (half squared), PaddleDetection (l1), GluonCV
  ///   (l1 of sides of at least 1 pixel).
  fileprivate func add(
    _ predicted: DecodedAnchor,
    _ target: CenterBox<Double>,
    times factor: Double,
    to cost: inout BoxCost
  ) {
    let least = leastSide ?? 0
    let sides = SIMD2(max(target.width, least), max(target.height, least)) / predicted.anchorSides
    let w = element(predicted.raw.z, Double.log(sides.x))
    let h = element(predicted.raw.w, Double.log(sides.y))
    cost.add(
      weight * (w.value + h.value),
      SIMD4(0, 0, weight * w.derivative, weight * h.derivative),
      times: factor
    )
  }

  private func element(_ raw: Double, _ target: Double) -> ElementLoss<Double> {
    switch loss {
    case .squared: l2Loss(prediction: raw, target: target)
    case .halfSquared: l2Loss(prediction: raw, target: target).weighted(by: 0.5)
    case .l1: l1Loss(prediction: raw, target: target)
    }
  }
}

// MARK: - Reading

extension OffsetLoss {
  static let words = ["offsets"]

  static let keys =
    [
      ConfigurationKey(
        "box.center",
        .wordOrSection(CenterTermLoss.allCases.map(\.rawValue)),
        with: ("loss", words),
        group: 0,
        preset: "{}",
        "the loss of the centre within its cell"
      ),
      ConfigurationKey(
        "box.size",
        .wordOrSection(SizeLoss.allCases.map(\.rawValue)),
        with: ("loss", words),
        group: 0,
        preset: "{}",
        "the loss of the sides against the anchor's"
      ),
    ] + CenterTerm.keys + SizeTerm.keys

  var numbers: [ChosenNumber?] {
    [
      ChosenNumber("box.center.weight", center.weight),
      ChosenNumber("box.center.clamp", center.clamp),
      ChosenNumber("box.size.weight", size.weight),
      ChosenNumber("box.size.least_side", size.leastSide),
    ]
  }

  init(_ section: ConfigurationSection) throws(Diagnostic) {
    self.init(
      center: try CenterTerm(section.subsection("center")),
      size: try SizeTerm(section.subsection("size"))
    )
  }
}

extension PerScale {
  /// Whether every scale's number is one.
  fileprivate var isOne: Bool {
    switch self {
    case .same(let value): value == 1
    case .lists(let lists): lists.joined().allSatisfy { $0 == 1 }
    case .named(let values): values.values.allSatisfy { $0 == 1 }
    }
  }
}

extension CenterTerm {
  /// The presets are darknet's, where YOLOv3 comes from.
  static let keys: [ConfigurationKey] = [
    ConfigurationKey(
      "box.center.loss",
      .words(CenterTermLoss.self),
      preset: "\"bce\"",
      "the formula of the centre loss"
    ),
    ConfigurationKey(
      "box.center.weight",
      .number(.nonNegative),
      preset: "1",
      usual: ["0.5", "2", "2.5", "5"],
      "the factor of both coordinates of the centre"
    ),
    ConfigurationKey(
      "box.center.clamp",
      .numberOrNull(.half),
      preset: "null",
      usual: ["1e-6"],
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
      usual: ["0.5", "2", "2.5", "5"],
      "the factor of both sides"
    ),
    ConfigurationKey(
      "box.size.least_side",
      .numberOrNull(.positive),
      preset: "null",
      "the least side of an object that is aimed at, in pixels; GluonCV's is 1"
    ),
  ]

  /// Reads the section `size` of a box loss.
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    self.init(
      try section.choice("loss"),
      weight: try section.number("weight"),
      leastSide: try section.numberOrNil("least_side")
    )
  }
}

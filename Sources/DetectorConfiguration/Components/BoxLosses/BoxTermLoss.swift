package import BoxGeometry

/// The formula of one of the losses of a box.
public struct BoxTermLoss: Hashable, Sendable {
  package let formula: any BoxFormula

  init(_ formula: any BoxFormula) { self.formula = formula }

  /// Whether formula and numbers are the same.
  public static func == (a: BoxTermLoss, b: BoxTermLoss) -> Bool {
    AnyHashable(a.formula) == AnyHashable(b.formula)
  }

  /// Hashes formula and numbers.
  public func hash(into hasher: inout Hasher) { formula.hash(into: &hasher) }
}

extension BoxTermLoss {
  /// Every box loss, in the order in which messages and help list them.
  ///
  /// A new one is a file beside this one and a name here.
  static let shelf: [any BoxFormula.Type] = [OverlapLoss.self, OffsetLoss.self]
}

/// A box loss: its words and keys in a configuration, its value and its derivatives.
package protocol BoxFormula: Hashable, Sendable {
  /// What a configuration calls it, or each of its family.
  static var words: [String] { get }

  /// The rows of its own keys in the section `box`, all of group 0.
  static var keys: [ConfigurationKey] { get }

  /// Reads its keys.
  init(_ section: ConfigurationSection) throws(Diagnostic)

  /// The numbers under those keys.
  var numbers: [ChosenNumber?] { get }

  /// The formula, in a few words.
  var phrase: String { get }

  /// What it cannot be combined with, if that is what `components` do.
  func conflict(in components: LossComponents) -> ChoiceConflict?

  /// The overlap that it compares boxes by, if it does.
  var overlap: OverlapMeasure? { get }

  /// Adds what a prediction costs in an input of an area in pixels, multiplied by a factor.
  func add(
    _ predicted: DecodedAnchor,
    _ target: CenterBox<Double>,
    inputArea: Double,
    times factor: Double,
    to cost: inout BoxCost
  )
}

extension BoxFormula {
  package func conflict(in components: LossComponents) -> ChoiceConflict? { nil }
  package var overlap: OverlapMeasure? { nil }
}

/// A decoded anchor with what losses need to know of it.
package struct DecodedAnchor: Sendable {
  /// The predicted box, in pixels of the network input.
  package let box: CenterBox<Double>

  /// The raw numbers `tx, ty, tw, th` that it was decoded from.
  let raw: SIMD4<Double>

  /// Where the centre stands in its cell, and the derivative by its logits.
  let offset, offsetDerivative: SIMD2<Double>

  /// The derivatives of the box's centre and size by the four raw numbers, each by its own.
  let boxDerivative: SIMD4<Double>

  /// Whether a side had to be clamped to the range of sides.
  package let isSizeClamped: Bool

  /// The column and row of the cell.
  let cell: SIMD2<Double>

  /// The distance of neighbouring cells, and the sides of the anchor, in pixels.
  let stride: Double
  let anchorSides: SIMD2<Double>

  package init(
    box: CenterBox<Double>,
    raw: SIMD4<Double>,
    offset: SIMD2<Double>,
    offsetDerivative: SIMD2<Double>,
    boxDerivative: SIMD4<Double>,
    isSizeClamped: Bool,
    cell: SIMD2<Double>,
    stride: Double,
    anchorSides: SIMD2<Double>
  ) {
    (self.box, self.raw, self.offset, self.offsetDerivative) = (box, raw, offset, offsetDerivative)
    (self.boxDerivative, self.isSizeClamped, self.cell) = (boxDerivative, isSizeClamped, cell)
    (self.stride, self.anchorSides) = (stride, anchorSides)
  }
}

/// What a predicted box costs, and how that changes with its four raw numbers.
package struct BoxCost: Sendable {
  /// The loss.
  package var value = 0.0

  /// Its derivatives by `tx, ty, tw, th`; of no meaning where nobody wants them.
  package var derivative = SIMD4<Double>()

  /// Whether anybody wants the derivatives, which take longer than the value.
  let isDifferentiated: Bool

  /// The overlap of the first term that compares boxes by one, which objectness may aim at.
  package var overlap: Double?

  package init(isDifferentiated: Bool = true) { self.isDifferentiated = isDifferentiated }

  /// Adds a value and its derivatives, multiplied by a factor.
  mutating func add(_ value: Double, _ derivative: SIMD4<Double>, times factor: Double) {
    self.value += value * factor
    self.derivative += derivative * factor
  }
}

/// A box loss with its formulas looked up.
package struct BoxCostFunction: Sendable {
  /// Adds what all terms cost, multiplied by the weight of the box.
  fileprivate let add: BoxTermFunction

  private let smallBoxWeight: Bool
  private let inputArea: Double

  /// Looks up the formulas of a choice, for an input of `W × H` pixels.
  package init(_ choice: BoxLossChoice, input: PixelSize) {
    smallBoxWeight = choice.smallBoxWeight
    inputArea = Double(input.width) * Double(input.height)
    let terms = choice.terms.map { $0.loss.formula.function(weight: $0.weight) }
    add = terms.dropFirst().reduce(terms.first ?? { _, _, _, _, _ in }) { sum, term in
      {
        sum($0, $1, $2, $3, &$4); term($0, $1, $2, $3, &$4)
      }
    }
  }

  /// What a predicted box costs.
  ///
  /// ```
  /// loss = (2 - w · h / (W · H)) · Σ over terms weight · term
  /// ```
  ///
  /// with the target's size `w × h` and the network input's `W × H`. The first factor, which makes
  /// up for the little that small objects count elsewhere, is left out without
  /// ``BoxLossChoice/smallBoxWeight``. It falls below zero for an object larger than twice the
  /// input.
  ///
  /// - Source: the reference's `loss_layer`, `bbox_loss_scale` and `giou_loss`; darknet's
  ///   `delta_yolo_box`, `2 - truth.w * truth.h`.
  package func callAsFunction(
    _ predicted: DecodedAnchor,
    _ target: CenterBox<Double>,
    isDifferentiated: Bool = true
  ) -> BoxCost {
    var cost = BoxCost(isDifferentiated: isDifferentiated)
    add(predicted, target, inputArea, smallBoxWeight ? 2 - target.area / inputArea : 1, &cost)
    return cost
  }
}

/// Adds what a prediction costs against its target in an input of an area, times a factor.
///
/// A formula is called for every positive anchor: behind a protocol it would be copied each time.
private typealias BoxTermFunction =
  @Sendable (DecodedAnchor, CenterBox<Double>, Double, Double, inout BoxCost) -> Void

extension BoxFormula {
  fileprivate func function(weight: Double) -> BoxTermFunction {
    { add($0, $1, inputArea: $2, times: weight * $3, to: &$4) }
  }
}

// MARK: - Reading

extension BoxTermLoss {
  static let keys: [ConfigurationKey] =
    [
      ConfigurationKey(
        "box.loss",
        .words(shelf.flatMap { $0.words }),
        group: 0,
        "the formula of the box loss"
      )
    ] + shelf.flatMap { $0.keys }

  /// Reads the keys of one loss.
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    let type = try section.choice("loss", among: Self.shelf) { $0.words }
    formula = try type.init(section)
  }
}

package import DetectionNumerics

/// The formula of a class loss, of the class logits of a positive anchor.
public struct ClassLoss: Hashable, Sendable {
  package let formula: any ClassFormula

  init(_ formula: any ClassFormula) { self.formula = formula }

  /// Whether formula and numbers are the same.
  public static func == (a: ClassLoss, b: ClassLoss) -> Bool {
    AnyHashable(a.formula) == AnyHashable(b.formula)
  }

  /// Hashes formula and numbers.
  public func hash(into hasher: inout Hasher) { formula.hash(into: &hasher) }
}

extension ClassLoss {
  /// Every class loss, in the order in which messages and help list them.
  ///
  /// A new one is a file beside this one and a name here.
  static let shelf: [any ClassFormula.Type] = [
    CrossEntropyScore.self,
    BalancedFocalScore.self,
    SoftmaxClasses.self,
    NormalizedSigmoidClasses.self,
    VarifocalScore.self,
  ]
}

/// A class loss: its word and keys in a configuration, its value, its derivatives, and perhaps a
/// fast form.
package protocol ClassFormula: Hashable, Sendable {
  /// What a configuration calls it.
  static var classWord: String { get }

  /// The rows of its own keys in the section `classification`.
  static var classKeys: [ConfigurationKey] { get }

  /// The numbers under those keys.
  var classNumbers: [ChosenNumber?] { get }

  /// The formula, in a few words.
  var phrase: String { get }

  /// Reads its keys.
  init(_ section: ConfigurationSection) throws(Diagnostic)

  /// What it cannot be combined with, if that is what `components` do.
  func conflict(in components: LossComponents) -> ChoiceConflict?

  /// What logits cost against targets within `0 ... 1`, one of each for a class.
  func cost(logits: [Double], targets: [Double]) -> ClassCost

  /// What makes of logits the probabilities that it trains.
  var probability: ClassProbability { get }

  /// The sum of the costs sixteen classes at a time, if there is such a form.
  var fast: FastClassSum? { get }
}

/// Adds up in single precision what the classes of an anchor cost, and their derivatives to those
/// that the fourth argument holds.
///
/// The others are the logits `x`, those beyond the last class with a sigmoid of zero; the targets
/// `z`, there zero; `1 - z`, which single precision would round away; the count of each, a multiple
/// of sixteen; and what to compute with.
///
/// A type of its own: an optional function is wrapped anew, on the heap, whenever it is taken out.
package struct FastClassSum: Sendable {
  package let sum:
    @Sendable (
      Span<Float>, Span<Float>, Span<Float>, inout MutableSpan<Float>, Int, InstructionSet
    ) -> Double
}

extension ClassFormula {
  package static var classKeys: [ConfigurationKey] { [] }
  package var classNumbers: [ChosenNumber?] { [] }
  package var probability: ClassProbability { .sigmoid }
  package var fast: FastClassSum? { nil }
  package func conflict(in components: LossComponents) -> ChoiceConflict? { nil }
}

/// A loss of one score is one of classes too, each by itself.
extension ClassFormula where Self: ObjectnessFormula {
  package init(_ section: ConfigurationSection) throws(Diagnostic) {
    self.init(alpha: try section.number("alpha"), gamma: try section.number("gamma"))
  }

  @inline(__always)
  package func cost(logits: [Double], targets: [Double]) -> ClassCost {
    var cost = ClassCost()
    cost.gradient.reserveCapacity(logits.count)
    for (logit, target) in zip(logits, targets) {
      let element = loss(logit: logit, target: target)
      cost.value += element.value
      cost.gradient.append(element.derivative)
    }
    return cost
  }
}

/// What the class channels of an anchor cost, with the derivative by each logit.
package struct ClassCost: Sendable {
  package var value = 0.0
  package var gradient: [Double] = []

  package init(value: Double = 0, gradient: [Double] = []) {
    self.value = value
    self.gradient = gradient
  }
}

// MARK: - Reading

extension ClassLoss {
  static let keys =
    [
      ConfigurationKey(
        "classification.loss",
        .words(shelf.map { $0.classWord }),
        "the formula of the class loss"
      )
    ] + shelf.flatMap { $0.classKeys }

  /// Reads `loss` and its keys in the section `classification`.
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    let type = try section.choice("loss", among: Self.shelf) { [$0.classWord] }
    formula = try type.init(section)
  }
}

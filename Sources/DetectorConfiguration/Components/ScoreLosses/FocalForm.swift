package import LossFunctions

/// A factor that makes easy anchors count less.
public struct FocalModulation: Hashable, Sendable {
  /// The factor `alpha` of the modulation; finite and not negative, and at most `1` if balanced.
  public var alpha: Double

  /// The exponent `gamma` of the modulation; finite and not negative.
  public var gamma: Double

  /// The formula that uses both.
  public var form: FocalForm

  /// Creates a modulation.
  public init(alpha: Double, gamma: Double, form: FocalForm) {
    self.alpha = alpha
    self.gamma = gamma
    self.form = form
  }
}

/// The formula of a focal factor.
public struct FocalForm: Hashable, Sendable {
  /// What a configuration calls it.
  public let rawValue: String

  init(_ formula: any ObjectnessFormula.Type) { rawValue = formula.formWord }
}

extension FocalForm {
  /// Every formula with a focal factor, in the order in which messages and help list them.
  ///
  /// A new one is a file beside this one and a name here.
  static let shelf: [any ObjectnessFormula.Type] = [
    SquaredDistanceScore.self,
    BalancedFocalScore.self,
    VarifocalScore.self,
  ]
}

/// An objectness loss: its word and keys in a configuration, its value, its derivative, and what the
/// fast form adds up over background anchors.
package protocol ObjectnessFormula: Sendable {
  /// What a configuration calls it.
  static var formWord: String { get }

  /// The rows of its own keys in the section `objectness.focal`, `alpha` and `gamma`.
  static var formKeys: [ConfigurationKey] { get }

  init(alpha: Double, gamma: Double)

  /// The loss of a logit against a target within `0 ... 1`, and its derivative by the logit.
  func loss(logit: Double, target: Double) -> ElementLoss<Double>

  /// The same for background, where the target is zero.
  var background: BackgroundTerm { get }
}

extension ObjectnessFormula {
  package static var formKeys: [ConfigurationKey] { [] }
}

extension ObjectnessChoice {
  /// The formula with its numbers.
  package var formula: any ObjectnessFormula {
    guard let focal, let type = FocalForm.shelf.first(where: { $0.formWord == focal.form.rawValue })
    else { return CrossEntropyScore(positiveWeight: positiveWeight, clip: probabilityClip) }
    return type.init(alpha: focal.alpha, gamma: focal.gamma)
  }
}

// MARK: - Reading

extension FocalModulation {
  /// The reference's; that of its paper, with ultralytics' exponent too; the varifocal paper's.
  static let usualSections = [
    #"{"form": "squared_distance", "alpha": 1, "gamma": 2}"#,
    #"{"form": "balanced", "alpha": 0.25, "gamma": 2}"#,
    #"{"form": "balanced", "alpha": 0.25, "gamma": 1.5}"#,
    #"{"form": "varifocal", "alpha": 0.75, "gamma": 2}"#,
  ]

  static let keys: [ConfigurationKey] =
    FocalForm.shelf.flatMap { $0.formKeys } + [
      ConfigurationKey(
        "objectness.focal.form",
        .words(FocalForm.shelf.map { $0.formWord }),
        "the formula of the factor that makes easy anchors count less"
      )
    ]

  /// Reads the section `objectness.focal`.
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    self.init(
      alpha: try section.number("alpha"),
      gamma: try section.number("gamma"),
      form: FocalForm(try section.choice("form", among: FocalForm.shelf) { [$0.formWord] })
    )
  }
}

extension ConfigurationKey {
  /// The rows of the factor and the exponent of a formula, under the word that chooses it; the
  /// reference's formula has its presets there.
  static func alphaAndGamma(
    _ section: String,
    with choice: (key: String, words: [String]),
    _ range: NumberRange = .nonNegative,
    presets: (alpha: String, gamma: String)?,
    _ alpha: String,
    _ gamma: String
  ) -> [ConfigurationKey] {
    [
      ConfigurationKey(
        "\(section).alpha",
        .number(range),
        with: choice,
        preset: presets?.alpha,
        usual: ["0.25", "0.5", "0.75", "1"],
        alpha
      ),
      ConfigurationKey(
        "\(section).gamma",
        .number(.nonNegative),
        with: choice,
        preset: presets?.gamma,
        usual: ["0", "0.5", "1", "1.5", "2", "2.5", "3"],
        gamma
      ),
    ]
  }
}

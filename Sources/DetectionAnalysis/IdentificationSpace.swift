import DetectionNumerics
import DetectionText

/// The losses that an identification tries, as sums of parts that many of them share.
struct IdentificationSpace {
  /// The detector of the case.
  let detector: Detector

  /// Where changes start from, in the order of the dialects.
  private(set) var bases: [Base] = []

  /// The dialects that have no numbers for as many scales as the detector has.
  private(set) var leftOut: [String] = []

  /// Every loss: the bases as they are, with one change, and with two.
  var variants: [Variant] = []

  /// What to compute.
  var plan = PartPlan()

  /// The assignments of the plan.
  var assignments = Interned<AssignmentKey>()

  /// The objects of every image by each fit, that of the case first.
  let fits: [(change: ConfigurationChange?, images: [DetectionCase.Image])]

  /// What is shared by number.
  var scaleWeights = Interned<[Double]>()
  var reductions = Interned<ReductionChoice>()
  var rules = Interned<AssignmentChoice>()
  var predictors: [Detector] = []

  var decodings = Interned<Decoding>()
  var predictorKeys = Interned<Predictor>()

  struct Decoding: Hashable {
    let centerScales: [Double]
    let size: SizeDecoding
  }

  struct Predictor: Hashable {
    let decoding: Int
    let probability: ClassProbability?
  }

  /// An assignment by the places of its choices; the predictor is -1 for rules that look at none.
  struct AssignmentKey: Hashable {
    let fit, rule, predictor: Int
  }

  /// A configuration that is changed.
  struct Base {
    /// The user's own, or a plain dialect's.
    let configuration: DetectorConfiguration

    /// Whether it is the user's own.
    let isOwn: Bool

    /// What one or two changes of one part make of it.
    var options: [Option] = []
  }

  /// One part of a base, changed.
  struct Option {
    /// The part; `nil` for the fit.
    let part: ComponentPart?
    let changes: [ConfigurationChange]
    let components: LossComponents

    /// Whether it makes sense beside the other parts of the base.
    let makesSense: Bool
    let setting: Setting
  }

  /// A loss: its base with none, one or two options.
  struct Variant {
    var base: Int32
    var first: Int32 = -1
    var second: Int32 = -1

    /// The places of its assignment and its sums in the plan.
    var assignment, box, target, background, classification: Int32

    /// One minus the plain overlap of its boxes, where its framework prints that.
    var uncovered: Int32 = -1

    var scaleWeights, reduction: Int32
    var weights: LossTerms

    /// What the framework prints, and the weight of the first box term that it prints with.
    var frameworkLoss: FrameworkLoss?
    var printedWeight: Double
  }

  /// The choices of some components by their places in the lists.
  struct Setting {
    var fit = 0
    var rule = 0
    var needsPredictions = false
    var decoding = 0
    var probability: ClassProbability?
    var background = 0
    var backgroundDecodes = false
    var box = 0
    var boxWeight = 1.0
    var printedWeight = 0.0
    var objectness = 0
    var formula = 0
    var aimsAtOverlap = false
    var objectnessWeight = 1.0
    var scaleWeights = 0
    var classification = 0
    var classWeight = 1.0
    var reduction = 0
    var gains = LossTerms(box: 1, objectness: 1, classification: 1)
    var frameworkLoss: FrameworkLoss?

    /// Takes one part of another setting.
    mutating func take(_ part: ComponentPart?, of other: Setting) {
      switch part {
      case nil: fit = other.fit
      case .decoding: decoding = other.decoding
      case .assignment: (rule, needsPredictions) = (other.rule, other.needsPredictions)
      case .background:
        (background, backgroundDecodes) = (other.background, other.backgroundDecodes)
      case .box:
        (box, boxWeight, printedWeight) = (other.box, other.boxWeight, other.printedWeight)
      case .objectness:
        (objectness, formula) = (other.objectness, other.formula)
        (aimsAtOverlap, objectnessWeight) = (other.aimsAtOverlap, other.objectnessWeight)
        scaleWeights = other.scaleWeights
      case .classification:
        (classification, classWeight) = (other.classification, other.classWeight)
        probability = other.probability
      case .reduction: reduction = other.reduction
      case .gains: gains = other.gains
      }
    }
  }
}

// MARK: - Bases and options

extension IdentificationSpace {
  /// Collects what is tried on a case.
  ///
  /// - Complexity: Each base's usual variants are read once; then O(1) a loss.
  init(
    _ detector: Detector,
    _ batch: LabeledBatch,
    dialects: [String],
    threads: Int
  ) {
    self.detector = detector
    let fitOptions = batch.isFitted ? batch.otherFits(detector, count: batch.images.count) : []
    var seen: Set<ImageFit> = [detector.fit]
    fits =
      [(nil, batch.images)]
      + fitOptions.compactMap { _, fit, images in
        let fit = fit.turning(as: detector.fit.orientation)
        return seen.insert(fit).inserted ? (fit.change, images) : nil
      }
    let own = detector.configuration
    let names = DetectorConfiguration.dialectNames.filter {
      $0 == own.dialect || dialects.contains($0)
    }
    let found = concurrentMap(names.count, threads: threads) {
      index -> (configuration: DetectorConfiguration, variants: [ComponentVariant])? in
      let name = names[index]
      guard let base = name == own.dialect ? own : try? own.plain(dialect: name),
        (try? base.detector(for: detector.input)) != nil
      else { return nil }
      return (base, ComponentPart.allCases.flatMap { base.usualVariants(of: $0) })
    }
    for (name, found) in zip(names, found) {
      guard let found else {
        leftOut.append(name)
        continue
      }
      add(found.configuration, isOwn: name == own.dialect, found.variants)
    }
  }

  private mutating func add(
    _ configuration: DetectorConfiguration,
    isOwn: Bool,
    _ found: [ComponentVariant]
  ) {
    let components = configuration.components
    guard let setting = setting(of: components) else {
      leftOut.append(configuration.dialect)
      return
    }
    var base = Base(configuration: configuration, isOwn: isOwn)
    for variant in found {
      guard let setting = self.setting(of: variant.components, changed: variant.part) else {
        continue
      }
      base.options.append(
        Option(
          part: variant.part,
          changes: variant.changes,
          components: variant.components,
          makesSense: variant.components.conflict == nil,
          setting: setting
        )
      )
    }
    for (index, fit) in fits.enumerated() {
      guard let change = fit.change else { continue }
      var other = setting
      other.fit = index
      base.options.append(
        Option(
          part: nil,
          changes: [change],
          components: components,
          makesSense: true,
          setting: other
        )
      )
    }
    bases.append(base)
    addVariants(of: base, setting)
  }

  private mutating func addVariants(of base: Base, _ setting: Setting) {
    add(setting, first: -1, second: -1)
    for (index, option) in base.options.enumerated() where option.makesSense {
      var changed = setting
      changed.take(option.part, of: option.setting)
      add(changed, first: index, second: -1)
    }
    for (index, first) in base.options.enumerated() where first.changes.count == 1 {
      var half = setting
      half.take(first.part, of: first.setting)
      for other in base.options.indices.dropFirst(index + 1) {
        let second = base.options[other]
        guard second.changes.count == 1, second.part != first.part,
          makesSense(first, second)
        else { continue }
        var changed = half
        changed.take(second.part, of: second.setting)
        add(changed, first: index, second: other)
      }
    }
  }

  /// Whether two parts can be changed together.
  private func makesSense(_ first: Option, _ second: Option) -> Bool {
    guard let part = second.part, first.part != nil else {
      return first.makesSense && second.makesSense
    }
    // Reductions, weights and backgrounds go with everything.
    let free: [ComponentPart?] = [.reduction, .gains, .background]
    if free.contains(first.part) || free.contains(part) {
      return first.makesSense && second.makesSense
    }
    var mixture = first.components
    part.copy(from: second.components, into: &mixture)
    return mixture.conflict == nil
  }
}

extension ImageFit {
  /// This fit with another treatment of turned photographs.
  fileprivate func turning(as orientation: Orientation) -> ImageFit {
    switch self {
    case .letterbox(let letterbox, _): .letterbox(letterbox, orientation)
    case .stretch: .stretch(orientation)
    case .none: .none
    }
  }

  /// The change of a configuration that asks for it.
  package var change: ConfigurationChange {
    let members = settings.map { key, value in
      "\"\(key)\": \(key == "enlarge" ? value : "\"\(value)\"")"
    }
    return ConfigurationChange(key: "fit", value: "{\(members.joined(separator: ", "))}")
  }
}

import DetectionText

extension IdentificationSpace {
  /// The places of components; with a changed part only this one's mean something.
  mutating func setting(
    of components: LossComponents,
    changed part: ComponentPart? = nil
  ) -> Setting? {
    func isAsked(_ other: ComponentPart) -> Bool { part == nil || part == other }
    var setting = Setting()
    setting.frameworkLoss = components.frameworkLoss
    if isAsked(.decoding) || isAsked(.objectness) {
      // A detector has the numbers of every scale, and the reference goes with any of them.
      var usable = LossComponents.reference
      usable.decoding = components.decoding
      usable.objectness.scaleWeights = components.objectness.scaleWeights
      guard let resolved = try? detector.with(usable) else { return nil }
      setting.scaleWeights = scaleWeights.place(of: resolved.scales.map(\.objectnessWeight))
      let decoding = Decoding(
        centerScales: resolved.scales.map(\.centerScale),
        size: components.decoding.size
      )
      setting.decoding = decodings.place(of: decoding)
      if setting.decoding == plan.decodings.count { plan.decodings.append(resolved) }
    }
    if isAsked(.assignment) {
      let choice = components.assignment
      setting.rule = rules.place(of: choice)
      setting.needsPredictions = TargetAssigner(detector.with(choice)).rule.needsPredictions
    }
    if isAsked(.background) {
      let choice = components.background
      setting.background = plan.backgrounds.place(of: choice)
      setting.backgroundDecodes = choice.against != .none && choice.overlapOf == .prediction
    }
    if isAsked(.box) {
      var choice = components.box
      setting.printedWeight = choice.terms.first?.weight ?? 0
      if choice.terms.count == 1 {
        setting.boxWeight = choice.terms[0].weight
        choice.terms[0].weight = 1
      }
      setting.box = plan.boxes.place(of: choice)
    }
    if isAsked(.objectness) {
      var choice = components.objectness
      setting.objectnessWeight = choice.weight
      choice.weight = 1
      choice.scaleWeights = .same(1)
      setting.objectness = plan.objectness.place(of: choice)
      setting.aimsAtOverlap = choice.target != .one
      choice.target = .one
      setting.formula = plan.objectness.place(of: choice)
    }
    if isAsked(.classification) {
      var choice = components.classification
      setting.classWeight = choice.weight
      setting.probability = choice.loss.formula.probability
      choice.weight = 1
      if choice.labelSmoothing == 0 { choice.smoothing = .uniform }
      setting.classification = plan.classes.place(of: choice)
    }
    if isAsked(.reduction) { setting.reduction = reductions.place(of: components.reduction) }
    if isAsked(.gains) {
      let factors = components.gains.factors(
        scales: detector.scales.count,
        classes: detector.classes.count,
        input: detector.input
      )
      setting.gains = LossTerms(
        box: factors.box,
        objectness: factors.objectness,
        classification: factors.classification
      )
    }
    return setting
  }

  /// Adds the loss of a setting of the base that is added last.
  mutating func add(_ setting: Setting, first: Int, second: Int) {
    var predictor = -1
    if setting.needsPredictions {
      predictor = predictorKeys.place(
        of: Predictor(decoding: setting.decoding, probability: setting.probability)
      )
      if predictor == predictors.count {
        predictors.append(
          plan.decodings[setting.decoding].with(setting.probability ?? .sigmoid)
        )
      }
    }
    let assignment = assignments.place(
      of: AssignmentKey(fit: setting.fit, rule: setting.rule, predictor: predictor)
    )
    if assignment == plan.groups.count {
      // Objects that are placed otherwise are other objects.
      let isPlaced = rules.values[setting.rule].center != .exact
      plan.groups.append(2 * setting.fit + (isPlaced ? 1 : 0))
    }
    var variant = Variant(
      base: Int32(bases.count - 1),
      first: Int32(first),
      second: Int32(second),
      assignment: Int32(assignment),
      box: Int32(
        plan.boxSums.place(
          of: .init(assignment: assignment, decoding: setting.decoding, box: setting.box)
        )
      ),
      target: Int32(
        plan.targetSums.place(
          of: .init(
            assignment: assignment,
            objectness: setting.objectness,
            decoding: setting.aimsAtOverlap ? setting.decoding : -1,
            box: setting.aimsAtOverlap ? setting.box : -1
          )
        )
      ),
      background: Int32(
        plan.backgroundSums.place(
          of: .init(
            assignment: assignment,
            objectness: setting.formula,
            decoding: setting.backgroundDecodes ? setting.decoding : -1,
            background: setting.background
          )
        )
      ),
      classification: Int32(
        plan.classSums.place(
          of: .init(assignment: assignment, classification: setting.classification)
        )
      ),
      scaleWeights: Int32(setting.scaleWeights),
      reduction: Int32(setting.reduction),
      weights: LossTerms(
        box: setting.boxWeight * setting.gains.box,
        objectness: setting.objectnessWeight * setting.gains.objectness,
        classification: setting.classWeight * setting.gains.classification
      ),
      frameworkLoss: setting.frameworkLoss,
      printedWeight: setting.printedWeight
    )
    if setting.frameworkLoss == .overlapMeanAndSquares {
      let plain = plan.boxes.place(of: .plainOverlap)
      variant.uncovered = Int32(
        plan.boxSums.place(
          of: .init(assignment: assignment, decoding: setting.decoding, box: plain)
        )
      )
    }
    variants.append(variant)
  }
}

extension BoxLossChoice {
  /// One minus the plain overlap.
  fileprivate static let plainOverlap = BoxLossChoice(
    terms: [BoxTerm(.overlap(.iou, form: .oneMinus))],
    smallBoxWeight: false,
    sharedAnchor: .sum
  )
}

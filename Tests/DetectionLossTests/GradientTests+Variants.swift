import BoxGeometry
import DetectorConfiguration

extension GradientTests {
  /// Every choice of every component, each in an otherwise plain loss, and every dialect.
  static let variants: [Variant] =
    decodings + boxes + objectnesses + classifications + others
    + dialects

  /// The reference with a change.
  static func variant(
    _ name: String,
    classes: Int = 3,
    _ change: (inout LossComponents) -> Void
  ) -> Variant {
    var components = LossComponents.reference
    change(&components)
    return Variant(testDescription: name, components: components, classes: classes)
  }

  static let decodings: [Variant] = [
    variant("centre scale 1.05") { $0.decoding.centerScale = .same(1.05) },
    variant("centre scale by scale") { $0.decoding.centerScale = .ordered([2, 1.2]) },
    variant("clamped exponential") { $0.decoding.size = .exponential(largestFactor: 2.5) },
    variant("squared sigmoid") { $0.decoding.size = .squaredSigmoid },
  ]

  /// The words of a key of the configuration: a new one is tested here without a line.
  static func words(_ path: String) -> [String] {
    ConfigurationKey.all.first { $0.path == path }?.kind.words ?? []
  }

  /// The reference with overrides of its configuration.
  static func variant(_ overrides: [String]) -> Variant {
    let json = #"{"classes": 3, "scales": [{"name": "s", "stride": 8, "anchors": [[10, 13]]}]}"#
    do {
      let configuration = try DetectorConfiguration(
        json: json,
        file: "config.json",
        overrides: overrides
      )
      return Variant(
        testDescription: overrides.joined(separator: " "),
        components: configuration.components
      )
    } catch {
      preconditionFailure("\(error)")
    }
  }

  static let boxes: [Variant] =
    words("box.loss").filter { $0 != "offsets" }.flatMap { loss in
      words("box.form").map { form in
        // The constant factor that is the preset has no derivative to measure.
        let alpha = loss == "ciou" ? ["box.alpha_gradient=differentiated"] : []
        return variant(["box.loss=\(loss)", "box.form=\(form)", "box.weight=1.5"] + alpha)
      }
    }
    + [
      ["box.loss=giou", "box.epsilon.value=1e-3", "box.epsilon.unit=fractions"],
      ["box.loss=giou", "box.epsilon.value=20", #"box.epsilon.added_to=["enclosure"]"#],
      ["box.loss=diou", "box.epsilon.unit=cells", #"box.epsilon.added_to=["union", "diagonal"]"#],
      ["box.loss=ciou", "box.aspect_above=0.5", "box.alpha_gradient=differentiated"],
      ["box.loss=siou", "box.distance=reward"],
    ].map { variant($0) }
    + [CenterTermLoss.bce, .squared, .l1].flatMap { center in
      [SizeLoss.squared, .halfSquared, .l1].map { size in
        variant("offsets \(center), \(size)") {
          $0.box.terms = [
            BoxTerm(
              .offsets(
                center: CenterTerm(center, weight: 2, clamp: 0.1),
                size: SizeTerm(size, weight: 0.5)
              ),
              weight: 1
            )
          ]
          if center != .bce { $0.decoding.centerScale = .same(1.1) }
        }
      }
    }
    + [
      variant("sides of at least 40 pixels") {
        let size = SizeTerm(.halfSquared, leastSide: 40)
        $0.box.terms = [BoxTerm(.offsets(center: CenterTerm(.bce), size: size))]
      },
      variant("two box terms, no small-box weight") {
        $0.box.terms = [
          BoxTerm(.offsets(center: CenterTerm(.l1), size: SizeTerm(.l1)), weight: 1),
          BoxTerm(.overlap(.iou, form: .oneMinusSquare), weight: 2.5),
        ]
        $0.box.smallBoxWeight = false
      },
    ]

  static let objectnesses: [Variant] =
    words("objectness.focal.form").flatMap { form in
      [0, 1, 2, 2.5].flatMap { gamma in
        ["one", "overlap"].map { target in
          variant([
            "objectness.focal.form=\(form)", "objectness.focal.alpha=0.7",
            "objectness.focal.gamma=\(gamma)", "objectness.target=\(target)",
          ])
        }
      }
    }
    + [
      variant("plain objectness") { $0.objectness.focal = nil },
      variant("probabilities cut to 0.3 ... 0.7") {
        $0.objectness.focal = nil
        $0.objectness.probabilityClip = 0.3
        $0.classification.loss = .sigmoid(positiveWeight: 2, clip: 0.3)
      },
      variant("positive weights") {
        $0.objectness.focal = nil
        $0.objectness.positiveWeight = 0.6
        $0.objectness.target = .overlap(share: 0.7)
        $0.classification.loss = .sigmoid(positiveWeight: 2.5)
        $0.classification.labelSmoothing = 0.2
      },
      variant("objectness of the overlap") {
        $0.objectness.target = .overlap(share: 0.8)
        $0.objectness.focal = nil
        $0.objectness.scaleWeights = .ordered([4, 0.4])
      },
    ]

  static let classifications: [Variant] =
    words("classification.loss").map { loss in
      variant(["classification.loss=\(loss)", "classification.weight=0.5"])
    }
    + [SmoothingForm.uniform, .half, .flip].map { form in
      variant("several classes, smoothing \(form)") {
        $0.assignment.collision = .allBoxesAllClasses
        $0.classification.labelSmoothing = 0.1
        $0.classification.smoothing = form
      }
    }
    + [
      variant("one class, counted", classes: 1) { $0.classification.singleClass = .compute },
      variant("one class, skipped", classes: 1) { $0.classification.singleClass = .skip },
    ]

  static let others: [Variant] = [
    variant("sum over the batch") { $0.reduction = .perImage(.sum) },
    variant("mean over the anchors not ignored") {
      $0.reduction = .perScale(timesBatchSize: true, objectnessOver: .counted)
      $0.background.iouThreshold = 0.2
    },
    variant("centres of whole pixels in cells of single precision") {
      $0.assignment.center = .wholePixels
      $0.assignment.cell = .float32Fraction
      $0.box.terms = [BoxTerm(.offsets(center: CenterTerm(.bce), size: SizeTerm(.squared)))]
    },
    variant("the image's objects on scales with a match") {
      $0.background.against = .imageOnMatchedScales
    },
    variant("mean over the scale") { $0.reduction = .perScale(timesBatchSize: false) },
    variant("mean over the scale times the batch") {
      $0.reduction = .perScale(timesBatchSize: true)
      $0.assignment.collision = .both
    },
    variant("background by class gate") {
      $0.background.iouThreshold = 0.2
      $0.background.classGate = 0.5
    },
    variant("background by the anchor") {
      $0.background.overlapOf = .anchor
      $0.background.against = .image
    },
  ]

  static let dialects: [Variant] = DetectorConfiguration.dialectNames.map { name in
    var components = LossComponents.of(dialect: name)
    components.box.terms = components.box.terms.map { term in
      let held = OverlapMeasure.complete(alpha: .heldConstant)
      guard term.loss == .overlap(held, form: .oneMinus) else { return term }
      return BoxTerm(
        .overlap(.complete(alpha: .differentiated), form: .oneMinus),
        weight: term.weight
      )
    }
    return Variant(testDescription: name, components: components)
  }
}

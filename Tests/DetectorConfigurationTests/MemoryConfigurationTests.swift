import BoxGeometry
import DetectionTestSupport
import DetectionText
import DetectorConfiguration
import Testing

/// What a file refuses is refused from memory, when a detector is made of it.
@Suite("Configurations from memory")
struct MemoryConfigurationTests {
  /// The sentence about a detector of components that were changed in memory.
  static func sentence(
    _ dialect: String = "reference",
    _ change: (inout LossComponents) -> Void
  ) -> String {
    errorSentence {
      var configuration = try DetectorConfiguration(
        dialect: dialect,
        classes: ClassList(count: 2),
        scales: DetectionScale.yolov3
      )
      change(&configuration.components)
      return try configuration.detector(for: PixelSize(width: 64, height: 64))
    }
  }

  @Test("say which number is out of its range, and the range")
  func sentences() {
    #expect(
      Self.sentence { $0.background.iouThreshold = .nan } == """
        background.iou_threshold: found nan; allowed a number in 0...1; correct the number; 30 \
        percent is 0.3
        """
    )
    #expect(
      Self.sentence {
        $0.box.terms = [
          BoxTerm(.overlap(.iou, form: .oneMinus)),
          BoxTerm(.overlap(.iou, form: .oneMinus, epsilon: BoxEpsilon(-1))),
        ]
      } == """
        box.terms[1].epsilon.value: found -1.0; allowed a finite number of 0 or more; correct the \
        number
        """
    )
    #expect(
      Self.sentence { $0.decoding.centerScale = .named(["small": 1, "medium": -5, "large": 1]) }
        == """
        decoding.center_scale: found -5.0 for scale "medium"; allowed a finite number above 0; \
        correct the number
        """
    )
    #expect(
      Self.sentence { $0.box.terms = [] }
        == "box.terms: found 0 box losses; allowed 1 to 8; add the box losses that there are"
    )
    #expect(
      Self.sentence("ultralytics") {
        $0.box.terms = [BoxTerm(.offsets(center: CenterTerm(.l1), size: SizeTerm(.l1)))]
        $0.objectness.target = .one
        $0.frameworkLoss = nil
      } == """
        box.loss: found the box loss "offsets" with the decoded size "squared_sigmoid"; allowed \
        this box loss, of ln(side / anchor), only with "size": "exponential"; choose an overlap as \
        box loss or change the decoding
        """
    )
  }

  /// Numbers that no range has.
  static let never: [Double] = [.nan, .infinity, -.infinity, -1]

  /// Every place for a number in memory, with the key of its range.
  static let places: [(key: String, set: @Sendable (inout LossComponents, Double) -> Void)] = [
    ("decoding.center_scale", { $0.decoding.centerScale = .same($1) }),
    ("decoding.largest_factor", { $0.decoding.size = .exponential(largestFactor: $1) }),
    ("assignment.iou_threshold", { $0.assignment.rule = .anchorIoU(threshold: $1) }),
    (
      "assignment.iou_threshold",
      { $0.assignment.rule = .bestAnchorPlus(threshold: $1, extras: .always) }
    ),
    ("assignment.iou_threshold", { $0.assignment.rule = .shapeIoU(threshold: $1) }),
    ("assignment.iou_threshold", { $0.assignment.rule = .gridIoU(threshold: $1) }),
    (
      "assignment.ratio_below",
      { $0.assignment.rule = .sizeRatio(below: $1, neighborCells: true) }
    ),
    ("assignment.overlap_cost", { $0.assignment.rule = .dynamicK(overlapCost: $1) }),
    ("assignment.ratio_below", { $0.assignment.rule = .dynamicK(below: $1) }),
    ("background.iou_threshold", { $0.background.iouThreshold = $1 }),
    ("background.class_gate", { $0.background.classGate = $1 }),
    ("box.weight", { $0.box.terms[0].weight = $1 }),
    (
      "box.aspect_above",
      {
        $0.box.terms = [
          BoxTerm(.overlap(.complete(alpha: .heldConstant, above: $1), form: .oneMinus))
        ]
      }
    ),
    (
      "box.epsilon.value",
      { $0.box.terms = [BoxTerm(.overlap(.iou, form: .oneMinus, epsilon: BoxEpsilon($1)))] }
    ),
    ("box.center.weight", { $0.box = offsets(CenterTerm(.l1, weight: $1)) }),
    ("box.center.clamp", { $0.box = offsets(CenterTerm(.bce, clamp: $1)) }),
    ("box.size.weight", { $0.box = offsets(size: SizeTerm(.l1, weight: $1)) }),
    ("box.size.least_side", { $0.box = offsets(size: SizeTerm(.l1, leastSide: $1)) }),
    ("objectness.weight", { $0.objectness.weight = $1 }),
    (
      "objectness.positive_weight",
      {
        $0.objectness.focal = nil
        $0.objectness.positiveWeight = $1
      }
    ),
    (
      "objectness.probability_clip",
      {
        $0.objectness.focal = nil
        $0.objectness.probabilityClip = $1
      }
    ),
    (
      "classification.probability_clip",
      { $0.classification.loss = .sigmoid(clip: $1) }
    ),
    (
      "classification.positive_weight",
      { $0.classification.loss = .sigmoid(positiveWeight: $1) }
    ),
    ("objectness.scale_weights", { $0.objectness.scaleWeights = .same($1) }),
    ("objectness.overlap_share", { $0.objectness.target = .overlap(share: $1) }),
    ("objectness.focal.alpha", { $0.objectness.focal?.alpha = $1 }),
    ("objectness.focal.gamma", { $0.objectness.focal?.gamma = $1 }),
    (
      "objectness.focal.alpha",
      { $0.objectness.focal = FocalModulation(alpha: $1, gamma: 2, form: .balanced) }
    ),
    (
      "objectness.focal.gamma",
      { $0.objectness.focal = FocalModulation(alpha: 1, gamma: $1, form: .varifocal) }
    ),
    ("classification.label_smoothing", { $0.classification.labelSmoothing = $1 }),
    (
      "classification.label_smoothing",
      {
        $0.classification.loss = .softmax; $0.classification.labelSmoothing = $1
      }
    ),
    ("classification.weight", { $0.classification.weight = $1 }),
    ("classification.alpha", { $0.classification.loss = .focal(alpha: $1) }),
    ("classification.gamma", { $0.classification.loss = .focal(gamma: $1) }),
    ("classification.alpha", { $0.classification.loss = .varifocal(alpha: $1) }),
    ("classification.gamma", { $0.classification.loss = .varifocal(gamma: $1) }),
    ("gains.size", { $0.gains = Gains(.bySizeAndClasses, size: $1) }),
  ]

  private static func offsets(
    _ center: CenterTerm = CenterTerm(.l1),
    size: SizeTerm = SizeTerm(.l1)
  ) -> BoxLossChoice {
    BoxLossChoice(terms: [BoxTerm(.offsets(center: center, size: size))])
  }

  @Test("refuse numbers that are none, in every place, and work with those of a file")
  func ranges() {
    for (key, set) in Self.places {
      for number in Self.never {
        let sentence = Self.sentence { set(&$0, number) }
        // The numbers of scales have a sentence of their own where they are none.
        let isNone = !number.isFinite && sentence.contains("for scale \"small\", one of 3")
        #expect(sentence.hasPrefix("\(key): found \(number)") || isNone, "\(key): \(sentence)")
      }
      let good = key == "assignment.ratio_below" ? 2.5 : 0.25
      #expect(Self.sentence { set(&$0, good) } == "no error", "\(key)")
    }
    // A power below one traps where it is made.
    let numeric = ConfigurationKey.all.filter { row in
      switch row.kind {
      case .number, .numberOrNull, .numberPerScale: row.path != "box.power"
      default: false
      }
    }
    #expect(Set(numeric.map(\.path)) == Set(Self.places.map(\.key)))
  }

  @Test("have the very ranges of the table of keys, with every word that a number belongs to")
  func everyRow() throws {
    for row in ConfigurationKey.all {
      let (range, isPerScale): (NumberRange, Bool)
      switch row.kind {
      case .number(let numbers), .numberOrNull(let numbers): (range, isPerScale) = (numbers, false)
      case .numberPerScale(let numbers): (range, isPerScale) = (numbers, true)
      default: continue
      }
      let number = max(range.range.lowerBound, min(range.range.upperBound, 1.5))
      var overrides: [String] = []
      let section = row.section
      if section.hasPrefix("box.center") || section.hasPrefix("box.size") {
        overrides = ["box.loss=offsets"]
      }
      if ["objectness.positive_weight", "objectness.probability_clip"].contains(row.path) {
        overrides = ["objectness.focal=null"]
      }
      for word in row.choice?.words ?? [""] {
        let choice = row.choice.map { ["\(section).\($0.key)=\(word)"] } ?? []
        let components = try DetectorConfiguration(
          json: DetectorConfigurationTests.smallest,
          file: "c.json",
          overrides: overrides + choice + ["\(row.path)=\(number)"]
        ).components
        if isPerScale {
          #expect(
            [components.decoding.centerScale, components.objectness.scaleWeights]
              .contains(.same(number))
          )
          continue
        }
        let found = components.numbers.filter { $0.row.path == row.path }
        #expect(found.map(\.value) == [number], "\(row.path) with \(word)")
        #expect(found.allSatisfy { $0.row.meaning == row.meaning }, "\(row.path) with \(word)")
      }
    }
  }

  @Test("refuse choices that make no sense together")
  func conflicts() {
    let conflicts: [(place: String, change: @Sendable (inout LossComponents) -> Void)] = [
      ("assignment.collision", { $0.assignment.collision = .bestIoUThenLast }),
      (
        "box.loss",
        {
          $0.box = Self.offsets()
          $0.decoding.size = .squaredSigmoid
        }
      ),
      (
        "box.center",
        {
          $0.box = Self.offsets(CenterTerm(.bce))
          $0.decoding.centerScale = .same(1.2)
        }
      ),
      (
        "objectness.target",
        {
          $0.box = Self.offsets()
          $0.objectness.target = .overlap()
        }
      ),
      (
        "classification.loss",
        {
          $0.classification.loss = .softmax
          $0.assignment.collision = .lastBoxAllClasses
        }
      ),
      (
        "classification.smoothing",
        {
          $0.classification.loss = .normalizedSigmoid
          $0.classification.smoothing = .half
        }
      ),
      (
        "report.framework_loss",
        {
          $0.box = Self.offsets()
          $0.frameworkLoss = .overlapMeanAndSquares
        }
      ),
    ]
    for (place, change) in conflicts {
      #expect(Self.sentence { change(&$0) }.hasPrefix("\(place): found "), "\(place)")
    }
  }
}

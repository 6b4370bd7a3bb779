import AnchorDecoding
import DetectionLoss
import DetectionNumerics
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

/// The fast path against the readable form in `Double`.
@Suite("The fast path")
struct FastPathTests {
  /// Compares everything that both paths compute: which anchor is what exactly, sums to `2e-6`, and
  /// derivatives to `2e-6` of the largest of their term.
  static func expectAgreement(
    _ batch: FastCase,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let plain = try DetectorLoss.plain(batch.detector)
      .withDoubleGradient(heads: batch.heads, targets: batch.targets)
    let fast = try DetectorLoss.fast(batch.detector)
      .withGradient(heads: batch.heads, targets: batch.targets)
    #expect(
      fast.report.scales.map(\.counts) == plain.report.scales.map(\.counts),
      sourceLocation: sourceLocation
    )
    #expect(fast.report.clampedSizes == plain.report.clampedSizes, sourceLocation: sourceLocation)
    #expect(
      fast.report.images.map { $0.objects.map(\.anchors) }
        == plain.report.images.map { $0.objects.map(\.anchors) },
      sourceLocation: sourceLocation
    )
    for (a, b) in numbers(fast.report, plain.report) {
      #expect(
        Tolerance(absolute: 1e-30, relative: 2e-6).accepts(a, reference: b),
        "\(a) is not \(b)",
        sourceLocation: sourceLocation
      )
    }
    for (a, b) in zip(fast.gradients, plain.gradients) {
      let largest = b.values.reduce(0) { max($0, abs($1)) }
      let bound = 2e-6 * min(largest, Double(Float.greatestFiniteMagnitude))
      let worst = zip(a.values, b.values).reduce(0.0) { worst, pair in
        let exact = min(max(pair.1, -Double(Float.greatestFiniteMagnitude)), 3.4028234e38)
        return max(worst, abs(Double(pair.0) - exact))
      }
      #expect(worst <= bound, "\(a.name): \(worst) of \(largest)", sourceLocation: sourceLocation)
    }
  }

  /// The numbers of two reports, each beside its twin.
  private static func numbers(_ a: LossReport, _ b: LossReport) -> [(Double, Double)] {
    func terms(_ a: LossTerms, _ b: LossTerms) -> [(Double, Double)] {
      [
        (a.box, b.box), (a.objectness, b.objectness), (a.classification, b.classification),
        (a.total, b.total),
      ]
    }
    var pairs = terms(a.loss, b.loss)
    for (a, b) in zip(a.scales, b.scales) {
      pairs += terms(a.loss, b.loss)
      if let printed = b.frameworkLoss { pairs.append((a.frameworkLoss ?? .nan, printed)) }
    }
    for (a, b) in zip(a.images, b.images) {
      pairs += terms(a.loss, b.loss)
      for (a, b) in zip(a.objects, b.objects) { pairs += terms(a.loss, b.loss) }
    }
    return pairs
  }

  #if DEBUG
    static let seeds: ClosedRange<UInt64> = 1...1
  #else
    static let seeds: ClosedRange<UInt64> = 1...12
  #endif

  @Test("agrees for every component", arguments: GradientTests.variants)
  func components(variant: GradientTests.Variant) throws {
    for seed in Self.seeds {
      try Self.expectAgreement(
        FastCase(variant.components, seed: seed, classes: variant.classes == 1 ? 1 : 19)
      )
    }
  }

  @Test("agrees for every dialect, order and kind of logits", arguments: dialectNames)
  func dialects(name: String) throws {
    let components = LossComponents.of(dialect: name)
    for logits in FastCase.Logits.allCases {
      for (index, order) in [HeadOrder.nhwc, .nchw].enumerated() {
        for seed in Self.seeds {
          try Self.expectAgreement(
            FastCase(
              components,
              seed: seed + UInt64(index) * 100,
              logits: logits,
              order: order,
              images: 2
            )
          )
        }
      }
    }
  }

  static let dialectNames = DetectorConfiguration.dialectNames

  @Test(
    "ignores the same anchors at every threshold",
    arguments: [0, 0.004, 0.02, 0.3, 0.5, 0.62, 0.9, 1],
    [SizeDecoding.exponential(), .exponential(largestFactor: 1.3), .squaredSigmoid]
  )
  func thresholds(threshold: Double, size: SizeDecoding) throws {
    for (overlapOf, side) in [
      (BackgroundOverlap.prediction, ThresholdSide.ignored), (.prediction, .background),
      (.anchor, .ignored),
    ] {
      var components = LossComponents.reference
      components.decoding = BoxDecoding(centerScale: .ordered([1.3, 0.9]), size: size)
      components.background = BackgroundChoice(
        iouThreshold: threshold,
        against: .image,
        atThreshold: side,
        overlapOf: overlapOf
      )
      for seed in Self.seeds {
        try Self.expectAgreement(FastCase(components, seed: seed, classes: 3))
      }
    }
  }

  @Test("a threshold in the middle of the boxes ignores some and not others")
  func someAreIgnored() throws {
    let batch = try FastCase(.reference, seed: 5, cells: (12, 16))
    let report = try DetectorLoss.fast(batch.detector)(
      heads: batch.heads,
      targets: batch.targets
    )
    for scale in report.scales {
      #expect(scale.counts.ignored > 4)
      #expect(scale.counts.background > 10)
    }
  }

  @Test(
    "weights and powers beyond single precision give derivatives that it can hold",
    arguments: [(1e35, 2), (1e45, 2), (1, 1e-50), (1, 30), (1, 1e60), (1e45, 1.5)]
  )
  func extremeChoices(weight: Double, gamma: Double) throws {
    var components = LossComponents.reference
    components.objectness.weight = weight
    components.objectness.focal = FocalModulation(alpha: 0.5, gamma: gamma, form: .squaredDistance)
    for logits in FastCase.Logits.allCases {
      let batch = try FastCase(components, seed: 6, logits: logits)
      // Of a probability that rounds to one, no power is less in the readable form either.
      if gamma < 100 { try Self.expectAgreement(batch) }
      let gradients = try DetectorLoss.fast(batch.detector)
        .withGradient(heads: batch.heads, targets: batch.targets).gradients
      #expect(gradients.allSatisfy { $0.values.allSatisfy(\.isFinite) })
    }
  }

  @Test("logits whose sum is too large for a Float are added up in Double", arguments: dialectNames)
  func hugeLogits(name: String) throws {
    let components = LossComponents.of(dialect: name)
    for channel in [4, 6] {
      var batch = try FastCase(components, seed: 4, classes: 3)
      batch.setAll(channel: channel, to: 3e38)
      let plain = try DetectorLoss.plain(batch.detector)(
        heads: batch.heads,
        targets: batch.targets
      )
      let fast = try DetectorLoss.fast(batch.detector).withGradient(
        heads: batch.heads,
        targets: batch.targets
      )
      #expect(relativeError(fast.report.loss.total, reference: plain.loss.total) < 2e-6)
      #expect(fast.gradients.allSatisfy { $0.values.allSatisfy(\.isFinite) })
    }
  }

  @Test("a grid of several strips agrees")
  func strips() throws {
    let batch = try FastCase(.reference, seed: 9, classes: 2, images: 1, cells: (70, 44))
    try Self.expectAgreement(batch)
  }

  @Test("every number of threads gives the same bits, for either order")
  func threads() throws {
    for order in [HeadOrder.nhwc, .nchw] {
      let batch = try FastCase(
        .of(dialect: "ultralytics"),
        seed: 3,
        order: order,
        classes: 2,
        images: 9,
        cells: (40, 40)
      )
      let one = try DetectorLoss.fast(batch.detector)
        .withGradient(heads: batch.heads, targets: batch.targets)
      for threads in [2, 3, 8] {
        let loss = DetectorLoss.fast(batch.detector, threads: threads)
        let many = try loss.withGradient(heads: batch.heads, targets: batch.targets)
        #expect(many.report == one.report)
        #expect(many.gradients.map(\.values) == one.gradients.map(\.values))
      }
    }
  }

  @Test("every instruction set gives the same bits", arguments: dialectNames)
  func instructions(name: String) throws {
    let components = LossComponents.of(dialect: name)
    for logits in FastCase.Logits.allCases {
      let batch = try FastCase(components, seed: 21, logits: logits)
      let results = try InstructionSet.available.map { set in
        try DetectorLoss(batch.detector, precision: .single, instructions: set)
          .withGradient(heads: batch.heads, targets: batch.targets)
      }
      for result in results {
        #expect(result.report == results[0].report)
        #expect(result.gradients.map(\.values) == results[0].gradients.map(\.values))
      }
    }
  }

  @Test("either order of axes gives the same bits", arguments: dialectNames)
  func orders(name: String) throws {
    let components = LossComponents.of(dialect: name)
    let reports = try [HeadOrder.nhwc, .nchw].map { order in
      let batch = try FastCase(components, seed: 8, order: order)
      return try DetectorLoss.fast(batch.detector)(
        heads: batch.heads,
        targets: batch.targets
      )
    }
    #expect(reports[0] == reports[1])
  }
}

import DetectionAnalysis
import DetectionTestSupport
import Testing

@Suite("Comparing two dialects")
struct DialectComparisonTests {
  /// Two losses that differ in one component only.
  static func comparison(
    _ change: (inout LossComponents) -> Void
  ) throws -> DialectComparison {
    let fixture = try Fixture("random-256x384-nonsquare")
    var other = fixture.configuration
    change(&other.components)
    return try comparison(fixture.detector, other.detector(for: fixture.detector.input))
  }

  private static func comparison(
    _ first: Detector,
    _ second: Detector,
    threads: Int = 2
  ) throws -> DialectComparison {
    let fixture = try Fixture("random-256x384-nonsquare")
    let objects = fixture.objects
    return try DialectComparison(
      first,
      second,
      threads: threads,
      assign: { assigner throws(Diagnostic) in
        try objects.map { image throws(Diagnostic) in try assigner(image) }
      },
      loss: { detector, assignments throws(Diagnostic) in
        try DetectorLoss(detector)(
          heads: fixture.heads,
          targets: assignments.map { assignment throws(Diagnostic) in
            try assignment.targets(for: detector)
          }
        )
      }
    )
  }

  @Test("one changed component explains all of the difference")
  func oneComponent() throws {
    let comparison = try Self.comparison { $0.box.weight(by: 3) }
    let difference =
      comparison.second.report.loss.total - comparison.first.report.loss.total
    #expect(relativeError(difference, reference: 2 * comparison.first.report.loss.box) < 1e-13)
    for step in comparison.steps {
      #expect(step.alone == (step.component == .box ? difference : 0))
      #expect(step.inTurn == (step.component == .box ? difference : 0))
    }
  }

  @Test("the number of threads changes nothing", arguments: [1, 3, 16])
  func threads(count: Int) throws {
    let first = try Fixture("random-256x384-nonsquare").detector
    let second = try first.with(.of(dialect: "ultralytics"))
    let one = try Self.comparison(first, second, threads: 1)
    let several = try Self.comparison(first, second, threads: count)
    #expect(several.steps == one.steps)
    #expect(several.first.report == one.first.report)
    #expect(several.second.report == one.second.report)
  }

  @Test("a mixture that makes no sense is left out, and counted with the next")
  func conflict() throws {
    let comparison = try Self.comparison { $0 = .of(dialect: "mmdetection") }
    let reversed = try Self.comparison(
      comparison.second.detector,
      comparison.first.detector
    )
    for comparison in [comparison, reversed] {
      let difference =
        comparison.second.report.loss.total - comparison.first.report.loss.total
      let sum = comparison.steps.reduce(0) { $0 + ($1.inTurn ?? 0) }
      #expect(abs(sum - difference) < 1e-9)
    }
    let overlap = try Self.comparison { $0 = .of(dialect: "ultralytics") }
    let backwards = try Self.comparison(
      overlap.second.detector,
      Self.comparison { $0 = .of(dialect: "darknet-pjreddie") }.second.detector
    )
    let box = try #require(backwards.steps.first { $0.component == .box })
    #expect(box.alone == nil && box.inTurn == nil)
  }

  @Test("every part is a product, and the factors of a cost lead from one to the other")
  func products() throws {
    for dialect in DetectorConfiguration.dialectNames {
      // A rule that looks at predictions gets none here.
      let rule = LossComponents.of(dialect: dialect).assignment.rule
      if rule == LossComponents.of(dialect: "yolov7").assignment.rule { continue }
      let comparison = try Self.comparison { $0 = .of(dialect: dialect) }
      #expect(comparison.parts.map(\.part) == LossPartName.allCases)
      for side in [\PartComparison.first, \.second] {
        let report = side == \.first ? comparison.first.report : comparison.second.report
        let products = comparison.parts.map { $0[keyPath: side] }
        let sum = products.reduce(0) { $0 + $1.loss }
        #expect(relativeError(sum, reference: report.total) < 1e-12)
        for product in products {
          guard let weight = product.weight, let divisor = product.divisor else {
            #expect(product.loss == 0)
            continue
          }
          let found = Double(product.anchors) * product.cost * weight / divisor
          #expect(relativeError(found, reference: product.loss) < 1e-12)
        }
      }
      for part in comparison.parts where part.first.cost > 0 && part.second.cost > 0 {
        #expect(!part.costFactors.isEmpty)
        #expect(part.costFactors.flatMap(\.changes) == PartComparison.CostFactor.Change.allCases)
        let found = part.costFactors.reduce(part.first.cost) { $0 * $1.factor }
        #expect(relativeError(found, reference: part.second.cost) < 1e-12)
      }
    }
  }

  @Test("what was said of the first side is not said again of the second")
  func notes() throws {
    var small = SmallCase()
    small.objects[0][0] = SmallCase.object(50, 4, 90, 30, 0)
    var other = small.configuration
    other.components.classification.weight = 2
    let example = try small.open()
    #expect(!example.notes.isEmpty)
    #expect(try example.comparison(with: other).notes.isEmpty)
    other.fit = .stretch()
    #expect(try example.comparison(with: other).notes.map(\.code) == ["compare.fit"])
  }

  @Test("weights and divisors of a plain case are those of the configuration")
  func factors() throws {
    let comparison = try Self.comparison {
      $0.box.smallBoxWeight = false
      $0.box.weight(by: 3)
      $0.reduction = .perImage(.sum)
      $0.objectness.weight = 5
    }
    let images = Double(comparison.first.report.images.count)
    for part in comparison.parts {
      #expect(relativeError(part.first.divisor ?? 0, reference: images) < 1e-12)
      #expect(part.second.divisor == 1)
      #expect(relativeError(part.second.cost, reference: part.first.cost) < 1e-12)
    }
    let weights = comparison.parts.map { $0.second.weight ?? 0 }
    #expect(zip(weights, [3, 5, 5, 1]).allSatisfy { abs($0 - $1) < 1e-12 })
    let box = try #require(comparison.parts.first)
    #expect((1...2).contains(box.first.weight ?? 0))
    #expect(!comparison.isComparable)
    #expect(comparison.differing == ["reduction", "box", "objectness"])
    #expect(Set(comparison.reasons.map(\.component)) == [.reduction, .box, .objectness])
    let changes = comparison.reasons.map { abs($0.inTurn ?? 0) }
    #expect(changes == changes.sorted(by: >))
  }

  @Test("tells which decoding the boxes of a dump fit, and where another fits far better")
  func decodings() throws {
    // Three objects and the logits that the reference decodes to their boxes.
    var small = SmallCase()
    try small.trainExactly()
    let comparison = try small.open().comparison(withDialect: "ultralytics")
    let found = try #require(comparison.decodings)
    #expect(found.first < 1e-6 && found.second > 0.1 && found.better == nil)
    small.configuration.components.decoding.size = .squaredSigmoid
    let odd = try small.open().comparison(withDialect: "ultralytics")
    #expect(odd.decodings?.better?.dialect == "reference")
    #expect((odd.decodings?.better?.miss ?? 1) < 1e-6)
  }

  // MARK: - From memory

  /// Members of a configuration file for the detector of ``SmallCase``.
  static func json(_ members: String) -> String {
    """
    {"classes": ["cat", "dog"], "fit": "none", \(members),
     "scales": [{"name": "fine", "stride": 8, "anchors": [[8, 10], [14, 9]]},
                {"name": "coarse", "stride": 16, "anchors": [[20, 18], [30, 26]]}]}
    """
  }

  @Test("a configuration that was read from text keeps its own sections under another dialect")
  func text() throws {
    let own = #""box": {"weight": 0.5, "small_box_weight": false}"#
    var small = SmallCase()
    small.configuration = try DetectorConfiguration(
      json: Self.json(own),
      file: "c.json",
      overrides: ["classification.weight=2"]
    )
    let comparison = try small.open().comparison(withDialect: "ultralytics", keepingOwn: true)
    // The weights of the file and of the override, all else ultralytics'.
    var expected = try DetectorConfiguration(
      name: "c",
      dialect: "ultralytics",
      classes: small.configuration.classes,
      scales: small.configuration.scales
    )
    expected.fit = .none
    expected.components.box.terms[0].weight = 0.5
    expected.components.classification.weight = 2
    #expect(comparison.second.detector.configuration == expected)
    #expect(comparison.second.detector.configuration.ownComponents == [.box, .classification])
    // The plain dialect has none of it.
    let plain = try small.open().comparison(withDialect: "ultralytics").second.detector
    #expect(plain.configuration.ownComponents.isEmpty)
    #expect(plain.fit == .none && plain.configuration.classes == small.configuration.classes)
    small.configuration = expected
    #expect(try small.open().loss() == comparison.second.report)
  }

  @Test("one made in memory is put beside the whole dialect")
  func made() throws {
    var small = SmallCase()
    let plain = small.configuration
    small.configuration.components.box.smallBoxWeight = false
    let comparison = try small.open().comparison(withDialect: "darknet-pjreddie")
    #expect(comparison.first.detector.configuration.ownComponents == [.box])
    #expect(comparison.second.detector.configuration.ownComponents.isEmpty)
    small.configuration = try DetectorConfiguration(
      dialect: "darknet-pjreddie",
      classes: plain.classes,
      scales: plain.scales
    )
    small.configuration.fit = .none
    #expect(try small.open().loss() == comparison.second.report)
    #expect(comparison.second.report != comparison.first.report)
  }
}

extension BoxLossChoice {
  fileprivate mutating func weight(by factor: Double) {
    terms = terms.map { BoxTerm($0.loss, weight: $0.weight * factor) }
  }
}

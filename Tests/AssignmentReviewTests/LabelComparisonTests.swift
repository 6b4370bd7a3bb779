import AssignmentReview
import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

@Suite("Comparing label tensors with a rule")
struct LabelComparisonTests {
  static let classes = 5

  /// Objects of every size, in four images, each with a small one far from the first cells.
  static let images: [[LabeledBox]] = (0..<4).map { seed in
    let random = TestAssigner.randomObjects(8, seed: UInt64(seed), width: 608, height: 320)
    let small = [
      TestAssigner.object(500.5, 290.25, 5, 4), TestAssigner.object(431, 300, 4, 6),
      TestAssigner.object(204, 204, 20, 20), TestAssigner.object(204, 206, 20, 20),
    ]
    return (random + small).enumerated().map { index, object in
      LabeledBox(box: object.box, classID: (index + seed) % classes)
    }
  }

  static func assigner(
    _ choice: AssignmentChoice = AssignmentChoice(),
    scales: [DetectionScale] = DetectionScale.yolov3
  ) throws -> TargetAssigner {
    try TestAssigner.assigner(
      choice,
      width: 608,
      height: 320,
      scales: scales,
      classes: classes
    )
  }

  /// What a pipeline with these choices writes, through the dense form and back.
  static func written(
    _ choice: AssignmentChoice = AssignmentChoice(),
    scales: [DetectionScale] = DetectionScale.yolov3,
    smoothing: Double = 0.01,
    form: SmoothingForm = .uniform,
    images: [[LabeledBox]] = images,
    change: (WrittenAnchor, Detector.Scale) -> WrittenAnchor = { anchor, _ in anchor }
  ) throws -> [[WrittenAnchor]] {
    let assigner = try assigner(choice, scales: scales)
    return try images.map { objects in
      let targets = try assigner(objects).targets(for: assigner.detector)
      return try assigner.detector.scales.flatMap { scale -> [WrittenAnchor] in
        let label = try DenseLabels.label(
          targets.scales[scale.index],
          scale: scale,
          smoothing: smoothing,
          form: form
        )
        return WrittenAnchor.all(on: scale) { Double(label[$0]) }
          .map { change($0, scale) }
      }
    }
  }

  static func comparison(
    _ written: [[WrittenAnchor]],
    _ choice: AssignmentChoice = AssignmentChoice(),
    images: [[LabeledBox]] = images,
    tolerance: LabelComparison.Tolerance = LabelComparison.Tolerance()
  ) throws -> LabelComparison {
    try LabelComparison(
      of: images,
      by: assigner(choice),
      written: written,
      tolerance: tolerance
    )
  }

  @Test("the rule's own tensors do not differ", arguments: AssignmentExplanationTests.policies)
  func same(policy: CollisionPolicy) throws {
    for rule in AssignmentExplanationTests.rules
    where AssignmentExplanationTests.goTogether(rule, policy) {
      let choice = AssignmentChoice(rule: rule, collision: policy)
      let comparison = try Self.comparison(Self.written(choice), choice)
      #expect(comparison.differenceCount == 0)
      #expect(comparison.likelyCauses.isEmpty)
    }
  }

  // MARK: - Causes

  /// The habits that are found in labels, and how many differences they leave.
  static func causes(_ written: [[WrittenAnchor]]) throws -> [String] {
    let comparison = try comparison(written)
    #expect(comparison.differenceCount > 0)
    #expect(comparison.likelyCauses.allSatisfy { $0.explained == $0.total })
    return comparison.likelyCauses.map(\.cause)
  }

  @Test("another rule or policy is recognised")
  func choices() throws {
    for rule in [
      AssignmentRule.bestAnchor, .sizeRatio(below: 4, neighborCells: false),
      .sizeRatio(below: 4, neighborCells: true), .shapeIoU(threshold: 0.2),
    ] {
      let written = try Self.written(AssignmentChoice(rule: rule))
      #expect(try Self.causes(written) == ["theirs gives out anchors as rule \(rule.rule.words)"])
    }
    let first = try Self.written(AssignmentChoice(collision: .first))
    #expect(
      try Self.causes(first) == [
        "two objects on one anchor: theirs does as collision \"first\": the earlier object keeps it"
      ]
    )
  }

  @Test("anchors in the other unit are recognised")
  func units() throws {
    func scales(_ factor: (Double) -> Double) -> [DetectionScale] {
      DetectionScale.yolov3.map { scale in
        let factor = factor(Double(scale.stride))
        return DetectionScale(
          name: scale.name,
          stride: scale.stride,
          anchorSides: scale.anchors.map { ($0.width * factor, $0.height * factor) }
        )
      }
    }
    #expect(
      try Self.causes(Self.written(scales: scales { $0 })) == [
        "theirs takes the anchors for cells: each is as many times too large as the stride"
      ]
    )
    #expect(
      try Self.causes(Self.written(scales: scales { 1 / $0 })) == [
        "theirs takes the anchors for pixels: each is as many times too small as the stride"
      ]
    )
  }

  @Test("the fallback's cell of the reference's own code is recognised")
  func fallback() throws {
    let assigner = try Self.assigner()
    let last = assigner.detector.scales[2]
    var written = try Self.written()
    for (image, objects) in Self.images.enumerated() {
      let fallbacks = try assigner(objects).assigned.filter(\.isFallback)
        .flatMap { $0.matches.map(\.site) }
      var moved: [AnchorSite: WrittenAnchor] = [:]
      for anchor in written[image] {
        var site = anchor.site
        if fallbacks.contains(site) {
          site.row = min(site.row, last.rows - 1)
          site.column = min(site.column, last.columns - 1)
        }
        // Of the two small objects the later one is also the lower one.
        moved[site] = Self.copy(anchor, site: site)
      }
      written[image] = moved.values.sorted { $0.site < $1.site }
    }
    #expect(
      try Self.causes(written) == [
        """
        the cell of an object that no anchor passed for is clamped to the grid of the last scale \
        (a fault of the reference's own dataset.py)
        """
      ]
    )
  }

  static func copy(
    _ anchor: WrittenAnchor,
    site: AnchorSite? = nil,
    objectness: Double = 1,
    box: [Double]? = nil,
    classes: [Double]? = nil
  ) -> WrittenAnchor {
    WrittenAnchor(
      site: site ?? anchor.site,
      objectness: objectness,
      box: box ?? anchor.box,
      classes: classes ?? anchor.classes
    )
  }

  @Test("boxes in another form are recognised, and their objects still known")
  func boxForms() throws {
    let forms: [(String, ([Double], Detector.Scale) -> [Double])] = [
      (
        "fractions of the network input",
        { box, _ in [box[0] / 608, box[1] / 320, box[2] / 608, box[3] / 320] }
      ),
      ("in cells of the scale", { box, grid in box.map { $0 / Double(grid.stride) } }),
      (
        "corners",
        { box, _ in
          [
            box[0] - box[2] / 2, box[1] - box[3] / 2, box[0] + box[2] / 2, box[1] + box[3] / 2,
          ]
        }
      ),
      (
        "written with y before x and height before width",
        { box, _ in [box[1], box[0], box[3], box[2]] }
      ),
      ("written with height before width", { box, _ in [box[0], box[1], box[3], box[2]] }),
      (
        "the top-left corner and the size",
        { box, _ in [box[0] - box[2] / 2, box[1] - box[3] / 2, box[2], box[3]] }
      ),
    ]
    for (words, change) in forms {
      let written = try Self.written { Self.copy($0, box: change($0.box, $1)) }
      #expect(
        try Self.causes(written) == ["boxes are \(words); expected centre and size in pixels"]
      )
    }
  }

  @Test("a mistake on one scale only is recognised as that")
  func oneScale() throws {
    let cells = try Self.written { anchor, scale in
      scale.index == 1
        ? Self.copy(anchor, box: anchor.box.map { $0 / Double(scale.stride) }) : anchor
    }
    #expect(
      try Self.causes(cells) == [
        "boxes are in cells of the scale; expected centre and size in pixels, on scale \"medium\" only"
      ]
    )
    let reversed = try Self.written { anchor, scale in
      var site = anchor.site
      if scale.index == 0 { site.anchor = 2 - site.anchor }
      return Self.copy(anchor, site: site)
    }
    #expect(
      try Self.causes(reversed) == [
        "the anchors of a cell stand in reverse order, on scale \"small\" only"
      ]
    )
  }

  @Test("reversed anchors, and images in another order, are recognised")
  func orders() throws {
    let reversed = try Self.written { anchor, _ in
      var site = anchor.site
      site.anchor = 2 - site.anchor
      return Self.copy(anchor, site: site)
    }
    #expect(try Self.causes(reversed) == ["the anchors of a cell stand in reverse order"])
    let written = try Self.written()
    let causes = try Self.comparison(Array(written.dropFirst() + written.prefix(1))).likelyCauses
    #expect(
      causes.first?.cause
        == "their images stand in another order: their image 0 is image 1"
    )
    #expect(causes.first.map { $0.explained == $0.total } == true)
  }

  @Test("boxes cut to whole pixels are recognised")
  func wholePixels() throws {
    let written = try Self.written { anchor, _ in
      let b = anchor.box
      let (x1, y1) = ((b[0] - b[2] / 2).rounded(.down), (b[1] - b[3] / 2).rounded(.down))
      let (x2, y2) = ((b[0] + b[2] / 2).rounded(.down), (b[1] + b[3] / 2).rounded(.down))
      return Self.copy(anchor, box: [(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1])
    }
    #expect(try Self.causes(written) == ["boxes were cut to whole pixels"])
  }

  @Test("boxes that are whole already and were moved are not called cut")
  func movedWholePixels() throws {
    let written = try Self.written { anchor, _ in
      let b = anchor.box
      return Self.copy(
        anchor,
        box: [
          b[0].rounded() + 2, b[1].rounded(), (b[2] / 2).rounded() * 2, (b[3] / 2).rounded() * 2,
        ]
      )
    }
    #expect(!(try Self.causes(written)).contains("boxes were cut to whole pixels"))
  }

  @Test("other smoothing, and classes counted from one, are recognised")
  func classValues() throws {
    #expect(try Self.causes(Self.written(smoothing: 0)) == ["classes are not smoothed"])
    let half = try Self.written(smoothing: 0.1, form: .half)
    #expect(try Self.causes(half) == ["classes are smoothed by 0.1, form half, y (1 - e) + e / 2"])
    // PaddleDetection's: a fortieth.
    let flip = try Self.written(smoothing: 0.025, form: .flip)
    #expect(try Self.causes(flip) == ["classes are smoothed by 0.025, form flip, 1 - e and e"])
    let fromOne = try Self.written { anchor, _ in
      Self.copy(
        anchor,
        classes: Array(anchor.classes.suffix(1) + anchor.classes.dropLast())
      )
    }
    #expect(try Self.causes(fromOne) == ["classes are counted from 1; expected from 0"])
  }

  @Test("two mistakes at once are both recognised")
  func twoMistakes() throws {
    let written = try Self.written(AssignmentChoice(rule: .bestAnchor), smoothing: 0) {
      anchor,
      _ in
      Self.copy(
        anchor,
        box: [
          anchor.box[0] / 608, anchor.box[1] / 320, anchor.box[2] / 608, anchor.box[3] / 320,
        ]
      )
    }
    #expect(
      try Self.causes(written) == [
        "theirs gives out anchors as rule \"best_anchor\"",
        "boxes are fractions of the network input; expected centre and size in pixels",
        "classes are not smoothed",
      ]
    )
  }

  @Test("nothing usual is guessed where nothing usual fits")
  func noCause() throws {
    var written = try Self.written()
    written[0][0] = Self.copy(written[0][0], objectness: 0.5)
    let comparison = try Self.comparison(written)
    #expect(comparison.differenceCount == 1)
    #expect(comparison.likelyCauses.isEmpty)
  }
}

import AnchorDecoding
import BoxGeometry
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

@Suite("The loss of a batch")
struct DetectorLossTests {
  static let sizes = (images: 3, rows: [8, 4], columns: [12, 6], anchors: 2, classes: 4)

  static let detector = detector(.reference)

  static func detector(_ components: LossComponents) -> Detector {
    do {
      return try .of(
        scales,
        width: 96,
        height: 64,
        classes: sizes.classes,
        components: components
      )
    } catch {
      preconditionFailure("\(error)")
    }
  }

  static let scales = [
    DetectionScale(
      name: "fine",
      stride: 8,
      anchors: [(12, 9), (20, 31)].map { AnchorSize(width: $0, height: $1) }
    ),
    DetectionScale(
      name: "coarse",
      stride: 16,
      anchors: [(40, 30), (61, 52)].map { AnchorSize(width: $0, height: $1) }
    ),
  ]

  /// Random logits of every scale by image, row, column, anchor and channel, in that order.
  static func logits(seed: UInt64, spread: Double = 2) -> [[Float]] {
    var generator = SeededGenerator(seed: seed)
    return (0..<2).map { scale in
      (0..<sizes.images * sizes.rows[scale] * sizes.columns[scale] * sizes.anchors * 9).map { _ in
        Float(generator.bell() * spread)
      }
    }
  }

  static func objects(seed: UInt64) -> [[LabeledBox]] {
    var generator = SeededGenerator(seed: seed &+ 1000)
    return (0..<sizes.images).map { image in
      (0..<image * 3).map { _ in
        let box = CornerBox.random(inSquareOf: 64, using: &generator)
        return LabeledBox(box: box, classID: Int(generator.next() % 4))
      }
    }
  }

  static func targets(
    _ objects: [[LabeledBox]],
    _ detector: Detector = detector
  ) throws -> [ImageTargets] {
    let assigner = TargetAssigner(detector)
    return try objects.map { try assigner($0).targets(for: detector) }
  }

  /// Heads of the logits in an order; `images` are the images to take, in their order.
  static func heads(
    _ logits: [[Float]],
    order: HeadOrder = .nhwac,
    images: [Int] = [0, 1, 2]
  ) throws -> [RawHead] {
    try (0..<2).map { scale in
      let (rows, columns) = (sizes.rows[scale], sizes.columns[scale])
      let (anchors, channels) = (sizes.anchors, 5 + sizes.classes)
      func value(_ n: Int, _ h: Int, _ w: Int, _ a: Int, _ c: Int) -> Float {
        logits[scale][(((n * rows + h) * columns + w) * anchors + a) * channels + c]
      }
      var values: [Float] = []
      var shape: [Int]
      switch order {
      case .nhwac, .nhwc:
        for n in images {
          for h in 0..<rows {
            for w in 0..<columns {
              for a in 0..<anchors { values += (0..<channels).map { value(n, h, w, a, $0) } }
            }
          }
        }
        shape = [images.count, rows, columns]
        shape += order == .nhwc ? [anchors * channels] : [anchors, channels]
      case .nchw:
        for n in images {
          for a in 0..<anchors {
            for c in 0..<channels {
              for h in 0..<rows { values += (0..<columns).map { value(n, h, $0, a, c) } }
            }
          }
        }
        shape = [images.count, anchors * channels, rows, columns]
      case .nahwc:
        for n in images {
          for a in 0..<anchors {
            for h in 0..<rows {
              for w in 0..<columns { values += (0..<channels).map { value(n, h, w, a, $0) } }
            }
          }
        }
        shape = [images.count, anchors, rows, columns, channels]
      }
      return try RawHead(
        name: scales[scale].name,
        values: values,
        order: order,
        shape: shape,
        anchors: anchors,
        classes: sizes.classes
      )
    }
  }

  @Test("every layout gives the same bits", arguments: UInt64(0)..<4)
  func layouts(seed: UInt64) throws {
    let logits = Self.logits(seed: seed)
    let targets = try Self.targets(Self.objects(seed: seed))
    let first = try DetectorLoss.fast(Self.detector)(
      heads: try Self.heads(logits),
      targets: targets
    )
    #expect(first.loss.total > 0)
    for order in HeadOrder.allCases {
      let heads = try Self.heads(logits, order: order)
      #expect(
        try DetectorLoss.fast(Self.detector)(heads: heads, targets: targets) == first
      )
    }
  }

  @Test("permuting a batch permutes its images and keeps its loss", arguments: UInt64(0)..<4)
  func permutation(seed: UInt64) throws {
    let logits = Self.logits(seed: seed)
    let targets = try Self.targets(Self.objects(seed: seed))
    let loss = DetectorLoss.plain(Self.detector)
    let before = try loss(heads: try Self.heads(logits), targets: targets)
    let order = [2, 0, 1]
    let after = try loss(
      heads: try Self.heads(logits, images: order),
      targets: order.map { targets[$0] }
    )
    #expect(after.images == order.map { before.images[$0] })
    #expect(relativeError(after.loss.total, reference: before.loss.total) < 1e-14)
    #expect(after.scales.map(\.counts) == before.scales.map(\.counts))
  }

  @Test("a batch is the mean, or the sum, of its images", arguments: [BatchReduction.mean, .sum])
  func reduction(over batch: BatchReduction) throws {
    var components = LossComponents.reference
    components.reduction = .perImage(batch)
    let logits = Self.logits(seed: 9)
    let targets = try Self.targets(Self.objects(seed: 9))
    let loss = DetectorLoss.plain(Self.detector(components))
    let whole = try loss(heads: try Self.heads(logits), targets: targets)
    let single = try (0..<3).map { image in
      try loss(heads: try Self.heads(logits, images: [image]), targets: [targets[image]]).loss.total
    }
    let sum = single.reduce(0, +)
    let expected = batch == .mean ? sum / 3 : sum
    #expect(relativeError(whole.loss.total, reference: expected) < 1e-14)
  }

  @Test("counts add up to all anchors, and no background image has positives")
  func counts() throws {
    let report = try DetectorLoss.plain(Self.detector)(
      heads: try Self.heads(Self.logits(seed: 3)),
      targets: try Self.targets(Self.objects(seed: 3))
    )
    for (scale, anchors) in zip(report.scales, [8 * 12 * 2 * 3, 4 * 6 * 2 * 3]) {
      #expect(scale.counts.positives + scale.counts.ignored + scale.counts.background == anchors)
    }
    #expect(report.images[0].objects.isEmpty)
    #expect(report.images[0].background == report.images[0].loss.total)
  }

  @Test("every finite logit gives a finite loss", arguments: [0, 1, 2, 3, 4, 5, 8])
  func extremes(channel: Int) throws {
    for value in [Float.greatestFiniteMagnitude, -Float.greatestFiniteMagnitude, 100, -100, 38.6] {
      var logits = Self.logits(seed: 5)
      for scale in 0..<2 {
        for index in stride(from: channel, to: logits[scale].count, by: 9) {
          logits[scale][index] = value
        }
      }
      let targets = try Self.targets(Self.objects(seed: 5))
      let heads = try Self.heads(logits)
      let double = try DetectorLoss.plain(Self.detector)(heads: heads, targets: targets)
      #expect(double.loss.total.isFinite)
      // Half of the largest Float squared is beyond Float: such a logit is for Double.
      if abs(value) < 1e30 || channel < 4 {
        let single = try DetectorLoss.fast(Self.detector)(heads: heads, targets: targets)
        #expect(relativeError(single.loss.total, reference: double.loss.total) < 1e-5)
      }
      if channel == 2 || channel == 3, abs(value) >= 100 {
        #expect(double.clampedSizes == 3 * (8 * 12 + 4 * 6) * 2)
      }
    }
  }

  @Test("NaN in a channel that takes part in nothing is still an error that names it")
  func notANumber() throws {
    var logits = Self.logits(seed: 5)
    logits[1][9 * 7 + 8] = .nan
    let heads = try Self.heads(logits)
    let targets = try Self.targets([[], [], []])
    let error = #expect(throws: Diagnostic.self) {
      try DetectorLoss.plain(Self.detector)(heads: heads, targets: targets)
    }
    #expect(
      error?.description == """
        array "coarse", image 0, row 0, column 3, anchor 1, channel 8 (class 3): found NaN, the \
        only such value; allowed finite numbers, for a loss of others is meaningless; look for \
        the step that made it
        """
    )
  }

  @Test("an anchor whose size is clamped is named by its image and its place")
  func clampedSize() throws {
    var logits = Self.logits(seed: 5)
    // Image 2, row 1, column 3, anchor 1 of the coarse scale.
    logits[1][(((2 * 4 + 1) * 6 + 3) * 2 + 1) * 9 + 2] = 100
    let heads = try Self.heads(logits)
    let targets = try Self.targets(Self.objects(seed: 5))
    for loss in [DetectorLoss.plain(Self.detector), .fast(Self.detector)] {
      let report = try loss(heads: heads, targets: targets)
      #expect(report.clampedSizes == 1)
      let found = try #require(report.firstClampedSizes.first)
      #expect([found.image, found.row, found.column, found.anchor] == [2, 1, 3, 1])
      #expect(found.scale == "coarse" && found.sides.map(\.channel) == ["tw"])
    }
  }

  @Test("dense labels of an assignment give its loss again")
  func denseLabels() throws {
    let logits = Self.logits(seed: 11)
    let targets = try Self.targets(Self.objects(seed: 11))
    let loss = DetectorLoss.plain(Self.detector)
    let sparse = try loss(heads: try Self.heads(logits), targets: targets)
    let dense = try targets.map { image in
      ImageTargets(
        scales: try zip(Self.detector.scales, image.scales).map { scale, written in
          let label = try DenseLabels.label(written, scale: scale, smoothing: 0.01)
          let boxes = try DenseLabels.boxes(written, capacity: 9)
          return try DenseLabels.targets(
            scale: scale,
            boxCapacity: 9,
            label: { Double(label[$0]) },
            boxes: { Double(boxes[$0]) }
          )
        }
      )
    }
    let again = try loss(heads: try Self.heads(logits), targets: dense)
    #expect(relativeError(again.loss.total, reference: sparse.loss.total) < 1e-6)
    #expect(again.scales.map(\.counts) == sparse.scales.map(\.counts))
    #expect(again.images.map(\.objects.count) == [0, 0, 0])
  }

  @Test("heads and targets that do not belong together are refused in words")
  func mismatches() throws {
    let heads = try Self.heads(Self.logits(seed: 0))
    let targets = try Self.targets([[], [], []])
    let loss = DetectorLoss.fast(Self.detector)
    func message(_ heads: [RawHead], _ targets: [ImageTargets]) -> String {
      do {
        _ = try loss(heads: heads, targets: targets)
        return "no error"
      } catch {
        return error.description
      }
    }
    #expect(
      message([heads[0]], targets)
        == """
        found 1 head; allowed one for each of 2 scales; give the heads in the order of the scales
        """
    )
    #expect(
      message(heads, [targets[0]])
        == """
        array "fine": found 3 images; allowed 1, as there are targets for; take both from one batch
        """
    )
    #expect(
      message(heads, targets.map { ImageTargets(scales: [$0.scales[0]]) })
        == """
        targets of image 0: found 1 scale; allowed 2, as the detector has; make the targets with the \
        detector of the loss
        """
    )
    #expect(
      message(heads.reversed(), targets)
        == """
        array "coarse": found 4 x 6 cells, 2 anchors and 4 classes; allowed those of scale "fine", \
        8 x 12 cells, 2 anchors and 4 classes; this is a head of scale "coarse": give the heads in \
        the order of the scales
        """
    )
  }
}

import DetectionAnalysis
import DetectionTestSupport
import GroundTruthFiles
import LossFunctions
import TensorFiles
import Testing

/// Calls of the single modules, with what another input, another detector or a broken file gives.
extension MisuseTests {
  /// A detector of 64 by 32 pixels, heads and targets that belong to it, and a chance to spoil them.
  struct LossCall {
    var detector: Detector
    var heads: [RawHead]
    var targets: [ImageTargets]

    init() throws {
      let small = SmallCase()
      detector = try small.configuration.detector(for: PixelSize(width: 64, height: 32))
      heads = try Self.heads(small)
      targets = try Self.targets(small.objects, detector)
    }

    static func heads(_ small: SmallCase) throws -> [RawHead] {
      try [("fine", small.fine, small.fineShape), ("coarse", small.coarse, small.coarseShape)].map {
        try RawHead(name: $0, values: $1, order: .nhwac, shape: $2, anchors: 2, classes: 2)
      }
    }

    static func targets(_ objects: [[LabeledBox]], _ detector: Detector) throws -> [ImageTargets] {
      try objects.map { try TargetAssigner(detector)($0).targets(for: detector) }
    }

    /// The first positive anchor of the first image on the scale that has one.
    mutating func spoil(_ change: (inout PositiveAnchor) -> Void) throws {
      let scale = try #require(targets[0].scales.firstIndex { !$0.positives.isEmpty })
      change(&targets[0].scales[scale].positives[0])
    }

    /// Every way to a loss, of which none may compute; the first error is thrown on.
    func everyWay() throws {
      var buffers = heads.map { [Double](repeating: 7, count: $0.layout.valueCount) }
      var buffer = GradientBuffer(for: heads)
      var errors: [any Error] = []
      for precision in [DetectorLoss.Precision.single, .double, .asStored] {
        for checking in [DetectorLoss.ValueCheck.everyValue, .valuesThatTakePart] {
          let loss = DetectorLoss(detector, precision: precision, checking: checking)
          let ways: [(inout [[Double]], inout GradientBuffer) throws -> Void] = [
            { _, _ in _ = try loss(heads: heads, targets: targets) },
            { _, _ in _ = try loss.withGradient(heads: heads, targets: targets) },
            {
              _ = try loss(heads: heads, targets: targets, addingGradientTo: &$0); _ = $1
            },
            {
              _ = try loss(heads: heads, targets: targets, replacing: &$1); _ = $0
            },
            { _, _ in
              _ = try loss(heads: heads, targets: targets) { _, _ in
                Issue.record("a piece of a gradient of nothing")
              }
            },
          ]
          for way in ways {
            do { try way(&buffers, &buffer) } catch {
              errors.append(error)
              continue
            }
            Issue.record("a loss of what does not belong together, \(precision), \(checking)")
          }
        }
      }
      // Nothing was added on the way.
      #expect(buffers.allSatisfy { $0.allSatisfy { $0 == 7 } })
      if let first = errors.first { throw first }
    }
  }

  /// A change of heads and targets of which no loss can be computed.
  static func spoilt(
    _ description: String,
    _ code: String,
    _ words: String...,
    change: @escaping @Sendable (inout LossCall) throws -> Void
  ) -> WrongCall {
    WrongCall(description, code, words) {
      var call = try LossCall()
      try change(&call)
      try call.everyWay()
    }
  }

  static let losses: [WrongCall] = [
    spoilt("a class target beyond the classes", "loss.target-class", "class 2", "0 to 1") {
      try $0.spoil { $0.classTargets = [.index(2)] }
    },
    spoilt("a class target below zero", "loss.target-class", "class -1", "image 0") {
      try $0.spoil { $0.classTargets = [.index(-1)] }
    },
    spoilt("a class target far beyond", "loss.target-class", "[0, 100]") {
      try $0.spoil { $0.classTargets = [.indices([0, 100])] }
    },
    spoilt("no class at all", "loss.target-class") {
      try $0.spoil { $0.classTargets = [.indices([])] }
    },
    spoilt("class values of three classes", "loss.target-class", "3 class values") {
      try $0.spoil { $0.classTargets = [.distribution([1, 0, 0])] }
    },
    spoilt("class values that are no numbers", "loss.target-class") {
      try $0.spoil { $0.classTargets = [.distribution([.nan, 0])] }
    },
    spoilt("a cell beyond the grid", "loss.target-anchor", "row 40", "4 rows") {
      try $0.spoil { $0.site.row = 40 }
    },
    spoilt("an anchor beyond the scale's", "loss.target-anchor", "anchor 2") {
      try $0.spoil { $0.site.anchor = 2 }
    },
    spoilt("a box around no point", "loss.target-box", "nan") {
      try $0.spoil {
        $0.boxes[0].box = CenterBox(centerX: .nan, centerY: 0, width: 1, height: 1)
      }
    },
    spoilt("a box without a width", "loss.target-box", "0.0") {
      try $0.spoil { $0.boxes[0].box = CenterBox(centerX: 9, centerY: 9, width: 0, height: 1) }
    },
    spoilt("a listed object without an end", "loss.target-box", "background object 0", "inf") {
      $0.targets[0].scales[0].backgroundObjects = [
        CornerBox(minX: 0, minY: 0, maxX: .infinity, maxY: 9)
      ]
    },
    spoilt("an object that the image has not", "loss.target-object", "object 7") {
      try $0.spoil { $0.boxes[0].object = 7 }
    },
    spoilt("targets over another input", "targets.other-detector", "image 0", "128x64", "64x32") {
      let other = try $0.detector.configuration.detector(for: PixelSize(width: 128, height: 64))
      $0.targets = try LossCall.targets(SmallCase().objects, other)
    },
    spoilt("targets over another input, without objects", "targets.other-detector", "96x32") {
      let other = try $0.detector.configuration.detector(for: PixelSize(width: 96, height: 32))
      $0.targets = try LossCall.targets([[], []], other)
    },
    spoilt("targets for other anchors", "targets.other-detector", "\"fine\"", "9x10", "8x10") {
      var other = $0.detector.configuration
      other.scales[0].anchors[0].width = 9
      let detector = try other.detector(for: $0.detector.input)
      $0.targets = try LossCall.targets(SmallCase().objects, detector)
    },
    spoilt("targets for scales in another order", "targets.other-detector", "\"coarse\"") {
      var other = $0.detector.configuration
      other.scales.reverse()
      let detector = try other.detector(for: $0.detector.input)
      $0.targets = try LossCall.targets(SmallCase().objects, detector)
    },
    spoilt("targets for more classes", "targets.other-detector", "3 classes") {
      var other = $0.detector.configuration
      other.classes = ClassList(count: 3)
      let detector = try other.detector(for: $0.detector.input)
      $0.targets = try LossCall.targets(SmallCase().objects, detector)
    },
    spoilt("heads in another order", "heads.scale", "\"coarse\"", "order of the scales") {
      $0.heads.reverse()
    },
    spoilt("heads in another order, without objects", "heads.scale", "\"coarse\"") {
      $0.heads.reverse()
      $0.targets = try LossCall.targets([[], []], $0.detector)
    },
    spoilt("a head too few", "loss.head-count", "1 head") { $0.heads.removeLast() },
    spoilt("targets of an image too few", "loss.image-count") { $0.targets.removeLast() },
    spoilt("heads over another input", "heads.scale", "8 x 16 cells") {
      var small = SmallCase()
      small.fine = .init(repeating: 0, count: 3584)
      small.fineShape = [2, 8, 16, 2, 7]
      $0.heads[0] = try LossCall.heads(small)[0]
    },
    WrongCall("buffers of another size", "loss.gradient-buffer", "896") {
      let call = try LossCall()
      var buffers: [[Float]] = [[], []]
      _ = try DetectorLoss(call.detector)(
        heads: call.heads,
        targets: call.targets,
        addingGradientTo: &buffers
      )
    },
    WrongCall("a buffer for other heads", "loss.gradient-buffer", "[2, 4, 8, 2, 7]") {
      let call = try LossCall()
      var buffer = GradientBuffer(for: [call.heads[1]])
      _ = try DetectorLoss(call.detector)(
        heads: call.heads,
        targets: call.targets,
        replacing: &buffer
      )
    },
  ]

  /// Spoils a value of the fine head and decodes it in one of the two ways.
  private static func decoding(
    _ value: Float,
    at place: Int,
    _ decode: (RawHead, Detector.Scale) throws -> Void
  ) throws {
    var small = SmallCase()
    // The objectness of the anchor passes every threshold.
    small.fine[place / 7 * 7 + 4] = 9
    small.fine[place] = value
    let call = try LossCall()
    try decode(LossCall.heads(small)[0], call.detector.scales[0])
  }

  static let decodings: [WrongCall] = [
    WrongCall("a width that is no number", "heads.non-finite", "anchor 1", "tw", "NaN") {
      try decoding(.nan, at: 9) { _ = try $0.detections(image: 0, scale: $1, scoreAbove: 0.5) }
    },
    WrongCall("a class that is no number", "heads.non-finite", "class 1", "NaN") {
      try decoding(.nan, at: 13) { _ = try $0.detections(image: 0, scale: $1, scoreAbove: 0.5) }
    },
    WrongCall("an objectness that is no number", "heads.non-finite", "objectness", "image 1") {
      try decoding(.nan, at: 448 + 4) {
        _ = try $0.detections(image: 1, scale: $1, scoreAbove: 0.5)
      }
    },
    WrongCall("an infinite place", "heads.non-finite", "tx", "-infinity") {
      try decoding(-.infinity, at: 7) {
        _ = try $0.detections(image: 0, scale: $1, scoreAbove: 0)
      }
    },
    WrongCall("a value that is no number, all decoded", "heads.non-finite", "image 1", "row 3") {
      try decoding(.nan, at: 895) { _ = try $0.decodedValues(image: 1, scale: $1) }
    },
    WrongCall("an image that a head has not", "request.no-image", "image 2", "0 to 1") {
      try decoding(0, at: 0) { _ = try $0.detections(image: 2, scale: $1, scoreAbove: 0.5) }
    },
    WrongCall("an image below zero, all decoded", "request.no-image", "image -1") {
      try decoding(0, at: 0) { _ = try $0.decodedValues(image: -1, scale: $1) }
    },
    WrongCall("a score that is no number", "request.threshold", "nan") {
      try decoding(0, at: 0) { _ = try $0.detections(image: 0, scale: $1, scoreAbove: .nan) }
    },
    WrongCall("no room for what is decoded", "request.no-room", "3 values", "448") {
      try decoding(0, at: 0) { head, scale in
        var values: [Float] = [0, 0, 0]
        var span = values.mutableSpan
        try head.decode(image: 0, scale: scale, into: &span)
      }
    },
    WrongCall("a head without classes", "heads.class-count", "0 classes") {
      _ = try RawHead(
        name: "s",
        values: [Float](repeating: 0, count: 5),
        order: .nhwc,
        shape: [1, 1, 5],
        anchors: 1,
        classes: 0
      )
    },
    WrongCall("a head's values, one missing", "heads.value-count", "\"s\"", "5 values", "[1, 1, 6]")
    {
      _ = try RawHead(
        name: "s",
        values: [Float](repeating: 0, count: 5),
        order: .nhwc,
        shape: [1, 1, 6],
        anchors: 1,
        classes: 1
      )
    },
    WrongCall("distances of another shape", "heads.strides", "[4]") {
      _ = try HeadLayout(.nhwc, shape: [1, 1, 6], byteDistances: [4], anchors: 1, classes: 1)
    },
    WrongCall("a picture without pixels", "fit.no-pixels", "0x32") {
      _ = try FitTransform(
        .letterbox(),
        image: PixelSize(width: 0, height: 32),
        input: PixelSize(width: 64, height: 32)
      )
    },
  ]

  static let assignments: [WrongCall] = [
    WrongCall("an object of a class too many", "object.class-range", "object 0", "class 2") {
      let call = try LossCall()
      _ = try TargetAssigner(call.detector)([SmallCase.object(2, 3, 12, 14, 2)])
    },
    WrongCall("an object of a class below zero", "object.class-range", "class -1") {
      let call = try LossCall()
      _ = try TargetAssigner(call.detector).explanation(
        of: [SmallCase.object(2, 3, 12, 14, -1)]
      )
    },
    WrongCall("an assignment for another detector", "targets.other-detector", "128x64") {
      let call = try LossCall()
      let other = try call.detector.configuration.detector(for: PixelSize(width: 128, height: 64))
      _ = try TargetAssigner(call.detector)(SmallCase().objects[0]).targets(for: other)
    },
    WrongCall("dense labels of a class too many", "loss.target-class", "class 9") {
      var call = try LossCall()
      try call.spoil { $0.classTargets = [.index(9)] }
      for (scale, targets) in zip(call.detector.scales, call.targets[0].scales) {
        _ = try DenseLabels.label(targets, scale: scale, smoothing: 0)
      }
    },
    WrongCall("dense labels of a cell too many", "loss.target-anchor", "row 99") {
      var call = try LossCall()
      try call.spoil { $0.site.row = 99 }
      for (scale, targets) in zip(call.detector.scales, call.targets[0].scales) {
        _ = try DenseLabels.label(targets, scale: scale, smoothing: 0)
      }
    },
    WrongCall("a list with too little room", "targets.capacity", "at least") {
      let call = try LossCall()
      for targets in call.targets[0].scales { _ = try DenseLabels.boxes(targets, capacity: 0) }
    },
    WrongCall("no class at all", "detector.class-count", "0 classes") {
      var small = SmallCase()
      small.configuration.classes = ClassList(count: 0)
      _ = try small.open()
    },
    WrongCall("more classes than integers", "detector.class-count", "1000000") {
      var small = SmallCase()
      small.configuration.classes = ClassList(count: .max)
      _ = try small.open()
    },
  ]

  static let otherModules: [WrongCall] = [
    WrongCall("targets of other elements", "", "targets", "2 entries") {
      _ = try sigmoidCrossEntropy(logits: [1.0].span, targets: [1.0, 0].span, reduction: .sum)
    },
    WrongCall("a probability above one", "", "targets", "1.5") {
      _ = try sigmoidCrossEntropy(logits: [1.0].span, targets: [1.5].span, reduction: .sum)
    },
    WrongCall("a mean of nothing", "", "mean") {
      let none: [Double] = []
      _ = try sigmoidCrossEntropy(logits: none.span, targets: none.span, reduction: .mean)
    },
    WrongCall("a label that names no class", "", "label 2", "0 to 1") {
      _ = try softmaxCrossEntropy(
        logits: [1.0, 0].span,
        labels: [2].span,
        classes: 2,
        reduction: .sum
      )
    },
    WrongCall("a row of no classes", "") {
      _ = try softmaxCrossEntropy(
        logits: [1.0, 0].span,
        labels: [0].span,
        classes: 0,
        reduction: .sum
      )
    },
    WrongCall("bytes that are no arrays", "", "byte") {
      _ = try TensorFile(contents: [1, 2, 3], path: "heads.npz")
    },
    WrongCall("lines of no image", "labels.no-images") {
      _ = try GroundTruth(bytes: [], name: "labels.txt", classCount: 2)
    },
    WrongCall("a picture that ends at once", "") {
      _ = try ImageHeader(bytes: [0xff, 0xd8], name: "street.jpg")
    },
  ]

  @Test("boxes from outside are there or are not")
  func boxesFromOutside() {
    let bad: [[Double]] = [
      [1, 0, 0, 1], [0, 1, 1, 0], [.nan, 0, 1, 1], [0, 0, .infinity, 1], [-.infinity, 0, 1, 1],
    ]
    for corners in bad {
      #expect(
        CornerBox(
          validatingMinX: corners[0],
          minY: corners[1],
          maxX: corners[2],
          maxY: corners[3]
        ) == nil
      )
    }
    for box in [[0, 0, -1, 1], [0, 0, 1, .nan], [.nan, 0, 1, 1], [0, .infinity, 1, 1]] as [[Float]]
    {
      #expect(
        CenterBox(validatingCenterX: box[0], centerY: box[1], width: box[2], height: box[3]) == nil
      )
    }
    #expect(
      CornerBox(validatingMinX: 1.0, minY: 2, maxX: 1, maxY: 5)
        == CornerBox(minX: 1, minY: 2, maxX: 1, maxY: 5)
    )
    #expect(
      CenterBox(validatingCenterX: -1.0, centerY: 2, width: 0, height: 5)
        == CenterBox(centerX: -1, centerY: 2, width: 0, height: 5)
    )
  }
}

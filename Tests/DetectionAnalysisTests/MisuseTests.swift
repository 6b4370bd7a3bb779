import DetectionAnalysis
import DetectionTestSupport
import LossFunctions
import Testing

/// What people give wrong: each is an error that says so, and nothing is computed.
@Suite("Wrong calls")
struct MisuseTests {
  struct WrongCall: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: String
    let words: [String]
    let call: @Sendable () throws -> Void

    init(
      _ description: String,
      _ code: String,
      _ words: String...,
      call: @escaping @Sendable () throws -> Void
    ) {
      testDescription = description
      self.code = code
      self.words = words
      self.call = call
    }

    /// A change of the small case that nobody can open.
    static func opening(
      _ description: String,
      _ code: String,
      _ words: String...,
      change: @escaping @Sendable (inout SmallCase) -> Void
    ) -> WrongCall {
      var wrong = WrongCall(description, code) {
        var small = SmallCase()
        change(&small)
        _ = try small.open()
      }
      wrong = WrongCall(description, code, words, wrong.call)
      return wrong
    }

    /// A change of the small case whose loss nobody can compute.
    static func loss(
      _ description: String,
      _ code: String,
      _ words: String...,
      change: @escaping @Sendable (inout SmallCase) -> Void
    ) -> WrongCall {
      WrongCall(description, code, words) {
        var small = SmallCase()
        change(&small)
        _ = try small.open().loss()
      }
    }

    init(
      _ description: String,
      _ code: String,
      _ words: [String],
      _ call: @escaping @Sendable () throws -> Void
    ) {
      testDescription = description
      self.code = code
      self.words = words
      self.call = call
    }
  }

  static let boxes: [WrongCall] = [
    .opening("a class that the detector lacks", "truth.class-range", "class 2", "0 to 1", "box 2") {
      $0.objects[0][1].classID = 2
    },
    .opening("a class below zero", "truth.class-range", "class -1") {
      $0.objects[1][0].classID = -1
    },
    .loss("a box without area", "object.no-area", "box 1 (of image 1)") {
      $0.objects[1][0] = SmallCase.object(3, 3, 3, 9, 0)
    },
    .loss("a box that reaches to infinity", "object.", "box 1") {
      $0.objects[0][0] = SmallCase.object(0, 0, .infinity, 9, 0)
    },
    .loss("a box outside of the input", "object.outside", "64x32") {
      $0.objects[0][0] = SmallCase.object(100, 100, 120, 120, 0)
    },
    .opening("objects of an image too few", "truth.image-count", "1 image", "2") {
      $0.objects.removeLast()
    },
    .opening("objects of an image too many", "truth.image-count", "3 images") {
      $0.objects.append([])
    },
    .opening("objects of no image", "truth.no-images") { $0.objects = [] },
    WrongCall("sizes of other images", "truth.image-count", "sizes of 1 image") {
      let small = SmallCase()
      _ = try small.open(
        truth: .objects(small.objects, imageSizes: [PixelSize(width: 64, height: 32)])
      )
    },
    WrongCall("an image without pixels", "truth.image-size", "0x32", "image street.jpg") {
      let small = SmallCase()
      _ = try small.open(
        truth: .objects(
          small.objects,
          imageSizes: [PixelSize(width: 0, height: 32), PixelSize(width: 64, height: 32)],
          names: ["street.jpg", "meadow.jpg"]
        )
      )
    },
    WrongCall("names of other images", "truth.image-count", "names of 3 images") {
      let small = SmallCase()
      _ = try small.open(truth: .objects(small.objects, names: ["a", "b", "c"]))
    },
  ]

  static let heads: [WrongCall] = [
    .opening("values that do not fill the shape", "heads.value-count", "895 values", "896") {
      $0.fine.removeLast()
    },
    .opening("more values than the shape has", "heads.value-count", "897 values") {
      $0.fine.append(0)
    },
    .opening("a shape that is no head", "heads.", "head 1") { $0.coarseShape = [2, 4, 4, 7] },
    .opening("an empty axis", "heads.", "head 0") {
      $0.fine = []
      $0.fineShape = [0, 4, 8, 2, 7]
    },
    .opening("a negative axis", "heads.", "head 0") { $0.fineShape = [-2, 4, 8, 2, 7] },
    .opening("a shape beyond memory", "heads.", "head 0") {
      $0.fineShape = [.max, 4, 8, 2, 7]
    },
    WrongCall("one head for two scales", "heads.", "1 array", "allowed 2") {
      let small = SmallCase()
      _ = try small.open(heads: .arrays([small.heads[0]]))
    },
    WrongCall("no head at all", "heads.", "0 arrays") {
      _ = try SmallCase().open(heads: .arrays([]))
    },
    WrongCall("no file at all", "heads.") { _ = try SmallCase().open(heads: .files([])) },
    WrongCall("a file that is not there", "file.", "/nowhere/heads.npz") {
      _ = try SmallCase().open(heads: .files(["/nowhere/heads.npz"]))
    },
    WrongCall("two heads of one name", "heads.", "\"fine\"") {
      let small = SmallCase()
      let head = HeadArray(small.fine, shape: small.fineShape, name: "fine")
      _ = try small.open(heads: .arrays([head, head]))
    },
    WrongCall("one named head and one without", "heads.", "\"coarse\"") {
      let small = SmallCase()
      _ = try small.open(
        heads: .arrays([
          HeadArray(small.fine, shape: small.fineShape, name: "fine"), small.heads[1],
        ])
      )
    },
    WrongCall("a stride too few", "heads.strides", "[1, 2]") {
      let small = SmallCase()
      let head = HeadArray(small.fine, shape: small.fineShape, strides: [1, 2])
      _ = try small.open(heads: .arrays([head, small.heads[1]]))
    },
    WrongCall("a negative stride", "heads.strides", "-7") {
      let small = SmallCase()
      let head = HeadArray(small.fine, shape: small.fineShape, strides: [448, 112, 14, -7, 1])
      _ = try small.open(heads: .arrays([head, small.heads[1]]))
    },
    WrongCall("strides that reach beyond the values", "heads.value-count", "896 values") {
      let small = SmallCase()
      let head = HeadArray(small.fine, shape: small.fineShape, strides: [449, 112, 14, 7, 1])
      _ = try small.open(heads: .arrays([head, small.heads[1]]))
    },
    WrongCall("strides beyond memory", "heads.") {
      let small = SmallCase()
      let head = HeadArray(small.fine, shape: small.fineShape, strides: [.max, 1, 1, 1, 1])
      _ = try small.open(heads: .arrays([head, small.heads[1]]))
    },
    WrongCall("a layout that the shapes have not", "heads.", "nchw") {
      _ = try SmallCase().open(layout: .nchw)
    },
    .opening("heads of two batches", "heads.image-count", "2 images", "but 1 in") {
      $0.coarse.removeLast(112)
      $0.coarseShape[0] = 1
    },
    .opening("grids of two inputs", "heads.", "64x32") {
      $0.coarse += $0.coarse
      $0.coarseShape = [2, 4, 4, 2, 7]
    },
    .loss("a value that is no number", "heads.non-finite", "image 0", "\"head 0\"") {
      $0.fine[10] = .nan
    },
    WrongCall("an infinite value, decoded", "heads.non-finite", "channel 4") {
      var small = SmallCase()
      small.coarse[4] = -.infinity
      _ = try small.open().detections(score: 0.1)
    },
  ]

  static let detectors: [WrongCall] = [
    .opening("a detector without scales", "detector.") { $0.configuration.scales = [] },
    .opening("two scales of one name", "detector.", "\"fine\"") {
      $0.configuration.scales[1].name = "fine"
    },
    .opening("a stride of zero", "", "stride", "\"fine\"") {
      $0.configuration.scales[0].stride = 0
    },
    .opening("an anchor without width", "detector.", "anchor") {
      $0.configuration.scales[0].anchors[0].width = 0
    },
    .opening("an anchor that is no number", "detector.", "anchor") {
      $0.configuration.scales[0].anchors[0].height = .nan
    },
    .opening("another number of classes", "heads.", "3 classes") {
      $0.configuration.classes = ClassList(count: 3)
    },
    WrongCall("an input that no grid divides", "detector.input-size", "60x32") {
      _ = try SmallCase().open(heads: .none(input: PixelSize(width: 60, height: 32)))
    },
    WrongCall("an input without pixels", "detector.input-size") {
      _ = try SmallCase().open(heads: .none(input: PixelSize(width: 0, height: -32)))
    },
  ]

  static let questions: [WrongCall] = [
    WrongCall("a loss without heads", "case.no-heads") {
      _ = try SmallCase().open(heads: .none(input: PixelSize(width: 64, height: 32))).loss()
    },
    WrongCall("a loss without ground truth", "case.no-truth") {
      _ = try SmallCase().open(truth: DetectionCase.Truth.none).loss()
    },
    WrongCall("a gradient without heads", "case.no-heads") {
      _ = try SmallCase().open(heads: .none(input: PixelSize(width: 64, height: 32))).gradient()
    },
    WrongCall("detections without heads", "case.no-heads") {
      _ = try SmallCase().open(heads: .none(input: PixelSize(width: 64, height: 32))).detections()
    },
    WrongCall("assignments without ground truth", "case.no-truth") {
      _ = try SmallCase().open(truth: DetectionCase.Truth.none).assignments()
    },
    WrongCall("a score above one", "request.threshold", "1.5") {
      _ = try SmallCase().open().detections(score: 1.5)
    },
    WrongCall("an overlap that is no number", "request.threshold", "nan") {
      _ = try SmallCase().open().detections(
        suppression: NonMaximumSuppression(iouThreshold: .nan)
      )
    },
    WrongCall("a Gaussian without a width", "request.sigma", "0.0") {
      _ = try SmallCase().open().detections(
        suppression: NonMaximumSuppression(.softGaussian(sigma: 0))
      )
    },
    WrongCall("an image that is not there", "request.no-image", "image 2", "0 to 1") {
      _ = try SmallCase().open().explanation(ofImage: 2)
    },
    WrongCall("a dialect that nobody knows", "config.word") {
      _ = try SmallCase().open().comparison(withDialect: "ultralytic")
    },
    WrongCall("a comparison with another detector", "compare.other-detector") {
      var small = SmallCase()
      small.configuration.scales[0].anchors[0].width = 9
      _ = try SmallCase().open().comparison(with: small.configuration)
    },
    WrongCall("a gradient into no folder", "", "/nowhere/gradients.npz") {
      _ = try SmallCase().open().writeGradient(to: "/nowhere/gradients.npz")
    },
    WrongCall("label tensors that are not there", "file.", "/nowhere/targets.npz") {
      _ = try SmallCase().open().comparison(withTargets: "/nowhere/targets.npz")
    },
  ]

  static let all: [WrongCall] =
    [boxes, heads, detectors, questions, losses, counts, decodings, assignments, otherModules]
    .flatMap { $0 }

  @Test("throw an error that names what was found", arguments: all)
  func wrong(_ wrong: WrongCall) throws {
    let error = try #require(#expect(throws: (any Error).self) { try wrong.call() })
    let sentence = "\(error)"
    if let fault = error as? Diagnostic {
      #expect(fault.code.hasPrefix(wrong.code), "\(fault.code): \(sentence)")
    } else {
      #expect(wrong.code == "" && error is LossError, "\(sentence)")
    }
    for word in wrong.words { #expect(sentence.contains(word), "\(sentence)") }
    // A library's memory is counted in values, a file's in bytes.
    #expect(wrong.words.contains("byte") || !sentence.contains("byte"), "\(sentence)")
    // It knows nothing of a command's options.
    #expect(!sentence.contains("--"), "\(sentence)")
  }
}

// MARK: - Targets whose numbers do not belong together

extension MisuseTests {
  static let counts: [WrongCall] = [
    spoilt("a class twice", "loss.target-class", "[1, 1]") {
      try $0.spoil { $0.classTargets = [.indices([1, 1])] }
    },
    spoilt("a box without a class", "loss.target-count", "1 box and 0 class targets") {
      try $0.spoil { $0.classTargets = [] }
    },
    spoilt("three classes for one box", "loss.target-count", "3 class targets") {
      try $0.spoil { $0.classTargets = [.index(0), .index(1), .index(0)] }
    },
    spoilt("an anchor without a box", "loss.target-count", "0 boxes") {
      try $0.spoil { $0.boxes = [] }
    },
    spoilt("an anchor of another scale", "loss.target-scale", "scale number 7") {
      try $0.spoil { $0.site.scale = 7 }
    },
  ]
}

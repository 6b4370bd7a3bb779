import AnchorDecoding
import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import Testing

@Suite("Arrays that match no scale")
struct HeadMatchErrorTests {
  static func sentence(
    _ candidates: [HeadCandidate],
    to configuration: DetectorConfiguration = HeadMatchTests.configuration,
    order: DumpOrder? = nil
  ) -> String {
    errorSentence { try HeadMatch(candidates, to: configuration, order: order) }
  }

  static let names = ["small", "medium", "large"]

  @Test("two arrays of one name")
  func duplicate() {
    #expect(
      Self.sentence(HeadMatchTests.candidates(["small", "large", "small"], .nhwc))
        == #"found two arrays called "small"; give each its scale's name"#
    )
  }

  @Test("a scale without its array")
  func missing() {
    #expect(
      Self.sentence(HeadMatchTests.candidates(["small", "Medium", "large"], .nhwc)) == """
        found no array called "medium" among "small", "Medium", "large"; name the arrays after \
        the scales of the config
        """
    )
  }

  @Test("another number of arrays than scales")
  func count() {
    #expect(
      Self.sentence(HeadMatchTests.candidates(["a"], .nhwc)) == """
        found 1 array ("a"); allowed 3, one for each scale ("small", "medium", "large"); name the \
        arrays after the scales, or dump just the raw heads
        """
    )
    #expect(
      Self.sentence([]) == """
        found 0 arrays; allowed 3, one for each scale ("small", "medium", "large"); name the \
        arrays after the scales, or dump just the raw heads
        """
    )
    var single = HeadMatchTests.configuration
    single.scales = [DetectionScale.yolov3[0]]
    #expect(
      Self.sentence(HeadMatchTests.candidates(["a", "b"], .nhwc), to: single) == """
        found 2 arrays ("a", "b"); allowed 1, one for each scale ("small"); name the arrays after \
        the scales, or dump just the raw heads
        """
    )
  }

  @Test("two arrays of one grid without names")
  func sameGrid() {
    #expect(
      Self.sentence(HeadMatchTests.candidates(["a", "b", "c"], .nchw, strides: [16, 32, 16])) == """
        found one grid in arrays "a" and "c", so that their sizes do not tell which scale is \
        which; name the arrays after the scales of the config
        """
    )
  }

  @Test("an array with another number of classes, named or not", arguments: ["small", "a"])
  func classes(name: String) {
    var arrays = HeadMatchTests.candidates([name, "medium", "large"], .nchw)
    if name == "a" { (arrays[1].name, arrays[2].name) = ("b", "c") }
    arrays[0].shape = [2, 255, 8, 12]
    #expect(
      Self.sentence(arrays) == """
        array "\(name)": found shape [2, 255, 8, 12], which is no layout of a head with A = 3 \
        anchors and C = 2 classes; allowed 21 = A·(5+C) channels, or axes of 3 and 7; 255 channels \
        would be 3 anchors and 80 classes: check "classes" in the config
        """
    )
  }

  @Test("an order that is asked for and does not fit")
  func givenOrder() {
    #expect(
      Self.sentence(HeadMatchTests.candidates(Self.names, .nchw), order: .nahwc) == """
        array "small": found shape [2, 21, 8, 12]; allowed [N, A, H, W, 5+C] or [A, H, W, 5+C] \
        with A = 3 anchors and C = 2 classes, as layout nahwc needs; give the layout that the \
        dump has
        """
    )
  }

  @Test("heads in different orders, arrays of no scale left out")
  func mixedOrders() {
    let arrays = [
      HeadMatchTests.candidate("small", .nchw, stride: 8),
      HeadCandidate(name: "step", shape: [1]),
      HeadMatchTests.candidate("medium", .nhwc, stride: 16),
      HeadMatchTests.candidate("large", .nchw, stride: 32),
    ]
    #expect(
      Self.sentence(arrays) == """
        found no layout that the arrays have in common: "small" is [2, 21, 8, 12], "medium" is \
        [2, 4, 6, 21], "large" is [2, 21, 2, 3]; dump all heads in one layout
        """
    )
  }

  @Test("a dump without images", arguments: [names, ["a", "b", "c"]])
  func noImages(names: [String]) {
    #expect(
      Self.sentence(HeadMatchTests.candidates(names, .nchw, images: 0)) == """
        array "\(names[0])": found shape [0, 21, 8, 12] with an axis of length 0; dump at least one image
        """
    )
  }

  @Test("grids without cells")
  func noCells() {
    let arrays = ["a", "b", "c"].map { HeadCandidate(name: $0, shape: [2, 21, 0, 0]) }
    #expect(
      Self.sentence(arrays)
        == """
        array "a": found shape [2, 21, 0, 0] with an axis of length 0; dump at least one image
        """
    )
  }

  @Test("different numbers of images")
  func imageCount() {
    var arrays = HeadMatchTests.candidates(Self.names, .nhwac)
    arrays[2] = HeadMatchTests.candidate("large", .nhwac, stride: 32, images: 3)
    #expect(
      Self.sentence(arrays)
        == #"found 2 images in array "small", but 3 in "large"; dump all scales of one batch"#
    )
    arrays[0] = HeadMatchTests.candidate("small", .nhwac, stride: 8, images: nil)
    #expect(
      Self.sentence(arrays)
        == #"found 1 image in array "small", but 2 in "medium"; dump all scales of one batch"#
    )
  }

  @Test("scales of different inputs, told by both sizes")
  func inputSize() {
    var arrays = HeadMatchTests.candidates(Self.names, .nahwc)
    arrays[1] = HeadMatchTests.candidate("medium", .nahwc, stride: 16, width: 64, height: 96)
    #expect(
      Self.sentence(arrays) == """
        found an input of 96x64 (grid times stride) at scale "small", but one of 64x96 at scale \
        "medium"; check the strides in the config and which array is which
        """
    )
  }

  @Test("sizes that no integer holds")
  func tooLarge() {
    var configuration = HeadMatchTests.configuration
    configuration.scales = [
      DetectionScale(name: "huge", stride: 65_536, anchorSides: [(10, 10)])
    ]
    for shape in [[1, 1, 1 << 55, 7], [1, 1 << 55, 1, 7], [1 << 31, 1 << 31, 1, 7]] {
      #expect(
        Self.sentence([HeadCandidate(name: "huge", shape: shape)], to: configuration, order: .nhwc)
          == #"array "huge": found shape \#(shape) of more values than memory can hold; check the shape"#
      )
    }
  }
}

import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import Testing

@Suite("A configuration over an input")
struct DetectorTests {
  @Test("rows come from the height, columns from the width")
  func sizes() throws {
    let detector = try Detector.of(DetectionScale.yolov3, width: 608, height: 320)
    #expect(detector.input == PixelSize(width: 608, height: 320))
    #expect(detector.scales.map(\.index) == [0, 1, 2])
    #expect(detector.scales.map(\.rows) == [40, 20, 10])
    #expect(detector.scales.map(\.columns) == [76, 38, 19])
    #expect(detector.scales.map(\.anchorCount) == [9120, 2280, 570])
    #expect(detector.scales.allSatisfy { $0.input == detector.input && $0.channels == 6 })
    #expect(detector.scales.map(\.anchors) == DetectionScale.yolov3.map(\.anchors))
    #expect(detector.scales.map(\.name) == ["small", "medium", "large"])
  }

  @Test("an input of 416 has 10,647 anchors")
  func anchorCount() throws {
    let detector = try Detector.of(DetectionScale.yolov3, width: 416, height: 416)
    #expect(detector.scales.reduce(0) { $0 + $1.anchorCount } == 10_647)
  }

  static func configuration(
    _ anchors: [[(Double, Double)]],
    strides: [Int],
    unit: AnchorUnit = .pixels
  ) -> DetectorConfiguration {
    DetectorConfiguration(
      classes: ClassList(count: 1),
      scales: zip(anchors, strides).map {
        DetectionScale(name: "s\($1)", stride: $1, anchorSides: $0)
      },
      anchorUnit: unit
    )
  }

  @Test("anchors become pixels, whatever their unit")
  func anchors() throws {
    let fractions = try Self.configuration(
      [[(0.25, 0.5)], [(1, 0.1)]],
      strides: [32, 8],
      unit: .fractions
    ).detector(for: PixelSize(width: 384, height: 256))
    #expect(fractions.scales[0].anchors == [AnchorSize(width: 96, height: 128)])
    #expect(fractions.scales[1].anchors == [AnchorSize(width: 384, height: 256 * 0.1)])
    let cells = try Self.configuration([[(2, 3)]], strides: [16], unit: .cells)
      .detector(for: PixelSize(width: 320, height: 64))
    #expect(cells.scales[0].anchors == [AnchorSize(width: 32, height: 48)])
  }

  @Test("every scale has its own numbers")
  func numbers() throws {
    var components = LossComponents.reference
    components.decoding.centerScale = .ordered([1.2, 1.1, 1.05])
    components.objectness.scaleWeights = .named(["small": 4, "medium": 1, "large": 0.4])
    let scales = Array(DetectionScale.yolov3.reversed())
    let detector = try Detector.of(scales, width: 64, height: 64, components: components)
    #expect(detector.scales.map(\.centerScale) == [1.05, 1.1, 1.2])
    #expect(detector.scales.map(\.objectnessWeight) == [0.4, 1, 4])
  }

  // MARK: - Refusals

  static func sentence(_ width: Int, _ height: Int, strides: [Int] = [8, 16, 32]) -> String {
    let configuration = configuration(strides.map { _ in [(10, 10)] }, strides: strides)
    return errorSentence {
      try configuration.detector(for: PixelSize(width: width, height: height))
    }
  }

  @Test("an input that a stride does not divide, with the nearest that all divide")
  func indivisible() {
    #expect(
      Self.sentence(424, 416) == """
        found an input of 424x416, which has no whole number of cells at stride 16 (scale "s16"); \
        the nearest size that every stride divides is 416x416
        """
    )
    #expect(Self.sentence(416, 433).hasSuffix("is 416x448"))
    #expect(Self.sentence(100, 100, strides: [10, 12]).hasSuffix("is 120x120"))
    #expect(Self.sentence(1_000_000, 999_999).hasSuffix("is 1000000x1000000"))
    #expect(Self.sentence(1_000_000, 1500, strides: [999]).hasSuffix("is 999999x1998"))
  }

  @Test("an input without area, or of absurd size")
  func absurd() {
    #expect(
      Self.sentence(0, -64) == """
        found an input of 0x-64; allowed sides of 1 to 1000000; the nearest size that every stride \
        divides is 32x32
        """
    )
    #expect(Self.sentence(Int.max, 416).hasSuffix("is 1000000x416"))
    #expect(Self.sentence(416, Int.min).hasSuffix("is 416x32"))
  }

  @Test("strides without a common multiple that is allowed")
  func strides() {
    for strides in [[65_521, 65_519], [65_521, 65_519, 65_497, 65_479]] {
      #expect(
        Self.sentence(416, 416, strides: strides) == """
          found an input of 416x416, which has no whole number of cells at stride 65521 (scale \
          "s65521"); no size that is allowed fits every stride, so check the strides of the scales
          """
      )
    }
  }

  @Test("tells programs what would help")
  func diagnostic() {
    do throws(Diagnostic) {
      _ = try Self.configuration([[(1, 1)]], strides: [32])
        .detector(for: PixelSize(width: 100, height: 96))
    } catch {
      #expect(error.code == "detector.input-size" && error.cause == .request)
      #expect(error.setting == Diagnostic.Setting("input-size", values: ["96x96"]))
    }
  }

  @Test("configurations made in memory that are none")
  func broken() {
    func sentence(_ configuration: DetectorConfiguration, width: Int = 416) -> String {
      errorSentence { try configuration.detector(for: PixelSize(width: width, height: 416)) }
    }
    #expect(
      sentence(Self.configuration([], strides: []))
        == "found no scale; allowed one or more; add a scale"
    )
    #expect(
      sentence(Self.configuration([[]], strides: [8]))
        == "scales[0].anchors: found none; add an anchor"
    )
    #expect(
      sentence(Self.configuration([[(1, 1)]], strides: [0]))
        == "scales[0].stride: found 0; allowed 1 to 65536; check the stride"
    )
    #expect(
      sentence(Self.configuration([[(1, 1)], [(1, 1)]], strides: [8, 8]))
        == #"scales[1].name: found "s8" a second time; give each scale a name of its own"#
    )
    var renamed = Self.configuration([[(1, 1)]], strides: [8])
    renamed.scales[0].name = " "
    #expect(
      sentence(renamed)
        == "scales[0].name: found a blank text; allowed a text that is not blank; fill it in"
    )
    var masked = Self.configuration([[(1, 1), (1, 1)]], strides: [8])
    masked.anchors = [AnchorSize(width: 1, height: 1)]
    masked.scales[0].mask = [0, 0]
    #expect(sentence(masked).hasPrefix("scales[0].mask: found [0, 0] for 2 anchors of 1; "))
    #expect(
      sentence(
        Self.configuration(
          [[(1, 1)], [(1, 1), (0.5, 3000)]],
          strides: [8, 16],
          unit: .fractions
        ),
        width: 4160
      ) == """
        scales[1].anchors[1]: found an anchor of 2080.0 x 1248000.0 pixels over an input of \
        4160x416; allowed 1e-06 to 1000000.0; check the anchors and "anchor_unit"
        """
    )
    for side in [Double.nan, .infinity, 0, -1, 1e7] {
      #expect(sentence(Self.configuration([[(side, 1)]], strides: [8])).contains("anchors[0]"))
      #expect(sentence(Self.configuration([[(1, side)]], strides: [8])).contains("anchors[0]"))
    }
    for numbers in [PerScale.named(["other": 1]), .ordered([]), .same(.nan)] {
      var configuration = Self.configuration([[(1, 1)]], strides: [8])
      configuration.components.objectness.scaleWeights = numbers
      #expect(
        sentence(configuration).hasPrefix(
          #"scales[0]: found no "objectness.scale_weights" for scale "s8", one of 1: "#
        )
      )
      configuration = Self.configuration([[(1, 1)]], strides: [8])
      configuration.components.decoding.centerScale = numbers
      #expect(sentence(configuration).contains(#"no "decoding.center_scale""#))
    }
  }
}

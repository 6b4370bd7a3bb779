import BoxGeometry
import DetectorConfiguration
import Testing

@Suite("Configuration warnings")
struct ConfigurationWarningTests {
  /// Anchors by stride, in pixels.
  typealias Anchors = [(stride: Int, sides: [(Double, Double)])]

  static let yolo: Anchors = [
    (8, [(10, 13), (16, 30), (33, 23)]),
    (16, [(30, 61), (62, 45), (59, 119)]),
    (32, [(116, 90), (156, 198), (373, 326)]),
  ]
  static let tiny: Anchors = [
    (16, [(10, 14), (23, 27), (37, 58)]), (32, [(81, 82), (135, 169), (344, 319)]),
  ]
  /// The same network's older file, which skips the first anchor and uses the fourth twice.
  static let olderTiny: Anchors = [
    (16, [(23, 27), (37, 58), (81, 82)]), (32, [(81, 82), (135, 169), (344, 319)]),
  ]
  /// YOLOv2's five anchors for Pascal VOC, in cells of 32 pixels.
  static let voc2: Anchors = [
    (
      32,
      [
        (42.3074, 55.4064), (102.168, 128.30208), (161.78784, 259.16544), (303.07584, 154.89696),
        (359.5648, 320.2272),
      ]
    )
  ]
  static let networks = [yolo, tiny, olderTiny, voc2]

  func warnings(_ anchors: Anchors, times factor: (Int) -> Double) -> [Diagnostic] {
    DetectorConfiguration(
      classes: ClassList(count: 1),
      scales: anchors.map { stride, sides in
        DetectionScale(
          name: "stride\(stride)",
          stride: stride,
          anchors: sides.map {
            AnchorSize(width: $0.0 * factor(stride), height: $0.1 * factor(stride))
          }
        )
      }
    ).warnings
  }

  @Test("none for the true anchors", arguments: networks.indices)
  func trueAnchors(network: Int) {
    #expect(warnings(Self.networks[network]) { _ in 1 }.isEmpty)
  }

  @Test(
    "one for each scale whose anchors in cells were read as pixels",
    arguments: networks.indices
  )
  func cellsAsPixels(network: Int) {
    let found = warnings(Self.networks[network]) { 1 / Double($0) }
    #expect(found.count == Self.networks[network].count)
    #expect(found.allSatisfy { $0.code == "config.anchors-below-stride" })
  }

  @Test(
    "one for each scale whose anchors in pixels were read as cells",
    arguments: networks.indices
  )
  func pixelsAsCells(network: Int) {
    let found = warnings(Self.networks[network]) { Double($0) }
    #expect(found.count == Self.networks[network].count)
    #expect(found.allSatisfy { $0.code == "config.anchors-above-grid" })
    #expect(found.allSatisfy { $0.severity == .warning && $0.cause == .configuration })
  }

  @Test("for anchors once published as cells of stride 8 that decode to 134 and more pixels")
  func published() {
    let found = warnings([(8, [(16.75, 19), (38.75, 42.125), (95.625, 110.125)])]) { Double($0) }
    #expect(found.map(\.code) == ["config.anchors-above-grid"])
    #expect(found[0].found.hasPrefix("no anchor shorter than 152 pixels, 19 cells of stride 8"))
  }

  @Test("for scales in the wrong order, and then not about the unit")
  func swapped() {
    let swapped: Anchors = [
      (32, Self.yolo[0].sides), (16, Self.yolo[1].sides), (8, Self.yolo[2].sides),
    ]
    let found = warnings(swapped) { _ in 1 }
    #expect(found.allSatisfy { $0.code == "config.anchors-shrink" })
    #expect(found.map(\.place.parts) == [["scale \"stride16\""], ["scale \"stride32\""]])
  }

  /// The warnings of anchors as fractions of the input.
  @Test("for a smaller mean area, however many anchors each scale has")
  func unequalNumbers() {
    let one: Anchors = [(8, [(40, 40)])]
    // Three of 30 x 30 are more than one of 40 x 40 together, and smaller each.
    let smaller = warnings(one + [(16, [(30, 30), (30, 30), (30, 30)])]) { _ in 1 }
    #expect(smaller.map(\.code) == ["config.anchors-shrink"])
    let larger = warnings([(8, [(30, 30), (30, 30), (30, 30)]), (16, [(40, 40)])]) { _ in 1 }
    #expect(larger.isEmpty)
    // Of equal areas nothing shrinks, and scales of one stride have no order.
    #expect(warnings(one + [(16, [(40, 40), (40, 40)])]) { _ in 1 }.isEmpty)
    #expect(warnings(one + [(8, [(30, 30)])]) { _ in 1 }.isEmpty)
  }

  func warnings(fractions anchors: Anchors) -> [Diagnostic] {
    var configuration = DetectorConfiguration(
      classes: ClassList(count: 1),
      scales: anchors.map { stride, sides in
        DetectionScale(
          name: "stride\(stride)",
          stride: stride,
          anchors: sides.map { AnchorSize(width: $0.0, height: $0.1) }
        )
      }
    )
    configuration.anchorUnit = .fractions
    return configuration.warnings
  }

  func scaled(_ anchors: Anchors, by factor: Double) -> Anchors {
    anchors.map { ($0.stride, $0.sides.map { ($0.0 * factor, $0.1 * factor) }) }
  }

  @Test("none for fractions of the input, up to the whole")
  func fractions() {
    #expect(warnings(fractions: scaled(Self.yolo, by: 1 / 416)).isEmpty)
    #expect(warnings(fractions: [(8, [(1, 1)])]).isEmpty)
    #expect(warnings(fractions: [(8, [(1.0 / 2000, 1)])]).isEmpty)
  }

  @Test("for pixels read as fractions, and fractions divided twice, of every scale")
  func implausibleFractions() {
    let pixels = warnings(fractions: Self.yolo)
    #expect(
      pixels.map(\.found)
        == [33, 119, 373].map {
          "an anchor with a side of \($0) times the input's"
        }
    )
    let twice = warnings(fractions: [(8, [(0.0001, 0.01)]), (16, [(0.1, 0.2)])])
    #expect(twice.map(\.code) == ["config.fraction-below-pixel"])
  }

  @Test("for scales of fractions in the wrong order")
  func swappedFractions() {
    let found = warnings(fractions: [(8, [(0.5, 0.5)]), (16, [(0.1, 0.1)])])
    #expect(found.map(\.code) == ["config.anchors-shrink"])
  }

  @Test("anchors of another input, and of the original pictures, are told with their size")
  func otherSizes() {
    func remedy(_ sides: [(Double, Double)], stride: Int, input: Int) -> String? {
      let scale = DetectionScale(name: "one", stride: stride, anchorSides: sides)
      return DetectorConfiguration(classes: ClassList(count: 1), scales: [scale])
        .warnings(over: PixelSize(width: input, height: input)).first?.remedy
    }
    #expect(
      remedy([(100, 100), (300, 200)], stride: 16, input: 160) == """
        these look like anchors of another input size, such as 320: multiply all by 160/320
        """
    )
    #expect(
      remedy([(2000, 2000), (4096, 4000)], stride: 32, input: 416) == """
        these look like pixels of the original pictures, of 4096 or so: multiply all by 416/4096, \
        or cluster boxes that were put into the input
        """
    )
  }

  @Test("say scale, likely cause and remedy")
  func sentences() {
    #expect(
      "\(warnings([Self.yolo[0]]) { 1 / Double($0) }[0])" == """
        scale "stride8": found no anchor longer than 4.13 pixels, far below the stride of 8; \
        these look like cells of each scale: say "anchor_unit": "cells"
        """
    )
    #expect(
      "\(warnings([Self.yolo[0]]) { Double($0) }[0])" == """
        scale "stride8": found no anchor shorter than 104 pixels, 13 cells of stride 8, \
        which is a whole grid; check the anchors and "anchor_unit"
        """
    )
    #expect(
      "\(warnings([(8, [(30, 30)]), (16, [(20, 20)])]) { _ in 1 }[0])" == """
        scale "stride16": found anchors smaller than those of "stride8", although the stride \
        is 16 and theirs 8; the anchors of the two scales may be swapped: \
        small ones belong to the small stride
        """
    )
    #expect(
      "\(warnings(fractions: [Self.yolo[0]])[0])" == """
        scale "stride8": found an anchor with a side of 33 times the input's; these look like \
        pixels of the input: say "anchor_unit": "pixels"
        """
    )
    #expect(
      "\(warnings(fractions: [(8, [(0.0001, 0.01)])])[0])" == """
        scale "stride8": found an anchor with a side of 0.0001 of the input's, less than a pixel \
        of 2000; fractions that were divided twice look like this: check the anchors
        """
    )
  }
}

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

  func warnings(_ anchors: Anchors, times factor: (Int) -> Double) -> [ConfigurationWarning] {
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
    for warning in found {
      guard case .anchorsFarBelowStride = warning else {
        Issue.record("\(warning)")
        return
      }
    }
  }

  @Test(
    "one for each scale whose anchors in pixels were read as cells",
    arguments: networks.indices
  )
  func pixelsAsCells(network: Int) {
    let found = warnings(Self.networks[network]) { Double($0) }
    #expect(found.count == Self.networks[network].count)
    for warning in found {
      guard case .anchorsFarAboveGrid = warning else {
        Issue.record("\(warning)")
        return
      }
    }
  }

  @Test("for anchors once published as cells of stride 8 that decode to 134 and more pixels")
  func published() {
    let found = warnings([(8, [(16.75, 19), (38.75, 42.125), (95.625, 110.125)])]) { Double($0) }
    #expect(
      found == [.anchorsFarAboveGrid(scale: "stride8", stride: 8, shortestAnchor: 152)]
    )
  }

  @Test("for scales in the wrong order, and then not about the unit")
  func swapped() {
    let swapped: Anchors = [
      (32, Self.yolo[0].sides), (16, Self.yolo[1].sides), (8, Self.yolo[2].sides),
    ]
    #expect(
      warnings(swapped) { _ in 1 } == [
        .anchorsShrink(scale: "stride16", stride: 16, finerScale: "stride8", finerStride: 8),
        .anchorsShrink(scale: "stride32", stride: 32, finerScale: "stride16", finerStride: 16),
      ]
    )
  }

  /// The warnings of anchors as fractions of the input.
  func warnings(fractions anchors: Anchors) -> [ConfigurationWarning] {
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
      pixels == [
        .fractionAboveOne(scale: "stride8", longestSide: 33),
        .fractionAboveOne(scale: "stride16", longestSide: 119),
        .fractionAboveOne(scale: "stride32", longestSide: 373),
      ]
    )
    let twice = warnings(fractions: [(8, [(0.0001, 0.01)]), (16, [(0.1, 0.2)])])
    #expect(twice == [.fractionBelowPixel(scale: "stride8", shortestSide: 0.0001)])
  }

  @Test("for scales of fractions in the wrong order")
  func swappedFractions() {
    #expect(
      warnings(fractions: [(8, [(0.5, 0.5)]), (16, [(0.1, 0.1)])]) == [
        .anchorsShrink(scale: "stride16", stride: 16, finerScale: "stride8", finerStride: 8)
      ]
    )
  }

  @Test("say what fractions look like")
  func fractionSentences() {
    #expect(
      "\(ConfigurationWarning.fractionAboveOne(scale: "a", longestSide: 33))" == """
        scale "a": an anchor's side is 33 times the input's; anchors in pixels or cells that were \
        read as fractions look like this: check "anchor_unit"
        """
    )
    #expect(
      "\(ConfigurationWarning.fractionBelowPixel(scale: "a", shortestSide: 0.0001))" == """
        scale "a": an anchor's side is 0.0001 of the input's, less than a pixel of 2000; \
        fractions that were divided twice look like this: check the anchors
        """
    )
  }

  @Test("say scale, likely cause and remedy")
  func sentences() {
    #expect(
      "\(warnings([Self.yolo[0]]) { 1 / Double($0) }[0])" == """
        scale "stride8": no anchor is longer than 4.13 pixels, far below the stride of 8; \
        anchors in cells that were read as pixels look like this: \
        check "anchor_unit", which is "pixels" unless given
        """
    )
    #expect(
      "\(warnings([Self.yolo[0]]) { Double($0) }[0])" == """
        scale "stride8": every anchor is at least 104 pixels long, 13 cells of stride 8, \
        which is a whole grid; anchors in pixels that were read as cells look like this: \
        check "anchor_unit"
        """
    )
    #expect(
      "\(warnings([(8, [(30, 30)]), (16, [(20, 20)])]) { _ in 1 }[0])" == """
        scale "stride16": its anchors are smaller than those of "stride8", although its stride \
        is 16 and theirs 8; the anchors of the two scales may be swapped: \
        small ones belong to the small stride
        """
    )
  }
}

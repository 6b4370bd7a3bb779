public import BoxGeometry
import DetectionText

/// Anchors shorter than this share of their stride, all of a scale, are called far too small.
///
/// The reference's own anchors, read in the wrong unit, reach 0.52 of their stride; the finest
/// anchors that people train on a scale are about as long as its cells.
private let shortestPlausibleCells = 0.75

/// Anchors longer than this many cells, all of a scale, are called far too large.
///
/// A network input of 416 pixels has 13 cells on its coarsest grid. Of the YOLO networks' true
/// anchors the smallest of a scale reach 10 cells; pixels read as cells begin at 13.
private let longestPlausibleCells = 12.0

/// The fractions of the input that are plausible sides of an anchor.
///
/// An anchor larger than the input fits no object inside it; network inputs stay below 2000
/// pixels, and nobody trains anchors of less than one.
private let plausibleFractions = 1.0 / 2000...1

/// Anchors with a side this much longer than the input's are called too large for it.
///
/// They fit no object inside of it. The networks of 416 pixels are also run at 320, with their
/// largest anchor 1.17 times as wide as the input, so somewhat longer ones are let pass.
private let longestPlausibleShare = 1.25

extension DetectorConfiguration {
  /// What is legal here and looks like a mistake, in the order of the scales.
  ///
  /// Anchors in the wrong unit, the mistake made most, fail nowhere: boxes only become 8 to 32
  /// times too small or too large.
  ///
  /// - Complexity: O(n log n) in the number of scales, O(n) in the number of anchors.
  public var warnings: [Diagnostic] { warnings(over: nil) }

  /// The same, also about anchors that are too large for an input.
  public func warnings(over input: PixelSize?) -> [Diagnostic] {
    let findings = scales.compactMap { scale in finding(scale, over: input).map { (scale, $0) } }
    let shrinking = shrinkingScales
    guard !findings.isEmpty else { return shrinking }
    let reading = AnchorReading.all(
      of: self,
      implausibleOn: Set(findings.map(\.0.name)),
      over: input
    ).first { read(by: $0).isPlausible(over: input) }
    return findings.map { scale, finding in
      var warning = finding
      if let reading { warning.remedy = reading.remedy(scale) }
      return warning
    } + (reading == nil ? shrinking : [])
  }

  private func isPlausible(over input: PixelSize?) -> Bool {
    shrinkingScales.isEmpty && scales.allSatisfy { finding($0, over: input) == nil }
  }

  /// What is odd about the anchors of a scale, with a remedy where none of the usual readings of
  /// all anchors explains it.
  private func finding(_ scale: DetectionScale, over input: PixelSize?) -> Diagnostic? {
    if anchorUnit == .fractions { return implausibleFraction(scale) }
    let stride = Double(scale.stride)
    let longerSides = scale.anchors.map { max($0.width, $0.height) }
    guard let shortest = longerSides.min(), let longest = longerSides.max() else { return nil }
    if longest < shortestPlausibleCells * stride {
      return warning(
        "anchors-below-stride",
        scale,
        found: """
          no anchor longer than \(rounded(longest)) pixels, far below the stride of \
          \(scale.stride)
          """,
        remedy: #"check the anchors and "anchor_unit", which is "pixels" unless given"#
      )
    }
    if let input,
      let anchor = scale.anchors.max(by: { $0.share(of: input) < $1.share(of: input) }),
      anchor.share(of: input) > longestPlausibleShare
    {
      return warning(
        "anchors-above-input",
        scale,
        found: """
          an anchor of \(rounded(anchor.width)) x \(rounded(anchor.height)) pixels, larger than the \
          input of \(input)
          """,
        remedy: #"check the anchors and "anchor_unit""#
      )
    }
    // Swapped scales also leave long anchors on fine cells; then the unit is not to blame.
    if shrinkingScales.isEmpty, shortest > longestPlausibleCells * stride {
      return warning(
        "anchors-above-grid",
        scale,
        found: """
          no anchor shorter than \(rounded(shortest)) pixels, \(rounded(shortest / stride)) \
          cells of stride \(scale.stride), which is a whole grid
          """,
        remedy: #"check the anchors and "anchor_unit""#
      )
    }
    return nil
  }

  /// An implausible side of a scale, too long before too short.
  private func implausibleFraction(_ scale: DetectionScale) -> Diagnostic? {
    let sides = scale.anchors.flatMap { [$0.width, $0.height] }
    guard let shortest = sides.min(), let longest = sides.max() else { return nil }
    if longest > plausibleFractions.upperBound {
      return warning(
        "fraction-above-one",
        scale,
        found: "an anchor with a side of \(rounded(longest)) times the input's",
        remedy: #"check the anchors and "anchor_unit""#
      )
    }
    guard shortest < plausibleFractions.lowerBound else { return nil }
    return warning(
      "fraction-below-pixel",
      scale,
      found: """
        an anchor with a side of \(shortest) of the input's, less than a pixel of 2000
        """,
      remedy: "fractions that were divided twice look like this: check the anchors"
    )
  }

  /// Each scale whose anchors have a smaller mean area than those of the next finer scale.
  private var shrinkingScales: [Diagnostic] {
    let ordered = scales.sorted { $0.stride < $1.stride }
    let areas = ordered.map(meanArea)
    let isReversed = scales.count > 2 && zip(areas, areas.dropFirst()).allSatisfy { $1 < $0 }
    return zip(ordered, ordered.dropFirst()).compactMap { finer, coarser in
      guard finer.stride < coarser.stride, meanArea(coarser) < meanArea(finer) else { return nil }
      return warning(
        "anchors-shrink",
        coarser,
        found: """
          anchors smaller than those of \(quoted(finer.name)), although the stride is \
          \(coarser.stride) and theirs \(finer.stride)
          """,
        remedy: isReversed
          ? """
          the lists of all scales stand in the other order, as mmdetection and darknet write them, the \
          largest stride first: small ones belong to the small stride
          """
          : "the anchors of the two scales may be swapped: small ones belong to the small stride"
      )
    }
  }

  private func meanArea(_ scale: DetectionScale) -> Double {
    let sum = scale.anchors.reduce(0) { $0 + $1.width * $1.height }
    return sum / Double(max(1, scale.anchors.count))
  }

  private func warning(
    _ code: String,
    _ scale: DetectionScale,
    found: String,
    remedy: String
  ) -> Diagnostic {
    Diagnostic(
      .configuration,
      severity: .warning,
      code: "config.\(code)",
      at: Place(parts: ["scale \(quoted(scale.name))"]),
      found: found,
      remedy: remedy
    )
  }

  /// Two decimals at most: enough for a person, and free of rounding noise.
  private func rounded(_ value: Double) -> String {
    let text = String((value * 100).rounded() / 100)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension AnchorSize {
  /// The larger of the two shares that its sides are of the input's.
  fileprivate func share(of input: PixelSize) -> Double {
    max(width / Double(input.width), height / Double(input.height))
  }
}

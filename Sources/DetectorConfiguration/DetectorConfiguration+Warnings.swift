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

extension DetectorConfiguration {
  /// What is legal here and looks like a mistake, in the order of the scales.
  ///
  /// Anchors in the wrong unit, the mistake made most, fail nowhere: boxes only become 8 to 32
  /// times too small or too large.
  ///
  /// - Complexity: O(n log n) in the number of scales, O(n) in the number of anchors.
  public var warnings: [Diagnostic] {
    let shrinking = shrinkingScales
    guard anchorUnit != .fractions else { return implausibleFractions + shrinking }
    return scales.compactMap { scale in
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
          remedy: """
            anchors in cells that were read as pixels look like this: check "anchor_unit", \
            which is "pixels" unless given
            """
        )
      }
      // Swapped scales also leave long anchors on fine cells; then the unit is not to blame.
      if shrinking.isEmpty, shortest > longestPlausibleCells * stride {
        return warning(
          "anchors-above-grid",
          scale,
          found: """
            no anchor shorter than \(rounded(shortest)) pixels, \(rounded(shortest / stride)) \
            cells of stride \(scale.stride), which is a whole grid
            """,
          remedy: """
            anchors in pixels that were read as cells look like this: check "anchor_unit"
            """
        )
      }
      return nil
    } + shrinking
  }

  /// The first implausible side of each scale, too long before too short.
  private var implausibleFractions: [Diagnostic] {
    scales.compactMap { scale in
      let sides = scale.anchors.flatMap { [$0.width, $0.height] }
      guard let shortest = sides.min(), let longest = sides.max() else { return nil }
      if longest > plausibleFractions.upperBound {
        return warning(
          "fraction-above-one",
          scale,
          found: "an anchor with a side of \(rounded(longest)) times the input's",
          remedy: """
            anchors in pixels or cells that were read as fractions look like this: check \
            "anchor_unit"
            """
        )
      }
      if shortest < plausibleFractions.lowerBound {
        return warning(
          "fraction-below-pixel",
          scale,
          found: """
            an anchor with a side of \(shortest) of the input's, less than a pixel of 2000
            """,
          remedy: "fractions that were divided twice look like this: check the anchors"
        )
      }
      return nil
    }
  }

  /// Each scale whose anchors have a smaller mean area than those of the next finer scale.
  private var shrinkingScales: [Diagnostic] {
    let ordered = scales.sorted { $0.stride < $1.stride }
    return zip(ordered, ordered.dropFirst()).compactMap { finer, coarser in
      guard finer.stride < coarser.stride, meanArea(coarser) < meanArea(finer) else { return nil }
      return warning(
        "anchors-shrink",
        coarser,
        found: """
          anchors smaller than those of \(quoted(finer.name)), although the stride is \
          \(coarser.stride) and theirs \(finer.stride)
          """,
        remedy: """
          the anchors of the two scales may be swapped: small ones belong to the small stride
          """
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

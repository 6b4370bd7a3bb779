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
  public var warnings: [ConfigurationWarning] {
    let shrinking = shrinkingScales
    guard anchorUnit != .fractions else { return implausibleFractions + shrinking }
    return scales.compactMap { scale in
      let stride = Double(scale.stride)
      let longerSides = scale.anchors.map { max($0.width, $0.height) }
      guard let shortest = longerSides.min(), let longest = longerSides.max() else { return nil }
      if longest < shortestPlausibleCells * stride {
        return .anchorsFarBelowStride(
          scale: scale.name,
          stride: scale.stride,
          longestSide: longest
        )
      }
      // Swapped scales also leave long anchors on fine cells; then the unit is not to blame.
      if shrinking.isEmpty, shortest > longestPlausibleCells * stride {
        return .anchorsFarAboveGrid(
          scale: scale.name,
          stride: scale.stride,
          shortestAnchor: shortest
        )
      }
      return nil
    } + shrinking
  }

  /// The first implausible side of each scale, too long before too short.
  private var implausibleFractions: [ConfigurationWarning] {
    scales.compactMap { scale in
      let sides = scale.anchors.flatMap { [$0.width, $0.height] }
      guard let shortest = sides.min(), let longest = sides.max() else { return nil }
      if longest > plausibleFractions.upperBound {
        return .fractionAboveOne(scale: scale.name, longestSide: longest)
      }
      if shortest < plausibleFractions.lowerBound {
        return .fractionBelowPixel(scale: scale.name, shortestSide: shortest)
      }
      return nil
    }
  }

  /// Each scale whose anchors have a smaller mean area than those of the next finer scale.
  private var shrinkingScales: [ConfigurationWarning] {
    let ordered = scales.sorted { $0.stride < $1.stride }
    return zip(ordered, ordered.dropFirst()).compactMap { finer, coarser in
      guard finer.stride < coarser.stride, meanArea(coarser) < meanArea(finer) else { return nil }
      return .anchorsShrink(
        scale: coarser.name,
        stride: coarser.stride,
        finerScale: finer.name,
        finerStride: finer.stride
      )
    }
  }

  private func meanArea(_ scale: DetectionScale) -> Double {
    let sum = scale.anchors.reduce(0) { $0 + $1.width * $1.height }
    return sum / Double(max(1, scale.anchors.count))
  }
}

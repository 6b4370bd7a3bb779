import BoxGeometry
import DetectionText

extension DetectorConfiguration {
  /// The sides that a network input may have, in pixels.
  ///
  /// Far beyond any real one; within it no number of anchors overflows, whatever the strides.
  private static let allowedInputSides = 1...1_000_000

  /// Refuses an input that has no whole number of cells on every scale.
  func check(_ input: PixelSize) throws(Diagnostic) {
    for (index, scale) in scales.enumerated()
    where !DetectionScale.allowedStrides.contains(scale.stride) {
      let range = DetectionScale.allowedStrides
      throw Self.fault(
        "stride",
        ["scales[\(index)].stride"],
        "\(scale.stride)",
        allowed: "\(range.lowerBound) to \(range.upperBound)",
        "check the stride"
      )
    }
    for side in [input.width, input.height] {
      guard Self.allowedInputSides.contains(side) else {
        let range = Self.allowedInputSides
        throw inputFault(
          input,
          found: "an input of \(input)",
          allowed: "sides of \(range.lowerBound) to \(range.upperBound)"
        )
      }
      for scale in scales where side % scale.stride != 0 {
        throw inputFault(
          input,
          found: """
            an input of \(input), which has no whole number of cells at stride \(scale.stride) \
            (scale \(quoted(scale.name)))
            """,
          allowed: ""
        )
      }
    }
  }

  /// The fault of an input, with the nearest size that every stride divides, if there is one.
  private func inputFault(_ input: PixelSize, found: String, allowed: String) -> Diagnostic {
    var step: Int? = 1
    for scale in scales { step = step.flatMap { Self.leastCommonMultiple($0, scale.stride) } }
    let nearest = step.flatMap { step -> PixelSize? in
      guard let width = Self.nearestMultiple(of: step, to: input.width),
        let height = Self.nearestMultiple(of: step, to: input.height)
      else { return nil }
      return PixelSize(width: width, height: height)
    }
    return Diagnostic(
      .request,
      code: "detector.input-size",
      found: found,
      allowed: allowed,
      remedy: nearest.map { "the nearest size that every stride divides is \($0)" }
        ?? "no size that is allowed fits every stride, so check the strides of the scales",
      setting: Diagnostic.Setting("input-size", values: nearest.map { ["\($0)"] } ?? [])
    )
  }

  private static func leastCommonMultiple(_ a: Int, _ b: Int) -> Int? {
    var (x, y) = (a, b)
    while y != 0 { (x, y) = (y, x % y) }
    let (product, overflow) = (a / x).multipliedReportingOverflow(by: b)
    return overflow ? nil : product
  }

  /// The multiple of a step that is nearest to a side, of two the smaller; `nil` if none is allowed.
  private static func nearestMultiple(of step: Int, to side: Int) -> Int? {
    let range = allowedInputSides
    guard step <= range.upperBound else { return nil }
    let side = min(max(side, range.lowerBound), range.upperBound)
    let below = side / step * step
    let above = below + step
    let isNearerAbove = side - below > step / 2 && range.contains(above)
    return below == 0 || isNearerAbove ? above : below
  }
}

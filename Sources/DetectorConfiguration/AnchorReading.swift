import BoxGeometry

/// What the numbers of implausible anchors may be in truth: one reading of all of them.
///
/// A reading is believed if the anchors it gives are plausible on every scale; the first such is
/// told. So a cause is named only where it explains all of what was written.
struct AnchorReading {
  /// What to do, for one scale.
  let remedy: (DetectionScale) -> String

  /// The anchors in pixels that a number stands for, by scale.
  let factor: (DetectionScale) -> (x: Double, y: Double)

  /// The readings of anchors of which some are implausible on `scales`, likely ones first.
  ///
  /// - Parameters:
  ///   - configuration: The configuration; its anchors are in pixels or fractions.
  ///   - scales: The names of the scales whose anchors are implausible.
  ///   - input: The size of the network input, where it is known.
  /// - Returns: The readings, of which the first plausible one is to be told.
  static func all(
    of configuration: DetectorConfiguration,
    implausibleOn scales: Set<String>,
    over input: PixelSize?
  ) -> [AnchorReading] {
    let written = configuration.writtenAnchors
    let longest = written.flatMap(\.self).map { max($0.width, $0.height) }.max() ?? 0
    var readings: [AnchorReading] = []
    if configuration.writtenUnit != .fractions, longest <= 1 {
      // Without an input any will do to tell plausible sizes.
      let (width, height) = (Double(input?.width ?? 416), Double(input?.height ?? 416))
      readings.append(unit(.fractions) { _ in (width, height) })
    }
    if configuration.writtenUnit != .pixels { readings.append(unit(.pixels) { _ in (1, 1) }) }
    if configuration.writtenUnit != .cells {
      readings.append(unit(.cells) { (Double($0.stride), Double($0.stride)) })
    }
    guard configuration.writtenUnit == .pixels else { return readings }
    readings.append(
      AnchorReading {
        """
        these look like cells, the other scales' like pixels: multiply these by \($0.stride), \
        "anchor_unit" counts for all
        """
      } factor: {
        scales.contains($0.name) ? (Double($0.stride), Double($0.stride)) : (1, 1)
      }
    )
    for stride in Set(configuration.scales.map(\.stride)).sorted() {
      readings.append(
        AnchorReading { _ in
          "these look like cells of \(stride) pixels on every scale: multiply all by \(stride)"
        } factor: { _ in
          (Double(stride), Double(stride))
        }
      )
    }
    guard let input else { return readings }
    let side = max(input.width, input.height)
    func scaled(from other: Int, _ words: String) -> AnchorReading {
      let factor = Double(side) / Double(other)
      return AnchorReading { _ in
        words
      } factor: { _ in
        (factor, factor)
      }
    }
    readings += usualInputs.filter { $0 > side && longest <= Double($0) }.map {
      scaled(
        from: $0,
        "these look like anchors of another input size, such as \($0): multiply all by \(side)/\($0)"
      )
    }
    readings += usualPictures.filter { longest <= Double($0) }.map {
      scaled(
        from: $0,
        """
        these look like pixels of the original pictures, of \($0) or so: multiply all by \(side)/\($0), \
        or cluster boxes that were put into the input
        """
      )
    }
    return readings
  }

  private static func unit(
    _ unit: AnchorUnit,
    factor: @escaping (DetectionScale) -> (x: Double, y: Double)
  ) -> AnchorReading {
    let name =
      switch unit {
      case .pixels: "pixels of the input"
      case .cells: "cells of each scale"
      case .fractions: "fractions of the input"
      }
    return AnchorReading(
      remedy: { _ in "these look like \(name): say \"anchor_unit\": \"\(unit.rawValue)\"" },
      factor: factor
    )
  }

  /// Inputs that networks are trained at.
  private static let usualInputs = [320, 416, 512, 608, 640, 1280]

  /// The longer sides of pictures that cameras and data sets have.
  private static let usualPictures = [1280, 1920, 2048, 2560, 3840, 4096, 6000]
}

extension DetectorConfiguration {
  /// The unit of the anchors' numbers as they were written.
  fileprivate var writtenUnit: AnchorUnit { isWrittenInCells ? .cells : anchorUnit }

  /// The anchors' numbers as they were written, scale by scale.
  var writtenAnchors: [[AnchorSize]] {
    guard isWrittenInCells else { return scales.map(\.anchors) }
    return scales.map { scale in
      let stride = Double(scale.stride)
      return scale.anchors.map {
        AnchorSize(width: $0.width / stride, height: $0.height / stride)
      }
    }
  }

  /// This configuration with its anchors read in another way, in pixels.
  func read(by reading: AnchorReading) -> DetectorConfiguration {
    var other = self
    other.anchorUnit = .pixels
    other.isWrittenInCells = false
    for (index, anchors) in writtenAnchors.enumerated() {
      let factor = reading.factor(scales[index])
      other.scales[index].anchors = anchors.map {
        AnchorSize(width: $0.width * factor.x, height: $0.height * factor.y)
      }
    }
    return other
  }
}

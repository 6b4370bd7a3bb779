import AnchorDecoding
import DetectionNumerics
import DetectionText
import DetectorConfiguration
import TargetAssignment

/// An anchor whose predicted width or height left the range that is computed with.
public struct ClampedSize: Hashable, Sendable {
  /// The name of its scale.
  public let scale: String

  /// The image, counted from zero.
  public let image: Int

  /// The row of its cell.
  public let row: Int

  /// The column of its cell.
  public let column: Int

  /// Its index within the scale.
  public let anchor: Int

  /// Whether it should predict an object, so that the box takes part in the loss.
  public let isPositive: Bool

  /// The raw numbers of the sides that were clamped, by the names of their channels: `tw`, `th`.
  public let sides: [Side]

  /// A side that was clamped.
  public struct Side: Hashable, Sendable {
    /// The name of its channel.
    public let channel: String

    /// The raw number.
    public let raw: Double

    /// What the decoding makes of it, in sides of the anchor, as a power of ten: a `Double` may
    /// hold it or not.
    public let power: Double

    fileprivate init(_ channel: String, _ raw: Double, _ size: SizeDecoding) {
      self.channel = channel
      self.raw = raw
      let perPower = Double.log(10)
      power =
        switch size {
        case .exponential: raw / perPower
        // Only far below zero does it leave the range, where the sigmoid is the exponential.
        case .squaredSigmoid: (Double.log(4) + 2 * raw) / perPower
        }
    }
  }
}

extension ClampedSize {
  /// How many of a scale a report has.
  static let mostOfScale = 2

  /// The anchor's place, but its scale.
  package var siteWords: String { "image \(image), row \(row), column \(column), anchor \(anchor)" }

  /// The sides with what the decoding makes of them, such as `tw 95 (1.8e41 times the anchor's)`.
  package var sideWords: String {
    sides.map { "\($0.channel) \(readable($0.raw))\($0.factorWords)" }.joined(separator: ", ")
  }
}

extension ClampedSize.Side {
  fileprivate var factorWords: String {
    let exponent = power.rounded(.down)
    guard abs(exponent) < 1e6 else { return "" }
    let mantissa = Double.exp((power - exponent) * Double.log(10))
    return " (\(readable(mantissa, digits: 2))e\(Int(exponent)) times the anchor's)"
  }
}

extension LossEvaluation {
  /// At most two clamped sizes of each scale: the first of positive anchors, then the first of others.
  ///
  /// - Returns: For each scale, those of positive anchors before the others.
  /// - Complexity: O(anchors); only where there is one to be found is this asked.
  func firstClampedSizes() -> [[ClampedSize]] {
    let most = ClampedSize.mostOfScale
    let everywhere = clampedSizes != nil
    return heads.indices.map { scale in
      var ofScale: [ClampedSize] = []
      for image in targets.indices where ofScale.count < most {
        for target in targets[image].scales[scale].positives where ofScale.count < most {
          clampedSize(scale, image, target.site, isPositive: true).map { ofScale.append($0) }
        }
      }
      if everywhere { addClampedSizes(on: scale, to: &ofScale, upTo: most) }
      return ofScale
    }
  }

  private func addClampedSizes(on index: Int, to found: inout [ClampedSize], upTo most: Int) {
    let scale = loss.detector.scales[index]
    for image in targets.indices {
      let positives = Set(targets[image].scales[index].positives.map(\.site))
      for row in 0..<scale.rows {
        for column in 0..<scale.columns {
          for anchor in scale.anchors.indices {
            guard found.count < most else { return }
            let site = AnchorSite(scale: index, row: row, column: column, anchor: anchor)
            guard !positives.contains(site) else { continue }
            clampedSize(index, image, site, isPositive: false).map { found.append($0) }
          }
        }
      }
    }
  }

  private func clampedSize(
    _ index: Int,
    _ image: Int,
    _ site: AnchorSite,
    isPositive: Bool
  ) -> ClampedSize? {
    let (scale, decoder) = (loss.detector.scales[index], loss.plain[index].decoder)
    let (row, column, anchor) = (site.row, site.column, site.anchor)
    func raw(_ channel: Int) -> Double {
      heads[index].value(image: image, row: row, column: column, anchor: anchor, channel: channel)
    }
    let (tw, th) = (raw(2), raw(3))
    var sides: [ClampedSize.Side] = []
    // Zero stands for the anchor's own side, which is never clamped.
    if decoder.isSizeClamped(tw, 0, anchor: anchor) { sides.append(.init("tw", tw, scale.size)) }
    if decoder.isSizeClamped(0, th, anchor: anchor) { sides.append(.init("th", th, scale.size)) }
    guard !sides.isEmpty else { return nil }
    return ClampedSize(
      scale: scale.name,
      image: firstImage + image,
      row: row,
      column: column,
      anchor: anchor,
      isPositive: isPositive,
      sides: sides
    )
  }
}

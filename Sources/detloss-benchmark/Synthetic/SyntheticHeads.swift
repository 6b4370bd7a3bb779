import AnchorDecoding
import BoxGeometry
import DetectionNumerics
import DetectorConfiguration

/// Raw heads drawn from a seed; every order of the axes holds the same numbers.
package enum SyntheticHeads {
  /// The values of one scale of a batch.
  ///
  /// - Parameters:
  ///   - layout: Where each value stands, dense.
  ///   - scale: Its stride and anchors.
  ///   - kind: What the numbers look like.
  ///   - objects: The objects of each image, which trained heads find.
  ///   - seed: What the numbers depend on.
  /// - Returns: The values in the order of the layout.
  package static func values(
    layout: HeadLayout,
    scale: DetectionScale,
    kind: HeadKind,
    objects: [[LabeledBox]],
    seed: UInt64
  ) -> [Float] {
    var values = [Float](repeating: 0, count: layout.valueCount)
    let places = layout.elementIndices
    for image in 0..<layout.images {
      var random = RandomNumbers(seed: seed ^ UInt64(scale.stride) << 32, image: image)
      for start in places.anchorOffsets(ofImage: image) {
        for channel in 0..<layout.channels {
          let (mean, deviation) = spread(of: channel, kind)
          values[start + places.channelOffset(channel)] = Float(random.normal(mean, deviation))
        }
      }
      guard kind == .trained else { continue }
      for object in objects[image] {
        for guess in guesses(of: object, scale: scale, layout: layout, random: &random) {
          let start = places.anchorOffset(
            image: image,
            row: guess.row,
            column: guess.column,
            anchor: guess.anchor
          )
          for (channel, logit) in guess.logits {
            values[start + places.channelOffset(channel)] = Float(logit)
          }
        }
      }
    }
    return values
  }

  /// The mean and deviation of the logits of a channel away from objects.
  private static func spread(
    of channel: Int,
    _ kind: HeadKind
  ) -> (mean: Double, deviation: Double) {
    switch (kind, channel) {
    case (.untrained, _): (0, 0.5)
    case (.trained, 0..<2): (0, 1)
    case (.trained, 2..<4): (0, 0.3)
    case (.trained, 4): (-8, 2)
    case (.trained, _): (-6, 1.5)
    }
  }
}

// MARK: - Where objects are

extension SyntheticHeads {
  /// What a trained network says of an object at one anchor.
  private struct Guess {
    let row: Int
    let column: Int
    let anchor: Int
    let logits: [(channel: Int, logit: Double)]
  }

  /// The anchors of a scale that see an object: those that are at most three times larger or smaller
  /// than it, in its own cell, and less surely in the two cells nearest to its centre.
  ///
  /// These are about one anchor in a hundred.
  private static func guesses(
    of object: LabeledBox,
    scale: DetectionScale,
    layout: HeadLayout,
    random: inout RandomNumbers
  ) -> [Guess] {
    let box = CenterBox(object.box)
    let x = box.centerX / Double(scale.stride)
    let y = box.centerY / Double(scale.stride)
    let (column, row) = (Int(x), Int(y))
    let besides = x - Double(column) < 0.5 ? column - 1 : column + 1
    let beyond = y - Double(row) < 0.5 ? row - 1 : row + 1
    var guesses: [Guess] = []
    for (anchor, size) in scale.anchors.enumerated() {
      let (wider, higher) = (box.width / size.width, box.height / size.height)
      guard max(wider, 1 / wider, higher, 1 / higher) < 3 else { continue }
      for cell in [(row, column), (row, besides), (beyond, column)] {
        guard (0..<layout.rows).contains(cell.0), (0..<layout.columns).contains(cell.1) else {
          continue
        }
        let isOwn = cell == (row, column)
        guesses.append(
          Guess(
            row: cell.0,
            column: cell.1,
            anchor: anchor,
            logits: [
              (0, logit(x - Double(cell.1)) + random.normal(0, 0.3)),
              (1, logit(y - Double(cell.0)) + random.normal(0, 0.3)),
              (2, Double.log(wider) + random.normal(0, 0.15)),
              (3, Double.log(higher) + random.normal(0, 0.15)),
              (4, random.normal(isOwn ? 2 : -1, 1.5)),
              (5 + object.classID, random.normal(2.5, 1.5)),
            ]
          )
        )
      }
    }
    return guesses
  }

  /// The logit of a place in the cell, or of the edge that is nearest to it.
  private static func logit(_ place: Double) -> Double {
    let inside = min(max(place, 0.05), 0.95)
    return Double.log(inside / (1 - inside))
  }
}

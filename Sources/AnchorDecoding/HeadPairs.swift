extension HeadLayout {
  /// What two heads of the same anchors have in common: images, rows, columns, anchors, classes.
  package var anchorShape: [Int] { [images, rows, columns, anchors, classes] }
}

extension RawHead {
  /// Walks over the values of heads of the same images, cells, anchors and classes, whatever their
  /// layouts, in the order image, row, column, anchor, channel.
  ///
  /// - Parameters:
  ///   - second: Another head.
  ///   - third: A third one.
  ///   - visit: Takes the place of an anchor, without its channel, then the channel and the values.
  /// - Returns: Whether the heads are of the same anchors; if not, nothing is visited.
  /// - Complexity: O(values).
  package func forEachValue(
    with second: RawHead,
    _ third: RawHead,
    visit: (_ anchor: HeadPlace, _ channel: Int, Double, Double, Double) -> Void
  ) -> Bool {
    let (a, b, c) = (layout, second.layout, third.layout)
    guard b.anchorShape == a.anchorShape, c.anchorShape == a.anchorShape else { return false }
    storage.withBytes { firstBytes in
      second.storage.withBytes { secondBytes in
        third.storage.withBytes { thirdBytes in
          for image in 0..<a.images {
            for row in 0..<a.rows {
              for column in 0..<a.columns {
                for anchor in 0..<a.anchors {
                  let place = HeadPlace(
                    image: image,
                    row: row,
                    column: column,
                    anchor: anchor,
                    channel: 0
                  )
                  let starts = (
                    a.anchorOffset(image: image, row: row, column: column, anchor: anchor),
                    b.anchorOffset(image: image, row: row, column: column, anchor: anchor),
                    c.anchorOffset(image: image, row: row, column: column, anchor: anchor)
                  )
                  for channel in 0..<a.channels {
                    visit(
                      place,
                      channel,
                      a.value(channel, ofAnchorAt: starts.0, in: firstBytes),
                      b.value(channel, ofAnchorAt: starts.1, in: secondBytes),
                      c.value(channel, ofAnchorAt: starts.2, in: thirdBytes)
                    )
                  }
                }
              }
            }
          }
        }
      }
    }
    return true
  }
}

import BoxGeometry
import DetectionNumerics
import DetectionText

/// A usual mistake on the way of a head into a dump: which value stands where another should.
package struct HeadMixup: Sendable {
  /// What somebody may have done, in a sentence without its full stop.
  package let cause: String

  /// Where the value of a place stands that should stand there.
  fileprivate let source: @Sendable (HeadPlace, HeadLayout) -> HeadPlace

  /// Whether it can have happened to a head of this layout.
  fileprivate let isPossible: @Sendable (HeadLayout) -> Bool

  private init(
    _ cause: String,
    ifPossible isPossible: @escaping @Sendable (HeadLayout) -> Bool = { _ in true },
    source:
      @escaping @Sendable (HeadPlace, HeadLayout) -> HeadPlace
  ) {
    (self.cause, self.source, self.isPossible) = (cause, source, isPossible)
  }

  private static func channels(
    _ cause: String,
    ifPossible: @escaping @Sendable (HeadLayout) -> Bool = { _ in true },
    _ channel: @escaping @Sendable (Int, HeadLayout) -> Int
  ) -> HeadMixup {
    HeadMixup(cause, ifPossible: ifPossible) { $0.with(channel: channel($0.channel, $1)) }
  }

  /// Those that people make.
  package static let usual: [HeadMixup] = [
    channels("x and y are exchanged, and w and h too") { channel, _ in
      channel < 4 ? channel ^ 1 : channel
    },
    channels("x and y are exchanged") { channel, _ in channel < 2 ? channel ^ 1 : channel },
    channels("w and h are exchanged") { channel, _ in
      channel == 2 || channel == 3 ? channel ^ 1 : channel
    },
    channels("objectness stands before x, y, w, h") { channel, _ in
      channel < 4 ? channel + 1 : channel == 4 ? 0 : channel
    },
    channels("objectness stands behind the classes") { channel, layout in
      channel < 4 ? channel : channel == 4 ? layout.channels - 1 : channel - 1
    },
    channels("the classes stand in reverse order", ifPossible: { $0.classes > 1 }) {
      channel,
      layout in channel < 5 ? channel : layout.channels + 4 - channel
    },
    HeadMixup("the anchors stand in reverse order", ifPossible: { $0.anchors > 1 }) {
      $0.with(anchor: $1.anchors - 1 - $0.anchor)
    },
    HeadMixup("the rows stand from the bottom to the top", ifPossible: { $0.rows > 1 }) {
      $0.with(row: $1.rows - 1 - $0.row)
    },
    HeadMixup("the columns stand from right to left", ifPossible: { $0.columns > 1 }) {
      $0.with(column: $1.columns - 1 - $0.column)
    },
    HeadMixup(
      "rows and columns are exchanged",
      ifPossible: { $0.rows == $0.columns && $0.rows > 1 }
    ) { place, _ in place.with(row: place.column, column: place.row) },
  ]
}

extension HeadPlace {
  fileprivate func with(
    row: Int? = nil,
    column: Int? = nil,
    anchor: Int? = nil,
    channel: Int? = nil
  ) -> Self {
    Self(
      image: image,
      row: row ?? self.row,
      column: column ?? self.column,
      anchor: anchor ?? self.anchor,
      channel: channel ?? self.channel
    )
  }
}

// MARK: - Undoing

extension RawHead {
  /// The head without a mistake; `nil` where it cannot have happened to one of this layout.
  package func undoing(_ mixup: HeadMixup) -> RawHead? {
    guard mixup.isPossible(layout) else { return nil }
    return rearranged(images: 0..<layout.images) { mixup.source($0, layout) }
  }

  /// Some images of the head in an order of their own.
  package func taking(images order: [Int]) -> RawHead {
    rearranged(images: 0..<order.count) { place in
      HeadPlace(
        image: order[place.image],
        row: place.row,
        column: place.column,
        anchor: place.anchor,
        channel: place.channel
      )
    }
  }

  /// How many values differ from another head's of the same cells, anchors and classes.
  ///
  /// - Parameters:
  ///   - other: The other head; all values of one with other images or cells differ.
  ///   - tolerance: How far apart values may be that count as equal.
  ///   - relative: The same as a share of the larger value, where the other value `passes`.
  ///   - passes: Whether a value of the other head can have come so far from this one's.
  /// - Returns: Their number.
  package func differing(
    from other: RawHead,
    tolerance: HeadTolerance,
    relative: Double = 0,
    where passes: (Double) -> Bool = { _ in true }
  ) -> Int {
    let (a, b) = (layout, other.layout)
    guard a.anchorShape == b.anchorShape else { return a.valueCount }
    return storage.withBytes { first in
      other.storage.withBytes { second in
        var count = 0
        for image in 0..<a.images {
          for row in 0..<a.rows {
            for column in 0..<a.columns {
              for anchor in 0..<a.anchors {
                let start = a.anchorOffset(image: image, row: row, column: column, anchor: anchor)
                let place = b.anchorOffset(image: image, row: row, column: column, anchor: anchor)
                for channel in 0..<a.channels {
                  let x: Double = a.value(channel, ofAnchorAt: start, in: first)
                  let y: Double = b.value(channel, ofAnchorAt: place, in: second)
                  let distance = abs(x - y)
                  guard distance > tolerance.reach(at: x) else { continue }
                  if distance > relative * max(abs(x), abs(y)) || !passes(y) { count += 1 }
                }
              }
            }
          }
        }
        return count
      }
    }
  }

  /// One image of the head, dense.
  package func alone(image: Int) -> RawHead { rearranged(images: image..<image + 1) { $0 } }

  /// The values as they would be if the array's bytes had been written in another order of axes;
  /// `nil` for an array with gaps.
  package func reread(as order: HeadOrder) -> RawHead? {
    guard order != layout.order, layout.isDense else { return nil }
    let flat = [layout.rows, layout.columns, layout.anchors * layout.channels]
    let shape: [Int] =
      switch order {
      case .nhwc: flat
      case .nchw: [flat[2], flat[0], flat[1]]
      case .nhwac: Array(flat.prefix(2)) + [layout.anchors, layout.channels]
      case .nahwc: [layout.anchors] + Array(flat.prefix(2)) + [layout.channels]
      }
    let other = try? HeadLayout(
      order,
      shape: [layout.images] + shape,
      anchors: layout.anchors,
      classes: layout.classes,
      element: layout.element
    )
    guard let other, other != layout else { return nil }
    return try? RawHead(name: name, layout: other, storage: storage)
  }

  /// A dense head of some images with values from other places.
  private func rearranged(
    images: Range<Int>,
    _ source: (HeadPlace) -> HeadPlace
  ) -> RawHead {
    func values<Scalar: RealNumber>(_: Scalar.Type) -> [Scalar] {
      var values: [Scalar] = []
      values.reserveCapacity(images.count * layout.anchorsPerImage * layout.channels)
      storage.withBytes { bytes in
        for image in images {
          for row in 0..<layout.rows {
            for column in 0..<layout.columns {
              for anchor in 0..<layout.anchors {
                for channel in 0..<layout.channels {
                  let place = source(
                    HeadPlace(
                      image: image,
                      row: row,
                      column: column,
                      anchor: anchor,
                      channel: channel
                    )
                  )
                  let start = layout.anchorOffset(
                    image: place.image,
                    row: place.row,
                    column: place.column,
                    anchor: place.anchor
                  )
                  values.append(layout.value(place.channel, ofAnchorAt: start, in: bytes))
                }
              }
            }
          }
        }
      }
      return values
    }
    func head<Scalar: RealNumber>(_ values: [Scalar]) throws(Diagnostic) -> RawHead {
      try RawHead(
        name: name,
        values: values,
        order: .nhwac,
        shape: [images.count, layout.rows, layout.columns, layout.anchors, layout.channels],
        anchors: layout.anchors,
        classes: layout.classes
      )
    }
    do {
      return layout.element.format == .float64
        ? try head(values(Double.self)) : try head(values(Float.self))
    } catch {
      preconditionFailure("a part of a head is a head: \(error)")
    }
  }
}

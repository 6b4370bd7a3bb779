import AnchorDecoding
import RealFunctions

/// The distances between the values of a head, in bytes or in elements.
struct AnchorSteps {
  let row: Int
  let column: Int
  let anchor: Int
  let channel: Int

  init(_ layout: HeadLayout) {
    let origin = layout.anchorOffset(image: 0, row: 0, column: 0, anchor: 0)
    row = layout.anchorOffset(image: 0, row: 1, column: 0, anchor: 0) - origin
    column = layout.anchorOffset(image: 0, row: 0, column: 1, anchor: 0) - origin
    anchor = layout.anchorOffset(image: 0, row: 0, column: 0, anchor: 1) - origin
    channel = layout.channelOffset(1)
  }

  /// Whether neighbouring cells stand closer together than the anchors of a cell.
  var isPlanar: Bool { abs(column) < abs(anchor) }
}

/// Some rows of a head, whose anchors the fast path takes together.
///
/// Its anchors are numbered anchor by anchor, each anchor's cells row by row: one order for every
/// layout, so that sums have the same bits for all of them.
struct AnchorStrip {
  let rows: Range<Int>
  let columns: Int
  let anchors: Int

  /// The number of cells.
  var cells: Int { rows.count * columns }

  /// The number of anchors of all its cells.
  var count: Int { cells * anchors }

  /// The number of an anchor.
  @inline(__always)
  func index(row: Int, column: Int, anchor: Int) -> Int {
    anchor * cells + (row - rows.lowerBound) * columns + column
  }

  /// Cuts the rows of a grid into strips of some eight thousand anchors, which fit into the
  /// processor's nearest caches and keep the memory of a thread small.
  static func strips(of layout: HeadLayout) -> [AnchorStrip] {
    let height = max(1, 8192 / (layout.columns * layout.anchors))
    return stride(from: 0, to: layout.rows, by: height).map {
      AnchorStrip(
        rows: $0..<min($0 + height, layout.rows),
        columns: layout.columns,
        anchors: layout.anchors
      )
    }
  }
}

extension HeadLayout {
  /// Copies one channel of a strip's anchors, in their order; there is room for `strip.count`
  /// numbers at least.
  func gather(
    channel: Int,
    image: Int,
    strip: AnchorStrip,
    from bytes: RawSpan,
    into values: inout MutableSpan<Float>
  ) {
    if element == HeadElement(.float32) {
      gather(channel: channel, image: image, strip: strip, into: &values) { offset in
        // The load checks its bounds; any bit pattern is a number.
        unsafe Float(
          bitPattern: UInt32(
            littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
          )
        )
      }
    } else {
      gather(channel: channel, image: image, strip: strip, into: &values) { offset in
        element.load(from: bytes, at: offset, as: Float.self)
      }
    }
  }

  @inline(__always)
  private func gather(
    channel: Int,
    image: Int,
    strip: AnchorStrip,
    into values: inout MutableSpan<Float>,
    load: (Int) -> Float
  ) {
    let steps = AnchorSteps(self)
    let cells = strip.cells
    for row in strip.rows {
      let first =
        anchorOffset(image: image, row: row, column: 0, anchor: 0) + channelOffset(channel)
      let line = (row - strip.rows.lowerBound) * strip.columns
      if steps.isPlanar {
        for anchor in 0..<strip.anchors {
          let start = first + anchor * steps.anchor
          let place = anchor * cells + line
          for column in 0..<strip.columns {
            values[place + column] = load(start + column * steps.column)
          }
        }
      } else {
        for column in 0..<strip.columns {
          let start = first + column * steps.column
          for anchor in 0..<strip.anchors {
            values[anchor * cells + line + column] = load(start + anchor * steps.anchor)
          }
        }
      }
    }
  }
}

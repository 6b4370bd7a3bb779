import AnchorDecoding
import DetectionNumerics

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

  /// Where a channel of its anchors stands in an image, each anchor's cells in a run; `nil` where rows
  /// do not follow each other like columns.
  func runs(channel: Int, image: Int, of layout: HeadLayout) -> NumberRuns? {
    let steps = AnchorSteps(layout)
    let isOneRun = rows.count == 1 || columns == 1 || steps.row == columns * steps.column
    guard isOneRun else { return nil }
    return NumberRuns(
      first: layout.anchorOffset(image: image, row: rows.lowerBound, column: 0, anchor: 0)
        + layout.channelOffset(channel),
      step: columns == 1 ? steps.row : steps.column,
      between: steps.anchor,
      count: cells,
      runs: anchors
    )
  }

  /// Visits every anchor by its number, with the offset of one of its channels in the first image.
  ///
  /// - Parameters:
  ///   - channel: The channel.
  ///   - layout: What offsets are counted by.
  ///   - body: Takes the number and the offset.
  @inline(__always)
  func visit(
    channel: Int,
    of layout: HeadLayout,
    _ body: (_ index: Int, _ offset: Int) -> Void
  ) {
    let steps = AnchorSteps(layout)
    for row in rows {
      let first =
        layout.anchorOffset(image: 0, row: row, column: 0, anchor: 0)
        + layout.channelOffset(channel)
      let line = (row - rows.lowerBound) * columns
      for anchor in 0..<anchors {
        var offset = first + anchor * steps.anchor
        let place = anchor * cells + line
        for index in place..<place + columns {
          body(index, offset)
          offset &+= steps.column
        }
      }
    }
  }
}

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
}

// MARK: - Gathering

extension HeadLayout {
  /// Puts one channel of a strip's anchors in the place of zeros, in their order, and leaves minus
  /// infinity; there is room for `strip.count` numbers at least.
  ///
  /// - Returns: Whether all of them are finite, also those that are left out.
  func gather(
    channel: Int,
    image: Int,
    strip: AnchorStrip,
    from bytes: RawSpan,
    into values: inout MutableSpan<Float>
  ) -> Bool {
    precondition(values.count >= strip.count, "no room for the strip")
    let isNative = element == HeadElement(.float32)
    // No distance is negative, so that the last value is the furthest; a check for each value would
    // cost a third of the time.
    precondition(lastByte(of: image) < bytes.byteCount, "the head's bytes end too early")
    return unsafe values.withUnsafeMutableBufferPointer { values in
      guard isNative else {
        return unsafe gather(channel: channel, image: image, strip: strip, into: values) {
          element.load(from: bytes, at: $0)
        }
      }
      return unsafe gather(channel: channel, image: image, strip: strip, into: values) {
        let bits = unsafe bytes.unsafeLoadUnaligned(
          fromUncheckedByteOffset: $0,
          as: UInt32.self
        )
        return Float(bitPattern: UInt32(littleEndian: bits))
      }
    }
  }

  @inline(__always)
  private func gather(
    channel: Int,
    image: Int,
    strip: AnchorStrip,
    into values: UnsafeMutableBufferPointer<Float>,
    load: (Int) -> Float
  ) -> Bool {
    let start = anchorOffset(image: image, row: 0, column: 0, anchor: 0)
    // Nothing but NaN and infinity times zero is not zero.
    var check: Float = 0
    strip.visit(channel: channel, of: self) { index, offset in
      let value = load(start &+ offset)
      check += value * 0
      unsafe values[index] = values[index] == 0 ? value : -.infinity
    }
    return check == 0
  }

  /// The last byte of an image.
  func lastByte(of image: Int) -> Int {
    anchorOffset(image: image, row: rows - 1, column: columns - 1, anchor: anchors - 1)
      + channelOffset(channels - 1) + element.byteCount - 1
  }

  /// Copies some channels of one anchor.
  func copyChannels(
    _ channels: Range<Int>,
    ofAnchorAt start: Int,
    from bytes: RawSpan,
    to values: inout MutableSpan<Float>
  ) {
    precondition(channels.count <= values.count, "no room for the channels")
    let step = channelOffset(1)
    let first = start + channels.lowerBound * step
    guard element == HeadElement(.float32), !channels.isEmpty else {
      for index in 0..<channels.count {
        values[index] = element.load(from: bytes, at: first + index * step)
      }
      return
    }
    // No distance is negative: the last channel is the one to check.
    precondition(first >= 0 && first + (channels.count - 1) * step + 4 <= bytes.byteCount)
    unsafe bytes.withUnsafeBytes { bytes in
      unsafe values.withUnsafeMutableBufferPointer { values in
        #if _endian(little)
          if step == 4 {
            unsafe UnsafeMutableRawBufferPointer(values).copyMemory(
              from: UnsafeRawBufferPointer(rebasing: bytes[first..<first + 4 * channels.count])
            )
            return
          }
        #endif
        var offset = first
        for index in 0..<channels.count {
          unsafe values[index] = Float(
            bitPattern: UInt32(
              littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            )
          )
          offset &+= step
        }
      }
    }
  }
}

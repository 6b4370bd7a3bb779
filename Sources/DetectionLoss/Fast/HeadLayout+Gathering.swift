import AnchorDecoding
import DetectionNumerics

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
    precondition(values.count >= strip.count, "no room for the strip")
    guard element == HeadElement(.float32) else {
      unsafe values.withUnsafeMutableBufferPointer { values in
        unsafe gather(channel: channel, image: image, strip: strip, into: values) { offset in
          element.load(from: bytes, at: offset, as: Float.self)
        }
      }
      return
    }
    unsafe bytes.withUnsafeBytes { bytes in
      // No distance is negative, so that the last value is the furthest; a check for each value
      // would cost a third of the time.
      precondition(lastByte(of: image) < bytes.count, "the head's bytes end too early")
      unsafe values.withUnsafeMutableBufferPointer { values in
        unsafe gather(channel: channel, image: image, strip: strip, into: values) { offset in
          unsafe Float(
            bitPattern: UInt32(
              littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            )
          )
        }
      }
    }
  }

  /// The last byte of an image.
  private func lastByte(of image: Int) -> Int {
    anchorOffset(image: image, row: rows - 1, column: columns - 1, anchor: anchors - 1)
      + channelOffset(channels - 1) + element.byteCount - 1
  }

  @inline(__always)
  private func gather(
    channel: Int,
    image: Int,
    strip: AnchorStrip,
    into values: UnsafeMutableBufferPointer<Float>,
    load: (Int) -> Float
  ) {
    let steps = AnchorSteps(self)
    let cells = strip.cells
    for row in strip.rows {
      let first =
        anchorOffset(image: image, row: row, column: 0, anchor: 0) + channelOffset(channel)
      let line = (row - strip.rows.lowerBound) * strip.columns
      for anchor in 0..<strip.anchors {
        var offset = first + anchor * steps.anchor
        let place = anchor * cells + line
        for index in place..<place + strip.columns {
          unsafe values[index] = load(offset)
          offset &+= steps.column
        }
      }
    }
  }
}

extension HeadLayout {
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

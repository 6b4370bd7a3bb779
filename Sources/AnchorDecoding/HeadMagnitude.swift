import RealFunctions

extension RawHead {
  /// The largest magnitude among the head's values.
  ///
  /// - Returns: Infinity or NaN if there is such a value; `nil` for a head that is not stored as
  ///   dense native `Float`, where looking at each value is no dearer than finding this.
  /// - Complexity: O(values), as fast as memory.
  package func largestMagnitude() -> Float? {
    guard layout.isDense, layout.element == HeadElement(.float32) else { return nil }
    return storage.withBytes { bytes in
      // Without their signs, numbers order as their bits do; infinity comes after all numbers, and
      // NaN after infinity.
      let magnitude = SIMD16<UInt32>(repeating: 0x7fff_ffff)
      var largest = SIMD16<Int32>(repeating: 0)
      let end = layout.byteEnd
      var offset = 0
      while offset + 64 <= end {
        let values = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: FloatLanes.self)
        let bits = SIMD16<Int32>(truncatingIfNeeded: values.bits & magnitude)
        largest = largest.replacing(with: bits, where: bits .> largest)
        offset += 64
      }
      var bits: Int32 = 0
      for lane in 0..<16 { bits = max(bits, largest[lane]) }
      while offset < end {
        let value = layout.element.load(from: bytes, at: offset, as: Float.self)
        bits = max(bits, Int32(bitPattern: value.magnitude.bitPattern))
        offset += 4
      }
      return Float(bitPattern: UInt32(bitPattern: bits))
    }
  }
}

extension AnchorDecoder where Scalar == Double {
  /// A magnitude of raw size numbers up to which no side is held, for any anchor of the scale.
  var safeMagnitude: Double {
    let ends = anchors.flatMap { [abs(Double.log($0.width)), abs(Double.log($0.height))] }
    let room = 41.5 - (ends.max() ?? 0)
    return switch size {
    case .exponential: room
    case .squaredSigmoid: room / 2
    }
  }

  /// The number of anchors of a head whose predicted sides had to be held.
  ///
  /// - Parameters:
  ///   - head: The head of the decoder's scale; its values are finite.
  ///   - largest: The largest magnitude among the head's values, where it is known.
  /// - Returns: A number of anchors, of all images.
  /// - Complexity: O(1) for the values of a network in training or trained, O(anchors) for others.
  package func heldSizeCount(in head: RawHead, largestMagnitude largest: Float?) -> Int {
    if let largest, Double(largest) < safeMagnitude { return 0 }
    let layout = head.layout
    return head.storage.withBytes { bytes in
      var count = 0
      for image in 0..<layout.images {
        for row in 0..<layout.rows {
          for column in 0..<layout.columns {
            for anchor in 0..<layout.anchors {
              let start = layout.anchorOffset(
                image: image,
                row: row,
                column: column,
                anchor: anchor
              )
              let tw: Double = layout.value(2, ofAnchorAt: start, in: bytes)
              let th: Double = layout.value(3, ofAnchorAt: start, in: bytes)
              if isSizeHeld(tw, th, anchor: anchor) { count += 1 }
            }
          }
        }
      }
      return count
    }
  }
}

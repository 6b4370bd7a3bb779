import DetectionNumerics

extension RawHead {
  /// Whether the magnitude of a value is at least a bound, or a value is NaN.
  ///
  /// - Returns: `nil` for a head that is neither stored as dense native `Float`, nor as integers that
  ///   cannot reach it: there looking at each value is no dearer than finding this.
  /// - Complexity: O(values), as fast as memory; O(1) for integers.
  package func reaches(_ bound: Float, threads: Int = 1) -> Bool? {
    if let largest = layout.element.largestMagnitude, largest < Double(bound) { return false }
    guard layout.isDense else { return nil }
    return reaches(bound, in: 0..<layout.byteEnd, threads: threads)
  }

  /// The same for some bytes of a dense head; `nil` where they are no native `Float`.
  func reaches(_ bound: Float, in region: Range<Int>, threads: Int = 1) -> Bool? {
    guard layout.element == HeadElement(.float32) else { return nil }
    // Pieces that are worth a thread, and so many that none waits long for the last.
    let piece = 1 << 20
    let pieces = threads > 1 ? max(1, region.count / piece) : 1
    return concurrentMap(pieces, threads: threads) { index in
      let start = region.lowerBound + index * piece
      let end = index == pieces - 1 ? region.upperBound : start + piece
      return storage.withBytes { FloatLoops.reaches($0.extracting(start..<end), bound: bound) }
    }.contains(true)
  }
}

extension AnchorDecoder where Scalar == Double {
  /// A magnitude of raw size numbers up to which no side is clamped, for any anchor of the scale.
  package var safeMagnitude: Float {
    let ends = anchors.flatMap { [abs(Double.log($0.width)), abs(Double.log($0.height))] }
    let room = Float(max(0, 41.5 - (ends.max() ?? 0)))
    return switch size {
    case .exponential: room
    case .squaredSigmoid: room / 2
    }
  }

  /// The number of anchors of a head, of all images, whose predicted sides had to be clamped; its
  /// values are finite.
  package func clampedSizeCount(in head: RawHead) -> Int {
    let layout = head.layout
    return head.storage.withBytes { bytes in
      var count = 0
      _ = layout.allAnchors { anchor, start in
        let tw: Double = layout.value(2, ofAnchorAt: start, in: bytes)
        let th: Double = layout.value(3, ofAnchorAt: start, in: bytes)
        if isSizeClamped(tw, th, anchor: anchor) { count += 1 }
        return true
      }
      return count
    }
  }
}

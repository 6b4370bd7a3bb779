import DetectionNumerics

extension RawHead {
  /// Whether the magnitude of a value is at least a bound, or a value is NaN.
  ///
  /// - Returns: `nil` for a head that is neither stored as dense native `Float`, nor as integers that
  ///   cannot reach it: there looking at each value is no dearer than finding this.
  /// - Complexity: O(values), as fast as memory; O(1) for integers.
  package func reaches(_ bound: Float) -> Bool? {
    if let largest = layout.element.largestMagnitude, largest < Double(bound) { return false }
    guard layout.isDense, layout.element == HeadElement(.float32) else { return nil }
    return storage.withBytes { bytes in
      FloatLoops.reaches(bytes.extracting(first: layout.byteEnd), bound: bound)
    }
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

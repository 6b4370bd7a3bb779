import DetectionNumerics

extension HeadLayout {
  /// Visits the anchors of an image whose objectness logit is at least `least`, in the order row,
  /// column, anchor.
  ///
  /// - Parameters:
  ///   - image: The image, counted from zero.
  ///   - least: The least logit; finite, or infinite for all or none.
  ///   - bytes: The head's bytes.
  ///   - visit: Takes the place of an anchor and the offset of its channel zero.
  /// - Complexity: One value read per anchor; where the cells of an anchor lie side by side, sixteen
  ///   at a time.
  func visitAnchors(
    ofImage image: Int,
    objectnessAbove least: Float,
    in bytes: RawSpan,
    _ visit: (_ site: (row: Int, column: Int, anchor: Int), _ start: Int) -> Void
  ) {
    let isNative = element == HeadElement(.float32)
    let columnStep = anchorOffset(image: 0, row: 0, column: 1, anchor: 0)
    let anchorStep = anchorOffset(image: 0, row: 0, column: 0, anchor: 1)
    let objectness = channelOffset(4)
    // A plane of one anchor, row after row without gaps.
    let isPlanar =
      isNative && columns > 1 && columnStep == 4
      && (rows == 1 || anchorOffset(image: 0, row: 1, column: 0, anchor: 0) == 4 * columns)
    // Or every anchor of a row at one distance from the next.
    let isEven = isNative && columnStep == anchors * anchorStep
    for row in 0..<rows {
      let first = anchorOffset(image: image, row: row, column: 0, anchor: 0)
      if isEven {
        bytes.visitNumbers(
          atLeast: least,
          at: first + objectness,
          step: anchorStep,
          count: columns * anchors
        ) { index in
          visit((row, index / anchors, index % anchors), first + index * anchorStep)
        }
        continue
      }
      if isPlanar,
        !(0..<anchors).contains(where: {
          bytes.holdsNumber(
            atLeast: least,
            at: first + $0 * anchorStep + objectness,
            count: columns
          )
        })
      {
        continue
      }
      var start = first
      for column in 0..<columns {
        var place = start + objectness
        for anchor in 0..<anchors {
          let logit: Float =
            isNative ? bytes.loadFloat(at: place) : element.load(from: bytes, at: place)
          if !(logit < least) { visit((row, column, anchor), place - objectness) }
          place += anchorStep
        }
        start += columnStep
      }
    }
  }
}

extension RawSpan {
  /// Whether one of `count` neighbouring numbers is at least `least`.
  @inline(__always)
  fileprivate func holdsNumber(atLeast least: Float, at offset: Int, count: Int) -> Bool {
    let bound = FloatLanes(repeating: least)
    // By comparison, not by the sign of a difference: NaN may have one.
    var found = SIMD16<UInt32>(repeating: 0)
    var index = 0
    while index + 16 <= count {
      let x = unsafe unsafeLoadUnaligned(fromByteOffset: offset + index * 4, as: FloatLanes.self)
      let isLess = x .< bound
      // A lane of a mask is all ones or zero.
      found |= ~(unsafe unsafeBitCast(isLess, to: SIMD16<UInt32>.self))
      index += 16
    }
    var any = found.anySign
    while index < count {
      any = any || !(loadFloat(at: offset + index * 4) < least)
      index += 1
    }
    return any
  }

  /// Visits the numbers that are at least `least`, or NaN, of `count` that are `step` bytes apart.
  @inline(__always)
  fileprivate func visitNumbers(
    atLeast least: Float,
    at offset: Int,
    step: Int,
    count: Int,
    _ visit: (Int) -> Void
  ) {
    // No distance is negative: one check of the last instead of one for each.
    precondition(
      offset >= 0 && offset + (count - 1) * step + 4 <= byteCount,
      "bytes that end early"
    )
    func number(_ index: Int) -> Float {
      unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset &+ index &* step, as: Float.self)
    }
    var index = 0
    while index < count {
      let end = min(index + 16, count)
      if index + 16 <= count {
        // One branch for sixteen numbers: few pass, and a branch for each would be foretold wrongly
        // now and then.
        var passes: UInt8 = 0
        for lane in 0..<16 { passes |= number(index &+ lane) < least ? 0 : 1 }
        if passes == 0 {
          index = end
          continue
        }
      }
      while index < end {
        if !(number(index) < least) { visit(index) }
        index += 1
      }
    }
  }
}

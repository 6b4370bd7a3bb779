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
    for row in 0..<rows {
      let first = anchorOffset(image: image, row: row, column: 0, anchor: 0)
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
    // A difference without a sign is a number that is large enough.
    var found = SIMD16<UInt32>(repeating: 0)
    var index = 0
    while index + 16 <= count {
      let x = unsafe unsafeLoadUnaligned(fromByteOffset: offset + index * 4, as: FloatLanes.self)
      found |= ~(x - bound).bits
      index += 16
    }
    var any = found.anySign
    while index < count {
      any = any || !(loadFloat(at: offset + index * 4) < least)
      index += 1
    }
    return any
  }
}

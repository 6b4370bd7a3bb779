import BoxGeometry
import DetectionNumerics
import DetectionText
import DetectorConfiguration

/// An object that a network claims to see.
public struct Detection: Hashable, Sendable {
  /// Where, in pixels of the network input.
  public var box: CornerBox<Double>

  /// What, counted from zero: the class with the largest logit, the first of equals, or where every
  /// class was asked for one whose score passes.
  ///
  /// The largest logit has the largest probability too; where large logits round to one probability,
  /// the logits still tell them apart.
  public var classID: Int

  /// How sure: objectness times class probability, in `0 ... 1`.
  public var score: Double

  /// Creates a detection.
  public init(box: CornerBox<Double>, classID: Int, score: Double) {
    self.box = box
    self.classID = classID
    self.score = score
  }
}

// MARK: - From raw heads

extension RawHead {
  /// The anchors of one image whose best class scores above `threshold`, decoded.
  ///
  /// ```
  /// score = sigmoid(objectness) · max over classes of sigmoid(class)      or softmax(class)
  /// ```
  ///
  /// Which of the two the scale says, in `Detector.Scale.classProbability`; where `Detector.Scale.score`
  /// says so, the class alone is the score, and every anchor is looked at.
  ///
  /// Else a score is never larger than its objectness. So the objectness logit is compared with the
  /// threshold's before anything is decoded, and of an anchor that fails nothing else is read.
  ///
  /// - Parameters:
  ///   - image: The image, counted from zero.
  ///   - scale: The scale of the detector that the head is of.
  ///   - threshold: The score that a detection must exceed, in `0 ... 1`.
  ///   - everyClass: Whether each class whose score passes is a detection, not the best one alone; of
  ///     several classes of one anchor the lower comes first.
  /// - Returns: Detections in the order row, column, anchor. Nothing is clipped to the image.
  /// - Throws: A ``Diagnostic`` when the head is not of this scale or has no such image, for a
  ///   threshold outside of `0 ... 1`, and where a value that counts is NaN or infinite: the
  ///   objectness of an anchor, the other values of one whose objectness passes. An objectness of
  ///   minus infinity is a score of zero.
  /// - Complexity: One value read per anchor, and `5 + C` per survivor.
  public func detections(
    image: Int,
    scale: Detector.Scale,
    scoreAbove threshold: Double,
    everyClass: Bool = false
  ) throws(Diagnostic) -> [Detection] {
    try check(isOf: scale)
    try check(image: image)
    guard (0...1).contains(threshold) else {
      throw Diagnostic(
        .request,
        code: "request.threshold",
        at: Place(parts: ["threshold \"score\""]),
        found: "\(threshold)",
        allowed: "0 to 1",
        remedy: "give a share, such as 0.45"
      )
    }
    let decoder = AnchorDecoder<Double>(scale)
    // A little below the threshold's own logit: rounding must not cost a detection that the exact
    // comparison further down would keep.
    let isOfClass = scale.score == .classAlone
    let leastLogit =
      isOfClass ? -.infinity : Double.log(threshold) - Double.log(onePlus: -threshold) - 1e-6
    let coarse = Float(leastLogit).nextDown
    var isFinite = true
    let found = storage.withBytes { bytes in
      var found: [Detection] = []
      layout.visitAnchors(ofImage: image, objectnessAbove: coarse, in: bytes) { site, start in
        let objectness: Double = layout.value(4, ofAnchorAt: start, in: bytes)
        guard objectness >= leastLogit else {
          if objectness.isNaN { isFinite = false }
          return
        }
        // An objectness of minus infinity is a score of zero, of infinity no number.
        guard let best = layout.finiteBestClass(ofAnchorAt: start, in: bytes) else {
          if objectness > -.infinity { isFinite = false }
          return
        }
        // Of the best class the numerator is one.
        let sum =
          scale.classProbability == .softmax
          ? layout.sumOfClassExps(ofAnchorAt: start, below: best.logit, in: bytes) : 1
        func score(_ logit: Double) -> Double {
          let probability =
            switch scale.classProbability {
            case .sigmoid: Double.sigmoid(logit)
            case .softmax: (logit == best.logit ? 1 : Double.exp(logit - best.logit)) / sum
            }
          return isOfClass ? probability : Double.sigmoid(objectness) * probability
        }
        let bestScore = score(best.logit)
        guard bestScore > threshold else { return }
        let offsets: RawOffsets<Double> = layout.offsets(ofAnchorAt: start, in: bytes)
        // The bytes of a file may have changed since they were looked at above.
        guard offsets.isFinite else {
          isFinite = false
          return
        }
        let box = CornerBox(
          decoder.box(offsets, row: site.row, column: site.column, anchor: site.anchor)
        )
        guard everyClass else {
          found.append(Detection(box: box, classID: best.classID, score: bestScore))
          return
        }
        for classID in 0..<layout.classes {
          let score = score(layout.value(5 + classID, ofAnchorAt: start, in: bytes))
          guard score > threshold else { continue }
          found.append(Detection(box: box, classID: classID, score: score))
        }
      }
      return found
    }
    if !isFinite { throw nonFinite(inImage: image) }
    return found
  }
}

extension HeadLayout {
  /// The four box channels of the anchor that begins at `start`.
  @inlinable
  package func offsets<Scalar: RealNumber>(
    ofAnchorAt start: Int,
    in bytes: RawSpan
  ) -> RawOffsets<Scalar> {
    RawOffsets(
      tx: value(0, ofAnchorAt: start, in: bytes),
      ty: value(1, ofAnchorAt: start, in: bytes),
      tw: value(2, ofAnchorAt: start, in: bytes),
      th: value(3, ofAnchorAt: start, in: bytes)
    )
  }

  /// ``bestClass(ofAnchorAt:in:)`` of an anchor with no value that is NaN or infinite, in `Float`
  /// either; else `nil`.
  func finiteBestClass(
    ofAnchorAt start: Int,
    in bytes: RawSpan
  ) -> (classID: Int, logit: Double)? {
    guard element == HeadElement(.float32) else {
      let largest = Double(Float.greatestFiniteMagnitude)
      for channel in 0..<channels {
        let value: Double = value(channel, ofAnchorAt: start, in: bytes)
        guard abs(value) <= largest else { return nil }
      }
      return bestClass(ofAnchorAt: start, in: bytes)
    }
    let step = channelOffset(1)
    let room = start >= 0 && start + (channels - 1) * step + 4 <= bytes.byteCount
    precondition(room, "an anchor outside of the head")
    if step == 4 { return bytes.finiteBestClass(at: start, classes: classes) }
    // One walk without an early end: the values of an anchor that passes are mostly good. The sum
    // carries into the sign where every bit of the exponent is set.
    var (offset, found) = (start, UInt32(0))
    func next() -> Float {
      // The last of them was checked, so none is outside and no sum overflows.
      let value = unsafe bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: offset,
        as: Float.self
      )
      offset &+= step
      found |= (value.bitPattern & 0x7f80_0000) &+ 0x0080_0000
      return value
    }
    for _ in 0..<5 { _ = next() }
    var best = (classID: 0, logit: next())
    for classID in 1..<classes {
      let logit = next()
      if logit > best.logit { best = (classID, logit) }
    }
    return found >> 31 == 0 ? (best.classID, Double(best.logit)) : nil
  }

  /// The sum of `exp(class - largest)` over the classes: at least one, so a softmax is not lost.
  func sumOfClassExps(ofAnchorAt start: Int, below largest: Double, in bytes: RawSpan) -> Double {
    var sum = 0.0
    for classID in 0..<classes {
      let logit: Double = value(5 + classID, ofAnchorAt: start, in: bytes)
      sum += Double.exp(logit - largest)
    }
    return sum
  }

  /// The class with the largest logit, the first of equals.
  func bestClass(ofAnchorAt start: Int, in bytes: RawSpan) -> (classID: Int, logit: Double) {
    var best = (classID: 0, logit: value(5, ofAnchorAt: start, in: bytes, as: Double.self))
    for classID in 1..<classes {
      let logit: Double = value(5 + classID, ofAnchorAt: start, in: bytes)
      if logit > best.logit { best = (classID, logit) }
    }
    return best
  }
}

extension RawSpan {
  /// The class with the largest logit, the first of equals, of an anchor whose channels lie side by
  /// side; `nil` if one of them is NaN or infinite. The anchor is within the bytes.
  fileprivate func finiteBestClass(
    at start: Int,
    classes: Int
  ) -> (classID: Int, logit: Double)? {
    func lanes(_ channel: Int) -> FloatLanes {
      // Any bits are numbers.
      unsafe unsafeLoadUnaligned(fromByteOffset: start + 4 * channel, as: FloatLanes.self)
    }
    var ends: UInt32 = 0
    func note(_ value: Float) { ends |= (value.bitPattern & 0x7f80_0000) &+ 0x0080_0000 }
    for channel in 0..<5 { note(loadFloat(at: start + 4 * channel)) }
    var largest = -Float.infinity
    var next = 0
    if classes >= 16 {
      var best = lanes(5)
      var found = best.bits.withoutEnd
      next = 16
      while next + 16 <= classes {
        let logits = lanes(5 + next)
        found |= logits.bits.withoutEnd
        best = best.replacing(with: logits, where: logits .> best)
        next += 16
      }
      if found.anySign { return nil }
      for lane in 0..<16 where best[lane] > largest { largest = best[lane] }
    }
    while next < classes {
      let logit = loadFloat(at: start + 4 * (5 + next))
      note(logit)
      if logit > largest { largest = logit }
      next += 1
    }
    guard ends >> 31 == 0 else { return nil }
    var classID = 0
    // It is there, unless the bytes of a file changed in between.
    while classID < classes - 1, loadFloat(at: start + 4 * (5 + classID)) != largest {
      classID += 1
    }
    return (classID, Double(largest))
  }
}

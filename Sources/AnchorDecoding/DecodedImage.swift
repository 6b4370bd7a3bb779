import BoxGeometry
import DetectionText
import DetectorConfiguration

extension RawHead {
  /// Every value of one image, decoded, in an order that does not depend on the head's.
  ///
  /// - Parameters:
  ///   - image: The image, counted from zero.
  ///   - scale: The scale of the detector that the head is of.
  /// - Returns: `[H, W, A, 5 + C]` values in C order: centre x, centre y, width and height in pixels
  ///   of the network input, objectness, class probabilities.
  /// - Throws: A ``Diagnostic`` when the head is not of this scale, has no such image, or holds NaN
  ///   or infinity there.
  /// - Complexity: O(values of the image).
  public func decodedValues(
    image: Int,
    scale: Detector.Scale
  ) throws(Diagnostic) -> [Float] {
    var values = [Float](repeating: 0, count: layout.anchorsPerImage * layout.channels)
    var span = values.mutableSpan
    try decode(image: image, scale: scale, into: &span)
    guard layout.order == .nchw || layout.order == .nahwc else { return values }
    var ordered: [Float] = []
    ordered.reserveCapacity(values.count)
    let indices = layout.elementIndices
    let step = indices.channelOffset(1)
    for row in 0..<layout.rows {
      for column in 0..<layout.columns {
        for anchor in 0..<layout.anchors {
          let start = indices.anchorOffset(image: 0, row: row, column: column, anchor: anchor)
          for channel in 0..<layout.channels { ordered.append(values[start + channel * step]) }
        }
      }
    }
    return ordered
  }

  /// Decodes every value of one image into memory of the caller.
  ///
  /// ```swift
  /// var boxes = [Float](repeating: 0, count: head.layout.valueCount / head.layout.images)
  /// var span = boxes.mutableSpan
  /// try head.decode(image: 0, scale: detector.scales[0], into: &span)
  /// ```
  ///
  /// Each value takes the place of the logit it comes from: centre x, centre y, width and height in
  /// pixels of the network input, objectness, class probabilities.
  ///
  /// - Edge cases: probabilities below `1e-38` are zero; the rest is within a few units in the last
  ///   place of ``AnchorDecoder`` in `Double`.
  ///
  /// - Parameters:
  ///   - image: The image, counted from zero.
  ///   - scale: The scale of the detector that the head is of.
  ///   - values: Room for the values of an image, which come in C order of the head's own axes.
  /// - Throws: A ``Diagnostic`` when the head is not of this scale, has no such image, or holds NaN
  ///   or infinity there, what was written then being of no use; also where there is no room for
  ///   the values.
  /// - Complexity: O(values of the image), most of it sigmoids; no allocation to speak of.
  public func decode(
    image: Int,
    scale: Detector.Scale,
    into values: inout MutableSpan<Float>
  ) throws(Diagnostic) {
    try check(isOf: scale)
    try check(image: image)
    guard values.count >= layout.anchorsPerImage * layout.channels else {
      throw Diagnostic(
        .request,
        code: "request.no-room",
        at: Place(parts: ["array \(quoted(name))"]),
        found: "room for \(counted(values.count, "value"))",
        allowed: "at least the \(layout.anchorsPerImage * layout.channels) of an image",
        remedy: "give more"
      )
    }
    let decoder = ImageDecoder(AnchorDecoder<Float>(scale), layout: layout)
    // The loops look for NaN on their way; the plain way computes with it unawares.
    if !decoder.isNative { try checkFinite(image: image) }
    let isFinite = storage.withBytes { bytes in
      let isFinite = decoder.decode(image, from: bytes, to: &values)
      if isFinite, scale.classProbability == .softmax {
        decoder.takeSoftmax(image, from: bytes, to: &values)
      }
      return isFinite
    }
    if !isFinite { throw nonFinite(inImage: image) }
  }

  /// Refuses an image with NaN or infinity.
  func checkFinite(image: Int) throws(Diagnostic) {
    if let found = nonFiniteValues(inImage: image) { throw found.diagnostic() }
  }

  /// What is wrong with an image in which NaN or infinity was met.
  func nonFinite(inImage image: Int) -> Diagnostic {
    nonFiniteValues(inImage: image)?.diagnostic()
      ?? Diagnostic(
        .content,
        code: "head.changed",
        at: Place(parts: ["array \(quoted(name))", "image \(image)"]),
        found: "NaN or infinity, which is gone again",
        allowed: "bytes that stay as they are while they are read",
        remedy: "wait until the file is written; write such files under another name first"
      )
  }
}

import BoxGeometry
import DetectionNumerics
import DetectorConfiguration

/// Decodes every value of an image at once, sixteen logits at a time.
///
/// Sigmoids are taken of whole rows or planes, in the order of the head's axes; the box channels,
/// four values of an anchor, are put in place afterwards. The formulas are those of
/// ``AnchorDecoder``.
struct ImageDecoder {
  private let decoder: AnchorDecoder<Float>
  private let head: HeadLayout

  /// The same head with byte offsets that count elements of the result.
  private let indices: HeadLayout

  /// How each anchor's boxes follow from raw numbers.
  private let boxes: [CellBoxes]

  init(_ decoder: AnchorDecoder<Float>, layout: HeadLayout) {
    self.decoder = decoder
    head = layout
    indices = layout.elementIndices
    let (largestFactor, isSquared): (Float, Bool) =
      switch decoder.size {
      case .exponential(let largest): (largest ?? .infinity, false)
      case .squaredSigmoid: (.infinity, true)
      }
    boxes = decoder.anchors.map {
      CellBoxes(
        centerScale: decoder.centerScale,
        stride: decoder.stride,
        anchor: $0,
        largestFactor: largestFactor,
        sides: AnchorDecoder<Float>.smallestSide...AnchorDecoder<Float>.largestSide,
        isSquared: isSquared,
        isPlanar: layout.order == .nchw,
        columns: layout.columns
      )
    }
  }

  /// The number of values of an image.
  var count: Int { head.anchorsPerImage * head.channels }

  /// Decodes an image.
  ///
  /// - Parameters:
  ///   - image: The image, counted from zero.
  ///   - bytes: The head's bytes.
  ///   - values: Room for ``count`` numbers; they come in the order of the head's axes.
  /// - Returns: Whether all logits are finite; `true` also where the loops cannot take them.
  func decode(_ image: Int, from bytes: RawSpan, to values: inout MutableSpan<Float>) -> Bool {
    precondition(values.count >= count, "no room for the decoded values")
    guard isNative else {
      decodeOneByOne(image, from: bytes, to: &values)
      return true
    }
    var isFinite = true
    let start = head.anchorOffset(image: image, row: 0, column: 0, anchor: 0)
    let raw = bytes.extracting(start..<start + count * 4)
    if head.order == .nchw {
      isFinite = FloatLoops.sigmoid(raw, to: &values)
      for anchor in 0..<head.anchors {
        placeBoxes(anchor, cells: 0..<head.rows * head.columns, raw: raw, to: &values)
      }
      return isFinite
    }
    // Some cells at a time, which are in a near cache when their boxes are put in place; of one
    // anchor, or of all where a cell's anchors lie side by side.
    let groups = head.order == .nahwc ? (0..<head.anchors).map { $0..<$0 + 1 } : [0..<head.anchors]
    let step = indices.anchorOffset(image: 0, row: 0, column: 1, anchor: 0)
    for anchors in groups {
      let first = indices.anchorOffset(image: 0, row: 0, column: 0, anchor: anchors.lowerBound)
      for cell in stride(from: 0, to: head.rows * head.columns, by: 64) {
        let cells = cell..<min(cell + 64, head.rows * head.columns)
        let places = first + cells.lowerBound * step..<first + cells.upperBound * step
        let logits = raw.extracting(places.lowerBound * 4..<places.upperBound * 4)
        isFinite = FloatLoops.sigmoid(logits, to: &values, at: places.lowerBound) && isFinite
        for anchor in anchors { placeBoxes(anchor, cells: cells, raw: raw, to: &values) }
      }
    }
    return isFinite
  }

  /// Whether the bytes of an image are numbers that the loops can take as they stand.
  var isNative: Bool {
    let isUsual = { (side: Float) in side > 0x1p-20 && side < 0x1p20 }
    // Each axis by itself: rows and columns that changed places have the same sum.
    let isDense = { (row: Int, column: Int, anchor: Int) in
      head.anchorOffset(image: 0, row: row, column: column, anchor: anchor)
        == 4 * indices.anchorOffset(image: 0, row: row, column: column, anchor: anchor)
    }
    return head.element == HeadElement(.float32)
      && indices.channelOffset(1) * 4 == head.channelOffset(1)
      && isDense(1, 0, 0) && isDense(0, 1, 0) && isDense(0, 0, 1)
      && decoder.anchors.allSatisfy { isUsual($0.width) && isUsual($0.height) }
  }

  /// Turns the sigmoids of an anchor's box channels into centres and sides, for some cells.
  @inline(__always)
  private func placeBoxes(
    _ anchor: Int,
    cells: Range<Int>,
    raw: RawSpan,
    to values: inout MutableSpan<Float>
  ) {
    let step =
      boxes[anchor].isPlanar
      ? indices.channelOffset(1) : indices.anchorOffset(image: 0, row: 0, column: 1, anchor: 0)
    let place =
      indices.anchorOffset(image: 0, row: 0, column: 0, anchor: anchor)
      + cells.lowerBound * (boxes[anchor].isPlanar ? 1 : step)
    FloatLoops.boxes(
      boxes[anchor],
      cells: cells,
      raw: raw.extracting(droppingFirst: place * 4),
      rawStep: step * 4,
      values: &values,
      at: place,
      step: step
    )
  }

  /// Puts the softmax over an anchor's classes in the place of their sigmoids.
  func takeSoftmax(_ image: Int, from bytes: RawSpan, to values: inout MutableSpan<Float>) {
    let step = indices.channelOffset(1)
    for row in 0..<head.rows {
      for column in 0..<head.columns {
        for anchor in 0..<head.anchors {
          let start = head.anchorOffset(image: image, row: row, column: column, anchor: anchor)
          let place = indices.anchorOffset(image: 0, row: row, column: column, anchor: anchor)
          let largest = head.bestClass(ofAnchorAt: start, in: bytes).logit
          let sum = head.sumOfClassExps(ofAnchorAt: start, below: largest, in: bytes)
          for channel in 5..<head.channels {
            let logit: Double = head.value(channel, ofAnchorAt: start, in: bytes)
            values[place + channel * step] = Float(Double.exp(logit - largest) / sum)
          }
        }
      }
    }
  }

  /// The plain way, for numbers of other formats and arrays in other orders.
  private func decodeOneByOne(
    _ image: Int,
    from bytes: RawSpan,
    to values: inout MutableSpan<Float>
  ) {
    let step = indices.channelOffset(1)
    for row in 0..<head.rows {
      for column in 0..<head.columns {
        for anchor in 0..<head.anchors {
          let start = head.anchorOffset(image: image, row: row, column: column, anchor: anchor)
          let place = indices.anchorOffset(image: 0, row: row, column: column, anchor: anchor)
          let offsets: RawOffsets<Float> = head.offsets(ofAnchorAt: start, in: bytes)
          let box = decoder.box(offsets, row: row, column: column, anchor: anchor)
          values[place] = box.centerX
          values[place + step] = box.centerY
          values[place + 2 * step] = box.width
          values[place + 3 * step] = box.height
          for channel in 4..<head.channels {
            values[place + channel * step] = Float.sigmoid(
              head.value(channel, ofAnchorAt: start, in: bytes)
            )
          }
        }
      }
    }
  }
}

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

  init(_ decoder: AnchorDecoder<Float>, layout: HeadLayout) {
    self.decoder = decoder
    head = layout
    indices = layout.elementIndices
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
    var stage = [Float](repeating: 0, count: 32)
    let start = head.anchorOffset(image: image, row: 0, column: 0, anchor: 0)
    let isPlanar = head.order == .nchw
    if isPlanar {
      let all = bytes.extracting(start..<start + count * 4)
      isFinite = FloatLoops.sigmoid(all, to: &values)
    }
    for row in 0..<head.rows {
      if !isPlanar, head.order != .nahwc {
        // The row is in the nearest caches when its boxes are put in place.
        let length = head.columns * head.anchors * head.channels
        let first = start + row * length * 4
        let logits = bytes.extracting(first..<first + length * 4)
        isFinite = FloatLoops.sigmoid(logits, to: &values, at: row * length) && isFinite
      }
      for anchor in 0..<head.anchors {
        if head.order == .nahwc {
          let length = head.columns * head.channels
          let first = head.anchorOffset(image: image, row: row, column: 0, anchor: anchor)
          let logits = bytes.extracting(first..<first + length * 4)
          let place = indices.anchorOffset(image: 0, row: row, column: 0, anchor: anchor)
          isFinite = FloatLoops.sigmoid(logits, to: &values, at: place) && isFinite
        }
        placeBoxes(image, row: row, anchor: anchor, from: bytes, to: &values, &stage)
      }
    }
    return isFinite
  }

  /// Whether the bytes of an image are numbers that the loops can take as they stand.
  var isNative: Bool {
    let isUsual = { (side: Float) in side > 0x1p-20 && side < 0x1p20 }
    return head.element == HeadElement(.float32)
      && indices.channelOffset(1) * 4 == head.channelOffset(1)
      && head.anchorOffset(image: 0, row: 1, column: 1, anchor: 1)
        == 4 * indices.anchorOffset(image: 0, row: 1, column: 1, anchor: 1)
      && decoder.anchors.allSatisfy { isUsual($0.width) && isUsual($0.height) }
  }

  /// Turns the sigmoids of an anchor's box channels into centres and sides, for a row of cells.
  @inline(__always)
  private func placeBoxes(
    _ image: Int,
    row: Int,
    anchor: Int,
    from bytes: RawSpan,
    to values: inout MutableSpan<Float>,
    _ stage: inout [Float]
  ) {
    let byteStep = head.channelOffset(1)
    let step = indices.channelOffset(1)
    let byteColumn = head.anchorOffset(image: 0, row: 0, column: 1, anchor: 0)
    let columnStep = indices.anchorOffset(image: 0, row: 0, column: 1, anchor: 0)
    var source =
      head.anchorOffset(image: image, row: row, column: 0, anchor: anchor) + 2 * byteStep
    var place = indices.anchorOffset(image: 0, row: row, column: 0, anchor: anchor)
    let anchorSize = decoder.anchors[anchor]
    let shift = -(decoder.centerScale - 1) / 2
    let y = Float(row) + shift
    var column = 0
    while column < head.columns {
      let lanes = min(16, head.columns - column)
      if decoder.size.isSigmoid {
        for lane in 0..<lanes {
          stage[lane] = values[place + lane * columnStep + 2 * step]
          stage[16 + lane] = values[place + lane * columnStep + 3 * step]
        }
      } else {
        for lane in 0..<lanes {
          stage[lane] = bytes.loadFloat(at: source)
          stage[16 + lane] = bytes.loadFloat(at: source + byteStep)
          source += byteColumn
        }
      }
      sides(&stage, anchorSize)
      for lane in 0..<lanes {
        let x = Float(column + lane) + shift
        values[place] = (decoder.centerScale * values[place] + x) * decoder.stride
        values[place + step] = (decoder.centerScale * values[place + step] + y) * decoder.stride
        values[place + 2 * step] = stage[lane]
        values[place + 3 * step] = stage[16 + lane]
        place += columnStep
      }
      column += lanes
    }
  }

  /// Turns sixteen raw widths and heights, or their sigmoids, into sides.
  @inline(__always)
  private func sides(_ stage: inout [Float], _ anchor: (width: Float, height: Float)) {
    var span = stage.mutableSpan
    if !decoder.size.isSigmoid { FloatLoops.exp(&span, count: 32) }
    for half in 0..<2 {
      var factor = unsafe span.bytes.unsafeLoadUnaligned(
        fromByteOffset: half * 64,
        as: FloatLanes.self
      )
      switch decoder.size {
      case .exponential(let largest):
        if let largest {
          factor = factor.replacing(with: largest, where: factor .> FloatLanes(repeating: largest))
        }
      case .squaredSigmoid:
        let twice = factor * 2
        factor = twice * twice
      }
      var side = factor * (half == 0 ? anchor.width : anchor.height)
      let least = FloatLanes(repeating: AnchorDecoder<Float>.smallestSide)
      let largest = FloatLanes(repeating: AnchorDecoder<Float>.largestSide)
      // NaN, too: the bytes of a file may change behind the look at them.
      side = side.replacing(with: least, where: .!(side .>= least))
      side = side.replacing(with: largest, where: side .> largest)
      var out = unsafe span.mutableBytes
      out.storeBytes(of: side, toByteOffset: half * 64, as: FloatLanes.self)
    }
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

extension SideDecoder {
  /// Whether sides are made of sigmoids.
  fileprivate var isSigmoid: Bool { if case .squaredSigmoid = self { true } else { false } }
}

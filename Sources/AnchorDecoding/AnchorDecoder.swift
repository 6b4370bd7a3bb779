import BoxGeometry
import DetectorConfiguration

/// The four raw numbers that place a box: two for its centre, two for its size.
public struct RawOffsets<Scalar: RealNumber>: Hashable, Sendable {
  /// The logit of the centre's `x` within its cell.
  public var tx: Scalar

  /// The logit of the centre's `y` within its cell.
  public var ty: Scalar

  /// The raw number that the width follows from.
  public var tw: Scalar

  /// The raw number that the height follows from.
  public var th: Scalar

  /// Creates offsets.
  @inlinable
  public init(tx: Scalar, ty: Scalar, tw: Scalar, th: Scalar) {
    self.tx = tx
    self.ty = ty
    self.tw = tw
    self.th = th
  }
}

/// Turns the raw offsets of one scale into boxes, and boxes into the offsets that predict them.
///
/// ```
/// x = (s · sigmoid(tx) - (s - 1) / 2 + column) · stride
/// y = (s · sigmoid(ty) - (s - 1) / 2 + row) · stride
/// w = exp(tw) · anchor width         or   (2 · sigmoid(tw))² · anchor width
/// h = exp(th) · anchor height        or   (2 · sigmoid(th))² · anchor height
/// ```
///
/// with the centre scale `s` (1 in plain YOLOv3). Boxes and anchors are in pixels of the network
/// input.
///
/// - Edge cases: a side is held within ``smallestSide`` and ``largestSide``, far outside of what
///   an image holds, so that every area is a normal number, in `Float` as in `Double`, and every
///   finite logit gives a finite loss. ``isSizeHeld(_:_:anchor:)`` tells when that happened.
/// - Source: Redmon, Farhadi, *YOLOv3: An Incremental Improvement*, 2018, section 2.1; the squared
///   sigmoid is ultralytics'.
public struct AnchorDecoder<Scalar: RealNumber>: Sendable {
  /// The distance of neighbouring cells, in pixels.
  public let stride: Scalar

  /// The centre scale `s`.
  public let centerScale: Scalar

  /// How sides follow from raw numbers.
  @usableFromInline let size: SideDecoder<Scalar>

  /// Anchor widths and heights, in pixels.
  @usableFromInline let anchors: [(width: Scalar, height: Scalar)]

  /// The least side of a decoded box, `2^-60` pixels.
  @inlinable public static var smallestSide: Scalar { 0x1p-60 }

  /// The largest side of a decoded box, `2^60` pixels: products of two such sides, and the
  /// enclosure of two such boxes, stay below the largest `Float`, `2^128`.
  @inlinable public static var largestSide: Scalar { 0x1p60 }

  /// Creates a decoder for one scale.
  ///
  /// - Parameters:
  ///   - scale: The scale's stride and anchors, in pixels.
  ///   - decoding: How offsets become boxes.
  ///   - scales: All scales of the detector, where the decoding has a centre scale for each.
  /// - Precondition: `scales` is given where the decoding needs it.
  public init(_ scale: DetectionScale, decoding: BoxDecoding, among scales: [DetectionScale]? = nil)
  {
    if case .same = decoding.centerScale {
    } else {
      precondition(scales != nil, "a centre scale for each scale needs to know all scales")
    }
    stride = Scalar(scale.stride)
    centerScale = Scalar(decoding.centerScale.value(for: scale, among: scales ?? [scale]))
    anchors = scale.anchors.map { (Scalar($0.width), Scalar($0.height)) }
    size =
      switch decoding.size {
      case .exponential(let factor): .exponential(largestFactor: factor.map { Scalar($0) })
      case .squaredSigmoid: .squaredSigmoid
      }
  }
}

/// How a side follows from a raw number, in units of the anchor's.
@usableFromInline
enum SideDecoder<Scalar: RealNumber>: Sendable {
  /// `exp(t)`, at most a factor.
  case exponential(largestFactor: Scalar?)

  /// `(2 · sigmoid(t))²`.
  case squaredSigmoid

  /// The factor that a raw number stands for.
  @inlinable
  func factor(_ t: Scalar) -> Scalar {
    switch self {
    case .exponential(nil): return Scalar.exp(t)
    case .exponential(let largest?): return min(Scalar.exp(t), largest)
    case .squaredSigmoid:
      let twice = 2 * Scalar.sigmoid(t)
      return twice * twice
    }
  }

  /// The derivative of ``factor(_:)``; zero where the factor is clamped.
  func slope(_ t: Scalar) -> Scalar {
    switch self {
    case .exponential(nil): return Scalar.exp(t)
    case .exponential(let largest?):
      let factor = Scalar.exp(t)
      return factor <= largest ? factor : 0
    case .squaredSigmoid:
      let p = Scalar.sigmoid(t)
      return 8 * p * p * Scalar.sigmoid(-t)
    }
  }

  /// The raw number that stands for a factor; `nil` if none does.
  func raw(_ factor: Scalar) -> Scalar? {
    switch self {
    case .exponential(let largest):
      if let largest, factor > largest { return nil }
      return Scalar.log(factor)
    case .squaredSigmoid:
      let p = factor.squareRoot() / 2
      guard p > 0, p < 1 else { return nil }
      return Scalar.log(p) - Scalar.log(onePlus: -p)
    }
  }
}

// MARK: - Offsets to box

extension AnchorDecoder {
  /// The box that `offsets` predict.
  ///
  /// - Precondition: `anchor` is an anchor of the scale; the offsets are not NaN.
  /// - Complexity: O(1), no allocation.
  @inlinable
  public func box(
    _ offsets: RawOffsets<Scalar>,
    row: Int,
    column: Int,
    anchor: Int
  ) -> CenterBox<Scalar> {
    CenterBox(
      centerX: (offset(offsets.tx) + Scalar(column)) * stride,
      centerY: (offset(offsets.ty) + Scalar(row)) * stride,
      width: side(offsets.tw, of: anchors[anchor].width),
      height: side(offsets.th, of: anchors[anchor].height)
    )
  }

  /// Whether a predicted side had to be held within the range of sides.
  @inlinable
  public func isSizeHeld(_ tw: Scalar, _ th: Scalar, anchor: Int) -> Bool {
    isHeld(size.factor(tw) * anchors[anchor].width)
      || isHeld(size.factor(th) * anchors[anchor].height)
  }

  /// Where a centre stands in its cell, `0 ... 1` with a centre scale of 1.
  @inlinable
  func offset(_ logit: Scalar) -> Scalar {
    centerScale * Scalar.sigmoid(logit) - (centerScale - 1) / 2
  }

  @inlinable
  func side(_ raw: Scalar, of anchor: Scalar) -> Scalar {
    min(max(size.factor(raw) * anchor, Self.smallestSide), Self.largestSide)
  }

  @inlinable
  func isHeld(_ side: Scalar) -> Bool {
    !(side >= Self.smallestSide && side <= Self.largestSide)
  }
}

// MARK: - Slopes

/// A decoded anchor with the derivatives that a gradient needs.
package struct DecodedAnchor<Scalar: RealNumber>: Sendable {
  /// The predicted box, in pixels of the network input.
  package let box: CenterBox<Scalar>

  /// The raw numbers it was decoded from.
  package let raw: RawOffsets<Scalar>

  /// Where the centre stands in its cell.
  package let offset: (x: Scalar, y: Scalar)

  /// The derivative of the centre's place in its cell by its logit.
  package let offsetSlope: (x: Scalar, y: Scalar)

  /// The derivative of the box's centre and size by the four raw numbers, each by its own.
  package let boxSlope: RawOffsets<Scalar>
}

extension AnchorDecoder {
  /// The box that `offsets` predict, with its derivatives by them.
  ///
  /// - Edge cases: the derivative of a side is zero where the side is clamped or held.
  package func decoded(
    _ offsets: RawOffsets<Scalar>,
    row: Int,
    column: Int,
    anchor: Int
  ) -> DecodedAnchor<Scalar> {
    let slopeX = centerScale * Scalar.sigmoid(offsets.tx) * Scalar.sigmoid(-offsets.tx)
    let slopeY = centerScale * Scalar.sigmoid(offsets.ty) * Scalar.sigmoid(-offsets.ty)
    return DecodedAnchor(
      box: box(offsets, row: row, column: column, anchor: anchor),
      raw: offsets,
      offset: (offset(offsets.tx), offset(offsets.ty)),
      offsetSlope: (slopeX, slopeY),
      boxSlope: RawOffsets(
        tx: slopeX * stride,
        ty: slopeY * stride,
        tw: sideSlope(offsets.tw, of: anchors[anchor].width),
        th: sideSlope(offsets.th, of: anchors[anchor].height)
      )
    )
  }

  private func sideSlope(_ raw: Scalar, of anchor: Scalar) -> Scalar {
    isHeld(size.factor(raw) * anchor) ? 0 : size.slope(raw) * anchor
  }
}

// MARK: - Box to offsets

extension AnchorDecoder {
  /// The offsets that predict `box` from an anchor of a cell: the inverse of
  /// ``box(_:row:column:anchor:)``.
  ///
  /// - Returns: `nil` when no finite offsets do: the centre lies on or outside the edge of what the
  ///   cell can reach, or a side is zero or larger than the decoding can make.
  /// - Complexity: O(1), no allocation.
  public func offsets(
    of box: CenterBox<Scalar>,
    row: Int,
    column: Int,
    anchor: Int
  ) -> RawOffsets<Scalar>? {
    let x = reach(box.centerX, cell: column)
    let y = reach(box.centerY, cell: row)
    guard x > 0, x < 1, y > 0, y < 1, box.width > 0, box.height > 0,
      let tw = size.raw(box.width / anchors[anchor].width),
      let th = size.raw(box.height / anchors[anchor].height)
    else { return nil }
    return RawOffsets(
      tx: Scalar.log(x) - Scalar.log(onePlus: -x),
      ty: Scalar.log(y) - Scalar.log(onePlus: -y),
      tw: tw,
      th: th
    )
  }

  /// Where a centre stands between the ends of what a cell can reach, `0` to `1`.
  private func reach(_ center: Scalar, cell: Int) -> Scalar {
    (center / stride - Scalar(cell) + (centerScale - 1) / 2) / centerScale
  }
}

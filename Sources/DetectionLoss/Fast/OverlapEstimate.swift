import DetectionNumerics
import DetectorConfiguration

/// An anchor of a grid, in few bytes.
struct AnchorPlace {
  let row: Int32
  let column: Int32
  let anchor: Int32

  /// Takes numbers that a head's own size bounds.
  @inline(__always)
  init(row: Int, column: Int, anchor: Int) {
    self.row = Int32(truncatingIfNeeded: row)
    self.column = Int32(truncatingIfNeeded: column)
    self.anchor = Int32(truncatingIfNeeded: anchor)
  }
}

/// An anchor whose box may overlap an object enough.
struct OverlapCandidate {
  let place: AnchorPlace

  /// The object, by its place in the list of objects.
  let object: Int32

  /// The number of the anchor in its strip.
  let index: Int32
}

/// Up to sixteen candidates, whose overlaps are estimated together.
struct CandidateBatch {
  /// Sixteen places, of which the first ``count`` are taken.
  private(set) var candidates = InlineArray<16, OverlapCandidate>(
    repeating: OverlapCandidate(
      place: AnchorPlace(row: 0, column: 0, anchor: 0),
      object: 0,
      index: 0
    )
  )

  private(set) var count = 0

  /// Ten rows of sixteen numbers: raw offsets, the cell's place from the object's centre in cells,
  /// the anchor's sides and the object's.
  private var stage = InlineArray<160, Float>(repeating: 0)
  private var shared = InlineArray<16, Float>(repeating: 0)
  private var covered = InlineArray<16, Float>(repeating: 0)

  /// How many more it can take.
  var room: Int { 16 - count }

  /// Whether all raw offsets of the last estimate were finite.
  private(set) var isFinite = true

  mutating func removeAll() { count = 0 }

  /// Takes a candidate; there is room.
  ///
  /// - Parameters:
  ///   - candidate: The anchor and the object.
  ///   - offsets: The anchor's raw offsets.
  ///   - cell: The place of the anchor's cell from the object's centre, in cells.
  ///   - anchor: The anchor's sides.
  ///   - object: The object's sides.
  @inline(__always)
  mutating func append(
    _ candidate: OverlapCandidate,
    offsets: SIMD4<Float>,
    cell: SIMD2<Float>,
    anchor: SIMD2<Float>,
    object: SIMD2<Float>
  ) {
    precondition(count < 16, "no room for a candidate")
    let lane = count
    count += 1
    candidates[lane] = candidate
    stage[lane] = offsets.x
    stage[16 + lane] = offsets.y
    stage[32 + lane] = offsets.z
    stage[48 + lane] = offsets.w
    stage[64 + lane] = cell.x
    stage[80 + lane] = cell.y
    stage[96 + lane] = anchor.x
    stage[112 + lane] = anchor.y
    stage[128 + lane] = object.x
    stage[144 + lane] = object.y
  }

  /// Estimates the shared and the covered area of every candidate and its object.
  mutating func estimate(_ size: SizeDecoding, centerScale: Float, stride: Float) {
    // Places that are not taken hold numbers of earlier candidates.
    var ends = SIMD16<UInt32>(repeating: 0)
    for row in 0..<4 { ends |= lanes(row).bits.withoutEnd }
    isFinite = !ends.anySign
    var span = stage.mutableSpan
    switch size {
    case .exponential:
      FloatLoops.exp(&span, at: 32, count: 32)
      FloatLoops.sigmoid(&span, count: 32)
    case .squaredSigmoid: FloatLoops.sigmoid(&span, count: 64)
    }
    let x = difference(lanes(0), lanes(4), centerScale, stride)
    let y = difference(lanes(1), lanes(5), centerScale, stride)
    let w = side(lanes(2), size) * lanes(6)
    let h = side(lanes(3), size) * lanes(7)
    let shared = overlap(x, w, lanes(8)) * overlap(y, h, lanes(9))
    let covered = w * h + lanes(8) * lanes(9) - shared
    for lane in 0..<16 {
      self.shared[lane] = shared[lane]
      self.covered[lane] = covered[lane]
    }
  }

  /// How far a share of overlap is left open: a hundred times what single precision can be wrong by.
  private static let margin: Float = 0.002

  /// Whether the estimate leaves no doubt that a candidate overlaps its object enough.
  @inline(__always)
  func isAbove(_ lane: Int, threshold: Float) -> Bool {
    shared[lane] >= (threshold + Self.margin) * covered[lane]
  }

  /// Whether the estimate leaves no doubt that it does not.
  @inline(__always)
  func isBelow(_ lane: Int, threshold: Float) -> Bool {
    shared[lane] <= (threshold - Self.margin) * covered[lane]
  }

  @inline(__always)
  private func lanes(_ row: Int) -> FloatLanes {
    let bytes = unsafe stage.span.bytes
    return unsafe bytes.unsafeLoadUnaligned(fromByteOffset: row * 64, as: FloatLanes.self)
  }

  /// The distance of a predicted centre from the object's, in pixels.
  @inline(__always)
  private func difference(
    _ probability: FloatLanes,
    _ cell: FloatLanes,
    _ scale: Float,
    _ stride: Float
  ) -> FloatLanes {
    (probability * scale + (cell - (scale - 1) / 2)) * stride
  }

  /// The factor of an anchor's side, of what stands behind its exponential or sigmoid.
  @inline(__always)
  private func side(_ value: FloatLanes, _ size: SizeDecoding) -> FloatLanes {
    switch size {
    case .exponential(nil): return value
    case .exponential(let factor?):
      let largest = FloatLanes(repeating: Float(factor))
      return value.replacing(with: largest, where: value .> largest)
    case .squaredSigmoid:
      let twice = value * 2
      return twice * twice
    }
  }

  /// The length that two sides share whose centres are apart.
  @inline(__always)
  private func overlap(_ apart: FloatLanes, _ a: FloatLanes, _ b: FloatLanes) -> FloatLanes {
    let (a, b) = (a * 0.5, b * 0.5)
    let (upper, lower) = (apart + a, apart - a)
    let end = upper.replacing(with: b, where: upper .> b)
    let negative = 0 - b
    let start = lower.replacing(with: negative, where: lower .< negative)
    let length = end - start
    return length.replacing(with: 0, where: length .< FloatLanes(repeating: 0))
  }
}

import DetectionNumerics
import DetectorConfiguration

/// An anchor whose box may overlap an object enough.
struct OverlapCandidate {
  let row: Int
  let column: Int
  let anchor: Int

  /// The object, by its place in the list of objects.
  let object: Int

  /// The number of the anchor in its strip.
  let index: Int
}

/// Up to sixteen candidates, whose overlaps are estimated together.
struct CandidateBatch {
  /// What an estimate is good for.
  enum Verdict {
    case below, unsure, above
  }

  /// Sixteen places, of which the first ``count`` are taken.
  private(set) var candidates = [OverlapCandidate](
    repeating: OverlapCandidate(row: 0, column: 0, anchor: 0, object: 0, index: 0),
    count: 16
  )

  private(set) var count = 0

  /// Ten rows of sixteen numbers: raw offsets, the cell's place from the object's centre in cells,
  /// the anchor's sides and the object's.
  private var stage = [Float](repeating: 0, count: 10 * 16)
  private var shared = [Float](repeating: 0, count: 16)
  private var covered = [Float](repeating: 0, count: 16)

  var isFull: Bool { count == 16 }

  mutating func removeAll() { count = 0 }

  /// Takes a candidate; there is room.
  mutating func append(
    _ candidate: OverlapCandidate,
    offsets: SIMD4<Float>,
    of object: ComparedObject,
    anchor: AnchorSize
  ) {
    precondition(count < 16, "no room for a candidate")
    let lane = count
    count += 1
    candidates[lane] = candidate
    unsafe stage.withUnsafeMutableBufferPointer { rows in
      // Ten rows of sixteen numbers, and the lane is one of sixteen.
      unsafe rows[lane] = offsets.x
      unsafe rows[16 + lane] = offsets.y
      unsafe rows[32 + lane] = offsets.z
      unsafe rows[48 + lane] = offsets.w
      unsafe rows[64 + lane] = Float(Double(candidate.column) - object.center.x)
      unsafe rows[80 + lane] = Float(Double(candidate.row) - object.center.y)
      unsafe rows[96 + lane] = Float(anchor.width)
      unsafe rows[112 + lane] = Float(anchor.height)
      unsafe rows[128 + lane] = Float(object.size.width)
      unsafe rows[144 + lane] = Float(object.size.height)
    }
  }

  /// Estimates the shared and the covered area of every candidate and its object.
  mutating func estimate(_ size: SizeDecoding, centerScale: Float, stride: Float) {
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
    self.shared.store(shared, at: 0)
    self.covered.store(covered, at: 0)
  }

  /// What the estimate says about a candidate and a threshold.
  ///
  /// The margin is a hundred times what single precision can be wrong by.
  func verdict(_ lane: Int, threshold: Float) -> Verdict {
    let margin: Float = 0.002
    if shared[lane] >= (threshold + margin) * covered[lane] { return .above }
    if shared[lane] <= (threshold - margin) * covered[lane] { return .below }
    return .unsure
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

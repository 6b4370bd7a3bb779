import DetectionNumerics

/// The memory that a thread works in, used again for every image and scale: a number for each anchor
/// of a strip, 32 KB as a rule, and some for each class.
struct Scratch {
  /// Zero for each of a strip's anchors, whose objectness logit takes its place, and minus infinity,
  /// which costs nothing, for those that are not background. The pass over them leaves their derivatives
  /// here if these go nowhere else.
  var objectness: [Float] = []

  /// The anchors around an object whose predicted sizes are like it.
  var hits: [AnchorPlace] = []

  /// Anchors whose overlap with an object is not settled yet.
  var candidates = CandidateBatch()

  /// The class channels of one anchor.
  var classes = ClassRow()

  /// Sets ``objectness`` to zero for as many anchors, and to minus infinity from there to a multiple of
  /// sixteen.
  mutating func beginObjectness(of count: Int) {
    let padded = objectness.makeRoom(for: count, filler: 0)
    unsafe objectness.withUnsafeMutableBufferPointer { values in
      unsafe values[..<count].update(repeating: 0)
      unsafe values[count..<padded].update(repeating: -.infinity)
    }
  }

  /// Makes ``hits`` this long at least.
  mutating func makeRoomForHits(_ count: Int) {
    guard hits.count < count else { return }
    let none = AnchorPlace(row: 0, column: 0, anchor: 0)
    hits.append(contentsOf: repeatElement(none, count: count - hits.count))
  }
}

/// The memory of threads that worked for a loss, kept for the next call.
final class ScratchPool: Sendable {
  private let free = Locked<[Scratch]>([])

  /// Lends memory to `body`.
  func lend<Result>(_ body: (inout Scratch) -> Result) -> Result {
    var scratch = free.withLock { $0.popLast() } ?? Scratch()
    defer { free.withLock { $0.append(scratch) } }
    return body(&scratch)
  }
}

extension Array where Element == Float {
  /// Makes the array this long at least, and returns the least multiple of sixteen that holds
  /// `count` numbers.
  mutating func makeRoom(for count: Int, filler: Float) -> Int {
    let padded = (count + 15) & ~15
    if self.count < padded {
      self.append(contentsOf: repeatElement(filler, count: padded - self.count))
    }
    return padded
  }

  /// Puts sixteen numbers at a place.
  @inline(__always)
  mutating func store(_ lanes: FloatLanes, at index: Int) {
    var span = mutableSpan
    var bytes = unsafe span.mutableBytes
    bytes.storeBytes(of: lanes, toByteOffset: index * 4, as: FloatLanes.self)
  }

  /// Whether none of the first numbers is NaN or infinite.
  @inline(__always)
  func isFinite(first count: Int) -> Bool {
    unsafe !FloatLoops.reaches(span.bytes.extracting(first: 4 * count), bound: .infinity)
  }
}

import DetectionText

/// What the numbers of an array look like as a whole.
public struct TensorStatistics: Hashable, Sendable {
  /// The smallest finite value, or `nil` without one.
  public internal(set) var minimum: Double?

  /// The largest finite value, or `nil` without one.
  public internal(set) var maximum: Double?

  /// The mean of the finite values, or `nil` without one.
  public internal(set) var mean: Double?

  /// The number of values that are NaN.
  public internal(set) var nanCount = 0

  /// The number of values that are infinite, of either sign.
  public internal(set) var infinityCount = 0

  /// The index along each axis of the first value, in C order, that is NaN or infinite; `nil` when
  /// all are finite.
  public internal(set) var firstNonFinite: [Int]?

  /// The statistics of an array without elements.
  package init() {}
}

extension Tensor {
  /// The range, the mean and the non-finite values of the elements.
  ///
  /// Values are compared and added up as `Double`, in the order of the file, so integers beyond
  /// 2⁵³ are rounded. The mean is finite even where the sum would not be. Of a type that is not
  /// read, nothing is known.
  ///
  /// - Throws: As ``values(as:)-(Float.Type)``, but for the limit, which it does not need.
  /// - Complexity: One pass over the bytes. A compressed array is inflated in small pieces, so its
  ///   size does not matter to the memory.
  public func statistics() throws(Diagnostic) -> TensorStatistics {
    var sums = StatisticsSums(self)
    try content.forEachPiece { sums.add($0) }
    return sums.statistics
  }

  /// The ``statistics()`` of an array that is loaded already.
  package func statistics(of bytes: MappedBytes) -> TensorStatistics {
    var sums = StatisticsSums(self)
    bytes.withBytes { sums.add($0) }
    return sums.statistics
  }

  /// The index along each axis of the element that stands at `place` in an array without gaps.
  func position(ofStored place: Int) -> [Int] {
    var rest = place * elementType.byteCount
    var position = [Int](repeating: 0, count: shape.count)
    let axes = shape.indices.filter { shape[$0] > 1 }
    for axis in axes.sorted(by: { byteStrides[$0] > byteStrides[$1] }) {
      position[axis] = rest / byteStrides[axis]
      rest %= byteStrides[axis]
    }
    return position
  }
}

extension Tensor {
  /// The index along each axis of an element counted in C order.
  fileprivate func position(ofElement place: Int) -> [Int] {
    var rest = place
    var position = [Int](repeating: 0, count: shape.count)
    for axis in shape.indices.reversed() {
      position[axis] = rest % shape[axis]
      rest /= shape[axis]
    }
    return position
  }
}

/// Statistics while they are being gathered, from elements that come in pieces.
private struct StatisticsSums {
  private let tensor: Tensor
  private let isRowMajor: Bool

  /// Whether the elements fill their bytes; others are walked by their strides.
  private let isDense: Bool
  private var minimum = Double.infinity
  private var maximum = -Double.infinity
  private var sum = 0.0

  /// The sum in units of ``unit``, for doubles near the end of their range.
  private var sumOfUnits = 0.0
  private var count = 0
  private var nanCount = 0
  private var infinityCount = 0
  private var firstNonFinite: [Int]?

  /// So large that no number of elements can make the sum of their parts overflow.
  private static let unit = 0x1p64

  init(_ tensor: Tensor) {
    self.tensor = tensor
    let strides = Tensor.strides(shape: tensor.shape, tensor.elementType)
    isDense =
      Tensor.bitCount(shape: tensor.shape, tensor.elementType).map { $0 / 8 } == tensor.byteCount
    isRowMajor =
      !isDense
      || tensor.shape.indices.allSatisfy {
        tensor.shape[$0] < 2 || tensor.byteStrides[$0] == strides[$0]
      }
  }

  /// Adds the next elements in the order of the file.
  mutating func add(_ bytes: RawSpan) {
    // A local, which the compiler keeps in registers.
    var sums = self
    let stride = tensor.elementType.byteCount
    let offsets =
      isDense
      ? ElementOffsets(count: bytes.byteCount / stride, stride: stride)
      : ElementOffsets(shape: tensor.shape, strides: tensor.byteStrides)
    tensor.elementType.forEachNumber(in: bytes, tensor.byteOrder, at: offsets) { (x: Double) in
      if abs(x) <= .greatestFiniteMagnitude {
        sums.minimum = x < sums.minimum ? x : sums.minimum
        sums.maximum = x > sums.maximum ? x : sums.maximum
        sums.sum += x
        sums.sumOfUnits += x * (1 / Self.unit)
      } else {
        sums.addNonFinite(x)
      }
      sums.count += 1
    }
    self = sums
  }

  private mutating func addNonFinite(_ x: Double) {
    if x.isNaN { nanCount += 1 } else { infinityCount += 1 }
    // In C order the first that comes is the first there is.
    guard !isRowMajor || firstNonFinite == nil else { return }
    let position =
      isDense ? tensor.position(ofStored: count) : tensor.position(ofElement: count)
    guard let first = firstNonFinite, first.lexicographicallyPrecedes(position) else {
      firstNonFinite = position
      return
    }
  }

  /// What has been gathered.
  var statistics: TensorStatistics {
    var result = TensorStatistics()
    result.nanCount = nanCount
    result.infinityCount = infinityCount
    result.firstNonFinite = firstNonFinite
    let finiteCount = count - nanCount - infinityCount
    guard finiteCount > 0 else { return result }
    result.minimum = minimum
    result.maximum = maximum
    if sum.isFinite {
      result.mean = sum / Double(finiteCount)
    } else {
      // Rounding may lead out of the range, and so to infinity.
      let mean = sumOfUnits / Double(finiteCount) * Self.unit
      result.mean = min(max(mean, minimum), maximum)
    }
    return result
  }
}

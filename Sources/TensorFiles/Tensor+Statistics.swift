/// What the numbers of an array look like as a whole.
public struct TensorStatistics: Hashable, Sendable {
  /// The smallest finite value, or `nil` without one.
  public var minimum: Double?

  /// The largest finite value, or `nil` without one.
  public var maximum: Double?

  /// The mean of the finite values, or `nil` without one.
  public var mean: Double?

  /// The number of values that are NaN.
  public var nanCount = 0

  /// The number of values that are infinite, of either sign.
  public var infinityCount = 0

  /// Creates the statistics of an array without elements.
  public init() {}
}

extension Tensor {
  /// The range, mean and non-finite counts of the elements.
  ///
  /// Values are compared and added up as `Double`, in the order of the file, so integers beyond
  /// 2⁵³ are rounded. The mean is finite even where the sum would not be.
  ///
  /// - Complexity: One pass over the bytes in place.
  public func statistics() -> TensorStatistics {
    withBytes { bytes in
      var sums = StatisticsSums()
      sums.add(bytes, elementType, byteOrder)
      return sums.statistics
    }
  }
}

/// Statistics while they are being gathered, from numbers that come in pieces.
struct StatisticsSums {
  private var minimum = Double.infinity
  private var maximum = -Double.infinity
  private var sum = 0.0

  /// The sum in units of ``unit``, for doubles near the end of their range.
  private var sumOfUnits = 0.0
  private var finiteCount = 0
  private var nanCount = 0
  private var infinityCount = 0

  /// So large that no number of elements can make the sum of their parts overflow.
  private static let unit = 0x1p64

  /// Adds elements of a type, stored one behind the other.
  mutating func add(_ bytes: RawSpan, _ type: ElementType, _ order: ByteOrder) {
    switch type {
    case .float16: add(bytes, order, UInt16.self) { Double(Float(halfBits: $0)) }
    case .float32: add(bytes, order, UInt32.self) { Double(Float(bitPattern: $0)) }
    case .float64: add(bytes, order, UInt64.self) { Double(bitPattern: $0) }
    case .int8: add(bytes, order, Int8.self) { Double($0) }
    case .int16: add(bytes, order, Int16.self) { Double($0) }
    case .int32: add(bytes, order, Int32.self) { Double($0) }
    case .int64: add(bytes, order, Int64.self) { Double($0) }
    case .uint8: add(bytes, order, UInt8.self) { Double($0) }
    case .uint16: add(bytes, order, UInt16.self) { Double($0) }
    case .uint32: add(bytes, order, UInt32.self) { Double($0) }
    case .uint64: add(bytes, order, UInt64.self) { Double($0) }
    case .bool: add(bytes, order, UInt8.self) { $0 == 0 ? 0 : 1 }
    }
  }

  @inline(__always)
  private mutating func add<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: RawSpan,
    _ order: ByteOrder,
    _ type: Bits.Type,
    _ value: (Bits) -> Double
  ) {
    // Locals, which the compiler keeps in registers.
    var sums = self
    let isSwapped = order != .native
    let size = MemoryLayout<Bits>.size
    for index in 0..<(bytes.byteCount / size) {
      let stored = bytes.native(type, at: index * size)
      let x = value(isSwapped ? stored.byteSwapped : stored)
      if abs(x) <= .greatestFiniteMagnitude {
        sums.minimum = x < sums.minimum ? x : sums.minimum
        sums.maximum = x > sums.maximum ? x : sums.maximum
        sums.sum += x
        sums.sumOfUnits += x * (1 / Self.unit)
        sums.finiteCount += 1
      } else if x.isNaN {
        sums.nanCount += 1
      } else {
        sums.infinityCount += 1
      }
    }
    self = sums
  }

  /// What has been gathered.
  var statistics: TensorStatistics {
    var result = TensorStatistics()
    result.nanCount = nanCount
    result.infinityCount = infinityCount
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

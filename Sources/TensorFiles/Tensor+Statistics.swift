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
  /// - Complexity: One pass over the bytes in place; a second one when the sum overflows.
  public func statistics() -> TensorStatistics {
    switch elementType {
    case .float16: summary(UInt16.self) { Double(Float(halfBits: $0)) }
    case .float32: summary(UInt32.self) { Double(Float(bitPattern: $0)) }
    case .float64: summary(UInt64.self) { Double(bitPattern: $0) }
    case .int8: summary(Int8.self) { Double($0) }
    case .int16: summary(Int16.self) { Double($0) }
    case .int32: summary(Int32.self) { Double($0) }
    case .int64: summary(Int64.self) { Double($0) }
    case .uint8: summary(UInt8.self) { Double($0) }
    case .uint16: summary(UInt16.self) { Double($0) }
    case .uint32: summary(UInt32.self) { Double($0) }
    case .uint64: summary(UInt64.self) { Double($0) }
    case .bool: summary(UInt8.self) { $0 == 0 ? 0 : 1 }
    }
  }

  @inline(__always)
  private func summary<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ type: Bits.Type,
    _ value: (Bits) -> Double
  ) -> TensorStatistics {
    withBytes { bytes in
      let size = elementType.byteCount
      var result = TensorStatistics()
      var minimum = Double.infinity
      var maximum = -Double.infinity
      var sum = 0.0
      for index in 0..<elementCount {
        let x = value(bits(type, in: bytes, at: index * size))
        if abs(x) <= .greatestFiniteMagnitude {
          minimum = x < minimum ? x : minimum
          maximum = x > maximum ? x : maximum
          sum += x
        } else if x.isNaN {
          result.nanCount += 1
        } else {
          result.infinityCount += 1
        }
      }
      let finiteCount = elementCount - result.nanCount - result.infinityCount
      guard finiteCount > 0 else { return result }
      result.minimum = minimum
      result.maximum = maximum
      result.mean = sum / Double(finiteCount)
      guard !sum.isFinite else { return result }
      // Only doubles near the end of their range come here: add them up divided.
      var mean = 0.0
      for index in 0..<elementCount {
        let x = value(bits(type, in: bytes, at: index * size))
        if x.isFinite { mean += x / Double(finiteCount) }
      }
      result.mean = mean
      return result
    }
  }
}

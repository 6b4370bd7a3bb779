import CDetectionNumerics

/// Loops over many single-precision numbers, by the best instructions of the processor.
package enum FloatLoops {
  /// Writes the logistic function of many logits; magnitudes above 87 count as 87.
  ///
  /// - Parameters:
  ///   - bytes: The logits, little-endian, not necessarily aligned.
  ///   - values: Room for as many numbers.
  ///   - first: Where in `values` they begin.
  ///   - instructions: What to compute with.
  /// - Returns: Whether all logits are finite; others give some number.
  /// - Precondition: The bytes are whole numbers, and there is room for them.
  /// - Complexity: O(count), a quarter of a nanosecond each with AVX-512.
  package static func sigmoid(
    _ bytes: RawSpan,
    to values: inout MutableSpan<Float>,
    at first: Int = 0,
    using instructions: InstructionSet = .best
  ) -> Bool {
    let count = bytes.byteCount / 4
    precondition(bytes.byteCount % 4 == 0, "half a number")
    precondition(first >= 0 && first + count <= values.count, "no room for the values")
    precondition(instructions.isUsable, "instructions that this processor has not")
    guard count > 0 else { return true }
    guard instructions == .portable else {
      return unsafe values.withUnsafeMutableBufferPointer { values in
        unsafe bytes.withUnsafeBytes { bytes in
          // Both buffers hold `count` numbers, as was checked.
          guard let from = bytes.baseAddress, let to = values.baseAddress else { return true }
          return unsafe dl_sigmoid(instructions.number, from, to + first, count)
        }
      }
    }
    var out = unsafe values.mutableBytes
    var found = SIMD16<UInt32>(repeating: 0)
    var offset = 0
    while offset + 64 <= bytes.byteCount {
      let x = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: FloatLanes.self)
      found |= x.bits.withoutEnd
      out.storeBytes(
        of: FloatLanes.sigmoid(x),
        toByteOffset: first * 4 + offset,
        as: FloatLanes.self
      )
      offset += 64
    }
    guard offset < bytes.byteCount else { return !found.anySign }
    var rest = FloatLanes(repeating: 0)
    let left = (bytes.byteCount - offset) / 4
    for lane in 0..<left {
      rest[lane] = unsafe bytes.unsafeLoadUnaligned(
        fromByteOffset: offset + lane * 4,
        as: Float.self
      )
    }
    found |= rest.bits.withoutEnd
    let probability = FloatLanes.sigmoid(rest)
    for lane in 0..<left {
      out.storeBytes(
        of: probability[lane],
        toByteOffset: first * 4 + offset + lane * 4,
        as: Float.self
      )
    }
    return !found.anySign
  }

  /// Puts the logistic function of the first numbers in their place; of NaN some number.
  ///
  /// - Parameters:
  ///   - values: The logits; magnitudes above 87 count as 87.
  ///   - count: How many they are, a multiple of sixteen.
  ///   - instructions: What to compute with.
  package static func sigmoid(
    _ values: inout MutableSpan<Float>,
    count: Int,
    using instructions: InstructionSet = .best
  ) {
    precondition(count % 16 == 0 && count <= values.count, "not whole vectors, or too many")
    precondition(instructions.isUsable, "instructions that this processor has not")
    guard instructions == .portable else {
      return unsafe values.withUnsafeMutableBufferPointer { values in
        guard let values = values.baseAddress else { return }
        _ = unsafe dl_sigmoid(instructions.number, values, values, count)
      }
    }
    var bytes = unsafe values.mutableBytes
    for offset in stride(from: 0, to: count * 4, by: 64) {
      let x = unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: FloatLanes.self)
      bytes.storeBytes(of: FloatLanes.sigmoid(x), toByteOffset: offset, as: FloatLanes.self)
    }
  }

  /// Whether a number's magnitude is at least a bound, or one is NaN.
  ///
  /// - Parameters:
  ///   - bytes: The numbers, little-endian, not necessarily aligned.
  ///   - bound: Zero or more; infinity to look for infinity and NaN.
  ///   - instructions: What to compute with.
  /// - Returns: Whether there is such a number.
  /// - Precondition: The bytes are whole numbers.
  /// - Complexity: O(count), as fast as memory.
  package static func reaches(
    _ bytes: RawSpan,
    bound: Float,
    using instructions: InstructionSet = .best
  ) -> Bool {
    precondition(bytes.byteCount % 4 == 0, "half a number")
    precondition(instructions.isUsable, "instructions that this processor has not")
    precondition(bound >= 0, "a bound is not negative")
    guard instructions == .portable else {
      return unsafe bytes.withUnsafeBytes { bytes in
        guard let from = bytes.baseAddress else { return false }
        return unsafe dl_reaches(instructions.number, from, bytes.count / 4, bound)
      }
    }
    // Without their signs, numbers order as their bits do; infinity comes after all numbers and NaN
    // after infinity. What reaches the bound carries into the sign.
    let magnitude = SIMD16<UInt32>(repeating: 0x7fff_ffff)
    let rest = 0x8000_0000 - bound.bitPattern
    var found = SIMD16<UInt32>(repeating: 0)
    var offset = 0
    while offset + 64 <= bytes.byteCount {
      let x = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: FloatLanes.self)
      found |= (x.bits & magnitude) &+ SIMD16<UInt32>(repeating: rest)
      offset += 64
    }
    var any = found.anySign
    while offset < bytes.byteCount {
      let bits = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
      any = any || ((bits & 0x7fff_ffff) &+ rest) >> 31 == 1
      offset += 4
    }
    return any
  }

  /// Puts `e` raised to each number in its place.
  ///
  /// - Parameters:
  ///   - values: The numbers; above 88 as 88, and zero comes of those below -87.3.
  ///   - first: Where they begin.
  ///   - count: How many they are, a multiple of sixteen.
  ///   - instructions: What to compute with.
  package static func exp(
    _ values: inout MutableSpan<Float>,
    at first: Int = 0,
    count: Int,
    using instructions: InstructionSet = .best
  ) {
    precondition(
      count % 16 == 0 && first >= 0 && first + count <= values.count,
      "not whole vectors, or too many"
    )
    precondition(instructions.isUsable, "instructions that this processor has not")
    guard instructions == .portable else {
      return unsafe values.withUnsafeMutableBufferPointer { values in
        guard let values = values.baseAddress else { return }
        unsafe dl_exponential(instructions.number, values + first, count)
      }
    }
    var bytes = unsafe values.mutableBytes
    for offset in stride(from: first * 4, to: (first + count) * 4, by: 64) {
      let x = unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: FloatLanes.self)
      bytes.storeBytes(of: FloatLanes.exp(x), toByteOffset: offset, as: FloatLanes.self)
    }
  }

  /// The sum of the squares of some numbers, in an order that is the same for every processor.
  ///
  /// - Parameters:
  ///   - values: The numbers.
  ///   - count: How many they are, a multiple of sixteen.
  ///   - instructions: What to compute with.
  /// - Returns: The sum.
  package static func sumOfSquares(
    _ values: Span<Float>,
    count: Int,
    using instructions: InstructionSet = .best
  ) -> Double {
    precondition(count % 16 == 0 && count <= values.count, "not whole vectors, or too many")
    precondition(instructions.isUsable, "instructions that this processor has not")
    guard count > 0 else { return 0 }
    guard instructions == .portable else {
      return unsafe values.withUnsafeBufferPointer { values in
        guard let values = values.baseAddress else { return 0 }
        return unsafe dl_sum_of_squares(instructions.number, values, count)
      }
    }
    let bytes = unsafe values.bytes
    var sum = 0.0
    var offset = 0
    while offset < count * 4 {
      let blockEnd = min(offset + 1024, count * 4)
      var squares = FloatLanes(repeating: 0)
      while offset < blockEnd {
        let x = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: FloatLanes.self)
        squares = x.times(x, plus: squares)
        offset += 64
      }
      sum += squares.doubleSum
    }
    return sum
  }

  /// Adds up the cross-entropies of sigmoids, and their derivatives to what `gradient` holds.
  ///
  /// ```
  /// value      = log(1 + exp(-|x|)) + max(x, 0) · (1 - z) + max(-x, 0) · z
  /// derivative = p - z
  /// ```
  ///
  /// All terms of the value have one sign: nothing is lost where a sigmoid is close to its target.
  ///
  /// - Parameters:
  ///   - logits: The numbers `x`.
  ///   - targets: The numbers `z`.
  ///   - complements: The numbers `1 - z`.
  ///   - gradient: What the derivatives by the logits are added to.
  ///   - count: How many there are of each, a multiple of sixteen.
  ///   - instructions: What to compute with.
  /// - Returns: The sum of the values.
  package static func crossEntropy(
    _ logits: Span<Float>,
    _ targets: Span<Float>,
    _ complements: Span<Float>,
    gradient: inout MutableSpan<Float>,
    count: Int,
    using instructions: InstructionSet = .best
  ) -> Double {
    precondition(count % 16 == 0, "not whole vectors")
    precondition(
      count <= min(min(logits.count, targets.count), min(complements.count, gradient.count)),
      "more numbers than there are"
    )
    precondition(instructions.isUsable, "instructions that this processor has not")
    guard count > 0 else { return 0 }
    guard instructions == .portable else {
      return unsafe gradient.withUnsafeMutableBufferPointer { gradient in
        unsafe logits.withUnsafeBufferPointer { logits in
          unsafe targets.withUnsafeBufferPointer { targets in
            unsafe complements.withUnsafeBufferPointer { complements in
              // All four hold `count` numbers, as was checked.
              guard let x = logits.baseAddress, let z = targets.baseAddress,
                let complement = complements.baseAddress, let out = gradient.baseAddress
              else { return 0 }
              return unsafe dl_cross_entropy(
                instructions.number,
                x,
                z,
                complement,
                out,
                count
              )
            }
          }
        }
      }
    }
    let (x, z) = unsafe (logits.bytes, targets.bytes)
    let complement = unsafe complements.bytes
    var out = unsafe gradient.mutableBytes
    var sum = 0.0
    var offset = 0
    while offset < count * 4 {
      let blockEnd = min(offset + 1024, count * 4)
      var values = FloatLanes(repeating: 0)
      while offset < blockEnd {
        let logit = unsafe x.unsafeLoadUnaligned(fromByteOffset: offset, as: FloatLanes.self)
        let target = unsafe z.unsafeLoadUnaligned(fromByteOffset: offset, as: FloatLanes.self)
        let rest = unsafe complement.unsafeLoadUnaligned(
          fromByteOffset: offset,
          as: FloatLanes.self
        )
        let before = unsafe out.bytes.unsafeLoadUnaligned(
          fromByteOffset: offset,
          as: FloatLanes.self
        )
        let lanes = LogisticLanes(logit)
        let above = logit.clearingNegative
        values += lanes.log1pExp + above.times(rest, plus: (above - logit) * target)
        out.storeBytes(
          of: before + (lanes.probability - target),
          toByteOffset: offset,
          as: FloatLanes.self
        )
        offset += 64
      }
      sum += values.doubleSum
    }
    return sum
  }
}

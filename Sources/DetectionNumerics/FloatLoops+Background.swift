import CDetectionNumerics

/// What background anchors cost, of the formulas that there are loops for.
package enum BackgroundLoop: Hashable, Sendable {
  /// `softplus(x)` times this power of the sigmoid.
  case power(Float)

  /// `softplus` of logits cut to minus this number and it, beyond which there is no derivative.
  case clipped(Float)

  fileprivate var kind: (DLBackground, number: Float) {
    switch self {
    case .power(0): (DLBackgroundPlain, 0)
    case .power(2): (DLBackgroundSquared, 2)
    case .power(let gamma): (DLBackgroundPower, gamma)
    case .clipped(let limit): (DLBackgroundClipped, limit)
    }
  }
}

/// Numbers in runs: the first ones of two runs are `between` apart, and two of one run `step`.
package struct NumberRuns: Hashable, Sendable {
  package let first: Int
  package let step: Int
  package let between: Int
  package let count: Int
  package let runs: Int

  /// Creates them; no distance is negative, and each of the runs has a number.
  package init(first: Int, step: Int, between: Int, count: Int, runs: Int) {
    precondition(first >= 0 && step >= 0 && between >= 0 && count > 0 && runs > 0, "no runs")
    (self.first, self.step, self.between) = (first, step, between)
    (self.count, self.runs) = (count, runs)
  }

  /// The number of numbers.
  package var total: Int { count * runs }

  /// Where the last number stands, and none stands further.
  package var last: Int { first + (count - 1) * step + (runs - 1) * between }

  fileprivate var distances: DLRuns {
    DLRuns(step: step, between: between, count: count, runs: runs)
  }
}

extension FloatLoops {
  /// Adds up what background anchors cost, and puts the derivatives in the logits' place.
  ///
  /// The portable form is the caller's; this is the same sequence of operations.
  ///
  /// - Parameters:
  ///   - logits: The numbers.
  ///   - count: How many they are, a multiple of sixteen.
  ///   - loop: The formula.
  ///   - factor: What derivatives are multiplied by; `nil` if nobody wants them.
  ///   - instructions: What to compute with; not the portable ones.
  /// - Returns: The sum of the values.
  package static func background(
    _ logits: inout MutableSpan<Float>,
    count: Int,
    loop: BackgroundLoop,
    factor: Float?,
    using instructions: InstructionSet
  ) -> Double {
    precondition(count % 16 == 0 && count <= logits.count, "not whole vectors, or too many")
    precondition(instructions.isUsable && instructions != .portable, "no loop for this processor")
    let (kind, number) = loop.kind
    return unsafe logits.withUnsafeMutableBufferPointer { logits in
      guard let logits = logits.baseAddress else { return 0 }
      return unsafe dl_background(
        instructions.number,
        CInt(kind.rawValue),
        number,
        logits,
        count,
        factor ?? 1,
        factor != nil
      )
    }
  }

  /// The same of logits that are read where they stand, in runs, while they are computed with.
  ///
  /// To the bit what the other gives for the numbers run by run. It waits for memory and computes at the
  /// same time, where a copy made first only waits.
  ///
  /// - Parameters:
  ///   - numbers: Where the logits stand in `bytes`, native and not necessarily aligned.
  ///   - bytes: A head.
  ///   - masks: A zero for each number, and minus infinity for each that costs nothing, also in the
  ///     places up to a multiple of sixteen. Derivatives take their place if they go nowhere else.
  ///   - loop: The formula.
  ///   - factor: What derivatives are multiplied by; `nil` if nobody wants them.
  ///   - target: Where derivatives go, and in which places; as many as there are numbers.
  ///   - instructions: What to compute with; not the portable ones.
  /// - Returns: The sum of the values; `nil` if a number is NaN or infinite, also of those left out.
  package static func background(
    of numbers: NumberRuns,
    in bytes: RawSpan,
    masks: inout MutableSpan<Float>,
    loop: BackgroundLoop,
    factor: Float?,
    to target: (entries: UnsafeMutableBufferPointer<Float>, places: NumberRuns)?,
    using instructions: InstructionSet
  ) -> Double? {
    precondition(instructions.isUsable && instructions != .portable, "no loop for this processor")
    precondition(numbers.last + 4 <= bytes.byteCount, "logits behind the bytes")
    precondition((numbers.total + 15) & ~15 <= masks.count, "no mask for each number")
    if let target = unsafe target {
      unsafe precondition(
        target.places.count == numbers.count && target.places.runs == numbers.runs
          && target.places.last < target.entries.count,
        "a derivative outside its image"
      )
    }
    let (kind, number) = loop.kind
    return unsafe masks.withUnsafeMutableBufferPointer { masks in
      unsafe bytes.withUnsafeBytes { bytes in
        guard let masks = masks.baseAddress, let from = bytes.baseAddress else { return nil }
        var isFinite = true
        var runs = numbers.distances
        var places = unsafe target?.places.distances ?? runs
        let to = unsafe target.flatMap { target in
          unsafe target.entries.baseAddress.map { unsafe $0 + target.places.first }
        }
        let sum = unsafe dl_background_runs(
          instructions.number,
          CInt(kind.rawValue),
          number,
          from + numbers.first,
          &runs,
          masks,
          factor ?? 1,
          factor != nil,
          to,
          &places,
          &isFinite
        )
        return isFinite ? sum : nil
      }
    }
  }
}

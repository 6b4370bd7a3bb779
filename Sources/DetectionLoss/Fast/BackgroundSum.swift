import DetectionNumerics

/// What the background anchors of a strip of rows come to.
struct BackgroundSum {
  /// The values added up.
  var value = 0.0

  /// The squares of the slopes added up.
  var squares = 0.0

  /// Adds up the terms of many logits, and puts their slopes in the logits' place.
  ///
  /// Sixteen vectors are added in single precision before their sum goes to `Double`: of so few
  /// terms of one sign no digits are lost that count, and the order is the same for every layout,
  /// thread and processor.
  ///
  /// - Parameters:
  ///   - term: The formula.
  ///   - logits: The numbers; minus infinity costs nothing.
  ///   - count: How many they are, a multiple of sixteen.
  ///   - slopeFactor: What slopes are multiplied with.
  ///   - keepsSlopes: Whether anybody will look at the slopes.
  ///   - instructions: What to compute with.
  @inline(__always)
  init(
    _ term: some BackgroundTerm,
    of logits: inout MutableSpan<Float>,
    count: Int,
    slopeFactor: Float,
    keepsSlopes: Bool,
    using instructions: InstructionSet
  ) {
    if instructions != .portable, let isSquared = term.isSquared {
      (value, squares) = FloatLoops.background(
        &logits,
        count: count,
        isSquared: isSquared,
        slopeFactor: slopeFactor,
        keepsSlopes: keepsSlopes,
        using: instructions
      )
      return
    }
    var bytes = unsafe logits.mutableBytes
    let end = count * 4
    var offset = 0
    while offset < end {
      let blockEnd = min(offset + 16 * 64, end)
      var values = FloatLanes(repeating: 0)
      var squares = FloatLanes(repeating: 0)
      while offset < blockEnd {
        let x = unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: FloatLanes.self)
        let (value, slope) = term(x)
        values += value
        if keepsSlopes {
          squares += slope * slope
          bytes.storeBytes(
            of: slope * slopeFactor,
            toByteOffset: offset,
            as: FloatLanes.self
          )
        }
        offset += 64
      }
      self.value += values.doubleSum
      if keepsSlopes { self.squares += squares.doubleSum }
    }
  }
}

import DetectionNumerics

/// A program that does one thing only: nothing that must do it too can be faster.
package enum LimitProgram: String, CaseIterable, Sendable {
  /// Writes zeros over a buffer of the heads' size (the C library's `memset`).
  case fill

  /// Copies a buffer of the heads' size (the C library's `memcpy`).
  case copy

  /// Reads such a buffer from its beginning to its end.
  case read

  /// Reads one number of each anchor of it: every 340 bytes with 80 classes.
  case stridedRead = "strided-read"

  /// Computes the logistic function of as many numbers as such a buffer has, few enough at a time to
  /// stay in the nearest cache: decoding every value does it too.
  case sigmoid
}

/// Two buffers of one size and the programs that run over them.
package struct LimitBuffers {
  private let stride: Int
  private var source: [Float]
  private var destination: [Float]

  /// What the logistic function is computed of, again and again, and where its values go.
  ///
  /// Both begin at a cache line. Their size is no multiple of a page: processors take reading at an
  /// address for reading what was just written at the same place of another page, and wait.
  private let logits: [Float]
  private let firstLogit: Int
  private var probabilities: [Float]

  /// How many there are, 20 kB together with their values.
  private static let logitCount = 2560

  /// Creates buffers.
  ///
  /// - Parameters:
  ///   - valueCount: Their length, in numbers of four bytes.
  ///   - stride: The distance of the numbers that a strided read looks at: the channels of an
  ///     anchor.
  package init(valueCount: Int, stride: Int) {
    self.stride = stride
    source = (0..<valueCount).map { Float($0 & 0xff) }
    destination = Array(repeating: 1, count: valueCount)
    let room = Self.logitCount + CacheLines.lineSize / 4
    var logits = [Float](repeating: 0, count: room)
    firstLogit = Self.firstAtLine(logits)
    for index in 0..<Self.logitCount { logits[firstLogit + index] = Float(index & 0xff) / 16 - 8 }
    self.logits = logits
    probabilities = Array(repeating: 0, count: room)
  }

  package var byteCount: Int { source.count * MemoryLayout<Float>.stride }

  /// The bytes that a program moves.
  package func bytesTouched(by program: LimitProgram) -> BytesTouched {
    switch program {
    case .fill: return BytesTouched(read: 0, written: byteCount)
    case .copy: return BytesTouched(read: byteCount, written: byteCount)
    case .read: return BytesTouched(read: byteCount, written: 0)
    case .stridedRead:
      var lines = CacheLines(byteCount: byteCount)
      for index in Swift.stride(from: 0, to: source.count, by: stride) {
        lines.touch(index * 4..<index * 4 + 4)
      }
      return BytesTouched(read: lines.byteCount, written: 0)
    case .sigmoid: return BytesTouched(read: 0, written: 0)
    }
  }

  /// Runs a program once.
  ///
  /// - Returns: A number that depends on what it did.
  package mutating func run(_ program: LimitProgram) -> Double {
    switch program {
    case .fill:
      unsafe destination.withUnsafeMutableBytes {
        unsafe _ = $0.initializeMemory(as: UInt8.self, repeating: 0)
      }
      return Double(destination[destination.count / 2])
    case .copy:
      let source = source
      unsafe destination.withUnsafeMutableBytes { bytes in
        unsafe source.withUnsafeBytes { unsafe bytes.copyMemory(from: $0) }
      }
      return Double(destination[destination.count / 2])
    case .read:
      return Double(sum() % 1_000_003)
    case .stridedRead:
      var sum: Float = 0
      var others: Float = 0
      let span = source.span
      var index = 0
      while index + stride < span.count {
        // Two sums: one would wait for the addition before it.
        sum += span[index]
        others += span[index + stride]
        index += 2 * stride
      }
      return Double(sum + others)
    case .sigmoid: return sigmoids()
    }
  }

  /// The last of the values.
  private mutating func sigmoids() -> Double {
    let (logits, firstLogit) = (logits, firstLogit)
    let first = Self.firstAtLine(probabilities)
    var rest = source.count
    var last = 0
    while rest > 0 {
      let count = min(rest, Self.logitCount)
      var values = probabilities.mutableSpan
      let bytes = unsafe logits.span.bytes.extracting(firstLogit * 4..<(firstLogit + count) * 4)
      _ = FloatLoops.sigmoid(bytes, to: &values, at: first)
      rest -= count
      last = first + count - 1
    }
    return Double(probabilities[last])
  }

  /// The first number of an array that stands at the beginning of a cache line.
  private static func firstAtLine(_ numbers: [Float]) -> Int {
    unsafe numbers.withUnsafeBufferPointer { numbers in
      let place = UInt(bitPattern: numbers.baseAddress) % UInt(CacheLines.lineSize)
      return (CacheLines.lineSize - Int(place)) % CacheLines.lineSize / 4
    }
  }

  /// The sum of all bytes taken as whole numbers of 64 bits, which wraps around.
  ///
  /// Four independent sums of a line each: reading, not adding, is to be the limit.
  private func sum() -> UInt64 {
    typealias Line = SIMD8<UInt64>
    var sums: (Line, Line, Line, Line) = (.zero, .zero, .zero, .zero)
    unsafe source.withUnsafeBytes { bytes in
      for offset in Swift.stride(from: 0, through: bytes.count - 256, by: 256) {
        unsafe sums.0 &+= bytes.loadUnaligned(fromByteOffset: offset, as: Line.self)
        unsafe sums.1 &+= bytes.loadUnaligned(fromByteOffset: offset + 64, as: Line.self)
        unsafe sums.2 &+= bytes.loadUnaligned(fromByteOffset: offset + 128, as: Line.self)
        unsafe sums.3 &+= bytes.loadUnaligned(fromByteOffset: offset + 192, as: Line.self)
      }
    }
    return (sums.0 &+ sums.1 &+ sums.2 &+ sums.3).wrappedSum()
  }
}

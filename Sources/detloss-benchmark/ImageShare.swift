import DetectionNumerics
import Synchronization

/// Decoding takes one image at a time, so that callers share images among their threads; this is
/// how the benchmark does it.
enum ImageShare {
  /// Calls `body` for every image, on some threads, and adds up what it returns.
  ///
  /// Each thread takes neighbouring images.
  ///
  /// - Throws: What `body` throws for one of them.
  static func sum(
    overImages images: Int,
    threads: Int,
    _ body: @Sendable (_ image: Int) throws -> Double
  ) throws -> Double {
    let blocks = min(threads, images)
    guard blocks > 1 else { return try (0..<images).reduce(0) { try $0 + body($1) } }
    let sum = Mutex(Result<Double, any Error>.success(0))
    concurrently(blocks) { block in
      let share = images * block / blocks..<images * (block + 1) / blocks
      let part = Result { try share.reduce(0) { try $0 + body($1) } }
      sum.withLock { sum in sum = sum.flatMap { sum in part.map { sum + $0 } } }
    }
    return try sum.withLock { $0 }.get()
  }
}

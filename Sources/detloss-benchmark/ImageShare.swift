import Dispatch
import Synchronization

/// Decoding takes one image at a time, so that callers share images among their threads; this is
/// how the benchmark does it.
enum ImageShare {
  /// Calls `body` for every image, on some threads, and adds up what it returns.
  ///
  /// Each thread takes neighbouring images.
  static func sum(
    overImages images: Int,
    threads: Int,
    _ body: @Sendable (_ image: Int) -> Double
  ) -> Double {
    let blocks = min(threads, images)
    guard blocks > 1 else { return (0..<images).reduce(0) { $0 + body($1) } }
    let sum = Mutex(0.0)
    DispatchQueue.concurrentPerform(iterations: blocks) { block in
      let share = images * block / blocks..<images * (block + 1) / blocks
      let part = share.reduce(0) { $0 + body($1) }
      sum.withLock { $0 += part }
    }
    return sum.withLock { $0 }
  }
}

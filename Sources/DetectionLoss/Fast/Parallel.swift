#if canImport(Dispatch)
  import Dispatch
#endif

/// Runs `body` for every index below `count`, on all processors where the platform has threads.
///
/// It returns when all have ended; in which order they run is open.
func concurrently(_ count: Int, _ body: @Sendable (Int) -> Void) {
  #if canImport(Dispatch)
    DispatchQueue.concurrentPerform(iterations: count, execute: body)
  #else
    for index in 0..<count { body(index) }
  #endif
}

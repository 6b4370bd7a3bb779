import Synchronization

#if canImport(Dispatch)
  import Dispatch
#endif

/// Runs `body` for every index below `count`, on all processors where the platform has threads.
///
/// It returns when all have ended; in which order they run is open.
package func concurrently(_ count: Int, _ body: @Sendable (Int) -> Void) {
  #if canImport(Dispatch)
    DispatchQueue.concurrentPerform(iterations: count, execute: body)
  #else
    for index in 0..<count { body(index) }
  #endif
}

/// What `body` gives for every index below `count`, in their order, computed on several threads
/// where the platform has them.
package func concurrentMap<Value: Sendable>(
  _ count: Int,
  threads: Int,
  _ body: @Sendable (Int) -> Value
) -> [Value] {
  guard threads > 1 else { return (0..<count).map(body) }
  let results = Locked([Value?](repeating: nil, count: count))
  let next = Atomic(0)
  // A thread that is done with one index takes the next, so that long ones do not keep others waiting.
  concurrently(min(threads, count)) { _ in
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      let value = body(index)
      results.withLock { $0[index] = value }
    }
  }
  return results.withLock { $0.compactMap { $0 } }
}

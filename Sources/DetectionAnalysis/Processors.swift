import Synchronization

#if canImport(Dispatch)
  import Dispatch
#endif

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The processors of this machine.
package enum Processors {
  /// How many threads can run at once, at least one.
  package static let count = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}

/// What `body` gives for every index below `count`, in their order, computed on several threads
/// where the platform has them.
func concurrentMap<Value: Sendable>(
  _ count: Int,
  threads: Int,
  _ body: @Sendable (Int) -> Value
) -> [Value] {
  #if canImport(Dispatch)
    guard threads > 1 else { return (0..<count).map(body) }
    let results = Mutex([Value?](repeating: nil, count: count))
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        let value = body(index)
        results.withLock { $0[index] = value }
      }
    }
    return results.withLock { $0.compactMap { $0 } }
  #else
    return (0..<count).map(body)
  #endif
}

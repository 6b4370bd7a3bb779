import CDetectionNumerics
import Synchronization

/// A value that one thread at a time may use, behind a lock that the thread sanitizer is told of.
package final class Locked<Value: Sendable>: Sendable {
  private let state: Mutex<Value>

  package init(_ value: Value) { state = Mutex(value) }

  /// Gives `body` the value alone.
  package func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
    let address = unsafe UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
    return state.withLock { value in
      unsafe dl_lock_taken(address)
      defer { unsafe dl_lock_given_back(address) }
      return body(&value)
    }
  }
}

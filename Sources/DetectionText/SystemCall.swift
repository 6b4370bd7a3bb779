#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The system's calls that every output is made of, so that a test can have each of them fail.
package enum SystemCall: String, CaseIterable, Sendable {
  case open, read, write, sync, close, rename, makeFolder

  /// What happens instead of a call.
  package enum Fault: Sendable {
    /// It fails with this number.
    case error(Int32)

    /// It moves so many bytes at most.
    case most(Int)
  }

  /// What shall happen instead of the next call; `nil` for the call itself.
  private struct Faults: Sendable {
    let next: @Sendable (SystemCall) -> Fault?
  }

  @TaskLocal private static var faults: Faults?

  /// Does `body`, with what `next` says instead of each call of its task; for tests.
  package static func withFaults<Value>(
    _ next: @escaping @Sendable (SystemCall) -> Fault?,
    _ body: () throws -> Value
  ) rethrows -> Value {
    try $faults.withValue(Faults(next: next), operation: body)
  }

  /// Makes the call, again and again while a signal interrupts it.
  ///
  /// - Parameters:
  ///   - count: How many bytes it shall move.
  ///   - call: Moves at most as many bytes as it is told; negative when it fails.
  /// - Returns: What `call` returned, and the system's number of the error; zero without one.
  package func perform(_ count: Int = 0, _ call: (Int) -> Int) -> (value: Int, code: Int32) {
    while true {
      var count = count
      var (value, code) = (0, Int32(0))
      switch Self.faults?.next(self) {
      case .error(let number): (value, code) = (-1, number)
      case .most(let most):
        count = min(count, most)
        fallthrough
      case nil:
        value = count == 0 && Self.movesBytes.contains(self) ? 0 : call(count)
        code = value < 0 ? errno : 0
      }
      // An interrupted close has closed.
      guard code == EINTR else { return (value, code) }
      if self == .close { return (0, 0) }
    }
  }

  private static let movesBytes: Set<SystemCall> = [.read, .write]
}

/// Writes all of `bytes`, in as many pieces as the system likes.
///
/// An interrupted call is repeated, and a descriptor that somebody made non-blocking is waited for.
///
/// - Parameters:
///   - bytes: The bytes.
///   - descriptor: Where they go.
///   - offset: Where in the file; `nil` for behind what was written last.
/// - Returns: The system's error number, zero where it takes no byte and has no error, or `nil` when
///   everything was written.
package func writeAll(_ bytes: RawSpan, to descriptor: Int32, at offset: Int? = nil) -> Int32? {
  var (done, refusals) = (0, 0)
  while done < bytes.byteCount {
    // Some systems refuse more than 2 GiB at once.
    let part = bytes.extracting(done..<min(bytes.byteCount, done + (1 << 30)))
    let (count, code) = unsafe part.withUnsafeBytes { part in
      SystemCall.write.perform(part.count) { count in
        guard let offset else { return unsafe write(descriptor, part.baseAddress, count) }
        return unsafe pwrite(descriptor, part.baseAddress, count, off_t(offset + done))
      }
    }
    if count > 0 {
      done += count
      refusals = 0
    } else if code == 0 {
      // Nothing forbids it; but who takes nothing again and again has no room.
      refusals += 1
      guard refusals < 16 else { return 0 }
    } else if code == EAGAIN || code == EWOULDBLOCK {
      var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      _ = unsafe poll(&request, 1, -1)
    } else {
      return code
    }
  }
  return nil
}

/// Forces what was written to `descriptor` to the disk.
///
/// - Returns: The system's error number; `nil` where it is done, or where there is nothing that
///   could be forced, as on some file systems of networks and of memory.
func forceToDisk(_ descriptor: Int32) -> Int32? {
  let (_, code) = SystemCall.sync.perform { _ in Int(fsync(descriptor)) }
  return [0, EINVAL, ENOTSUP, EOPNOTSUPP, ENOSYS].contains(code) ? nil : code
}

/// The system's words for an error number, or ours for zero.
package func systemMessage(_ code: Int32) -> String {
  guard code != 0 else { return "the system takes no more bytes" }
  guard let text = unsafe strerror(code) else { return "error \(code)" }
  return unsafe String(cString: text)
}

internal import CDetectionText

/// What is done while the process is being ended from outside, by a signal.
///
/// A program asks for it; a library that runs in somebody else's process never does, and then
/// everything here does nothing. The handlers themselves are in C.
package enum GuardedProcess {
  /// From now on SIGHUP, SIGINT and SIGTERM remove the temporary files of this process before they
  /// end it, where they would have ended it; a mapped file that is cut short while it is read ends
  /// it with a message; and a file that grows beyond the process's limit is an ordinary fault of
  /// writing.
  ///
  /// - Parameters:
  ///   - program: What stands before the message.
  ///   - code: The exit code for a file that was cut short.
  package static func begin(program: String, codeOfCutFile code: Int32) {
    unsafe dt_guard_process(program, code)
  }

  /// Does what makes a temporary file appear or disappear, all of it or nothing.
  static func changing<Result>(_ change: () -> Result) -> Result {
    dt_begin_change()
    defer { dt_end_change() }
    return change()
  }

  /// Remembers a temporary file or folder; within a change.
  static func remember(_ path: String, isFolder: Bool = false) -> Int {
    unsafe dt_remember_temporary(path, isFolder)
  }

  /// Forgets what has its name now, or is gone; within a change.
  static func forget(_ ticket: Int) { dt_forget_temporary(ticket) }

  /// Remembers that the file at `path` is mapped at `address`, in case it is cut short.
  ///
  /// - Returns: What ``forgetMap(_:)`` takes.
  package static func rememberMap(of path: String, at address: UInt, count: Int) -> UInt {
    guard dt_is_guarded() else { return 0 }
    let fault = Diagnostic(
      .access,
      code: "file.cut",
      at: Place(file: path),
      found: "a file that was cut short while it was read",
      allowed: "\(count) bytes, as it had at first",
      remedy: "run this again when the file is whole; write such files under another name first"
    )
    return unsafe dt_remember_map(address, count, fault.description)
  }

  /// Forgets a map that is about to be taken away.
  package static func forgetMap(_ ticket: UInt) { dt_forget_map(ticket) }
}

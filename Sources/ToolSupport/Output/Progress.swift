import DetectionText
import Synchronization

/// How far a command is, told on a terminal while it works.
///
/// ```
/// 1,234 of 20,000 images, 410 a second, 46 s left
/// ```
///
/// One line of standard error, written at most ten times a second from the second second on, and gone
/// when the work is done. Nobody but a terminal sees it, and no result depends on it.
package final class Progress: Sendable {
  private struct State {
    var done = 0
    var lastShown = -Double.infinity
    var isShown = false
  }

  private let unit: String
  private let total: Int
  private let start: Double
  private let now: @Sendable () -> Double
  private let write: (@Sendable (String) -> Void)?
  private let state = Mutex(State())

  /// Begins.
  ///
  /// - Parameters:
  ///   - unit: What is counted, in the plural.
  ///   - total: How many there are.
  ///   - now: The time in seconds.
  ///   - write: Puts text on the terminal; `nil` where there is none.
  package init(
    _ unit: String,
    total: Int,
    now: @escaping @Sendable () -> Double,
    write: (@Sendable (String) -> Void)?
  ) {
    self.unit = unit
    self.total = total
    self.now = now
    self.write = write
    start = now()
  }

  /// One more is done; any thread may say so.
  package func advance() {
    guard let write else { return }
    let text = state.withLock { state -> String? in
      state.done += 1
      let time = now()
      let elapsed = time - start
      guard elapsed >= Self.patience, time - state.lastShown >= Self.interval, state.done < total
      else { return nil }
      state.lastShown = time
      state.isShown = true
      return line(state.done, elapsed)
    }
    if let text { write("\r\(text)\u{1b}[K") }
  }

  /// Takes the line away.
  package func finish() {
    let isShown = state.withLock { state in
      defer { state.isShown = false }
      return state.isShown
    }
    if isShown { write?("\r\u{1b}[K") }
  }

  /// How long nothing is said, and how long a line stands at least, in seconds.
  private static let (patience, interval) = (1.0, 0.1)

  private func line(_ done: Int, _ elapsed: Double) -> String {
    let speed = Double(done) / elapsed
    let left = Int((Double(total - done) / speed).rounded(.up))
    let time = left < 120 ? "\(left) s" : left < 7200 ? "\(left / 60) min" : "\(left / 3600) h"
    let shown = speed < 10 ? NumberText.fixed(speed, 1) : grouped(Int(speed))
    return "\(grouped(done)) of \(grouped(total)) \(unit), \(shown) a second, \(time) left"
  }

  /// A number with commas between thousands.
  private func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    return digits.enumerated().map { index, digit in
      (index > 0 && (digits.count - index).isMultiple(of: 3) ? "," : "") + String(digit)
    }.joined()
  }
}

/// How often and how long a thing is measured.
package struct Stopwatch: Sendable {
  /// The fewest timed runs, unless they would take too long.
  package var repeats: Int

  /// Short work is repeated until this much time is measured: a median of more runs is steadier.
  package var leastTime: Duration = .milliseconds(100)

  /// Long work stops after this much time, though not before ``fewestRuns``.
  package var mostTime: Duration = .seconds(10)

  /// The fewest runs, however long they take.
  package static let fewestRuns = 5

  /// The longest warm-up, in which caches and pages are filled.
  package static let warmUpTime: Duration = .milliseconds(50)

  /// Creates a stopwatch.
  package init(repeats: Int) {
    self.repeats = repeats
  }

  /// Measures `body`, run by run.
  ///
  /// - Parameter body: The work. It returns a number that depends on its result; the sum of these is
  ///   handed on, so that no compiler can leave work out.
  /// - Returns: What the timed runs took.
  @inline(never)
  package func measure(_ body: () throws -> Double) rethrows -> Timing {
    let clock = ContinuousClock()
    var checksum = 0.0
    let begin = clock.now
    var warmUps = 0
    repeat {
      checksum += try body()
      warmUps += 1
    } while warmUps < 3 || (warmUps < 20 && clock.now - begin < Self.warmUpTime)

    var nanoseconds: [Double] = []
    nanoseconds.reserveCapacity(repeats)
    var total = Duration.zero
    let faults = PageFaults.count
    while isWorthARun(after: nanoseconds.count, total: total) {
      let start = clock.now
      checksum += try body()
      let time = clock.now - start
      nanoseconds.append(time / .nanoseconds(1))
      total += time
    }
    return Timing(
      times: Times(nanoseconds: nanoseconds),
      pageFaults: Double(PageFaults.count - faults) / Double(nanoseconds.count),
      checksum: checksum
    )
  }

  /// Whether another run shall follow.
  package func isWorthARun(after runs: Int, total: Duration) -> Bool {
    if runs < Self.fewestRuns { return true }
    if total >= mostTime { return false }
    return runs < repeats || total < leastTime
  }
}

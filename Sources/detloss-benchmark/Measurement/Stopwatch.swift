#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What repeated runs of one thing took.
package struct Timing: Sendable {
  /// What each run took, in nanoseconds, shortest first.
  package let nanoseconds: [Double]

  /// The page faults of a run, on the mean: memory that is fresh in every call shows here.
  package let pageFaults: Double

  /// The sum of what the runs returned, so that no compiler can leave work out.
  package let checksum: Double

  /// Creates the outcome of some runs.
  ///
  /// - Precondition: There is at least one run.
  package init(nanoseconds: [Double], pageFaults: Double = 0, checksum: Double = 0) {
    precondition(!nanoseconds.isEmpty, "no run, no time")
    self.nanoseconds = nanoseconds.sorted()
    self.pageFaults = pageFaults
    self.checksum = checksum
  }

  package var minimum: Double { nanoseconds[0] }

  /// The time that half of the runs stayed below; of an even number of runs the mean of the two in
  /// the middle.
  package var median: Double {
    let middle = nanoseconds.count / 2
    return nanoseconds.count % 2 == 1
      ? nanoseconds[middle] : (nanoseconds[middle - 1] + nanoseconds[middle]) / 2
  }
}

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

  package init(repeats: Int) { self.repeats = repeats }

  /// Measures `body`, run by run.
  ///
  /// - Parameter body: The work. It returns a number that depends on its result.
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
    let faults = pageFaults()
    while isWorthARun(after: nanoseconds.count, total: total) {
      let start = clock.now
      checksum += try body()
      let time = clock.now - start
      nanoseconds.append(time / .nanoseconds(1))
      total += time
    }
    return Timing(
      nanoseconds: nanoseconds,
      pageFaults: Double(pageFaults() - faults) / Double(nanoseconds.count),
      checksum: checksum
    )
  }

  /// Whether another run will follow.
  package func isWorthARun(after runs: Int, total: Duration) -> Bool {
    if runs < Self.fewestRuns { return true }
    if total >= mostTime { return false }
    return runs < repeats || total < leastTime
  }
}

/// The pages that the system had to give to this process, or fetch for it, since it began.
private func pageFaults() -> Int {
  #if canImport(Darwin)
    let process = RUSAGE_SELF
  #else
    // Glibc's header declares the argument a number, and the constant an enumeration.
    let process = Int32(truncatingIfNeeded: RUSAGE_SELF.rawValue)
  #endif
  var usage = rusage()
  guard unsafe getrusage(process, &usage) == 0 else { return 0 }
  return Int(usage.ru_minflt) + Int(usage.ru_majflt)
}

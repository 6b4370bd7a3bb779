/// The times of repeated runs of one thing.
package struct Times: Hashable, Sendable {
  /// What each run took, in nanoseconds, shortest first.
  package let nanoseconds: [Double]

  /// Creates the statistics of some runs.
  ///
  /// - Precondition: There is at least one run.
  package init(nanoseconds: [Double]) {
    precondition(!nanoseconds.isEmpty, "no run, no time")
    self.nanoseconds = nanoseconds.sorted()
  }

  /// The shortest time.
  package var minimum: Double { nanoseconds[0] }

  /// The time that half of the runs stayed below; of an even number of runs the mean of the two in
  /// the middle.
  package var median: Double {
    let middle = nanoseconds.count / 2
    return nanoseconds.count % 2 == 1
      ? nanoseconds[middle] : (nanoseconds[middle - 1] + nanoseconds[middle]) / 2
  }
}

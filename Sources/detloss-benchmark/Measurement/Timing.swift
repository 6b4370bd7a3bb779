/// What repeated runs of one thing took.
package struct Timing: Sendable {
  /// The time of each run.
  package let times: Times

  /// The page faults of a run, on the mean: memory that is fresh in every call shows here.
  package let pageFaults: Double

  /// The sum of what the runs returned.
  package let checksum: Double

  /// Creates the outcome of some runs.
  package init(times: Times, pageFaults: Double, checksum: Double) {
    self.times = times
    self.pageFaults = pageFaults
    self.checksum = checksum
  }
}

/// Everything that one run of the program measured.
package struct BenchmarkResult: Encodable, Sendable {
  /// The processors that the machine offers.
  package var processors: Int

  /// The seed of the inputs.
  package var seed: Int

  /// What moving memory takes, for each size of the heads.
  package var limits: [LimitRow] = []

  /// The measurements.
  package var rows: [Row] = []

  /// Creates a result without figures.
  package init(processors: Int, seed: Int) {
    self.processors = processors
    self.seed = seed
  }
}

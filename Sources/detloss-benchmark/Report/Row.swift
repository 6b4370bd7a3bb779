import DetectionLoss

/// The figures of one operation on one workload.
package struct Row: Encodable, Sendable {
  /// What was measured: ``Operation``.
  package let operation: String

  /// The dialect of the loss and of the decoding.
  package let dialect: String

  /// The order of the heads' axes.
  package let order: String

  /// The number of images.
  package let batch: Int

  /// The objects of all images.
  package let objects: Int

  /// What the heads look like.
  package let heads: String

  /// The number of classes.
  package let classes: Int

  /// The number of threads.
  package let threads: Int

  /// Which values the loss looks at for NaN and infinity: ``CheckedValues``.
  package let check: String

  /// The number of timed runs.
  package let runs: Int

  /// The median of the runs, in nanoseconds a call.
  package let medianNanoseconds: Double

  /// The shortest run, in nanoseconds a call.
  package let minimumNanoseconds: Double

  /// The median by the number of anchors.
  package let nanosecondsPerAnchor: Double

  /// The median by the number of images.
  package let microsecondsPerImage: Double

  /// The bytes that must be read: ``BytesTouched``.
  package let bytesRead: Int

  /// The bytes that must be written.
  package let bytesWritten: Int

  /// Bytes read and written in the median time, in 10⁹ a second.
  package let gigabytesPerSecond: Double

  /// That rate as a share of the rate of copying the heads, in the same run.
  package let shareOfCopy: Double

  /// That rate as a share of the rate of filling as many bytes, in the same run.
  package let shareOfFill: Double

  /// The median as a multiple of the time of filling a buffer of the heads' size.
  package let timesFill: Double

  /// The loss, where one was computed.
  package let loss: LossParts?

  /// The number of detections, where some were looked for.
  package let detections: Int?

  /// The sum of what the runs returned: it keeps the compiler from leaving out work.
  package let checksum: Double
}

/// A loss by its parts, as JSON.
package struct LossParts: Encodable, Hashable, Sendable {
  package let total: Double
  package let box: Double
  package let objectness: Double
  package let classification: Double

  /// The parts of `terms`.
  package init(_ terms: LossTerms) {
    total = terms.total
    box = terms.box
    objectness = terms.objectness
    classification = terms.classification
  }
}

/// The figures of a limit program.
package struct LimitRow: Encodable, Sendable {
  /// Which: ``LimitProgram``.
  package let program: String

  /// The size of the buffer, in bytes.
  package let bytes: Int

  /// The number of images whose heads fill it.
  package let images: Int

  /// The number of timed runs.
  package let runs: Int

  /// The median of the runs, in nanoseconds.
  package let medianNanoseconds: Double

  /// The shortest run, in nanoseconds.
  package let minimumNanoseconds: Double

  /// The bytes that are moved, by whole cache lines.
  package let bytesMoved: Int

  /// Bytes moved in the median time, in 10⁹ a second.
  package let gigabytesPerSecond: Double

  /// The sum of what the runs returned.
  package let checksum: Double
}

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
}

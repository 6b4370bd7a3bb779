import DetectionLoss

/// The figures of one operation on one workload.
package struct Row: Encodable, Sendable {
  /// What was measured: ``Operation``.
  package var operation: String

  /// The dialect of the loss and of the decoding.
  package var dialect: String

  /// The order of the heads' axes.
  package var order: String

  /// The number of images.
  package var batch: Int

  /// The objects of all images.
  package var objects: Int

  /// The responsible anchors of all images.
  package var positives: Int

  /// What the heads look like.
  package var heads: String

  /// The number of classes.
  package var classes: Int

  /// The number of threads.
  package var threads: Int

  /// Which values the loss looks at for NaN and infinity: ``CheckedValues``.
  package var check: String

  /// The number of timed runs.
  package var runs: Int

  /// The median of the runs, in nanoseconds a call.
  package var medianNanoseconds: Double

  /// The shortest run, in nanoseconds a call.
  package var minimumNanoseconds: Double

  /// The median by the number of anchors.
  package var nanosecondsPerAnchor: Double

  /// The median by the number of images.
  package var microsecondsPerImage: Double

  /// The bytes that must be read: ``BytesTouched``.
  package var bytesRead: Int

  /// The bytes that must be written.
  package var bytesWritten: Int

  /// Bytes read and written in the median time, in 10⁹ a second.
  package var gigabytesPerSecond: Double

  /// That rate as a share of the rate of copying the heads, in the same run.
  package var shareOfCopy: Double

  /// That rate as a share of the rate of filling as many bytes, in the same run.
  package var shareOfFill: Double

  /// The median as a multiple of the time of filling a buffer of the heads' size.
  package var timesFill: Double

  /// The loss, where one was computed.
  package var loss: LossParts?

  /// The number of detections, where some were looked for.
  package var detections: Int?

  /// The page faults of a call, on the mean: none, once buffers are warm.
  package var pageFaults: Double

  /// The sum of what the runs returned: it keeps the compiler from leaving out work.
  package var checksum: Double
}

extension Row {
  /// Works out the figures of an operation.
  ///
  /// - Parameters:
  ///   - operation: What was measured.
  ///   - workload: On what.
  ///   - check: Which values its loss looked at.
  ///   - timing: What it took.
  ///   - copy: What copying the heads took.
  ///   - fill: What filling as many bytes took.
  /// - Throws: `LossInputError`, for which synthetic heads give no reason.
  package init(
    _ operation: Operation,
    _ workload: Workload,
    check: CheckedValues,
    _ timing: Timing,
    copy: LimitRow,
    fill: LimitRow
  ) throws {
    let (inputs, setting) = (workload.inputs, workload.inputs.setting)
    let bytes = BytesTouched(operation, workload)
    let rate = Double(bytes.total) / timing.times.median
    let decodes = operation == .decodeAll || operation == .decodeSurvivors
    self.init(
      operation: operation.rawValue,
      dialect: workload.detector.dialect,
      order: setting.order.rawValue,
      batch: setting.batch,
      objects: inputs.objects.reduce(0) { $0 + $1.count },
      positives: workload.positives,
      heads: setting.heads.rawValue,
      classes: setting.classes,
      threads: workload.threads,
      check: check.rawValue,
      runs: timing.times.nanoseconds.count,
      medianNanoseconds: timing.times.median,
      minimumNanoseconds: timing.times.minimum,
      nanosecondsPerAnchor: timing.times.median / Double(inputs.anchorCount),
      microsecondsPerImage: timing.times.median / 1000 / Double(setting.batch),
      bytesRead: bytes.read,
      bytesWritten: bytes.written,
      gigabytesPerSecond: rate,
      shareOfCopy: rate / copy.gigabytesPerSecond,
      shareOfFill: rate / fill.gigabytesPerSecond,
      timesFill: timing.times.median / fill.medianNanoseconds,
      loss: decodes ? nil : LossParts(try workload.report().loss),
      detections: operation == .decodeSurvivors ? Int(try workload.survivors()) : nil,
      pageFaults: timing.pageFaults,
      checksum: timing.checksum
    )
  }
}

/// A loss by its parts, as JSON.
package struct LossParts: Encodable, Hashable, Sendable {
  package var total: Double
  package var box: Double
  package var objectness: Double
  package var classification: Double

  /// The parts of `terms`.
  package init(_ terms: LossTerms) {
    total = terms.total
    box = terms.box
    objectness = terms.objectness
    classification = terms.classification
  }
}

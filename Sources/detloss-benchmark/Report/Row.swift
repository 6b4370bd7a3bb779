import DetectionLoss
import DetectionText
import ToolSupport

/// The figures of one operation on one workload.
package struct Row: Sendable {
  package let operation: Operation

  /// The dialect of the loss and of the decoding.
  package let dialect: String

  /// What the inputs were made for.
  package let setting: Setting

  /// The objects, the anchors and the positive anchors of all images.
  package let objects: Int
  package let anchors: Int
  package let positives: Int

  package let threads: Int

  /// Which values the loss looks at for NaN and infinity.
  package let check: CheckedValues

  package let timing: Timing

  /// The bytes that must be read and written.
  package let bytes: BytesTouched

  /// What every limit program took over as many bytes, in the same run.
  package let limits: [LimitRow]

  /// The loss, where one was computed.
  package let loss: LossTerms?

  /// The number of detections, where some were looked for.
  package let detections: Int?

  /// Works out the figures of an operation.
  ///
  /// - Parameters:
  ///   - operation: What was measured.
  ///   - workload: On what.
  ///   - check: Which values its loss looked at.
  ///   - timing: What it took.
  ///   - limits: What every limit program took over as many bytes.
  /// - Throws: `Diagnostic`, for which synthetic heads give no reason.
  package init(
    _ operation: Operation,
    _ workload: Workload,
    check: CheckedValues,
    _ timing: Timing,
    limits: [LimitRow]
  ) throws {
    let decodes = operation == .decodeAll || operation == .decodeSurvivors
    self.operation = operation
    dialect = workload.detector.dialect
    setting = workload.inputs.setting
    objects = workload.inputs.objects.reduce(0) { $0 + $1.count }
    anchors = workload.inputs.anchorCount
    positives = workload.positives
    threads = workload.threads
    self.check = check
    self.timing = timing
    bytes = BytesTouched(operation, workload)
    self.limits = limits
    loss = decodes ? nil : try workload.report().loss
    detections = operation == .decodeSurvivors ? Int(try workload.survivors()) : nil
  }

  /// What tells it from others of its run (``EarlierRun``).
  package var key: [String] {
    [
      operation.rawValue, dialect, setting.order.rawValue, String(setting.batch), String(objects),
      setting.heads.rawValue, String(setting.classes), String(threads), check.rawValue,
    ]
  }

  /// Bytes read and written in the median time, in 10⁹ a second.
  package var rate: Double { Double(bytes.total) / timing.median }

  /// That rate as a share of the rate of copying the heads.
  package var shareOfCopy: Double { rate / limit(.copy).rate }

  /// That rate as a share of the rate of filling as many bytes.
  package var shareOfFill: Double { rate / limit(.fill).rate }

  /// The median as a multiple of the time of filling a buffer of the heads' size.
  package var timesFill: Double { timing.median / limit(.fill).timing.median }

  /// The shortest run as a multiple of a limit program's, which works with one thread.
  package func times(_ program: LimitProgram) -> Double {
    timing.minimum / limit(program).timing.minimum
  }

  private func limit(_ program: LimitProgram) -> LimitRow {
    guard let row = limits.first(where: { $0.program == program }) else {
      preconditionFailure("limits are measured first")
    }
    return row
  }

  /// The median by the number of images, in microseconds.
  package var microsecondsPerImage: Double { timing.median / 1000 / Double(setting.batch) }

  /// The median by the number of anchors.
  package var nanosecondsPerAnchor: Double { timing.median / Double(anchors) }
}

// MARK: - For programs

extension Row {
  package var json: JSONOutput {
    let what: JSONOutput = [
      "operation": operation.rawValue, "dialect": dialect, "order": setting.order.rawValue,
      "batch": setting.batch, "objects": objects, "positives": positives,
      "heads": setting.heads.rawValue, "classes": setting.classes, "threads": threads,
      "check": check.rawValue,
    ]
    let figures: JSONOutput = [
      "nanoseconds_per_anchor": nanosecondsPerAnchor,
      "microseconds_per_image": microsecondsPerImage,
      "bytes_read": bytes.read, "bytes_written": bytes.written,
      "gigabytes_per_second": rate, "share_of_copy": shareOfCopy, "share_of_fill": shareOfFill,
      "times_fill": timesFill, "page_faults": timing.pageFaults,
      "times_limits": JSONOutput(
        LimitProgram.allCases.map { (key: $0.rawValue, value: times($0)) }
      ),
    ]
    let parts = loss.map { loss -> JSONOutput in
      [
        "total": loss.total, "box": loss.box, "objectness": loss.objectness,
        "classification": loss.classification,
      ]
    }
    return what.adding(timing.json).adding(figures)
      .adding(parts.map { ["loss": $0] })
      .adding(detections.map { ["detections": $0] })
  }
}

extension Timing {
  /// The keys that every measurement has.
  var json: JSONOutput {
    [
      "runs": nanoseconds.count, "median_nanoseconds": median, "minimum_nanoseconds": minimum,
      "checksum": checksum,
    ]
  }
}

// MARK: - For a person

extension Row {
  /// The row as a line of a table of at most 80 columns.
  package var text: String {
    tableLine([
      operation.rawValue, time(timing.median), time(timing.minimum),
      NumberText.fixed(microsecondsPerImage, 1), multiple(times(.stridedRead)),
      multiple(times(.fill)), multiple(times(.copy)), multiple(times(.sigmoid)),
    ])
  }

  /// The heading of the rows of the same workload, and their columns.
  package var heading: String {
    """

    \(title)
    \(tableLine([
      "operation", "median", "least", "us/image", "strided", "fill", "copy", "sigmoid",
    ]))
    """
  }

  /// What the rows of the same workload are about.
  var title: String {
    """
    \(dialect), \(setting.order.rawValue), \(counted(setting.batch, "image")) of \
    \(NumberText.fixed(Double(objects) / Double(setting.batch), 1)) objects, \
    \(setting.heads.rawValue), \(counted(threads, "thread"))
    """
  }

  package static let legend = """
    us/image  the median by the number of images
    strided   the shortest run, of that of reading one number of each anchor, as the
              heads have them
    fill      of filling, and copy of copying, as much memory as the heads take
    sigmoid   of the logistic function of as many numbers as they hold
              (limits work with one thread)

    """
}

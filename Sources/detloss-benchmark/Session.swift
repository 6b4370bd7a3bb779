import Foundation

/// One run of the program: every combination that the options name.
struct Session {
  private let options: Options
  private let stopwatch: Stopwatch
  private var result: BenchmarkResult

  /// The rates of copying and filling, by the number of values of the heads.
  private var limits: [Int: (copy: LimitRow, fill: LimitRow)] = [:]

  init(_ options: Options) {
    self.options = options
    stopwatch = Stopwatch(repeats: options.repeats)
    result = BenchmarkResult(
      processors: ProcessInfo.processInfo.activeProcessorCount,
      seed: options.seed
    )
  }

  /// Measures everything and prints it: text as it comes, JSON at the end.
  mutating func run() throws {
    if options.format == .text { print(TextReport.legend, terminator: "") }
    for setting in options.settings {
      let inputs = try Inputs(setting, seed: UInt64(options.seed))
      measureLimits(of: inputs)
      for dialect in options.dialects {
        guard
          let configuration = Detector.configuration(dialect: dialect, classes: setting.classes)
        else { continue }
        for threads in options.threads {
          var workload = try Workload(
            inputs,
            configuration,
            checking: options.check == .every ? .everyValue : .valuesThatTakePart,
            threads: threads == .one ? 1 : result.processors
          )
          if let folder = options.folder { try WorkloadFiles(workload).write(to: folder) }
          try measure(&workload)
        }
      }
    }
    if options.format == .json { print(try JSONReport.text(result), terminator: "") }
  }

  private mutating func measureLimits(of inputs: Inputs) {
    let valueCount = inputs.byteCount / MemoryLayout<Float>.stride
    guard limits[valueCount] == nil else { return }
    var buffers = LimitBuffers(valueCount: valueCount, stride: 5 + inputs.setting.classes)
    var rows: [LimitProgram: LimitRow] = [:]
    for program in LimitProgram.allCases {
      let (times, checksum) = stopwatch.measure { buffers.run(program) }
      let bytes = buffers.bytesTouched(by: program).total
      rows[program] = LimitRow(
        program: program.rawValue,
        bytes: buffers.byteCount,
        images: inputs.setting.batch,
        runs: times.nanoseconds.count,
        medianNanoseconds: times.median,
        minimumNanoseconds: times.minimum,
        bytesMoved: bytes,
        gigabytesPerSecond: Double(bytes) / times.median,
        checksum: checksum
      )
    }
    let measured = LimitProgram.allCases.compactMap { rows[$0] }
    if let copy = rows[.copy], let fill = rows[.fill] { limits[valueCount] = (copy, fill) }
    result.limits += measured
    if options.format == .text { print(TextReport.limits(measured), terminator: "") }
  }

  private mutating func measure(_ workload: inout Workload) throws {
    for (index, operation) in options.operations.enumerated() {
      let (times, checksum) = try stopwatch.measure { try workload.run(operation) }
      guard let row = try row(operation, workload, times, checksum) else { continue }
      result.rows.append(row)
      guard options.format == .text else { continue }
      if index == 0 { print(TextReport.heading(row), terminator: "") }
      print(TextReport.row(row), terminator: "")
    }
  }

  private func row(
    _ operation: Operation,
    _ workload: Workload,
    _ times: Times,
    _ checksum: Double
  ) throws -> Row? {
    let inputs = workload.inputs
    let setting = inputs.setting
    guard let limit = limits[inputs.byteCount / MemoryLayout<Float>.stride] else { return nil }
    let bytes = BytesTouched(operation, workload)
    let rate = Double(bytes.total) / times.median
    let decodes = operation == .decodeAll || operation == .decodeSurvivors
    return Row(
      operation: operation.rawValue,
      dialect: workload.configuration.dialect,
      order: setting.order.rawValue,
      batch: setting.batch,
      objects: inputs.objects.reduce(0) { $0 + $1.count },
      heads: setting.heads.rawValue,
      classes: setting.classes,
      threads: workload.threads,
      check: options.check.rawValue,
      runs: times.nanoseconds.count,
      medianNanoseconds: times.median,
      minimumNanoseconds: times.minimum,
      nanosecondsPerAnchor: times.median / Double(inputs.anchorCount),
      microsecondsPerImage: times.median / 1000 / Double(setting.batch),
      bytesRead: bytes.read,
      bytesWritten: bytes.written,
      gigabytesPerSecond: rate,
      shareOfCopy: rate / limit.copy.gigabytesPerSecond,
      shareOfFill: rate / limit.fill.gigabytesPerSecond,
      timesFill: times.median / limit.fill.medianNanoseconds,
      loss: decodes ? nil : LossParts(try workload.report().loss),
      detections: operation == .decodeSurvivors ? workload.survivors().count : nil,
      checksum: checksum
    )
  }
}

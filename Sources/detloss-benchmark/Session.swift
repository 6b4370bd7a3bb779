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

  /// Measures everything and puts it out: text as it comes, JSON at the end.
  mutating func run(_ output: (String) -> Void) throws {
    if options.format == .text { output(TextReport.legend) }
    for setting in options.settings {
      let inputs = try Inputs(setting, seed: UInt64(options.seed))
      measureLimits(of: inputs, output)
      for dialect in options.dialects {
        guard
          let configuration = MeasuredDetector.configuration(
            dialect: dialect,
            classes: setting.classes
          )
        else { continue }
        for threads in options.threads {
          var workload = try Workload(
            inputs,
            configuration,
            checking: options.check == .every ? .everyValue : .valuesThatTakePart,
            threads: threads == .one ? 1 : result.processors
          )
          if let folder = options.folder { try WorkloadFiles(workload).write(to: folder) }
          try measure(&workload, output)
        }
      }
    }
    if options.format == .json { output(try JSONReport.text(result)) }
  }

  private mutating func measureLimits(of inputs: Inputs, _ output: (String) -> Void) {
    let valueCount = inputs.byteCount / MemoryLayout<Float>.stride
    guard limits[valueCount] == nil else { return }
    var buffers = LimitBuffers(valueCount: valueCount, stride: 5 + inputs.setting.classes)
    var rows: [LimitProgram: LimitRow] = [:]
    for program in LimitProgram.allCases {
      let timing = stopwatch.measure { buffers.run(program) }
      rows[program] = LimitRow(program, buffers, images: inputs.setting.batch, timing)
    }
    let measured = LimitProgram.allCases.compactMap { rows[$0] }
    if let copy = rows[.copy], let fill = rows[.fill] { limits[valueCount] = (copy, fill) }
    result.limits += measured
    if options.format == .text { output(TextReport.limits(measured)) }
  }

  private mutating func measure(
    _ workload: inout Workload,
    _ output: (String) -> Void
  ) throws {
    let valueCount = workload.inputs.byteCount / MemoryLayout<Float>.stride
    guard let (copy, fill) = limits[valueCount] else { return }
    for (index, operation) in options.operations.enumerated() {
      let timing = try stopwatch.measure { try workload.run(operation) }
      let row = try Row(
        operation,
        workload,
        check: options.check,
        timing,
        copy: copy,
        fill: fill
      )
      result.rows.append(row)
      guard options.format == .text else { continue }
      if index == 0 { output(TextReport.heading(row)) }
      output(TextReport.row(row))
    }
  }
}

import DetectionAnalysis
import DetectionText
import ToolSupport

/// One run of the program: what it has measured so far, and where it tells so.
struct Session {
  private let options: BenchmarkCommand
  private let output: any TextOutput
  private let messages: Messages
  private let stopwatch: Stopwatch

  /// What is compared with, if anything.
  private let earlier: EarlierRun?

  /// The inputs of the last workload, which the next may share.
  private var inputs: Inputs?

  /// What the limit programs take, for each size of the heads, by the number of their values.
  private var limits: [(valueCount: Int, rows: [LimitRow])] = []
  private var rows: [Row] = []

  /// Begins a run; a file to compare with is read before anything is measured.
  init(
    _ options: BenchmarkCommand,
    output: any TextOutput,
    messages: Messages
  ) throws(Diagnostic) {
    self.options = options
    self.output = output
    self.messages = messages
    stopwatch = Stopwatch(repeats: options.repeats)
    var earlier: EarlierRun?
    if let path = options.earlierRun { earlier = try EarlierRun(path: path) }
    self.earlier = earlier
  }

  /// Measures every operation on a workload; text is put out as it comes.
  mutating func measure(_ combination: Combination) throws {
    if rows.isEmpty { try tell(Machine.this.description + "\n\n" + Row.legend) }
    let inputs = try inputs(of: combination.setting)
    let limits = try limits(of: inputs)
    guard
      let configuration = MeasuredDetector.configuration(
        dialect: combination.dialect,
        classes: combination.setting.classes
      )
    else { return }
    var workload = try Workload(
      inputs,
      configuration,
      checking: options.check == .every ? .everyValue : .valuesThatTakePart,
      threads: combination.threads == .one ? 1 : Processors.count
    )
    if let folder = options.folder { try workload.write(to: folder) }
    for (index, operation) in options.operations.enumerated() {
      let timing = try stopwatch.measure { try workload.run(operation) }
      let row = try Row(operation, workload, check: options.check, timing, limits: limits)
      rows.append(row)
      try tell((index == 0 ? row.heading : "") + row.text)
    }
  }

  /// Puts out the comparison, and JSON where that was asked for.
  func finish() throws {
    let limits = limits.flatMap(\.rows)
    if let earlier {
      if let doubt = earlier.doubt(on: .this, limits, rows) { messages.warn(doubt) }
      try tell(earlier.comparison(limits, rows))
    }
    guard options.format == .json else { return }
    let result = Machine.this.json.adding(["seed": options.seed])
      .adding(earlier.map { ["earlier": $0.machine.json] })
      .adding([
        "limits": limits.map { $0.json.adding(earlier?.json(of: $0.key, $0.timing)) },
        "rows": rows.map { $0.json.adding(earlier?.json(of: $0.key, $0.timing)) },
      ])
    try output.write(result.text(.pretty) + "\n")
  }

  private func tell(_ text: String) throws(OutputError) {
    guard options.format == .text else { return }
    try output.write(text)
    try output.flush()
  }

  private mutating func inputs(of setting: Setting) throws -> Inputs {
    if let inputs, inputs.setting == setting { return inputs }
    let drawn = try Inputs(setting, seed: UInt64(options.seed))
    inputs = drawn
    return drawn
  }

  /// What the limit programs take over as many bytes as the heads have, measured once for each size.
  private mutating func limits(of inputs: Inputs) throws -> [LimitRow] {
    let valueCount = inputs.byteCount / MemoryLayout<Float>.stride
    if let known = limits.first(where: { $0.valueCount == valueCount }) { return known.rows }
    var buffers = LimitBuffers(valueCount: valueCount, stride: 5 + inputs.setting.classes)
    let measured = LimitProgram.allCases.map { program in
      let timing = stopwatch.measure { buffers.run(program) }
      return LimitRow(program, buffers, images: inputs.setting.batch, timing)
    }
    limits.append((valueCount, measured))
    try tell(LimitRow.heading(of: measured[0]) + measured.map(\.text).joined())
    return measured
  }
}

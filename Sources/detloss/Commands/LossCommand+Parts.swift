import DetectionAnalysis
import DetectionText
import ToolSupport

extension LossCommand {
  /// Whether names come one by one and lines go out for them.
  var isWorker: Bool { format == .jsonl && dump.heads == ["-"] }

  /// Refuses options that say nothing in the form that is asked for.
  func checkForms(_ output: any TextOutput) throws(UsageError) {
    try part.check(isPart: format == .shard, with: [$shard], output)
    guard format == .shard || isWorker else { return }
    let others: [any AnyOption] = [$targets, $gradients, $diagnose, $image]
    if let option = others.first(where: \.isGiven) {
      let form = isWorker ? "--heads - with --format jsonl" : "--format shard"
      throw UsageError("\(option.name) does not go with \(form)")
    }
  }

  /// The dumps, one by one.
  private func stream() throws(Diagnostic) -> DumpStream {
    DumpStream(
      configuration: try DetectorConfiguration(
        path: detector.config,
        dialect: detector.choices.dialect,
        overrides: detector.choices.overrides
      ),
      fit: detector.fit,
      labels: labels.labels ?? "",
      reading: labels.reading,
      order: dump.form.layout,
      elementType: dump.form.elementType,
      threads: detector.work.threads
    )
  }

  /// Refuses an output that is a file which is read.
  private func check(
    _ output: any TextOutput,
    _ stream: DumpStream,
    heads: [String]
  ) throws(UsageError) {
    guard let option = output.option else { return }
    try option.checkReplacing([detector.config], of: detector.$config)
    try option.checkReplacing([labels.labels ?? ""], of: labels.$labels)
    try option.checkReplacing(stream.batch?.photographs ?? [], of: labels.$labels)
    try option.checkReplacing(heads, of: dump.$heads)
  }
}

// MARK: - Worker

extension LossCommand {
  /// Writes a line for each dump that standard input names, and one that counts them.
  ///
  /// Nothing is remembered of a dump: names may stand twice.
  func work(_ output: any TextOutput, _ messages: Messages) throws -> ExitCode {
    var stream = try stream()
    var names = StandardInputLines(allowed: "the names of dumps, one a line")
    var (dumps, failed) = (0, 0)
    while true {
      let paths = try names.next(stream.window)
      guard !paths.isEmpty else { break }
      let isFirst = stream.batch == nil
      let results = try stream.losses(of: paths)
      if isFirst, let batch = stream.batch {
        try check(output, stream, heads: [])
        for note in batch.notes { messages.warn(note) }
      }
      for result in results {
        dumps += 1
        if case .failure = result.outcome { failed += 1 }
        try output.write(line(of: result, stream.batch).text(.compact) + "\n")
      }
      try output.flush()
    }
    let trailer: JSONOutput = ["trailer": ["dumps": dumps, "failed": failed] as JSONOutput]
    try output.write(trailer.text(.compact) + "\n")
    return .done
  }

  private func line(
    of result: DumpStream.Result<(loss: ImageLoss, sums: LossSums)>,
    _ batch: DumpStream.Batch?
  ) -> JSONOutput {
    let start: JSONOutput = ["dump": result.path]
    switch result.outcome {
    case .failure(let fault): return start.adding(["error": "\(fault)"])
    case .success(let found):
      guard let batch, let image = result.image else { return start }
      let line = ImageLossLine(
        image: batch.images[image],
        classes: batch.detector.classes,
        loss: found.loss
      )
      return start.adding(line.json)
    }
  }
}

// MARK: - Parts

extension LossCommand {
  /// Writes the part of a loss that merge puts together with others.
  func writePart(to output: any TextOutput, _ messages: Messages) throws -> ExitCode {
    if try part.keep(output, messages, isWhole: isWholePart) { return .done }
    let isOneByOne = shard != nil || part.keepsGoing || dump.heads.contains("-")
    let found = try isOneByOne ? partOfDumps(output, messages) : wholePart(output, messages)
    try output.write(found.text())
    return found.failures.isEmpty ? .done : .no
  }

  /// Whether the part in a file is the result of this work.
  private func isWholePart(_ path: String) throws -> Bool {
    guard let found = try? LossShard(path: path) else { return false }
    return try found.isWhole(stream().configuration, index: shard?.index, count: shard?.count)
  }

  /// The part of a batch that is computed as one.
  private func wholePart(_ output: any TextOutput, _ messages: Messages) throws -> LossShard {
    var example = try detector.example(
      heads: try dump.source(),
      truth: labels.truth,
      dump: dump,
      writing: [output.option],
      labels: labels
    )
    messages.warn(about: example)
    let progress = messages.progress("images", total: example.images.count)
    defer { progress.finish() }
    example.imageIsDone = { progress.advance() }
    let configuration = example.detector.configuration
    return LossShard(
      configuration: configuration,
      fit: try configuration.fit.json.text(.compact),
      detector: example.detector,
      shard: nil,
      sums: try example.lossSums(),
      images: example.images.map(\.name),
      failures: []
    )
  }

  /// The part of dumps that are taken one by one.
  private func partOfDumps(_ output: any TextOutput, _ messages: Messages) throws -> LossShard {
    var dumps = PartOfDumps(try stream(), shard, isPatient: part.keepsGoing)
    var sums: LossSums?
    try dumps.run(
      dump.heads,
      labels: labels.labels ?? "",
      messages,
      check: { try check(output, $0, heads: $1) },
      values: { (stream, paths) throws(Diagnostic) in try stream.losses(of: paths) },
      take: { _, found in
        if sums == nil { sums = found.sums } else { sums? += found.sums }
      }
    )
    messages.warn(about: dumps.failures)
    let configuration = dumps.stream.configuration
    return LossShard(
      configuration: configuration,
      fit: try configuration.fit.json.text(.compact),
      detector: dumps.stream.batch?.detector,
      shard: shard.map { ($0.index, $0.count) },
      sums: sums,
      images: Array(dumps.images.keys),
      failures: dumps.failures
    )
  }
}

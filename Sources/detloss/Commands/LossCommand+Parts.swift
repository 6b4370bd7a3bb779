import DetectionAnalysis
import DetectionText
import ToolSupport

/// Which part of many dumps a process computes, and what becomes of what fails.
struct PartOptions: OptionGroup {
  @Option(
    "--shard",
    .shard,
    help: """
      with --format shard, the images of this part alone, such as 2/8, by a hash of their names; one \
      dump an image
      """
  )
  var shard: Shard?

  @Option(
    "--keep-going",
    help: """
      with --format shard, a dump without a loss is no end: the part names it, and the exit code is 1
      """
  )
  var keepsGoing: Bool

  @Option(
    "--resume",
    help: """
      with --format shard, a whole part that --output names already is kept and nothing computed
      """
  )
  var resumes: Bool

  var all: [any AnyOption] { [$shard, $keepsGoing, $resumes] }
}

extension LossCommand {
  /// Whether names come one by one and lines go out for them.
  var isWorker: Bool { format == .jsonl && dump.heads == ["-"] }

  /// Refuses options that say nothing in the form that is asked for.
  func checkForms(_ output: any TextOutput) throws(UsageError) {
    if format != .shard, let option = part.all.first(where: \.isGiven) {
      throw UsageError("\(option.name) is for --format shard")
    }
    if part.resumes, output.option == nil {
      throw UsageError("--resume asks for --output, which names the part")
    }
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
      let results = try stream.results(of: paths)
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

  private func line(of result: DumpStream.Result, _ batch: DumpStream.Batch?) -> JSONOutput {
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
    if part.resumes, let path = output.option?.given.last, let kept = try keptPart(path) {
      messages.warn(
        Diagnostic(
          .content,
          severity: .note,
          code: "shard.kept",
          at: Place(file: path),
          found: "a whole part",
          remedy: "it is kept as it is"
        )
      )
      try output.write(kept)
      return .done
    }
    let isOneByOne = part.shard != nil || part.keepsGoing || dump.heads.contains("-")
    let shard = try isOneByOne ? partOfDumps(output, messages) : wholePart(output, messages)
    try output.write(shard.text())
    for failure in shard.failures { messages.warn("\(printable(failure.file)): \(failure.error)") }
    return shard.failures.isEmpty ? .done : .no
  }

  /// The text of a part that is there, if it is the result of this work.
  private func keptPart(_ path: String) throws(Diagnostic) -> String? {
    guard FileKind(path: path) == .regular, let found = try? LossShard(path: path) else {
      return nil
    }
    let configuration = try stream().configuration
    guard
      found.isWhole(configuration, index: part.shard?.index, count: part.shard?.count)
    else { return nil }
    return try? found.text()
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
    var stream = try stream()
    var builder = PartBuilder(isPatient: part.keepsGoing)
    var names = StandardInputLines(allowed: "the names of dumps, one a line")
    func take(_ paths: [String]) throws {
      try stream.begin(paths)
      // Where the labels are known, an image's name tells whose it is.
      let own = paths.filter { path in
        part.shard.map { StableHash.part(of: stream.name(of: path), among: $0.count) == $0.index }
          ?? true
      }
      for start in Swift.stride(from: 0, to: own.count, by: stream.window) {
        let some = Array(own[start..<min(own.count, start + stream.window)])
        for result in try stream.results(of: some) { try builder.add(result, stream) }
      }
    }
    for word in dump.heads {
      if word == "-" {
        while case let paths = try names.next(1 << 12), !paths.isEmpty { try take(paths) }
      } else {
        let found = try DumpFolder.files(among: [word])
        for note in found.notes { messages.warn(note) }
        try take(found.paths)
        try check(output, stream, heads: found.paths)
      }
    }
    if let batch = stream.batch {
      for note in batch.notes { messages.warn(note) }
      try check(output, stream, heads: [])
      // Whoever names dumps one by one names those that count.
      if !dump.heads.contains("-") {
        try builder.addMissing(batch.images.map(\.name), part.shard, labels: labels.labels ?? "")
      }
    }
    return LossShard(
      configuration: stream.configuration,
      fit: try stream.configuration.fit.json.text(.compact),
      detector: stream.batch?.detector,
      shard: part.shard.map { ($0.index, $0.count) },
      sums: builder.sums,
      images: Array(builder.images.keys),
      failures: builder.failures
    )
  }
}

/// A part that grows by one dump after the other.
private struct PartBuilder {
  /// Whether a dump without a loss is no end.
  let isPatient: Bool

  var sums: LossSums?

  /// The images that have a loss, with their dumps.
  var images: [String: String] = [:]
  var failures: [LossShard.Failure] = []

  init(isPatient: Bool) { self.isPatient = isPatient }

  mutating func add(
    _ result: DumpStream.Result,
    _ stream: DumpStream
  ) throws(Diagnostic) {
    switch result.outcome {
    case .failure(let fault): try fail(result.path, fault)
    case .success(let found):
      guard let batch = stream.batch, let image = result.image else { return }
      let name = batch.images[image].name
      if let other = images[name] {
        throw Diagnostic(
          .content,
          code: "heads.names",
          at: Place(file: result.path),
          found: "a second dump of image \(quoted(name)), beside \(printable(other))",
          allowed: "one dump for each image",
          remedy: "give each image once"
        )
      }
      images[name] = result.path
      if sums == nil { sums = found.sums } else { sums? += found.sums }
    }
  }

  private mutating func fail(_ file: String, _ fault: Diagnostic) throws(Diagnostic) {
    guard isPatient else { throw fault }
    failures.append(LossShard.Failure(file: file, error: "\(fault)"))
  }

  /// Tells of images without a dump.
  mutating func addMissing(
    _ names: [String],
    _ shard: Shard?,
    labels: String
  ) throws(Diagnostic) {
    // A dump that failed may be one of them, called otherwise; it is told of already.
    let failed = Set(failures.map { DumpStream.stem(of: $0.file) })
    for name in names where images[name] == nil && !failed.contains(DumpStream.stem(of: name)) {
      if let shard, StableHash.part(of: name, among: shard.count) != shard.index { continue }
      try fail(
        name,
        Diagnostic(
          .content,
          code: "heads.names",
          at: Place(file: labels),
          found: "image \(quoted(name)) without a dump",
          allowed: "one dump for each image, called as it is",
          remedy: "dump the others too, or name the images that count",
          setting: .init("order")
        )
      )
    }
  }
}

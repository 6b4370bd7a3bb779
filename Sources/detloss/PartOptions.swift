import DetectionAnalysis
import DetectionText
import ToolSupport

/// What becomes of what fails, and of what is there already, where a process computes a part.
struct PartOptions: OptionGroup {
  @Option(
    "--keep-going",
    help: """
      with --format shard, a dump that fails is no end: the part names it, and the exit code is 1
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

  var all: [any AnyOption] { [$keepsGoing, $resumes] }

  /// Refuses options that say nothing in the form that is asked for.
  func check(
    isPart: Bool,
    with others: [any AnyOption] = [],
    _ output: any TextOutput
  ) throws(UsageError) {
    if !isPart, let option = (others + all).first(where: \.isGiven) {
      throw UsageError("\(option.name) is for --format shard")
    }
    if resumes, output.option == nil {
      throw UsageError("--resume asks for --output, which names the part")
    }
  }

  /// Hands the part on that the output has already, if `isWhole` says that the file is the whole result
  /// of this work: then nothing is to be done.
  func keep(
    _ output: any TextOutput,
    _ messages: Messages,
    isWhole: (_ path: String) throws -> Bool
  ) throws -> Bool {
    guard resumes, let path = output.option?.given.last, FileKind(path: path) == .regular,
      try isWhole(path), let bytes = try? InputFile.contents(of: path, limit: 1 << 31)
    else { return false }
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
    try output.write(String(decoding: bytes, as: UTF8.self))
    return true
  }
}

/// A part of the images.
struct Shard: Equatable {
  /// Which, from 1, of how many.
  let index, count: Int
}

extension ValueKind<Shard> {
  /// A part such as `2/8`.
  static var shard: ValueKind {
    ValueKind("K/N", AllowedValues("a part such as 2/8, of at most 1000000")) { word in
      let parts = word.split(separator: "/", omittingEmptySubsequences: false)
        .map { Int(String($0)) }
      guard parts.count == 2, let index = parts[0], let count = parts[1],
        1...1_000_000 ~= count, 1...count ~= index
      else { return nil }
      return Shard(index: index, count: count)
    }
  }
}

extension Messages {
  /// Tells what failed.
  func warn(about failures: [ShardFailure]) {
    for failure in failures {
      // Most faults of a file begin with its name.
      let file = "\(printable(failure.file)): "
      warn(failure.error.hasPrefix(file) ? failure.error : file + failure.error)
    }
  }
}

/// Dumps that are taken one by one for a part.
struct PartOfDumps {
  private(set) var stream: DumpStream

  /// The part of the images alone that it is about.
  let shard: Shard?

  /// Whether a dump that fails is no end.
  let isPatient: Bool

  /// The images that something was had of, with their dumps.
  private(set) var images: [String: String] = [:]
  private(set) var failures: [ShardFailure] = []

  init(_ stream: DumpStream, _ shard: Shard?, isPatient: Bool) {
    (self.stream, self.shard, self.isPatient) = (stream, shard, isPatient)
  }

  /// Takes the dumps that words name, `-` for the names on standard input.
  ///
  /// `check` refuses an output that is one of the files which are read, `values` tells what some dumps come
  /// to, and `take` takes what the dump of an image came to, by the image's place in the labels.
  mutating func run<Value>(
    _ words: [String],
    labels: String,
    _ messages: Messages,
    check: (DumpStream, _ heads: [String]) throws -> Void,
    values: (inout DumpStream, [String]) throws(Diagnostic) -> [DumpStream.Result<Value>],
    take: (_ image: Int, Value) -> Void
  ) throws {
    func run(_ part: inout PartOfDumps, _ paths: [String]) throws(Diagnostic) {
      try part.stream.begin(paths)
      // Where the labels are known, an image's name tells whose it is.
      let own = paths.filter { part.owns(part.stream.name(of: $0)) }
      let window = part.stream.window
      for start in Swift.stride(from: 0, to: own.count, by: window) {
        let some = Array(own[start..<min(own.count, start + window)])
        for result in try values(&part.stream, some) {
          if let found = try part.add(result) { take(found.image, found.value) }
        }
      }
    }
    var names = StandardInputLines(allowed: "the names of dumps, one a line")
    for word in words {
      if word == "-" {
        while case let paths = try names.next(1 << 12), !paths.isEmpty { try run(&self, paths) }
      } else {
        let found = try DumpFolder.files(among: [word])
        for note in found.notes { messages.warn(note) }
        try run(&self, found.paths)
        try check(stream, found.paths)
      }
    }
    guard let batch = stream.batch else { return }
    for note in batch.notes { messages.warn(note) }
    try check(stream, [])
    // Whoever names dumps one by one names those that count.
    if !words.contains("-") { try addMissing(batch.images.map(\.name), labels) }
  }

  private func owns(_ image: String) -> Bool {
    shard.map { StableHash.part(of: image, among: $0.count) == $0.index } ?? true
  }

  private mutating func add<Value>(
    _ result: DumpStream.Result<Value>
  ) throws(Diagnostic) -> (image: Int, value: Value)? {
    switch result.outcome {
    case .failure(let fault):
      try fail(result.path, fault)
      return nil
    case .success(let value):
      guard let batch = stream.batch, let image = result.image else { return nil }
      let name = batch.images[image].name
      if let other = images[name] {
        throw Diagnostic(
          .content,
          code: "heads.names",
          at: Place(file: result.path),
          found: "a second dump of image \(quoted(name)), beside \(printable(other))",
          allowed: "one dump for each image, called as it is",
          remedy: "give each image once"
        )
      }
      images[name] = result.path
      return (image, value)
    }
  }

  private mutating func fail(_ file: String, _ fault: Diagnostic) throws(Diagnostic) {
    guard isPatient else { throw fault }
    failures.append(ShardFailure(file: file, error: "\(fault)"))
  }

  /// Tells of images without a dump.
  private mutating func addMissing(_ names: [String], _ labels: String) throws(Diagnostic) {
    // A dump that failed may be one of them, called otherwise; it is told of already.
    let failed = Set(failures.map { DumpStream.stem(of: $0.file) })
    for name in names
    where images[name] == nil && !failed.contains(DumpStream.stem(of: name)) && owns(name) {
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

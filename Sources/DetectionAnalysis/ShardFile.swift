import DetectionText

/// What the parts in a file are of: `loss` or `evaluate`.
package enum ShardKind {
  private static let keys = JSONKeys("shard")
  private static let shardKeys = JSONKeys("of")

  /// The kind that a file says; `nil` where it says none.
  package static func of(path: String) throws(Diagnostic) -> String? {
    var json = try ShardFile(path, of: "").open()
    guard json.nextKind() == .object else { return nil }
    var kind: String?
    try json.readObject(keys) { json, _ throws(Diagnostic) in
      guard json.nextKind() == .object else { return try json.skipValue() }
      try json.readObject(shardKeys) { json, _ throws(Diagnostic) in
        kind = try json.pullString()
      }
    }
    return kind
  }
}

/// A dump or an image of which nothing could be had.
package struct ShardFailure: Sendable, Hashable {
  /// The dump; the image's name where there is none.
  package let file: String

  /// Why, in a sentence.
  package let error: String

  package init(file: String, error: String) { (self.file, self.error) = (file, error) }
}

/// A file of a part that is being read: what all kinds have in common, and what is said of a bad one.
struct ShardFile {
  let path: String

  /// The command that writes such parts.
  private let command: String

  /// The command that the file says it is of, which of how many parts it is, and how many there are.
  private var kind = ""
  private(set) var indices: [Int] = []
  private(set) var count = 0
  private(set) var failures: [ShardFailure] = []

  /// The first thing that is wrong with a value, for its place is only known while it is read.
  private var fault: Diagnostic?

  init(_ path: String, of command: String) { (self.path, self.command) = (path, command) }

  /// A reader at the start of the file.
  func open() throws(Diagnostic) -> JSONReader {
    let bytes: [UInt8]
    do throws(FileFault) {
      bytes = try InputFile.contents(of: path, limit: 1 << 31)
    } catch {
      throw Diagnostic(file: path, error, allowed: "a readable shard")
    }
    let text = SourceText(file: path, bytes: bytes)
    return try JSONReader(pulling: text, limits: JSONLimits(bytes: 1 << 31))
  }

  /// Refuses a file of another kind, with a bad value, or without some members.
  func check(hasAll: Bool) throws(Diagnostic) {
    guard kind == command else {
      throw refusal(kind.isEmpty ? "no shard" : "a shard of \(quoted(kind))")
    }
    if let fault { throw fault }
    guard hasAll else { throw refusal("a shard that lacks a part") }
    guard indices.allSatisfy({ $0 <= count }), Set(indices).count == indices.count else {
      throw misfit
    }
  }

  /// What is wrong with a file as a whole.
  func refusal(_ found: String) -> Diagnostic {
    Diagnostic(
      .content,
      code: "shard.form",
      at: Place(file: path),
      found: found,
      allowed: "what \(command) writes in the form shard",
      remedy: "write the shards anew"
    )
  }

  /// Members that contradict each other.
  var misfit: Diagnostic { refusal("a shard whose parts do not fit each other") }
}

// MARK: - Values

extension ShardFile {
  private static let keys = JSONKeys("of", "count", "indices")

  /// Reads which part it is.
  mutating func readShard(_ json: inout JSONReader) throws(Diagnostic) {
    guard json.nextKind() == .object else { return try refuse(&json) }
    try json.readObject(Self.keys) { json, key throws(Diagnostic) in
      switch key {
      case 0: kind = try json.pullString() ?? ""
      case 1: count = try whole(&json, 0...1_000_000)
      default:
        guard json.nextKind() == .list else { return try refuse(&json) }
        try json.readList { json, _ throws(Diagnostic) in
          indices.append(try whole(&json, 1...1_000_000))
        }
      }
    }
  }

  /// Reads which dumps failed, and why.
  mutating func readFailures(_ json: inout JSONReader) throws(Diagnostic) {
    guard json.nextKind() == .list else { return try refuse(&json) }
    try json.readList { json, _ throws(Diagnostic) in
      guard json.nextKind() == .list else { return try refuse(&json) }
      let start = json.offset
      var words: [String] = []
      try json.readList { json, _ throws(Diagnostic) in words.append(try text(&json)) }
      guard words.count == 2 else { return refuse(&json, at: start) }
      failures.append(ShardFailure(file: words[0], error: words[1]))
    }
  }

  /// A whole number; the least that is allowed in place of anything else.
  mutating func whole(
    _ json: inout JSONReader,
    _ range: ClosedRange<Int>
  ) throws(Diagnostic) -> Int {
    _ = json.nextKind()
    let start = json.offset
    if let value = try json.pullNumber().flatMap({ Int(exactly: $0) }), range.contains(value) {
      return value
    }
    refuse(&json, at: start)
    return range.lowerBound
  }

  /// A text; an empty one in place of anything else.
  mutating func text(_ json: inout JSONReader) throws(Diagnostic) -> String {
    _ = json.nextKind()
    let start = json.offset
    if let text = try json.pullString() { return text }
    refuse(&json, at: start)
    return ""
  }

  /// Steps over a value that is none of those allowed.
  mutating func refuse(_ json: inout JSONReader) throws(Diagnostic) {
    let start = json.offset
    try json.skipValue()
    refuse(&json, at: start)
  }

  /// Refuses the value that was read from `start` on.
  mutating func refuse(_ json: inout JSONReader, at start: Int) {
    fault =
      fault
      ?? json.fault(
        json.written(from: start),
        allowed: "what \(command) writes there",
        remedy: "write the shards anew",
        code: "shard.value",
        at: start
      )
  }
}

// MARK: - Sets

/// Parts and images that were taken up, so that none is there twice.
struct ShardSet {
  /// The files of parts by their numbers, and of images by what tells them apart.
  private(set) var parts: [Int: String] = [:]
  private var images: [String: String] = [:]

  /// What a part that does not belong to the others is told.
  let allowed: String

  init(allowed: String) { self.allowed = allowed }

  mutating func add(parts indices: [Int], of file: String) throws(Diagnostic) {
    for index in indices {
      guard let other = parts.updateValue(file, forKey: index) else { continue }
      throw fault(
        of: file,
        "part \(index), which \(printable(other)) has, too",
        remedy: "give each part once"
      )
    }
  }

  mutating func add(image name: String, of file: String, key: String? = nil) throws(Diagnostic) {
    guard let other = images.updateValue(file, forKey: key ?? name) else { return }
    throw fault(
      of: file,
      "image \(quoted(name)), which \(printable(other)) has, too",
      remedy: "give each image once"
    )
  }

  /// Refuses a part of another split; of none where the count is zero.
  func check(
    count: Int,
    _ first: Int,
    of file: String,
    _ other: String
  ) throws(Diagnostic) {
    guard count != first else { return }
    func words(_ count: Int) -> String { count > 0 ? "\(count) parts" : "images by name alone" }
    throw fault(
      of: file,
      "one of \(words(count)), where \(printable(other)) is one of \(words(first))",
      remedy: "merge the parts of one split"
    )
  }

  /// Refuses a set of which some dumps failed.
  func check(_ failures: [ShardFailure], of file: String) throws(Diagnostic) {
    guard let first = failures.first else { return }
    throw fault(
      of: file,
      """
      \(counted(failures.count, "dump")) that failed, \(printable(first.file)) first: \
      \(first.error)
      """,
      remedy: "mend them and make their parts anew, or let a part be enough",
      setting: .init("partial")
    )
  }

  /// Refuses a set without all of `count` parts.
  func checkParts(_ count: Int, of file: String) throws(Diagnostic) {
    let missing = (1...max(1, count)).filter { count > 0 && parts[$0] == nil }
    guard !missing.isEmpty else { return }
    let shown = missing.prefix(10).map { "\($0)" }.joined(separator: ", ")
    throw fault(
      of: file,
      """
      \(parts.count) of \(counted(count, "part")), without \
      \(missing.count > 10 ? "\(shown) and \(missing.count - 10) more" : shown)
      """,
      remedy: "give the others, or let a part be enough",
      setting: .init("partial")
    )
  }

  func fault(
    of file: String,
    _ found: String,
    remedy: String,
    setting: Diagnostic.Setting? = nil
  ) -> Diagnostic {
    Diagnostic(
      .content,
      code: "shard.set",
      at: Place(file: file.isEmpty ? nil : file),
      found: found,
      allowed: allowed,
      remedy: remedy,
      setting: setting
    )
  }
}

import DetectionNumerics
import DetectionText

extension LossShard {
  /// Reads a file.
  ///
  /// - Throws: An error for a file that is no part of a loss, or that breaks its rules.
  package init(path: String) throws(Diagnostic) {
    var reader = LossShardReader(path)
    self = try reader.read()
  }
}

/// What the parts in a file are of: `loss` or `evaluate`.
package enum ShardKind {
  private static let keys = JSONKeys("shard")
  private static let shardKeys = JSONKeys("of")

  /// The kind that a file says; `nil` where it says none.
  package static func of(path: String) throws(Diagnostic) -> String? {
    var json = try shardReader(path)
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

/// A reader at the start of a file that should be a shard.
private func shardReader(_ path: String) throws(Diagnostic) -> JSONReader {
  let bytes: [UInt8]
  do throws(FileFault) {
    bytes = try InputFile.contents(of: path, limit: 1 << 31)
  } catch {
    throw Diagnostic(file: path, error, allowed: "a readable shard")
  }
  let text = SourceText(file: path, bytes: bytes)
  return try JSONReader(pulling: text, limits: JSONLimits(bytes: 1 << 31))
}

/// The members of a file that is being read.
private struct LossShardReader {
  private let path: String

  private var kind = ""
  private var indices: [Int] = []
  private var count = 0
  private var version = 0
  private var words: [String: String] = [:]
  private var input: [Int] = []
  private var classes = 0
  private var frameworkLoss: FrameworkLoss?
  private var boxWeight = 0.0
  private var images: [String] = []
  private var failures: [LossShard.Failure] = []
  private var clampedSizes = 0
  private var scales: [LossOutline.Scale] = []
  private var sums: [LossSums.Scale] = []

  /// The first thing that is wrong with a value, for its place is only known while it is read.
  private var fault: Diagnostic?

  /// The largest count: sums of as many as there may be parts stay within an `Int`.
  private static let largest = 1 << 44

  private static let keys = JSONKeys(
    "shard",
    "numerics",
    "config",
    "name",
    "dialect",
    "fit",
    "input",
    "classes",
    "reduction",
    "framework_loss",
    "box_weight",
    "images",
    "failed",
    "clamped_sizes",
    "scales"
  )
  private static let shardKeys = JSONKeys("of", "count", "indices")
  private static let scaleKeys = JSONKeys(
    "name",
    "stride",
    "anchors",
    "positives",
    "ignored",
    "background",
    "matches",
    "sums",
    "squares",
    "uncovered"
  )

  init(_ path: String) { self.path = path }

  mutating func read() throws(Diagnostic) -> LossShard {
    var json = try shardReader(path)
    guard json.nextKind() == .object else {
      try json.skipValue()
      throw refusal("no shard")
    }
    var keys: Set<Int> = []
    try json.readObject(Self.keys) { json, key throws(Diagnostic) in
      keys.insert(key)
      try member(&json, key)
    }
    try json.finish()
    guard kind == "loss" else {
      throw refusal(kind.isEmpty ? "no shard" : "a shard of \(quoted(kind))")
    }
    if let fault { throw fault }
    guard keys.count == Self.keys.names.count else { throw refusal("a shard that lacks a part") }
    let reduction = ReductionChoice.shardWords.first { $0.word == words["reduction"] }?.reduction
    guard let reduction, input.isEmpty || input.count == 2, Set(indices).count == indices.count,
      indices.allSatisfy({ $0 <= count }), Set(images).count == images.count
    else { throw refusal("a shard whose parts do not fit each other") }
    var total = LossSums(scales: 0)
    (total.images, total.scales, total.clampedSizes) = (images.count, sums, clampedSizes)
    return LossShard(
      count: count == 0 ? nil : count,
      indices: indices.sorted(),
      configuration: words["config"] ?? "",
      version: version,
      name: words["name"] ?? "",
      dialect: words["dialect"] ?? "",
      fit: words["fit"] ?? "",
      input: input.isEmpty ? nil : PixelSize(width: input[0], height: input[1]),
      outline: LossOutline(
        scales: scales,
        classes: classes,
        reduction: reduction,
        frameworkLoss: frameworkLoss,
        boxWeight: boxWeight
      ),
      sums: total,
      images: images,
      failures: failures,
      file: path
    )
  }

  private func refusal(_ found: String) -> Diagnostic {
    Diagnostic(
      .content,
      code: "shard.form",
      at: Place(file: path),
      found: found,
      allowed: "what loss writes in the form shard",
      remedy: "write the shards anew"
    )
  }

  private mutating func member(_ json: inout JSONReader, _ key: Int) throws(Diagnostic) {
    switch Self.keys.names[key] {
    case "shard":
      guard json.nextKind() == .object else { return try refuse(&json) }
      try json.readObject(Self.shardKeys) { json, key throws(Diagnostic) in
        switch key {
        case 0: kind = try json.pullString() ?? ""
        case 1: count = try whole(&json, 0...1_000_000)
        default:
          indices = try list(&json) { reader, json throws(Diagnostic) in
            try reader.whole(&json, 1...1_000_000)
          }
        }
      }
    case "numerics": version = try whole(&json, 1...Self.largest)
    case "input":
      input = try list(&json) { reader, json throws(Diagnostic) in
        try reader.whole(&json, 1...1_000_000)
      }
    case "classes": classes = try whole(&json, 1...1_000_000)
    case "framework_loss":
      // One that has none says null.
      if json.nextKind() == .string {
        frameworkLoss = FrameworkLoss(rawValue: try text(&json))
        if frameworkLoss == nil { try refuse(&json, at: json.offset) }
      } else {
        try json.skipValue()
      }
    case "box_weight":
      let start = json.offset
      if let weight = try json.pullNumber() {
        boxWeight = weight
      } else {
        try refuse(&json, at: start)
      }
    case "images":
      images = try list(&json) { reader, json throws(Diagnostic) in
        try reader.text(&json)
      }
    case "failed":
      failures = try list(&json) { reader, json throws(Diagnostic) in
        let start = json.offset
        let words = try reader.list(&json) { reader, json throws(Diagnostic) in
          try reader.text(&json)
        }
        if words.count != 2 { try reader.refuse(&json, at: start) }
        return LossShard.Failure(file: words.first ?? "", error: words.last ?? "")
      }
    case "clamped_sizes": clampedSizes = try whole(&json, 0...Self.largest)
    case "scales":
      _ = try list(&json) { reader, json throws(Diagnostic) in try reader.scale(&json) }
    case let name: words[name] = try text(&json)
    }
  }

  private mutating func scale(_ json: inout JSONReader) throws(Diagnostic) {
    guard json.nextKind() == .object else { return try refuse(&json) }
    let start = json.offset
    var (name, stride, anchors, keys) = ("", 1, 0, 0)
    var sum = LossSums.Scale()
    try json.readObject(Self.scaleKeys) { json, key throws(Diagnostic) in
      keys += 1
      switch Self.scaleKeys.names[key] {
      case "name": name = try text(&json)
      case "stride": stride = try whole(&json, 1...1_000_000)
      case "anchors": anchors = try whole(&json, 0...Int(Int32.max))
      case "positives": sum.counts.positives = try whole(&json, 0...Self.largest)
      case "ignored": sum.counts.ignored = try whole(&json, 0...Self.largest)
      case "background": sum.counts.background = try whole(&json, 0...Self.largest)
      case "matches": sum.matches = try whole(&json, 0...Self.largest)
      case "sums": sum.terms = try terms(&json)
      case "squares": sum.gradientSquares = try terms(&json)
      default: sum.uncovered = try exact(&json)
      }
    }
    if keys != Self.scaleKeys.names.count { try refuse(&json, at: start) }
    scales.append(LossOutline.Scale(name: name, stride: stride, anchors: anchors))
    sums.append(sum)
  }

  private mutating func terms(_ json: inout JSONReader) throws(Diagnostic) -> LossSums.Terms {
    let start = json.offset
    let sums = try list(&json) { reader, json throws(Diagnostic) in
      try reader.exact(&json)
    }
    guard sums.count == 3 else {
      try refuse(&json, at: start)
      return LossSums.Terms()
    }
    var terms = LossSums.Terms()
    (terms.box, terms.objectness, terms.classification) = (sums[0], sums[1], sums[2])
    return terms
  }

  // MARK: - Values

  private mutating func exact(_ json: inout JSONReader) throws(Diagnostic) -> ExactSum {
    let start = json.offset
    if let sum = ExactSum(text: try text(&json)) { return sum }
    try refuse(&json, at: start)
    return ExactSum()
  }

  private mutating func text(_ json: inout JSONReader) throws(Diagnostic) -> String {
    let start = json.offset
    if let text = try json.pullString() { return text }
    try refuse(&json, at: start)
    return ""
  }

  private mutating func whole(
    _ json: inout JSONReader,
    _ range: ClosedRange<Int>
  ) throws(Diagnostic) -> Int {
    let start = json.offset
    if let value = try json.pullNumber().flatMap({ Int(exactly: $0) }), range.contains(value) {
      return value
    }
    try refuse(&json, at: start)
    return range.lowerBound
  }

  private mutating func list<Value>(
    _ json: inout JSONReader,
    _ value: (inout LossShardReader, inout JSONReader) throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> [Value] {
    guard json.nextKind() == .list else {
      try refuse(&json)
      return []
    }
    var values: [Value] = []
    try json.readList { json, _ throws(Diagnostic) in values.append(try value(&self, &json)) }
    return values
  }

  /// Steps over a value that is none of those allowed.
  private mutating func refuse(_ json: inout JSONReader) throws(Diagnostic) {
    let start = json.offset
    try json.skipValue()
    try refuse(&json, at: start)
  }

  /// Refuses the value that was read from `start` on.
  private mutating func refuse(_ json: inout JSONReader, at start: Int) throws(Diagnostic) {
    fault =
      fault
      ?? json.fault(
        json.written(from: start),
        allowed: "what loss writes there",
        remedy: "write the shards anew",
        code: "shard.value",
        at: start
      )
  }
}

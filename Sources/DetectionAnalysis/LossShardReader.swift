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

/// The members of a file that is being read.
private struct LossShardReader {
  private var file: ShardFile
  private var version = 0
  private var words: [String: String] = [:]
  private var input: [Int] = []
  private var classes = 0
  private var frameworkLoss: FrameworkLoss?
  private var boxWeight = 0.0
  private var images: [String] = []
  private var clampedSizes = 0
  private var scales: [LossOutline.Scale] = []
  private var sums: [LossSums.Scale] = []

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

  init(_ path: String) { file = ShardFile(path, of: "loss") }

  mutating func read() throws(Diagnostic) -> LossShard {
    var json = try file.open()
    guard json.nextKind() == .object else {
      try json.skipValue()
      throw file.refusal("no shard")
    }
    var keys: Set<Int> = []
    try json.readObject(Self.keys) { json, key throws(Diagnostic) in
      keys.insert(key)
      try member(&json, key)
    }
    try json.finish()
    try file.check(hasAll: keys.count == Self.keys.names.count)
    let reduction = ReductionChoice.shardWords.first { $0.word == words["reduction"] }?.reduction
    guard let reduction, input.isEmpty || input.count == 2, Set(images).count == images.count
    else { throw file.misfit }
    var total = LossSums(scales: 0)
    (total.images, total.scales, total.clampedSizes) = (images.count, sums, clampedSizes)
    return LossShard(
      count: file.count == 0 ? nil : file.count,
      indices: file.indices.sorted(),
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
      failures: file.failures,
      file: file.path
    )
  }

  private mutating func member(_ json: inout JSONReader, _ key: Int) throws(Diagnostic) {
    switch Self.keys.names[key] {
    case "shard": try file.readShard(&json)
    case "numerics": version = try file.whole(&json, 1...Self.largest)
    case "input":
      input = try list(&json) { reader, json throws(Diagnostic) in
        try reader.file.whole(&json, 1...1_000_000)
      }
    case "classes": classes = try file.whole(&json, 1...1_000_000)
    case "framework_loss":
      // One that has none says null.
      if json.nextKind() == .string {
        frameworkLoss = FrameworkLoss(rawValue: try file.text(&json))
        if frameworkLoss == nil { file.refuse(&json, at: json.offset) }
      } else {
        try json.skipValue()
      }
    case "box_weight":
      let start = json.offset
      if let weight = try json.pullNumber() {
        boxWeight = weight
      } else {
        file.refuse(&json, at: start)
      }
    case "images":
      images = try list(&json) { reader, json throws(Diagnostic) in
        try reader.file.text(&json)
      }
    case "failed": try file.readFailures(&json)
    case "clamped_sizes": clampedSizes = try file.whole(&json, 0...Self.largest)
    case "scales":
      _ = try list(&json) { reader, json throws(Diagnostic) in try reader.scale(&json) }
    case let name: words[name] = try file.text(&json)
    }
  }

  private mutating func scale(_ json: inout JSONReader) throws(Diagnostic) {
    guard json.nextKind() == .object else { return try file.refuse(&json) }
    let start = json.offset
    var (name, stride, anchors, keys) = ("", 1, 0, 0)
    var sum = LossSums.Scale()
    try json.readObject(Self.scaleKeys) { json, key throws(Diagnostic) in
      keys += 1
      switch Self.scaleKeys.names[key] {
      case "name": name = try file.text(&json)
      case "stride": stride = try file.whole(&json, 1...1_000_000)
      case "anchors": anchors = try file.whole(&json, 0...Int(Int32.max))
      case "positives": sum.counts.positives = try file.whole(&json, 0...Self.largest)
      case "ignored": sum.counts.ignored = try file.whole(&json, 0...Self.largest)
      case "background": sum.counts.background = try file.whole(&json, 0...Self.largest)
      case "matches": sum.matches = try file.whole(&json, 0...Self.largest)
      case "sums": sum.terms = try terms(&json)
      case "squares": sum.gradientSquares = try terms(&json)
      default: sum.uncovered = try exact(&json)
      }
    }
    if keys != Self.scaleKeys.names.count { file.refuse(&json, at: start) }
    scales.append(LossOutline.Scale(name: name, stride: stride, anchors: anchors))
    sums.append(sum)
  }

  private mutating func terms(_ json: inout JSONReader) throws(Diagnostic) -> LossSums.Terms {
    let start = json.offset
    let sums = try list(&json) { reader, json throws(Diagnostic) in
      try reader.exact(&json)
    }
    guard sums.count == 3 else {
      file.refuse(&json, at: start)
      return LossSums.Terms()
    }
    var terms = LossSums.Terms()
    (terms.box, terms.objectness, terms.classification) = (sums[0], sums[1], sums[2])
    return terms
  }

  // MARK: - Values

  private mutating func exact(_ json: inout JSONReader) throws(Diagnostic) -> ExactSum {
    let start = json.offset
    if let sum = ExactSum(text: try file.text(&json)) { return sum }
    file.refuse(&json, at: start)
    return ExactSum()
  }

  private mutating func list<Value>(
    _ json: inout JSONReader,
    _ value: (inout LossShardReader, inout JSONReader) throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> [Value] {
    guard json.nextKind() == .list else {
      try file.refuse(&json)
      return []
    }
    var values: [Value] = []
    try json.readList { json, _ throws(Diagnostic) in values.append(try value(&self, &json)) }
    return values
  }
}

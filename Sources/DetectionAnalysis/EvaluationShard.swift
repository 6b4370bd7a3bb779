import DetectionMetrics
import DetectionText
import GroundTruthFiles

extension DetectionEvaluation {
  /// The part of the images, in the order of the labels, that is the shard `index` of `count`.
  ///
  /// Images and classes keep their numbers, so that shards put together are the whole, to the bit.
  ///
  /// - Parameters:
  ///   - index: Which shard, from 1.
  ///   - count: How many there are.
  /// - Returns: The objects and detections of its images alone.
  package func shard(_ index: Int, of count: Int) -> DetectionEvaluation {
    let all = imageOrder.count
    let own = Array(imageOrder[(index - 1) * all / count..<index * all / count])
    let numbers = Set(own)
    return DetectionEvaluation(
      classes: classes,
      images: images,
      imageOrder: own,
      fit: fit,
      data: EvaluationData(
        imageCount: data.imageCount,
        classCount: data.classCount,
        objects: data.objects.filter { numbers.contains(Int($0.image)) },
        detections: data.detections.filter { numbers.contains(Int($0.image)) }
      ),
      threads: threads
    )
  }
}

/// A shard of an evaluation as a file has it: what `detloss evaluate --format shard` writes.
package struct EvaluationShard: Sendable {
  /// Which it is, from 1, of how many.
  package let index, count: Int

  /// What was asked for.
  package let metric: String
  package let score: Double

  /// The fit in JSON; empty where no heads were decoded.
  private let fit: String
  private let file: String
  private let classes: [DetectionEvaluation.Class]
  private let imageCount: Int

  /// The numbers and names of its images, in the order of the labels.
  private let images: [(number: Int, name: String)]
  private let objects: [EvaluationData.Object]
  private let detections: [EvaluationData.Detection]

  /// Reads a file.
  ///
  /// - Throws: An error for a file that is no shard of an evaluation, or that breaks its rules.
  package init(path: String) throws(Diagnostic) {
    var reader = ShardReader(path)
    try reader.read()
    file = path
    (index, count) = (reader.index, reader.count)
    (metric, score, fit) = (reader.metric, reader.score, reader.fit)
    (classes, imageCount, images) = (reader.classes, reader.imageCount, reader.images)
    (objects, detections) = (reader.objects, reader.detections)
  }

  /// The whole that shards make.
  ///
  /// - Parameters:
  ///   - shards: In any order.
  ///   - isPartial: Whether some may be missing.
  /// - Returns: The evaluation, of the images that are there.
  /// - Throws: An error for shards that do not belong together, for one that is there twice, and for
  ///   one that is missing.
  package static func merged(
    _ shards: [EvaluationShard],
    isPartial: Bool
  ) throws(Diagnostic) -> DetectionEvaluation {
    let first = shards[0]
    var byIndex: [Int: EvaluationShard] = [:]
    for shard in shards {
      guard shard.count == first.count, shard.classes == first.classes, shard.fit == first.fit,
        shard.imageCount == first.imageCount, shard.metric == first.metric,
        shard.score == first.score
      else {
        throw shard.fault(
          "another evaluation than \(printable(first.file)) is of",
          remedy: "merge shards of the same labels, options and number of shards"
        )
      }
      if let other = byIndex.updateValue(shard, forKey: shard.index) {
        throw shard.fault(
          "shard \(shard.index), which \(printable(other.file)) is, too",
          remedy: "give each shard once"
        )
      }
    }
    let missing = (1...first.count).filter { byIndex[$0] == nil }
    if let one = missing.first, !isPartial {
      throw first.fault(
        "\(shards.count) of \(first.count) shards, without shard \(one)",
        remedy: "give the others, or let a part be enough",
        setting: .init("partial")
      )
    }
    let ordered = byIndex.values.sorted { $0.index < $1.index }
    var names: [Int: String] = [:]
    for shard in ordered {
      for image in shard.images
      where names.updateValue(image.name, forKey: image.number) != nil {
        throw shard.fault(
          "image \(quoted(image.name)), which another shard has",
          remedy: "make the shards anew, by one command line but for their numbers"
        )
      }
    }
    guard isPartial || names.count == first.imageCount else {
      throw first.fault(
        "\(counted(names.count, "image")) of \(first.imageCount) in all shards",
        remedy: "make the shards anew, by one command line but for their numbers"
      )
    }
    // Of a part the images are numbered without gaps, in their order.
    let numbers = names.keys.sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(numbers, numbers.indices))
    func place(_ number: Int32) -> Int { places[Int(number)] ?? 0 }
    let data = EvaluationData(
      imageCount: numbers.count,
      classCount: first.classes.count,
      objects: ordered.flatMap(\.objects).map { object in
        var object = object
        object.image = Int32(place(object.image))
        return object
      },
      detections: ordered.flatMap(\.detections).map { detection in
        var detection = detection
        detection.image = Int32(place(detection.image))
        return detection
      }
    )
    let fit =
      first.fit.isEmpty
      ? nil
      : try DetectorConfiguration.ofAnyClasses(dialect: nil, overrides: ["fit=\(first.fit)"]).fit
    return DetectionEvaluation(
      classes: first.classes,
      images: numbers.map { names[$0] ?? "" },
      imageOrder: ordered.flatMap { $0.images.map { place(Int32($0.number)) } },
      fit: fit,
      data: data,
      threads: Processors.count
    )
  }

  private func fault(
    _ found: String,
    remedy: String,
    setting: Diagnostic.Setting? = nil
  ) -> Diagnostic {
    Diagnostic(
      .content,
      code: "shard.set",
      at: Place(file: file),
      found: found,
      allowed: "all shards of one evaluation, each once",
      remedy: remedy,
      setting: setting
    )
  }
}

// MARK: - Reading

/// The members of a shard's file that is being read.
private struct ShardReader {
  var index = 0
  var count = 0
  var metric = ""
  var score = 0.0
  var fit = ""
  var classes: [DetectionEvaluation.Class] = []
  var imageCount = 0
  var images: [(number: Int, name: String)] = []
  var objects: [EvaluationData.Object] = []
  var detections: [EvaluationData.Detection] = []

  private let path: String
  private var of = ""

  /// The first thing that is wrong with a value, for its place is only known while it is read.
  private var fault: Diagnostic?

  init(_ path: String) { self.path = path }

  private static let keys = JSONKeys(
    "shard",
    "metric",
    "score",
    "fit",
    "classes",
    "image_count",
    "images",
    "objects",
    "detections"
  )
  private static let shardKeys = JSONKeys("of", "index", "count")

  mutating func read() throws(Diagnostic) {
    let bytes: [UInt8]
    do throws(FileFault) {
      bytes = try InputFile.contents(of: path, limit: 1 << 31)
    } catch {
      throw Diagnostic(file: path, error, allowed: "a readable shard")
    }
    let text = SourceText(file: path, bytes: bytes)
    var json = try JSONReader(pulling: text, limits: JSONLimits(bytes: 1 << 31))
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
    guard of == "evaluate" else {
      throw refusal(of.isEmpty ? "no shard" : "a shard of \(quoted(of))")
    }
    if let fault { throw fault }
    guard keys.count == Self.keys.names.count else { throw refusal("a shard that lacks a part") }
    try check()
  }

  private func refusal(_ found: String) -> Diagnostic {
    Diagnostic(
      .content,
      code: "shard.form",
      at: Place(file: path),
      found: found,
      allowed: "what evaluate writes in the form shard",
      remedy: "write the shards anew"
    )
  }

  private mutating func member(_ json: inout JSONReader, _ key: Int) throws(Diagnostic) {
    switch key {
    case 0:
      guard json.nextKind() == .object else { return try refuse(&json) }
      try json.readObject(Self.shardKeys) { json, key throws(Diagnostic) in
        switch key {
        case 0: of = try json.pullString() ?? ""
        case 1: index = try whole(&json, 1...1_000_000)
        default: count = try whole(&json, 1...1_000_000)
        }
      }
    case 1: metric = try json.pullString() ?? ""
    case 2: score = try json.pullNumber() ?? -1
    case 3: fit = try json.pullString() ?? ""
    case 4:
      try rows(&json) { reader, json throws(Diagnostic) in
        var (name, numbers) = ("", [Int?]())
        try json.readList { json, place throws(Diagnostic) in
          if place == 0 {
            name = try json.pullString() ?? ""
          } else {
            numbers.append(try json.pullNumber().flatMap { Int(exactly: $0) })
          }
        }
        guard numbers.count == 2 else { return false }
        reader.classes.append(
          DetectionEvaluation.Class(name: name, classID: numbers[0], categoryID: numbers[1])
        )
        return true
      }
    case 5: imageCount = try whole(&json, 0...Int(Int32.max))
    case 6:
      try rows(&json) { reader, json throws(Diagnostic) in
        var (number, name) = (-1, String?.none)
        try json.readList { json, place throws(Diagnostic) in
          if place == 0 {
            number = try json.pullNumber().flatMap { Int(exactly: $0) } ?? -1
          } else {
            name = try json.pullString()
          }
        }
        guard let name, number >= 0 else { return false }
        reader.images.append((number, name))
        return true
      }
    case 7:
      try numbers(&json, 8) { reader, row in
        let standings: [EvaluationData.Object.Standing] = [.counted, .ignored, .region]
        guard let image = Int32(exactly: row[0]), let classIndex = Int32(exactly: row[1]),
          row[4] >= 0, row[5] >= 0, let standing = Int(exactly: row[7]), 0...2 ~= standing
        else { return false }
        reader.objects.append(
          EvaluationData.Object(
            box: SIMD4(row[2], row[3], row[4], row[5]),
            area: row[6],
            image: Int(image),
            classIndex: Int(classIndex),
            standing: standings[standing]
          )
        )
        return true
      }
    default:
      try numbers(&json, 7) { reader, row in
        guard let image = Int32(exactly: row[0]), let classIndex = Int32(exactly: row[1]),
          row[5] >= 0, row[6] >= 0
        else { return false }
        reader.detections.append(
          EvaluationData.Detection(
            box: SIMD4(row[3], row[4], row[5], row[6]),
            score: row[2],
            image: Int(image),
            classIndex: Int(classIndex)
          )
        )
        return true
      }
    }
  }

  /// Reads a list of lists.
  private mutating func rows(
    _ json: inout JSONReader,
    _ row: (inout ShardReader, inout JSONReader) throws(Diagnostic) -> Bool
  ) throws(Diagnostic) {
    guard json.nextKind() == .list else { return try refuse(&json) }
    try json.readList { json, _ throws(Diagnostic) in
      guard json.nextKind() == .list else { return try refuse(&json) }
      let start = json.offset
      if try !row(&self, &json) { fault = fault ?? fault(&json, at: start) }
    }
  }

  /// Reads a list of lists of so many numbers.
  private mutating func numbers(
    _ json: inout JSONReader,
    _ count: Int,
    _ take: (inout ShardReader, [Double]) -> Bool
  ) throws(Diagnostic) {
    var row: [Double] = []
    try rows(&json) { reader, json throws(Diagnostic) in
      row.removeAll(keepingCapacity: true)
      try json.readList { json, _ throws(Diagnostic) in
        row.append(try json.pullNumber() ?? .nan)
      }
      return row.count == count && row.allSatisfy(\.isFinite) && take(&reader, row)
    }
  }

  private mutating func whole(
    _ json: inout JSONReader,
    _ range: ClosedRange<Int>
  ) throws(Diagnostic) -> Int {
    _ = json.nextKind()
    let start = json.offset
    if let value = try json.pullNumber().flatMap({ Int(exactly: $0) }), range.contains(value) {
      return value
    }
    fault = fault ?? fault(&json, at: start)
    return range.lowerBound
  }

  private mutating func refuse(_ json: inout JSONReader) throws(Diagnostic) {
    let start = json.offset
    try json.skipValue()
    fault = fault ?? fault(&json, at: start)
  }

  private func fault(_ json: inout JSONReader, at start: Int) -> Diagnostic {
    json.fault(
      json.written(from: start),
      allowed: "what evaluate writes there",
      remedy: "write the shards anew",
      code: "shard.value",
      at: start
    )
  }

  /// Refuses numbers of images and classes that there are not.
  private func check() throws(Diagnostic) {
    let numbers = Set(images.map(\.number))
    let classNumbers = 0..<classes.count
    guard index <= count, score >= 0, score <= 1, numbers.count == images.count,
      images.allSatisfy({ $0.number < imageCount }),
      objects.allSatisfy({
        numbers.contains(Int($0.image)) && classNumbers ~= Int($0.classIndex)
      }),
      detections.allSatisfy({
        numbers.contains(Int($0.image)) && classNumbers ~= Int($0.classIndex)
      })
    else { throw refusal("a shard whose parts do not fit each other") }
  }
}

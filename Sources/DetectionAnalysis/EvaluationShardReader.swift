import DetectionMetrics
import DetectionText

/// The members of a shard's file that is being read.
struct EvaluationShardReader {
  private(set) var file: ShardFile
  var version = 0
  private var metric = ""
  private var score = 0.0
  private var configuration = ""
  private var iouThreshold = 0.0
  var fit = ""
  var classes: [DetectionEvaluation.Class] = []
  var imageCount = 0
  var images: [(number: Int, name: String, place: Int)] = []
  var objects: [(object: EvaluationData.Object, place: Int)] = []
  var detections: [(detection: EvaluationData.Detection, place: Int)] = []

  init(_ path: String) { file = ShardFile(path, of: "evaluate") }

  var work: EvaluationWork {
    EvaluationWork(
      metric: metric,
      score: score,
      configuration: configuration,
      iouThreshold: iouThreshold
    )
  }

  private static let keys = JSONKeys(
    "shard",
    "metric",
    "score",
    "config",
    "iou_threshold",
    "fit",
    "failed",
    "classes",
    "image_count",
    "images",
    "objects",
    "detections",
    "numerics"
  )

  mutating func read() throws(Diagnostic) {
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
    try check()
  }

  private mutating func member(_ json: inout JSONReader, _ key: Int) throws(Diagnostic) {
    switch Self.keys.names[key] {
    case "shard": try file.readShard(&json)
    case "metric": metric = try file.text(&json)
    case "score": score = try json.pullNumber() ?? -1
    case "config": configuration = try file.text(&json)
    case "iou_threshold": iouThreshold = try json.pullNumber() ?? -1
    case "fit": fit = try file.text(&json)
    case "failed": try file.readFailures(&json)
    case "classes":
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
    case "image_count": imageCount = try file.whole(&json, 0...Int(Int32.max))
    case "images":
      try rows(&json) { reader, json throws(Diagnostic) in
        var (numbers, name) = ([Int](), String?.none)
        try json.readList { json, place throws(Diagnostic) in
          if place == 1 {
            name = try json.pullString()
          } else {
            numbers.append(try json.pullNumber().flatMap { Int(exactly: $0) } ?? -1)
          }
        }
        guard let name, numbers.count == 2, numbers.allSatisfy({ $0 >= 0 }) else { return false }
        reader.images.append((numbers[0], name, numbers[1]))
        return true
      }
    case "objects":
      try numbers(&json, 9) { reader, row in
        let standings: [EvaluationData.Object.Standing] = [.counted, .ignored, .region]
        guard let image = Int32(exactly: row[0]), let classIndex = Int32(exactly: row[1]),
          row[4] >= 0, row[5] >= 0, let standing = Int(exactly: row[7]), 0...2 ~= standing,
          let place = Int(exactly: row[8]), place >= 0
        else { return false }
        let object = EvaluationData.Object(
          box: SIMD4(row[2], row[3], row[4], row[5]),
          area: row[6],
          image: Int(image),
          classIndex: Int(classIndex),
          standing: standings[standing]
        )
        reader.objects.append((object, place))
        return true
      }
    case "detections":
      try numbers(&json, 8) { reader, row in
        guard let image = Int32(exactly: row[0]), let classIndex = Int32(exactly: row[1]),
          row[5] >= 0, row[6] >= 0, let place = Int(exactly: row[7]), place >= 0
        else { return false }
        let detection = EvaluationData.Detection(
          box: SIMD4(row[3], row[4], row[5], row[6]),
          score: row[2],
          image: Int(image),
          classIndex: Int(classIndex)
        )
        reader.detections.append((detection, place))
        return true
      }
    default: version = try file.whole(&json, 1...1_000_000)
    }
  }

  /// Reads a list of lists.
  private mutating func rows(
    _ json: inout JSONReader,
    _ row: (inout EvaluationShardReader, inout JSONReader) throws(Diagnostic) -> Bool
  ) throws(Diagnostic) {
    guard json.nextKind() == .list else { return try file.refuse(&json) }
    try json.readList { json, _ throws(Diagnostic) in
      guard json.nextKind() == .list else { return try file.refuse(&json) }
      let start = json.offset
      if try !row(&self, &json) { file.refuse(&json, at: start) }
    }
  }

  /// Reads a list of lists of so many numbers.
  private mutating func numbers(
    _ json: inout JSONReader,
    _ count: Int,
    _ take: (inout EvaluationShardReader, [Double]) -> Bool
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

  /// Refuses numbers of images and classes that there are not.
  private func check() throws(Diagnostic) {
    let numbers = Set(images.map(\.number))
    let classNumbers = 0..<classes.count
    guard 0...1 ~= score, 0...1 ~= iouThreshold, numbers.count == images.count,
      images.allSatisfy({ $0.number < imageCount && $0.place < imageCount }),
      objects.allSatisfy({
        numbers.contains(Int($0.object.image)) && classNumbers ~= Int($0.object.classIndex)
      }),
      detections.allSatisfy({
        numbers.contains(Int($0.detection.image)) && classNumbers ~= Int($0.detection.classIndex)
      })
    else { throw file.misfit }
    guard version == EvaluationShard.version else {
      throw file.refusal("a shard whose numbers are of version \(version)")
    }
  }
}

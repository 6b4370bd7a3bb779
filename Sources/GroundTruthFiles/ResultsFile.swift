import DetectionText

/// Detections in COCO's results format, as evaluation takes them from anybody.
///
/// ```
/// [{"image_id": 7, "category_id": 18, "bbox": [12, 30, 106.5, 180], "score": 0.92}, …]
/// ```
///
/// `bbox` is left, top, width and height in pixels of the image; `image_id` is a whole number, or the
/// image's name as Ultralytics writes it; what else an element has is passed over.
///
/// - Faults: all of them at once; one of JSON itself ends the reading.
/// - Memory: the file; nothing is kept of an element.
/// - Source: <https://cocodataset.org/#format-results>.
package enum ResultsFile {
  /// An element.
  package struct Entry {
    /// The image's number, where it has one.
    package var imageID = 0

    /// The image's name, where that is no number.
    package var imageName: String?

    /// The category's id.
    package var categoryID = 0

    /// Left, top, width and height.
    package var box = SIMD4<Double>()

    /// How sure the detector was.
    package var score = 0.0
  }

  /// What a reader finds wrong with an element.
  package struct Refusal {
    package let code, found, allowed, remedy: String

    package init(_ code: String, found: String, allowed: String, remedy: String) {
      (self.code, self.found, self.allowed, self.remedy) = (code, found, allowed, remedy)
    }
  }

  /// The largest file that is read, in bytes.
  private static let sizeLimit = 1 << 31

  /// Reads the file at `path`, element by element.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - visit: Takes each element in their order, or says what is wrong with it.
  /// - Throws: An error for the file, for its JSON, and for all elements that are wrong.
  /// - Complexity: O(size of the file).
  package static func read(path: String, visit: (Entry) -> Refusal?) throws(Diagnostic) {
    let bytes: [UInt8]
    do throws(FileFault) {
      bytes = try InputFile.contents(of: path, limit: sizeLimit)
    } catch {
      throw Diagnostic(file: path, error, allowed: "a readable file of detections")
    }
    try read(bytes: bytes, name: path, visit: visit)
  }

  /// Reads a file whose content is in memory.
  package static func read(
    bytes: [UInt8],
    name: String,
    visit: (Entry) -> Refusal?
  ) throws(Diagnostic) {
    let isMarked = bytes.starts(with: [0xef, 0xbb, 0xbf])
    let text = SourceText(file: name, bytes: isMarked ? Array(bytes.dropFirst(3)) : bytes)
    if let foreign = ForeignText.download(text.bytes.prefix(200)) {
      throw refusal(name, foreign.found, remedy: foreign.remedy)
    }
    var json = try JSONReader(pulling: text, limits: JSONLimits(bytes: sizeLimit))
    guard json.nextKind() == .list else {
      let isObject = json.nextKind() == .object
      try json.skipValue()
      throw refusal(
        name,
        isObject ? "an object" : "\(json.written(from: 0))",
        remedy: isObject
          ? "give the detector's results; this may be the labels, or a list within an object"
          : "check the path"
      )
    }
    var faults = FaultList()
    try json.readList { json, _ throws(Diagnostic) in
      let kind = json.nextKind()
      let start = json.offset
      var element = Element()
      if kind == .object {
        try element.read(&json)
      } else {
        try json.skipValue()
        element.refusal = Refusal(
          "value",
          found: "\(json.written(from: start)) in place of a detection",
          allowed: "an object",
          remedy: "remove it"
        )
      }
      guard let refusal = element.refusal ?? visit(element.entry) else { return }
      faults.add(
        json.fault(
          refusal.found,
          allowed: refusal.allowed,
          remedy: refusal.remedy,
          code: "detections.\(refusal.code)",
          at: start
        )
      )
      if faults.isFull { try faults.check() }
    }
    try json.finish()
    try faults.check()
  }

  private static func refusal(_ name: String, _ found: String, remedy: String) -> Diagnostic {
    Diagnostic(
      .content,
      code: "detections.form",
      at: Place(file: name),
      found: found,
      allowed: "COCO's results: a list of objects with image_id, category_id, bbox and score",
      remedy: remedy
    )
  }
}

// MARK: - One element

/// An element that is being read, and the first thing that is wrong with it.
private struct Element {
  var entry = ResultsFile.Entry()
  var refusal: ResultsFile.Refusal?
  private var found: UInt8 = 0

  private static let keys = JSONKeys("image_id", "category_id", "bbox", "score")

  mutating func read(_ json: inout JSONReader) throws(Diagnostic) {
    try json.readObject(Self.keys) { json, key throws(Diagnostic) in
      found |= 1 << UInt8(key)
      let kind = json.nextKind()
      let start = json.offset
      switch key {
      case 0 where kind == .string:
        entry.imageName = try json.pullString()
        // Pipelines that take names for ids write numbers in quotes.
        if let name = entry.imageName, let number = Int(name), "\(number)" == name {
          (entry.imageID, entry.imageName) = (number, nil)
        }
      case 0:
        let allowed = "a whole number below 2^53, or a name"
        entry.imageID = try whole(&json, start, "image_id", allowed)
      case 1: entry.categoryID = try whole(&json, start, "category_id", "a whole number below 2^53")
      case 2: try box(&json, kind, start)
      default:
        guard let score = try json.pullNumber() else {
          refuse(&json, start, "score", allowed: "a finite number")
          return
        }
        entry.score = score
      }
    }
    let missing = ~found & 0b1111
    guard refusal == nil, missing != 0 else { return }
    let name = Self.keys.names[missing.trailingZeroBitCount]
    refusal = ResultsFile.Refusal(
      "key",
      found: "a detection without \"\(name)\"",
      allowed: "all of image_id, category_id, bbox and score",
      remedy: name == "score"
        ? "give the detector's results; labels have no scores"
        : name == "bbox" ? "give results of boxes; masks alone are not judged" : "add it"
    )
  }

  private mutating func whole(
    _ json: inout JSONReader,
    _ start: Int,
    _ key: String,
    _ allowed: String
  ) throws(Diagnostic) -> Int {
    if let whole = try json.pullWhole() { return whole }
    refuse(&json, start, key, allowed: allowed)
    return 0
  }

  private mutating func box(
    _ json: inout JSONReader,
    _ kind: JSONKind?,
    _ start: Int
  ) throws(Diagnostic) {
    guard kind == .list else {
      try json.skipValue()
      refuse(&json, start, "bbox", allowed: Self.boxForm)
      return
    }
    var count = 0
    var isWhole = true
    try json.readList { json, index throws(Diagnostic) in
      count += 1
      guard let value = try json.pullNumber(), abs(value) <= LabelSource.coordinateLimit else {
        isWhole = false
        return
      }
      if index < 4 { entry.box[index] = value }
    }
    if !isWhole || count != 4 {
      refuse(&json, start, "bbox", allowed: Self.boxForm)
    } else if entry.box.z < 0 || entry.box.w < 0 {
      refuse(&json, start, "bbox", allowed: "\(Self.boxForm), sides from 0")
    }
  }

  private static let boxForm = "[left, top, width, height] in pixels"

  private mutating func refuse(
    _ json: inout JSONReader,
    _ start: Int,
    _ key: String,
    allowed: String
  ) {
    guard refusal == nil else { return }
    refusal = ResultsFile.Refusal(
      "value",
      found: "\(json.written(from: start)) for \"\(key)\"",
      allowed: allowed,
      remedy: "write it as COCO's results have it"
    )
  }
}

import BoxGeometry
import DetectionText

extension LabelFormat {
  /// COCO's instances, one JSON file.
  ///
  /// ```
  /// {"images": [{"id": 7, "file_name": "street.jpg", "width": 640, "height": 480}],
  ///  "annotations": [{"id": 1, "image_id": 7, "category_id": 18, "bbox": [12, 30, 106.5, 180],
  ///                   "iscrowd": 0}],
  ///  "categories": [{"id": 18, "name": "dog"}]}
  /// ```
  ///
  /// `bbox` is left, top, width and height in pixels, of which the corners are made in double
  /// precision. Ids are any whole numbers, in any order and with gaps; the three lists may stand in
  /// any order, and what else is in the file is passed over.
  ///
  /// - Classes: a category is the class of its name; where the detector has a number of classes
  ///   and no names, categories count in the rising order of their ids.
  /// - Order: that of `images`; the objects of an image in that of `annotations`.
  /// - Standing: a crowd (`iscrowd`) is read as such, for losses to leave out.
  /// - Faults: all of them at once; one of JSON itself ends the reading.
  /// - Memory: the file, and 150 bytes an annotation; nothing is kept of polygons.
  /// - Source: <https://cocodataset.org/#format-data>; pycocotools.
  public static let coco = LabelFormat(
    name: "coco",
    words: "COCO's instances .json",
    knowsImageSizes: true,
    remedyWithoutImages: "give a file whose \"images\" has some",
    recognizes: { $0.lowercased().hasSuffix(".json") },
    read: { source throws(Diagnostic) in
      // Editors of Windows write a byte order mark; it says nothing that JSON leaves open.
      let bytes = try source.contents()
      let isMarked = bytes.starts(with: [0xef, 0xbb, 0xbf])
      let text = SourceText(file: source.name, bytes: isMarked ? Array(bytes.dropFirst(3)) : bytes)
      var reader = COCOReader(source, text)
      let images = try reader.read()
      return LabeledImages(
        images: images,
        notes: reader.notes,
        categories: reader.labelCategories
      )
    }
  )
}

/// Pulls the three lists through, then joins them, because categories mostly come last.
struct COCOReader {
  let source: LabelSource
  let text: SourceText
  var images: [GroundTruthImage] = []
  var imageOfID: [Int: Int] = [:]
  var annotations: [Annotation] = []
  var categories: [(id: Int, name: String)] = []
  var categoryIDs: Set<Int> = []
  var classOfID: [Int: Int] = [:]
  var seen: Set<String> = []
  var faults = FaultList()

  /// What a person should know of the categories.
  var notes: [Diagnostic] = []

  /// An annotation before it is known what its ids stand for.
  struct Annotation {
    /// Where it stands.
    let offset: Int
    var id = 0
    var imageID = 0
    var categoryID = 0

    /// Left, top, width and height.
    var box = SIMD4<Double>()
    var area: Double?
    var isCrowd = false
  }

  init(_ source: LabelSource, _ text: SourceText) {
    (self.source, self.text) = (source, text)
  }

  mutating func read() throws(Diagnostic) -> [GroundTruthImage] {
    if let foreign = ForeignText.download(text.bytes.prefix(200)) { throw refusal(foreign) }
    var json = try JSONReader(pulling: text, limits: JSONLimits(bytes: LabelSource.sizeLimit))
    guard json.nextKind() == .object else {
      try json.skipValue()
      throw refusal(.otherJSON(text.bytes[...]))
    }
    let lists = JSONKeys("images", "annotations", "categories")
    try json.readObject(lists) { json, key throws(Diagnostic) in
      let kind = json.nextKind()
      let start = json.offset
      guard kind == .list else {
        try json.skipValue()
        throw json.fault(
          json.written(from: start),
          allowed: "a list",
          remedy: "give COCO's instances file; this may be another of its forms",
          code: "labels.coco",
          at: start
        )
      }
      seen.insert(lists.names[key])
      try json.readList { json, _ throws(Diagnostic) in
        switch key {
        case 0: try readImage(&json)
        case 1: try readAnnotation(&json)
        default: try readCategory(&json)
        }
        if faults.isFull { try faults.check() }
      }
    }
    try json.finish()
    guard seen.contains("images"), seen.contains("annotations") else {
      throw refusal(.otherJSON(text.bytes[...]))
    }
    try faults.check()
    return try join()
  }
}

// MARK: - The three lists

extension COCOReader {
  /// The members of one element, and the first that is wrong.
  private struct Element {
    let start: Int
    var fault: Diagnostic?
    var read: UInt8 = 0

    /// Takes up a fault of a member that was just read.
    mutating func refuse(
      _ json: inout JSONReader,
      _ start: Int,
      _ key: String,
      allowed: String,
      remedy: String = "write it as pycocotools expects it"
    ) {
      guard fault == nil else { return }
      fault = json.fault(
        "\(json.written(from: start)) for \"\(key)\"",
        allowed: allowed,
        remedy: remedy,
        code: "labels.coco-value",
        at: start
      )
    }

    /// A whole number; zero, and a fault, for anything else.
    mutating func integer(_ json: inout JSONReader, _ key: String) throws(Diagnostic) -> Int {
      _ = json.nextKind()
      let start = json.offset
      if let whole = try json.pullWhole() { return whole }
      refuse(&json, start, key, allowed: "a whole number below 2^53")
      return 0
    }

    /// Takes up that a key is missing; `required` has a bit for each that must be there.
    mutating func check(
      _ json: inout JSONReader,
      _ keys: JSONKeys,
      required: UInt8,
      of what: String
    ) {
      let missing = required & ~read
      guard fault == nil, missing != 0 else { return }
      let key = keys.names[missing.trailingZeroBitCount]
      fault = json.fault(
        "\(what) without \"\(key)\"",
        allowed:
          "all of \(required == 0b00111 ? "image_id, category_id and bbox" : keys.names.prefix(2).joined(separator: " and "))",
        remedy: key == "bbox"
          ? "give COCO's instances; captions and panoptic segments have no boxes" : "add it",
        code: "labels.coco-key",
        at: start
      )
    }
  }

  private static let imageKeys = JSONKeys("id", "file_name", "width", "height")
  private static let annotationKeys = JSONKeys(
    "image_id",
    "category_id",
    "bbox",
    "id",
    "iscrowd",
    "area"
  )
  private static let categoryKeys = JSONKeys("id", "name")

  /// Reads one element of a list, and takes up its fault; `nil` where it has one.
  private mutating func readElement<Value>(
    _ json: inout JSONReader,
    _ what: String,
    _ keys: JSONKeys,
    required: UInt8,
    into value: Value,
    _ member: (inout JSONReader, Int, inout Element, inout Value) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> Value? {
    var value = value
    let kind = json.nextKind()
    var element = Element(start: json.offset)
    guard kind == .object else {
      try json.skipValue()
      faults.add(
        json.fault(
          "\(json.written(from: element.start)) in place of \(what)",
          allowed: "an object",
          remedy: "remove it",
          code: "labels.coco-value",
          at: element.start
        )
      )
      return nil
    }
    try json.readObject(keys) { json, key throws(Diagnostic) in
      element.read |= 1 << UInt8(key)
      try member(&json, key, &element, &value)
    }
    element.check(&json, keys, required: required, of: what)
    guard let fault = element.fault else { return value }
    faults.add(fault)
    return nil
  }

  private mutating func readImage(_ json: inout JSONReader) throws(Diagnostic) {
    let keys = Self.imageKeys
    let start = json.offset
    let read = try readElement(
      &json,
      "an image",
      keys,
      required: 0b0011,
      into: (id: 0, name: "", width: Int?.none, height: Int?.none)
    ) { json, key, element, image throws(Diagnostic) in
      switch key {
      case 0: image.id = try element.integer(&json, "id")
      case 1:
        _ = json.nextKind()
        let start = json.offset
        image.name = try json.pullString() ?? ""
        if image.name.isEmpty { element.refuse(&json, start, "file_name", allowed: "a name") }
      default:
        _ = json.nextKind()
        let start = json.offset
        let value = try json.pullNumber()
        if json.written(from: start) == "null" { break }
        let side = value.flatMap { Int(exactly: $0) } ?? 0
        guard (1...Int(Int32.max)).contains(side) else {
          let allowed = "a whole number of pixels from 1 to 2147483647"
          element.refuse(&json, start, keys.names[key], allowed: allowed)
          break
        }
        if key == 2 { image.width = side } else { image.height = side }
      }
    }
    guard let read else { return }
    guard imageOfID.updateValue(images.count, forKey: read.id) == nil else {
      faults.add(
        json.fault(
          "image id \(read.id) a second time",
          allowed: "each id once",
          remedy: "number the images anew, as after joining two files",
          code: "labels.coco-id",
          at: start
        )
      )
      return
    }
    var size: PixelSize?
    if let width = read.width, let height = read.height {
      size = PixelSize(width: width, height: height)
    }
    var image = GroundTruthImage(name: read.name, size: size, objects: [], file: source.name)
    image.coco = COCODetails(id: read.id)
    images.append(image)
  }

  private mutating func readAnnotation(_ json: inout JSONReader) throws(Diagnostic) {
    let asksForAreas = source.reading.isForEvaluation
    let read = try readElement(
      &json,
      "an annotation",
      Self.annotationKeys,
      required: 0b00111,
      into: Annotation(offset: json.offset)
    ) { json, key, element, annotation throws(Diagnostic) in
      switch key {
      case 0: annotation.imageID = try element.integer(&json, "image_id")
      case 1: annotation.categoryID = try element.integer(&json, "category_id")
      case 2: annotation.box = try Self.box(&json, &element)
      case 3: annotation.id = try element.integer(&json, "id")
      case 5 where !asksForAreas: try json.skipValue()
      case 5:
        _ = json.nextKind()
        let start = json.offset
        annotation.area = try json.pullNumber()
        if annotation.area.map({ $0 >= 0 }) != true, json.written(from: start) != "null" {
          element.refuse(&json, start, "area", allowed: "square pixels from 0")
        }
      default:
        _ = json.nextKind()
        let start = json.offset
        if let isCrowd = try json.pullFlag() {
          annotation.isCrowd = isCrowd
        } else if json.written(from: start) != "null" {
          element.refuse(&json, start, "iscrowd", allowed: "0 or 1")
        }
      }
    }
    if let read { annotations.append(read) }
  }

  /// Left, top, width and height.
  private static func box(
    _ json: inout JSONReader,
    _ element: inout Element
  ) throws(Diagnostic) -> SIMD4<Double> {
    let kind = json.nextKind()
    let start = json.offset
    var (x, y, width, height) = (0.0, 0.0, 0.0, 0.0)
    var isWhole = kind == .list
    var count = 0
    if isWhole {
      try json.readList { json, index throws(Diagnostic) in
        let value = try json.pullNumber()
        count += 1
        guard let value, abs(value) <= LabelSource.coordinateLimit else {
          isWhole = false
          return
        }
        switch index {
        case 0: x = value
        case 1: y = value
        case 2: width = value
        case 3: height = value
        default: break
        }
      }
    } else {
      try json.skipValue()
    }
    if !isWhole || count != 4 {
      element.refuse(&json, start, "bbox", allowed: "[left, top, width, height] in pixels")
    } else if width < 0 || height < 0 {
      element.refuse(
        &json,
        start,
        "bbox",
        allowed: "[left, top, width, height], sides from 0",
        remedy: "write the top-left corner, then width and height"
      )
    } else {
      return SIMD4(x, y, width, height)
    }
    return SIMD4()
  }

  private mutating func readCategory(_ json: inout JSONReader) throws(Diagnostic) {
    let start = json.offset
    let read = try readElement(
      &json,
      "a category",
      Self.categoryKeys,
      required: 0b11,
      into: (id: 0, name: "")
    ) { json, key, element, category throws(Diagnostic) in
      if key == 0 {
        category.id = try element.integer(&json, "id")
        return
      }
      _ = json.nextKind()
      let start = json.offset
      guard let name = try json.pullString() else {
        element.refuse(&json, start, "name", allowed: "a name in quotes")
        return
      }
      category.name = name
    }
    guard let read else { return }
    guard categoryIDs.insert(read.id).inserted else {
      faults.add(
        json.fault(
          "category id \(read.id) a second time",
          allowed: "each id once",
          remedy: "number the categories anew, as after joining two files",
          code: "labels.coco-id",
          at: start
        )
      )
      return
    }
    categories.append(read)
  }
}

import BoxGeometry
import DetectionText

extension LabelFormat {
  /// YOLO's text files, one an image.
  ///
  /// ```
  /// 0 0.5 0.5 0.25 0.125
  /// 2 0.1 0.1 0.3 0.1 0.3 0.4
  /// ```
  ///
  /// A line is an object: its class, then centre, width and height as fractions of the image; or
  /// the corners of a polygon, at least three, of which the box around them counts; or, where a
  /// `data.yaml` has `kpt_shape`, a box and its keypoints, which are left out. What is given is a
  /// folder of such files, one of them, a `data.yaml`, or a list of images, one a line.
  ///
  /// - Images: see `LabelFolder`; of a list or a `data.yaml`, the label file of an image is that
  ///   of its name in the folder called `labels` where the image's is called `images` or
  ///   `JPEGImages`, else beside it. An empty or a missing label file is an image without objects; all missing is an error.
  /// - Classes: numbers from zero, or, with `data.yaml` or `classes.txt` and a detector that has
  ///   names, the class of that name; or a name of the detector's in place of the number, with blanks
  ///   too: what stands before the last four numbers.
  /// - Range: a hundredth beyond the image is passed, as by Ultralytics.
  /// - Faults: all of them at once, over all files. Pixels in place of fractions are recognised.
  /// - Source: ultralytics 8.4 `data/utils.py` (`verify_image_label`, `img2label_paths`), which
  ///   drops exact copies where this reader warns; darknet stops silently at the first odd line.
  public static let yolo = LabelFormat(
    name: "yolo",
    words: "a folder of YOLO's .txt or its data.yaml",
    knowsImageSizes: false,
    remedyWithoutImages: "give a folder of label files, or their data.yaml",
    recognizes: { path in
      switch FileKind(path: path) {
      case .folder: return true
      case .regular:
        return YAML.isOne(path) || YOLOReader.isLabelFile(path) || YOLOReader.isImageList(path)
      default: return false
      }
    },
    read: { source throws(Diagnostic) in
      var reader = YOLOReader(source)
      return try reader.read()
    }
  )
}

/// Reads the label files of a batch.
private struct YOLOReader {
  let source: LabelSource
  private var images: [GroundTruthImage] = []
  private var faults = FaultList()
  private var classes = ClassRange()
  private let classNames: ClassNames
  private var shapes = YOLOShapes()

  /// The detector's class of each number, where labels have names of their own.
  private var classOfNumber: [Int?]?
  private var namesFile = ""
  private var ownNames: [String] = []

  /// How many boxes have fractions of the image, and how many what can be none.
  private var fractionCount = 0
  private var pixelCount = 0

  /// How many of the latter are fractions but for numbers that tell who sees a keypoint.
  private var poseCount = 0

  init(_ source: LabelSource) {
    self.source = source
    classNames = ClassNames(source)
  }

  /// Whether the first line of a file is an object's.
  static func isLabelFile(_ path: String) -> Bool {
    guard path.lowercased().hasSuffix(".txt"), let file = try? InputFile(path: path),
      let start = try? file.next(1 << 12)
    else { return false }
    let line = start.split(separator: UInt8(ascii: "\n")).lazy
      .map { AnnotationLine($0) }.first { !$0.words.isEmpty }
    guard let line else { return false }
    return line.words.count >= 5 && line.words.prefix(5).allSatisfy(AnnotationLine.isNumber)
  }

  mutating func read() throws(Diagnostic) -> LabeledImages {
    var folder: LabelFolder
    switch source.memory == nil ? FileKind(path: source.name) : .regular {
    case .folder:
      let names = "\(source.name)/classes.txt"
      if FileKind(path: names) == .regular {
        let lines = try LabelSource(name: names, classCount: 0).lines()
        try match(
          lines.map { String(decoding: $0.bytes, as: UTF8.self) }.filter { $0 != "" },
          names
        )
      }
      folder = try LabelFolder(
        source,
        ending: ".txt",
        twins: ImageHeader.imageFolders.map { (labels: "labels", images: $0) },
        not: ["classes.txt"]
      )
    case .regular where YAML.isOne(source.name):
      let data = try YOLOData(source)
      if let names = data.names { try match(names, source.name) }
      shapes = YOLOShapes(keypoints: data.keypoints)
      folder = try data.images()
    default:
      if let list = try imageList() {
        folder = list
      } else {
        let image = ImageHeader.file(ofLabels: source.name, in: source.reading.images)
        let name = ImageHeader.lastPart(of: image ?? ImageHeader.stem(of: source.name))
        folder = LabelFolder(
          pairs: [LabelFolder.Pair(name: name, image: image, labels: source.name)]
        )
      }
    }
    for pair in folder.pairs {
      try read(pair)
      if faults.isFull { break }
    }
    try checkFaults()
    return LabeledImages(images: images, notes: folder.notes + shapes.notes)
  }

  /// Whether a file begins with paths of images alone, and the labels of one of them lie where YOLO
  /// has them: such lines are a list of images to darknet, and to nobody images without objects.
  static func isImageList(_ path: String) -> Bool {
    guard path.lowercased().hasSuffix(".txt"), let file = try? InputFile(path: path),
      let start = try? file.next(1 << 12)
    else { return false }
    // The last line may be cut.
    var lines = start.split(separator: UInt8(ascii: "\n")).map { AnnotationLine($0) }
    if start.count == 1 << 12 { _ = lines.popLast() }
    lines.removeAll { $0.words.isEmpty }
    guard lines.allSatisfy({ AnnotationLine.isImage($0.bytes) && !$0.bytes.contains(0) }) else {
      return false
    }
    return lines.contains { line in
      var folder = LabelFolder()
      folder.add(image: AnnotationLine.text(line.bytes), listedIn: path, base: nil)
      return folder.pairs[0].labels != nil
    }
  }

  /// The images that a file lists, one a line; `nil` where it is no list.
  private func imageList() throws(Diagnostic) -> LabelFolder? {
    let lines = try source.lines().filter { !$0.bytes.isEmpty }
    guard let first = lines.first, AnnotationLine.isImage(first.bytes) else { return nil }
    var folder = LabelFolder()
    for (_, line) in lines {
      folder.add(
        image: AnnotationLine.text(line),
        listedIn: source.name,
        base: nil,
        in: source.reading.images
      )
    }
    folder.notes.append(
      Diagnostic(
        .content,
        severity: .note,
        code: "labels.image-list",
        at: Place(file: source.name),
        found: "a list of \(counted(folder.pairs.count, "image"))",
        remedy: "their labels are read where YOLO has them, in the list's order"
      )
    )
    try folder.checkMissing(in: source.name)
    return folder
  }

  /// Tells which of the detector's classes the labels' numbers stand for.
  private mutating func match(_ names: [String], _ file: String) throws(Diagnostic) {
    guard !source.classNames.isEmpty else { return }
    classOfNumber = classNames.numbers(of: names)
    (ownNames, namesFile) = (names, file)
  }
}

// MARK: - Lines

extension YOLOReader {
  private mutating func read(_ pair: LabelFolder.Pair) throws(Diagnostic) {
    var image = GroundTruthImage(name: pair.name, objects: [], unit: .fractions, file: pair.labels)
    image.path = pair.image
    defer { images.append(image) }
    guard let path = pair.labels else { return }
    var kinds: Set<Bool> = []
    for (number, line) in try source.ofImage(path).lines() where !line.isEmpty && !faults.isFull {
      do throws(Diagnostic) {
        guard image.objects.count < GroundTruthImage.mostObjects else {
          faults.add(tooMany(at: Place(file: path, line: number)))
          return
        }
        let words = joiningName(AnnotationLine.split(line), in: line)
        image.objects.append(try object(words, line, at: Place(file: path, line: number)))
        if kinds.insert(words.count == 5).inserted, kinds.count == 2 {
          throw Diagnostic(
            .content,
            code: "labels.yolo-mixed",
            found: "boxes and polygons in one file",
            allowed: "one of both",
            remedy:
              "write all as polygons: loaders take a box among them for a polygon of two corners"
          )
        }
      } catch {
        var fault = error
        fault.place = Place(file: path, line: number, image: pair.image == nil ? nil : pair.name)
        faults.add(fault)
      }
    }
  }

  private func tooMany(at place: Place) -> Diagnostic {
    Diagnostic(
      .content,
      code: "labels.line-count",
      at: place,
      found: "more than \(GroundTruthImage.mostObjects) objects",
      allowed: "those of one image",
      remedy: "check whether the labels of other images were written to this file"
    )
  }

  /// The words of a line with those of a class's name in one: the longest beginning that is a name of
  /// the detector's, else all up to the last word that is no number.
  private func joiningName(
    _ words: [ArraySlice<UInt8>],
    in line: ArraySlice<UInt8>
  ) -> [ArraySlice<UInt8>] {
    guard words.count > 4, let last = words.lastIndex(where: { !AnnotationLine.isNumber($0) })
    else { return words }
    func name(_ count: Int) -> ArraySlice<UInt8> {
      AnnotationLine.unquoted(line[words[0].startIndex..<words[count - 1].endIndex])
    }
    // A name may end with numbers, and have blanks: "number 5".
    let most = max(last + 1, words.count - 4)
    let known = (last + 1...most).last {
      classNames.number(of: AnnotationLine.text(name($0))) != nil
    }
    let count = known ?? last + 1
    guard known != nil || words.count - count == 4 else { return words }
    return [name(count)] + words[count...]
  }

  /// - Throws: An error without its place.
  private mutating func object(
    _ words: [ArraySlice<UInt8>],
    _ line: ArraySlice<UInt8>,
    at place: Place
  ) throws(Diagnostic) -> GroundTruthObject {
    let text = { quoted(AnnotationLine.text(line)) }
    var values: [Double] = []
    values.reserveCapacity(words.count)
    let name = AnnotationLine.text(words[0])
    let named = LabelSource.number(words[0]) == nil ? classNames.number(of: name) : nil
    for word in words {
      if named != nil, values.isEmpty {
        values.append(0)
        continue
      }
      guard let value = LabelSource.number(word) else {
        if values.isEmpty, words.count == 5, words.dropFirst().allSatisfy(AnnotationLine.isNumber),
          !source.classNames.isEmpty,
          name.unicodeScalars.first?.properties.isAlphabetic == true
        {
          throw classNames.unknown(name, of: "an object", at: Place())
        }
        throw Diagnostic(
          .content,
          code: "labels.yolo-number",
          found: "\(quoted(AnnotationLine.text(word))) in \(text())",
          allowed: YOLOShapes.grammar,
          remedy: word.contains(UInt8(ascii: ","))
            ? "write blanks between the numbers; annotation lines with names of images are another form"
            : "write a number, or delete the line"
        )
      }
      values.append(value)
    }
    if let refusal = shapes.refusal(of: values.count) {
      let isWithoutClass = values.count == 4 && values[0] != values[0].rounded()
      throw Diagnostic(
        .content,
        code: "labels.yolo-fields",
        found: "\(text()), \(counted(values.count, "number"))",
        allowed: refusal.allowed,
        remedy: isWithoutClass ? "add the class at the beginning" : refusal.remedy
      )
    }
    let classID = if let named { named } else { try classID(values[0], name) }
    let box = try box(values, text)
    shapes.add(values, at: place)
    return GroundTruthObject(box: box, classID: classID, line: place.line)
  }

  private mutating func classID(_ value: Double, _ text: String) throws(Diagnostic) -> Int {
    guard let classOfNumber else {
      classes.add(value)
      return try source.classID(value, text: text)
    }
    let number = Int(exactly: value) ?? -1
    guard classOfNumber.indices.contains(number) else {
      throw Diagnostic(
        .content,
        code: "labels.class-range",
        found: "class \(shortened(text))",
        allowed: "0 to \(classOfNumber.count - 1), which \(printable(namesFile)) has names for",
        remedy: "number the classes from 0, or complete the names"
      )
    }
    if let classID = classOfNumber[number] { return classID }
    throw classNames.unknown(ownNames[number], of: "class \(number),", at: Place())
  }

  private mutating func box(
    _ values: [Double],
    _ text: () -> String
  ) throws(Diagnostic) -> CornerBox<Double> {
    let row = values
    let (values, isPolygon) = shapes.coordinates(of: row)
    let isInside = values.allSatisfy { -0.01...1.01 ~= $0 }
    fractionCount += isInside ? 1 : 0
    pixelCount += values.contains { $0 > 1.5 } ? 1 : 0
    guard isInside else {
      poseCount += YOLOShapes.isLikelyPose(row) ? 1 : 0
      throw Diagnostic(
        .content,
        code: "labels.yolo-range",
        found: text(),
        allowed: "fractions of the image, 0 to 1",
        remedy: "correct the line"
      )
    }
    var box = CornerBox(minX: values[1], minY: values[2], maxX: values[1], maxY: values[2])
    if isPolygon {
      for corner in stride(from: 3, to: values.endIndex, by: 2) {
        box = CornerBox(
          minX: min(box.minX, values[corner]),
          minY: min(box.minY, values[corner + 1]),
          maxX: max(box.maxX, values[corner]),
          maxY: max(box.maxY, values[corner + 1])
        )
      }
    } else if values[3] > 0, values[4] > 0 {
      box = CornerBox(
        minX: values[1] - values[3] / 2,
        minY: values[2] - values[4] / 2,
        maxX: values[1] + values[3] / 2,
        maxY: values[2] + values[4] / 2
      )
    }
    guard box.area > 0 else {
      throw Diagnostic(
        .content,
        code: "labels.no-area",
        found: "\(text()), which has no area",
        allowed: "width and height above 0",
        remedy: "delete the line or correct it"
      )
    }
    return box
  }

  /// Throws what was gathered; once, with a count, where the labels are in pixels.
  private mutating func checkFaults() throws(Diagnostic) {
    if let remedy = classes.remedy(classCount: source.classCount) {
      faults.mend { if $0.code == "labels.class-range" { $0.remedy = remedy } }
    }
    if faults.code == "labels.yolo-range", fractionCount == 0, pixelCount == faults.count,
      var fault = faults.first.first
    {
      if faults.count > 1 {
        let most = faults.isFull ? "at least " : ""
        fault.found += ", and \(most)\(counted(faults.count - 1, "more line")) like it"
      }
      fault.remedy =
        poseCount == faults.count
        ? "these seem to be boxes with keypoints: give the data.yaml with its kpt_shape"
        : """
        these seem to be pixels: divide x and width by the width of the image, y and height by its \
        height
        """
      throw fault
    }
    try faults.check()
  }
}

import BoxGeometry
import DetectionText

extension LabelFormat {
  /// Annotation lines.
  ///
  /// ```
  /// street.jpg 12,30,118.5,210,0 140,33,200,180,2
  /// meadow.jpg
  /// ```
  ///
  /// A line is one image: its name, then its boxes as `x1,y1,x2,y2,class`, all separated by blanks
  /// or tabs. Corners are in pixels and may have fractions; classes are whole numbers from zero, or
  /// names of the detector's.
  /// A name with a blank, an image's or a class's, stands in double quotes. A line that begins with `#` is a comment.
  ///
  /// The port by wizyoung has lines of its own, which nothing else can be taken for: an index, the
  /// name, width and height of the image, then class and corners of each box, all separated by
  /// blanks. They are read as such, with the sizes, and a note says so.
  ///
  /// ```
  /// 0 street.jpg 640 480 0 12 30 118.5 210 2 140 33 200 180
  /// ```
  ///
  /// - Background: a line with a name and no boxes is an image without objects.
  /// - Blank lines: harmless at the end of the file and around comments; anywhere else an error,
  ///   because a blank line may stand for an image, and skipping it would give every later image
  ///   the labels of its neighbour.
  /// - Faults: all of them at once, the first twenty in words; what a line really is that is not
  ///   understood, such as one of CSV, is said.
  /// - Encoding: UTF-8, with or without a byte order mark; lines end in `\n` or `\r\n`.
  /// - Source: the lines of YunYang1994/tensorflow-yolov3 and qqwweee/keras-yolo3. Those cut
  ///   fractions off and drop images without boxes; this reader does neither. Those of
  ///   wizyoung/YOLOv3_TensorFlow (`utils/data_utils.py`, `parse_line`).
  public static let lines = LabelFormat(
    name: "lines",
    words: "annotation lines (image x1,y1,x2,y2,class ..., one an image)",
    knowsImageSizes: false,
    remedyWithoutImages: "write one line per image, starting with its name",
    recognizes: { FileKind(path: $0) != .folder },
    read: { source throws(Diagnostic) in
      var lines = AnnotationLines(source: source)
      return LabeledImages(images: try lines.read(), notes: lines.notes)
    }
  )
}

/// Reads annotation lines in one pass over their bytes.
private struct AnnotationLines {
  let source: LabelSource
  private var images: [GroundTruthImage] = []
  private var faults = FaultList()
  private var classes = ClassRange()
  private let classNames: ClassNames

  /// The number of wizyoung's lines, and the first of them.
  private var indexed: (count: Int, first: Int) = (0, 0)

  init(source: LabelSource) {
    self.source = source
    classNames = ClassNames(source)
  }

  mutating func read() throws(Diagnostic) -> [GroundTruthImage] {
    var rest = try source.text()
    if let foreign = ForeignText.labels(rest) { throw refusal(of: foreign) }
    if hasOldLineEnds(rest) { throw oldLineEnds }
    var number = 0
    var firstBlank: Int?
    var isAfterComment = false
    var hasComments = false
    while !rest.isEmpty, !faults.isFull {
      number += 1
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
      let bytes = rest[..<end]
      rest = rest[end...].dropFirst()
      guard !AnnotationLine.isTooLong(bytes) else {
        faults.add(tooLong(number))
        continue
      }
      let line = AnnotationLine(bytes)
      if line.words.isEmpty {
        if !isAfterComment { firstBlank = firstBlank ?? number }
        continue
      }
      isAfterComment = line.isComment
      if line.isComment {
        firstBlank = nil
        hasComments = true
        continue
      }
      if let blank = firstBlank { faults.add(blankLine(blank)) }
      firstBlank = nil
      read(line, number)
    }
    try checkFaults()
    if images.isEmpty, hasComments { throw onlyComments }
    return images
  }

  private mutating func read(_ line: AnnotationLine, _ number: Int) {
    let name = line.name
    func place(_ box: Int?) -> Place {
      guard let box else { return Place(file: source.name, line: number) }
      return GroundTruthImage.place(of: .box(box), line: number, file: source.name, image: name)
    }
    if line.isIndexed { return readIndexed(line, number) }
    if !line.isPlain, let (fault, box) = ForeignLine.recognized(line) {
      return faults.add(fault.at(place(box)))
    }
    var objects: [GroundTruthObject] = []
    objects.reserveCapacity(line.words.count - 1)
    for (index, word) in line.words.enumerated().dropFirst() where !faults.isFull {
      do throws(Diagnostic) {
        let parts = AnnotationLine.parts(of: word)
        guard parts.count == 5 else { throw Diagnostic.misshapen(word) }
        objects.append(try object(from: parts, text: AnnotationLine.text(word)))
      } catch {
        let hasSemicolons = error.code == "labels.number" && word.contains(UInt8(ascii: ";"))
        faults.add((hasSemicolons ? .misshapen(word) : error).at(place(index)))
      }
    }
    images.append(
      GroundTruthImage(name: name, objects: objects, file: source.name, line: number)
    )
  }

  /// Reads a line of wizyoung's.
  private mutating func readIndexed(_ line: AnnotationLine, _ number: Int) {
    indexed = (indexed.count + 1, indexed.count == 0 ? number : indexed.first)
    let name = AnnotationLine.text(line.words[1])
    let sides = line.words[2..<4].compactMap(LabelSource.number)
    let rest = line.words[4...]
    guard rest.count % 5 == 0,
      sides.allSatisfy({ $0 >= 1 && $0 == $0.rounded() && $0 <= Double(Int32.max) })
    else {
      return faults.add(
        Diagnostic(
          .content,
          code: "labels.indexed-line",
          at: Place(file: source.name, line: number),
          found: rest.count % 5 == 0
            ? "a size of \(readable(sides[0]))x\(readable(sides[1]))"
            : "\(counted(rest.count, "word")) behind the size of \(quoted(name))",
          allowed: "index, image, width, height, then class, x1, y1, x2, y2 of each box",
          remedy: "correct the line"
        )
      )
    }
    var objects: [GroundTruthObject] = []
    objects.reserveCapacity(rest.count / 5)
    for start in stride(from: rest.startIndex, to: rest.endIndex, by: 5) where !faults.isFull {
      let corners = rest[(start + 1)..<(start + 5)]
      let text = corners.map(AnnotationLine.text).joined(separator: " ")
      do throws(Diagnostic) {
        objects.append(try object(from: corners + [rest[start]], text: text, isClassLast: false))
      } catch {
        let box = GroundTruthObject.Reference.box(start / 5 + 1)
        faults.add(
          error.at(
            GroundTruthImage.place(of: box, line: number, file: source.name, image: name)
          )
        )
      }
    }
    let size = PixelSize(width: Int(sides[0]), height: Int(sides[1]))
    images.append(
      GroundTruthImage(name: name, size: size, objects: objects, file: source.name, line: number)
    )
  }

  /// What a person should know of how the lines were read.
  var notes: [Diagnostic] {
    guard indexed.count > 0 else { return [] }
    return [
      Diagnostic(
        .content,
        severity: .note,
        code: "labels.indexed-line",
        at: Place(file: source.name, line: indexed.first),
        found: """
          \(counted(indexed.count, "line")) of index, image, width and height, then class and \
          corners, as the port by wizyoung has them
          """,
        remedy: "they are read so; images come in the order of the lines"
      )
    ]
  }

  /// A box out of its corners and its class.
  ///
  /// - Throws: An error without its place.
  private mutating func object(
    from parts: [AnnotationLine.Word],
    text whole: String,
    isClassLast: Bool = true
  ) throws(Diagnostic) -> GroundTruthObject {
    let text = AnnotationLine.text
    let box = try LabelSource.box(
      coordinate(parts[0], "x1"),
      coordinate(parts[1], "y1"),
      coordinate(parts[2], "x2"),
      coordinate(parts[3], "y2"),
      text: whole
    )
    let name = AnnotationLine.unquoted(parts[4])
    if name.count < parts[4].count {
      guard let classID = classNames.number(of: text(name)) else {
        throw classNames.unknown(text(name), of: "a class", at: Place())
      }
      return GroundTruthObject(box: box, classID: classID)
    }
    // A name stands where no number does; one that is a number, too, is read as that.
    if let classID = classNames.number(of: text(parts[4])), LabelSource.number(parts[4]) == nil {
      return GroundTruthObject(box: box, classID: classID)
    }
    let value = try classNumber(parts[4])
    classes.add(value)
    do {
      return GroundTruthObject(
        box: box,
        classID: try source.classID(value, text: text(parts[4]))
      )
    } catch {
      var error = error
      if isClassLast, isClassFirst(parts) {
        error.remedy += "; if it stands first here, put it last"
      }
      throw error
    }
  }

  private func coordinate(_ part: ArraySlice<UInt8>, _ field: String) throws(Diagnostic) -> Double {
    let value = try number(part, field)
    guard abs(value) <= LabelSource.coordinateLimit else {
      throw Diagnostic(
        .content,
        code: "labels.coordinate-range",
        found: "\(shortened(AnnotationLine.text(part))) for \(field)",
        allowed: "pixels between -1000000000 and 1000000000",
        remedy: "correct the coordinate"
      )
    }
    return value
  }

  private func number(_ part: ArraySlice<UInt8>, _ field: String) throws(Diagnostic) -> Double {
    if let number = LabelSource.number(part) { return number }
    throw Diagnostic(
      .content,
      code: "labels.number",
      found: "\(part.isEmpty ? "nothing" : quoted(AnnotationLine.text(part))) for \(field)",
      allowed: "a finite decimal number such as 12 or 12.5",
      remedy: "write the number out"
    )
  }

  private func classNumber(_ part: ArraySlice<UInt8>) throws(Diagnostic) -> Double {
    do {
      return try number(part, "class")
    } catch {
      let name = AnnotationLine.text(part)
      guard !source.classNames.isEmpty, name.unicodeScalars.first?.properties.isAlphabetic == true
      else { throw error }
      throw classNames.unknown(name, of: "a class", at: Place())
    }
  }

  /// Whether `class,x1,y1,x2,y2` would be a box of the detector.
  private func isClassFirst(_ parts: [ArraySlice<UInt8>]) -> Bool {
    let numbers = parts.compactMap(LabelSource.number)
    guard numbers.count == 5, numbers[4] <= LabelSource.coordinateLimit,
      (try? source.classID(numbers[0], text: "")) != nil
    else {
      return false
    }
    return numbers[1] < numbers[3] && numbers[2] < numbers[4]
  }
}

// MARK: - Refusals

extension AnnotationLines {
  /// Throws what was gathered: once, with a count, where the whole file is of another form.
  private mutating func checkFaults() throws(Diagnostic) {
    if let remedy = classes.remedy(classCount: source.classCount) {
      faults.mend { if $0.code == "labels.class-range" { $0.remedy = remedy } }
    }
    let isForeign = ForeignLine.all.contains { $0.code == faults.code }
    if isForeign, faults.count > 1, images.allSatisfy(\.objects.isEmpty),
      var fault = faults.first.first
    {
      let most = faults.isFull ? "at least " : ""
      fault.found += ", and \(most)\(counted(faults.count - 1, "more line")) like it"
      throw fault
    }
    try faults.check()
  }

  private func refusal(of foreign: ForeignText) -> Diagnostic {
    Diagnostic(
      .content,
      code: "labels.\(foreign.code)",
      at: Place(file: source.name),
      found: foreign.found,
      allowed: "lines of the form \(ForeignLine.grammar)",
      remedy: foreign.remedy,
      setting: foreign.setting
    )
  }

  private func blankLine(_ number: Int) -> Diagnostic {
    Diagnostic(
      .content,
      code: "labels.blank-line",
      at: Place(file: source.name, line: number),
      found: "a blank line before the last image",
      allowed: "one image a line",
      remedy: "delete the line, or write the image's name there if it shows no object"
    )
  }

  /// Whether no line ends as lines do, and some as those of an old Mac did.
  private func hasOldLineEnds(_ text: ArraySlice<UInt8>) -> Bool {
    guard !text.contains(UInt8(ascii: "\n")) else { return false }
    let lines = text.split(separator: UInt8(ascii: "\r"), maxSplits: 2)
    return lines.count > 1
      && lines.allSatisfy { $0.first.map { $0 != UInt8(ascii: ",") } ?? false }
  }

  private var oldLineEnds: Diagnostic {
    Diagnostic(
      .content,
      code: "labels.line-ends",
      at: Place(file: source.name),
      found: "lines that end in a carriage return alone, as on an old Mac",
      allowed: "line feeds, alone or behind carriage returns",
      remedy: "convert the line ends"
    )
  }

  private func tooLong(_ number: Int) -> Diagnostic {
    Diagnostic(
      .content,
      code: "labels.line-length",
      at: Place(file: source.name, line: number),
      found: "more than \(GroundTruthImage.mostObjects) boxes in one line",
      allowed: "the boxes of one image",
      remedy: "check whether the ends of lines were lost; each image has a line of its own"
    )
  }

  private var onlyComments: Diagnostic {
    Diagnostic(
      .content,
      code: "labels.no-images",
      at: Place(file: source.name),
      found: "no image, only comments",
      allowed: "the images of the dump, with or without objects",
      remedy: "write one line per image, starting with its name"
    )
  }
}

extension Diagnostic {
  /// The same at a place.
  func at(_ place: Place) -> Diagnostic {
    var diagnostic = self
    diagnostic.place = place
    return diagnostic
  }
}

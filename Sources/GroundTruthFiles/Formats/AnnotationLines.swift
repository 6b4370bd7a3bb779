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
  /// or tabs. Corners are in pixels and may have fractions; classes are whole numbers from zero.
  ///
  /// - Background: a line with a name and no boxes is an image without objects.
  /// - Blank lines: harmless at the end of the file; anywhere else an error, because a blank line
  ///   may stand for an image, and skipping it would give every later image the labels of its
  ///   neighbour.
  /// - Encoding: UTF-8, with or without a byte order mark; lines end in `\n` or `\r\n`.
  /// - Source: the lines of YunYang1994/tensorflow-yolov3 and qqwweee/keras-yolo3. Those cut
  ///   fractions off and drop images without boxes; this reader does neither.
  public static let lines = LabelFormat(
    name: "lines",
    knowsImageSizes: false,
    remedyWithoutImages: "write one line per image, starting with its name",
    recognizes: { FileKind(path: $0) != .folder },
    read: { source throws(Diagnostic) in try AnnotationLines(source: source).images() }
  )
}

/// Reads annotation lines in one pass over their bytes.
///
/// Lines and fields are slices of text that is UTF-8, cut at ASCII characters only, so every slice
/// is UTF-8 too.
private struct AnnotationLines {
  let source: LabelSource

  func images() throws(Diagnostic) -> [GroundTruthImage] {
    var images: [GroundTruthImage] = []
    var firstBlank: Int?
    var rest = try source.text()
    var number = 0
    while !rest.isEmpty {
      number += 1
      let line = rest.prefix { $0 != UInt8(ascii: "\n") }
      rest = rest[line.endIndex...].dropFirst()
      let fields = (line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
        .split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      if fields.isEmpty {
        firstBlank = firstBlank ?? number
      } else if let firstBlank {
        throw Diagnostic(
          .content,
          code: "labels.blank-line",
          at: Place(file: source.name, line: firstBlank),
          found: "a blank line before the last image",
          allowed: "one image a line",
          remedy: "delete the line, or write the image's name there if it shows no object"
        )
      } else {
        images.append(try image(from: fields, of: line, number: number))
      }
    }
    return images
  }

  private func image(
    from fields: [ArraySlice<UInt8>],
    of line: ArraySlice<UInt8>,
    number: Int
  ) throws(Diagnostic) -> GroundTruthImage {
    let place = Place(file: source.name, line: number)
    if fields.count >= 5, fields.allSatisfy({ LabelSource.number($0) != nil }) {
      throw Diagnostic(
        .content,
        code: "labels.yolo-line",
        at: place,
        found: "\(quoted(text(line[..<fields[4].endIndex]))), numbers without commas",
        allowed: Self.grammar,
        remedy: """
          if this is a YOLO label file (class, centre, size as fractions of the image), convert it \
          to corners in pixels
          """
      )
    }
    let first = parts(of: fields[0])
    if first.count == 5, first.allSatisfy({ LabelSource.number($0) != nil }) {
      throw Diagnostic(
        .content,
        code: "labels.no-name",
        at: place,
        found: "box \(quoted(text(fields[0]))) in place of an image's name",
        allowed: Self.grammar,
        remedy: "put the name first"
      )
    }
    let name = text(fields[0])
    var objects: [GroundTruthObject] = []
    objects.reserveCapacity(fields.count - 1)
    for (index, field) in fields.enumerated().dropFirst() {
      do {
        objects.append(try object(from: field))
      } catch {
        var error = error
        error.place = GroundTruthImage.place(
          ofBox: index,
          line: number,
          file: source.name,
          image: name
        )
        throw error
      }
    }
    return GroundTruthImage(name: name, objects: objects, file: source.name, line: number)
  }

  /// - Throws: An error without its place.
  private func object(from field: ArraySlice<UInt8>) throws(Diagnostic) -> GroundTruthObject {
    let parts = parts(of: field)
    guard parts.count == 5 else { throw fieldCount(of: field) }
    let box = try LabelSource.box(
      coordinate(parts[0], "x1"),
      coordinate(parts[1], "y1"),
      coordinate(parts[2], "x2"),
      coordinate(parts[3], "y2"),
      text: text(field)
    )
    let classID = try source.classID(number(parts[4], "class"), text: text(parts[4]))
    return GroundTruthObject(box: box, classID: classID)
  }

  private func coordinate(_ part: ArraySlice<UInt8>, _ field: String) throws(Diagnostic) -> Double {
    let value = try number(part, field)
    guard abs(value) <= LabelSource.coordinateLimit else {
      throw Diagnostic(
        .content,
        code: "labels.coordinate-range",
        found: "\(shortened(text(part))) for \(field)",
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
      found: "\(part.isEmpty ? "nothing" : quoted(text(part))) for \(field)",
      allowed: "a finite decimal number such as 12 or 12.5",
      remedy: "write the number out"
    )
  }

  /// The parts of a box between commas; six stand for any larger number of them.
  private func parts(of field: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    field.split(separator: UInt8(ascii: ","), maxSplits: 5, omittingEmptySubsequences: false)
  }

  private func text(_ slice: ArraySlice<UInt8>) -> String { String(decoding: slice, as: UTF8.self) }
}

// MARK: - Refusals

extension AnnotationLines {
  /// The form of a line.
  private static let grammar = "image x1,y1,x2,y2,class x1,y1,x2,y2,class ..."

  private func fieldCount(of field: ArraySlice<UInt8>) -> Diagnostic {
    let count = field.reduce(1) { $1 == UInt8(ascii: ",") ? $0 + 1 : $0 }
    let remedy =
      switch count {
      case 1: "if it belongs to the image's name, rename the image without blanks"
      case 4: "add the missing one, probably the class"
      default: "separate boxes by blanks and fields by commas without blanks"
      }
    return Diagnostic(
      .content,
      code: "labels.field-count",
      found: quoted(text(field)) + (count == 1 ? "" : " with \(count) fields"),
      allowed: "x1,y1,x2,y2,class",
      remedy: remedy
    )
  }
}

import BoxGeometry

/// Reads annotation lines in one pass over their bytes.
///
/// The text is checked to be UTF-8 as a whole; after that lines and fields are slices of the bytes,
/// cut at ASCII characters only, so every slice is UTF-8 too.
struct AnnotationReader {
  private let bytes: [UInt8]
  private let file: String
  private let classCount: Int

  init(bytes: [UInt8], file: String, classCount: Int) {
    self.bytes = bytes
    self.file = file
    self.classCount = classCount
  }

  /// The images of all lines.
  func images() throws(AnnotationError) -> [AnnotatedImage] {
    try checkText()
    var images: [AnnotatedImage] = []
    var firstBlank: Int?
    var number = 0
    var start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    while start < bytes.count {
      number += 1
      let end = bytes[start...].firstIndex(of: 0x0a) ?? bytes.count
      let line = bytes[start..<end]
      start = end + 1
      let fields = self.fields(of: line.last == 0x0d ? line.dropLast() : line)
      if fields.isEmpty {
        firstBlank = firstBlank ?? number
      } else if let firstBlank {
        throw .blankLine(AnnotationPlace(file: file, line: firstBlank))
      } else {
        images.append(try image(from: fields, line: number))
      }
    }
    return images
  }

  /// Throws unless the bytes are UTF-8 without zeros.
  private func checkText() throws(AnnotationError) {
    if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
      throw .notText(AnnotationPlace(file: file, line: 1), fault: .utf16)
    }
    if let zero = bytes.firstIndex(of: 0) {
      throw .notText(place(atByte: zero), fault: .zeroByte)
    }
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let offset = error.byteOffsets.lowerBound
      throw .notText(place(atByte: offset), fault: .notUTF8(byte: bytes[offset]))
    }
  }

  private func place(atByte offset: Int) -> AnnotationPlace {
    let line = bytes[..<offset].reduce(1) { $1 == 0x0a ? $0 + 1 : $0 }
    return AnnotationPlace(file: file, line: line)
  }

  /// The parts of `line` between blanks and tabs.
  private func fields(of line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    line.split { $0 == 0x20 || $0 == 0x09 }
  }
}

// MARK: - Lines

extension AnnotationReader {
  private func image(
    from fields: [ArraySlice<UInt8>],
    line: Int
  ) throws(AnnotationError) -> AnnotatedImage {
    let place = AnnotationPlace(file: file, line: line)
    if fields.count >= 5, fields.allSatisfy({ DecimalNumber($0) != .malformed }) {
      throw .yoloLine(place, found: text(bytes[fields[0].startIndex..<fields[4].endIndex]))
    }
    if commas(in: fields[0]) == 4,
      parts(of: fields[0]).allSatisfy({ DecimalNumber($0) != .malformed })
    {
      throw .missingName(place, found: text(fields[0]))
    }
    let name = text(fields[0])
    var objects: [LabeledBox] = []
    objects.reserveCapacity(fields.count - 1)
    for index in fields.indices.dropFirst() {
      let place = AnnotationPlace(file: file, line: line, box: index, image: name)
      objects.append(try object(from: fields[index], place: place))
    }
    return AnnotatedImage(name: name, line: line, objects: objects)
  }

  private func object(
    from field: ArraySlice<UInt8>,
    place: AnnotationPlace
  ) throws(AnnotationError) -> LabeledBox {
    let count = commas(in: field) + 1
    guard count == 5 else {
      throw .fieldCount(place, found: text(field.prefix(200)), count: count)
    }
    let parts = self.parts(of: field)
    let minX = try coordinate(parts[0], .x1, place)
    let minY = try coordinate(parts[1], .y1, place)
    let maxX = try coordinate(parts[2], .x2, place)
    let maxY = try coordinate(parts[3], .y2, place)
    let classID = try classID(parts[4], place)
    guard minX <= maxX, minY <= maxY else {
      throw .reversedCorners(place, found: text(field))
    }
    let box = CornerBox(minX: minX, minY: minY, maxX: maxX, maxY: maxY)
    guard box.area > 0 else { throw .noArea(place, found: text(field)) }
    return LabeledBox(box: box, classID: classID)
  }

  private func coordinate(
    _ part: ArraySlice<UInt8>,
    _ field: AnnotationField,
    _ place: AnnotationPlace
  ) throws(AnnotationError) -> Double {
    switch DecimalNumber(part) {
    case .value(let value) where abs(value) <= AnnotationError.coordinateLimit: return value
    case .value, .overflow: throw .coordinateRange(place, field: field, found: text(part))
    case .malformed: throw .notANumber(place, field: field, found: text(part))
    }
  }

  /// The class in `part`; `3.0` is the whole number 3.
  private func classID(
    _ part: ArraySlice<UInt8>,
    _ place: AnnotationPlace
  ) throws(AnnotationError) -> Int {
    switch DecimalNumber(part) {
    case .malformed: throw .notANumber(place, field: .classID, found: text(part))
    case .overflow: throw .classRange(place, found: text(part), classCount: classCount)
    case .value(let value):
      guard value == value.rounded() else { throw .fractionalClass(place, found: text(part)) }
      guard value >= 0, value < Double(classCount) else {
        throw .classRange(place, found: text(part), classCount: classCount)
      }
      return Int(value)
    }
  }

  private func commas(in field: ArraySlice<UInt8>) -> Int {
    field.reduce(0) { $1 == 0x2c ? $0 + 1 : $0 }
  }

  private func parts(of field: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    field.split(separator: 0x2c, omittingEmptySubsequences: false)
  }

  private func text(_ slice: ArraySlice<UInt8>) -> String {
    String(decoding: slice, as: UTF8.self)
  }
}

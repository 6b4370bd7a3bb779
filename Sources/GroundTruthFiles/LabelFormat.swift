import BoxGeometry
import DetectionText

/// A form in which people keep labels: a shelf with one file a form, in `Formats/`.
///
/// A new form is a file that declares its value, and its line in ``all``.
public struct LabelFormat: Sendable {
  /// Every form, in the order in which they are tried; the last takes what no other recognised.
  public static let all: [LabelFormat] = [
    .voc,
    .coco,
    .yolo,
    .lines,
  ]

  /// Its word, such as `lines`.
  public let name: String

  /// What it is, for help.
  package let words: String

  /// Whether its labels say how large the images are.
  public let knowsImageSizes: Bool

  /// What to do about labels without images.
  let remedyWithoutImages: String

  /// Whether a path is likely of this form.
  let recognizes: @Sendable (_ path: String) -> Bool

  /// Reads all images.
  let read: @Sendable (LabelSource) throws(Diagnostic) -> LabeledImages

  /// All forms in words, the one that is written by hand first.
  package static var allWords: String {
    let words = all.reversed().map(\.words)
    return words.dropLast().joined(separator: ", ") + ", or " + (words.last ?? "")
  }

  /// The form that is called `name`.
  package static func named(_ name: String) -> LabelFormat? { all.first { $0.name == name } }

  /// The form that `path` has by the look of it.
  static func recognized(path: String) -> LabelFormat {
    all.first { $0.recognizes(path) } ?? all[all.count - 1]
  }
}

/// What a form read.
struct LabeledImages {
  var images: [GroundTruthImage]

  /// What a person should know of how they were read.
  var notes: [Diagnostic] = []

  /// COCO's categories by rising id, where there are some.
  var categories: [LabelCategory]?

  /// What the classes are called that the labels have of their own, where they were asked to.
  var classNames: [String] = []
}

/// A category of COCO's instances.
package struct LabelCategory: Hashable, Sendable {
  /// Its id and its name.
  package let id: Int
  package let name: String

  /// The class that it is, where the detector has that.
  package let classID: Int?
}

/// What a form reads, and the checks that all forms share.
struct LabelSource {
  /// The path, or a name for messages.
  let name: String

  /// The content, if it is in memory already.
  var memory: [UInt8]?

  /// How many classes there are.
  let classCount: Int

  /// What they are called, in the order of their numbers; empty where that is not known.
  var classNames: [String] = []

  /// What is said about them.
  var reading = LabelReading()

  /// The largest file that is read, in bytes.
  ///
  /// It keeps an endless device or pipe from filling the memory; COCO's 860,001 boxes take 25 MB as lines, 450 MB as its own JSON.
  static let sizeLimit = 1 << 30

  /// The largest distance of a coordinate from zero, in pixels.
  ///
  /// No image is that large, and areas below its square stay finite in single precision.
  static let coordinateLimit = 1e9
}

extension LabelSource {
  /// The whole content of the labels' file.
  func contents() throws(Diagnostic) -> [UInt8] {
    if let memory { return memory }
    do throws(FileFault) {
      return try InputFile.contents(of: name, limit: Self.sizeLimit)
    } catch {
      throw Diagnostic(file: name, error, allowed: "a readable file of labels")
    }
  }

  /// The file of one image's labels that was found at `path`, where a pipe would never end.
  func ofImage(_ path: String) throws(Diagnostic) -> LabelSource {
    guard path != name else { return self }
    if let kind = FileKind(path: path), kind != .regular {
      throw Diagnostic(
        .access,
        code: "file.unreadable",
        at: Place(file: path),
        found: "\(kind)",
        allowed: "an ordinary file",
        remedy: "remove it, or what leads to it"
      )
    }
    return LabelSource(name: path, classCount: classCount)
  }

  /// The whole content of the labels' file, checked to be UTF-8 without zeros; without its mark of
  /// byte order.
  func text() throws(Diagnostic) -> ArraySlice<UInt8> {
    let bytes = try contents()
    func refusal(_ found: String, at offset: Int, remedy: String) -> Diagnostic {
      let line = bytes[..<offset].reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
      return Diagnostic(
        .content,
        code: "labels.encoding",
        at: Place(file: name, line: line),
        found: found,
        allowed: "UTF-8 text",
        remedy: remedy
      )
    }
    if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) || isHalfZero(bytes) {
      throw refusal("UTF-16 text", at: 0, remedy: "save the file as UTF-8")
    }
    if let zero = bytes.firstIndex(of: 0) {
      let remedy = "check that this is a text file, and save it as UTF-8"
      throw refusal("a zero byte", at: zero, remedy: remedy)
    }
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let offset = error.byteOffsets.lowerBound
      let found = "byte 0x\(hexadecimal(bytes[offset])), which is not UTF-8 here"
      throw refusal(found, at: offset, remedy: "save the file as UTF-8")
    }
    return bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes.dropFirst(3) : bytes[...]
  }

  /// Whether the text begins as UTF-16 without a mark of byte order does: every other byte is zero.
  private func isHalfZero(_ bytes: [UInt8]) -> Bool {
    let start = bytes.prefix(16)
    guard start.count >= 4 else { return false }
    return [0, 1].contains { parity in
      start.enumerated().allSatisfy { ($0.element == 0) == ($0.offset % 2 == parity) }
    }
  }

  /// A class out of its number; `3.0` is the whole number 3.
  ///
  /// - Throws: An error without its place, which the form adds.
  func classID(_ value: Double, text: @autoclosure () -> String) throws(Diagnostic) -> Int {
    guard value == value.rounded() else {
      throw Diagnostic(
        .content,
        code: "labels.class-whole",
        found: "class \(shortened(text()))",
        allowed: "a whole number from 0",
        remedy: "check the order of the fields"
      )
    }
    guard value >= 0, value < Double(classCount) else {
      throw Diagnostic(
        .content,
        code: "labels.class-range",
        found: "class \(shortened(text()))",
        allowed: "0 to \(classCount - 1)",
        remedy: "number the classes from 0, or give the configuration the right classes"
      )
    }
    return Int(value)
  }

  /// A box out of its corners.
  ///
  /// - Throws: An error without its place, which the form adds.
  static func box(
    _ minX: Double,
    _ minY: Double,
    _ maxX: Double,
    _ maxY: Double,
    text: @autoclosure () -> String
  ) throws(Diagnostic) -> CornerBox<Double> {
    guard minX <= maxX, minY <= maxY else {
      throw Diagnostic(
        .content,
        code: "labels.reversed",
        found: "\(quoted(text())), whose corners are swapped",
        allowed: "x1 < x2 and y1 < y2",
        remedy: [minX, minY, maxX, maxY].allSatisfy { 0...1 ~= $0 }
          ? "if these are centre and size as fractions (YOLO's), convert them to corners in pixels"
          : "write corners, not x,y,width,height, and the top-left one first"
      )
    }
    let box = CornerBox(minX: minX, minY: minY, maxX: maxX, maxY: maxY)
    guard box.area > 0 else {
      throw Diagnostic(
        .content,
        code: "labels.no-area",
        found: "\(quoted(text())), which has no area",
        allowed: "x1 < x2 and y1 < y2",
        remedy: "delete the box or correct its corners"
      )
    }
    return box
  }

  /// The finite number that `text` spells in decimal digits; infinite where no `Double` holds it.
  ///
  /// Swift's own parser decides, correctly rounded; its other spellings, `nan`, `infinity` and
  /// `0x1p3`, use letters that are refused first.
  static func number(_ text: ArraySlice<UInt8>) -> Double? {
    guard text.allSatisfy(isNumberByte) else { return nil }
    return Double(String(decoding: text, as: UTF8.self))
  }

  private static func isNumberByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
      UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }
}

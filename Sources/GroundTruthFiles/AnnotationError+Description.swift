extension AnnotationError: CustomStringConvertible {
  /// One sentence: the place, what was found, what is allowed, and the remedy.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason):
      "\(printable(file)): cannot read the labels: \(reason); check the path given to --labels"
    case .tooLarge(let file, let limit):
      """
      \(printable(file)): found more than \(limit) bytes; allowed: at most that many; \
      split the file
      """
    case .notText(let place, .notUTF8(let byte)):
      """
      \(place): found byte 0x\(hexadecimal(byte)), which is not UTF-8 here; allowed: UTF-8 text; \
      save the file as UTF-8
      """
    case .notText(let place, .utf16):
      "\(place): found UTF-16 text; allowed: UTF-8 text; save the file as UTF-8"
    case .notText(let place, .zeroByte):
      """
      \(place): found a zero byte; allowed: UTF-8 text; \
      check that this is a text file, and save it as UTF-8
      """
    case .blankLine(let place):
      """
      \(place): found a blank line before the last image; allowed: one image a line; \
      delete the line, or write the image's name there if it shows no object
      """
    case .missingName(let place, let found):
      """
      \(place): found box '\(excerpt(found))' in place of an image's name; \
      allowed: \(Self.grammar); put the name first
      """
    case .yoloLine(let place, let found):
      """
      \(place): found '\(excerpt(found))', numbers without commas; allowed: \(Self.grammar); \
      if this is a YOLO label file (class, centre, size as fractions of the image), \
      convert it to corners in pixels
      """
    case .fieldCount(let place, let found, 1):
      """
      \(place): found '\(excerpt(found))'; allowed: \(Self.box); \
      if it belongs to the image's name, rename the image without blanks
      """
    case .fieldCount(let place, let found, 4):
      """
      \(place): found '\(excerpt(found))' with 4 fields; allowed: \(Self.box), which are 5; \
      add the missing one, probably the class
      """
    case .fieldCount(let place, let found, let count):
      """
      \(place): found '\(excerpt(found))' with \(count) fields; \
      allowed: \(Self.box), which are 5; \
      separate boxes by blanks and fields by commas without blanks
      """
    case .notANumber(let place, let field, let found):
      """
      \(place): found \(found.isEmpty ? "nothing" : "'\(excerpt(found))'") for \(field.rawValue); \
      allowed: a finite decimal number such as 12 or 12.5; write the number out
      """
    case .coordinateRange(let place, let field, let found):
      """
      \(place): found \(excerpt(found)) for \(field.rawValue); \
      allowed: pixels between -1000000000 and 1000000000; correct the coordinate
      """
    case .fractionalClass(let place, let found):
      """
      \(place): found class \(excerpt(found)); allowed: a whole number from 0; \
      check the order of the fields, which is x1,y1,x2,y2,class
      """
    case .classRange(let place, let found, let classCount):
      """
      \(place): found class \(excerpt(found)); allowed: 0 to \(classCount - 1); \
      number the classes from 0, or give the configuration the right classes
      """
    case .reversedCorners(let place, let found):
      """
      \(place): found '\(excerpt(found))', whose corners are swapped; allowed: x1 < x2 and y1 < y2; \
      write corners, not x,y,width,height, and the top-left one first
      """
    case .noArea(let place, let found):
      """
      \(place): found '\(excerpt(found))', which has no area; allowed: x1 < x2 and y1 < y2; \
      delete the box or correct its corners
      """
    }
  }

  /// The form of a line.
  private static let grammar = "image x1,y1,x2,y2,class x1,y1,x2,y2,class ..."

  /// The form of a box.
  private static let box = "x1,y1,x2,y2,class"

  private func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}

import GroundTruthFiles
import Testing

@Suite("Errors in annotation lines")
struct AnnotationLinesErrorTests {
  private func message(_ bytes: [UInt8]) -> String? {
    do throws(Diagnostic) {
      _ = try GroundTruth(bytes: bytes, name: "labels.txt", classCount: 3)
      return nil
    } catch {
      #expect(error.cause == .content && error.severity == .error)
      #expect(error.code.hasPrefix("labels.") && error.place.file == "labels.txt")
      return error.description
    }
  }

  private func message(_ text: String) -> String? { message(Array(text.utf8)) }

  struct Example: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let message: String

    init(_ testDescription: String, _ text: String, _ message: String) {
      self.testDescription = testDescription
      self.text = text
      self.message = message
    }
  }

  static let lines: [Example] = [
    Example(
      "a blank line in the middle",
      "a.jpg\n\n \nb.jpg\n",
      """
      labels.txt:2: found a blank line before the last image; allowed one image a line; \
      delete the line, or write the image's name there if it shows no object
      """
    ),
    Example(
      "no name",
      "a.jpg\n1,2,3,4,0 5,6,7,8,1\n",
      """
      labels.txt:2: found box "1,2,3,4,0" in place of an image's name; \
      allowed image x1,y1,x2,y2,class x1,y1,x2,y2,class ...; put the name first
      """
    ),
    Example(
      "a YOLO line",
      "0 0.5 0.5 0.25 0.125\n",
      """
      labels.txt:1: found "0 0.5 0.5 0.25 0.125", numbers without commas; \
      allowed image x1,y1,x2,y2,class x1,y1,x2,y2,class ...; \
      if this is a YOLO label file (class, centre, size as fractions of the image), \
      pass its folder, or say that it is one
      """
    ),
  ]

  static let fields: [Example] = [
    Example(
      "a blank in the name",
      "my photo.jpg 1,2,3,4,0",
      """
      labels.txt:1: found "my photo.jpg", a name with a blank; \
      allowed image x1,y1,x2,y2,class x1,y1,x2,y2,class ...; put it in double quotes
      """
    ),
    Example(
      "no class",
      "a.jpg 1,2,3,4,0 1,2,3,4",
      """
      labels.txt:1: box 2 (of a.jpg): found "1,2,3,4" with 4 fields; \
      allowed x1,y1,x2,y2,class; add the missing one, probably the class
      """
    ),
    Example(
      "too many fields",
      "a.jpg 1,2,3,4,0,1",
      """
      labels.txt:1: box 1 (of a.jpg): found "1,2,3,4,0,1" with 6 fields; \
      allowed x1,y1,x2,y2,class; \
      leave out the sixth, 1, perhaps a score or the weight of a mixed image
      """
    ),
    Example(
      "an empty field",
      "a.jpg 1,,3,4,0",
      """
      labels.txt:1: box 1 (of a.jpg): found nothing for y1; \
      allowed a finite decimal number such as 12 or 12.5; write the number out
      """
    ),
    Example(
      "a coordinate too large for a Double",
      "a.jpg 1,2,3,1e999,0",
      """
      labels.txt:1: box 1 (of a.jpg): found 1e999 for y2; \
      allowed pixels between -1000000000 and 1000000000; correct the coordinate
      """
    ),
    Example(
      "a coordinate larger than any image",
      "a.jpg -1000000001,2,3,4,0",
      """
      labels.txt:1: box 1 (of a.jpg): found -1000000001 for x1; \
      allowed pixels between -1000000000 and 1000000000; correct the coordinate
      """
    ),
    Example(
      "a class with a fraction",
      "a.jpg 1,2,3,4,0.5",
      """
      labels.txt:1: box 1 (of a.jpg): found class 0.5; allowed a whole number from 0; \
      check the order of the fields
      """
    ),
    Example(
      "swapped corners",
      "a.jpg 30,40,10,60,0",
      """
      labels.txt:1: box 1 (of a.jpg): found "30,40,10,60,0", whose corners are swapped; \
      allowed x1 < x2 and y1 < y2; \
      write corners, not x,y,width,height, and the top-left one first
      """
    ),
    Example(
      "a box without height",
      "a.jpg 10,40,30,40,0",
      """
      labels.txt:1: box 1 (of a.jpg): found "10,40,30,40,0", which has no area; \
      allowed x1 < x2 and y1 < y2; delete the box or correct its corners
      """
    ),
  ]

  @Test("say place, finding and remedy", arguments: lines + fields)
  func sentences(_ example: Example) {
    #expect(message(example.text) == example.message)
  }

  @Test(
    "what Swift takes for a number is not always one",
    arguments: [
      "nan", "inf", "-Infinity", "0x10", "1e", "1e+", ".", "-", "+-1", "1_0", "1.2.3", "١",
    ]
  )
  func numbers(text: String) {
    #expect(
      message("a.jpg 1,2,\(text),4,0") == """
        labels.txt:1: box 1 (of a.jpg): found "\(text)" for x2; \
        allowed a finite decimal number such as 12 or 12.5; write the number out
        """
    )
    #expect(message("a.jpg 1,2,3,4,\(text)")?.contains("for class;") == true)
  }

  @Test("classes outside the configuration", arguments: ["3", "-1", "1e300", "1e999"])
  func classes(text: String) {
    #expect(
      message("a.jpg 1,2,3,4,\(text)") == """
        labels.txt:1: box 1 (of a.jpg): found class \(text); allowed 0 to 2; \
        number the classes from 0, or give the configuration the right classes
        """
    )
  }

  @Test("a box so small that its area underflows has none")
  func underflow() {
    #expect(message("a.jpg 0,0,1e-200,1e-200,0")?.contains("which has no area") == true)
  }

  @Test("a line of more boxes than an image can have is refused before it is cut into words")
  func tooLong() {
    let box = Array(" 0".utf8)
    let most = Array("a.jpg".utf8) + Array(repeating: box, count: 1_000_000).joined()
    // As many words are looked at, and no box among them.
    #expect(message(most)?.contains("labels.txt:1: found more than") == false)
    #expect(
      message(Array("b.jpg\n".utf8) + most + box) == """
        labels.txt:2: found more than 1000000 boxes in one line; allowed the boxes of one image; check \
        whether the ends of lines were lost; each image has a line of its own
        """
    )
  }

  @Test("bytes that are no text")
  func encodings() {
    #expect(
      message(Array("a.jpg\nb".utf8) + [0xe9, 0x2e]) == """
        labels.txt:2: found byte 0xE9, which is not UTF-8 here; allowed UTF-8 text; \
        save the file as UTF-8
        """
    )
    for utf16: [UInt8] in [
      [0xff, 0xfe, 0x61, 0], [0x61, 0, 0x2e, 0, 0x6a, 0], [0, 0x61, 0, 0x2e],
    ] {
      #expect(
        message(utf16) == """
          labels.txt:1: found UTF-16 text; allowed UTF-8 text; save the file as UTF-8
          """
      )
    }
    #expect(
      message("a.jpg\n\n\0") == """
        labels.txt:3: found a zero byte; allowed UTF-8 text; \
        check that this is a text file, and save it as UTF-8
        """
    )
  }

  @Test("a file cannot steer the terminal nor flood it")
  func hostile() {
    #expect(
      message("a\u{1b}[31m\u{202e}.jpg 1,2,3,4\r,0") == """
        labels.txt:1: box 1 (of a\\u{1b}[31m\\u{202e}.jpg): found "4\\r" for y2; \
        allowed a finite decimal number such as 12 or 12.5; write the number out
        """
    )
    let long = message("a.jpg " + String(repeating: "9", count: 100_000) + "x,2,3,4,0")
    #expect(long?.contains("999…\" for x1") == true)
    let marks = message("a.jpg 1" + String(repeating: "\u{301}", count: 100_000) + ",2,3,4,0")
    let name = message(String(repeating: "n", count: 100_000) + " 1,2,3,4")
    #expect(name?.contains("nnn…): found") == true)
    #expect((long?.utf8.count ?? .max) < 300 && (name?.utf8.count ?? .max) < 300)
    #expect((marks?.utf8.count ?? .max) < 700)
  }

  @Test("labels without images are refused", arguments: ["", "\n", "\u{feff}", " \r\n"])
  func empty(text: String) {
    #expect(
      message(text) == """
        labels.txt: found no image; allowed the images of the dump, with or without objects; \
        write one line per image, starting with its name
        """
    )
  }
}

import BoxGeometry
import DetectionTestSupport
import Foundation
import GroundTruthFiles
import Testing

@Suite("Annotation files")
struct AnnotationFileTests {
  private func read(_ text: String) throws(AnnotationError) -> AnnotationFile {
    try AnnotationFile(bytes: Array(text.utf8), name: "labels.txt", classCount: 3)
  }

  @Test("keeps images and objects in order, with fractions and background images")
  func order() throws {
    let file = try read("b.jpg 12,30,118.5,210,0\t-1.5,+2,.5,4e1,2\nmeadow.jpg\na.jpg 1,2,3,4,1\n")
    #expect(
      file.images == [
        AnnotatedImage(
          name: "b.jpg",
          line: 1,
          objects: [
            LabeledBox(box: CornerBox(minX: 12, minY: 30, maxX: 118.5, maxY: 210), classID: 0),
            LabeledBox(box: CornerBox(minX: -1.5, minY: 2, maxX: 0.5, maxY: 40), classID: 2),
          ]
        ),
        AnnotatedImage(name: "meadow.jpg", line: 2, objects: []),
        AnnotatedImage(
          name: "a.jpg",
          line: 3,
          objects: [LabeledBox(box: CornerBox(minX: 1, minY: 2, maxX: 3, maxY: 4), classID: 1)]
        ),
      ]
    )
    #expect(file.warnings.isEmpty)
  }

  @Test(
    "line ends, byte order marks and blanks around the fields change nothing",
    arguments: [
      "a.jpg 1,2,3,4,1\nb.jpg",
      "a.jpg 1,2,3,4,1\r\nb.jpg\r\n",
      "\u{feff}a.jpg 1,2,3,4,1\nb.jpg\n",
      "  a.jpg \t 1,2,3,4,1.0  \n\tb.jpg\t\n\n \t\n\r\n",
    ]
  )
  func spelling(text: String) throws {
    #expect(try read(text).images == read("a.jpg 1,2,3,4,1\nb.jpg\n").images)
  }

  @Test("any line may be an image's name, in any script")
  func names() throws {
    let names = try read("straße/münchen.jpg\n写真.png\n12\n1,2.jpg\n").images.map(\.name)
    #expect(names == ["straße/münchen.jpg", "写真.png", "12", "1,2.jpg"])
  }

  @Test("names places as messages do")
  func places() throws {
    let file = try read("a.jpg\nb.jpg 1,2,3,4,1 1,2,3,4,1\n")
    #expect(file.place(image: 1, object: 1) == "labels.txt:2: box 2")
    #expect(file.place(image: 0) == "labels.txt:1")
  }

  @Test(
    "a file without images is read, with a warning",
    arguments: ["", "\n", "\u{feff}", " \r\n"]
  )
  func empty(text: String) throws {
    let file = try read(text)
    #expect(file.images.isEmpty)
    #expect(
      file.warnings.map(\.description) == [
        "labels.txt: no images; write one line per image of the dump"
      ]
    )
  }

  @Test("fractions in place of pixels are suspected")
  func normalized() throws {
    let file = try read("a.jpg 0.1,0.2,0.3,0.4,1 0,0,1,1,2\nb.jpg 0,0,.5,.5,0\n")
    #expect(
      file.warnings.map(\.description) == [
        """
        labels.txt: all 3 boxes lie between 0 and 1 pixels; \
        if the corners are fractions of the image, multiply them by its size
        """
      ]
    )
    #expect(try read("a.jpg 0,0,1,1,0 0,0,1,1.5,0").warnings.isEmpty)
    #expect(try read("a.jpg\nb.jpg\n").warnings.isEmpty)
  }

  @Test("what is written as text is read back, whatever the boxes", arguments: UInt64(0)..<8)
  func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let images = (1...20).map { line in
      let objects = (0..<Int(generator.next() % 4)).map { _ in
        let x = generator.uniform(-50...400)
        let y = generator.uniform(-50...400)
        let box = CornerBox(
          minX: x,
          minY: y,
          maxX: x + generator.uniform(0.1...99),
          maxY: y + generator.uniform(0.1...99)
        )
        return LabeledBox(box: box, classID: Int(generator.next() % 3))
      }
      return AnnotatedImage(name: "\(line).jpg", line: line, objects: objects)
    }
    let lines = images.map { image in
      image.objects.reduce(image.name) { text, object in
        let box = object.box
        return text + " \(box.minX),\(box.minY),\(box.maxX),\(box.maxY),\(object.classID)"
      }
    }
    #expect(try read(lines.joined(separator: "\n")).images == images)
  }

  @Test("random bytes are read or refused, never a crash", arguments: UInt64(0)..<8)
  func fuzz(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let alphabet = Array("a.jpg 1,2,3,4,1\n\t\r\u{feff}e-+é".utf8) + [0xff, 0x80]
    for _ in 0..<60 {
      let bytes = (0..<40).map { _ in alphabet[Int(generator.next() % UInt64(alphabet.count))] }
      do throws(AnnotationError) {
        let file = try AnnotationFile(bytes: bytes, name: "fuzz", classCount: 3)
        for object in file.images.flatMap(\.objects) { #expect(object.box.area > 0) }
      } catch {
        #expect(!error.isAboutAccess)
        #expect(error.description.hasPrefix("fuzz:"))
      }
    }
  }
}

@Suite("Annotation files on disk")
struct AnnotationFileReadingTests {
  @Test("reads a file")
  func file() throws {
    let path = NSTemporaryDirectory() + "labels-\(UUID().uuidString).txt"
    try Data("a.jpg 1,2,3,4,0\n".utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = try AnnotationFile(path: path, classCount: 1)
    #expect(file.images.map(\.name) == ["a.jpg"])
    #expect(file.place(image: 0, object: 0) == "\(path):1: box 1")
  }

  @Test("a missing file and a folder are unreadable, not wrong")
  func missing() {
    let missing = #expect(throws: AnnotationError.self) {
      try AnnotationFile(path: "no/such/labels.txt", classCount: 1)
    }
    #expect(missing?.isAboutAccess == true)
    #expect(
      missing?.description == """
        no/such/labels.txt: cannot read the labels: no such file; check the path given to --labels
        """
    )
    let folder = #expect(throws: AnnotationError.self) {
      try AnnotationFile(path: "/", classCount: 1)
    }
    #expect(folder == .unreadable(file: "/", reason: "it is a folder"))
  }
}

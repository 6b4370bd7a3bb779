import BoxGeometry
import DetectionTestSupport
import Foundation
import GroundTruthFiles
import Testing

@Suite("Annotation lines")
struct AnnotationLinesTests {
  private func read(_ text: String) throws(Diagnostic) -> GroundTruth {
    try GroundTruth(bytes: Array(text.utf8), name: "labels.txt", classCount: 3)
  }

  @Test("keeps images and objects in order, with fractions and background images")
  func order() throws {
    let file = try read("b.jpg 12,30,118.5,210,0\t-1.5,+2,.5,4e1,2\nmeadow.jpg\na.jpg 1,2,3,4,1\n")
    #expect(
      file.images == [
        GroundTruthImage(
          name: "b.jpg",
          objects: [
            GroundTruthObject(
              box: CornerBox(minX: 12, minY: 30, maxX: 118.5, maxY: 210),
              classID: 0
            ),
            GroundTruthObject(box: CornerBox(minX: -1.5, minY: 2, maxX: 0.5, maxY: 40), classID: 2),
          ],
          file: "labels.txt",
          line: 1
        ),
        GroundTruthImage(name: "meadow.jpg", objects: [], file: "labels.txt", line: 2),
        GroundTruthImage(
          name: "a.jpg",
          objects: [
            GroundTruthObject(box: CornerBox(minX: 1, minY: 2, maxX: 3, maxY: 4), classID: 1)
          ],
          file: "labels.txt",
          line: 3
        ),
      ]
    )
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

  @Test("a name in double quotes may hold blanks, commas and what else is odd")
  func quotedNames() throws {
    let names = try read(
      "\"my photo.jpg\" 1,2,3,4,1\n\"a,b;c.jpg\"\n  \"# 1.jpg\"\t1,2,3,4,0 \n\"'x' |\"\r\n"
    )
    #expect(names.images.map(\.name) == ["my photo.jpg", "a,b;c.jpg", "# 1.jpg", "'x' |"])
    #expect(names.images.map(\.objects.count) == [1, 0, 1, 0])
    #expect(names.images.map(\.line) == [1, 2, 3, 4])
  }

  @Test("comments are no images, and blank lines around them are harmless")
  func comments() throws {
    let file = try read("# cars\n\na.jpg 1,2,3,4,1\n\n  # more\n#\nb.jpg\n\n")
    #expect(file.images.map(\.name) == ["a.jpg", "b.jpg"])
    #expect(file.images.map(\.line) == [3, 7])
    #expect(throws: Diagnostic.self) { try read("# cars\na.jpg\n\nb.jpg") }
  }

  @Test(
    "names that look like other programs' lines and are none",
    arguments: [
      "it's.jpg", "C:\\data\\a.jpg", "http://host/a.jpg", "a=b.jpg", "a;b.jpg", "smith,john.jpg",
      "[1].jpg", "{x}.jpg", "<a>.jpg", "-5", "1e3", "12.5", "names", "a|b.jpg", "x:y.jpg",
    ]
  )
  func oddNames(name: String) throws {
    #expect(try read("a.jpg\n\(name)\n").images.map(\.name) == ["a.jpg", name])
    #expect(try read("a.jpg\n\(name) 1,2,3,4,0\n").images.map(\.name) == ["a.jpg", name])
    #expect(try read("\(name) 1,2,3,4,0\n").images.map(\.name) == [name])
  }

  @Test("coordinates reach to a billion pixels, on either side, and not further")
  func coordinateLimits() throws {
    let box = try read("a.jpg -1000000000,-1e9,1e9,1000000000,2\n").images[0].objects[0].box
    #expect(box == CornerBox(minX: -1e9, minY: -1e9, maxX: 1e9, maxY: 1e9))
    for text in ["1000000000.1", "1.1e9", "1e308", "1e999"] {
      for line in [
        "-\(text),1,2,3,0", "1,-\(text),2,3,0", "1,2,\(text),3,0", "1,2,3,\(text),0",
      ] {
        let fault = #expect(throws: Diagnostic.self) { try read("a.jpg \(line)\n") }
        #expect(fault?.code == "labels.coordinate-range")
      }
    }
  }

  @Test("a box needs some width and some height")
  func areas() throws {
    #expect(try read("a.jpg 1,2,1.001,2.001,0\n").images[0].objects.count == 1)
    for (line, code) in [
      ("1,2,1,3,0", "labels.no-area"), ("1,2,3,2,0", "labels.no-area"),
      ("1.001,2,1,3,0", "labels.reversed"), ("1,2.001,3,2,0", "labels.reversed"),
    ] {
      let fault = #expect(throws: Diagnostic.self) { try read("a.jpg \(line)\n") }
      #expect(fault?.code == code)
    }
  }

  @Test("classes go from zero to one less than their number, and are whole")
  func classLimits() throws {
    for (text, classID) in [("0", 0), ("2", 2), ("2.0", 2), ("+1", 1), ("-0", 0)] {
      #expect(try read("a.jpg 1,2,3,4,\(text)\n").images[0].objects[0].classID == classID)
    }
    for (text, code) in [
      ("3", "labels.class-range"), ("-1", "labels.class-range"), ("1.5", "labels.class-whole"),
      ("0.0001", "labels.class-whole"), ("-0.5", "labels.class-whole"),
      ("1e300", "labels.class-range"),
    ] {
      let fault = #expect(throws: Diagnostic.self) { try read("a.jpg 1,2,3,4,\(text)\n") }
      #expect(fault?.code == code, "\(text)")
    }
  }

  @Test("sizes in lines of the port by wizyoung go from one to what 32 bits hold")
  func indexedSizes() throws {
    for (size, width) in [("1 1", 1), ("2147483647 1", 2_147_483_647), ("640.0 480", 640)] {
      #expect(try read("0 a.jpg \(size) 0 1 2 3 4\n").images[0].size?.width == width)
    }
    for size in ["0 1", "1 0", "0.5 1", "2147483648 1", "1 2147483648", "1.5 1", "-1 1"] {
      let fault = #expect(throws: Diagnostic.self) { try read("0 a.jpg \(size) 0 1 2 3 4\n") }
      #expect(fault?.code == "labels.indexed-line", "\(size)")
    }
  }

  @Test("names places as messages do")
  func places() throws {
    let file = try read("a.jpg\nb.jpg 1,2,3,4,1 1,2,3,4,1\n")
    #expect("\(file.images[1].place(ofObject: 1))" == "labels.txt:2: box 2 (of b.jpg)")
    #expect("\(file.images[0].place)" == "labels.txt:1")
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
        return GroundTruthObject(box: box, classID: Int(generator.next() % 3))
      }
      return GroundTruthImage(
        name: "\(line).jpg",
        objects: objects,
        file: "labels.txt",
        line: line
      )
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
      do throws(Diagnostic) {
        let file = try GroundTruth(bytes: bytes, name: "fuzz", classCount: 3)
        for object in file.images.flatMap(\.objects) { #expect(object.box.area > 0) }
      } catch {
        #expect(error.cause == .content && error.description.hasPrefix("fuzz:"))
      }
    }
  }
}

@Suite("Labels on disk")
struct GroundTruthReadingTests {
  @Test("reads a file")
  func file() throws {
    let path = NSTemporaryDirectory() + "labels-\(UUID().uuidString).txt"
    try Data("a.jpg 1,2,3,4,0\n".utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = try GroundTruth(path: path, classCount: 1)
    #expect(file.images.map(\.name) == ["a.jpg"])
    #expect("\(file.images[0].place(ofObject: 0))" == "\(path):1: box 1 (of a.jpg)")
  }

  @Test("a missing file and a folder are unreadable, not wrong")
  func missing() {
    let missing = #expect(throws: Diagnostic.self) {
      try GroundTruth(path: "no/such/labels.txt", classCount: 1)
    }
    #expect(missing?.cause == .access)
    #expect(
      missing?.description
        == "no/such/labels.txt: found no file; allowed a readable file of labels; check the path"
    )
    let folder = #expect(throws: Diagnostic.self) {
      try GroundTruth(path: "/", classCount: 1)
    }
    #expect(folder?.cause == .access && folder?.found == "a folder without a label file")
  }

  @Test("the lines of the port by wizyoung, with the sizes that they tell, and a note")
  func indexed() throws {
    let text = "0 my/a.jpg 640 480 0 10 20 110.5 80 dog 30 40 90 70\n1 b.jpg 3 4\nc.jpg 1,2,3,4,1\n"
    let truth = try GroundTruth(
      bytes: Array(text.utf8),
      name: "val.txt",
      classCount: 2,
      classNames: ["cat", "dog"]
    )
    #expect(truth.images.map(\.name) == ["my/a.jpg", "b.jpg", "c.jpg"])
    #expect(
      truth.images.map(\.size) == [
        PixelSize(width: 640, height: 480), PixelSize(width: 3, height: 4), nil,
      ]
    )
    #expect(truth.images[0].objects.map(\.classID) == [0, 1])
    #expect(
      truth.images[0].objects[0].box == CornerBox(minX: 10, minY: 20, maxX: 110.5, maxY: 80)
    )
    #expect("\(truth.images[0].place(ofObject: 1))" == "val.txt:1: box 2 (of my/a.jpg)")
    #expect(
      truth.notes.map(\.description) == [
        """
        val.txt:1: found 2 lines of index, image, width and height, then class and corners, as the \
        port by wizyoung has them; they are read so; images come in the order of the lines
        """
      ]
    )
  }

  @Test("a single line of the port by wizyoung is told, too")
  func oneIndexed() throws {
    let text = "0 a.jpg 640 480 0 1 2 3 4\nb.jpg 1,2,3,4,1\n"
    let notes = try GroundTruth(bytes: Array(text.utf8), name: "val.txt", classCount: 2).notes
    #expect(notes.map(\.code) == ["labels.indexed-line"])
    #expect(notes.first?.found.hasPrefix("1 line of index, image, width and height") == true)
  }

  @Test("of many images the sizes of a thousand are compared, spread evenly")
  func sampledSizes() throws {
    let folder = Fixture.repository.appending(path: "Tests/Fixtures/field/siblings").path
    let image = GroundTruthImage(
      name: "D5/a.jpg",
      size: PixelSize(width: 97, height: 96),
      objects: []
    )
    let truth = GroundTruth(
      name: folder + "/labels.json",
      images: [GroundTruthImage](repeating: image, count: 2500)
    )
    let found = truth.otherSizes(areTurned: true).others.map(\.image)
    #expect(found.count == 1000 && Array(found[..<4]) == [0, 2, 5, 7] && found[999] == 2497)
  }

  @Test("images of another size than the labels say, on either side")
  func otherSizes() throws {
    let folder = Fixture.repository.appending(path: "Tests/Fixtures/field/siblings").path
    // D5/a.jpg is a picture of 96x96, gif87.gif one of 64x48.
    let said: [(name: String, size: PixelSize?)] = [
      ("D5/a.jpg", PixelSize(width: 96, height: 96)),
      ("D5/a.jpg", PixelSize(width: 97, height: 96)),
      ("pictures/gif87.gif", PixelSize(width: 48, height: 64)),
      ("pictures/gif87.gif", PixelSize(width: 64, height: 64)),
      ("pictures/heic.jpg", PixelSize(width: 1, height: 1)),
      ("none.jpg", PixelSize(width: 1, height: 1)), ("D5/b.jpg", nil),
    ]
    let truth = GroundTruth(
      name: folder + "/labels.json",
      images: said.map { GroundTruthImage(name: $0.name, size: $0.size, objects: []) }
    )
    let found = truth.otherSizes(areTurned: true)
    #expect(found.others.map(\.image) == [1, 2, 3] && found.turned == [])
    #expect(
      found.others.map(\.read) == [
        PixelSize(width: 96, height: 96), PixelSize(width: 64, height: 48),
        PixelSize(width: 64, height: 48),
      ]
    )
  }

  @Test("an image whose size is needed and that is not there")
  func missingImage() throws {
    let truth = try GroundTruth(bytes: Array("a.jpg\n".utf8), name: "labels.txt", classCount: 1)
    var files: [String] = []
    let missing = #expect(throws: Diagnostic.self) {
      try truth.header(ofImage: 0, filesRead: &files)
    }
    #expect(missing?.cause == .access && files == [])
    #expect(missing?.setting == Diagnostic.Setting("fit", values: ["none"]))
    #expect(
      missing?.description == """
        labels.txt:1: found no image "a.jpg" beside the labels; allowed an image file, for its \
        size is needed; put it there, or give boxes in pixels of the network input
        """
    )
  }
}

@Suite("Forms of labels")
struct LabelFormatTests {
  @Test("have names of their own, and take what nobody else recognises as lines")
  func names() {
    #expect(Set(LabelFormat.all.map(\.name)).count == LabelFormat.all.count)
    #expect(LabelFormat.all.last?.name == "lines")
  }

  @Test("fractions become pixels of an image, pixels stay")
  func units() {
    let object = GroundTruthObject(
      box: CornerBox(minX: 0.25, minY: 0.5, maxX: 0.5, maxY: 1),
      classID: 2
    )
    var image = GroundTruthImage(name: "a.jpg", objects: [object], unit: .fractions)
    let size = PixelSize(width: 640, height: 480)
    #expect(
      image.labeledBoxes(inImageOf: size) == [
        LabeledBox(box: CornerBox(minX: 160, minY: 240, maxX: 320, maxY: 480), classID: 2)
      ]
    )
    image.unit = .pixels
    #expect(image.labeledBoxes(inImageOf: size).map(\.box) == [object.box])
  }
}

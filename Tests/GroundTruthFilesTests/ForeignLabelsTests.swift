import GroundTruthFiles
import Testing

/// Forms of labels beside those of the table of situations.
@Suite("What labels really are")
struct ForeignLabelsTests {
  private func fault(_ text: String) throws -> Diagnostic {
    try #require(
      #expect(throws: Diagnostic.self) {
        try GroundTruth(
          bytes: Array(text.utf8),
          name: "l.txt",
          classCount: 3,
          classNames: ["cat", "dog", "cow"]
        )
      }
    )
  }

  static let lines: [(line: String, code: String, words: String)] = [
    (#""a.jpg","1","2","30","40","0""#, "csv", ": a.jpg 1,2,30,40,0"),
    ("my a.jpg,1,2,30,40,0", "csv", "commas between all"),
    ("a.jpg, 1, 2, 30, 40, 0", "csv", ": a.jpg 1,2,30,40,0"),
    ("a.jpg,1,2,30,40", "csv", "commas between all"),
    ("a.jpg;1;2;30;40;0", "semicolon", ": a.jpg 1,2,30,40,0"),
    (
      "Car 0.00 0 -1.58 587.01 173.33 614.12 200.12 1.65 1.67 3.64 -0.65 1.71 46.70 -1.59",
      "kitti-line", "587.01,173.33,614.12,200.12 and the number of \"Car\""
    ),
    ("2753 2408 2861 2385 2888 2468 2805 2502 plane 0", "dota-line", "the upright box around it"),
    ("0\t4\t5\t640\t480\t1\t0.1\t0.2\t0.6\t0.9\tstreet.jpg", "mxnet-line", "\"street.jpg\" first"),
    ("a.jpg 1 2 30 40 0 5 6 70 80 1 9 9 20 20 2", "separate-numbers", "commas without blanks"),
    ("0 a.jpg 640 480 0 1 2 30", "indexed-line", "4 words behind the size of \"a.jpg\""),
    ("0 a.jpg 0 480 0 1 2 30 40", "indexed-line", "a size of 0x480"),
    ("0 a.jpg 640.5 480", "indexed-line", "a size of 640.5x480"),
    ("0 a.jpg 640 480 3 1 2 30 40", "class-range", "box 1 (of a.jpg): found class 3"),
    ("0 a.jpg 640 480 0 1 2 30 40 1 5 6 5 9", "no-area", "box 2 (of a.jpg): found \"5 6 5 9\""),
    ("0 a.jpg 640 480 dgo 1 2 30 40", "class-name", "did you mean \"dog\"?"),
    ("a.jpg 10,5 20,5 110,25 80,75 0", "decimal-comma", "decimals with a point"),
    ("a.jpg 1 2 30 40 0 5 6 70 80 1", "separate-numbers", "commas without blanks"),
    ("a.jpg 1 2 30 40", "separate-numbers", "its class last"),
    ("a.jpg 1 ,2,30,40,0", "blank-in-box", "without blanks"),
    ("my photo 2.jpg 1,2,30,40,0", "blank-in-name", "\"my photo 2.jpg\", a name with blanks"),
    ("my photo.jpg", "blank-in-name", "\"my photo.jpg\", a name with a blank"),
    ("IMG 0001 1,2,30,40,0", "field-count", "found \"0001\""),
    ("a.jpg street 1,2,30,40,0", "field-count", "found \"street\""),
    (#""a.jpg"1,2,30,40,0"#, "quotation", "behind the closing quote"),
    (#""a.jpg"#, "open-quotation", "double quote behind the name"),
    ("'a.jpg' 1,2,30,40,0", "single-quotes", "\"a.jpg\""),
    (
      #"my\ photo.jpg 1,2,30,40,0"#, "escaped-blank",
      #"in double quotes, without the backslash: "my photo.jpg""#
    ),
    ("a.jpg\u{a0}1,2,30,40,0", "other-blank", "found U+00A0 in \"a.jpg"),
    ("a.jpg\u{3000}1,2,30,40,0 5,6,70,80,1", "other-blank", "write ordinary blanks"),
    ("train: images/train", "settings", "where a data set lies"),
    ("train  = data/train.txt", "settings", "where a data set lies"),
    ("names:", "settings", "where a data set lies"),
    ("1 2 30 40 0", "yolo-line", "numbers without commas"),
    ("a.jpg 1,2,30,40,dgo", "class-name", "did you mean \"dog\"?"),
    ("a.jpg 1,2,30,40,horse", "class-name", "called \"horse\""),
    ("a.jpg 1,2,30,40,0.9,1", "field-count", "leave out the fifth, 0.9"),
    ("a.jpg 1,2,30,40,1,0.9", "field-count", "leave out the sixth, 0.9"),
    ("a.jpg 1,2,30,40,0;5,6,70,80,1", "field-count", "2 boxes with semicolons between"),
    ("a.jpg:1,2,30,40,0", "csv", "a blank behind the image's name"),
    ("a.jpg 1,2,30,40,0,", "field-count", "delete the comma at its end"),
    ("a.jpg 10,5,20,5,110,25,80,75,0", "field-count", "decimal commas"),
    ("a.jpg 1,2,30,40,\u{ff11}", "number", "for class"),
    ("a.jpg 1,2,30,40,", "number", "found nothing for class"),
    ("a.jpg 1,10,20,30,40", "class-range", "; if it stands first here, put it last"),
    ("a.jpg 1\u{3001}2\u{3001}30\u{3001}40\u{3001}0", "field-count", "U+3001 (ideographic comma)"),
    ("a.jpg 1,2\u{a0}3,30,40", "field-count", "U+00A0 (no-break space)"),
  ]

  @Test("lines", arguments: lines)
  func singleLine(line: String, code: String, words: String) throws {
    let fault = try fault(line)
    #expect(fault.code == "labels.\(code)" && fault.place.line == 1, "\(fault)")
    #expect(fault.description.contains(words), "\(fault)")
    #expect(fault.further.isEmpty)
    // The same among good lines: it is told with its place, and the others stand.
    let among = try self.fault("a.jpg 1,2,3,4,0\n\(line)\nb.jpg 1,2,3,4,1\nc.jpg 1,2,3\n")
    #expect(among.place.line == 2 && among.code == fault.code)
    #expect(among.further.map(\.place.line) == [4])
  }

  static let files: [(text: String, code: String, words: String)] = [
    (#"{"images": [], "annotations": []}"#, "coco", "COCO's JSON"),
    (
      "\u{feff}\n [ {\"image_id\": 1, \"bbox\": [1,2,3,4], \"score\": 0.5} ]", "detections",
      "not what"
    ),
    (#"{"version": "5", "shapes": [], "imagePath": "a.jpg"}"#, "json", "labelme"),
    ("[[1, 2, 3, 4]]", "json", "found JSON"),
    ("<?xml version=\"1.0\"?>\n<annotation>\n<filename>", "voc", "Pascal VOC"),
    ("<?xml version=\"1.0\"?>\n<annotations>\n<image>", "xml", "CVAT"),
    ("\n<!DOCTYPE html>\n<html>", "web-page", "failed download"),
    ("version https://git-lfs.github.com/spec/v1\noid sha256:0", "lfs-pointer", "git lfs pull"),
    ("a.jpg 1,2,3,4,0\rb.jpg\r", "line-ends", "old Mac"),
    ("# a.jpg\n# b.jpg\n", "no-images", "found no image, only comments"),
  ]

  @Test("files", arguments: files)
  func wholeFile(text: String, code: String, words: String) throws {
    let fault = try fault(text)
    #expect(fault.code == "labels.\(code)" && fault.place.line == nil, "\(fault)")
    #expect(fault.description.contains(words), "\(fault)")
  }

  @Test("a line of CSV is shown as it should be, its class as a number")
  func csv() throws {
    let remedy = "write a blank behind the image's name and all boxes of an image on its line"
    #expect(try fault("a.jpg,1,2,30,40,0").remedy == "\(remedy): a.jpg 1,2,30,40,0")
    #expect(
      try fault("a.jpg,1,2,30,40,cat").remedy
        == "\(remedy), the class as its number: a.jpg 1,2,30,40,class"
    )
  }

  @Test("a file wholly of another form is told once, with a count; a few such lines each")
  func counts() throws {
    let rows = (1...2000).map { "i\($0).jpg,1,2,30,40,0" }
    let some = try fault(rows[..<30].joined(separator: "\n"))
    #expect(some.found.hasSuffix(", and 29 more lines like it") && some.further.isEmpty)
    let many = try fault(rows.joined(separator: "\n"))
    #expect(many.found.hasSuffix(", and at least 999 more lines like it"))
    let mixed = try fault("a.jpg 1,2,3,4,0\n" + rows[..<3].joined(separator: "\n"))
    #expect(mixed.further.count == 2 && mixed.furtherCount == 0)
  }

  @Test("class numbers: from one, or COCO's, where all boxes together tell it")
  func classes() throws {
    let fromOne = try fault("a.jpg 1,2,30,40,1 1,2,30,41,2\nb.jpg 1,2,30,40,3 1,2,30,40,3")
    #expect(fromOne.further.count == 1 && fromOne.remedy.contains("counted from 1"))
    #expect(fromOne.further.allSatisfy { $0.remedy == fromOne.remedy })
    let withZero = try fault("a.jpg 1,2,30,40,0 1,2,30,41,3")
    #expect(withZero.remedy.hasPrefix("number the classes from 0"))
    #expect(try fault("a.jpg 1,2,30,40,1 1,2,30,41,84").remedy.contains("COCO's category ids"))
    #expect(try fault("a.jpg 1,2,30,40,1 1,2,30,41,91").remedy.hasPrefix("number the classes"))
  }

  @Test("a letter spelt apart from its mark is told where its image is missing")
  func decomposed() throws {
    let truth = try GroundTruth(bytes: Array("u\u{308}.jpg".utf8), name: "l.txt", classCount: 1)
    var files: [String] = []
    let missing = #expect(throws: Diagnostic.self) {
      try truth.header(ofImage: 0, filesRead: &files)
    }
    #expect(missing?.found.hasSuffix("a letter with the mark U+0308 apart") == true)
  }
}

import DetectionAnalysis
import DetectionTestSupport
import Foundation
import Testing

/// What is said about the labels that people bring, held against the table of situations.
@Suite("Labels from the field")
struct LabelSituationTests {
  /// The words for each situation of these kinds; for a picture, those about its own file.
  private static let words: [String: [String]] = [
    "26/tf-csv.csv": ["a header of CSV, and 1 more line like it"],
    "26/retinanet-empty.csv": ["(CSV), and 1 more line", "imgs/a.jpg 4,8,60,70,class"],
    "26/tabs.tsv": ["numbers that stand alone", "4,8,60,70,0"],
    "26/blanks-in-box.txt": ["\"4,\" with 2 fields, a blank beside its comma"],
    "26/class-first.txt": ["class 70; allowed 0 to 2", "if it stands first here, put it last"],
    "26/six-numbers.txt": ["with 6 fields", "the sixth, 0.7", "score", "mixed image"],
    "26/four-numbers.txt": ["with 4 fields", "the missing one, probably the class"],
    "26/yolo-file.txt": ["\"0 0.33 0.41 0.58 0.65\"", "1 more line like it", "YOLO"],
    "26/coco.json": ["COCO's JSON"],
    "26/voc.xml": ["Pascal VOC"],
    "26/list-with-crlf.txt": ["paths of 2 images and no box", "darknet"],
    "26/one-bad-of-many.txt": [
      ":3: box 1 (of c.jpg): found \"1,2,3\" with 3 fields",
      "\n", ":5: box 1 (of e.jpg): found \"7;7;9;9;0\"", "commas, not semicolons: 7,7,9,9,0",
    ],
    "26/thirty-bad.txt": [":1: box 1", ":20: box 1", "\nand 10 more in "],
    "26/markdown.md": [":3: found \"| image | box |\", a line of a table, and 1 more"],
    "26/nothing.txt": ["found no image;"],
    "26/only-comments.txt": ["no image, only comments"],
    "26/images-without-boxes.txt": ["2 images without a single box", "list of images"],
    "26/nan.txt": [":1: box 1 (of a.jpg): found \"nan\" for x2"],
    "26/hex-and-exponent.txt": ["found \"0x46\" for y2"],
    "26/full-width.txt": ["U+FF0C (fullwidth comma)"],
    "26/double-space.txt": [],
    "D5/corners-0-1.txt": [
      ":1: box 1 (of a.jpg): found the corners of all 2 boxes between 0 and 1"
    ],
    "D5/centre-size-0-1.txt": ["corners are swapped", "centre and size as fractions (YOLO's)"],
    "D5/thousandths.txt": ["wholly outside", "thousandths"],
    "D5/percent.txt": [],
    "D5/corner-and-size.txt": ["corners are swapped", "not x,y,width,height"],
    "D5/yxyx.txt": [],
    "D5/one-small-one-big.txt": ["(of a.jpg): found a box of less than a pixel", "0.3x0.4"],
    "D5/other-size.txt": ["leaves its image by 404 pixels of 96x96"],
    "D5/one-past-edge.txt": [],
    "D5/wholly-outside.txt": ["wholly outside"],
    "classes/from-one.txt": ["class 3; allowed 0 to 2", "counted from 1; take 1 from each"],
    "classes/never-zero.txt": [],
    "classes/coco-91.txt": ["class 90", "COCO's category ids"],
    "classes/fraction.txt": ["class 1.5; allowed a whole number"],
    "classes/float-whole.txt": [],
    "classes/name.txt": [],
    "classes/minus-one.txt": ["class -1; allowed 0 to 2"],
    "classes/duplicates.txt": [":1: box 2 (of a.jpg): found a copy of an earlier box"],
    "names/blank.txt": ["\"imgs/plate (294).JPG\", a name with a blank", "double quotes"],
    "names/quoted.txt": [],
    "names/single-quotes.txt": ["single quotes", "double quotes: \"imgs/plate (294).JPG\""],
    "names/unclosed.txt": ["quotation mark nothing closes"],
    "names/escaped.txt": ["backslash", "double quotes", ": \"imgs/plate (294).JPG\""],
    "names/comma-in-name.txt": [],
    "names/number-as-name.txt": [],
    "names/wizyoung.txt": [":1: found 1 line of index, image, width and height", "wizyoung"],
    "names/ultralytics-path.txt": ["1 image without a single box", "list of images"],
    "names/windows.txt": [],
    "names/nfd.txt": [],
    "pictures/zero-bytes.jpg": ["zero-bytes.jpg: found an empty file", "download"],
    "pictures/cut.jpg": ["cut.jpg: found a JPEG file that ends before its size"],
    "pictures/page.jpg": ["page.jpg: found a web page (HTML)", "download"],
    "pictures/pointer.jpg": ["pointer.jpg: found a pointer of Git LFS", "fetch"],
    "pictures/really-png.jpg": [],
    "pictures/heic.jpg": ["heic.jpg: found a HEIC image", "convert it"],
    "pictures/zero-size.png": ["zero-size.png: found a size of 0x96"],
    "pictures/gif87.gif": [],
    "pictures/lines.txt": [],
  ]

  private static let kinds = [
    "26 lines that are not understood", "D5 coordinates in another unit", "class numbers",
    "03, D7 names in lines", "D8 pictures",
  ]

  @Test("each is answered as the table of situations says, with its cause")
  func siblings() throws {
    var answered: Set<String> = []
    for row in FieldData.list("siblings", "situations") where Self.kinds.contains(row["kind"]) {
      for file in row["files", as: [String].self] {
        let name = String(file.dropFirst("siblings/".count))
        let words = try #require(Self.words[name], "\(name)")
        answered.insert(name)
        // Pictures lie beside the labels of D5 alone.
        let isPicture = name.hasPrefix("pictures/") && name != "pictures/lines.txt"
        let situation = LabelSituation(
          file: file,
          exit: row.optional("exit"),
          words: words,
          input: name.hasPrefix("D5/") || name.hasPrefix("pictures/")
            ? .letterbox(96) : .unfitted(416)
        )
        try check(situation, isPicture: isPicture)
      }
    }
    #expect(answered == Set(Self.words.keys))
  }

  static let cases: [LabelSituation] =
    [
      ("03-blank-in-image-name/labels.txt", 65, ["(294).JPG\", a name with a blank", "quotes"]),
      ("03-blank-in-image-name/labels-quoted.txt", 0, []),
      (
        "03-blank-in-image-name/wizyoung.txt", 0,
        [":1: found 1 line of index, image, width and height", "wizyoung"]
      ),
      (
        "26-csv-and-image-lists-read-as-empty-images/annotations.csv", 65,
        ["(CSV), and 1 more line like it", ": imgs/a.jpg 4,8,60,70,0"]
      ),
      (
        "26-csv-and-image-lists-read-as-empty-images/semicolon.txt", 65,
        ["a semicolon behind the image's name, and 1 more", ": a.jpg 4,8,60,70,0"]
      ),
      (
        "26-csv-and-image-lists-read-as-empty-images/train.txt", 65,
        ["2 images and no box", "darknet"]
      ),
      ("26-csv-and-image-lists-read-as-empty-images/good.txt", 0, []),
      ("D7-crlf-bom-tabs-semicolons/crlf-bom-tab.txt", 0, []),
      ("D7-crlf-bom-tabs-semicolons/comment.txt", 0, []),
      ("D7-crlf-bom-tabs-semicolons/semicolon.txt", 65, ["not semicolons: 10,20,110,80,0"]),
      ("D7-crlf-bom-tabs-semicolons/csv.csv", 65, ["CSV", ": a.jpg 10,20,110,80,0"]),
      ("D7-crlf-bom-tabs-semicolons/comma-decimal.txt", 65, ["10.5,20.5,110.25,80.75,0"]),
      ("D7-crlf-bom-tabs-semicolons/cr-only.txt", 65, ["carriage return alone"]),
      ("D7-crlf-bom-tabs-semicolons/utf16.txt", 65, ["UTF-16", "save the file as UTF-8"]),
    ].map { LabelSituation(file: "cases/" + $0, exit: $1, words: $2, input: .unfitted(416)) }
    + [
      (
        "D5-normalised-corners/l.txt", 0, [":1: box 1 (of p.png): found the corners of all 2 boxes"]
      ),
      ("D8-absolute-paths-and-blanks/rel.txt", 0, []),
      (
        "D8-absolute-paths-and-blanks/win.txt", 66,
        ["\"C:\\imgs\\elsewhere\\p.png\", nor \"p.png\" beside the labels"]
      ),
    ].map { LabelSituation(file: "cases/" + $0, exit: $1, words: $2, input: .letterbox(416)) }

  @Test("so is each case that was reported", arguments: cases)
  func reported(_ situation: LabelSituation) throws {
    try check(situation)
  }

  private func check(_ situation: LabelSituation, isPicture: Bool = false) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let labels =
      isPicture
      ? try folder.write("l.txt", "\"\(FieldData.path(situation.file))\" 1,1,9,9,0\n") : nil
    let (error, notes) = situation.answer(labels: labels)
    let exit = error.map { $0.cause == .access ? 66 : $0.cause == .content ? 65 : -1 } ?? 0
    #expect(exit == situation.exit ?? exit, "\(situation.file): \(error?.description ?? "")")
    let said = error.map { [$0] } ?? notes
    if situation.words.isEmpty {
      #expect(said.isEmpty, "\(situation.file)")
    } else {
      let text = said.first?.description ?? ""
      for word in situation.words {
        #expect(text.contains(word), "\(situation.file): \(text)")
      }
    }
  }

  @Test("quoted names, tabs and marks of byte order: the objects that are meant")
  func accepted() throws {
    let expected = [
      "03-blank-in-image-name/labels-quoted.txt": [2],
      "D7-crlf-bom-tabs-semicolons/crlf-bom-tab.txt": [2, 1],
      "D7-crlf-bom-tabs-semicolons/comment.txt": [1],
    ]
    for (file, counts) in expected {
      let images = try DetectionCase(
        configuration: FieldData.path("cases/D7-crlf-bom-tabs-semicolons/config.json"),
        heads: .none(input: PixelSize(width: 416, height: 416)),
        truth: .labels(FieldData.path("cases/\(file)")),
        fit: ImageFit.Mode.none
      ).images
      #expect(images.map { $0.objects?.count } == counts, "\(file)")
      #expect(!file.hasPrefix("03") || images.map(\.name) == ["imgs/plate (294).JPG"])
    }
  }

  @Test("an absolute path that exists is read")
  func absolutePath() throws {
    let path = "cases/D8-absolute-paths-and-blanks/"
    let line = try String(contentsOfFile: FieldData.path(path + "abs.in"), encoding: .utf8)
      .replacing("@/p.png", with: "\"\(FieldData.path(path + "elsewhere"))/p.png\"")
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let example = try DetectionCase(
      configuration: FieldData.path(path + "config.json"),
      heads: .none(input: PixelSize(width: 416, height: 416)),
      truth: .labels(try folder.write("abs.txt", line))
    )
    // 640x480 in 416: the picture is 312 high.
    #expect(example.images[0].transform.offsetY == 52)
    #expect(example.notes.isEmpty)
  }

  @Test("good labels beside the refused ones have the loss of the report")
  func goodLoss() throws {
    let folder = FieldData.path("cases/26-csv-and-image-lists-read-as-empty-images")
    let example = try DetectionCase(
      configuration: folder + "/config.json",
      heads: folder + "/heads.npz",
      labels: folder + "/good.txt",
      fit: ImageFit.Mode.none
    )
    #expect(abs(try example.loss().total - 22.9027) < 0.00005)
    // An input of 96 pixels is smaller than the anchors; of the labels nothing is said.
    #expect(example.notes.allSatisfy { $0.code == "config.anchors-above-input" })
  }
}

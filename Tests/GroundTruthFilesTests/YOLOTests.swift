import BoxGeometry
import DetectionTestSupport
import Foundation
import GroundTruthFiles
import Testing

@Suite("YOLO's label files")
struct YOLOTests {
  private static let box = "1 0.5 0.5 0.25 0.125\n"

  /// What is said of one label file with a text.
  private func said(_ text: String, names: [String] = [], more: [String: String] = [:]) throws
    -> String
  {
    let tree = try LabelTree(["labels/a.txt": text].merging(more) { $1 })
    defer { tree.remove() }
    return try tree.read("labels", names: names).said.joined()
  }

  @Test("boxes and polygons, as fractions of the image")
  func shapes() throws {
    let tree = try LabelTree([
      "labels/a.txt": "\u{feff}0 0.5 0.25 0.5 0.25\r\n\n\t1.0\t0.25 0.5 0.5 0.5 \n",
      "labels/b.txt": "1 0.1 0.9 0.3 0.2 0.6 0.4\n0 .25 .25 .5 .25 .5 .75 .25 .75\n",
      "labels/c.txt": "\n",
    ])
    defer { tree.remove() }
    let truth = try #require(try tree.read("labels").truth)
    #expect(truth.images.map(\.name) == ["a", "b", "c"])
    #expect(truth.images.map { $0.objects.map(\.classID) } == [[0, 1], [1, 0], []])
    #expect(truth.images[0].objects.map(\.line) == [1, 3])
    let boxes = truth.images.flatMap {
      $0.labeledBoxes(inImageOf: PixelSize(width: 10, height: 20))
    }
    let right: [[Double]] = [
      [2.5, 2.5, 7.5, 7.5], [0, 5, 5, 15], [1, 4, 6, 18], [2.5, 5, 5, 15],
    ]
    for (box, right) in zip(boxes.map(\.box), right) {
      for (found, right) in zip([box.minX, box.minY, box.maxX, box.maxY], right) {
        #expect(abs(found - right) < 1e-12)
      }
    }
    #expect("\(truth.images[0].place(ofObject: 1))".hasSuffix("labels/a.txt:3: box 2 (of a)"))
  }

  @Test("polygons are told, and a warning where each could be a box with its keypoints")
  func polygons() throws {
    let polygon = "0 .1 .1 .3 .1 .3 .4\n"
    #expect(
      try said(polygon)
        == "labels/a.txt:1: found 1 polygon; the box around it counts"
    )
    #expect(
      try said(polygon + "1 .5 .5 .4 .2 .4 .5\n")
        == "labels/a.txt:1: found 2 polygons, the first here; the boxes around them count"
    )
    // Of such rows nobody knows; the keypoint at zero is one that nobody sees.
    let pose = "0 .5 .5 .4 .2 .4 .5 0 0\n"
    #expect(
      try said(pose + pose).hasSuffix(
        """
        labels/a.txt:1: found 2 rows, all of 9 numbers, read as polygons, of which numbers 2 to 5 \
        could as well be a box that holds the others, its keypoints; if they are, give the \
        data.yaml with its kpt_shape
        """
      )
    )
    #expect(try said(pose + "0 .5 .5 .4 .2 .4 .75 0 0\n").contains("could as well") == false)
  }

  @Test("the images of the folder called images, in its order; missing labels are counted")
  func images() throws {
    let tree = try LabelTree([
      "images/val/c.png": "", "images/val/a.b.png": "", "images/val/d.png": "",
      "images/val/notes.md": "", "labels/val/a.b.txt": Self.box, "labels/val/d.txt": "",
      "labels/val/e.txt": Self.box, "labels/val/f.txt": "",
    ])
    defer { tree.remove() }
    let (truth, said) = try tree.read("labels/val")
    #expect(truth?.images.map(\.name) == ["a.b.png", "c.png", "d.png"])
    #expect(truth?.images.map(\.objects.count) == [1, 0, 0])
    #expect(
      said == [
        """
        labels/val: found 1 image of 3 without a label file, the first "c.png"; they count as images \
        without objects
        """,
        """
        labels/val: found 2 label files without an image in images/val, the first "e.txt"; they are \
        left out
        """,
      ]
    )
    var files: [String] = []
    let size = try truth?.header(ofImage: 1, filesRead: &files).size
    #expect(size == PixelSize(width: 48, height: 64))
    // One file alone, and with its image elsewhere.
    #expect(try tree.read("labels/val/a.b.txt").truth?.images.map(\.name) == ["a.b.png"])
    let elsewhere = try tree.read(
      "labels/val",
      reading: LabelReading(images: tree.path("images/val"))
    )
    #expect(elsewhere.truth?.images.count == 3)
  }

  @Test("without any label file it is an error of access")
  func missing() throws {
    let tree = try LabelTree([
      "images/a.png": "", "images/b.png": "", "labels/x.md": "", "labels/sub/a.txt": Self.box,
      "other/labels/train/a.txt": "",
    ])
    defer { tree.remove() }
    #expect(
      try tree.read("labels").said == [
        """
        labels: found no label file of any of 2 images, the first "a.png"; allowed a label file for \
        each image that shows an object, called as the image; check where the labels are
        """
      ]
    )
    #expect(
      try tree.read("other/labels").said.first?.hasPrefix(
        "other/labels: found a folder without a label file; allowed a folder of .txt files"
      ) == true
    )
    let fault = #expect(throws: Diagnostic.self) {
      try GroundTruth(path: tree.path("labels"), classCount: 2)
    }
    #expect(fault?.cause == .access)
    #expect(
      try tree.read("labels/sub", reading: LabelReading(images: tree.path("labels"))).said == [
        """
        labels: found no image; allowed JPEG, PNG and the like; give the folder that holds the \
        images themselves
        """
      ]
    )
  }

  static let lines: [(text: String, sentence: String)] = [
    (
      "0 0.5 0.5 x 0.5",
      """
      found "x" in "0 0.5 0.5 x 0.5"; allowed class, centre x, centre y, width, height, or class \
      and a polygon; write a number, or delete the line
      """
    ),
    (
      "a.jpg 1,2,3,4,0",
      """
      found "a.jpg" in "a.jpg 1,2,3,4,0"; allowed class, centre x, centre y, width, height, or class \
      and a polygon; write a number, or delete the line
      """
    ),
    (
      "0,0.5,0.5,0.1,0.1",
      """
      found "0,0.5,0.5,0.1,0.1" in "0,0.5,0.5,0.1,0.1"; allowed class, centre x, centre y, width, \
      height, or class and a polygon; write blanks between the numbers; annotation lines with names \
      of images are another form
      """
    ),
    (
      "0 0.5 0.5 0.1 0.1 0.9",
      """
      found "0 0.5 0.5 0.1 0.1 0.9", 6 numbers; allowed class, centre x, centre y, width, height, or \
      class and a polygon; leave out the last: with a score these are detections, not labels
      """
    ),
    (
      "0.5 0.5 0.1 0.1",
      """
      found "0.5 0.5 0.1 0.1", 4 numbers; allowed class, centre x, centre y, width, height, or class \
      and a polygon; add the class at the beginning
      """
    ),
    (
      "0 0.5",
      """
      found "0 0.5", 2 numbers; allowed class, centre x, centre y, width, height, or class and a \
      polygon; complete the line, or delete it
      """
    ),
    (
      "0 0.5 0.5 0.1 0.1 0.2 0.2 0.3",
      """
      found "0 0.5 0.5 0.1 0.1 0.2 0.2 0.3", 8 numbers; allowed class, centre x, centre y, width, \
      height, or class and a polygon; write both coordinates of every corner; for boxes with \
      keypoints give the data.yaml with its kpt_shape
      """
    ),
    (
      "0 0.5 0.5 1.02 0.1",
      """
      found "0 0.5 0.5 1.02 0.1"; allowed fractions of the image, 0 to 1; correct the line
      """
    ),
    (
      "0 320 240 64 48",
      """
      found "0 320 240 64 48"; allowed fractions of the image, 0 to 1; these seem to be pixels: \
      divide x and width by the width of the image, y and height by its height
      """
    ),
    (
      "0 0.5 0.5 0 0.1",
      """
      found "0 0.5 0.5 0 0.1", which has no area; allowed width and height above 0; delete the line \
      or correct it
      """
    ),
    (
      "0 0.5 0.5 0.5 0.5 0.5 0.5",
      """
      found "0 0.5 0.5 0.5 0.5 0.5 0.5", which has no area; allowed width and height above 0; delete \
      the line or correct it
      """
    ),
    (
      "2 0.5 0.5 0.1 0.1",
      """
      found class 2; allowed 0 to 1; number the classes from 0, or give the configuration the right \
      classes
      """
    ),
    (
      "0.5 0.5 0.5 0.1 0.1",
      """
      found class 0.5; allowed a whole number from 0; check the order of the fields
      """
    ),
  ]

  @Test("each fault has its sentence", arguments: lines)
  func sentences(text: String, sentence: String) throws {
    #expect(try said(text) == "labels/a.txt:1: \(sentence)")
  }

  @Test("boxes and polygons in one file are not what its writer meant")
  func mixed() throws {
    #expect(
      try said("0 .5 .5 .1 .1\n0 .1 .1 .2 .1 .2 .3\n0 .1 .1 .2 .1 .2 .3\n") == """
        labels/a.txt:2: found boxes and polygons in one file; allowed one of both; write all as \
        polygons: loaders take a box among them for a polygon of two corners
        """
    )
  }

  @Test("all faults of all files at once; pixels in all of them once")
  func several() throws {
    let some = try said("0 .5 .5 .1\n1 .5 .5 .1 .1\n5 .5 .5 .1 .1\n", more: ["labels/b.txt": "x"])
    #expect(some.split(separator: "\n").count == 3)
    let pixels = try said("0 50 50 10 10\n0 60 60 10 10\n", more: ["labels/b.txt": "1 9 9 4 4\n"])
    #expect(pixels.contains("\"0 50 50 10 10\", and 2 more lines like it; allowed fractions"))
    // One good line among them: no cause is guessed.
    #expect(try said("0 50 50 10 10\n0 .5 .5 .1 .1").contains("correct the line"))
    #expect(try said("1 .5 .5 .1 .1\n2 .5 .5 .1 .1\n").contains("counted from 1"))
  }

  @Test("names beside the labels tell the classes of a detector that has names")
  func classesFile() throws {
    let tree = try LabelTree([
      "classes.txt": "cat\nfish\n\ndog\n", "a.txt": "0 .5 .5 .1 .1\n2 .5 .5 .2 .2\n",
      "b/classes.txt": "cat\nfish\n", "b/a.txt": "1 .5 .5 .1 .1\n7 .5 .5 .1 .1\n",
    ])
    defer { tree.remove() }
    #expect(try tree.read("").truth?.images[0].objects.map(\.classID) == [1, 0])
    #expect(
      try tree.read("b").said.joined().split(separator: "\n") == [
        """
        b/a.txt:1: found class 1, called "fish"; allowed the detector's classes by their names; call \
        a class of the configuration so, or check that these labels belong to it
        """,
        """
        b/a.txt:2: found class 7; allowed 0 to 1, which b/classes.txt has names for; number the \
        classes from 0, or complete the names
        """,
      ]
    )
    // A detector with a number of classes takes numbers as they are.
    let plain = try tree.read("", names: [], classes: 3)
    #expect(plain.truth?.images[0].objects.map(\.classID) == [0, 2])
  }

  static let lists = ["images/b.png\nimages/a.png\n", "./images/b.png\r\n./images/a.png"]

  @Test("a list of images leads to their labels", arguments: lists)
  func list(text: String) throws {
    let tree = try LabelTree([
      "images/a.png": "", "images/b.png": "", "labels/a.txt": Self.box, "val.txt": text,
    ])
    defer { tree.remove() }
    for reading in [LabelReading(), LabelReading(format: .yolo)] {
      let (truth, said) = try tree.read("val.txt", reading: reading)
      #expect(truth?.images.map(\.name) == ["b.png", "a.png"])
      #expect(truth?.images.map(\.objects.count) == [0, 1])
      #expect(said.count == 2 && said[1].contains("1 image of 2 without a label file"))
      #expect(
        said[0] == """
          val.txt: found a list of 2 images; their labels are read where YOLO has them, in the list's \
          order
          """
      )
    }
  }

  @Test("a list longer than its beginning, which is looked at, leads to labels as well")
  func longList() throws {
    let long = String(repeating: "x", count: 60)
    let text = "images/a.png\n" + (10..<70).map { "images/\(long)\($0).png\n" }.joined()
    // The beginning ends within a name, so that its last line is no image's.
    #expect(text.utf8.prefix(4096).suffix(5).elementsEqual("xxxxx".utf8))
    let tree = try LabelTree(["images/a.png": "", "labels/a.txt": Self.box, "val.txt": text])
    defer { tree.remove() }
    let (truth, said) = try tree.read("val.txt")
    #expect(truth?.images.count == 61 && truth?.images.first?.objects.count == 1)
    #expect(said.first?.hasPrefix("val.txt: found a list of 61 images") == true)
  }

  @Test("a list with paths of another machine finds what lies beside it, or where images are said")
  func foreignList() throws {
    let tree = try LabelTree([
      "a.png": "", "a.txt": Self.box, "there/images/b.png": "", "there/labels/b.txt": Self.box,
      "train.txt": "/content/data/a.png\n/content/data/b.png\n",
      "windows.txt": #"C:\data\there\images\b.png"#,
    ])
    defer { tree.remove() }
    let beside = try tree.read("train.txt")
    #expect(beside.truth?.images.map(\.objects.count) == [1, 0])
    let said = try tree.read("train.txt", reading: LabelReading(images: tree.path("there/images")))
    #expect(said.truth?.images.map(\.objects.count) == [1, 1])
    #expect(said.said.count == 1)
    let windows = try tree.read("windows.txt")
    #expect(windows.truth?.images.map(\.objects.count) == [1] && windows.said.count == 1)
  }

  @Test("names of images alone stay images without objects where no labels lie beside")
  func noList() throws {
    let tree = try LabelTree(["l.txt": "a.png\nb.png\n", "a.png": "", "m.txt": "c\na.png\n"])
    defer { tree.remove() }
    let (truth, said) = try tree.read("l.txt")
    #expect(truth?.images.map(\.name) == ["a.png", "b.png"] && said == [])
    #expect(try tree.read("m.txt").truth?.images.count == 2)
  }

  @Test("a name of the detector's in place of a class's number")
  func names() throws {
    let tree = try LabelTree([
      "a.txt": "cat .5 .5 .1 .1\n0 .5 .5 .1 .2\n", "b/a.txt": "cta .5 .5 .1 .1",
    ])
    defer { tree.remove() }
    #expect(try tree.read("").truth?.images[0].objects.map(\.classID) == [1, 0])
    #expect(
      try tree.read("b").said == [
        """
        b/a.txt:1: found an object called "cta"; allowed the detector's classes by their names; did \
        you mean "cat"? Labels and configuration must agree on names
        """
      ]
    )
    #expect(try tree.read("", names: []).said.first?.contains("found \"cat\" in") == true)
  }

  @Test("a pipe among label files, or that a data.yaml leads to, is not waited for")
  func pipes() throws {
    let tree = try LabelTree(["labels/a.txt": Self.box, "data.yaml": "val: list"])
    defer { tree.remove() }
    for name in ["labels/b.txt", "list"] {
      try #require(unsafe mkfifo(tree.path(name), 0o600) == 0)
    }
    #expect(
      try tree.read("labels").said == [
        "labels/b.txt: found a pipe; allowed an ordinary file; remove it, or what leads to it"
      ]
    )
    #expect(try tree.read("data.yaml").said.first?.hasPrefix("list: found a pipe") == true)
  }
}

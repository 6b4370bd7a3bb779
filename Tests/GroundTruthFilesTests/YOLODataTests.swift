import BoxGeometry
import GroundTruthFiles
import Testing

@Suite("Ultralytics' data.yaml")
struct YOLODataTests {
  private static let files = [
    "set/images/val/a.png": "", "set/labels/val/a.txt": "0 .5 .5 .1 .1\n",
    "set/images/train/b.png": "", "set/labels/train/b.txt": "1 .5 .5 .1 .1\n",
    "set/images/train/c.png": "", "set/list.txt": "./images/train/c.png\n./images/train/b.png\n",
  ]

  /// The names and classes of the images that a `data.yaml` beside the folder `set` leads to.
  private func read(_ yaml: String, at path: String = "set/data.yaml") throws -> (
    images: [String], classes: [Int], said: [String]
  ) {
    let tree = try LabelTree(Self.files.merging([path: yaml]) { $1 })
    defer { tree.remove() }
    let (truth, said) = try tree.read(path)
    return (
      truth?.images.map(\.name) ?? [], truth?.images.flatMap { $0.objects.map(\.classID) } ?? [],
      said
    )
  }

  static let good: [(yaml: String, images: [String], classes: [Int])] = [
    ("val: images/val", ["a.png"], [0]),
    ("train: images/train\nval: images/val # 4 images\nnames: [cat, dog]", ["a.png"], [1]),
    ("path: .\nvalidation: 'images/val'\nnames:\n  0: cat\n  1: \"dog\"\n", ["a.png"], [1]),
    ("train: images/train\nnames:\n- dog\n- cat\nnc: 2", ["b.png", "c.png"], [1]),
    ("train: list.txt\nnames: {1: dog, 0: 'cat'}", ["c.png", "b.png"], [0]),
    ("val: [images/train, images/val]", ["b.png", "c.png", "a.png"], [1, 0]),
    ("val:\n  - images/val\n  - images/train\n", ["a.png", "b.png", "c.png"], [0, 1]),
    ("path: ../nowhere\nval: images/val\n", ["a.png"], [0]),
    ("val: ../images/val\n", ["a.png"], [0]),
    ("names: [\n  cat,\n  'dog', ]\nval: images/val", ["a.png"], [1]),
    (
      "# c\n---\nval: images/val\ndownload: |\n  from x import y\n  rm('z')\nroboflow:\n  w: &x z\n",
      ["a.png"], [0]
    ),
  ]

  @Test("leads to images and their labels, and names classes", arguments: good)
  func accepted(yaml: String, images: [String], classes: [Int]) throws {
    let found = try read(yaml)
    #expect(found.images == images && found.classes == classes, "\(found.said)")
    let split = ["val", "validation", "train"].first { yaml.contains("\($0):") } ?? ""
    #expect(found.said.first?.contains("of \"\(split)\"; for others, give the folder") == true)
  }

  @Test("JPEGImages are the images beside labels too, as darknet has them", arguments: 0..<4)
  func jpegImages(form: Int) throws {
    let tree = try LabelTree([
      "set/JPEGImages/a.png": "", "set/labels/a.txt": "1 .5 .5 .1 .1\n",
      "set/JPEGImages/b.png": "", "set/labels/b.txt": "0 .5 .5 .1 .1\n",
      "set/data.yaml": "val: JPEGImages", "set/list.txt": "JPEGImages/a.png\nJPEGImages/b.png\n",
    ])
    defer { tree.remove() }
    let path = ["set/labels", "set/data.yaml", "set/list.txt", "set/labels/a.txt"][form]
    let truth = try #require(try tree.read(path).truth)
    let count = form == 3 ? 1 : 2
    #expect(truth.images.map(\.name) == ["a.png", "b.png"].prefix(count).map(\.self))
    #expect(truth.images.flatMap { $0.objects.map(\.classID) } == Array([1, 0].prefix(count)))
    for image in truth.images.indices {
      var read: [String] = []
      let size = try truth.header(ofImage: image, filesRead: &read).size
      #expect(size == PixelSize(width: 48, height: 64) && read.count == 1)
    }
    let lines = try LabelTree([
      "set/JPEGImages/a.png": "", "set/labels/all.txt": "a.png 1,2,3,4,0\n",
    ])
    defer { lines.remove() }
    var read: [String] = []
    let named = try #require(try lines.read("set/labels/all.txt").truth)
    _ = try named.header(ofImage: 0, filesRead: &read)
    #expect(read == [lines.path("set/JPEGImages/a.png")])
  }

  @Test("a path is relative to the file, or absolute")
  func path() throws {
    #expect(try read("path: set\nval: images/val", at: "data.yml").images == ["a.png"])
  }

  static let faults: [(yaml: String, sentence: String)] = [
    (
      "names: [dog, cat]",
      """
      set/data.yaml: found neither val nor train; allowed a folder of images, or a list of them, for \
      val or train; add it, or give the folder of the labels
      """
    ),
    (
      "\nval: images/test",
      """
      set/data.yaml:2: found val: "images/test", and nothing at set/images/test; \
      allowed a folder of images, or a list of them; correct it, or "path" before it
      """
    ),
    (
      "val: images/val\nnc: 3\nnames: [dog, cat]",
      """
      set/data.yaml:2: found nc 3 and 2 names; allowed as many of both; correct one of them
      """
    ),
    (
      "val: images/val\nnames:\n  1: dog\n  2: cat\n",
      """
      set/data.yaml:2: found class "2" of 2; allowed each number from 0 to 1 once; number the \
      classes from 0
      """
    ),
    (
      "val: *images",
      """
      set/data.yaml:1: found "*images" for "val"; allowed words, lists and maps; write the value \
      itself
      """
    ),
    (
      "val: images/val\nval: images/train",
      """
      set/data.yaml:2: found key "val" a second time; allowed each key once; remove one of them
      """
    ),
    (
      "val: images/val\nwhat is this",
      """
      set/data.yaml:2: found "what is this"; allowed a key and its value; write it as key: value
      """
    ),
    (
      "names:\n  dog\nval: images/val",
      """
      set/data.yaml:2: found "dog"; allowed an item of a list or a map; write it as - item
      """
    ),
    (
      "val: images/val\nnames: [dog, cat",
      """
      set/data.yaml: found a list that does not end; allowed a closing bracket; check that the file \
      is complete
      """
    ),
  ]

  @Test("each fault has its sentence", arguments: faults)
  func sentences(yaml: String, sentence: String) throws {
    #expect(try read(yaml).said == [sentence])
  }

  @Test("kpt_shape tells boxes with keypoints from polygons")
  func keypoints() throws {
    let tree = try LabelTree([
      "set/images/a.png": "",
      "set/labels/a.txt": "1 .5 .5 .4 .2 .4 .5 2 0 0 0 .6 .55 1 .5 .5 2\n",
      "set/data.yaml": "val: images\nkpt_shape: [4, 3]\n",
      "plain/data.yaml": "path: ../set\nval: images\n",
      "five/data.yaml": "path: ../set\nval: images\nkpt_shape: [5, 3]\n",
      "four/data.yaml": "path: ../set\nval: images\nkpt_shape: [4, 4]\n",
    ])
    defer { tree.remove() }
    let (truth, said) = try tree.read("set/data.yaml")
    let box = try #require(truth?.images.first?.objects.first?.box)
    #expect(box == CornerBox(minX: 0.3, minY: 0.4, maxX: 0.7, maxY: 0.6))
    #expect(
      said.last == """
        set/labels/a.txt:1: found 1 box with 4 keypoints; the box of numbers 2 to 5 counts; the \
        keypoints are left out
        """
    )
    let sentences = [
      "plain": """
      set/labels/a.txt:1 (of a.png): found "1 .5 .5 .4 .2 .4 .5 2 0 0 0 .6 .55 1 .5 .5 2"; allowed \
      fractions of the image, 0 to 1; these seem to be boxes with keypoints: give the data.yaml \
      with its kpt_shape
      """,
      "five": """
      set/labels/a.txt:1 (of a.png): found "1 .5 .5 .4 .2 .4 .5 2 0 0 0 .6 .55 1 .5 .5 2", 17 \
      numbers; allowed 20 numbers: class, centre x, centre y, width, height and 5 keypoints of 3 \
      numbers, by the kpt_shape of the data.yaml; complete the line, or correct kpt_shape
      """,
      "four": """
      four/data.yaml:3: found kpt_shape of "4, 4"; allowed how many keypoints, and 2 or 3 numbers \
      each, as [17, 3]; correct it
      """,
    ]
    for (folder, sentence) in sentences {
      let said = try tree.read("\(folder)/data.yaml").said
      #expect(said.last?.hasSuffix(sentence) == true, "\(said)")
    }
  }
}

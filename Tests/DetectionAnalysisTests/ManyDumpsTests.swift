import DetectionAnalysis
import DetectionTestSupport
import Foundation
import GroundTruthFiles
import TensorFiles
import Testing

@Suite("Many dumps of one batch")
struct ManyDumpsTests {
  private static func example(
    _ fixture: DialectFixture,
    _ heads: [String],
    labels: String? = nil,
    order: String? = nil
  ) throws -> DetectionCase {
    try DetectionCase(
      configuration: fixture.configuration,
      heads: .files(heads),
      truth: .labels(labels ?? fixture.files.labels, LabelReading(order: order))
    )
  }

  @Test(
    "have the loss, the gradient and the boxes of one dump, to the bit, in every dialect",
    arguments: DialectFixture.names
  )
  func sameBits(name: String) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let fixture = try DialectFixture(name)
    let whole = try Self.example(fixture, [fixture.files.heads])
    let expected = try whole.loss()
    let gradient = try whole.gradient()
    let boxes = try whole.detections(score: 0.2)
    let stems = whole.images.map { $0.name.replacing(".jpg", with: "") }
    let named = try CutDump(fixture.files.heads, names: stems, in: folder)
    let counted = try CutDump(
      fixture.files.heads,
      names: stems.indices.map { "part\($0)" },
      in: folder
    )
    for (heads, code) in [
      (named.archives, "heads.by-name"), (named.archives.reversed(), "heads.by-name"),
      (counted.archives, "heads.in-order"),
    ] {
      for threads in [1, 3, .max] {
        var example = try Self.example(fixture, heads)
        example.threads = threads
        #expect(try example.loss() == expected)
        #expect(example.notes.map(\.code).contains(code))
        var images: [ImageLoss] = []
        let total = try example.loss { image, loss in
          #expect(image == images.count)
          images.append(loss)
        }
        #expect(images == expected.images && total.images.isEmpty)
        #expect(total.loss == expected.loss && total.scales == expected.scales)
        let found = try example.detections(score: 0.2)
        #expect(found.map(\.detections) == boxes.map(\.detections))
        let parts = try example.gradient()
        let scales = gradient.count
        for (scale, head) in gradient.enumerated() {
          let values = stride(from: scale, to: parts.count, by: scales).flatMap { parts[$0].values }
          #expect(values == head.values)
        }
      }
    }
  }

  @Test("are compared with another dialect and another dump as one dump is")
  func comparisons() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let name = try #require(DialectFixture.names.first { $0.hasPrefix("ultralytics/") })
    let fixture = try DialectFixture(name)
    let whole = try Self.example(fixture, [fixture.files.heads])
    let stems = whole.images.map { $0.name.replacing(".jpg", with: "") }
    let cut = try CutDump(fixture.files.heads, names: stems, in: folder)
    let parts = try Self.example(fixture, cut.archives)
    let dialects = try (
      whole.comparison(withDialect: "mmdetection"), parts.comparison(withDialect: "mmdetection")
    )
    #expect(dialects.0.steps == dialects.1.steps)
    #expect(dialects.0.second.report == dialects.1.second.report)

    // Another dump, whose second image has one value that differs.
    let other = try TemporaryFolder()
    defer { other.remove() }
    let first = try TensorFile(path: fixture.files.heads).arrays
    let path = other.path("other.npz")
    var writer = try TensorWriter(path: path)
    for (index, array) in first.enumerated() {
      var values = try array.values(as: Float.self)
      if index == 0 { values[values.count / array.shape[0] + 4] += 3 }
      try writer.begin(array.name, shape: array.shape, of: Float.self)
      try writer.append(values)
    }
    try writer.finish()
    let expected = try whole.comparison(with: whole.replacing(heads: .files([path])))
    #expect(expected.heads.contains { $0.largest > 2.9 })
    let otherCut = try CutDump(path, names: stems, in: other)
    for (left, right) in [
      (whole, otherCut.archives), (parts, [path]), (parts, otherCut.archives.reversed()),
    ] {
      let found = try left.comparison(with: left.replacing(heads: .files(right)))
      #expect(found.heads == expected.heads)
      #expect(found.losses?.second == expected.losses?.second)
    }
  }

  /// A small case whose dump and labels are files.
  struct Files {
    let folder: TemporaryFolder
    let whole: String
    let cut: CutDump
    let configuration = SmallCase().configuration

    init(names: [String] = ["b", "a"]) throws {
      let (folder, small) = (try TemporaryFolder(), SmallCase())
      self.folder = folder
      whole = folder.path("whole.npz")
      var writer = try TensorWriter(path: whole)
      try writer.begin("fine", shape: small.fineShape, of: Float.self)
      try writer.append(small.fine)
      try writer.begin("coarse", shape: small.coarseShape, of: Float.self)
      try writer.append(small.coarse)
      try writer.finish()
      cut = try CutDump(whole, names: names, in: folder)
    }

    func open(_ heads: [String], _ truth: DetectionCase.Truth) throws(Diagnostic) -> DetectionCase {
      try DetectionCase(configuration: configuration, heads: .files(heads), truth: truth)
    }
  }

  static let lines = "b.jpg 2,3,12,14,0 20,4,52,30,1\na.jpg 30,6,62,20,1\n"

  private static let coco = """
    {"images": [{"id": 5, "file_name": "b.jpg", "width": 64, "height": 32},
                {"id": 2, "file_name": "a.jpg", "width": 64, "height": 32}],
     "categories": [{"id": 1, "name": "cat"}, {"id": 7, "name": "dog"}],
     "annotations": [
       {"id": 1, "image_id": 5, "category_id": 1, "bbox": [2, 3, 10, 11], "iscrowd": 0},
       {"id": 2, "image_id": 5, "category_id": 7, "bbox": [20, 4, 32, 26], "iscrowd": 0},
       {"id": 3, "image_id": 2, "category_id": 7, "bbox": [30, 6, 32, 14], "iscrowd": 0}]}
    """

  @Test("go with labels of every form, and find their images by name")
  func labels() throws {
    let files = try Files()
    defer { files.folder.remove() }
    let lines = try files.folder.write("labels.txt", Self.lines)
    let coco = try files.folder.write("labels.json", Self.coco)
    let whole = try files.open([files.whole], .labels(lines)).loss()
    #expect(whole.total > 0)
    for labels in [lines, coco] {
      let example = try files.open(files.cut.archives.reversed(), .labels(labels))
      #expect(example.images.map(\.name) == ["b.jpg", "a.jpg"])
      #expect(try example.loss() == whole)
    }

    // YOLO's images come in the order of their names, a before b.
    let yolo = try TemporaryFolder()
    defer { yolo.remove() }
    _ = try yolo.write(
      "b.txt",
      "0 0.109375 0.265625 0.15625 0.34375\n1 0.5625 0.53125 0.5 0.8125\n"
    )
    _ = try yolo.write("a.txt", "1 0.71875 0.40625 0.5 0.4375\n")
    let example = try files.open(files.cut.archives, .labels(yolo.path("")))
    #expect(example.images.map(\.name) == ["a", "b"])
    #expect(try example.loss().images == whole.images.reversed())
  }

  @Test("come in the order that somebody says, and others are left out")
  func order() throws {
    let files = try Files()
    defer { files.folder.remove() }
    let lines = try files.folder.write("labels.txt", Self.lines)
    let order = try files.folder.write("order.txt", "a\nb\n")
    let whole = try files.open([files.whole], .labels(lines)).loss()
    let turned = try files.open(
      files.cut.archives,
      .labels(lines, LabelReading(order: order))
    )
    #expect(try turned.loss().images == whole.images.reversed())
    let one = try files.folder.write("one.txt", "a.jpg\n")
    let example = try files.open(files.cut.archives, .labels(lines, LabelReading(order: one)))
    #expect(try example.loss().images == [whole.images[1]])
    let note = try #require(example.notes.first { $0.code == "heads.by-name" })
    #expect(note.remedy.contains("1 dump of other images, \"b\" first, is left out"))
  }

  @Test("that do not fit are refused, with the first name that differs and both counts")
  func misfits() throws {
    let files = try Files()
    defer { files.folder.remove() }
    let lines = try files.folder.write("labels.txt", Self.lines + "c.jpg\n")
    func fault(_ heads: [String]) -> Diagnostic? {
      do throws(Diagnostic) { _ = try files.open(heads, .labels(lines)) } catch { return error }
      return nil
    }
    let missing = try #require(fault(files.cut.archives))
    #expect(missing.code == "heads.names" && missing.cause == .content)
    #expect(missing.found.hasPrefix("image \"c.jpg\" without a dump, among 2 dumps"))
    #expect(missing.found.contains("matched by name to 3 images"))
    let foreign = try CutDump(files.whole, names: ["c", "d"], in: files.folder)
    let unknown = try #require(fault(files.cut.archives + foreign.archives))
    #expect(unknown.place.file == foreign.archives[1])
    #expect(unknown.found.hasPrefix("a dump called as no image is, among 4 dumps"))
    let counted = try CutDump(files.whole, names: ["x", "y"], in: files.folder)
    let short = try #require(fault(counted.archives))
    #expect(short.code == "truth.image-count")
    #expect(short.found == "3 images, in the order of the file, the first without a dump \"c.jpg\"")
    #expect(short.allowed == "2, as 2 dumps hold, in the order given")
    let long = try #require(fault(counted.archives + [files.whole]))
    #expect(
      long.found
        == "3 images, in the order of the file, the first dump without an image \(files.whole)"
    )
    #expect(long.allowed == "4, as 3 dumps hold, in the order given")

    let twin = try TemporaryFolder()
    defer { twin.remove() }
    let again = try CutDump(files.whole, names: ["a", "e"], in: twin).archives[0]
    let double = try #require(fault(files.cut.archives + [again]))
    #expect(
      double.found.contains("a second dump of image \"a.jpg\", beside \(files.cut.archives[1])")
    )
  }

  @Test("of one input size alone; both files are named")
  func otherInput() throws {
    let files = try Files()
    defer { files.folder.remove() }
    let path = files.folder.path("large.npz")
    var writer = try TensorWriter(path: path)
    for (name, rows) in [("fine", 8), ("coarse", 4)] {
      try writer.begin(name, shape: [1, rows, rows, 2, 7], of: Float.self)
      try writer.append([Float](repeating: -2, count: rows * rows * 14))
    }
    try writer.finish()
    let fault = #expect(throws: Diagnostic.self) {
      _ = try files.open(files.cut.archives + [path], .none)
    }
    #expect(fault?.code == "heads.other-input" && fault?.place.file == path)
    #expect(fault?.allowed == "64x32, as \(files.cut.archives[0]) has it")
  }

  @Test("may be a file for each image and scale, called by both")
  func imageAndScale() throws {
    let files = try Files()
    defer { files.folder.remove() }
    let lines = try files.folder.write("labels.txt", Self.lines)
    let whole = try files.open([files.whole], .labels(lines)).loss()
    let small = SmallCase()
    for pattern in ["IMAGE_SCALE", "IMAGE-SCALE", "SCALE.IMAGE", "IMAGE/SCALE", "SCALE/IMAGE"] {
      var paths: [String] = []
      for (image, name) in ["b", "a"].enumerated() {
        for (scale, values) in [("coarse", small.coarse), ("fine", small.fine)] {
          let shape = scale == "fine" ? small.fineShape : small.coarseShape
          let count = values.count / 2
          let stem = pattern.replacing("IMAGE", with: name).replacing("SCALE", with: scale)
          let parent = stem.split(separator: "/").dropLast().joined()
          if !parent.isEmpty {
            try FileManager.default.createDirectory(
              atPath: files.folder.path(parent),
              withIntermediateDirectories: true
            )
          }
          let bytes = values[image * count..<(image + 1) * count].flatMap { value in
            (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
          }
          paths.append(
            try files.folder.write(
              "\(stem).safetensors",
              bytes: Safetensors.bytes("x", [1] + shape.dropFirst(), bytes)
            )
          )
        }
      }
      let example = try files.open(paths, .labels(lines))
      #expect(try example.loss() == whole)
      #expect(example.notes.map(\.code) == ["heads.files", "heads.by-name"])
      let fault = #expect(throws: Diagnostic.self) {
        _ = try files.open(Array(paths.dropLast()), .labels(lines))
      }
      #expect(fault?.found == "no file of scale \"fine\" of that image")
    }
  }

  @Test("of several files that hold one array a scale together are one batch, as ever")
  func together() throws {
    let files = try Files()
    defer { files.folder.remove() }
    let lines = try files.folder.write("labels.txt", Self.lines)
    let whole = try files.open([files.whole], .labels(lines)).loss()
    let small = SmallCase()
    let paths = try [("p4", small.coarse, small.coarseShape), ("p3", small.fine, small.fineShape)]
      .map { name, values, shape in
        let path = files.folder.path("\(name).npz")
        var writer = try TensorWriter(path: path)
        try writer.begin(name, shape: shape, of: Float.self)
        try writer.append(values)
        try writer.finish()
        return path
      }
    let example = try files.open(paths, .labels(lines))
    #expect(try example.loss() == whole)
    #expect(example.notes.isEmpty)
  }

  @Test("that hold NaN name the file, the image and the place")
  func nonFinite() throws {
    let files = try Files()
    defer { files.folder.remove() }
    let lines = try files.folder.write("labels.txt", Self.lines)
    var small = SmallCase()
    small.fine[500] = .nan
    var writer = try TensorWriter(path: files.whole)
    try writer.begin("fine", shape: small.fineShape, of: Float.self)
    try writer.append(small.fine)
    try writer.begin("coarse", shape: small.coarseShape, of: Float.self)
    try writer.append(small.coarse)
    try writer.finish()
    let cut = try CutDump(files.whole, names: ["b", "a"], in: files.folder)
    let example = try files.open(cut.archives, .labels(lines))
    for question in [{ _ = try example.loss() }, { _ = try example.gradient() }]
      as [() throws -> Void]
    {
      let fault = #expect(throws: Diagnostic.self) { try question() }
      #expect(fault?.code == "heads.non-finite" && fault?.place.file == cut.archives[1])
      #expect(fault?.place.image == "a.jpg")
    }
  }

  @Test("of values behind a sigmoid are told as one such dump is")
  func activated() throws {
    let files = try Files()
    defer { files.folder.remove() }
    let small = SmallCase()
    var writer = try TensorWriter(path: files.whole)
    for (name, values, shape) in [
      ("fine", small.fine, small.fineShape), ("coarse", small.coarse, small.coarseShape),
    ] {
      try writer.begin(name, shape: shape, of: Float.self)
      try writer.append(values.map { 0.5 + $0 / 8 })
    }
    try writer.finish()
    let cut = try CutDump(files.whole, names: ["b", "a"], in: files.folder)
    for heads in [[files.whole], cut.archives] {
      let fault = #expect(throws: Diagnostic.self) { _ = try files.open(heads, .none) }
      #expect(fault?.code == "heads.activated")
    }
    var configuration = files.configuration
    configuration.activation = .sigmoid
    let lines = try files.folder.write("labels.txt", Self.lines)
    let losses = try [[files.whole], cut.archives].map {
      try DetectionCase(
        configuration: configuration,
        heads: .files($0),
        truth: .labels(lines)
      ).loss()
    }
    #expect(losses[0] == losses[1])
  }
}

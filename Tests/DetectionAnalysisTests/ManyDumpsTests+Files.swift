import DetectionAnalysis
import DetectionTestSupport
import GroundTruthFiles
import TensorFiles
import Testing

extension ManyDumpsTests {
  /// Writes one scale of one image.
  private static func write(
    _ scale: String,
    _ name: String,
    in folder: TemporaryFolder
  ) throws -> String {
    let path = folder.path("\(name).npz")
    let shape = scale == "fine" ? [1, 4, 8, 2, 7] : [1, 2, 4, 2, 7]
    var writer = try TensorWriter(path: path)
    try writer.begin("x", shape: shape, of: Float.self)
    try writer.append([Float](repeating: -2, count: shape.reduce(1, *)))
    try writer.finish()
    return path
  }

  @Test("called by scales come with the finest scale of the first image first")
  func firstOfScales() throws {
    let files = try Files()
    defer { files.folder.remove() }
    let paths = try ["b", "a"].flatMap { image in
      try ["coarse", "fine"].map { scale in
        try Self.write(scale, "\(image)_\(scale)", in: files.folder)
      }
    }
    let example = try files.open(paths, .none)
    let note = try #require(example.notes.first { $0.code == "heads.files" })
    #expect(note.found == "4 files called by a scale each, and by something else")
    #expect(note.remedy.hasSuffix("are one dump, \(paths[1]) first"))
  }

  @Test("are no one batch where more than a thousand lack a scale, and the first is named")
  func tooMany() throws {
    let files = try Files()
    defer { files.folder.remove() }
    let first = try Self.write("fine", "one", in: files.folder)
    // Nothing is read of the others.
    let others = (0..<1024).map { files.folder.path("other\($0).npz") }
    let fault = #expect(throws: Diagnostic.self) {
      _ = try files.open([first] + others, .none)
    }
    #expect(fault?.code == "heads.files" && fault?.place.file == first)
    #expect(fault?.found == "1025 files, this one without an array for each scale")
  }

  @Test("that are taken one by one have the losses of their images, over one input size alone")
  func stream() throws {
    let files = try Files()
    defer { files.folder.remove() }
    let lines = try files.folder.write("labels.txt", Self.lines)
    let whole = try files.open([files.whole], .labels(lines)).loss()
    let large = files.folder.path("large-b.npz")
    var writer = try TensorWriter(path: large)
    for (name, rows) in [("fine", 8), ("coarse", 4)] {
      try writer.begin(name, shape: [1, rows, rows, 2, 7], of: Float.self)
      try writer.append([Float](repeating: -2, count: rows * rows * 14))
    }
    try writer.finish()
    var stream = DumpStream(
      configuration: files.configuration,
      fit: nil,
      labels: lines,
      reading: LabelReading(),
      order: nil,
      elementType: nil,
      threads: 1
    )
    let results = try stream.losses(of: files.cut.archives)
    #expect(results.map(\.image) == [0, 1])
    let losses = try results.map { try $0.outcome.get().loss }
    #expect(losses.map(\.loss) == whole.images.map(\.loss))
    let other = try #require(stream.losses(of: [large]).first)
    let fault = #expect(throws: Diagnostic.self) { _ = try other.outcome.get() }
    #expect(fault?.place.file == large)
  }

  @Test("are looked at up to the last image that is asked for, in a diagnosis")
  func diagnosis() throws {
    let files = try Files()
    defer { files.folder.remove() }
    let lines = try files.folder.write("labels.txt", Self.lines)
    let example = try files.open(files.cut.archives, .labels(lines))
    for (limit, images) in [(16, 2), (1, 1), (0, 1)] {
      #expect(try example.diagnosis(images: limit).images == images)
    }
  }
}

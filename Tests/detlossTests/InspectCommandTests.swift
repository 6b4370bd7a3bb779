import DetectionTestSupport
import Foundation
import TensorFiles
import Testing
import ToolSupport
import detloss

@Suite("detloss inspect")
struct InspectCommandTests {
  /// The output with the sample's own path as the README writes it.
  private static func text(_ words: [String]) -> String {
    let run = ToolRun.inProcess(["inspect"] + words)
    #expect(run.code == .done)
    #expect(run.messages.isEmpty)
    let rest = run.output.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    #expect(rest[0].hasSuffix("sample-data/heads.npz: 3 arrays"))
    return "sample-data/heads.npz: 3 arrays\n" + rest[1]
  }

  @Test("describes the arrays of the sample")
  func text() throws {
    #expect(Self.text([Sample.heads[1]]) == (try Sample.expectedText("inspect")))
  }

  @Test("with a config names scales and only the layouts that fit")
  func configured() throws {
    let words = [Sample.heads[1]] + Sample.config
    #expect(Self.text(words) == (try Sample.expectedText("inspect-config")))
  }

  @Test("JSON has what the text has, with every digit")
  func json() throws {
    let run = ToolRun.inProcess(["inspect", Sample.heads[1], "--format", "json"])
    #expect(try run.keys() == ["schema", "files"])
    #expect(try run.keys("files") == ["file", "arrays", "other_members"])
    #expect(
      try run.keys("files", "arrays") == [
        "name", "shape", "dtype", "byte_order", "layouts", "minimum", "maximum", "mean", "nan",
        "infinity", "minimum_at", "maximum_at", "standard_deviation", "percentiles", "histogram",
        "first_non_finite_at",
      ]
    )
    let configured = ToolRun.inProcess(
      ["inspect", Sample.heads[1], "--format", "json"] + Sample.config
    )
    #expect(try configured.keys() == ["schema", "files", "fit", "heads"])
    #expect(
      try configured.keys("heads") == [
        "files", "images", "input", "scales", "looks_activated", "notes", "error",
      ]
    )
    #expect(try configured.keys("files", "arrays").isSuperset(of: ["scale", "layout"]))
    let arrays = try #require(try run.decoded(InspectionJSON.self).files.first).arrays
    let file = try TensorFile(path: Sample.heads[1])
    #expect(arrays.map(\.name) == file.arrays.map(\.name))
    for (array, tensor) in zip(arrays, file.arrays) {
      let statistics = try tensor.statistics()
      #expect(array.shape == tensor.shape)
      #expect(array.dtype == "float32" && array.byteOrder == "little")
      #expect(array.minimum == statistics.minimum)
      #expect(array.maximum == statistics.maximum)
      #expect(array.mean == statistics.mean)
      #expect(array.nan == 0 && array.infinity == 0)
      let values = try tensor.values(as: Double.self)
      func value(at place: [Int]?) -> Double? {
        place.map { values[zip($0, tensor.shape).reduce(0) { $0 * $1.1 + $1.0 }] }
      }
      #expect(value(at: array.minimumAt) == array.minimum)
      #expect(value(at: array.maximumAt) == array.maximum)
      #expect(array.histogram?.reduce(0, +) == values.count)
      let sorted = values.sorted()
      let rank = 0.25 * Double(values.count - 1)
      let (below, share) = (Int(rank), rank - rank.rounded(.down))
      let quarter = sorted[below] * (1 - share) + sorted[below + 1] * share
      #expect(array.percentiles?["25"] == quarter)
      #expect(
        array.layouts == [
          "nhwc, 3 anchors, 12 classes", "nahwc, 3 anchors, 46 classes, one image",
        ]
      )
    }
  }

  @Test("counts NaN and infinity, and has null where no number is left")
  func nonFinite() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let mixed = folder.path("mixed.npz")
    var writer = try TensorWriter(path: mixed)
    try writer.begin("mixed", shape: [5], of: Float.self)
    try writer.append([Float.nan, 1.5, -.infinity, .nan, -2.5])
    try writer.begin("lost", shape: [1], of: Double.self)
    try writer.append([Double.infinity])
    try writer.finish()
    let run = ToolRun.inProcess(["inspect", mixed, Sample.heads[1], "--format", "json"])
    let files = try run.decoded(InspectionJSON.self).files
    #expect(files.map(\.arrays.count) == [2, 3])
    let first = files[0].arrays[0]
    #expect(first.nan == 2 && first.infinity == 1)
    #expect(first.minimum == -2.5 && first.maximum == 1.5 && first.mean == -0.5)
    let lost = files[0].arrays[1]
    #expect(lost.minimum == nil && lost.maximum == nil && lost.mean == nil)
    let text = ToolRun.inProcess(["inspect", mixed]).output
    #expect(text.contains("mixed  5      float32  -2.50000  1.50000  -0.500000    2    1\n"))
    #expect(text.contains("mixed  none of a raw head\n"))
    #expect(text.contains("first value of mixed that is not finite at [0]\n"))
    #expect(first.firstNonFiniteAt == [0] && first.minimumAt == [4] && first.maximumAt == [1])
    #expect(lost.percentiles == nil && lost.histogram == nil)
  }

  @Test("numbers that are all the same have no histogram, nor an empty line in place of it")
  func constant() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var writer = try TensorWriter(path: folder.path("same.npz"))
    try writer.begin("same", shape: [5], of: Float.self)
    try writer.append([Float](repeating: 2.5, count: 5))
    try writer.finish()
    let run = ToolRun.inProcess(["inspect", folder.path("same.npz")])
    #expect(run.code == .done)
    #expect(run.output.hasSuffix("none of a raw head\n"))
  }

  @Test("a file that cannot be read does not keep the others from being told")
  func goesOn() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let missing = folder.path("no.npz")
    let files: [(String, String)] = [
      (Sample.config[1], "found a configuration"), (Sample.labels[1], "found lines of labels"),
      (Sample.path("sample-data/000000196610.jpg"), "found a picture of 480x640 pixels"),
      (Sample.path("Tests/Fixtures/darknet/yolov3-tiny.cfg"), "found a darknet cfg"),
      (
        try folder.write(
          "yolo.weights",
          bytes: [0, 0, 0, 0, 2, 0, 0, 0] + [UInt8](repeating: 5, count: 40)
        ),
        "found darknet's weights"
      ),
      (try folder.write("coco.json", #"{"images": [], "annotations": []}"#), "found COCO's labels"),
      (
        try folder.write("net.tflite", bytes: [28, 0, 0, 0] + Array("TFL3".utf8) + [0, 0]),
        "a TensorFlow Lite"
      ),
      (try folder.write("data.pkl", bytes: [0x80, 4, 0x95, 0, 0]), "a Python pickle"),
      (try folder.write("empty.npy", ""), "an empty file"),
    ]
    let run = ToolRun.inProcess(["inspect", Sample.heads[1]] + files.map(\.0) + [missing])
    #expect(run.code == .badContent)
    #expect(run.output.contains("heads.npz: 3 arrays\n"))
    let lines = run.messages.split(separator: "\n")
    #expect(lines.count == files.count + 1, "\(run.messages)")
    for ((path, words), line) in zip(files, lines) {
      #expect(line.hasPrefix("detloss: \(path)"), "\(line)")
      #expect(line.contains(words), "\(line)")
    }
    #expect(ToolRun.inProcess(["inspect", missing, Sample.heads[1]]).code == .noInput)
    let alone = ToolRun.inProcess(["inspect", files[0].0])
    #expect(alone.code == .badContent && alone.output.isEmpty)
  }

  @Test("heads of a config are matched as loss does: several files, activation, an open layout")
  func heads() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let files = try SmallDumpFiles(SmallDump(), in: folder, names: ["b", "a"], order: .nchw)
    let both = ToolRun.inProcess(["inspect"] + files.heads.dropFirst() + files.config)
    #expect(both.code == .done)
    #expect(both.output.contains("these arrays as heads of the config: 2 images, input 64x32\n"))
    #expect(both.output.contains("p3          8  b      nchw    "))
    #expect(both.output.contains("p4         16  a      nchw    "))
    // One of the two is not both scales, and that is told and not thrown.
    let one = ToolRun.inProcess(["inspect", files.heads[1]] + files.config)
    #expect(one.code == .done)
    #expect(one.output.contains("these arrays are no heads of the config:\n  "))
    #expect(!one.output.contains("these arrays are no heads of the config:\n   "))
    var writer = try TensorWriter(path: folder.path("open.npz"))
    try writer.begin("x", shape: [1, 21, 21, 21], of: Float.self)
    try writer.append([Float](repeating: 0.25, count: 21 * 21 * 21))
    try writer.finish()
    let scale =
      #"{"classes": 2, "scales": [{"stride": 8, "anchors": [[6, 8], [12, 9], [10, 16]]}]}"#
    let config = ["--config", try folder.write("one.json", scale)]
    let open = ToolRun.inProcess(["inspect", folder.path("open.npz")] + config)
    #expect(open.code == .done && open.output.contains("are no heads of the config"))
    #expect(open.output.contains("(--layout nhwc or --layout nchw)"))
    var probabilities = try TensorWriter(path: folder.path("sigmoid.npz"))
    for (name, rows, columns) in SmallDump.scales {
      try probabilities.begin(name, shape: [1, rows, columns, 21], of: Float.self)
      try probabilities.append((0..<rows * columns * 21).map { Float($0 % 97 + 1) / 98 })
    }
    try probabilities.finish()
    let sigmoid = ToolRun.inProcess(["inspect", folder.path("sigmoid.npz")] + files.config)
    let json = ToolRun.inProcess(
      ["inspect", folder.path("sigmoid.npz"), "--format", "json"] + files.config
    )
    #expect(json.output.contains("\"looks_activated\": true"))
    // Loss refuses it, and it is told which scale is which all the same.
    #expect(sigmoid.output.contains("\nloss refuses them:\n"))
    #expect(sigmoid.output.contains("p3          8  p3     nhwc\n"))
    let loss = ToolRun.inProcess(
      ["loss", "--heads", folder.path("sigmoid.npz")] + files.config + files.labels
    )
    let refusal = try #require(json.decoded(HeadsJSON.self).heads.first?.error)
    #expect(refusal.contains("found every x, y, objectness and class within 0...1"))
    #expect(loss.code == .badContent && loss.messages == "detloss: \(refusal)\n")
    let told = ToolRun.inProcess(
      ["inspect", folder.path("sigmoid.npz"), "--set", "activation=sigmoid"] + files.config
    )
    #expect(told.output.contains("note: found values with the activation \"sigmoid\""))
  }

  @Test("one array of all scales has every scale, and the order that was told")
  func split() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let config = ["--config", try folder.write("config.json", SmallDump.config)]
    var writer = try TensorWriter(path: folder.path("out.npz"))
    // An input of 64 by 64: 3 anchors of 8 by 8 and 4 by 4 cells.
    try writer.begin("out", shape: [1, 240, 7], of: Float.self)
    try writer.append((0..<240 * 7).map { Float($0 % 89) - 44 })
    try writer.finish()
    let words = ["inspect", folder.path("out.npz")] + config
    let run = ToolRun.inProcess(words)
    #expect(run.code == .done && run.messages == "")
    #expect(run.output.contains("out    all scales in one array, 240 = 3·64 + 3·16 anchors\n"))
    #expect(run.output.contains("p3          8  out    nahwc\np4         16  out    nahwc\n"))
    #expect(run.output.contains("note: array \"out\": found all scales in one array"))
    let json = ToolRun.inProcess(words + ["--layout", "nhwac,falling", "--format", "json"])
    let heads = try #require(json.decoded(HeadsJSON.self).heads.first)
    #expect(heads.scales?.map(\.scale) == ["p3", "p4"])
    #expect(heads.scales?.map(\.array) == ["out", "out"])
    #expect(heads.scales?.map(\.layout) == ["nhwac", "nhwac"])
    #expect(heads.notes.count == 1 && heads.notes[0].contains("taken by falling stride"))
    #expect(heads.looksActivated == false && heads.images == 1 && heads.error == nil)
  }

  @Test("a folder stands for its dumps, which are the images of one batch")
  func folder() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let config = ["--config", try folder.write("config.json", SmallDump.config)]
    let dumps = folder.path("dumps")
    try FileManager.default.createDirectory(atPath: dumps, withIntermediateDirectories: false)
    for image in 0..<3 {
      var writer = try TensorWriter(path: "\(dumps)/\(image).npz")
      for (name, rows, columns) in SmallDump.scales {
        try writer.begin(name, shape: [1, rows, columns, 21], of: Float.self)
        try writer.append((0..<rows * columns * 21).map { Float(($0 + image) % 97) - 48 })
      }
      try writer.finish()
    }
    _ = try folder.write("dumps/read me.txt", "nothing")
    let run = ToolRun.inProcess(["inspect", dumps, "--format", "json"] + config)
    #expect(run.code == .done)
    #expect(run.messages.contains("found 1 entry of the folder without arrays"))
    let heads = try #require(run.decoded(HeadsJSON.self).heads.first)
    #expect(heads.files == (0..<3).map { "\(dumps)/\($0).npz" } && heads.images == 3)
    #expect(heads.scales?.map(\.file) == heads.files.flatMap { [$0, $0] })
    #expect(ToolRun.inProcess(["inspect", dumps]).output.contains("2.npz: 2 arrays\n"))
  }
}

/// What `detloss inspect --config --format json` tells of heads.
struct HeadsJSON: Decodable {
  struct Source: Decodable {
    let scale, file, array, layout: String
    let stride: Int
  }

  struct Heads: Decodable {
    let files: [String]
    let images: Int?
    let scales: [Source]?
    let looksActivated: Bool?
    let notes: [String]
    let error: String?
  }

  let heads: [Heads]
}

/// `detloss inspect --format json`.
struct InspectionJSON: Decodable {
  struct Array: Decodable {
    let name: String
    let shape: [Int]
    let dtype, byteOrder: String
    let layouts: [String]
    let minimum, maximum, mean: Double?
    let nan, infinity: Int
    let minimumAt, maximumAt, histogram, firstNonFiniteAt: [Int]?
    let percentiles: [String: Double]?
  }

  struct File: Decodable {
    let file: String
    let arrays: [Array]
    let otherMembers: [String]
  }

  let files: [File]
}

import DetectionTestSupport
import DetectorConfiguration
import Foundation
import TensorFiles
import Testing
import ToolSupport
import detloss

@Suite("detloss compare")
struct CompareCommandTests {
  private static let sample = ["compare"] + Sample.config + Sample.heads

  @Test("prints what sets two dialects apart on the sample")
  func text() throws {
    let run = ToolRun.inProcess(Self.sample + Sample.labels + ["--against", "ultralytics"])
    #expect(run.code == .done)
    #expect(run.messages.isEmpty)
    #expect(run.output == (try Sample.expectedText("compare")))
    #expect(run.output.split(separator: "\n").allSatisfy { displayWidth(of: String($0)) <= 80 })
  }

  private struct Comparison: Decodable {
    struct Step: Decodable {
      let component: String
      let alone: Double?
      let inTurn: Double?
    }
    struct Terms: Decodable { let total: Double }
    struct Pair: Decodable {
      let first: Terms
      let second: Terms
    }
    let first: String
    let second: String
    let loss: Pair
    let components: [Step]
  }

  /// Of each family of losses one; debug code is too slow for all.
  #if DEBUG
    private static let compared = ["reference", "ultralytics", "yolov7"]
  #else
    private static let compared = DetectorConfiguration.dialectNames
  #endif

  @Test(
    "the steps in turn add up to the difference",
    arguments: compared
  )
  func stepsAddUp(dialect: String) throws {
    let run = ToolRun.inProcess(
      Self.sample + Sample.labels + ["--against", dialect, "--format", "json"]
    )
    #expect(run.code == .done)
    let comparison = try run.decoded(Comparison.self)
    #expect(comparison.first == "reference" && comparison.second == dialect)
    let sum = comparison.components.reduce(0) { $0 + ($1.inTurn ?? 0) }
    let difference = comparison.loss.second.total - comparison.loss.first.total
    let scale = comparison.components.reduce(1) { max($0, abs($1.inTurn ?? 0)) }
    #expect(abs(sum - difference) <= 1e-12 * scale)
    if dialect == "reference" {
      #expect(difference == 0)
      #expect(comparison.components.allSatisfy { $0.alone == 0 && $0.inTurn == 0 })
    }
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let direct = ToolRun.inProcess(
      ["loss"] + (try Sample.fittedConfig(in: folder)) + Sample.heads + Sample.labels
        + ["--dialect", dialect, "--format", "json"]
    )
    #expect(try direct.decoded(LossOnly.self).loss.total == comparison.loss.second.total)
  }

  private struct LossOnly: Decodable {
    struct Terms: Decodable { let total: Double }
    let loss: Terms
  }

  @Test("a tolerance makes a difference of the totals an answer")
  func tolerance() {
    let against = Self.sample + Sample.labels + ["--against", "ultralytics", "--tolerance"]
    let strict = ToolRun.inProcess(against + ["0.5"])
    #expect(strict.code == .no)
    #expect(strict.output.hasSuffix("\nthe totals differ: tolerance 0.500000 of the larger\n"))
    let loose = ToolRun.inProcess(against + ["0.95"])
    #expect(loose.code == .done)
    #expect(loose.output.hasSuffix("\nthe totals agree: tolerance 0.950000 of the larger\n"))
    let json = ToolRun.inProcess(against + ["0.5", "--format", "json"]).output
    #expect(json.contains("\"tolerance\": 0.5") && json.contains("\"differs\": true"))
  }

  @Test("finds a planted difference between dumps of different layouts, at its place")
  func dumps() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let dump = try TensorFile(path: Sample.heads[1])
    for planted in [false, true] {
      let path = folder.path("port-\(planted).npz")
      var writer = try TensorWriter(path: path)
      for tensor in dump.arrays {
        let (rows, columns) = (tensor.shape[1], tensor.shape[2])
        let values = try tensor.values(as: Float.self)
        var planes = [Float](repeating: 0, count: values.count)
        for (index, value) in values.enumerated() {
          let (image, cell) = (index / 51 / columns / rows, index / 51 % (rows * columns))
          planes[(image * 51 + index % 51) * rows * columns + cell] = value
        }
        if planted, tensor.name == "medium" {
          planes[(1 * 51 + 17 + 4) * 26 * 26 + 7 * 26 + 3] += 2
        }
        try writer.begin(tensor.name, shape: [3, 51, rows, columns], of: Float.self)
        try writer.append(planes)
      }
      try writer.finish()
      let run = ToolRun.inProcess(Self.sample + Sample.labels + ["--against-heads", path])
      #expect(run.code == (planted ? .no : .done))
      let place = "      1    7       3       1        4"
      #expect(run.output.contains(place) == planted)
      #expect(!run.output.contains("…"))
      #expect(run.output.split(separator: "\n").allSatisfy { displayWidth(of: String($0)) <= 80 })
      let verdict =
        planted
        ? "the dumps differ: 1 of 542997 values by more than the tolerance, 0.0001"
        : "the dumps agree: no value of 542997 differs by more than the tolerance, 0.0001"
      #expect(run.output.contains("\n\n\(verdict)\n"))
      let loose = Self.sample + ["--against-heads", path, "--tolerance", "2.5"]
      #expect(ToolRun.inProcess(loose).code == .done)
    }
  }

  /// Writes a dump of the sample's arrays, changed, and compares the sample with it.
  private static func run(
    _ words: [String],
    against change: (Tensor) throws -> (shape: [Int], values: [Float])
  ) throws -> (run: ToolRun, path: String) {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.path("other.npz")
    var writer = try TensorWriter(path: path)
    for tensor in try TensorFile(path: Sample.heads[1]).arrays {
      let (shape, values) = try change(tensor)
      try writer.begin(tensor.name, shape: shape, of: Float.self)
      try writer.append(values)
    }
    try writer.finish()
    return (ToolRun.inProcess(sample + words + ["--against-heads", path]), path)
  }

  @Test("dumps of other images are refused for their shape, with labels and without")
  func otherImages() throws {
    for words in [Sample.labels, []] {
      let (run, path) = try Self.run(words) { tensor in
        let shape = [2] + tensor.shape.dropFirst()
        return (shape, Array(try tensor.values(as: Float.self).prefix(shape.reduce(1, *))))
      }
      #expect(run.code == .badContent && run.output.isEmpty)
      #expect(
        run.messages == """
          detloss: \(path): scale "small": found a head of shape [2, 52, 52, 51]; allowed the \
          images, cells, anchors and classes of the first, [3, 52, 52, 51]; dump the same images \
          at the same input size from both

          """
      )
    }
  }

  private struct Objects: Decodable {
    struct Site: Decodable { let scale: String }
    struct Object: Decodable {
      let image: String
      let index: Int
      let inBoth: Int
      let firstOnly: Int
      let secondOnly: Int
      let firstOnlyAnchors: [Site]
      let secondOnlyAnchors: [Site]
    }
    let objects: [Object]
  }

  @Test("what another config says of fit and names is told, and one of other heads is refused")
  func otherConfig() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let text = try String(contentsOfFile: Sample.config[1], encoding: .utf8)
    func run(_ old: String, _ new: String) throws -> (path: String, run: ToolRun) {
      let path = try folder.write("other.json", text.replacing(old, with: new))
      return (
        path, ToolRun.inProcess(Self.sample + Sample.labels + ["--against-config", path])
      )
    }
    let ends = "; both losses take the first configuration's, for the labels are one\n"
    let (path, fit) = try run(#""fit": "letterbox""#, #""fit": "stretch""#)
    #expect(fit.code == .done)
    #expect(
      fit.messages == "detloss: note: \(path): found another fit, which is not compared\(ends)"
    )
    let (_, names) = try run(#""person""#, #""people""#)
    #expect(names.messages == "detloss: note: \(path): found other names of classes\(ends)")
    let (_, anchors) = try run("[10, 13]", "[11, 14]")
    #expect(anchors.code == .badConfiguration && anchors.output == "")
    #expect(
      anchors.messages == """
        detloss: \(path): found scale "small" of stride 8 and anchors 11.0 x 14.0, 16.0 x 30.0, \
        33.0 x 23.0; allowed what the first configuration has, scale "small" of stride 8 and \
        anchors 10.0 x 13.0, 16.0 x 30.0, 33.0 x 23.0; two losses of one dump differ in the \
        sections of the loss only

        """
    )
    let (_, classes) = try run(#", "indoor""#, "")
    #expect(classes.code == .badConfiguration)
    #expect(classes.messages.hasPrefix("detloss: \(path): found 11 classes and 3 scales; "))
  }

  @Test("an object that one dialect drops stands first, and JSON lists the anchors")
  func dropped() throws {
    let line = Self.sample + Sample.labels + ["--against", "ultralytics"]
    let lines = ToolRun.inProcess(line).output.split(separator: "\n").map(String.init)
    let title = try #require(lines.firstIndex { $0.hasPrefix("image:object") })
    #expect(lines[title - 1] == "those that differ otherwise")
    #expect(lines[title + 1].hasPrefix("000000116740.jpg:8 "))
    #expect(lines[title + 1].hasSuffix("none in the first"))
    let result = try ToolRun.inProcess(line + ["--format", "json"]).decoded(Objects.self)
    #expect(result.objects.count == 41)
    for object in result.objects {
      #expect(object.firstOnlyAnchors.count == object.firstOnly)
      #expect(object.secondOnlyAnchors.count == object.secondOnly)
    }
    let dropped = result.objects.filter { $0.inBoth + $0.firstOnly == 0 }
    #expect(dropped.map { "\($0.image):\($0.index)" } == ["000000116740.jpg:8"])
  }

  @Test("says what it needs")
  func errors() {
    let name = ToolRun.inProcess(Self.sample + Sample.labels + ["--against", "ultralytic"])
    #expect(name.code == .usage && name.output.isEmpty)
    #expect(
      name.messages.contains(
        "did you mean \"ultralytics\" or \"ultralytics-v8\"?\nTry 'detloss compare --help'."
      )
    )
    // A network's or a repository's name is no spelling of a dialect's, and still known.
    let network = ToolRun.inProcess(Self.sample + Sample.labels + ["--against", "darknet"])
    #expect(network.code == .usage)
    #expect(network.messages.contains("did you mean \"darknet-pjreddie\" or"))
    let labels = ToolRun.inProcess(Self.sample + ["--against", "ultralytics"])
    #expect(
      labels.messages == """
        detloss: option --labels PATH is missing; --against needs it
        Try 'detloss compare --help'.

        """
    )
    for (words, option) in [
      (["--against", "all", "--keep-own"], "--keep-own"),
      (["--against", "all", "--tolerance", "1"], "--tolerance"),
      (["--against-heads", Sample.heads[1], "--show-steps"], "--show-steps"),
    ] {
      let run = ToolRun.inProcess(Self.sample + Sample.labels + words)
      #expect(run.code == .usage && run.output.isEmpty)
      #expect(
        run.messages.hasPrefix(
          "detloss: \(option) says nothing here; it needs --against with one dialect\n"
        )
      )
    }
    let nothing = ToolRun.inProcess(Self.sample)
    #expect(
      nothing.messages == """
        detloss: option --against or --against-config or --against-heads or --against-gradients is missing
        Try 'detloss compare --help'.

        """
    )
  }
}

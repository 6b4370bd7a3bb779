import DetectionTestSupport
import DetectorConfiguration
import Foundation
import TensorFiles
import Testing
import ToolSupport
import detloss

@Suite("detloss compare: dumps, steps and warnings")
struct CompareDumpsTests {
  /// Writes the sample's heads in half precision, digits beyond cut off.
  private static func writeHalves(to folder: TemporaryFolder) throws -> String {
    let members = try TensorFile(path: Sample.heads[1]).arrays.map { tensor in
      let values = try tensor.values(as: Float.self)
      var data: [UInt8] = []
      data.reserveCapacity(values.count * 2)
      for value in values { data += SmallDump.Storage.little16.bytes(value) }
      let header = NpyBytes.header("<f2", NpyBytes.text(tensor.shape))
      return ZipBytes.Member("\(tensor.name).npy", NpyBytes.file(header, data: data))
    }
    return try folder.write("port.npz", bytes: ZipBytes.archive(members))
  }

  @Test("a dump in half precision agrees within its rounding, channel by channel")
  func halves() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let port = try Self.writeHalves(to: folder)
    let words = ["compare"] + Sample.config + Sample.heads + Sample.labels
    let run = ToolRun.inProcess(words + ["--against-heads", port, "--tolerance", "0.02"])
    #expect(run.code == .done)
    #expect(run.messages.isEmpty)
    // The head of the text names the files, wherever they are.
    #expect(run.output.hasPrefix("first: "))
    let (found, expected) = (run.output, try Sample.expectedText("compare-heads"))
    let blank = "\nthe dumps"
    let body = try #require(found.range(of: blank)).lowerBound
    let expectedBody = try #require(expected.range(of: blank)).lowerBound
    #expect(found[body...] == expected[expectedBody...])
    #expect(run.wideLines.isEmpty)
    // The largest difference is 0.0129: half of numbers about 17.
    let strict = ["compare"] + Sample.config + Sample.heads + ["--against-heads", port]
    #expect(ToolRun.inProcess(strict + ["--tolerance", "0.0125"]).code == .no)
  }

  private struct Comparison: Decodable {
    struct Step: Decodable {
      let component: String
      let inTurn: Double?
    }
    struct Terms: Decodable { let total: Double }
    struct Pair: Decodable {
      let first: Terms
      let second: Terms
    }
    let first: String
    let second: String
    let ownComponents: [String]
    let loss: Pair
    let components: [Step]
  }

  @Test(
    "steps in turn add up, from every dialect to the reference and back",
    arguments: DetectorConfiguration.dialectNames
  )
  func stepsAddUp(dialect: String) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let files = try SmallDumpFiles(SmallDump(), in: folder)
    for pair in [("reference", dialect), (dialect, "reference")] {
      let run = ToolRun.inProcess(
        ["compare"] + files.config + files.heads + files.labels
          + ["--dialect", pair.0, "--against", pair.1, "--format", "json"]
      )
      // The dump has two scales, and some numbers of a framework are for three.
      let missing = [
        "darknet-alexeyab-ciou": "decoding.center_scale", "darknet-yolov4": "decoding.center_scale",
        "darknet-yolov4-csp": "objectness.scale_weights",
      ]
      if let key = missing[dialect] {
        #expect(run.code == .badConfiguration)
        #expect(run.messages.contains("\"\(key)\""))
        continue
      }
      #expect(run.code == .done)
      let comparison = try run.decoded(Comparison.self)
      #expect((comparison.first, comparison.second) == pair)
      #expect(comparison.ownComponents.isEmpty)
      let sum = comparison.components.reduce(0) { $0 + ($1.inTurn ?? 0) }
      let difference = comparison.loss.second.total - comparison.loss.first.total
      let scale = comparison.components.reduce(1) { max($0, abs($1.inTurn ?? 0)) }
      #expect(abs(sum - difference) <= 1e-12 * scale)
      #expect((difference == 0) == (dialect == "reference"))
    }
  }

  @Test("sections of the config's own win over both dialects, and the output says so")
  func ownSections() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let files = try SmallDumpFiles(SmallDump(), in: folder)
    let own = SmallDump.config.replacing(
      "\"fit\"",
      with: """
        "objectness": {"weight": 2},
        "classification": {"weight": 2.5},
        "fit"
        """
    )
    let words =
      ["compare", "--config", try folder.write("own.json", own)] + files.heads + files.labels
      + ["--against", "ultralytics", "--keep-own"]
    let run = ToolRun.inProcess(words)
    #expect(
      run.output.contains(
        "\nthe config's own choices win over both dialects: objectness, classification\n\n"
      )
    )
    let once = ToolRun.inProcess(words.dropLast())
    #expect(once.output.contains("win over the dialect, on the first side: objectness,\n"))
    let result = try ToolRun.inProcess(words + ["--format", "json"]).decoded(Comparison.self)
    #expect(result.ownComponents == ["objectness", "classification"])
    let plain = ["compare"] + files.config + files.heads + files.labels
    let output = ToolRun.inProcess(plain + ["--against", "ultralytics"]).output
    #expect(!output.contains("own choices"))
  }

  @Test("somebody's gradient is judged, in a sentence first, and by the exit status")
  func gradients() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let words = ["compare"] + Sample.config + Sample.heads + Sample.labels
    let own = folder.path("own.npz")
    let loss = ["loss"] + Sample.config + Sample.heads + Sample.labels + ["--gradients", own]
    #expect(ToolRun.inProcess(loss).code == .done)
    let same = ToolRun.inProcess(words + ["--against-gradients", own])
    #expect(same.code == .done && same.messages.isEmpty)
    #expect(same.output.contains("\nthe gradients agree: no value of 542997 differs"))
    // Each scale is named beside the first of its channels.
    let starts = same.output.split(separator: "\n").compactMap { $0.split(separator: " ").first }
    let scales: [Substring] = ["small", "medium", "large"]
    #expect(starts.filter(scales.contains) == scales)
    let path = folder.path("doubled.npz")
    var writer = try TensorWriter(path: path)
    for tensor in try TensorFile(path: own).arrays {
      try writer.begin(tensor.name, shape: tensor.shape, of: Float.self)
      try writer.append(try tensor.values(as: Float.self).map { $0 * 3 })
    }
    try writer.finish()
    let run = ToolRun.inProcess(words + ["--against-gradients", path])
    #expect(run.code == .no)
    #expect(
      run.output.contains(
        """
        probably
          all of theirs are 3 times ours, as many as there are images: a sum over the
            batch for a mean
        """
      )
    )
    #expect(run.wideLines.isEmpty)
    let json = ToolRun.inProcess(words + ["--against-gradients", path, "--format", "json"])
    #expect(json.output.contains("\"differs\": true"))
    let bare = ToolRun.inProcess(
      ["compare"] + Sample.config + Sample.heads + ["--against-gradients", path]
    )
    #expect(bare.code == .usage)
  }

  @Test("scales may have tolerances of their own, absolute and relative")
  func tolerances() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let line =
      ["compare"] + Sample.config + Sample.heads
      + ["--against-heads", try Self.writeHalves(to: folder)]
    // The large scale differs by .0076, the others by up to .0129.
    let large = ["--tolerance", "0.02", "--tolerance", "large=0.005"]
    let run = ToolRun.inProcess(line + large)
    #expect(run.code == .no)
    func words(_ text: String) -> String {
      text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    #expect(words(run.output).contains("small 0.02, medium 0.02, large 0.005"))
    #expect(ToolRun.inProcess(line + large.dropLast() + ["large=0.008"]).code == .done)
    // Half precision is a share of each value.
    let share = ToolRun.inProcess(line + ["--relative-tolerance", "0.001"])
    #expect(share.code == .done)
    #expect(words(share.output).contains("0.0001 + 0.001 |first|"))
    let unknown = ToolRun.inProcess(line + ["--tolerance", "smal=1"])
    #expect(unknown.code == .usage)
    #expect(
      unknown.messages.hasPrefix(
        "detloss: smal=1 is for no scale; allowed: \"small\", \"medium\", \"large\"\n"
      )
    )
  }

  /// The small dump with the first width logit of its first scale far too large.
  private static func writeHeld(to folder: TemporaryFolder) throws -> [String] {
    [
      "--against-heads",
      try folder.write("held/p3.npy", bytes: NpyBytes.array([2, 4, 8, 21], [(2, 500)])),
      try folder.write("held/p4.npy", bytes: NpyBytes.array([2, 2, 4, 21])),
    ]
  }

  @Test("warnings of each dialect and each dump say whose they are")
  func labelled() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try FileManager.default.createDirectory(
      atPath: folder.path("held"),
      withIntermediateDirectories: false
    )
    let files = try SmallDumpFiles(SmallDump(), in: folder)
    let held = try Self.writeHeld(to: folder)
    let sentence = """
      scale "p3", image 0, row 0, column 0, anchor 0 (of first.jpg): found 1 predicted box wider or \
      narrower than a Float can compute with, clamped to 2^60 or 2^-60 pixels, here tw 500 (1.4e217 \
      times the anchor's); look at the size logits of the dump

      """
    let dumps = ToolRun.inProcess(
      ["compare"] + files.config + files.heads + files.labels + held
    )
    #expect(dumps.code == .no)
    #expect(dumps.messages == "detloss: warning: second dump: \(sentence)")
    let extra = try folder.write("p5.npy", bytes: SmallDump().npy(scale: 1))
    let extras = ToolRun.inProcess(
      ["compare"] + files.config + files.heads + [extra] + ["--against-heads"]
        + files.heads.dropFirst() + [extra]
    )
    let unused = "array \"p5\": found an array of no scale; it is not used"
    #expect(
      extras.messages == """
        detloss: note: first dump: \(unused)
        detloss: note: second dump: \(unused)

        """
    )
    let dialects = ToolRun.inProcess(
      ["compare"] + files.config + ["--heads"] + held.dropFirst() + files.labels
        + ["--against", "darknet-pjreddie"]
    )
    #expect(
      dialects.messages == """
        detloss: warning: dialect reference: \(sentence)\
        detloss: warning: dialect darknet-pjreddie: \(sentence)
        """
    )
  }

  @Test("--layout settles the second dump where its shape does not, and hides no other fault")
  func layouts() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let config = try folder.write(
      "only.json",
      """
      {"classes": 2, "fit": "none",
       "scales": [{"name": "only", "stride": 8, "anchors": [[10, 13], [16, 30]]}]}
      """
    )
    let square = try folder.write("only.npy", bytes: NpyBytes.array([1, 14, 14, 14]))
    let words = ["compare", "--config", config, "--heads", square, "--layout", "nchw"]
    #expect(ToolRun.inProcess(words + ["--against-heads", square]).code == .done)
    let missing = folder.path("none.npy")
    let absent = ToolRun.inProcess(words + ["--against-heads", missing])
    #expect(absent.code == .noInput)
    #expect(absent.messages.contains("\(missing): found no file"))
    try FileManager.default.createDirectory(
      atPath: folder.path("other"),
      withIntermediateDirectories: false
    )
    let wrong = try folder.write("other/only.npy", bytes: NpyBytes.array([1, 13, 13, 15]))
    let shape = ToolRun.inProcess(words + ["--against-heads", wrong])
    #expect(shape.code == .badContent)
    // It is of no order at all, not merely of another than the one given.
    #expect(shape.messages.contains("[1, 13, 13, 15], which is no layout of a head"))
  }
}

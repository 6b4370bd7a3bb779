import DetectionLoss
import DetectionTestSupport
import Foundation
import Testing
import ToolSupport
import detloss

@Suite("detloss loss")
struct LossCommandTests {
  private static let sample = ["loss"] + Sample.config + Sample.heads + Sample.labels

  @Test("prints the loss of the sample")
  func text() throws {
    let run = ToolRun.inProcess(Self.sample)
    #expect(run.code == .done)
    #expect(run.messages.isEmpty)
    #expect(run.output == (try Sample.expectedText("loss")))
  }

  @Test("has the keys of the contract")
  func keys() throws {
    let run = ToolRun.inProcess(Self.sample + ["--format", "json"])
    let terms: Set = ["total", "box", "objectness", "classification"]
    #expect(
      try run.keys() == [
        "schema", "config", "dialect", "images", "input", "fit", "loss", "scales", "per_image",
        "per_class",
      ]
    )
    #expect(try run.keys("input") == ["width", "height"])
    #expect(try run.keys("loss") == terms)
    #expect(
      try run.keys("scales") == [
        "name", "stride", "loss", "positives", "ignored", "background",
      ]
    )
    #expect(try run.keys("scales", "loss") == terms)
    #expect(try run.keys("per_image") == ["image", "loss", "background", "objects"])
    #expect(try run.keys("per_image", "loss") == terms)
    #expect(
      try run.keys("per_image", "objects") == ["index", "class_id", "class", "anchors", "loss"]
    )
  }

  @Test("gives the library's own numbers, to the last bit")
  func json() throws {
    let run = ToolRun.inProcess(Self.sample + ["--format", "json"])
    #expect(run.code == .done)
    let result = try run.decoded(LossJSON.self)
    let library = try Sample.library.get()
    let report = library.report
    #expect(result.config == "coco-supercategories")
    #expect(result.dialect == "reference")
    #expect(result.images == 3)
    #expect(result.input == LossJSON.Size(width: 416, height: 416))
    #expect(result.loss == LossJSON.Terms(report.loss))
    #expect(result.scales.map(\.name) == ["small", "medium", "large"])
    #expect(result.scales.map(\.stride) == [8, 16, 32])
    #expect(result.scales.map(\.loss) == report.scales.map { LossJSON.Terms($0.loss) })
    for (scale, head) in zip(result.scales, library.heads) {
      let anchors = head.layout.images * head.layout.anchorsPerImage
      #expect(scale.positives + scale.ignored + scale.background == anchors)
    }
    #expect(result.perImage.map(\.image) == library.names)
    #expect(result.perImage.map(\.loss) == report.images.map { LossJSON.Terms($0.loss) })
    for (image, loss) in zip(result.perImage, report.images) {
      #expect(image.background == loss.background)
      #expect(image.objects.map(\.loss) == loss.objects.map { LossJSON.Terms($0.loss) })
      #expect(image.objects.map(\.index) == Array(loss.objects.indices))
    }
    let objects = library.assignments.flatMap(\.objects)
    #expect(result.perImage.flatMap(\.objects).map(\.classId) == objects.map(\.classID))
  }

  @Test("takes the dense labels that assign writes in place of the labels")
  func targets() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let files = try SmallDumpFiles(SmallDump(), in: folder)
    let tensors = folder.path("labels.npz")
    let assign = ["assign"] + files.config + files.labels + ["--input-size", "64x32"]
    #expect(ToolRun.inProcess(assign + ["--tensors", tensors]).code == .done)
    let dense = ["loss"] + files.config + files.heads + ["--targets", tensors, "--format", "json"]
    let theirs = try ToolRun.inProcess(dense).decoded(LossJSON.self)
    let ours = try ToolRun.inProcess(files.loss + ["--format", "json"]).decoded(LossJSON.self)
    #expect(relativeError(theirs.loss.total, reference: ours.loss.total) < 1e-6)
    for (their, our) in zip(theirs.perImage, ours.perImage) {
      #expect(relativeError(their.loss.total, reference: our.loss.total) < 1e-6)
    }
    #expect(theirs.scales.map(\.positives) == ours.scales.map(\.positives))
    #expect(theirs.scales.map(\.ignored) == ours.scales.map(\.ignored))
    #expect(theirs.perImage.map(\.image) == ["0", "1"])
    #expect(ours.perImage.map(\.image) == ["first.jpg", "second.jpg"])
  }

  @Test("prints the loss of the sample for its dense labels")
  func targetsText() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let tensors = folder.path("labels.npz")
    let assign = ["assign"] + Sample.config + Sample.labels + ["--input-size", "416"]
    #expect(ToolRun.inProcess(assign + ["--tensors", tensors]).code == .done)
    // The tensors hold Floats: at 400 pixels a corner is off by up to 1.5e-5, which of a box of
    // ten pixels is a few millionths, so that the sixth digit may differ from that of the labels.
    let run = ToolRun.inProcess(
      ["loss"] + Sample.config + Sample.heads + ["--targets", tensors]
    )
    #expect(run.output == (try Sample.expectedText("loss-targets")))
  }

  @Test("--fit wins over the config")
  func fit() throws {
    let letterbox = try Self.total(Self.sample + ["--fit", "letterbox"])
    let config = try Self.total(Self.sample)
    let stretch = try Self.total(Self.sample + ["--fit", "stretch"])
    #expect(letterbox == config)
    #expect(stretch > 10 * config)
    let none = ToolRun.inProcess(Self.sample + ["--fit", "none"])
    #expect(none.code == .badContent)
    #expect(
      none.messages.contains("check the fit, the input size") && none.messages.contains("(--fit)")
    )
  }

  @Test("an image without objects costs its background alone")
  func withoutObjects() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let files = try SmallDumpFiles(SmallDump(), in: folder, labels: "a.jpg\nb.jpg\n")
    let run = ToolRun.inProcess(files.loss)
    #expect(run.code == .done)
    #expect(run.output.contains("a.jpg        0  "))
    #expect(run.messages.contains("found 2 images without a single box; if this is a list"))
    #expect(!run.output.contains("objects that cost most"))
    let json = try ToolRun.inProcess(files.loss + ["--format", "json"]).decoded(LossJSON.self)
    #expect(json.scales.map(\.positives) == [0, 0])
    #expect(json.scales.map(\.ignored) == [0, 0])
    #expect(json.scales.map(\.background) == [2 * 4 * 8 * 3, 2 * 2 * 4 * 3])
    #expect(json.loss.total == json.loss.objectness)
    #expect(json.perImage.allSatisfy { $0.objects.isEmpty && $0.loss.total == $0.background })
  }

  @Test("warns on standard error and prints the result alone")
  func warnings() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let dump = SmallDump()
    let files = try SmallDumpFiles(dump, in: folder)
    let extra = try folder.write("p5.npy", bytes: dump.npy(scale: 1))
    let run = ToolRun.inProcess(["loss"] + files.config + files.heads + [extra] + files.labels)
    #expect(run.code == .done)
    #expect(run.output.hasPrefix("loss of 2 images, input 64x32, config small-dump"))
    #expect(
      run.messages == "detloss: note: array \"p5\": found an array of no scale; it is not used\n"
    )
    let warned = ToolRun.inProcess(
      ["loss", "--config", try folder.write("warned.json", Self.anchorsInCells)] + files.heads
        + files.labels
    )
    #expect(warned.code == .done)
    #expect(!warned.output.contains("warning"))
    #expect(warned.messages.hasPrefix("detloss: warning: scale \"p3\""))
    #expect(warned.messages.contains("anchor_unit"))
  }

  @Test("--image tells of one image alone, --top of fewer, --sort in the order of the labels")
  func lists() throws {
    let whole = ToolRun.inProcess(Self.sample)
    let one = ToolRun.inProcess(Self.sample + ["--image", "000000196610", "--top", "3"])
    #expect(one.code == .done && one.output.contains("the 3 objects that cost most, of 9;"))
    #expect(!one.output.contains("000000204805.jpg"))
    #expect(one.output.contains("all             6.53003"))
    let json = ToolRun.inProcess(Self.sample + ["--image", "000000196610.jpg", "--format", "json"])
    #expect(try json.decoded(LossJSON.self).perImage.map(\.image) == ["000000196610.jpg"])
    let given = ToolRun.inProcess(Self.sample + ["--sort", "given"]).output
    func order(_ text: String) -> [Substring] {
      text.matches(of: #/\n(\d{12}\.jpg) /#).map(\.1)
    }
    #expect(order(given) == ["000000196610.jpg", "000000204805.jpg", "000000116740.jpg"])
    #expect(
      order(whole.output) == ["000000204805.jpg", "000000116740.jpg", "000000196610.jpg"]
    )
    let two = ToolRun.inProcess(Self.sample + ["--top", "2"]).output
    for rest in ["(1 more image: ", "(1 more class: ", "(39 more objects: "] {
      #expect(two.contains("\n\(rest)--format json lists all)\n"))
    }
    #expect(ToolRun.inProcess(Self.sample + ["--top", "1"]).output.contains("(2 more classes: "))
    let wrong = ToolRun.inProcess(Self.sample + ["--image", "00000196610.jpg"])
    #expect(wrong.code == .usage)
    #expect(
      wrong.messages == """
        detloss: found "00000196610.jpg", which is none of 3 images; allowed the name of an image; \
        did you mean "000000196610.jpg"? (--image)

        """
    )
  }

  /// The small config with its anchors a stride too small.
  private static var anchorsInCells: String {
    SmallDump.config.replacing("[[6, 8], [12, 9], [10, 16]]", with: "[[1, 1], [1, 2], [2, 2]]")
  }

  private static func total(_ arguments: [String]) throws -> Double {
    try ToolRun.inProcess(arguments + ["--format", "json"]).decoded(LossJSON.self).loss.total
  }
}

/// `detloss loss --format json`.
struct LossJSON: Decodable {
  struct Size: Decodable, Equatable {
    let width, height: Int
  }

  struct Terms: Decodable, Equatable {
    let total, box, objectness, classification: Double
  }

  struct Scale: Decodable {
    let name: String
    let stride: Int
    let loss: Terms
    let positives, ignored, background: Int
  }

  struct Object: Decodable {
    let index: Int
    let classId: Int?
    let `class`: String?
    let anchors: Int
    let loss: Terms
  }

  struct Image: Decodable {
    let image: String
    let loss: Terms
    let background: Double
    let objects: [Object]
  }

  let config, dialect: String
  let images: Int
  let input: Size
  let loss: Terms
  let scales: [Scale]
  let perImage: [Image]
}

extension LossJSON.Terms {
  init(_ terms: LossTerms) {
    self.init(
      total: terms.total,
      box: terms.box,
      objectness: terms.objectness,
      classification: terms.classification
    )
  }
}

extension LossCommandTests {
  @Test("says what darknet prints beside the loss that it trains on")
  func printedNumber() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let run = ToolRun.inProcess(
      ["loss"] + (try Sample.fittedConfig(in: folder)) + Sample.heads + Sample.labels + [
        "--dialect", "darknet-pjreddie",
      ]
    )
    #expect(run.code == .done)
    #expect(run.output.contains("dialect darknet-pjreddie\n"))
    #expect(
      run.output.contains(
        """
        what the framework prints as its cost is not this loss
        scale   printed
        """
      )
    )
    #expect(run.output.contains("\nall     10.2519\n"))
    #expect(run.output.contains("  printed   the squared length of its gradient\n"))
    #expect(run.output.split(separator: "\n").allSatisfy { displayWidth(of: String($0)) <= 80 })
    #expect(!(try Sample.expectedText("loss")).contains("prints"))
  }
}

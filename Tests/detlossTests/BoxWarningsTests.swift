import DetectionTestSupport
import TensorFiles
import Testing
import ToolSupport
import detloss

@Suite("Warnings about boxes")
struct BoxWarningsTests {
  /// Two boxes whose centres lie outside the input of 64 by 32, one of more than twice its area.
  private static let labels = """
    first.jpg 2,3,12,14,0 60,4,90,30,1
    second.jpg -30,6,20,20,1 -40,-40,100,60,0

    """

  private static func outside(_ place: String, _ center: String) -> String {
    """
    detloss: warning: \(place): found the centre \(center) outside the network input of 64x32, in \
    no cell of its grids
    """
  }

  private static let weight = """
    found an area of 14000.0 square pixels, more than twice that of the network input of 64x32, so \
    the small-box weight, 2 - area / input area, is negative and the loss rewards a worse box; \
    check the box and the fit, or set "small_box_weight" to false

    """

  @Test("assign and loss name file, line and box, and give the same result as before")
  func labels() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let files = try SmallDumpFiles(SmallDump(), in: folder, labels: Self.labels)
    let path = files.labels[1]
    let centers = """
      detloss: warning: \(path):1: box 2 (of first.jpg): found 3 boxes that leave the network input by \
      more than a pixel, the first by 26 pixels of 64x32; check whether the labels were made for \
      this size
      \(Self.outside("\(path):1: box 2 (of first.jpg)", "(75.0, 17.0)")); the nearest cell takes it
      \(Self.outside("\(path):2: box 1 (of second.jpg)", "(-5.0, 13.0)")); the nearest cell takes it

      """
    let area = "detloss: warning: \(path):2: box 2 (of second.jpg): \(Self.weight)"
    let assign = ["assign"] + files.config + files.labels + ["--input-size", "64x32"]
    let run = ToolRun.inProcess(assign)
    #expect(run.code == .done)
    #expect(run.messages == centers + area)
    #expect(run.output.hasPrefix("4 objects in 2 images, input 64x32"))
    let loss = ToolRun.inProcess(files.loss)
    #expect(loss.code == .done)
    #expect(loss.messages == centers + area)
    let compare =
      ["compare"] + files.config + files.heads + files.labels + ["--against", "reference"]
    #expect(ToolRun.inProcess(compare).messages == centers + area)
    // A loss without the weight has nothing to say about the area.
    #expect(ToolRun.inProcess(assign + ["--dialect", "ultralytics"]).messages == centers)
  }

  @Test("NaN where no object is changes nothing, and is mentioned")
  func nonFiniteTargets() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let files = try SmallDumpFiles(SmallDump(), in: folder)
    let tensors = folder.path("labels.npz")
    let assign = ["assign"] + files.config + files.labels + ["--input-size", "64x32"]
    #expect(ToolRun.inProcess(assign + ["--tensors", tensors]).code == .done)
    let changed = folder.path("theirs.npz")
    var writer = try TensorWriter(path: changed)
    for entry in try TensorFile(path: tensors).arrays {
      var values = try entry.values(as: Float.self)
      // The first cell without an object.
      if entry.name == "label_p3",
        let cell = (0..<values.count / entry.shape[4]).first(where: {
          values[$0 * entry.shape[4] + 4] == 0
        })
      {
        values[cell * entry.shape[4]] = .nan
      }
      try writer.begin(entry.name, shape: entry.shape, of: Float.self)
      try writer.append(values)
    }
    try writer.finish()
    let loss = Array(files.loss.prefix(1)) + files.config + files.heads
    let before = ToolRun.inProcess(loss + ["--targets", tensors])
    let after = ToolRun.inProcess(loss + ["--targets", changed])
    #expect(after.output == before.output && after.code == .done)
    #expect(after.messages.contains("array \"label_p3\": found NaN or infinity at [0, "))
    let comparison = ToolRun.inProcess(assign + ["--compare", changed])
    #expect(comparison.messages.contains("array \"label_p3\": found NaN or infinity at [0, "))
  }

  @Test("dense tensors name array and index")
  func targets() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let files = try SmallDumpFiles(SmallDump(), in: folder, labels: Self.labels)
    let tensors = folder.path("labels.npz")
    let assign = ["assign"] + files.config + files.labels + ["--input-size", "64x32"]
    #expect(ToolRun.inProcess(assign + ["--tensors", tensors]).code == .done)
    let run = ToolRun.inProcess(["loss"] + files.config + files.heads + ["--targets", tensors])
    #expect(run.code == .done)
    let lines = run.messages.split(separator: "\n").map(String.init)
    let label = "\(tensors): array \"label_p4\", image 0, row 1, column 3, anchor 0"
    #expect(lines.contains(Self.outside(label, "(75.0, 17.0)")))
    let list = "\(tensors): array \"boxes_p4\", image 0, row 1"
    #expect(lines.contains(Self.outside(list, "(75.0, 17.0)")))
    let large = lines.filter { $0.contains("an area of 14000.0") }
    #expect(!large.isEmpty && large.allSatisfy { $0.contains("array \"label_p") })
    #expect(lines.allSatisfy { $0.contains("outside") || $0.contains("an area of") })
  }

  @Test("arrays of dense tensors that are not used are mentioned")
  func unused() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let files = try SmallDumpFiles(SmallDump(), in: folder)
    let tensors = folder.path("labels.npz")
    let assign = ["assign"] + files.config + files.labels + ["--input-size", "64x32"]
    #expect(ToolRun.inProcess(assign + ["--tensors", tensors]).messages.isEmpty)
    let half = SmallDump.config.replacing(
      ",\n    {\"name\": \"p4\", \"stride\": 16, \"anchors\": [[20, 18], [26, 30], [40, 24]]}",
      with: ""
    )
    let config = ["--config", try folder.write("half.json", half)]
    let unused = """
      detloss: note: \(tensors): array "label_p4": found an array of no scale; it is not used
      detloss: note: \(tensors): array "boxes_p4": found an array of no scale; it is not used

      """
    let loss = ["loss"] + config + files.heads.dropLast() + ["--targets", tensors]
    #expect(ToolRun.inProcess(loss).messages == unused)
    let compare =
      ["assign"] + config + files.labels + ["--input-size", "64x32", "--compare", tensors]
    #expect(ToolRun.inProcess(compare).messages == unused)
  }

  @Test("after ten of a kind the rest is counted")
  func many() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let line = (0..<12).reduce("a.jpg") { "\($0) 62,\($1),66,30,1" } + "\n"
    let files = try SmallDumpFiles(SmallDump(), in: folder, labels: line)
    let assign = ["assign"] + files.config + files.labels + ["--input-size", "64x32"]
    let lines = ToolRun.inProcess(assign).messages.split(separator: "\n")
    #expect(lines.count == 12 && lines[0].contains("found 12 boxes that leave the network input"))
    #expect(lines[10].contains(":1: box 10 (of a.jpg)"))
    #expect(
      lines[11] == """
        detloss: warning: \(files.labels[1]): found 2 more boxes whose centre lies outside the \
        network input
        """
    )
  }

  @Test("corners that look like fractions are warned of")
  func fractions() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let files = try SmallDumpFiles(SmallDump(), in: folder, labels: "a.jpg 0.2,0.3,0.5,0.7,0\n")
    let run = ToolRun.inProcess(
      ["assign"] + files.config + files.labels + ["--input-size", "64x32"]
    )
    #expect(run.code == .done)
    #expect(
      run.messages.contains(
        "warning: \(files.labels[1]):1: box 1 (of a.jpg): found the only box between 0 and 1"
      )
    )
  }

  @Test(
    "assign --tensors says what an anchor of several boxes loses",
    arguments: [
      ("darknet-alexeyab-mse", "stands there, box 1 does not"),
      ("reference", ""),
    ]
  )
  func shared(dialect: String, fate: String) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let labels = "a.jpg 1,1,3,3,1\nb.jpg 2,3,12,14,0 2.5,3,12.5,14,1\n"
    let files = try SmallDumpFiles(SmallDump(), in: folder, labels: labels)
    let assign =
      ["assign"] + files.config + files.labels + ["--input-size", "64x32", "--dialect", dialect]
    #expect(ToolRun.inProcess(assign).messages.isEmpty)
    let run = ToolRun.inProcess(assign + ["--tensors", folder.path("labels.npz")])
    #expect(run.code == .done)
    #expect(
      run.messages
        == (fate.isEmpty
          ? ""
          : """
          detloss: warning: \(files.labels[1]):2: box 2 (of b.jpg): found 1 anchor that should \
          predict more than one box, where a dense label holds one: the box written last stands \
          there, with the classes of all; at the first, scale "p3", row 1, column 0, anchor 1, it \
          \(fate)

          """)
    )
  }
}

import DetectionTestSupport
import Foundation
import TensorFiles
import Testing
import ToolSupport
import detloss

@Suite("Text on a terminal of 80 columns")
struct TextWidthTests {
  static let texts = [
    "loss", "loss-targets", "decode", "decode-unlabelled", "assign", "inspect", "inspect-config",
  ]

  @Test("no line of the sample is wider", arguments: texts)
  func sample(name: String) throws {
    let text = try Sample.expectedText(name)
    #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
    #expect(ToolRun(code: .done, output: text, messages: "").wideLines == [])
    #expect(text.split(separator: "\n").allSatisfy { $0.last?.isWhitespace == false })
  }

  @Test("no line of help is wider", arguments: [[]] + CommandsTests.names.map { [$0] })
  func help(command: [String]) {
    let run = ToolRun.inProcess(command + ["--help"])
    #expect(run.code == .done)
    #expect(run.wideLines == [])
  }

  @Test("long names of images, classes, scales and configs are shortened")
  func longNames() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let files = try LongNames(in: folder)
    let runs = [
      Self.onTerminal(["loss"] + files.config + files.heads + files.labels),
      Self.onTerminal(["decode"] + files.config + files.heads + files.labels),
      Self.onTerminal(
        ["assign"] + files.config + files.labels + ["--input-size", LongNames.inputSize]
      ),
      Self.onTerminal(["inspect", files.heads[1]]),
      Self.onTerminal(["inspect", files.heads[1]] + files.config),
    ]
    for run in runs {
      #expect(run.code == .done)
      #expect(run.messages == "")
      #expect(run.wideLines == [])
    }
    // What tells images apart stands at the end of their paths and stays; of classes, the start.
    #expect(runs[0].output.contains("/second.jpg  "))
    #expect(runs[0].output.contains("second.jpg:0"))
    #expect(runs[2].output.contains("  黒い猫"))
  }

  @Test("a wider terminal shows more of a name, a narrow one less; a pipe all of it")
  func otherWidths() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let files = try LongNames(in: folder)
    let words = ["loss"] + files.config + files.heads + files.labels
    var longest: [Int] = []
    for columns in [10, 60, 100, 400] {
      let run = ToolRun.inProcess(words, isTerminal: true, terminalWidth: columns)
      let widths = run.shownLines.map { displayWidth(of: $0) }
      longest.append(try #require(widths.max()))
    }
    // Numbers are never cut, so that their table may be wider than a narrow terminal.
    #expect(longest[0] < 80 && longest[1] < 80)
    #expect(80..<101 ~= longest[2] && 101..<121 ~= longest[3])
    let pipe = ToolRun.inProcess(words).output
    #expect(!pipe.contains("…") && pipe.split(separator: "\n").contains { $0.count > 120 })
  }

  @Test("colours change nothing but colours, and only where they are asked for or seen")
  func colors() throws {
    let words = ["loss"] + Sample.config + Sample.heads + Sample.labels
    let plain = ToolRun.inProcess(words, isTerminal: true).output
    let colored = ToolRun.inProcess(words + ["--color", "always"], isTerminal: true).output
    #expect(!ToolRun.inProcess(words).output.contains("\u{1b}"))
    #expect(
      colored.contains("\u{1b}[1mscale   stride    total      box  objectness    class\u{1b}[0m\n")
    )
    func bare(_ text: String) -> String { text.replacing(#/\u{1b}\[[0-9;]*m/#, with: "") }
    #expect(bare(colored) == bare(plain))
    #expect(
      ToolRun.inProcess(words + ["--color", "never"], isTerminal: true).output == bare(plain)
    )
    let wrong =
      ["loss", "--color", "always", "--config", "none.json"] + Sample.heads + Sample.labels
    #expect(
      ToolRun.inProcess(wrong).messages.hasPrefix("\u{1b}[1;31mdetloss:\u{1b}[0m none.json: found")
    )
    let note = ["decode", "--format", "coco", "--color", "always"] + words.dropFirst()
    #expect(ToolRun.inProcess(note).messages.hasPrefix("\u{1b}[36mdetloss: note:\u{1b}[0m found"))
  }

  @Test("a list of arrays is as narrow as the terminal")
  func manyArrays() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.path("many.npz")
    var writer = try TensorWriter(path: path)
    for index in 0..<5 {
      try writer.begin(String(repeating: "層", count: 60) + "\(index)", shape: [1], of: Float.self)
      try writer.append([-Float.greatestFiniteMagnitude])
    }
    try writer.finish()
    let run = Self.onTerminal(["inspect", path])
    #expect(run.code == .done)
    #expect(run.wideLines == [])
  }

  private static func onTerminal(_ words: [String]) -> ToolRun {
    ToolRun.inProcess(words, isTerminal: true)
  }
}

/// A detector of many scales, everything with a long name.
private struct LongNames {
  /// A side with a hundred and twenty divisors, so that many strides divide it.
  static let side = 55_440
  static let inputSize = "\(side)"

  /// The sides of the scales' grids.
  static let grids = (1...24).filter { side.isMultiple(of: $0) }

  let config: [String]
  let heads: [String]
  let labels: [String]

  init(in folder: TemporaryFolder) throws {
    func name(_ grid: Int) -> String { String(repeating: "尺", count: 40) + "\(grid)" }
    let scales = Self.grids.map { grid in
      let stride = Self.side / grid
      return
        "{\"name\": \"\(name(grid))\", \"stride\": \(stride), \"anchors\": [[\(stride), 9999]]}"
    }
    let text = """
      {
        "name": "\(String(repeating: "長い名前", count: 50))",
        "classes": ["黒い猫\(String(repeating: "と犬", count: 60))", "d"],
        "scales": [\(scales.joined(separator: ", "))],
        "fit": "none"
      }
      """
    config = ["--config", try folder.write("config.json", text)]
    let path = folder.path("heads.npz")
    var writer = try TensorWriter(path: path)
    for grid in Self.grids {
      try writer.begin(name(grid), shape: [2, grid, grid, 7], of: Float.self)
      let count = 2 * grid * grid * 7
      try writer.append((0..<count).map { index in Float(index % 97) / 40 - 1 })
    }
    try writer.finish()
    heads = ["--heads", path]
    let parent = String(repeating: "x", count: 190)
    labels = [
      "--labels",
      try folder.write(
        "labels.txt",
        """
        \(parent)/first.jpg 2000,3000,50000,9000,0
        \(parent)/second.jpg 20000,4000,30000,8000,0 21000,4100,29000,7900,0
        """
      ),
    ]
  }
}

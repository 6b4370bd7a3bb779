import BoxGeometry
import DetectionTestSupport
import Testing
import detloss

@Suite("Command lines")
struct InvocationTests {
  @Test("options have their defaults")
  func defaults() throws {
    let words = ["decode", "--config", "c", "--heads", "h"]
    guard case .decode(let options) = try Invocation(words) else {
      Issue.record("not decode")
      return
    }
    #expect(options.config == "c")
    #expect(options.heads == ["h"])
    #expect(options.labels == nil)
    #expect(options.fit == nil)
    #expect(options.layout == nil)
    #expect(options.scoreThreshold == 0.3)
    #expect(options.suppression == .greedy)
    #expect(options.iouThreshold == 0.45)
    #expect(options.tensors == nil)
    #expect(options.format == .text)
  }

  @Test("the defaults are those that help shows")
  func shownDefaults() throws {
    let words = ["decode", "--config", "c", "--heads", "h"]
    let shown = CommandTable[.decode].options.flatMap { option in
      option.standard.map { [option.name, $0] } ?? []
    }
    #expect(shown.count == 8)
    #expect(try Invocation(words + shown) == Invocation(words))
  }

  @Test("loss takes labels or targets")
  func truth() throws {
    func truth(_ words: [String]) throws -> TruthSource? {
      let invocation = try Invocation(["loss", "--config=c", "--heads=h"] + words)
      guard case .loss(let options) = invocation else { return nil }
      return options.truth
    }
    #expect(try truth(["--labels", "l"]) == .labels("l"))
    #expect(try truth(["--targets", "t"]) == .targets("t"))
  }

  @Test("sizes are one number or two", arguments: ["416": 416, "384x256": 256, "1x65535": 65_535])
  func sizes(text: String, height: Int) throws {
    let words = ["assign", "--config", "c", "--labels", "l", "--input-size", text]
    guard case .assign(let options) = try Invocation(words) else {
      Issue.record("not assign")
      return
    }
    #expect(options.inputSize.height == height)
    let isOneNumber = "\(options.inputSize.height)" == text
    #expect(isOneNumber || "\(options.inputSize)" == text)
  }

  @Test("files may look like options behind --")
  func operands() throws {
    guard case .inspect(let options) = try Invocation(["inspect", "a", "--", "--b", "-h"]) else {
      Issue.record("not inspect")
      return
    }
    #expect(options.files == ["a", "--b", "-h"])
  }

  @Test("a value may hold an equals sign, be a dash, or start with a dash and a digit")
  func oddValues() throws {
    let words = ["decode", "--config=a=b", "--heads", "-", "-1.npz", "--tensors=--t"]
    guard case .decode(let options) = try Invocation(words) else {
      Issue.record("not decode")
      return
    }
    #expect(options.config == "a=b")
    #expect(options.heads == ["-", "-1.npz"])
    #expect(options.tensors == "--t")
  }

  @Test(
    "help wins over every fault before --",
    arguments: [
      ["--help"], ["--nonsense", "-h"], ["--config", "--help"], ["x", "--help", "--", "y"],
    ]
  )
  func help(words: [String]) throws {
    #expect(try Invocation(["loss"] + words) == .help(.loss))
  }

  @Test("help has several names")
  func helpNames() throws {
    for words in [["--help"], ["-h"], ["help"], ["help", "--help"]] {
      #expect(try Invocation(words) == .help(nil))
    }
    for command in CommandName.allCases {
      #expect(try Invocation(["help", command.rawValue]) == .help(command))
      #expect(try Invocation(["--help", command.rawValue]) == .help(command))
    }
  }

  @Test("neither the order of options nor their form matters", arguments: UInt64(0)..<8)
  func orders(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let options = [
      ["--config", "c"], ["--labels", "l"], ["--fit", "none"], ["--layout", "nchw"],
      ["--score-threshold", "0.25"], ["--nms", "none"], ["--iou-threshold", "1e-1"],
      ["--tensors", "t"], ["--format", "jsonl"],
    ]
    let expected = try Invocation(["decode"] + options.joined() + ["--heads", "a", "b"])
    for _ in 0..<20 {
      let forms = options.map { option in
        generator.next() % 2 == 0 ? option : [option.joined(separator: "=")]
      }
      let heads = [
        ["--heads", "a", "b"], ["--heads=a", "--heads=b"], ["--heads", "a", "--heads=b"],
      ]
      let chosen = heads[Int(generator.next() % 3)]
      let words = (forms + [chosen]).shuffled(using: &generator).joined()
      #expect(try Invocation(["decode"] + words) == expected)
    }
  }

  @Test("random words are understood or refused, never a crash", arguments: UInt64(0)..<4)
  func fuzz(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let words =
      CommandTable.commands.flatMap { $0.options.map(\.name) }
      + ["a", "", "-", "--", "--=", "=", "-h", "416", "0.5", "json", "--heads=", "-é", "none"]
    for _ in 0..<200 {
      let command = CommandName.allCases[Int(generator.next() % 4)].rawValue
      let line = (0..<6).map { _ in words[Int(generator.next() % UInt64(words.count))] }
      let run = ToolRun.inProcess([command] + line)
      #expect(run.output.isEmpty == (run.code != .done))
      // A line that is understood names files that are not there.
      #expect(
        [.done, .noInput].contains(run.code) || run.messages.contains("\nTry 'detloss")
      )
    }
  }
}

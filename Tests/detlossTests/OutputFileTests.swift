import DetectionTestSupport
import Foundation
import Testing
import ToolSupport
import detloss

@Suite("The file that a command writes")
struct OutputFileTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let command: String
    let arguments: [String]
    let option: String
    let input: String
    let file: String
    var testDescription: String { "\(command): \(option) over \(input)" }
  }

  static let examples: [Example] =
    [
      ("--config", "config.json"), ("--heads", "heads.npz"), ("--labels", "labels.txt"),
    ].flatMap { input, file in
      [
        ("loss", BadInput.loss, "--gradients"),
        ("decode", BadInput.decode + ["--labels", "@labels.txt"], "--tensors"),
        ("assign", BadInput.assign + ["--compare", "@targets.npz"], "--tensors"),
      ].filter { $0.1.contains(input) }.map { command, arguments, option in
        Example(command: command, arguments: arguments, option: option, input: input, file: file)
      }
    } + [
      Example(
        command: "loss",
        arguments: BadInput.lossOfTargets,
        option: "--gradients",
        input: "--targets",
        file: "targets.npz"
      ),
      Example(
        command: "assign",
        arguments: BadInput.assign + ["--compare", "@targets.npz"],
        option: "--tensors",
        input: "--compare",
        file: "targets.npz"
      ),
    ]

  @Test("may not be one that it reads, by whatever name", arguments: examples)
  func input(example: Example) throws {
    let folder = try RunFolder(["symbolic.npz": .link(to: example.file)])
    try FileManager.default.linkItem(
      atPath: folder.file(example.file),
      toPath: folder.file("hard.npz")
    )
    let before = try Data(contentsOf: URL(filePath: folder.file(example.file)))
    let names = [example.file, "./\(example.file)", "symbolic.npz", "hard.npz"]
    for output in names where output.hasSuffix(".npz") {
      let outcome = folder.run(example.arguments + [example.option, "@\(output)"])
      #expect(outcome.code == .usage && outcome.results == "")
      #expect(
        outcome.messages == """
          detloss: \(example.option) \(output) would replace its own input, \(example.input) \
          \(example.file); name another file for \(example.option)
          Try 'detloss \(example.command) --help'.

          """
      )
      #expect(try Data(contentsOf: URL(filePath: folder.file(example.file))) == before)
    }
  }

  @Test("is refused before anything is computed: not even the config is read")
  func order() throws {
    let folder = try RunFolder(["config.json": .text("nothing")])
    let outcome = folder.run(BadInput.loss + ["--gradients", "@heads.npz"])
    #expect(outcome.code == .usage)
  }

  @Test("may not be a photograph that was looked at for its size, nor the file of names")
  func furtherInputs() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let sample = URL(filePath: Sample.config[1]).deletingLastPathComponent().path()
    for name in try FileManager.default.contentsOfDirectory(atPath: sample) {
      try FileManager.default.copyItem(atPath: sample + name, toPath: folder.path(name))
    }
    let names = (0..<12).map { "class \($0)\n" }.joined()
    try names.write(toFile: folder.path("own.names"), atomically: true, encoding: .utf8)
    let scales = try String(contentsOfFile: folder.path("config.json"), encoding: .utf8)
    let start = try #require(scales.range(of: "\"scales\""))
    let config = "{\"classes\": \"own.names\", " + scales[start.lowerBound...]
    try config.write(toFile: folder.path("named.json"), atomically: true, encoding: .utf8)
    let files = [
      "--config", folder.path("named.json"), "--labels", folder.path("labels.txt"),
    ]
    let heads = ["--heads", folder.path("heads.npz")]
    let photograph = try #require(
      try FileManager.default.contentsOfDirectory(atPath: sample).first { $0.hasSuffix(".jpg") }
    )
    for (command, option) in [
      (["loss"] + files + heads, "--gradients"), (["decode"] + files + heads, "--tensors"),
      (["assign"] + files + ["--input-size", "416"], "--tensors"),
    ] {
      for name in [photograph, "own.names"] {
        let before = try Data(contentsOf: URL(filePath: folder.path(name)))
        let link = folder.path("link.npz")
        try? FileManager.default.removeItem(atPath: link)
        try FileManager.default.createSymbolicLink(
          atPath: link,
          withDestinationPath: folder.path(name)
        )
        let run = ToolRun.inProcess(command + [option, link])
        #expect(run.code == .usage && run.output == "")
        #expect(run.messages.contains("would replace its own input"))
        #expect(try Data(contentsOf: URL(filePath: folder.path(name))) == before)
      }
    }
  }

  @Test("has a name that says what it is", arguments: ["g.pb", "g.json", "g.npz.gz", "-"])
  func names(name: String) throws {
    let folder = try RunFolder([:])
    let outcome = folder.run(BadInput.loss + ["--gradients", name == "-" ? name : "@\(name)"])
    #expect(outcome.code == .usage && outcome.results == "")
    #expect(
      outcome.messages.contains(
        "for --gradients; allowed: the path of a .npy, .npz or .safetensors file"
      )
    )
  }

  @Test("may replace a file that is no input, a copy of one too")
  func copy() throws {
    let folder = try RunFolder(["copy.npz": GoodInput.files["heads.npz"] ?? .absent])
    let outcome = folder.run(BadInput.loss + ["--gradients", "@copy.npz"])
    #expect(outcome.code == .done && outcome.messages == "")
    let written = try Data(contentsOf: URL(filePath: folder.file("copy.npz")))
    #expect(written != (try Data(contentsOf: URL(filePath: folder.file("heads.npz")))))
  }
}

import Foundation
import Testing
import detloss

@Suite("The file that a command writes")
struct OutputFileTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let command: CommandName
    let arguments: [String]
    let option: String
    let input: String
    let file: String
    var testDescription: String { "\(command.rawValue): \(option) over \(input)" }
  }

  static let examples: [Example] =
    [
      ("--config", "config.json"), ("--heads", "heads.npz"), ("--labels", "labels.txt"),
    ].flatMap { input, file in
      [
        (CommandName.loss, BadInput.loss, "--gradients"),
        (.decode, BadInput.decode + ["--labels", "@labels.txt"], "--tensors"),
        (.assign, BadInput.assign + ["--compare", "@targets.npz"], "--tensors"),
      ].filter { $0.1.contains(input) }.map { command, arguments, option in
        Example(command: command, arguments: arguments, option: option, input: input, file: file)
      }
    } + [
      Example(
        command: .loss,
        arguments: BadInput.lossOfTargets,
        option: "--gradients",
        input: "--targets",
        file: "targets.npz"
      ),
      Example(
        command: .assign,
        arguments: BadInput.assign + ["--compare", "@targets.npz"],
        option: "--tensors",
        input: "--compare",
        file: "targets.npz"
      ),
    ]

  @Test("may not be one that it reads, by whatever name", arguments: examples)
  func input(example: Example) throws {
    let folder = try RunFolder(["symbolic": .link(to: example.file)])
    try FileManager.default.linkItem(
      atPath: folder.file(example.file),
      toPath: folder.file("hard")
    )
    let before = try Data(contentsOf: URL(filePath: folder.file(example.file)))
    for output in [example.file, "./\(example.file)", "symbolic", "hard"] {
      let outcome = folder.run(example.arguments + [example.option, "@\(output)"])
      #expect(outcome.code == .usage && outcome.results == "")
      #expect(
        outcome.messages == """
          detloss: \(example.option) \(output) would replace its own input, \(example.input) \
          \(example.file); name another file for \(example.option)
          Try 'detloss \(example.command.rawValue) --help'.

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

  @Test("may replace a file that is no input, a copy of one too")
  func copy() throws {
    let folder = try RunFolder(["copy.npz": GoodInput.files["heads.npz"] ?? .absent])
    let outcome = folder.run(BadInput.loss + ["--gradients", "@copy.npz"])
    #expect(outcome.code == .done && outcome.messages == "")
    let written = try Data(contentsOf: URL(filePath: folder.file("copy.npz")))
    #expect(written != (try Data(contentsOf: URL(filePath: folder.file("heads.npz")))))
  }
}

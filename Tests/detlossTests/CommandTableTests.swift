import DetectionText
import Testing
import detloss

@Suite("The table of commands")
struct CommandTableTests {
  @Test("has every command once, under its name")
  func commands() {
    #expect(CommandTable.commands.map(\.name) == CommandName.allCases)
    for name in CommandName.allCases { #expect(CommandTable[name].name == name) }
  }

  @Test("names every option once, with two dashes and a sentence")
  func options() {
    for command in CommandTable.commands {
      #expect(Set(command.options.map(\.name)).count == command.options.count)
      for option in command.options {
        #expect(option.name.hasPrefix("--"))
        #expect(option.name.dropFirst(2).allSatisfy { $0.isLowercase || $0 == "-" })
        #expect(!option.help.isEmpty && option.help.first?.isUppercase == false)
        #expect(option.isAvailable || !option.isRequired)
      }
      #expect(command.alternatives.allSatisfy { command.option($0)?.isRequired == false })
    }
  }

  @Test("has examples that are understood", arguments: CommandTable.commands.flatMap(\.examples))
  func examples(words: [String]) throws {
    let invocation = try Invocation(words)
    switch invocation {
    case .help, .version: Issue.record("an example asks for help")
    default: break
    }
  }

  @Test("suggests each option for its misspellings")
  func suggestions() {
    for command in CommandTable.commands {
      let names = command.options.map(\.name)
      for name in names {
        var swapped = Array(name)
        swapped.swapAt(3, 4)
        #expect(nearest(of: String(swapped), among: names) == name)
        #expect(nearest(of: name.uppercased(), among: names) == name)
        #expect(nearest(of: "-" + name.dropFirst(2), among: names) == name)
        #expect(nearest(of: String(name.dropLast()), among: names) == name)
      }
    }
    #expect(nearest(of: "", among: ["a"]) == nil)
    #expect(nearest(of: "--", among: ["--a"]) == nil)
    #expect(nearest(of: String(repeating: "a", count: 65), among: ["a"]) == nil)
    #expect(nearest(of: "score_threshold", among: ["--score-threshold"]) == "--score-threshold")
  }
}

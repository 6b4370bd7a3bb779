import Testing
import ToolSupport
import detloss

@Suite("Bad input", .timeLimit(.minutes(5)))
struct BadInputTests {
  @Test("the good files, from which every bad one is made, are accepted")
  func goodInput() throws {
    let folder = try RunFolder()
    for arguments in [
      BadInput.loss, BadInput.lossOfTargets, BadInput.decode, BadInput.assign, BadInput.inspect,
      BadInput.loss + ["--fit", "none"], BadInput.loss + ["--fit", "stretch"],
    ] {
      let outcome = folder.run(arguments)
      #expect(outcome.code == .done)
      #expect(outcome.messages == "")
      #expect(outcome.results != "")
    }
  }

  @Test("there are at least 300 of them, all different")
  func count() {
    let names = Set(BadInput.all.map(\.testDescription))
    #expect(names.count == BadInput.all.count)
    #expect(names.count >= 300)
    print("bad inputs tried: \(names.count)")
  }

  @Test("is refused with its code, a message and nothing else", arguments: BadInput.all)
  func refusal(_ input: BadInput) throws {
    try input.check()
  }
}

extension BadInput {
  /// Every bad input.
  static let all =
    configs + labels + images + arrays + bombs + heads + nonFinite + targets
    + outputs + commandLines
}

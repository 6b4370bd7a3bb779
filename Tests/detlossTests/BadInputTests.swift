import Testing
import detloss

@Suite("Bad input", .timeLimit(.minutes(1)))
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
}

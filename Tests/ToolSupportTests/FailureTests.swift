import DetectionText
import Testing
import ToolSupport

@Suite("Errors and exit codes")
struct FailureTests {
  @Test("exit codes are those of sysexits.h")
  func codes() {
    #expect(ExitCode.allCases.map(\.rawValue) == [0, 1, 64, 65, 66, 70, 73, 74, 78])
  }

  @Test("an output that cannot be written has a code of its own")
  func outputs() {
    let error = OutputError.cannotWrite(name: "o", reason: "r")
    #expect(Failure(error) == Failure(message: "\(error)", code: .cannotWrite))
  }

  @Test(
    "a diagnostic's code follows what is at fault",
    arguments: [
      (.request, .usage), (.content, .badContent), (.access, .noInput),
      (.configuration, .badConfiguration), (.creation, .cannotCreate), (.writing, .cannotWrite),
    ] as [(Diagnostic.Cause, ExitCode)]
  )
  func causes(cause: Diagnostic.Cause, code: ExitCode) {
    let error = Diagnostic(cause, code: "a.b", found: "x", allowed: "y", remedy: "do z")
    #expect(Failure(error) == Failure(message: "found x; allowed y; do z", code: code))
  }

  @Test("a setting that helps is spelt as its option, and the excerpt follows")
  func settings() {
    var error = Diagnostic(.content, code: "a.b", found: "x", remedy: "do z")
    error.setting = Diagnostic.Setting("layout", values: ["nchw", "nhwc"])
    #expect(error.commandText == "found x; do z (--layout nchw or --layout nhwc)")
    error.setting = Diagnostic.Setting("input-size")
    error.excerpt = "  abc\n   ^"
    #expect(error.commandText == "found x; do z (--input-size)\n  abc\n   ^")
  }

  @Test("all faults of a file are told, each with its own option, by the code of the first")
  func several() {
    var faults = FaultList()
    for line in 1...22 {
      var fault = Diagnostic(
        line == 1 ? .access : .content,
        code: "a.b",
        at: Place(file: "f", line: line),
        found: "x",
        remedy: "do z"
      )
      if line == 2 { fault.setting = Diagnostic.Setting("fit") }
      faults.add(fault)
    }
    let failure = faults.diagnostic.map { Failure($0) }
    #expect(failure?.code == .noInput)
    let lines = failure?.message.split(separator: "\n") ?? []
    #expect(lines.count == 21 && lines[0] == "f:1: found x; do z")
    #expect(lines[1] == "f:2: found x; do z (--fit)" && lines[20] == "and 2 more in f")
  }

  private struct BuggyCommand: Command {
    static let name = "bug"
    static let summary = "has one"

    func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
      try output.write("half of a result")
      throw NonFiniteNumber(text: "nan")
    }
  }

  @Test("an error nobody knows is a bug, and says so; what was written is not seen")
  func bug() {
    let (output, messages) = (MemoryOutput(), MemoryOutput())
    let code = Program(BuggyCommand.self, version: "1.2", exitStatus: "").run(
      arguments: [],
      standardOutput: output,
      standardError: messages
    )
    #expect(code == .bug && output.text == "")
    #expect(
      messages.text == """
        bug: internal error: ToolSupport.NonFiniteNumber: a result is nan, which JSON cannot hold
        This is a bug in bug 1.2; please report it with the command line.

        """
    )
  }

  @Test("messages keep their lines and lose what steers a terminal")
  func messages() {
    let output = MemoryOutput()
    let messages = Messages(to: output)
    messages.warn("a\u{1b}[2J\u{9b}b\r\n\u{202e}c\td")
    messages.report(Failure(message: "x\ny", code: .bug))
    #expect(
      output.text == """
        detloss: warning: a\\u{1b}[2J\\u{9b}b\\r
        \\u{202e}c\\td
        detloss: x
        y

        """
    )
  }

  @Test("without warnings, notes go too, and what is called an error stays")
  func quiet() {
    func said(_ severity: Diagnostic.Severity, isQuiet: Bool) -> String {
      let output = MemoryOutput()
      let messages = Messages(to: output)
      let diagnostic = Diagnostic(
        .content,
        severity: severity,
        code: "a.b",
        found: "x",
        remedy: "do z"
      )
      (isQuiet ? messages.withoutWarnings : messages).warn(diagnostic)
      return output.text
    }
    #expect(said(.error, isQuiet: true) == "detloss: error: found x; do z\n")
    #expect(said(.warning, isQuiet: true).isEmpty)
    #expect(said(.note, isQuiet: true).isEmpty)
    #expect(said(.warning, isQuiet: false) == "detloss: warning: found x; do z\n")
    #expect(said(.note, isQuiet: false) == "detloss: note: found x; do z\n")
  }
}

import DetectionText
import Testing
import detloss

@Suite("Errors and exit codes")
struct FailureTests {
  @Test("exit codes are those of sysexits.h")
  func codes() {
    #expect(ExitCode.allCases.map(\.rawValue) == [0, 1, 64, 65, 66, 70, 73, 74, 78])
  }

  @Test("each error has its code")
  func mapping() {
    let pairs: [(any Error, ExitCode)] = [
      (UsageError.unknownCommand("x"), .usage),
      (OutputError.cannotWrite(name: "o", reason: "r"), .cannotWrite),
      (OutputError.cannotCreate(name: "o", reason: "r"), .cannotCreate),
    ]
    for (error, code) in pairs {
      #expect(Failure(error) == Failure(message: "\(error)", code: code))
    }
    #expect(
      "\(OutputError.cannotCreate(name: "o.npz", reason: "no such folder"))"
        == "cannot create o.npz: no such folder; nothing was written there"
    )
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
    #expect(error.commandText == "found x; do z (--layout nchw|nhwc)")
    error.setting = Diagnostic.Setting("input-size")
    error.excerpt = "  abc\n   ^"
    #expect(error.commandText == "found x; do z (--input-size)\n  abc\n   ^")
  }

  @Test("an error nobody knows is a bug, and says so")
  func bug() {
    let failure = Failure(NonFiniteNumber(text: "nan"))
    #expect(failure.code == .bug)
    #expect(
      failure.message == """
        internal error: detloss.NonFiniteNumber: a result is nan, which JSON cannot hold
        This is a bug in detloss 0.1.0; please report it with the command line.
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
}

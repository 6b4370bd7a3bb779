import Foundation
import Testing
import ToolSupport
import detloss

@Suite("The tool, inside the test")
struct ToolTests {
  @Test("shows its version", arguments: [["--version"]])
  func version(arguments: [String]) {
    let run = ToolRun.inProcess(arguments)
    #expect(run == ToolRun(code: .done, output: "detloss 0.1.0\n", messages: ""))
  }

  @Test("is of the changelog's newest version")
  func changelog() throws {
    let text = try String(contentsOfFile: Sample.path("CHANGELOG.md"), encoding: .utf8)
    let newest = text.split(separator: "\n").first { $0.hasPrefix("## ") }
    #expect(newest == "## \(Tool.program.version)")
  }

  @Test("without arguments says on standard error what it is")
  func noArguments() {
    let run = ToolRun.inProcess([])
    #expect(run == ToolRun(code: .usage, output: "", messages: HelpText(Tool.program).concise))
  }

  /// An output that takes nothing.
  private final class RefusingOutput: TextOutput {
    let error: OutputError

    init(_ error: OutputError) { self.error = error }

    func write(bytes: [UInt8]) throws(OutputError) {}
    func flush() throws(OutputError) {}
    func finish() throws(OutputError) { throw error }
  }

  @Test("a failure to finish the output is noticed, a closed pipe is not")
  func refusedOutput() {
    let messages = MemoryOutput()
    let full = OutputError.cannotWrite(name: "standard output", reason: "no space left")
    let refused = Tool.program.run(
      arguments: ["--version"],
      standardOutput: RefusingOutput(full),
      standardError: messages
    )
    #expect(refused == .cannotWrite)
    #expect(
      messages.text == """
        detloss: cannot write standard output: no space left; the output is incomplete

        """
    )
    let quiet = MemoryOutput()
    let closed = Tool.program.run(
      arguments: ["--version"],
      standardOutput: RefusingOutput(.closedPipe),
      standardError: quiet
    )
    #expect(closed == .done)
    #expect(quiet.text.isEmpty)
  }
}

@Suite("The tool, as a process")
struct ToolProcessTests {
  @Test("writes to a file")
  func file() throws {
    let path = NSTemporaryDirectory() + "detloss-\(UUID().uuidString)"
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let output = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    let run = try ToolRun.subprocess(["--help"], output: output)
    #expect(run.status == 0)
    #expect(run.messages.isEmpty)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == HelpText(Tool.program).tool)
  }

  #if os(Linux)
    @Test("notices a full disk")
    func fullDisk() throws {
      let full = try FileHandle(forWritingTo: URL(fileURLWithPath: "/dev/full"))
      let run = try ToolRun.subprocess(["--help"], output: full)
      #expect(run.reason == .exit)
      #expect(run.status == ExitCode.cannotWrite.rawValue)
      #expect(
        run.messages == """
          detloss: cannot write standard output: no space left on the device; \
          the output is incomplete

          """
      )
    }
  #endif

  @Test("ends quietly when nobody reads")
  func closedPipe() throws {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let run = try ToolRun.subprocess(["--help"], output: pipe.fileHandleForWriting)
    #expect(run.reason == .exit)
    #expect(run.status == 0)
    #expect(run.messages.isEmpty)
  }

  @Test("notices an output that cannot be written to")
  func readOnlyOutput() throws {
    let null = try FileHandle(forReadingFrom: URL(fileURLWithPath: "/dev/null"))
    let run = try ToolRun.subprocess(["--version"], output: null)
    #expect(run.status == ExitCode.cannotWrite.rawValue)
    #expect(
      run.messages == """
        detloss: cannot write standard output: it is closed; the output is incomplete

        """
    )
  }

  @Test("exits with the code of a wrong command line")
  func usage() throws {
    let run = try ToolRun.subprocess(["lose"], output: FileHandle.nullDevice)
    #expect(run.status == 64)
    #expect(
      run.messages == """
        detloss: unknown command 'lose'. Did you mean 'loss'?
        Try 'detloss --help'.

        """
    )
  }
}

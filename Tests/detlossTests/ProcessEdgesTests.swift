import Foundation
import Testing
import ToolSupport
import detloss

/// What happens to a process from outside: signals, limits, and files that change while they are read.
@Suite(
  "The edges of the process",
  .timeLimit(.minutes(5)),
  .serialized,
  .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/maps"))
)
struct ProcessEdgesTests {
  private static let tool =
    URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "detloss").path(percentEncoded: false)

  /// The tool, which waits for its labels: heads are mapped by then, and outputs begun.
  private struct Waiting {
    let folder: RunFolder
    let process = Process()
    private let labels = Pipe()
    private let messages = Pipe()

    /// Starts it behind `script`, a shell's, and waits until it waits.
    init(
      _ arguments: [String],
      script: String = "true"
    ) throws {
      let folder = try RunFolder()
      self.folder = folder
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments =
        ["-c", script + #"; exec "$0" "$@""#, tool]
        + folder.resolved(arguments + ["--labels", "/dev/stdin", "--fit", "none"])
      // A trace of a crash takes seconds, and nobody reads it.
      process.environment = ProcessInfo.processInfo.environment
        .merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
      process.standardInput = labels
      process.standardOutput = FileHandle.nullDevice
      process.standardError = messages
      try process.run()
      let deadline = Date(timeIntervalSinceNow: 60)
      let maps = "/proc/\(process.processIdentifier)/maps"
      while Date() < deadline, process.isRunning {
        // A file of the system's has no size, by which others are read.
        let bytes = try? FileHandle(forReadingAtPath: maps)?.readToEnd()
        let isMapped = bytes.map { String(decoding: $0, as: UTF8.self).contains("/heads.npz") }
        if isMapped == true, try !leftovers.isEmpty || !arguments.contains("--output") { break }
        usleep(2000)
      }
    }

    /// The names of temporary files and of outputs in the folder.
    var leftovers: [String] {
      get throws {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
          .filter { $0.hasPrefix(".") || $0.hasPrefix("out") }
      }
    }

    /// Gives it the labels, and waits for its end.
    func end() throws -> String {
      // A tool that has ended already reads no labels; that must not end the tests as well.
      signal(SIGPIPE, SIG_IGN)
      try? labels.fileHandleForWriting.write(contentsOf: Data(GoodInput.labels.utf8))
      try? labels.fileHandleForWriting.close()
      let said = try messages.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      return String(decoding: said, as: UTF8.self)
        .replacingOccurrences(of: folder.path + "/", with: "")
    }
  }

  private static let dump = ["--config", "@config.json", "--heads", "@heads.npz"]
  private static let toFile = ["loss"] + dump + ["--output", "@out.json"]
  private static let toFolder =
    ["decode"] + dump + ["--format", "yolo", "--output", "@out"]

  @Test(
    "a signal that ends the tool leaves nothing, and the shell sees it",
    arguments: [SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGXCPU, SIGUSR1, SIGALRM],
    [toFile, toFolder]
  )
  func signals(signal: Int32, arguments: [String]) throws {
    // A shell has tests in its background ignore some, and children would inherit that.
    _ = Foundation.signal(signal, SIG_DFL)
    let tool = try Waiting(arguments)
    #expect(try tool.leftovers.count == 1)
    kill(tool.process.processIdentifier, signal)
    tool.process.waitUntilExit()
    #expect(tool.process.terminationReason == .exit)
    #expect(tool.process.terminationStatus == 128 + signal)
    #expect(try tool.leftovers == [])
    #expect(try tool.end() == "")
  }

  /// The tool behind a shell, in a folder; what it says, and its status.
  private static func run(_ script: String, in folder: RunFolder) throws -> (Int32, String) {
    let (process, messages) = (Process(), Pipe())
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", script, tool]
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = messages
    try process.run()
    let said = try messages.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: said, as: UTF8.self))
  }

  @Test("a name that is not UTF-8 is refused, for as a text it would be another file's")
  func noText() throws {
    let folder = try RunFolder()
    let (status, words) = try Self.run(
      #"exec "$0" inspect heads.npz --output "$(printf 'out\377')""#,
      in: folder
    )
    #expect(status == ExitCode.usage.rawValue)
    #expect(
      words.hasPrefix("detloss: argument 4: found \"out\u{FFFD}\", whose bytes are not UTF-8;")
    )
    let inFolder = try Self.run(
      """
      mkdir dumps; cp heads.npz "$(printf 'dumps/a\\377.npz')"
      exec "$0" decode --config config.json --heads dumps
      """,
      in: folder
    )
    #expect(inFolder.0 == ExitCode.noInput.rawValue)
    #expect(
      inFolder.1.contains("the name of its entry \"a\u{FFFD}.npz\" is not UTF-8: rename that")
    )
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasPrefix("out") } == []
    )
  }

  @Test("an order without names is refused by its own name")
  func noOrder() throws {
    let folder = try RunFolder()
    let (status, words) = try Self.run(
      """
      : > none
      exec "$0" check --config config.json --labels labels.txt --fit none --order none >&2
      """,
      in: folder
    )
    #expect(status == 1)
    #expect(words.contains("none") && words.contains("found no name"))
  }

  @Test("a hang-up that the caller has ignored stays ignored")
  func noHangUp() throws {
    let tool = try Waiting(Self.toFile, script: #"trap "" HUP"#)
    kill(tool.process.processIdentifier, SIGHUP)
    #expect(try tool.end() == "")
    #expect(tool.process.terminationReason == .exit && tool.process.terminationStatus == 0)
    #expect(try tool.leftovers == ["out.json"])
  }

  @Test(
    "a dump that is cut short while it is read is named, and nothing is left",
    arguments: [
      toFile, toFolder, ["loss"] + dump, ["loss"] + dump + ["--gradients", "@out.npz"],
    ]
  )
  func cutShort(arguments: [String]) throws {
    let tool = try Waiting(arguments)
    let size = try Data(contentsOf: URL(filePath: tool.folder.file("heads.npz"))).count
    #expect(unsafe truncate(tool.folder.file("heads.npz"), 0) == 0)
    let messages = try tool.end()
    #expect(tool.process.terminationReason == .exit)
    #expect(tool.process.terminationStatus == ExitCode.noInput.rawValue)
    #expect(
      messages == """
        detloss: heads.npz: found a file that was cut short while it was read; allowed \(size) \
        bytes, as it had at first; run this again when the file is whole; write such files under \
        another name first

        """
    )
    #expect(try tool.leftovers == [])
  }

  @Test("a signal that is nobody's stays a crash")
  func otherFault() throws {
    let tool = try Waiting(Self.toFile)
    kill(tool.process.processIdentifier, SIGBUS)
    tool.process.waitUntilExit()
    #expect(tool.process.terminationReason == .uncaughtSignal)
    #expect(tool.process.terminationStatus == SIGBUS)
  }

  @Test(
    "a crash stays a crash, and leaves no temporary file",
    arguments: [SIGABRT, SIGSEGV, SIGILL]
  )
  func crash(signal: Int32) throws {
    let tool = try Waiting(Self.toFile)
    #expect(try tool.leftovers.count == 1)
    kill(tool.process.processIdentifier, signal)
    tool.process.waitUntilExit()
    #expect(tool.process.terminationReason == .uncaughtSignal)
    #expect(tool.process.terminationStatus == signal)
    #expect(try tool.leftovers == [])
  }

  @Test("a file beyond the process's limit is an output that cannot be written")
  func fileLimit() throws {
    let tool = try Waiting(Self.toFile + ["--format", "json"], script: "ulimit -f 0")
    let messages = try tool.end()
    #expect(tool.process.terminationReason == .exit)
    #expect(tool.process.terminationStatus == ExitCode.cannotWrite.rawValue)
    #expect(messages.contains(#"out.json: found "File too large" when writing"#))
    #expect(try tool.leftovers == [])
  }

  @Test(
    "a dump that is written to while it is read never stops the tool in its tracks",
    arguments: [
      ["decode", "--score-threshold", "0.2", "--tensors", "@out.npz"],
      ["loss", "--labels", "@many.txt", "--fit", "none", "--gradients", "@out.npz"],
      ["inspect"],
    ]
  )
  func changed(arguments: [String]) throws {
    let images = 4000
    let names = (0..<images).map { "\($0).png 4,4,20,28,0 30,2,60,30,1" }
    let folder = try RunFolder(["many.txt": .text(names.joined(separator: "\n"))])
    let dump = folder.file("heads.safetensors")
    try GoodInput.writeZeros(GoodInput.shapes.mapValues { [images] + $0.dropFirst() }, to: dump)
    let size = try Data(contentsOf: URL(filePath: dump)).count
    let process = Process()
    process.executableURL = URL(filePath: Self.tool)
    let files =
      arguments[0] == "inspect"
      ? [dump] : ["--config", folder.file("config.json"), "--heads", dump]
    process.arguments = [arguments[0]] + files + folder.resolved(Array(arguments.dropFirst()))
    process.standardOutput = FileHandle.nullDevice
    let messages = Pipe()
    process.standardError = messages
    try process.run()
    let file = try FileHandle(forUpdating: URL(filePath: dump))
    // Finite numbers first, so that every look at all of them may pass; the rest is what it may not be.
    var round = 0
    let values: [Float] = [.nan, 0.5, -.infinity, 3, -3, .greatestFiniteMagnitude, 0, 1]
    while process.isRunning {
      let value = values[round % values.count]
      let piece = Data(
        (0..<2048).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0 % 4))) }
      )
      // Scattered over the file by a step that has no divisor in common with it.
      let place = 1024 + (round &* 7_919 &* 4) % (size - 4096)
      try file.seek(toOffset: UInt64(place))
      file.write(piece)
      round += 1
    }
    _ = try messages.fileHandleForReading.readToEnd()
    #expect(process.terminationReason == .exit)
    #expect([0, 65].contains(process.terminationStatus))
    #expect(round > 10)
  }
}

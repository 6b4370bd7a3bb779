import Foundation
import Testing
import ToolSupport
import detloss

/// What only a process of its own can show: closed pipes, full disks, crashes, chance.
@Suite("The tool as a process", .timeLimit(.minutes(5)))
struct BadInputProcessTests {
  /// The tool, which is built beside the tests.
  private static let tool =
    URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "detloss").path(percentEncoded: false)

  /// A device that is always full, where the system has one.
  private static let fullDevice = "/dev/full"

  /// A program that runs another on given processors, where the system has it.
  private static let taskset = "/usr/bin/taskset"

  /// What a process leaves behind.
  private struct Outcome: Equatable {
    var code: Int32
    var isCrash: Bool
    var results: Data
    var messages: Data
  }

  /// Runs `command` in `folder`; standard output is gathered unless `output` takes it.
  private func run(
    _ command: [String],
    in folder: RunFolder,
    environment: [String: String] = [:],
    output: FileHandle? = nil
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(filePath: command[0])
    process.arguments = folder.resolved(Array(command.dropFirst()))
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    for name in ["results", "messages"] { try folder.write(.bytes([]), named: name) }
    let results = try FileHandle(forWritingTo: URL(filePath: folder.file("results")))
    let messages = try FileHandle(forWritingTo: URL(filePath: folder.file("messages")))
    process.standardOutput = output ?? results
    process.standardError = messages
    try process.run()
    process.waitUntilExit()
    return Outcome(
      code: process.terminationStatus,
      isCrash: process.terminationReason == .uncaughtSignal,
      results: try Data(contentsOf: URL(filePath: folder.file("results"))),
      messages: try Data(contentsOf: URL(filePath: folder.file("messages")))
    )
  }

  @Test("answers good files with results and nothing else")
  func success() throws {
    let outcome = try run([Self.tool] + BadInput.loss, in: RunFolder())
    #expect(outcome.code == ExitCode.done.rawValue && !outcome.isCrash)
    #expect(outcome.messages.isEmpty && !outcome.results.isEmpty)
  }

  @Test(
    "ends with the code of the fault",
    arguments: [
      ("config.json", ExitCode.badConfiguration), ("heads.npz", .badContent),
      ("labels.txt", .badContent), ("first.png", .badContent),
    ]
  )
  func failure(file: String, code: ExitCode) throws {
    let outcome = try run([Self.tool] + BadInput.loss, in: RunFolder([file: .bytes([0xff])]))
    #expect(outcome.code == code.rawValue && !outcome.isCrash)
    #expect(outcome.results.isEmpty && !outcome.messages.isEmpty)
  }

  @Test("a closed pipe ends it quietly")
  func closedPipe() throws {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let output = pipe.fileHandleForWriting
    let outcome = try run([Self.tool] + BadInput.loss, in: RunFolder(), output: output)
    #expect(outcome.code == ExitCode.done.rawValue && !outcome.isCrash)
    #expect(outcome.messages.isEmpty)
  }

  @Test(
    "a full disk is noticed",
    .enabled(if: FileManager.default.fileExists(atPath: fullDevice))
  )
  func fullDisk() throws {
    let full = try #require(FileHandle(forWritingAtPath: Self.fullDevice))
    let outcome = try run([Self.tool] + BadInput.loss, in: RunFolder(), output: full)
    #expect(outcome.code == ExitCode.cannotWrite.rawValue)
    #expect(
      String(decoding: outcome.messages, as: UTF8.self) == """
        detloss: cannot write standard output: no space left on the device; \
        the output is incomplete

        """
    )
  }

  @Test("a closed standard output is noticed, and no file takes its place")
  func closedOutput() throws {
    let script = #"exec "$0" "$@" >&-"#
    let outcome = try run(["/bin/sh", "-c", script, Self.tool] + BadInput.loss, in: RunFolder())
    #expect(outcome.code == ExitCode.cannotWrite.rawValue && !outcome.isCrash)
  }

  @Test("a folder that may not be written to is noticed", .enabled(if: geteuid() != 0))
  func readOnlyFolder() throws {
    let folder = try RunFolder(["closed": .folder])
    let attributes = [FileAttributeKey.posixPermissions: 0o500]
    try FileManager.default.setAttributes(attributes, ofItemAtPath: folder.file("closed"))
    let outcome = folder.run(BadInput.assign + ["--tensors", "@closed/out.npz"])
    #expect(outcome.code == .cannotCreate)
    #expect(outcome.messages.hasPrefix("detloss: closed/out.npz: found \"Permission denied\""))
  }

  @Test("a file that may not be read is noticed", .enabled(if: geteuid() != 0))
  func unreadableFile() throws {
    for name in ["config.json", "heads.npz", "labels.txt", "first.png"] {
      let folder = try RunFolder()
      let attributes = [FileAttributeKey.posixPermissions: 0]
      try FileManager.default.setAttributes(attributes, ofItemAtPath: folder.file(name))
      #expect(folder.run(BadInput.loss).code == .noInput)
    }
  }

  @Test(
    "says the same to the byte, whatever seed hashing has",
    arguments: [
      BadInput.loss + ["--format", "json"], BadInput.lossOfTargets,
      BadInput.decode + ["--tensors", "@out.npz"], BadInput.assign + ["--tensors", "@out.npz"],
      BadInput.inspect, BadInput.loss.with("@heads.npz", "@targets.npz"),
    ]
  )
  func hashSeeds(arguments: [String]) throws {
    let folder = try RunFolder(["out.npz": .bytes([])])
    var all: [[Data]] = []
    for environment in [["SWIFT_DETERMINISTIC_HASHING": "1"], [:], [:]] {
      let outcome = try run([Self.tool] + arguments, in: folder, environment: environment)
      let file = try Data(contentsOf: URL(filePath: folder.file("out.npz")))
      all.append([outcome.results, outcome.messages, file])
    }
    #expect(all[1] == all[0] && all[2] == all[0])
  }

  @Test(
    "says the same to the byte, however many processors there are",
    .enabled(if: FileManager.default.isExecutableFile(atPath: taskset))
  )
  func processors() throws {
    let folder = try RunFolder()
    let command = [Self.tool] + BadInput.loss + ["--format", "json"]
    let all = try run(command, in: folder)
    #expect(try run([Self.taskset, "-c", "0"] + command, in: folder) == all)
    #expect(!all.results.isEmpty)
  }
}

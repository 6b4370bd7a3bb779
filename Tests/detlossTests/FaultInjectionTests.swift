import DetectionText
import Foundation
import Synchronization
import Testing
import ToolSupport
import detloss

/// Every call that an output is made of fails once, at every place, for every command that writes.
@Suite("Outputs whose calls fail", .timeLimit(.minutes(5)))
struct FaultInjectionTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    var testDescription: String { arguments.joined(separator: " ") }

    init(_ arguments: [String], _ outputs: String...) { self.arguments = arguments + outputs }
  }

  /// Without optimisation it takes seconds a run, of which there are a dozen.
  private static var searches: [Example] {
    #if DEBUG
      []
    #else
      [
        Example(
          ["identify"] + BadInput.loss.dropFirst() + ["--loss", "1"],
          "--output",
          "@out.txt"
        )
      ]
    #endif
  }

  static let examples: [Example] =
    [
      Example(
        BadInput.loss,
        "--gradients",
        "@out.npz",
        "--output",
        "@out.json",
        "--format",
        "json"
      ),
      Example(BadInput.loss, "--gradients", "@out.safetensors"),
      Example(BadInput.loss, "--output", "@out.csv", "--format", "csv"),
      Example(
        BadInput.decode,
        "--tensors",
        "@out.npz",
        "--output",
        "@out.jsonl",
        "--format",
        "jsonl"
      ),
      Example(
        BadInput.decode,
        "--labels",
        "@labels.txt",
        "--fit",
        "none",
        "--score-threshold",
        "0.2",
        "--output",
        "@out",
        "--format",
        "yolo"
      ),
      Example(BadInput.assign, "--tensors", "@out.npz", "--output", "@out.txt"),
      Example(
        ["compare"] + BadInput.loss.dropFirst(),
        "--against",
        "ultralytics",
        "--output",
        "@out.txt"
      ),
      Example(
        ["report"] + BadInput.loss.dropFirst(),
        "--output",
        "@out.html",
        "--svg",
        "@out.svg"
      ),
      Example(BadInput.inspect, "--output", "@out.txt"),
      Example(["check"] + BadInput.loss.dropFirst(), "--output", "@out.txt"),
      Example(["evaluate"] + BadInput.loss.dropFirst(), "--output", "@out.txt"),
      Example(
        ["anchors", "--labels", "@labels.txt", "--input-size", "64", "--count", "2"],
        "--output",
        "@out.txt"
      ),
      Example(BadInput.loss, "--format", "shard", "--output", "@out.json"),
      Example(
        ["merge", "--partial", Sample.path("sample-data/shard-1.json")],
        "--format",
        "shard",
        "--output",
        "@out.json"
      ),
      Example(["import", ImportCommandTests.cfg], "--output", "@out.json"),
      Example(["dialects"], "--output", "@out.txt"),
      Example(["completions", "bash"], "--output", "@out.txt"),
      Example(BadInput.loss),
    ] + searches

  /// What a run gave, and which calls it made.
  private struct Run {
    var code: ExitCode
    var messages: String
    var calls: [SystemCall]

    /// What is there under the names of outputs, with the files of folders; standard output by the
    /// name of the file that took it.
    var files: [String: Data]
  }

  /// Runs the tool; the call with number `failing` fails.
  private static func run(
    _ arguments: [String],
    in folder: RunFolder,
    failing: Int? = nil,
    with fault: SystemCall.Fault = .error(EIO)
  ) throws -> Run {
    let manager = FileManager.default
    for name in try manager.contentsOfDirectory(atPath: folder.path) where name.hasPrefix("out") {
      try manager.removeItem(atPath: folder.file(name))
    }
    let calls = Mutex([SystemCall]())
    let descriptor = unsafe open(folder.file("standard"), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    try #require(descriptor >= 0)
    let messages = MemoryOutput()
    let code = SystemCall.withFaults({ call in
      calls.withLock { calls in
        calls.append(call)
        return calls.count - 1 == failing ? fault : nil
      }
    }) {
      Tool.program.run(
        arguments: folder.resolved(arguments),
        standardOutput: CheckedOutput(descriptor: descriptor),
        standardError: messages
      )
    }
    var files: [String: Data] = [:]
    for name in try manager.subpathsOfDirectory(atPath: folder.path) {
      let isOutput = name.hasPrefix("out") || name == "standard" || name.contains(".tmp")
      var isFolder: ObjCBool = false
      _ = unsafe manager.fileExists(atPath: folder.file(name), isDirectory: &isFolder)
      guard isOutput, !isFolder.boolValue || name.contains(".tmp") else { continue }
      files[name] = isFolder.boolValue ? Data() : manager.contents(atPath: folder.file(name))
    }
    return Run(
      code: code,
      messages: messages.text.replacingOccurrences(of: "\(folder.path)/", with: ""),
      calls: calls.withLock { $0 },
      files: files
    )
  }

  @Test("end with the right code and words, whole or absent, nothing left", arguments: examples)
  func everyCall(example: Example) throws {
    let folder = try RunFolder()
    let good = try Self.run(example.arguments, in: folder)
    try #require([.done, .no].contains(good.code), "\(good.messages)")
    #expect(good.calls.contains(.write))
    let outputs = example.arguments.filter { $0.hasPrefix("@out") }.map { $0.dropFirst() }
    for index in good.calls.indices {
      let run = try Self.run(example.arguments, in: folder, failing: index)
      let note: Comment = "\(good.calls[index]), call \(index): \(run.messages)"
      #expect(!run.files.keys.contains { $0.contains(".tmp") }, note)
      for (name, bytes) in run.files where name != "standard" {
        #expect(bytes == good.files[name], note)
      }
      if run.code == good.code {
        // What comes behind a new name, and may fail: opening and closing the folder.
        #expect([.open, .close].contains(good.calls[index]), note)
        #expect(run.files == good.files && run.messages == good.messages, note)
        continue
      }
      let isCreation = [.open, .rename, .makeFolder].contains(good.calls[index])
      #expect(run.code == (isCreation ? .cannotCreate : .cannotWrite), note)
      let fault = run.messages.split(separator: "\n").last ?? ""
      #expect(fault.hasPrefix("detloss: "), note)
      let isNamed = outputs.contains { fault.contains($0) } || fault.contains("standard output")
      #expect(isNamed, note)
      let system = fault.contains("Input/output error") || fault.contains("reports an error")
      #expect(system, note)
      if fault.contains("stands whole") {
        #expect(good.calls[index] == .sync, note)
      } else if !fault.contains("standard output") {
        // The output that failed is not there.
        #expect(run.files.count < good.files.count, note)
      }
    }
  }

  @Test(
    "are made again when a signal interrupts them, or when they move less",
    arguments: examples.prefix(6)
  )
  func again(example: Example) throws {
    let folder = try RunFolder()
    let good = try Self.run(example.arguments, in: folder)
    for index in good.calls.indices {
      for fault in [SystemCall.Fault.error(EINTR), .most(1)] {
        let run = try Self.run(example.arguments, in: folder, failing: index, with: fault)
        let note: Comment = "\(good.calls[index]), call \(index): \(run.messages)"
        #expect(run.code == good.code && run.messages == good.messages, note)
        #expect(run.files == good.files, note)
      }
    }
  }

  @Test("keep the file that was there", arguments: ["@out.npz", "@out.safetensors"])
  func earlierFile(output: String) throws {
    let folder = try RunFolder()
    let arguments = BadInput.loss + ["--gradients", output]
    let good = try Self.run(arguments, in: folder)
    let name = String(output.dropFirst())
    for index in good.calls.indices {
      let calls = Mutex(0)
      try folder.write(.text("earlier"), named: name)
      _ = SystemCall.withFaults({ _ in
        calls.withLock {
          $0 += 1
          return $0 - 1 == index ? .error(ENOSPC) : nil
        }
      }) { folder.run(arguments) }
      let found = FileManager.default.contents(atPath: folder.file(name))
      #expect(found == Data("earlier".utf8) || found == good.files[name])
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(!names.contains { $0.hasSuffix(".tmp") })
    }
  }
}

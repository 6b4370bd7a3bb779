import Foundation
import Testing
import ToolSupport
import detloss

/// How much memory the tool takes for archives that unpack to a thousand times their size.
@Suite(
  "Bounded memory",
  .timeLimit(.minutes(5)),
  .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/status"))
)
struct BoundedMemoryTests {
  /// The address space that a bomb may cost above what a small file costs, in kibibytes.
  private static let allowance = 32 << 10

  /// Runs the tool in so many kibibytes of address space, the libraries it loads included.
  ///
  /// The system refuses whatever goes beyond, so no measurement comes too late to see a peak.
  private static func run(
    _ arguments: [String],
    in folder: RunFolder,
    kibibytes: Int
  ) throws -> (status: Int32, messages: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    let tool = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "detloss").path(percentEncoded: false)
    let script = #"ulimit -v "$0" && exec "$@""#
    process.arguments = ["-c", script, "\(kibibytes)", tool] + folder.resolved(arguments)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let messages = Pipe()
    process.standardError = messages
    try process.run()
    let said = try messages.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let text = String(decoding: said, as: UTF8.self)
    return (process.terminationStatus, text.replacingOccurrences(of: "\(folder.path)/", with: ""))
  }

  /// The least address space in which the tool describes the good dump, give or take 8 MiB.
  private static func leastSpace(_ folder: RunFolder) throws -> Int {
    var bounds = (low: 0, high: 8 << 20)
    #expect(try run(BadInput.inspect, in: folder, kibibytes: bounds.high).status == 0)
    while bounds.high - bounds.low > 8 << 10 {
      let middle = (bounds.low + bounds.high) / 2
      let isEnough = try run(BadInput.inspect, in: folder, kibibytes: middle).status == 0
      if isEnough { bounds.high = middle } else { bounds.low = middle }
    }
    return bounds.high
  }

  @Test("an honest bomb costs no more than a small file, matched or described")
  func honestBomb() throws {
    let folder = try RunFolder()
    let space = try Self.leastSpace(folder) + Self.allowance
    // A gigabyte of a head that no scale has: the shape alone refuses it.
    let head = BadInput.honestBomb(["fine": [2, 4, 8, 4_194_304], "coarse": [2, 2, 4, 14]])
    try folder.write(.bytes(head), named: "heads.npz")
    let refused = try Self.run(BadInput.loss, in: folder, kibibytes: space)
    #expect(refused.status == ExitCode.badContent.rawValue)
    #expect(refused.messages.contains(#"array "fine""#) && refused.messages.contains("4194304"))

    // 96 MiB that are looked at one by one, up to a checksum that tells that all were seen.
    let zeros = BadInput.honestBomb(["a": [12 << 20]], type: "<f8")
    try folder.write(.bytes(zeros), named: "heads.npz")
    let described = try Self.run(BadInput.inspect, in: folder, kibibytes: space)
    #expect(described.status == ExitCode.badContent.rawValue)
    let found = described.messages.matches(of: /found checksum ([0-9a-f]{8}); allowed 00000000/)
    let text = try #require(found.first).output.1
    let checksum = try #require(UInt32(text, radix: 16))

    // The bytes of the checksum in the local header and in the directory.
    var right = zeros
    let directory = zeros.count - 22 - 46 - "a.npy".utf8.count
    for byte in 0..<4 {
      let value = UInt8(truncatingIfNeeded: checksum >> (8 * byte))
      right[14 + byte] = value
      right[directory + 16 + byte] = value
    }
    try folder.write(.bytes(right), named: "heads.npz")
    let accepted = try Self.run(BadInput.inspect, in: folder, kibibytes: space)
    #expect(accepted.status == ExitCode.done.rawValue && accepted.messages == "")
  }

  @Test("assignments of many boxes are written as they are computed")
  func manyAssignments() throws {
    let folder = try RunFolder()
    let line = (0..<60).map { " \($0),\($0 % 7),\($0 + 9),\($0 % 7 + 20),\($0 % 2)" }.joined()
    let labels = (0..<200).map { "street\($0).jpg\(line)\n" }.joined()
    try folder.write(.text(labels), named: "many.txt")
    let space = try Self.leastSpace(folder) + (24 << 10)
    let words = ["assign", "--config", "@config.json", "--input-size", "128", "--fit", "none"]
    let run = try Self.run(
      words + ["--labels", "@many.txt", "--format", "json", "--quiet", "--output", "@out.json"],
      in: folder,
      kibibytes: space
    )
    #expect(run.status == 0 && run.messages == "")
    let size = try Data(contentsOf: URL(filePath: folder.file("out.json"))).count
    #expect(size > 3 << 20)
  }

  @Test(
    "detections of every anchor and class are written piece by piece",
    arguments: [
      "json", "jsonl", "text",
    ]
  )
  func manyDetections(form: String) throws {
    let folder = try RunFolder()
    let dump = folder.file("heads.safetensors")
    // 82 thousand, of 4 MB in memory and some hundred as values to write.
    try GoodInput.writeZeros(["fine": [1, 128, 128, 14], "coarse": [1, 64, 64, 14]], to: dump)
    let space = try Self.leastSpace(folder) + (48 << 10)
    let words = ["decode", "--config", "@config.json", "--heads", dump, "--score-threshold", "0"]
    let run = try Self.run(
      words + ["--nms", "none", "--multi-label", "--format", form, "--quiet", "--output", "@out"],
      in: folder,
      kibibytes: space
    )
    #expect(run.status == 0 && run.messages == "")
    #expect(try Data(contentsOf: URL(filePath: folder.file("out"))).count > 3 << 20)
  }

  @Test("memory that is refused for a gradient is an error, and nothing is left of its file")
  func refusedGradient() throws {
    let folder = try RunFolder(["one.txt": .text("first.png 4,4,20,28,0")])
    let dump = folder.file("heads.safetensors")
    // 73 MB, the larger array 59: as much again for its gradient, and for the copy of a piece.
    let shapes = ["fine": [1, 1024, 1024, 14], "coarse": [1, 512, 512, 14]]
    try GoodInput.writeZeros(shapes, to: dump)
    let space = try Self.leastSpace(folder) + (73 << 10) + Self.allowance
    let loss = ["loss", "--config", "@config.json", "--heads", dump, "--labels", "@one.txt"]
    let run = try Self.run(
      loss + ["--fit", "none", "--threads", "1", "--gradients", "@out.npz"],
      in: folder,
      kibibytes: space
    )
    #expect(run.status == ExitCode.badContent.rawValue)
    let words = "detloss: found 117440512 bytes for the gradient; allowed no more than"
    #expect(run.messages.hasPrefix(words))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!names.contains { $0.hasPrefix(".") || $0.hasPrefix("out") })
  }

  @Test("values that inflate to a multiple of the file are looked at on request alone")
  func valuesOnRequest() throws {
    let folder = try RunFolder()
    // 512 MiB of zeros in half a megabyte. Behind the array's head the stream ends too early, and an
    // empty block that denies its length follows: who looks at the values notices soon.
    var zeros = BadInput.honestBomb(["a": [64 << 20]], type: "<f8")
    for index in 2000..<2016 { zeros[index] = 0 }
    try folder.write(.bytes(zeros), named: "heads.npz")
    let described = folder.run(BadInput.inspect)
    #expect(described.code == .done && described.seconds < 1)
    #expect(described.messages.contains("1 compressed array of 5368709"))
    #expect(described.messages.contains("(--all-values)"))
    let values = described.results.split(separator: "\n").first { $0.hasPrefix("a ") }
    #expect(values?.split(separator: " ").suffix(5) == ["-", "-", "-", "-", "-"])
    let json = folder.run(BadInput.inspect + ["--format", "json"])
    #expect(json.results.contains(#""nan": null"#))
    let all = folder.run(BadInput.inspect + ["--all-values"])
    #expect(all.code == .badContent && all.results == "")
  }
}

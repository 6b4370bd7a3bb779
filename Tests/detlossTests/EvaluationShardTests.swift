import DetectionTestSupport
import Foundation
import Testing
import ToolSupport
import detloss

@Suite("Shards of an evaluation of heads")
struct EvaluationShardTests {
  private static func evaluate(_ files: ManyFiles, _ words: String...) -> ToolRun {
    ToolRun.inProcess(
      ["evaluate", "--quiet"] + files.config + files.labels + ["--heads", files.each] + words
    )
  }

  /// The figures of one process that takes one dump of all.
  private static func whole(_ files: ManyFiles, _ words: String...) -> String {
    ToolRun.inProcess(
      ["evaluate", "--quiet"] + files.config + files.labels + ["--heads", files.whole] + words
    ).output
  }

  private static func merge(_ parts: [String], _ words: String...) -> ToolRun {
    ToolRun.inProcess(["merge"] + parts + words)
  }

  private static func parts(_ files: ManyFiles, of count: Int) throws -> [String] {
    try (1...count).map { index in
      let run = evaluate(files, "--format", "shard", "--shard", "\(index)/\(count)")
      #expect(run.code == .done && run.messages == "", "\(run.messages)")
      return try files.folder.write("part-\(index)-\(count).json", run.output)
    }
  }

  @Test("are the whole to the bit, in any order and tree", arguments: [1, 2, 4, 13])
  func whole(count: Int) throws {
    let files = try ManyFiles(images: 9)
    defer { files.folder.remove() }
    let parts = try Self.parts(files, of: count)
    for format in ["text", "json"] {
      let merged = Self.merge(parts.reversed(), "--format", format)
      #expect(merged.code == .done, "\(merged.messages)")
      #expect(merged.output == Self.whole(files, "--format", format))
    }
    let halves = try [parts.dropFirst(count / 2), parts.prefix(count / 2)]
      .filter { !$0.isEmpty }.enumerated().map { index, parts in
        try files.folder.write(
          "half-\(index).json",
          Self.merge(Array(parts), "--format", "shard").output
        )
      }
    #expect(Self.merge(halves, "--format", "json").output == Self.whole(files, "--format", "json"))
  }

  @Test("read no dump but their own")
  func ownDumps() throws {
    let files = try ManyFiles(images: 9)
    defer { files.folder.remove() }
    let good = try Self.parts(files, of: 2)
    let own = try String(contentsOfFile: good[0], encoding: .utf8)
    for name in files.names where !own.contains(name) {
      try Data("PK".utf8).write(to: URL(fileURLWithPath: "\(files.each)/\(name).npz"))
    }
    #expect(Self.evaluate(files, "--format", "shard", "--shard", "1/2").output == own)
    #expect(Self.evaluate(files, "--format", "shard", "--shard", "2/2").code == .badContent)
  }

  @Test("that only know their images are the whole when all images are there")
  func names() throws {
    let files = try ManyFiles(images: 5)
    defer { files.folder.remove() }
    let words = ["evaluate", "--quiet"] + files.config + files.labels
    let parts = try [[0, 3], [1, 2, 4], []].enumerated().map { index, images in
      let list = try files.folder.write(
        "names-\(index).txt",
        images.map { "\(files.each)/\(files.names[$0]).npz\n" }.joined()
      )
      let (run, _) = try files.shell(
        #""$0" "$@" < "# + list,
        words + ["--heads", "-", "--format", "shard"]
      )
      #expect(run.code == .done, "\(run.messages)")
      return try files.folder.write("named-\(index).json", run.output)
    }
    let merged = Self.merge(parts, "--format", "json")
    #expect(merged.output == Self.whole(files, "--format", "json"), "\(merged.messages)")
    let missing = Self.merge([parts[0], parts[2]])
    #expect(missing.code == .badContent && missing.messages.contains("found 2 images of 5"))
    #expect(Self.merge([parts[0], parts[2]], "--partial").output.contains("2 images"))
    let shard = try Self.parts(files, of: 2)[0]
    let mixed = Self.merge([parts[0], shard], "--partial")
    #expect(mixed.messages.contains("where \(parts[0]) is one of images by name alone"))
  }

  @Test("name what failed, and are computed anew until nothing fails")
  func keepGoing() throws {
    let files = try ManyFiles(images: 6)
    defer { files.folder.remove() }
    let broken = "\(files.each)/img1003.npz"
    let good = try Data(contentsOf: URL(fileURLWithPath: broken))
    try Data("PK".utf8).write(to: URL(fileURLWithPath: broken))
    let path = files.folder.path("part.json")
    let words =
      ["evaluate"] + files.config + files.labels + ["--heads", files.each, "--format", "shard"]
      + ["--output", path]
    let strict = ToolRun.inProcess(words + ["--shard", "1/1"])
    #expect(strict.code == .badContent && !FileManager.default.fileExists(atPath: path))
    let patient = words + ["--keep-going", "--resume"]
    let first = ToolRun.inProcess(patient)
    #expect(first.code == .no && first.messages.contains("img1003.npz"), "\(first.messages)")
    #expect(!first.messages.contains("\(broken): \(broken)"), "\(first.messages)")
    let refused = Self.merge([path])
    #expect(
      refused.code == .badContent && refused.messages.contains("found 1 dump that failed, ")
    )
    let partial = Self.merge([path], "--partial", "--format", "json")
    #expect(partial.code == .no && partial.messages.contains("img1003.npz"))
    try good.write(to: URL(fileURLWithPath: broken))
    #expect(ToolRun.inProcess(patient).code == .done)
    let written = try Data(contentsOf: URL(fileURLWithPath: path))
    try Data("PK".utf8).write(to: URL(fileURLWithPath: broken))
    let again = ToolRun.inProcess(patient)
    #expect(again.code == .done && again.messages.contains("found a whole part; it is kept"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == written)
    // Another threshold, another configuration and another metric are other work.
    for other in [
      ["--iou-threshold", "0.5"], ["--score-threshold", "0.5"], ["--metric", "voc2012"],
      ["--set", "box.weight=2"],
    ] {
      #expect(ToolRun.inProcess(patient + other).code == .no, "\(other)")
      try written.write(to: URL(fileURLWithPath: path))
    }
    #expect(Self.merge([path], "--format", "json").output == Self.whole(files, "--format", "json"))
  }

  @Test("options that say nothing are refused")
  func usage() throws {
    let files = try ManyFiles(images: 1)
    defer { files.folder.remove() }
    for words in [["--keep-going"], ["--resume"], ["--format", "shard", "--resume"]] {
      let run = ToolRun.inProcess(
        ["evaluate"] + files.config + files.labels + ["--heads", files.each] + words
      )
      #expect(run.code == .usage && run.output == "", "\(words)")
    }
    let run = ToolRun.inProcess(
      ["evaluate"] + Sample.labels + ["--detections", Sample.path("sample-data/detections.json")]
        + ["--format", "shard", "--keep-going"]
    )
    #expect(run.code == .usage)
  }
}

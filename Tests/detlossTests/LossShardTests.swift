import DetectionTestSupport
import Foundation
import Testing
import ToolSupport
import detloss

@Suite("Shards of a loss")
struct LossShardTests {
  /// The JSON of a loss without its lists of images and classes.
  private static func sums(_ run: ToolRun) throws -> NSDictionary {
    let json = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    var object = try #require(json as? [String: Any])
    for key in ["per_image", "per_class"] { object[key] = nil }
    return object as NSDictionary
  }

  private static func merge(_ parts: [String], _ words: String...) -> ToolRun {
    ToolRun.inProcess(["merge"] + parts + words)
  }

  /// Writes the parts of a split.
  private static func parts(
    _ files: ManyFiles,
    of count: Int,
    _ words: [String] = []
  ) throws -> [String] {
    try (1...count).map { index in
      let run = ToolRun.inProcess(
        files.loss(files.each) + words
          + ["--format", "shard", "--shard", "\(index)/\(count)", "--quiet"]
      )
      #expect(run.code == .done && run.messages == "", "\(run.messages)")
      return try files.folder.write("part-\(index)-\(count).json", run.output)
    }
  }

  @Test(
    "are the whole to the bit, in any order and tree",
    arguments: [["reference"], ["ultralytics"], ["darknet-pjreddie"], ["bubbliiiing"], ["yolov5"]]
  )
  func whole(dialect: [String]) throws {
    let files = try ManyFiles(images: 9)
    defer { files.folder.remove() }
    let words = ["--dialect"] + dialect
    let expected = ToolRun.inProcess(files.loss(files.whole) + words + ["--format", "json"])
    #expect(expected.code == .done, "\(expected.messages)")
    for count in [1, 2, 4, 13] {
      let parts = try Self.parts(files, of: count, words)
      let merged = Self.merge(parts.reversed(), "--format", "json")
      #expect(merged.code == .done && merged.messages == "", "\(merged.messages)")
      #expect(try Self.sums(merged) == Self.sums(expected))
      let halves = try [parts.dropFirst(count / 2), parts.prefix(count / 2)]
        .filter { !$0.isEmpty }.enumerated().map { index, parts in
          try files.folder.write(
            "half-\(index).json",
            Self.merge(Array(parts), "--format", "shard").output
          )
        }
      #expect(Self.merge(halves, "--format", "json").output == merged.output)
      // A shard of all has the same bytes in whatever order.
      let all = Self.merge(parts, "--format", "shard")
      #expect(all.code == .done && all.output == Self.merge(halves, "--format", "shard").output)
    }
    // One process that computes the batch as one, and one process by one.
    let batch = ToolRun.inProcess(files.loss(files.whole) + words + ["--format", "shard"])
    let each = ToolRun.inProcess(
      files.loss(files.each) + words + ["--format", "shard", "--keep-going"]
    )
    #expect(batch.code == .done && batch.output == each.output)
    let text = ToolRun.inProcess(files.loss(files.whole) + words).output
    let part = try files.folder.write("batch.json", batch.output)
    let tables = Self.merge([part]).output
    #expect(tables.hasPrefix("loss of 9 images") && text.hasPrefix(tables))
  }

  @Test("that do not belong together are refused")
  func refusals() throws {
    let files = try ManyFiles(images: 5)
    defer { files.folder.remove() }
    let parts = try Self.parts(files, of: 3)
    func message(_ parts: [String], _ words: String...) -> String {
      let run = ToolRun.inProcess(["merge"] + parts + words)
      #expect(run.code == .badContent && run.output == "", "\(run.output)")
      return run.messages
    }
    #expect(
      message([parts[2], parts[0]]) == """
        detloss: \(parts[2]): found 2 of 3 parts, without 2; allowed all parts of one result, each \
        once; give the others, or let a part be enough (--partial)

        """
    )
    #expect(Self.merge([parts[2], parts[0]], "--partial").code == .done)
    #expect(Self.merge([parts[2], parts[0]], "--format", "shard").code == .done)
    #expect(message(parts + [parts[1]]).contains("found part 2, which \(parts[1]) has, too;"))
    let other = try Self.parts(files, of: 2)
    #expect(message([parts[0], other[0]]).contains("found one of 2 parts, where"))
    #expect(message([parts[0], other[0]], "--partial").contains("found one of 2 parts, where"))
    let dialect = try Self.parts(files, of: 1, ["--dialect", "mmdetection"])
    #expect(message([parts[0]] + dialect).contains("found another configuration than"))
    let weight = try Self.parts(files, of: 1, ["--set", "box.weight=0.5"])
    #expect(message([parts[0]] + weight).contains("found another configuration than"))
    // Parts of names alone.
    func named(_ index: Int, _ images: [Int]) throws -> String {
      let names = images.map { "\(files.each)/\(files.names[$0]).npz" }
      let labels = try files.folder.write(
        "order-\(index).txt",
        images.map { "\(files.names[$0])\n" }.joined()
      )
      let run = ToolRun.inProcess(
        ["loss"] + files.config + files.labels + ["--order", labels, "--heads"] + names
          + ["--format", "shard", "--quiet"]
      )
      #expect(run.code == .done, "\(run.messages)")
      return try files.folder.write("named-\(index).json", run.output)
    }
    let (one, two) = (try named(0, [0, 1]), try named(1, [2, 3, 4]))
    let twin = try named(2, [1, 2])
    #expect(message([one, twin]).contains("found image \"img1001.jpg\", which \(one) has, too"))
    #expect(message([one, parts[0]]).contains("where \(one) is one of images by name alone"))
    #expect(Self.merge([two, one], "--format", "json").output.contains("\"images\": 5"))
    let names = try files.folder.write("all.txt", "img1000\nimg1003.jpg\n")
    #expect(Self.merge([two, one], "--expect", names).code == .done)
    #expect(
      message([one], "--expect", names) == """
        detloss: \(names): found image "img1003.jpg" in no part; allowed images that the parts have; \
        make the missing parts, or let a part be enough (--partial)

        """
    )
    // Another version, another kind, no part at all.
    let text = try String(contentsOfFile: parts[1], encoding: .utf8)
    let newer = try files.folder.write(
      "newer.json",
      text.replacing("\"numerics\":1", with: "\"numerics\":2")
    )
    #expect(message([parts[0], newer]).contains("found numbers of version 2"))
    #expect(
      message([parts[0], Sample.path("sample-data/shard-1.json")]).contains(
        "a shard of \"evaluate\""
      )
    )
    #expect(message([try files.folder.write("x", "[]")]).contains("found no shard"))
  }

  @Test("without images are whole and empty")
  func empty() throws {
    let files = try ManyFiles(images: 1)
    defer { files.folder.remove() }
    let parts = try Self.parts(files, of: 3)
    let whole = ToolRun.inProcess(files.loss(files.whole) + ["--format", "json"])
    #expect(try Self.sums(Self.merge(parts, "--format", "json")) == Self.sums(whole))
    let (none, _) = try files.shell(
      #""$0" "$@" < /dev/null"#,
      files.loss("-") + ["--format", "shard"]
    )
    #expect(none.code == .done && none.output.contains("\"images\":[]"), "\(none.messages)")
    let path = try files.folder.write("none.json", none.output)
    let nothing = Self.merge([path])
    #expect(nothing.code == .badContent && nothing.messages.contains("no image in any part"))
    let batch = try files.folder.write(
      "batch.json",
      ToolRun.inProcess(files.loss(files.whole) + ["--format", "shard"]).output
    )
    #expect(Self.merge([path, batch], "--format", "json").output.contains("\"images\": 1,"))
  }

  @Test("name what failed, and are computed anew until nothing fails")
  func keepGoing() throws {
    let files = try ManyFiles(images: 6)
    defer { files.folder.remove() }
    let broken = "\(files.each)/img1003.npz"
    let good = try Data(contentsOf: URL(fileURLWithPath: broken))
    try Data("PK".utf8).write(to: URL(fileURLWithPath: broken))
    let missing = "\(files.each)/img1005.npz"
    try FileManager.default.moveItem(atPath: missing, toPath: files.folder.path("away"))
    let path = files.folder.path("part.json")
    let words = files.loss(files.each) + ["--format", "shard", "--shard", "1/1", "--output", path]
    let strict = ToolRun.inProcess(words)
    #expect(strict.code == .badContent && !FileManager.default.fileExists(atPath: path))
    let patient = ToolRun.inProcess(words + ["--keep-going", "--resume"])
    #expect(patient.code == .no && patient.messages.contains("img1003.npz"))
    #expect(patient.messages.contains("image \"img1005.jpg\" without a dump"))
    let refused = Self.merge([path])
    #expect(
      refused.code == .badContent && refused.messages.contains("found 2 dumps that failed")
    )
    let partial = Self.merge([path], "--partial", "--format", "json")
    #expect(partial.code == .no && partial.output.contains("\"failed\": ["))
    // What failed is tried again; what is whole is not.
    try good.write(to: URL(fileURLWithPath: broken))
    try FileManager.default.moveItem(atPath: files.folder.path("away"), toPath: missing)
    #expect(ToolRun.inProcess(words + ["--keep-going", "--resume"]).code == .done)
    let written = try Data(contentsOf: URL(fileURLWithPath: path))
    try Data("PK".utf8).write(to: URL(fileURLWithPath: broken))
    let again = ToolRun.inProcess(words + ["--resume"])
    #expect(again.code == .done && again.messages.contains("note: "))
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == written)
    // Another configuration is other work.
    #expect(ToolRun.inProcess(words + ["--resume", "--set", "box.weight=2"]).code == .badContent)
    let whole = ToolRun.inProcess(files.loss(files.whole) + ["--format", "json"])
    #expect(try Self.sums(Self.merge([path], "--format", "json")) == Self.sums(whole))
  }

  @Test("options that say nothing are refused")
  func usage() throws {
    let files = try ManyFiles(images: 1)
    defer { files.folder.remove() }
    for words in [
      ["--shard", "1/2"], ["--keep-going"], ["--resume"], ["--format", "shard", "--resume"],
      ["--format", "shard", "--diagnose"], ["--format", "shard", "--gradients", "g.npz"],
      ["--format", "shard", "--image", "img1000.jpg"],
    ] {
      let run = ToolRun.inProcess(files.loss(files.each) + words)
      #expect(run.code == .usage && run.output == "", "\(words)")
    }
    let worker = ToolRun.inProcess(files.loss("-") + ["--format", "jsonl", "--diagnose"])
    #expect(worker.code == .usage)
  }

  @Test("a file that is cut, holed or spoilt anywhere is read or refused")
  func damage() throws {
    let files = try ManyFiles(images: 2)
    defer { files.folder.remove() }
    let words = ["--dialect", "darknet-pjreddie"]
    let part = try Self.parts(files, of: 1, words)[0]
    let good = [UInt8](try Data(contentsOf: URL(fileURLWithPath: part)))
    var refused = 0
    for index in stride(from: 0, to: good.count, by: 1 + good.count / 150) {
      var (holed, spoilt) = (good, good)
      holed.remove(at: index)
      spoilt[index] = UInt8(ascii: "9")
      for bytes in [Array(good[..<index]), holed, spoilt] {
        let run = ToolRun.inProcess(
          ["merge", "--partial", try files.folder.write("x", bytes: bytes), "--format", "json"]
        )
        #expect([.done, .badContent, .badConfiguration].contains(run.code), "\(run.messages)")
        refused += run.code == .done ? 0 : 1
      }
    }
    #expect(refused > 150)
  }

  @Test("are the same in another process")
  func process() throws {
    let files = try ManyFiles(images: 3)
    defer { files.folder.remove() }
    let words = files.loss(files.each) + ["--format", "shard", "--shard", "1/2", "--threads", "1"]
    let (run, _) = try files.shell(#""$0" "$@""#, words)
    #expect(run.code == .done && run.output == ToolRun.inProcess(words).output)
  }
}

@Suite("A worker that names are piped to")
struct LossWorkerTests {
  private struct Line: Decodable {
    struct Trailer: Decodable { let dumps, failed: Int }
    let dump: String?
    let image: String?
    let error: String?
    let trailer: Trailer?
  }

  private static func lines(_ run: ToolRun) throws -> [Line] {
    try run.output.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
  }

  @Test("writes a line for each name, also for a broken dump, and counts them last")
  func lines() throws {
    let files = try ManyFiles(images: 3)
    defer { files.folder.remove() }
    try Data("PK".utf8).write(to: URL(fileURLWithPath: "\(files.each)/img1001.npz"))
    try FileManager.default.copyItem(
      atPath: "\(files.each)/img1000.npz",
      toPath: "\(files.each)/other.npz"
    )
    let words = files.loss("-") + ["--format", "jsonl"]
    let script = #"""
      printf '%s\n' img1001.npz none.npz other.npz img1002.npz img1000.npz '' img1002.npz | "$0" "$@"
      """#
    let (run, status) = try files.shell(script, words)
    #expect(status == 0, "\(run.messages)")
    let lines = try Self.lines(run)
    #expect(
      lines.dropLast().map(\.dump) == [
        "img1001.npz", "none.npz", "other.npz", "img1002.npz", "img1000.npz", "img1002.npz",
      ]
    )
    #expect(lines.map { $0.error == nil } == [false, false, false, true, true, true, true])
    #expect(lines[3].image == "img1002.jpg" && lines[4].image == "img1000.jpg")
    #expect(lines[2].error?.contains("a dump called as no image is") == true)
    #expect(lines.last?.trailer?.dumps == 6 && lines.last?.trailer?.failed == 3)
    // The numbers are those of a dump by itself.
    let order = try files.folder.write("order.txt", "img1002\n")
    let alone = ToolRun.inProcess(
      files.loss("\(files.each)/img1002.npz") + ["--order", order, "--format", "jsonl"]
    )
    let own = run.output.split(separator: "\n")[3].replacing("\"dump\":\"img1002.npz\",", with: "")
    #expect(alone.output == own + "\n")
    let (none, _) = try files.shell(#""$0" "$@" < /dev/null"#, words)
    #expect(none.code == .done)
    #expect(none.output == "{\"trailer\":{\"dumps\":0,\"failed\":0}}\n")
  }

  @Test("answers one name before it asks for the next")
  func conversation() throws {
    let files = try ManyFiles(images: 2)
    defer { files.folder.remove() }
    let script = #"""
      mkfifo in out
      "$0" "$@" < in > out &
      exec 3> in 4< out
      for name in img1001 img1000 img1001; do
        echo $name.npz >&3
        read -r line <&4
        echo "$line" | cut -c 1-21
      done
      exec 3>&-
      cat <&4
      """#
    let (run, _) = try files.shell(script, files.loss("-") + ["--format", "jsonl"])
    #expect(
      run.output == """
        {"dump":"img1001.npz"
        {"dump":"img1000.npz"
        {"dump":"img1001.npz"
        {"trailer":{"dumps":3,"failed":0}}

        """
    )
  }

  @Test(
    "takes no more memory for many names than for few",
    .timeLimit(.minutes(5)),
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/status"))
  )
  func memory() throws {
    let files = try ManyFiles(images: 4)
    defer { files.folder.remove() }
    /// The most memory that a run of so many names had, in kibibytes.
    func peak(_ count: Int) throws -> Int {
      let script = #"""
        i=0; while [ $i -lt COUNT ]; do
          echo img1000.npz; echo img1001.npz; echo img1002.npz; echo img1003.npz; i=$((i + 4))
        done > ../names
        "$0" "$@" < ../names > ../lines & pid=$!
        most=0
        while peak=$(grep VmHWM /proc/$pid/status 2> /dev/null); do
          most=$(echo $peak | tr -dc 0-9); sleep 0.02
        done
        tail -n 1 ../lines; echo $most
        """#.replacing("COUNT", with: "\(count)")
      let (run, _) = try files.shell(script, files.loss("-") + ["--format", "jsonl"])
      let words = run.output.split(separator: "\n")
      #expect(words.first == "{\"trailer\":{\"dumps\":\(count),\"failed\":0}}")
      return try #require(words.last.flatMap { Int($0) })
    }
    let (few, many) = (try peak(400), try peak(8000))
    #expect(few > 1000 && many < few + 8192, "\(few) and \(many) KiB")
  }
}

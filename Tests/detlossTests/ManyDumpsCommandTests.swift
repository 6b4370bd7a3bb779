import DetectionTestSupport
import Foundation
import TensorFiles
import Testing
import ToolSupport
import detloss

/// A dump of many images as a file each, with labels, and as one file.
struct ManyFiles {
  let folder: TemporaryFolder
  let config: [String]
  let labels: [String]
  let names: [String]

  /// The folder of dumps, and the one file.
  var each: String { folder.path("each") }
  var whole: String { folder.path("whole.npz") }

  init(images: Int = 3, names: [String]? = nil) throws {
    folder = try TemporaryFolder()
    let names = names ?? (0..<images).map { "img\(1000 + $0)" }
    self.names = names
    config = ["--config", try folder.write("config.json", SmallDump.config)]
    let lines = names.enumerated().map { image, name in
      "\"\(name).jpg\" 2,3,\(12 + image % 9),14,0 20,4,52,30,1\n"
    }
    labels = ["--labels", try folder.write("labels.txt", lines.joined())]
    let dump = SmallDump(images: names.count)
    try FileManager.default.createDirectory(atPath: each, withIntermediateDirectories: false)
    try Self.write(dump, images: 0..<names.count, to: whole)
    for (image, name) in names.enumerated() {
      try Self.write(dump, images: image..<image + 1, to: "\(each)/\(name).npz")
    }
  }

  private static func write(_ dump: SmallDump, images: Range<Int>, to path: String) throws {
    var bytes: [ZipBytes.Member] = []
    for (scale, values) in zip(SmallDump.scales, dump.values) {
      let count = values.count / dump.images
      let part = values[images.lowerBound * count..<images.upperBound * count]
      let shape = [images.count, scale.rows, scale.columns, 3 * SmallDump.channels]
      let data = part.flatMap { SmallDump.Storage.little32.bytes($0) }
      let header = NpyBytes.header("<f4", NpyBytes.text(shape))
      bytes.append(ZipBytes.Member("\(scale.name).npy", NpyBytes.file(header, data: data)))
    }
    try Data(ZipBytes.archive(bytes)).write(to: URL(fileURLWithPath: path))
  }

  /// The words for the loss of some dumps.
  func loss(_ heads: String...) -> [String] { ["loss"] + config + labels + ["--heads"] + heads }

  /// Runs a script with the built tool as its first word.
  func shell(_ script: String, _ words: [String]) throws -> (ToolRun, status: Int32) {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    let tool = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "detloss").path(percentEncoded: false)
    process.arguments = ["-c", script, tool] + words
    process.currentDirectoryURL = URL(fileURLWithPath: each)
    let (output, messages) = (folder.path("output"), folder.path("messages"))
    for path in [output, messages] { try Data().write(to: URL(fileURLWithPath: path)) }
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: messages))
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let run = ToolRun(
      code: ExitCode(rawValue: process.terminationStatus) ?? .bug,
      output: try String(contentsOfFile: output, encoding: .utf8),
      messages: try String(contentsOfFile: messages, encoding: .utf8)
    )
    return (run, process.terminationStatus)
  }
}

@Suite("Many dumps on the command line")
struct ManyDumpsCommandTests {
  @Test("a folder gives what one file gives, and says how it was read")
  func folder() throws {
    let files = try ManyFiles()
    defer { files.folder.remove() }
    for format in ["text", "json", "jsonl", "csv"] {
      let whole = ToolRun.inProcess(files.loss(files.whole) + ["--format", format])
      let each = ToolRun.inProcess(files.loss(files.each) + ["--format", format])
      #expect(whole.code == .done && whole.messages == "")
      #expect(each.code == .done && each.output == whole.output)
      #expect(
        each.messages == """
          detloss: note: found 3 dumps of one image each, called as the images are; they are \
          matched to the labels by name

          """
      )
    }
  }

  @Test("what else is in a folder is left out and said; what lies beside a raw file is its own")
  func foreign() throws {
    let files = try ManyFiles()
    defer { files.folder.remove() }
    let expected = ToolRun.inProcess(files.loss(files.each))
    for (name, text) in [
      ("README.txt", "words"), ("labels.json", "{}"), ("img1000.npz.json", "{\"shape\": []}"),
      (".hidden.npz", "nothing"),
    ] { try text.write(toFile: "\(files.each)/\(name)", atomically: true, encoding: .utf8) }
    try FileManager.default.createDirectory(
      atPath: "\(files.each)/inner.npz",
      withIntermediateDirectories: false
    )
    let run = ToolRun.inProcess(files.loss(files.each))
    #expect(run.code == .done && run.output == expected.output)
    #expect(
      run.messages.contains(
        "found 3 entries of the folder without arrays, the first \"README.txt\"; they are left out"
      )
    )
    // A dump that is damaged is none the less one.
    try "PK".write(toFile: "\(files.each)/img1001.npz", atomically: true, encoding: .utf8)
    let damaged = ToolRun.inProcess(files.loss(files.each))
    #expect(damaged.code == .badContent && damaged.output == "")
    #expect(damaged.messages.contains("each/img1001.npz: found"))
  }

  @Test("an empty folder and a missing one are no input")
  func empty() throws {
    let files = try ManyFiles()
    defer { files.folder.remove() }
    let path = files.folder.path("empty")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    for path in [path, files.folder.path("missing")] {
      let run = ToolRun.inProcess(files.loss(path))
      #expect(run.code == .noInput && run.output == "")
    }
    #expect(
      ToolRun.inProcess(files.loss(path)).messages.hasPrefix(
        "detloss: \(path): found a folder without a dump; allowed "
      )
    )
    try "x".write(toFile: "\(path)/notes.md", atomically: true, encoding: .utf8)
    #expect(ToolRun.inProcess(files.loss(path)).messages.contains("\"notes.md\" is none of these"))
  }

  @Test("names come through a pipe, one a line; none is an error")
  func standardInput() throws {
    let files = try ManyFiles()
    defer { files.folder.remove() }
    let words = files.loss("-") + ["--format", "csv"]
    let expected = ToolRun.inProcess(files.loss(files.whole) + ["--format", "csv"])
    for script in [#"ls | "$0" "$@""#, #"ls | sort -r | sed 's/$/\r/' | "$0" "$@""#] {
      let (run, _) = try files.shell(script, words)
      #expect(run.code == .done && run.output == expected.output)
    }
    let (run, _) = try files.shell(#""$0" "$@" < /dev/null"#, words)
    #expect(run.code == .noInput && run.output == "")
    #expect(
      run.messages == """
        detloss: standard input: found no line; allowed the names of dumps, one a line; check the \
        program that writes them

        """
    )
  }

  @Test(
    "three thousand dumps need no more open files than three",
    .timeLimit(.minutes(5)),
    .enabled(if: FileManager.default.fileExists(atPath: "/bin/sh"))
  )
  func openFiles() throws {
    let files = try ManyFiles(images: 1)
    defer { files.folder.remove() }
    let names = (0..<3000).map { "img\(1000 + $0)" }
    for name in names.dropFirst() {
      try FileManager.default.linkItem(
        atPath: "\(files.each)/img1000.npz",
        toPath: "\(files.each)/\(name).npz"
      )
    }
    let one = ToolRun.inProcess(files.loss(files.whole) + ["--format", "csv"])
    let row = try #require(one.output.split(separator: "\n").last).dropFirst("img1000.jpg".count)
    let lines = names.map { "\($0).jpg 2,3,12,14,0 20,4,52,30,1\n" }
    _ = try files.folder.write("labels.txt", lines.joined())
    let script = #"ulimit -n 24 && ls | "$0" "$@""#
    let (run, status) = try files.shell(script, files.loss("-") + ["--format", "csv"])
    #expect(run.code == .done && status == 0, "\(run.messages)")
    let rows = run.output.split(separator: "\n").dropFirst()
    #expect(rows.elementsEqual(names.map { "\($0).jpg\(row)" }) { $0 == $1 })
  }

  @Test("lines are those of the JSON, image by image")
  func lines() throws {
    let files = try ManyFiles(names: ["plain", "a, b", " blank"])
    defer { files.folder.remove() }
    let words = files.loss(files.whole) + ["--format"]
    let json = ToolRun.inProcess(words + ["json"])
    let images = try json.decoded(LossJSON.self).perImage
    let jsonl = ToolRun.inProcess(words + ["jsonl"]).output
    // One line is an entry of the list, without its blanks.
    let entries = try #require(json.output.split(separator: "\"per_image\":").last)
    func squeezed(_ text: some StringProtocol) -> String {
      String(text.filter { !$0.isWhitespace })
    }
    #expect(
      squeezed(entries).hasPrefix("[" + squeezed(jsonl.dropLast().replacing("\n", with: ",")) + "]")
    )
    #expect(jsonl.split(separator: "\n").count == 3)
    let csv = ToolRun.inProcess(words + ["csv"])
    #expect(csv.code == .done && csv.messages == "")
    let rows = csv.output.split(separator: "\n").map(String.init)
    #expect(rows[0] == "image,total,box,objectness,classification,background,objects")
    let names = ["plain.jpg", "\"a, b.jpg\"", "\" blank.jpg\""]
    for (row, (name, image)) in zip(rows.dropFirst(), zip(names, images)) {
      #expect(row.hasPrefix("\(name),") && row.hasSuffix(",2"))
      let numbers = row.dropFirst(name.count + 1).split(separator: ",").compactMap { Double($0) }
      let loss = image.loss
      #expect(
        numbers.prefix(5) == [
          loss.total, loss.box, loss.objectness, loss.classification, image.background,
        ]
      )
    }
  }

  @Test("lines that went out stand where a later dump fails")
  func laterFault() throws {
    let files = try ManyFiles(images: 40)
    defer { files.folder.remove() }
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(files.each)/img1039.npz")))
    let start = try #require(bytes.firstRange(of: Array("NUMPY".utf8))?.lowerBound)
    for byte in 0..<4 { bytes[start + 200 + byte] = 0xff }
    try Data(bytes).write(to: URL(fileURLWithPath: "\(files.each)/img1039.npz"))
    let run = ToolRun.inProcess(files.loss(files.each) + ["--format", "csv"])
    #expect(run.code == .badContent && run.messages.contains("img1039.npz"))
    #expect(run.output.hasPrefix("image,total"))
    #expect(ToolRun.inProcess(files.loss(files.each)).output == "")
    // A fault of the labels is found before anything goes out.
    let labels = try files.folder.write("outside.txt", "img1000.jpg 900,900,990,990,0\n")
    let words = ["loss"] + files.config + ["--heads", "\(files.each)/img1000.npz"]
    let outside = ToolRun.inProcess(words + ["--labels", labels, "--format", "csv"])
    #expect(outside.code == .badContent && outside.output == "")
  }

  @Test("gradients and decoded values of several dumps are a folder of files called as they are")
  func outputs() throws {
    let files = try ManyFiles()
    defer { files.folder.remove() }
    let (one, out) = (files.folder.path("g.npz"), files.folder.path("out"))
    let decode = ["decode"] + files.config + ["--score-threshold", "0.99", "--heads"]
    for (words, option) in [
      (Array(files.loss("").dropLast()), "--gradients"), (decode, "--tensors"),
    ] {
      #expect(ToolRun.inProcess(words + [files.whole, option, one]).code == .done)
      #expect(ToolRun.inProcess(words + [files.each, option, out + "/"]).code == .done)
      let names = try FileManager.default.contentsOfDirectory(atPath: out).sorted()
      #expect(names == files.names.map { "\($0).npz" })
      for whole in try TensorFile(path: one).arrays {
        let parts = try names.map { name in
          try #require(try TensorFile(path: "\(out)/\(name)")[whole.name]).values(as: Float.self)
        }
        #expect(try parts.flatMap { $0 } == whole.values(as: Float.self))
      }
      // Only a new folder is written: nothing is mixed with older files.
      let again = ToolRun.inProcess(words + [files.each, option, out])
      #expect(again.code == .cannotCreate && again.messages.contains("a folder that is not empty"))
      let file = ToolRun.inProcess(words + [files.each, option, files.folder.path("x.npz")])
      #expect(file.code == .usage && file.output == "")
      #expect(file.messages.contains("found one file for the arrays of 3 dumps"))
      #expect(file.messages.hasSuffix("name a folder (\(option))\n"))
      try FileManager.default.removeItem(atPath: out)
    }
    // Nothing is left behind of a gradient that failed.
    let labels = try files.folder.write(
      "few.txt",
      "img1000.jpg\nimg1001.jpg\nimg1002.jpg 900,900,990,990,0\n"
    )
    let failed = ToolRun.inProcess(
      ["loss"] + files.config + ["--labels", labels, "--heads", files.each, "--gradients", out]
    )
    #expect(failed.code == .badContent)
    let left = try FileManager.default.contentsOfDirectory(atPath: files.folder.path(""))
    #expect(!left.contains("out") && !left.contains { $0.hasPrefix(".tensorfiles") })
  }

  @Test("an output may be no dump of a folder")
  func replacing() throws {
    let files = try ManyFiles()
    defer { files.folder.remove() }
    let path = "\(files.each)/img1001.npz"
    for option in ["--gradients", "--output"] {
      let run = ToolRun.inProcess(files.loss(files.each) + [option, path])
      #expect(run.code == .usage && run.output == "")
      #expect(
        run.messages.contains("\(option) \(path) would replace its own input, --heads \(path)")
      )
    }
  }

  @Test("boxes of unlabelled dumps are called by their files, in every format")
  func decode() throws {
    let files = try ManyFiles()
    defer { files.folder.remove() }
    let words = ["decode"] + files.config + ["--heads", files.each, "--score-threshold", "0.5"]
    let text = ToolRun.inProcess(words)
    #expect(text.output.contains("  image   as its file is called\n"))
    let csv = ToolRun.inProcess(words + ["--format", "csv"])
    let rows = csv.output.split(separator: "\n")
    #expect(rows[0] == "image,class_id,class,score,x1,y1,x2,y2,frame" && rows.count > 4)
    let json = ToolRun.inProcess(words + ["--format", "json"])
    let boxes = try json.decoded([DetectionJSON].self)
    #expect(boxes.count == rows.count - 1)
    for (row, box) in zip(rows.dropFirst(), boxes) {
      let fields = row.split(separator: ",")
      #expect(fields[0] == box.image[...] && Double(fields[3]) == box.score)
      #expect(fields[4...7].map { Double($0) } == box.xyxy)
    }
  }
}

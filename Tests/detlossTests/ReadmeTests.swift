import DetectionTestSupport
import Foundation
import Testing
import ToolSupport
import detloss

@Suite("The README")
struct ReadmeTests {
  /// A fenced block: its language and its lines.
  struct Block {
    var language: String
    var lines: [String] = []
  }

  static let lines: [String] = {
    let path = Sample.path("README.md")
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }()

  static let blocks: [Block] = {
    var blocks: [Block] = []
    var isInside = false
    for line in lines {
      if line.hasPrefix("```") {
        isInside.toggle()
        if isInside { blocks.append(Block(language: String(line.dropFirst(3)))) }
      } else if isInside {
        blocks[blocks.count - 1].lines.append(line)
      }
    }
    return blocks
  }()

  /// The text between single backquotes, outside of blocks.
  static let codeWords: [String] = {
    var isInside = false
    return lines.flatMap { line -> [String] in
      if line.hasPrefix("```") { isInside.toggle() }
      guard !isInside else { return [] }
      return line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
  }()

  /// The words behind the tool's name, of each line of the `sh` blocks that runs the tool.
  static let commands: [[String]] = blocks.filter { $0.language == "sh" }.flatMap(\.lines)
    .compactMap { line in
      let words = line.split(separator: " ").map(String.init)
      // A build names the product and does not run it.
      guard !words.contains("build") else { return nil }
      let tool = words.firstIndex { $0 == "detloss" || $0.hasSuffix("/detloss") }
      return tool.map { Array(words[($0 + 1)...]) }
    }

  @Test("shows every command")
  func showsEveryCommand() {
    #expect(Set(Self.commands.compactMap(\.first)) == Set(CommandsTests.names))
  }

  @Test("has commands that run as written", arguments: commands)
  func run(command: [String]) {
    let run = ToolRun.inProcess(Sample.located(command))
    #expect(run.code == .done)
    // What import chose and left out are notes.
    let said = run.messages.split(separator: "\n").filter { !$0.hasPrefix("detloss: note: ") }
    #expect(said == [])
    #expect(run.output.isEmpty == command.contains("--output"))
  }

  @Test("shows the loss as the tool prints it")
  func lossTable() throws {
    let block = try #require(Self.blocks.first { $0.lines.first?.hasPrefix("loss of") == true })
    let shown = block.lines.joined(separator: "\n") + "\n"
    #expect(block.lines.count > 10)
    #expect(try Sample.expectedText("loss").hasPrefix(shown))
  }

  @Test("shows a config that is read")
  func config() throws {
    let block = try #require(Self.blocks.first { $0.language == "json" })
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let names = try String(contentsOfFile: Sample.path("configs/coco.names"), encoding: .utf8)
    _ = try folder.write("coco.names", names)
    let config = try folder.write("config.json", block.lines.joined(separator: "\n"))
    let run = ToolRun.inProcess(
      ["assign", "--config", config, "--input-size", "416"] + Sample.labels
    )
    #expect(run.code == .done)
    #expect(run.messages == "")
  }

  @Test("shows label lines that are read")
  func labels() throws {
    let block = try #require(Self.blocks.first { $0.lines.first?.contains(".jpg ") == true })
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let labels = try folder.write("labels.txt", block.lines.joined(separator: "\n"))
    let run = ToolRun.inProcess(
      ["assign", "--input-size", "640", "--fit", "none", "--labels", labels] + Sample.config
    )
    #expect(run.code == .done)
    #expect(run.output.hasPrefix("2 objects in 2 images"))
  }

  @Test("names files and headings that exist")
  func files() {
    let links = Self.lines.filter { !$0.contains("[Float](") }.flatMap { line in
      line.split(separator: "](").dropFirst().compactMap { $0.split(separator: ")").first }
    }
    let folders = ["configs/", "sample-data"]
    let words = Self.codeWords.filter { word in folders.contains { word.hasPrefix($0) } }
    let arguments = Self.commands.joined().filter { $0.hasPrefix("sample-data/") }
    let paths = Set(links.map(String.init) + words + arguments).filter { !$0.hasPrefix("http") }
    #expect(paths.count >= 10)
    let headings = Self.lines.filter { $0.hasPrefix("## ") }.map {
      "#" + $0.dropFirst(3).lowercased().replacing(" ", with: "-")
    }
    for path in paths {
      if path.hasPrefix("#") {
        #expect(headings.contains(path), "\(path)")
        continue
      }
      #expect(FileManager.default.fileExists(atPath: Sample.path(path)), "\(path)")
    }
  }

  @Test("names options that exist")
  func options() {
    var known = Set(CommandsTests.options.joined().map(\.name))
    // Those that the program has beside its commands.
    known.formUnion(["--help", "--output", "--version"])
    // swift test has its own.
    let words = Self.codeWords.filter { !$0.hasPrefix("swift ") }
    let named =
      (words.flatMap { $0.split(separator: " ").map(String.init) } + Self.commands.joined())
      .filter { $0.hasPrefix("--") }
    #expect(named.count >= 8)
    #expect(Set(named).subtracting(known) == [])
  }

  @Test("names the layouts that --layout takes")
  func layouts() throws {
    let option = try #require(CommandsTests.options[0].first { $0.name == "--layout" })
    for name in option.values.words {
      #expect(Self.codeWords.contains(name), "\(name)")
    }
  }

  @Test("lists the exit codes")
  func exitCodes() {
    let rows = Self.lines.compactMap { line -> [Int32]? in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard line.hasPrefix("|"), let first = cells.first else { return nil }
      let codes = first.split(separator: ", ").map { Int32($0) }
      return codes.allSatisfy { $0 != nil } ? codes.compactMap(\.self) : nil
    }
    // And what a process says that a signal ended.
    let signals: [Int32] = [129, 130, 143]
    #expect(rows.joined().sorted() == ExitCode.allCases.map(\.rawValue).sorted() + signals)
  }

  @Test("tests that it sends the reader to exist")
  func filters() throws {
    let filters = Self.codeWords.filter { $0.hasPrefix("swift test --filter ") }
    #expect(!filters.isEmpty)
    let tests = try #require(
      FileManager.default.enumerator(atPath: Sample.path("Tests"))?.allObjects as? [String]
    )
    for filter in filters {
      let name = filter.dropFirst("swift test --filter ".count)
      #expect(tests.contains { $0.hasSuffix("/\(name).swift") }, "\(filter)")
    }
  }
}

import DetectionAnalysis
import DetectionTestSupport
import Foundation
import Testing

/// The README's programs: each stands here too, where it is compiled, and runs in a process of its
/// own in the folder of the repository.
@Suite("The README's library examples")
struct ReadmeLibraryTests {
  @Test("three files give the sample's total")
  func files() async throws {
    let result = await #expect(
      processExitsWith: .success,
      observing: [\.standardOutputContent]
    ) {
      _ = FileManager.default.changeCurrentDirectoryPath(Fixture.repository.path)

      let example = try DetectionCase(
        configuration: "sample-data/config.json",
        heads: "sample-data/heads.npz",
        labels: "sample-data/labels.txt"
      )
      print(try example.loss().total)
    }
    let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
    #expect(output.contains("6.53003"), "\(output)")
  }

  @Test("arrays and boxes from memory give a loss and a gradient")
  func memory() async throws {
    let result = await #expect(
      processExitsWith: .success,
      observing: [\.standardOutputContent]
    ) {
      let configuration = DetectorConfiguration(
        classes: ClassList(names: ["cat", "dog"]),
        scales: [
          DetectionScale(name: "coarse", stride: 32, anchors: [AnchorSize(width: 60, height: 40)])
        ]
      )
      let logits = [Float](repeating: -3, count: 7 * 4 * 4)
      let box = CornerBox(minX: 10.0, minY: 20.0, maxX: 70.0, maxY: 60.0)

      let example = try DetectionCase(
        configuration: configuration,
        heads: .arrays([HeadArray(logits, shape: [1, 7, 4, 4])]),
        truth: .objects([[LabeledBox(box: box, classID: 1)]])
      )
      print(try example.loss().total, try example.gradient()[0].values.count)
    }
    let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
    let line = try #require(output.split(separator: "\n").first { $0.hasSuffix(" 112") })
    #expect(ReadmeTests.blocks.contains { $0.lines == [String(line)] }, "\(line)")
  }

  /// The README's memory of another framework's array.
  struct Memory: HeadStorage {
    let data: Data
    var byteCount: Int { data.count }

    func withBytes<Result, Failure: Error>(
      _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
      try body(data.bytes)
    }
  }

  @Test("memory that lies elsewhere gives the same loss as an array")
  func storage() throws {
    let logits = [Float](repeating: -3, count: 7 * 4 * 4)
    let data = unsafe logits.withUnsafeBytes { unsafe Data($0) }
    let head = HeadArray(
      Memory(data: data),
      .float32,
      shape: [1, 7, 4, 4],
      strides: [112, 16, 4, 1]
    )
    let configuration = DetectorConfiguration(
      classes: ClassList(names: ["cat", "dog"]),
      scales: [
        DetectionScale(name: "coarse", stride: 32, anchors: [AnchorSize(width: 60, height: 40)])
      ]
    )
    let box = CornerBox(minX: 10.0, minY: 20.0, maxX: 70.0, maxY: 60.0)
    func total(_ head: HeadArray) throws -> Double {
      try DetectionCase(
        configuration: configuration,
        heads: .arrays([head]),
        truth: .objects([[LabeledBox(box: box, classID: 1)]])
      ).loss().total
    }
    #expect(try total(head) == total(HeadArray(logits, shape: [1, 7, 4, 4])))
  }

  /// The code of a text without imports, comments, blanks and line ends, and without the word that
  /// this package's strict mode asks for.
  private func code(_ text: String) -> String {
    text.split(separator: "\n")
      .filter { !$0.hasPrefix("import ") }
      .map { $0.split(separator: "//", omittingEmptySubsequences: false)[0] }
      .joined(separator: " ").replacing("unsafe ", with: "")
      .filter { !$0.isWhitespace && $0 != "," }
  }

  @Test("are what tests compile, give or take line ends and comments")
  func sameCode() throws {
    let paths = [#filePath, Sample.path("Tests/AssignmentTestingTests/ReadmeExampleTests.swift")]
    let sources = try paths.map { code(try String(contentsOfFile: $0, encoding: .utf8)) }
    let blocks = ReadmeTests.blocks.filter {
      $0.language == "swift" && !$0.lines.contains("import PackageDescription")
    }
    #expect(blocks.count == 4)
    for block in blocks {
      // A type stands outside of the test that uses it: they are looked for one by one.
      let parts = block.lines.joined(separator: "\n").split(separator: "\n\nlet logits")
      for (index, part) in parts.enumerated() {
        let part = code(index == 0 ? String(part) : "let logits" + part)
        #expect(part.count > 60)
        #expect(sources.contains { $0.contains(part) }, "\(part)")
      }
    }
  }

  @Test("the manifest names what there is")
  func manifest() throws {
    let own = try String(contentsOfFile: Sample.path("Package.swift"), encoding: .utf8)
    let shown = try #require(
      ReadmeTests.blocks.first { $0.lines.contains("import PackageDescription") }
    ).lines.joined(separator: "\n")
    func first(_ pattern: Regex<(Substring, Substring)>, in text: String) throws -> String {
      String(try #require(text.firstMatch(of: pattern)).1)
    }
    let tools = try first(#/(\/\/ swift-tools-version: [0-9.]+)/#, in: shown)
    #expect(own.hasPrefix(tools + "\n"))
    let name = try first(#/\n  name: "([a-z-]+)"/#, in: own)
    #expect(try first(#/package: "([^"]+)"/#, in: shown) == name)
    #expect(try first(#/path: "\.\.\/([^"]+)"/#, in: shown) == name)
    let product = try first(#/product\(name: "(\w+)"/#, in: shown)
    #expect(own.contains(".library(name: \"" + product + "\""))
    let platform = try first(#/platforms: \[(.*)\]/#, in: shown)
    #expect(own.contains(platform))
  }
}

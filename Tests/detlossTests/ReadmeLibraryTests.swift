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
    #expect(Double(line.dropLast(4)).map { $0 > 0 && $0.isFinite } == true)
  }

  @Test("are what this file compiles, give or take line ends and comments")
  func sameCode() throws {
    let blocks = ReadmeTests.blocks.filter { $0.language == "swift" }
    #expect(blocks.count == 2)
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    func words(_ text: String) -> String {
      text.split(separator: "\n")
        .map { $0.split(separator: "//", omittingEmptySubsequences: false)[0] }
        .joined().filter { !$0.isWhitespace && $0 != "," }
    }
    for block in blocks {
      #expect(block.lines.first == "import DetectionAnalysis")
      let program = block.lines.dropFirst()
      #expect(program.count { !$0.isEmpty } >= 3)
      #expect(words(source).contains(words(program.joined(separator: "\n"))))
    }
  }
}

import DetectionTestSupport
import Foundation
import Testing
import ToolSupport
import detloss

@Suite("detloss report")
struct ReportCommandTests {
  private static let sample = ["report"] + Sample.config + Sample.heads + Sample.labels

  @Test("writes a page to standard output, or to a file")
  func output() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let run = ToolRun.inProcess(Self.sample)
    #expect(run.code == .done && run.messages.isEmpty)
    #expect(run.output.hasPrefix("<!DOCTYPE html>") && run.output.hasSuffix("</html>\n"))
    let path = folder.path("page.html")
    let other = ToolRun.inProcess(Self.sample + ["--output", path])
    #expect(other == ToolRun(code: .done, output: "", messages: ""))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == run.output)
  }

  @Test("names the command that made the page, without the folders that files lie in")
  func command() {
    let run = ToolRun.inProcess(
      Self.sample + ["--set", "box.weight=2", "--top", "2", "--set", "name=\"it's\""]
    )
    #expect(
      run.output.contains(
        """
        <code>detloss report --config config.json --set box.weight=2 \
        --set &#39;name=&quot;it&#39;\\&#39;&#39;s&quot;&#39; --heads heads.npz \
        --labels labels.txt --top 2, version 0.1.0</code>
        """
      )
    )
    #expect(!run.output.contains(Fixture.repository.path))
  }

  @Test("writes one picture alone, or beside the page")
  func picture() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.path("picture.svg")
    let alone = ToolRun.inProcess(Self.sample + ["--svg", path, "--image", "000000196610.jpg"])
    #expect(alone == ToolRun(code: .done, output: "", messages: ""))
    let svg = try String(contentsOfFile: path, encoding: .utf8)
    #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"416\""))
    #expect(svg.contains("<title>000000196610.jpg: 9 objects"))
    #expect(svg.ranges(of: "<circle").count > 9 && svg.contains("href=\"data:image/jpeg;base64,"))
    let page = folder.path("page.html")
    let both = ToolRun.inProcess(Self.sample + ["--svg", path, "--output", page])
    #expect(both.code == .done)
    #expect(FileManager.default.fileExists(atPath: page))
    #expect(try String(contentsOfFile: path, encoding: .utf8).contains("000000204805.jpg: 14"))
  }

  @Test("is not for a terminal")
  func terminal() {
    let run = ToolRun.inProcess(Self.sample, isTerminal: true)
    #expect(run.code == .usage && run.output.isEmpty)
    #expect(run.messages.contains("a page is for a browser; name its file with --output"))
  }

  @Test("needs heads or the size of the input, and not both")
  func exclusive() {
    let assigned = ["report"] + Sample.config + Sample.labels
    #expect(ToolRun.inProcess(assigned).code == .usage)
    #expect(ToolRun.inProcess(Self.sample + ["--input-size", "416"]).code == .usage)
    let run = ToolRun.inProcess(assigned + ["--input-size", "416", "--against", "ultralytics"])
    #expect(run.code == .done && run.output.contains("96 anchors predict 40 of 41 objects"))
  }

  @Test("does not write over a photograph that it shows")
  func photograph() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    // Labels that tell the sizes: no photograph is opened for them.
    let labels = try folder.write(
      "labels.json",
      """
      {"images": [{"id": 1, "file_name": "a.png", "width": 64, "height": 32}],
       "categories": [{"id": 1, "name": "person"}],
       "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [4, 4, 20, 20]}]}
      """
    )
    let path = try folder.write("a.png", bytes: GoodInput.png(width: 64, height: 32))
    let run = ToolRun.inProcess(
      ["report"] + Sample.config + ["--labels", labels, "--input-size", "64", "--output", path]
    )
    #expect(run.code == .usage && run.messages.contains("would replace its own input"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)).starts(with: [0x89, 0x50]))
  }

  @Test("shows where values are no numbers, and warns")
  func notANumber() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let config = try folder.write("config.json", GoodInput.config)
    let labels = try folder.write("labels.txt", GoodInput.labels)
    for name in ["first.png", "second.png"] {
      _ = try folder.write(name, bytes: GoodInput.png(width: 64, height: 32))
    }
    let array = NpyBytes.array(GoodInput.shapes["fine"] ?? [], [(index: 4, value: .nan)])
    let heads = try folder.write("heads.npz", bytes: GoodInput.heads(replacing: ["fine": array]))
    let words = ["--config", config, "--labels", labels, "--heads", heads]
    let run = ToolRun.inProcess(["report"] + words)
    #expect(run.code == .done)
    #expect(run.messages.contains("detloss: warning: \(heads): array \"fine\", image 0, row 0"))
    #expect(run.output.contains("<h1>No loss: 1 anchor holds values that are no numbers"))
  }
}

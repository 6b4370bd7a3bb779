import DetectionTestSupport
import DetectorConfiguration
import Foundation
import Testing
import ToolSupport
import detloss

@Suite("detloss import")
struct ImportCommandTests {
  static let cfg = Sample.path("Tests/Fixtures/darknet/yolov3-tiny.cfg")

  @Test("prints a configuration alone, and everything else as notes with a line")
  func cfg() throws {
    let run = ToolRun.inProcess(["import", Self.cfg])
    #expect(run.code == .done)
    let configuration = try DetectorConfiguration(json: run.output, file: "yolov3-tiny.json")
    #expect(configuration.scales.map(\.stride) == [16, 32])
    let lines = run.messages.split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines.allSatisfy { $0.hasPrefix("detloss: note: \(Self.cfg):") })
  }

  @Test("the configuration computes what the shipped one does")
  func loss() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let names = try folder.write("pets.names", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n")
    let text = try String(
      contentsOfFile: Sample.path("Tests/Fixtures/darknet/yolov3.cfg"),
      encoding: .utf8
    )
    .replacing("classes=80", with: "classes=12").replacing("filters=255", with: "filters=51")
    let cfg = try folder.write("pets.cfg", text)
    let imported = ToolRun.inProcess(["import", cfg, "--names", names])
    #expect(imported.code == .done)
    let config = ["--config", try folder.write("pets.json", imported.output)]
    let words = Sample.heads + Sample.labels + ["--format", "json"]
    let ours = ToolRun.inProcess(["loss"] + config + words)
    let theirs = ToolRun.inProcess(
      ["loss"] + Sample.config + [
        "--dialect", "darknet-pjreddie", "--set",
        #"fit={"mode": "letterbox", "scale": "per_axis", "offset": "exact", "orientation": "ignore"}"#,
      ] + words
    )
    #expect(ours.code == .done && theirs.code == .done, "\(ours.messages)\(theirs.messages)")
    #expect(try ours.decoded(Total.self).loss.total == theirs.decoded(Total.self).loss.total)
  }

  private struct Total: Decodable {
    struct Loss: Decodable { let total: Double }
    let loss: Loss
  }

  @Test("errors have their exit codes, and nothing goes to standard output")
  func errors() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let lines = try folder.write("labels.txt", "a.jpg 1,2,3,4,0\n")
    let data = try folder.write("x.data", "classes=80\nnames=nowhere.names\n")
    let runs: [([String], ExitCode, String)] = [
      ([], .usage, "FILE"), ([folder.path("no.cfg")], .noInput, "no file"),
      ([lines], .badContent, "lines of labels"), ([folder.path("")], .noInput, "a folder"),
      ([Self.cfg, "--data", data], .noInput, "(--names)"),
      ([Self.cfg, "--names", lines], .badContent, "1 name of classes"),
    ]
    for (words, code, sentence) in runs {
      let run = ToolRun.inProcess(["import"] + words)
      #expect(run.code == code && run.output.isEmpty, "\(words) \(run.messages)")
      #expect(run.messages.contains(sentence), "\(run.messages)")
    }
  }

  @Test("a cfg given as a config is told of it")
  func asConfig() {
    let run = ToolRun.inProcess(["loss", "--config", Self.cfg] + Sample.heads + Sample.labels)
    #expect(run.code == .badConfiguration)
    #expect(run.messages.contains("found a darknet cfg"))
    #expect(run.messages.contains("\"detloss import FILE\""))
    #expect(!run.messages.contains("[0]"))
  }
}

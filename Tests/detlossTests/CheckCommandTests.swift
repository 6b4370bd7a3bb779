import DetectionTestSupport
import Foundation
import Testing
import ToolSupport
import detloss

@Suite("detloss check")
struct CheckCommandTests {
  /// `detloss check --format json`.
  struct Findings: Decodable {
    struct Finding: Decodable {
      let severity, code, message: String
      let file, image, remedy: String?
      let line: Int?
    }

    let findings: [Finding]
    let errors, warnings: Int
  }

  private static func check(_ words: [String]) throws -> (code: ExitCode, found: Findings) {
    let run = ToolRun.inProcess(["check"] + words + ["--format", "json"])
    #expect(run.messages.isEmpty)
    #expect(try run.keys() == ["schema", "findings", "errors", "warnings", "fit"])
    return (run.code, try run.decoded(Findings.self))
  }

  /// Puts a value at the end of a file of arrays.
  private static func spoil(_ path: String, _ value: Float) throws {
    var data = try Data(contentsOf: URL(filePath: path))
    data.replaceSubrange(
      data.count - 4..<data.count,
      with: (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    )
    try data.write(to: URL(filePath: path))
  }

  @Test("finds nothing in the sample, and says so")
  func sample() throws {
    let run = ToolRun.inProcess(["check"] + Sample.config + Sample.heads + Sample.labels)
    #expect(run.code == .done && run.messages.isEmpty)
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 7)
    #expect(lines.count { $0 == "  nothing to tell" } == 3)
    #expect(lines.last == "0 errors, 0 warnings, 0 notes")
    let json = try Self.check(Sample.config + Sample.heads + Sample.labels)
    #expect(json.code == .done && json.found.findings.isEmpty && json.found.errors == 0)
  }

  @Test("a broken config does not keep labels and dump from being looked at")
  func brokenConfig() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let files = try SmallDumpFiles(
      SmallDump(),
      in: folder,
      labels: "first.jpg 1,2,30,20,99 8,8,4,20,0\nsecond.jpg 1,2,3\n"
    )
    try Self.spoil(files.heads[1], .nan)
    let config = try folder.write("bad.json", #"{"clases": 2, "scales": []}"#)
    let (code, found) = try Self.check(["--config", config] + files.heads + files.labels)
    #expect(code == .no)
    #expect(
      found.findings.map(\.code) == [
        "config.unknown-key", "heads.non-finite", "labels.reversed", "labels.field-count",
      ]
    )
    #expect(found.findings.map(\.line) == [1, nil, 1, 2])
    #expect(found.findings.map(\.image) == [nil, nil, "first.jpg", "second.jpg"])
    #expect(found.errors == 4 && found.warnings == 0)
    #expect(found.findings.allSatisfy { $0.severity == "error" && $0.remedy?.isEmpty == false })
    #expect(found.findings[0].file == config && found.findings[1].file == files.heads[1])
    #expect(found.findings[0].message.hasPrefix("clases: found unknown key"))
  }

  @Test("every fault of a file is counted, told or not")
  func many() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let lines = (0..<50).map { "\($0).jpg 1,2,3,4,7" }.joined(separator: "\n")
    let files = try SmallDumpFiles(SmallDump(), in: folder, labels: lines + "\n")
    let (code, found) = try Self.check(files.config + files.labels)
    #expect(code == .no && found.errors == 50)
    #expect(found.findings.count { $0.code == "labels.class-range" } == 20)
    let text = ToolRun.inProcess(["check"] + files.config + files.labels).output
    #expect(text.contains("\nand 30 more errors in"))
    #expect(text.hasSuffix("50 errors, 0 warnings, 1 note\n"))
    #expect(text.split(separator: "\n").allSatisfy { displayWidth(of: String($0)) <= 80 })
  }

  @Test("what is well by itself and does not fit is a finding of its own")
  func counts() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let files = try SmallDumpFiles(SmallDump(), in: folder, labels: "first.jpg 1,2,30,20,1\n")
    let (code, found) = try Self.check(files.config + files.heads + files.labels)
    #expect(code == .no)
    #expect(found.findings.map(\.code) == ["truth.image-count"])
    let text = ToolRun.inProcess(["check"] + files.config + files.heads + files.labels).output
    #expect(text.contains("\nloss\n  error [truth.image-count]"))
    // Of a folder, the order is that of the names, or that of a list.
    let names = ["c", "a", "d", "b"]
    let labels = folder.path("yolo")
    try FileManager.default.createDirectory(atPath: labels, withIntermediateDirectories: false)
    for name in names { _ = try folder.write("yolo/\(name).txt", "0 0.5 0.5 0.1 0.1\n") }
    let words = files.config + files.heads + ["--labels", labels]
    let sorted = try Self.check(words).found.findings
    #expect(sorted.count == 1 && sorted[0].code == "truth.image-count")
    #expect(
      sorted[0].message.contains(
        "4 images, in the order of their names, the first without a head \"c\"; allowed 2, as "
      )
    )
    #expect(sorted[0].remedy == "say which images the dump holds, in its order (--order)")
    let order = try folder.write("order.txt", "d\nb\na\n")
    let listed = try Self.check(words + ["--order", order]).found.findings
    #expect(
      listed.last?.message.contains(
        "3 images, in the order of \(order), the first without a head \"a\"; allowed 2, as "
      ) == true
    )
  }

  @Test("all files of a dump are opened, and all three kinds are told when none is there")
  func missing() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let (code, found) = try Self.check([
      "--config", folder.path("c.json"), "--heads", folder.path("a.npy"), folder.path("b.npy"),
      "--labels", folder.path("l.txt"),
    ])
    #expect(code == .no && found.errors == 4)
    #expect(found.findings.allSatisfy { $0.code == "file.unreadable" })
    let files = try SmallDumpFiles(SmallDump(), in: folder)
    let broken = try folder.write("broken.npy", "nothing of numpy's")
    let other = try folder.write("other.npy", "nor this")
    let heads = try Self.check(files.config + ["--heads", broken, other]).found
    #expect(heads.findings.map(\.file) == [broken, other])
  }

  @Test("warnings do not fail: anchors in another unit, boxes twice, a dump behind a sigmoid")
  func warnings() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let files = try SmallDumpFiles(
      SmallDump(),
      in: folder,
      labels: "first.jpg 1,2,30,20,1 1,2,30,20,1\nsecond.jpg 0,0,20,20,0\n"
    )
    let cells = try folder.write(
      "cells.json",
      SmallDump.config.replacing("\"scales\"", with: "\"anchor_unit\": \"cells\", \"scales\"")
    )
    let (code, found) = try Self.check(["--config", cells] + files.heads + files.labels)
    #expect(code == .done && found.errors == 0 && found.warnings >= 2)
    #expect(found.findings.contains { $0.code == "labels.duplicate" && $0.line == 1 })
    #expect(found.findings.contains { $0.code.hasPrefix("config.") && $0.severity == "warning" })
  }

  @Test("a loss that is far too large has its cause, and NaN has its place")
  func loss() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let labels = try String(contentsOfFile: Sample.labels[1], encoding: .utf8)
    // Each class one more, as if counted from one; the last stays.
    let shifted = labels.split(separator: "\n").map { line in
      line.split(separator: " ").enumerated().map { index, word in
        var parts = word.split(separator: ",").map(String.init)
        if index > 0, let last = parts.popLast().flatMap({ Int($0) }) {
          parts.append("\(min(11, last + 1))")
        }
        return parts.joined(separator: ",")
      }.joined(separator: " ")
    }
    let path = try folder.write("shifted.txt", shifted.joined(separator: "\n") + "\n")
    let words =
      Sample.config + Sample.heads + ["--labels", path, "--images", Sample.path("sample-data")]
    let (code, found) = try Self.check(words)
    #expect(code == .done)
    let finding = found.findings.first { $0.code == "loss.suspicious" }
    #expect(finding?.severity == "warning")
    #expect(finding?.remedy?.contains("classes of the labels are one higher") == true)
    let files = try SmallDumpFiles(SmallDump(), in: folder)
    try Self.spoil(files.heads[2], .infinity)
    let nan = try Self.check(files.config + files.heads + files.labels)
    #expect(nan.code == .no && nan.found.findings.map(\.code) == ["heads.non-finite"])
    #expect(nan.found.findings[0].message.contains("channel"))
  }

  @Test("a folder of images that is none is told, though the images are found beside the labels")
  func imageFolder() throws {
    let words = ["loss"] + Sample.config + Sample.heads + Sample.labels + ["--images"]
    for (path, found) in [
      ("/nowhere", "nothing"), ("/dev/zero", "a device"),
      (Sample.path("sample-data/labels.txt"), "a regular file"),
    ] {
      let run = ToolRun.inProcess(words + [path])
      #expect(run.code == .noInput && run.output == "")
      #expect(
        run.messages == """
          detloss: \(path): found \(found); allowed the folder of the images; name it, or leave the \
          option out where they lie beside the labels (--images)

          """
      )
    }
  }

  @Test("help shows a config alone, and beside a dump and labels, for a person and for a program")
  func help() {
    #expect(
      ToolRun.inProcess(["check", "--help"]).output.contains(
        """
        Examples:
          detloss check --config sample-data/config.json
          detloss check --config sample-data/config.json --heads sample-data/heads.npz \\
            --labels sample-data/labels.txt
          detloss check --config sample-data/config.json --heads sample-data/heads.npz \\
            --labels sample-data/labels.txt --format json

        Usage: detloss check
        """
      )
    )
  }

  @Test("labels alone are looked at for an input that the strides divide, and that is said")
  func labelsAlone() throws {
    let found = try Self.check(Sample.config + Sample.labels).found
    #expect(found.findings.map(\.code) == ["check.input"])
    #expect(found.findings[0].remedy?.contains("416x416") == true)
  }
}

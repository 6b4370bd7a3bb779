import DetectionTestSupport
import DetectorConfiguration
import Foundation
import Testing
import detloss

/// Right values: the cases 17, 19 and 25 of `Tests/Fixtures/field`.
@Suite("The fit, from the field")
struct FitTests {
  static func path(_ name: String) -> String {
    Fixture.repository.appending(path: "Tests/Fixtures/field/cases/\(name)").path
  }

  private struct Detections: Decodable { let xyxy: [Double] }

  private struct Assignments: Decodable {
    struct Image: Decodable { let objects: [Detections] }
    let images: [Image]
  }

  /// The first object's box in the input, by `assign`.
  static func box(_ config: String, _ labels: String, _ more: String...) throws -> [Double] {
    let run = ToolRun.inProcess(
      ["assign", "--config", path(config), "--labels", path(labels), "--input-size", "416"]
        + ["--format", "json"] + more
    )
    return try run.decoded(Assignments.self).images[0].objects[0].xyxy
  }

  static func isNear(_ found: [Double], _ right: [Double]) -> Bool {
    found.count == right.count && zip(found, right).allSatisfy { abs($0 - $1) < 6e-4 }
  }

  @Test("17: a box in ultralytics' letterbox goes back by the map of its labels")
  func decoding() throws {
    let folder = "17-letterbox-rounding"
    let run = ToolRun.inProcess([
      "decode", "--config", Self.path("\(folder)/config.json"), "--heads",
      Self.path("\(folder)/heads.npz"), "--labels", Self.path("\(folder)/empty.txt"), "--format",
      "json",
    ])
    let box = try #require(try run.decoded([Detections].self).first?.xyxy)
    // The head's logits are floats, and the image is scaled by 0.15.
    #expect(zip(box, [396.675, 600, 896.675, 1500]).allSatisfy { abs($0 - $1) < 5e-3 })
  }

  @Test("19: a telephone's photograph is upright where the framework turns it")
  func orientation() throws {
    let folder = "19-exif-orientation-6"
    let labels = "\(folder)/l.txt"
    let upright = try Self.box("\(folder)/config.json", labels)
    #expect(Self.isNear(upright, [77.521, 255.215, 205.129, 408.344]))
    let words = [
      "assign", "--config", Self.path("\(folder)/config.json"), "--labels", Self.path(labels),
      "--input-size", "416",
    ]
    #expect(
      ToolRun.inProcess(words).messages == """
        detloss: note: \(Self.path(labels)): found 1 image of 1 that Exif data turn, the first \
        "phone.jpg"; sizes are those of the turned pictures, by the fit's "orientation": "apply"

        """
    )
    // zzh8829 does not turn it, and says so.
    let stored = ToolRun.inProcess(words + ["--dialect", "zzh8829"])
    #expect(stored.messages.contains("sizes are those of the stored pixels"))
    #expect(stored.output.contains("fit stretch, orientation ignore\n"))
    let stretched = try Self.box("\(folder)/config.json", labels, "--dialect", "zzh8829")
    #expect(abs(stretched[3] - 320 * 416 / 245.0) < 1e-9)
  }

  @Test(
    "25: each framework puts the photograph where it does",
    arguments: [
      ("reference", [52.0, 130, 260, 286]), ("eriklindernoren", [52, 130, 260, 286]),
      ("zzh8829", [52, 104, 260, 312]), ("paddledetection", [52, 104, 260, 312]),
      ("darknet-alexeyab-mse", [52, 104, 260, 312]), ("mmdetection", [52, 78, 260, 234]),
    ]
  )
  func frameworks(name: String, right: [Double]) throws {
    let folder = "25-fit-of-each-framework"
    #expect(Self.isNear(try Self.box("\(folder)/\(name).json", "\(folder)/l.txt"), right))
    // Whoever names a mode that the dialect has not gets the reference's, and is told.
    let letterbox = try Self.box("\(folder)/\(name).json", "\(folder)/l.txt", "--fit", "letterbox")
    #expect(Self.isNear(letterbox, name == "mmdetection" ? right : [52, 130, 260, 286]))
  }

  private struct Said: Decodable {
    struct Fit: Decodable, Equatable {
      var mode: String
      var padding, rounding, scale, offset, orientation: String?
      var enlarge: Bool?
    }
    let fit: Fit
  }

  @Test("every output says it, with all of its settings")
  func said() throws {
    let case25 = "25-fit-of-each-framework"
    let labels = ["--labels", Self.path("\(case25)/l.txt")]
    let assign =
      ["assign", "--config", Self.path("\(case25)/mmdetection.json")] + labels
      + ["--input-size", "416"]
    let padded = Said.Fit(
      mode: "letterbox",
      padding: "end",
      rounding: "nearest",
      scale: "per_axis",
      offset: "down",
      orientation: "apply",
      enlarge: true
    )
    #expect(try ToolRun.inProcess(assign + ["--format", "json"]).decoded(Said.self).fit == padded)
    #expect(
      ToolRun.inProcess(assign).output.contains(
        """

        fit letterbox, padding end, rounding nearest, scale per_axis, offset down,
          enlarge true, orientation apply

        """
      )
    )
    let sample = Sample.config + Sample.heads
    let reference = Said.Fit(
      mode: "letterbox",
      padding: "center",
      rounding: "down",
      scale: "uniform",
      offset: "down",
      orientation: "apply",
      enlarge: true
    )
    for words in [
      ["loss"] + sample + Sample.labels,
      ["compare"] + sample + Sample.labels + ["--against", "zzh8829"],
      ["compare"] + sample + ["--against-heads", Sample.heads[1]],
      ["inspect", Sample.heads[1]] + Sample.config,
    ] {
      let run = ToolRun.inProcess(words + ["--format", "json"])
      #expect(try run.decoded(Said.self).fit == reference, "\(words)")
      #expect(ToolRun.inProcess(words).output.contains("\nfit letterbox, padding center"))
    }
    let stretched = ["loss"] + sample + Sample.labels + ["--fit", "stretch", "--format", "json"]
    #expect(
      try ToolRun.inProcess(stretched).decoded(Said.self).fit
        == Said.Fit(mode: "stretch", orientation: "apply")
    )
  }

  private struct Loss: Decodable {
    struct Terms: Decodable { let total: Double }
    struct Pair: Decodable { let second: Terms }
    let loss: Pair
  }

  private struct One: Decodable { let loss: Loss.Terms }

  @Test("compare keeps the first side's on both, whatever the second dialect's is")
  func compared() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let sample = Sample.heads + Sample.labels + ["--format", "json"]
    let fitted = try Sample.fittedConfig(in: folder)
    let pair = ToolRun.inProcess(
      ["compare"] + Sample.config + sample + ["--against", "mmdetection"]
    )
    let kept = ToolRun.inProcess(["loss"] + fitted + sample + ["--dialect", "mmdetection"])
    let own = ToolRun.inProcess(["loss"] + Sample.config + sample + ["--dialect", "mmdetection"])
    let second = try pair.decoded(Loss.self).loss.second.total
    #expect(try kept.decoded(One.self).loss.total == second)
    // Padded at the end, objects stand elsewhere than in the dump.
    #expect(try own.decoded(One.self).loss.total > 1.5 * second)
  }

  @Test("a photograph of which no pixel is left is named")
  func thread() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    _ = try folder.write("wire.png", bytes: GoodInput.png(width: 5000, height: 7))
    let labels = try folder.write("labels.txt", "wire.png 5,1,900,6,0\n")
    let run = ToolRun.inProcess(
      ["assign"] + Sample.config + ["--labels", labels, "--input-size", "416"]
    )
    #expect(run.code == .badContent)
    #expect(
      run.messages == """
        detloss: \(labels):1 (of wire.png): found an image of 5000x7, of whose height no pixel is \
        left in an input of 416x416; allowed at least 1x1; leave the image out, or choose a fit \
        that keeps it (--fit)

        """
    )
  }
}

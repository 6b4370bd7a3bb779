import DetectionAnalysis
import DetectionTestSupport
import DetectionText
import Testing

@Suite("Field: gains, and numbers for other scales than three")
struct ScalesAndGainsTests {
  /// The loss of a case of ultralytics' with one more member of the configuration.
  static func report(_ entry: FieldData.Entry, gains: String) throws -> LossReport {
    let (strides, anchors) = (entry["strides", as: [Int].self], entry.entriesOfAnchors)
    let names: [String] = entry["scale_names"]
    let scales = strides.indices.map {
      "{\"name\": \"\(names[$0])\", \"stride\": \(strides[$0]), \"anchors\": \(anchors[$0])}"
    }
    let configuration = try DetectorConfiguration(
      json: """
        {"dialect": "ultralytics", "classes": \(entry["classes", as: Int.self]), "fit": "none",
         "gains": \(gains), "scales": [\(scales.joined(separator: ", "))]}
        """,
      file: "c.json"
    )
    let folder: String = entry["folder"]
    return try DetectionCase(
      configuration: configuration,
      heads: .files([FieldData.path("\(folder)/heads.npz")]),
      truth: .labels(FieldData.path("\(folder)/labels.txt"))
    ).loss()
  }

  /// The parts of a log.
  static func parts(_ entry: FieldData.Entry) -> [Double] {
    ["box", "objectness", "classification"].map { entry[$0] }
  }

  @Test("ultralytics on one to five scales", arguments: FieldData.list("scales", "ultralytics"))
  func scales(entry: FieldData.Entry) throws {
    let report = try Self.report(entry, gains: #""as_given""#)
    #expect(
      FieldData.distance(FieldData.terms(report.loss), FieldData.terms(entry.entry("loss"))) < 2e-7
    )
    let log = try #require(report.frameworkTerms)
    #expect(
      FieldData.distance(
        [log.box, log.objectness, log.classification],
        Self.parts(entry.entry("framework_loss"))
      ) < 2e-7
    )
    let parts = entry.entries("scales")
    #expect(report.scales.map(\.matches) == parts.map { $0["matches", as: Int.self] })
  }

  @Test("every rule of gains", arguments: FieldData.list("gains", "examples"))
  func gains(entry: FieldData.Entry) throws {
    let rules = [
      ("as_given", #""as_given""#), ("by_size_and_classes", #""by_size_and_classes""#),
      ("by_classes", #"{"rule": "by_classes"}"#),
      ("by_area_and_classes", #""by_area_and_classes""#),
      ("by_size_and_classes, size 640", #"{"rule": "by_size_and_classes", "size": 640}"#),
    ]
    for (name, gains) in rules {
      let right = entry.entry(name)
      let report = try Self.report(entry, gains: gains)
      let loss = FieldData.terms(report.loss)
      #expect(FieldData.distance(loss, FieldData.terms(right.entry("loss"))) < 2e-7, "\(name)")
      let log = try #require(report.frameworkTerms)
      #expect(
        FieldData.distance(
          [log.box, log.objectness, log.classification],
          Self.parts(right.entry("framework_loss"))
        ) < 2e-7,
        "\(name)"
      )
    }
  }

  @Test("the factors of every rule, for one to six scales and many sizes")
  func factors() throws {
    let table = FieldData.json("gains")["table"] as? [[Any]] ?? []
    #expect(table.count > 500)
    for row in table {
      let scales = try #require(row[2] as? Int)
      let size = (row[1] as? Int).map { ", \"size\": \($0)" } ?? ""
      let list = (0..<scales).map { "{\"stride\": \(1 << $0), \"anchors\": [[10, 13]]}" }
      let configuration = try DetectorConfiguration(
        json: """
          {"classes": \(row[5]), "scales": [\(list.joined(separator: ", "))],
           "gains": {"rule": "\(row[0])"\(size)}}
          """,
        file: "c.json"
      )
      let detector = try configuration.detector(
        for: PixelSize(width: try #require(row[3] as? Int), height: try #require(row[4] as? Int))
      )
      let trained = detector.trainedComponents
      let right = row[6...8].compactMap { $0 as? Double }
      let found = [
        trained.box.terms[0].weight, trained.objectness.weight, trained.classification.weight,
      ]
      #expect(FieldData.distance(found, right) < 1e-14, "\(row)")
      #expect(detector.components.objectness.weight == 1)
    }
  }

  @Test("gains of a word that is none, and a size that another rule has not")
  func faults() {
    func fault(_ gains: String) -> String {
      do throws(Diagnostic) {
        _ = try DetectorConfiguration(
          json:
            #"{"classes": 1, "scales": [{"stride": 8, "anchors": [[1, 1]]}], "gains": \#(gains)}"#,
          file: "c.json"
        )
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(fault(#""by_size""#).contains(#"did you mean "by_classes"?"#) == false)
    #expect(fault(#""by_size_and_class""#).hasSuffix(#"did you mean "by_size_and_classes"?"#))
    #expect(fault(#"{"rule": "by_classes", "size": 640}"#).contains("remove \"size\" or change"))
    #expect(fault(#"{"rule": "by_size_and_classes", "size": 0}"#).contains("found 0"))
    #expect(fault("3").contains(#"or write {"rule": "word", ...}"#))
  }
}

extension FieldData.Entry {
  /// The anchors of every scale as JSON.
  fileprivate var entriesOfAnchors: [String] {
    self["anchors", as: [[[Double]]].self].map { "\($0)" }
  }
}

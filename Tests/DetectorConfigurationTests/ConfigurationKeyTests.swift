import DetectorConfiguration
import Testing

@Suite("The table of keys")
struct ConfigurationKeyTests {
  @Test("has a row for each key, or one for each choice that a key starts anew with")
  func distinct() {
    let rows = ConfigurationKey.all.map { "\($0.path) \($0.choice?.words ?? [])" }
    #expect(Set(rows).count == rows.count)
    #expect(Set(ConfigurationKey.all.map(\.path)).count >= 50)
  }

  @Test("says of each key what it means and takes, and names choices that there are")
  func complete() {
    for key in ConfigurationKey.all {
      #expect(!key.meaning.isEmpty && !key.meaning.hasSuffix("."), "\(key.path)")
      #expect(!key.kind.allowed.isEmpty, "\(key.path)")
      guard let choice = key.choice else { continue }
      let path = "\(key.section).\(choice.key)"
      let words = ConfigurationKey.all.first { $0.path == path }?.kind.words ?? []
      #expect(Set(choice.words).isSubset(of: words), "\(key.path)")
    }
  }

  @Test("knows each key's value in each dialect, and where it has none")
  func values() {
    func value(_ path: String, _ dialect: String, _ word: String? = nil) -> String? {
      ConfigurationKey.all.first {
        $0.path == path && (word == nil || $0.choice?.words.contains(word ?? "") == true)
      }?.value(inDialect: dialect)
    }
    #expect(value("box.weight", "ultralytics") == "0.05")
    #expect(value("box.weight", "paddledetection-ppyolo") == nil)
    #expect(value("box.center.clamp", "mmdetection") == "1e-6")
    #expect(value("box.center.clamp", "darknet-pjreddie") == "null")
    #expect(value("box.center.loss", "darknet-pjreddie") == "\"bce\"")
    #expect(value("box.center.loss", "reference") == nil)
    #expect(value("assignment.iou_threshold", "mmdetection", "anchor_iou") == nil)
    #expect(value("assignment.iou_threshold", "mmdetection", "grid_iou") == "0.5")
    #expect(value("background.iou_threshold", "ultralytics") == nil)
    #expect(value("background.class_gate", "reference") == "null")
    #expect(value("objectness.focal", "ultralytics") == "null")
    #expect(value("objectness.focal.gamma", "reference", "squared_distance") == "2.0")
    #expect(value("objectness.focal.gamma", "ultralytics", "squared_distance") == nil)
    #expect(value("objectness.scale_weights", "paddledetection") == "1.0")
    #expect(value("reduction.over_batch", "ultralytics") == nil)
    #expect(value("reduction.over_scale", "ultralytics") == "\"mean\"")
    #expect(value("fit.mode", "reference") == "\"letterbox\"")
    #expect(value("fit.padding", "mmdetection") == "\"end\"")
    #expect(value("fit.padding", "zzh8829") == nil)
    #expect(value("classes", "reference") == nil)
    #expect(value("fit", "nobody") == nil)
  }

  @Test("has a meaning for every word in it")
  func words() throws {
    for key in ConfigurationKey.all where key.section != "" && key.choice == nil {
      for word in key.kind.words {
        let overrides = ["\(key.path)=\(word)"]
        let isOfOffsets = key.path.hasPrefix("box.center.") || key.path.hasPrefix("box.size.")
        do {
          _ = try DetectorConfiguration(
            json: DetectorConfigurationTests.smallest,
            file: "c.json",
            overrides: overrides + (isOfOffsets ? ["box.loss=offsets"] : [])
          )
        } catch {
          #expect(error.code == "config.conflict", "\(error)")
        }
      }
    }
  }
}

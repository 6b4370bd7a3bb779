import DetectionAnalysis
import DetectionTestSupport
import Foundation
import Testing
import ToolSupport
import detloss

@Suite("detloss anchors")
struct AnchorsCommandTests {
  static let words = ["anchors"] + Sample.labels + ["--input-size", "416"]

  struct Answer: Decodable {
    struct Rule: Decodable {
      let rule: String
      let dialects: [String]
      let recall: Double
    }
    struct Scale: Decodable {
      let objects: Int
    }
    struct Current: Decodable {
      let anchors: [[Double]]
      let meanBestIou: Double
      let recall: [String: Double]
      let rules: [Rule]
    }
    let schema: Int
    let objects: Int
    let anchors: [[Double]]
    let meanBestIou: Double
    let recall: [String: Double]
    let rules: [Rule]
    let scales: [Scale]
    let current: Current?
  }

  @Test("finds anchors and measures the config's beside them")
  func json() throws {
    let run = ToolRun.inProcess(Self.words + Sample.config + ["--format", "json"])
    #expect(run.code == .done)
    let answer = try run.decoded(Answer.self)
    let current = try #require(answer.current)
    #expect(answer.schema == 1 && answer.objects == 41 && answer.anchors.count == 9)
    #expect(answer.meanBestIou > current.meanBestIou)
    #expect(current.anchors.first == [10, 13] && current.anchors.last == [373, 326])
    #expect(answer.scales.reduce(0) { $0 + $1.objects } == 41)
    #expect(Set(answer.recall.keys) == ["0.25", "0.5", "0.75"])
    // A rule is measured as it assigns: the sample's own, by hand from its assignment.
    let example = try DetectionCase(
      configuration: Sample.path("sample-data/config.json"),
      heads: .none(input: PixelSize(width: 416, height: 416)),
      truth: .labels(Sample.path("sample-data/labels.txt"))
    )
    let assigned = try example.assignments().flatMap(\.assigned)
    let answered = assigned.count { !$0.isFallback }
    let own = try #require(current.rules.first { $0.dialects.contains("reference") })
    #expect(own.recall == Double(answered) / 41)
    // All but the one whose answer depends on predictions.
    let others = DetectorConfiguration.dialectNames.filter { $0 != "yolov7" }
    #expect(Set(answer.rules.flatMap(\.dialects)) == Set(others))
  }

  @Test("is the same bits for one seed, and needs no config")
  func repeated() throws {
    let words = Self.words + ["--count", "6", "--format", "json"]
    let first = ToolRun.inProcess(words)
    #expect(first.code == .done && ToolRun.inProcess(words) == first)
    let answer = try first.decoded(Answer.self)
    #expect(answer.anchors.count == 6 && answer.current == nil)
  }

  @Test("writes a config that loads, with as many anchors to each scale")
  func config() throws {
    let run = ToolRun.inProcess(Self.words + Sample.config + ["--format", "config"])
    let configuration = try DetectorConfiguration(json: run.output, file: "anchors.json")
    #expect(configuration.scales.map(\.anchors.count) == [3, 3, 3])
    #expect(configuration.scales.map(\.stride) == [8, 16, 32])
    #expect(configuration.classes.names?.count == 12 && configuration.dialect == "reference")
    let areas = configuration.scales.flatMap(\.anchors).map { $0.width * $0.height }
    #expect(areas == areas.sorted())
    #expect(run.messages.isEmpty)
  }

  @Test("keeps the fit of a config, and says what else it does not write")
  func otherChoices() throws {
    let words = Self.words + Sample.config + ["--format", "config"]
    let own = ToolRun.inProcess(words + ["--fit", "stretch", "--set", "box.weight=2"])
    let configuration = try DetectorConfiguration(json: own.output, file: "anchors.json")
    #expect(configuration.fit.mode == .stretch)
    #expect(
      own.messages == """
        detloss: note: found a config with choices of its own, of which only the fit is written; copy \
        "scales" into it

        """
    )
    let none = ToolRun.inProcess(Self.words + ["--format", "config"])
    #expect(none.messages == "detloss: note: found 3 classes in the labels; check \"classes\"\n")
  }

  @Test(
    "says what it does not write of a config that is about a dump",
    arguments: [#"quantization={"small": {"scale": 0.1, "zero_point": 3}}"#, "activation=sigmoid"]
  )
  func choicesOfDumps(setting: String) {
    let words = Self.words + Sample.config + ["--count", "3", "--format", "config"]
    let run = ToolRun.inProcess(words + ["--set", setting])
    #expect(run.code == .done)
    #expect(
      run.messages.contains("a config with choices of its own, of which only the fit is written")
    )
  }

  @Test("has the width of the input, and its height")
  func input() throws {
    struct Answer: Decodable, Equatable {
      struct Size: Decodable, Equatable {
        let width, height: Int
      }
      let input: Size
    }
    let words = ["--input-size", "384x256", "--count", "1", "--format", "json"]
    let run = ToolRun.inProcess(["anchors"] + Sample.labels + words)
    #expect(try run.decoded(Answer.self) == Answer(input: .init(width: 384, height: 256)))
  }

  @Test("does not replace a photograph that was read for its size")
  func photograph() throws {
    let folder = try TemporaryFolder()
    let image = try folder.write("a.bmp", bytes: Self.bitmap)
    let labels = try folder.write("l.txt", bytes: Array("a.bmp 0,0,9,9,0\n".utf8))
    let run = ToolRun.inProcess([
      "anchors", "--labels", labels, "--input-size", "416", "--count", "1", "--output", image,
    ])
    #expect(run.code == .usage && run.messages.contains("would replace its own input, --labels"))
  }

  /// The header of a bitmap of 20 x 10 pixels.
  static let bitmap: [UInt8] =
    Array("BM".utf8) + [UInt8](repeating: 0, count: 12) + [40, 0, 0, 0, 20, 0, 0, 0, 10, 0, 0, 0]
    + [1, 0, 24, 0] + [UInt8](repeating: 0, count: 24)

  @Test("asks for another number where no config can have it, or sizes are too few")
  func numbers() throws {
    let shared = ToolRun.inProcess(Self.words + ["--count", "7", "--format", "config"])
    #expect(shared.code == .usage)
    #expect(
      shared.messages == """
        detloss: found 7 anchors for 3 scales; allowed for a config as many as the config has, or a \
        multiple of 3; ask for another number (--count)

        """
    )
    // The figures need no config, nor a number that scales can share.
    for count in [1, 2, 5, 7] {
      for words in [["--format", "json"], Sample.config] {
        let run = ToolRun.inProcess(Self.words + words + ["--count", "\(count)"])
        #expect(run.code == .done, "\(run.messages)")
      }
    }
    let few = ToolRun.inProcess(Self.words + ["--count", "999"])
    #expect(few.code == .badContent && few.messages.contains("allowed objects of at least 999"))
  }

  @Test("takes labels with classes of their own, where no config names any")
  func ownClasses() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let coco = try folder.write(
      "l.json",
      """
      {"images": [{"id": 1, "file_name": "a.jpg", "width": 100, "height": 80}], "categories": \
      [{"id": 90, "name": "cat"}, {"id": 3, "name": "dog"}], "annotations": [{"id": 1, "image_id": 1, \
      "category_id": 90, "bbox": [1, 2, 30, 40]}, {"id": 2, "image_id": 1, "category_id": 3, \
      "bbox": [1, 2, 60, 20]}]}
      """
    )
    let voc = try folder.write(
      "v.xml",
      """
      <annotation><size><width>100</width><height>80</height></size><object><name>cat</name><bndbox>\
      <xmin>1</xmin><ymin>2</ymin><xmax>31</xmax><ymax>42</ymax></bndbox></object><object><name>dog\
      </name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>61</xmax><ymax>22</ymax></bndbox></object>\
      </annotation>
      """
    )
    let found = [coco, voc].map {
      ToolRun.inProcess(["anchors", "--labels", $0, "--input-size", "416", "--count", "2"])
    }
    #expect(found.allSatisfy { $0.code == .done }, "\(found.map(\.messages))")
    // Only the images have other names.
    let figures = found.map { $0.output.split(separator: "answered worst")[0] }
    #expect(figures[0] == figures[1])
    let results = try folder.write(
      "d.json",
      #"[{"image_id": 0, "category_id": 1, "bbox": [1, 2, 60, 20], "score": 0.9}]"#
    )
    let judged = ToolRun.inProcess(["evaluate", "--labels", voc, "--detections", results])
    #expect(judged.code == .done && judged.output.contains("\ndog "), "\(judged.messages)")
  }

  @Test("fits a terminal of 80 columns with its longest rules shortened")
  func text() {
    let run = ToolRun.inProcess(Self.words + Sample.config)
    #expect(run.output.contains("\nmean best IoU"))
    #expect(run.output.contains("\nanswered worst\n"))
  }
}

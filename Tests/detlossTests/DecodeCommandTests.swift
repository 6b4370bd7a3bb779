import AnchorDecoding
import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import Foundation
import TensorFiles
import Testing
import ToolSupport
import detloss

@Suite("detloss decode")
struct DecodeCommandTests {
  private static let dump = ["decode"] + Sample.config + Sample.heads

  @Test("prints the sample's boxes in pixels of the photographs")
  func text() throws {
    let run = ToolRun.inProcess(Self.dump + Sample.labels)
    #expect(run.code == .done)
    #expect(run.messages.isEmpty)
    #expect(run.output == (try Sample.expectedText("decode")))
  }

  @Test("without labels counts images and answers in pixels of the network input")
  func withoutLabels() throws {
    let run = ToolRun.inProcess(Self.dump + ["--score-threshold", "0.98"])
    #expect(run.code == .done)
    #expect(run.output == (try Sample.expectedText("decode-unlabelled")))
  }

  @Test("no box is said in a line, or in an empty list")
  func nothing() throws {
    let arguments = Self.dump + ["--score-threshold", "1"]
    #expect(
      ToolRun.inProcess(arguments).output == """
        0 detections in 3 images, score above 1, config coco-supercategories
        fit letterbox, padding center, rounding down, scale uniform, offset down,
          enlarge true, orientation apply

        """
    )
    #expect(ToolRun.inProcess(arguments + ["--format", "json"]).output == "[]\n")
  }

  /// The library's detections of each image, mapped as the tool should map them.
  private static func expected(isLabelled: Bool) throws -> [[DetectionJSON]] {
    let library = try Sample.library.get()
    return try library.names.indices.map { image in
      let all = try zip(library.heads, library.detector.scales).flatMap { head, scale in
        try head.detections(image: image, scale: scale, scoreAbove: 0.3)
      }
      return NonMaximumSuppression(iouThreshold: 0.45)(all).map { detection in
        let box = isLabelled ? library.transforms[image].image(detection.box) : detection.box
        return DetectionJSON(
          image: isLabelled ? library.names[image] : "\(image)",
          classId: detection.classID,
          class: library.configuration.classes.name(of: detection.classID),
          score: detection.score,
          xyxy: [box.minX, box.minY, box.maxX, box.maxY],
          frame: isLabelled ? "image" : "input"
        )
      }
    }
  }

  @Test("JSON is the library's numbers to the last bit", arguments: [true, false])
  func json(isLabelled: Bool) throws {
    let arguments = Self.dump + (isLabelled ? Sample.labels : []) + ["--format", "json"]
    let run = ToolRun.inProcess(arguments)
    #expect(run.code == .done)
    #expect(try run.keys() == ["image", "class_id", "class", "score", "xyxy", "frame"])
    let expected = try Self.expected(isLabelled: isLabelled).flatMap { $0 }
    #expect(expected.count == 39)
    #expect(try run.decoded([DetectionJSON].self) == expected)
  }

  @Test("--fit none leaves boxes in pixels of the input, but names the images")
  func fitNone() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let labels = try folder.write("labels.txt", "a.jpg\nb.jpg\nc.jpg\n")
    let run = ToolRun.inProcess(
      Self.dump + ["--labels", labels, "--fit", "none", "--format", "json"]
    )
    let found = try run.decoded([DetectionJSON].self)
    let expected = try Self.expected(isLabelled: false).flatMap { $0 }
    #expect(found.map(\.xyxy) == expected.map(\.xyxy))
    #expect(Set(found.map(\.image)) == ["a.jpg", "b.jpg", "c.jpg"])
    #expect(found.allSatisfy { $0.frame == "input" })
  }

  @Test("jsonl has one line for each image, also for one without detections")
  func jsonLines() throws {
    let run = ToolRun.inProcess(
      Self.dump + Sample.labels + ["--format", "jsonl", "--score-threshold", "0.98"]
    )
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 4 && lines.last == "")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let images = try lines.dropLast().map {
      try decoder.decode(DetectedImageJSON.self, from: Data($0.utf8))
    }
    #expect(images.map(\.image) == (try Sample.library.get()).names)
    #expect(images.map(\.detections.count) == [2, 0, 1])
    #expect(images.allSatisfy { $0.frame == "image" })
    let expected = try Self.expected(isLabelled: true).map { $0.filter { $0.score > 0.98 } }
    #expect(images.map { $0.detections.map(\.xyxy) } == expected.map { $0.map(\.xyxy) })
    #expect(images.map { $0.detections.map(\.score) } == expected.map { $0.map(\.score) })
  }

  @Test("--nms none keeps more, --iou-threshold 0 fewer")
  func suppression() throws {
    func count(_ words: String...) throws -> Int {
      try ToolRun.inProcess(Self.dump + words + ["--format", "json"])
        .decoded([DetectionJSON].self).count
    }
    #expect(try count("--nms", "none") > 39)
    #expect(try count("--nms", "none") == count("--iou-threshold", "1"))
    #expect(try count("--iou-threshold", "0") < 39)
  }

  @Test("--tensors writes every decoded value of the library")
  func tensors() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let files = try SmallDumpFiles(SmallDump(), in: folder)
    let path = folder.path("decoded.npz")
    let run = ToolRun.inProcess(
      ["decode"] + files.config + files.heads + ["--tensors", path, "--format", "jsonl"]
    )
    #expect(run.code == .done)
    let written = try TensorFile(path: path)
    #expect(written.arrays.map(\.name) == ["p3", "p4"])
    let detector = try DetectorConfiguration(path: files.config[1])
      .detector(for: PixelSize(width: 64, height: 32))
    for (index, scale) in SmallDump.scales.enumerated() {
      let head = try RawHead(
        name: scale.name,
        values: SmallDump().values[index],
        order: .nhwac,
        shape: [2, scale.rows, scale.columns, 3, 7],
        anchors: 3,
        classes: 2
      )
      let expected = try (0..<2).flatMap {
        try head.decodedValues(image: $0, scale: detector.scales[index])
      }
      let tensor = try #require(written[scale.name])
      #expect(tensor.shape == [2, scale.rows, scale.columns, 3, 7])
      #expect(try tensor.values(as: Float.self) == expected)
    }
  }
}

/// One entry of `detloss decode --format json`.
struct DetectionJSON: Decodable, Equatable {
  let image: String
  let classId: Int
  let `class`: String
  let score: Double
  let xyxy: [Double]
  let frame: String
}

/// One line of `detloss decode --format jsonl`.
struct DetectedImageJSON: Decodable {
  struct Detection: Decodable {
    let classId: Int
    let `class`: String
    let score: Double
    let xyxy: [Double]
  }

  let image, frame: String
  let detections: [Detection]
}

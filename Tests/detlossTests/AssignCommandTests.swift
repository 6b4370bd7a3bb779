import BoxGeometry
import DetectionAnalysis
import DetectionTestSupport
import DetectorConfiguration
import Foundation
import TargetAssignment
import TensorFiles
import Testing
import ToolSupport
import detloss

@Suite("detloss assign")
struct AssignCommandTests {
  private static let sample =
    ["assign"] + Sample.config + Sample.labels + ["--input-size", "416"]

  @Test("prints the assignment of the sample")
  func text() throws {
    let run = ToolRun.inProcess(Self.sample)
    #expect(run.code == .done)
    #expect(run.messages.isEmpty)
    #expect(run.output == (try Sample.expectedText("assign")))
  }

  @Test("a rule that looks at predictions takes heads, and asks for them")
  func predictions() throws {
    let words = ["assign"] + Sample.config + Sample.labels + ["--dialect", "yolov7"]
    let blind = ToolRun.inProcess(words + ["--input-size", "416"])
    #expect(blind.code != .done && blind.output.isEmpty)
    #expect(blind.messages.contains("give the heads (--heads)"))
    #expect(blind.messages.split(separator: "without predictions").count == 2)
    let seen = ToolRun.inProcess(words + Sample.heads + ["--format", "json"])
    #expect(seen.code == .done)
    let images = try seen.decoded(AssignmentJSON.self).images
    // The anchors are those that the library gives the objects.
    let example = try DetectionCase(
      configuration: DetectorConfiguration(path: Sample.path("sample-data/config.json"))
        .with(dialect: "yolov7"),
      heads: .files([Sample.path("sample-data/heads.npz")]),
      truth: .labels(Sample.path("sample-data/labels.txt"))
    )
    let assignments = try example.assignments()
    #expect(images.count == assignments.count)
    for (image, assignment) in zip(images, assignments) {
      let counts = assignment.assigned.map(\.matches.count)
      #expect(image.objects.map(\.responsible.count) == counts)
      #expect(counts.reduce(0, +) > 0)
    }
    // Without a dump the other commands have nothing to say against the labels.
    let check = ToolRun.inProcess(
      ["check"] + Sample.config + Sample.labels + ["--dialect", "yolov7"]
    )
    #expect(check.code == .done, "\(check.output)")
    let both = ToolRun.inProcess(words + Sample.heads + ["--input-size", "416"])
    #expect(both.code == .usage)
  }

  @Test("labels without objects leave nothing to list")
  func withoutObjects() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let labels = try folder.write("labels.txt", "a.jpg\n")
    let run = ToolRun.inProcess(
      ["assign"] + Sample.config + ["--labels", labels, "--input-size", "416", "--fit", "none"]
    )
    #expect(run.code == .done)
    #expect(
      run.output == """
        0 objects in 1 image, input 416x416, config coco-supercategories
        fit none

        no anchor was given to two objects

        """
    )
  }

  @Test("has the keys of the contract")
  func keys() throws {
    let run = ToolRun.inProcess(Self.sample + ["--format", "json"])
    let site: Set = ["scale", "row", "column", "anchor"]
    #expect(try run.keys() == ["schema", "fit", "images"])
    #expect(try run.keys("images") == ["image", "objects", "collisions", "unassigned"])
    #expect(
      try run.keys("images", "objects") == [
        "index", "class_id", "class", "xyxy", "fallback", "responsible",
      ]
    )
    #expect(try run.keys("images", "objects", "responsible") == site.union(["iou"]))
    let last = try #require(try run.decoded(AssignmentJSON.self).images.last)
    #expect(last.collisions.map(\.kept) == [11, 2])
    #expect(last.collisions.map(\.lost) == [8, 1])
  }

  @Test("JSON is the library's assignment, to the last bit")
  func json() throws {
    let run = ToolRun.inProcess(Self.sample + ["--format", "json"])
    let result = try run.decoded(AssignmentJSON.self)
    let library = try Sample.library.get()
    #expect(result.images.map(\.image) == library.names)
    let scales = library.configuration.scales.map(\.name)
    for (image, assignment) in zip(result.images, library.assignments) {
      #expect(image.objects.map(\.index) == Array(assignment.objects.indices))
      #expect(image.objects.map(\.classId) == assignment.objects.map(\.classID))
      #expect(
        image.objects.map(\.xyxy)
          == assignment.objects.map { [$0.box.minX, $0.box.minY, $0.box.maxX, $0.box.maxY] }
      )
      #expect(image.objects.map(\.fallback) == assignment.assigned.map(\.isFallback))
      #expect(
        image.objects.flatMap(\.responsible)
          == assignment.assigned.flatMap(\.matches).map {
            AssignmentJSON.Match(
              scale: scales[$0.site.scale],
              row: $0.site.row,
              column: $0.site.column,
              anchor: $0.site.anchor,
              iou: $0.iou
            )
          }
      )
      #expect(
        image.collisions
          == assignment.collisions.map {
            AssignmentJSON.Collision(
              scale: scales[$0.site.scale],
              row: $0.site.row,
              column: $0.site.column,
              anchor: $0.site.anchor,
              kept: $0.kept,
              lost: $0.lost
            )
          }
      )
    }
  }

  @Test("--tensors writes the library's dense labels")
  func tensors() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.path("labels.npz")
    #expect(ToolRun.inProcess(Self.sample + ["--tensors", path]).code == .done)
    let file = try TensorFile(path: path)
    let library = try Sample.library.get()
    let detector = library.detector
    let targets = try library.assignments.map { try $0.targets(for: detector) }
    #expect(
      file.arrays.map(\.name)
        == detector.scales.flatMap { ["label_\($0.name)", "boxes_\($0.name)"] }
    )
    for (index, grid) in detector.scales.enumerated() {
      let label = try #require(file["label_\(grid.name)"])
      #expect(label.shape == [3, grid.rows, grid.columns, 3, 17])
      let dense = try targets.flatMap {
        try DenseLabels.label($0.scales[index], scale: grid, smoothing: 0.01)
      }
      #expect(try label.values(as: Float.self) == dense)
      let boxes = try #require(file["boxes_\(grid.name)"])
      let capacity = targets.map { $0.scales[index].backgroundObjects.count }.max() ?? 0
      #expect(boxes.shape == [3, capacity, 4])
      #expect(
        try boxes.values(as: Float.self)
          == targets.flatMap { try DenseLabels.boxes($0.scales[index], capacity: capacity) }
      )
    }
  }

  @Test("takes width and height of the input, and refuses what the strides do not divide")
  func inputSize() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let labels = try folder.write("labels.txt", "a.jpg 30,40,360,200,1\n")
    let words = ["assign"] + Sample.config + ["--labels", labels, "--fit", "none", "--input-size"]
    let run = ToolRun.inProcess(words + ["384x256"])
    #expect(run.output.hasPrefix("1 object in 1 image, input 384x256, config coco-super"))
    let wrong = ToolRun.inProcess(words + ["400"])
    #expect(wrong.code == .usage)
    #expect(wrong.output.isEmpty)
    #expect(wrong.messages.contains("the nearest size that every stride divides is 384x384"))
  }
}

/// `detloss assign --format json`.
struct AssignmentJSON: Decodable {
  struct Match: Decodable, Equatable {
    let scale: String
    let row, column, anchor: Int
    let iou: Double
  }

  struct Collision: Decodable, Equatable {
    let scale: String
    let row, column, anchor, kept, lost: Int
  }

  struct Object: Decodable {
    let index, classId: Int
    let `class`: String
    let xyxy: [Double]
    let fallback: Bool
    let responsible: [Match]
  }

  struct Image: Decodable {
    let image: String
    let objects: [Object]
    let collisions: [Collision]
  }

  let images: [Image]
}

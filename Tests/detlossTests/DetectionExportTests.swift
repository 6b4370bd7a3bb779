import DetectionTestSupport
import Foundation
import TensorFiles
import Testing
import ToolSupport
import detloss

/// The forms that other tools read. That pycocotools, hotcoco and supervision do is recorded in
/// `Tests/Fixtures/detections` (`Tests/References/read_detections.py`).
@Suite("Detections for other tools")
struct DetectionExportTests {
  private static let sample = ["decode"] + Sample.config + Sample.heads + Sample.labels

  private func fixture(_ name: String) throws -> String {
    let folder = Fixture.repository.appending(path: "Tests/Fixtures/detections")
    return try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  @Test("are the bytes that these tools have read", arguments: ["coco", "darknet"])
  func bytes(form: String) throws {
    let run = ToolRun.inProcess(Self.sample + ["--format", form])
    #expect(run.code == .done)
    #expect(try run.output == fixture("\(form).json"))
    #expect(
      run.messages
        == (form == "darknet"
          ? ""
          : """
          detloss: note: found no labels of COCO, which would have ids; image_id is the numbers that \
          the images are called by, category_id the class, from 0

          """)
    )
  }

  @Test("are a folder of YOLO's files, whole or absent")
  func yolo() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.path("found")
    let words = Self.sample + ["--format", "yolo"]
    #expect(ToolRun.inProcess(words).messages.contains("name it with --output"))
    let run = ToolRun.inProcess(words + ["--output", path])
    #expect(run.code == .done && run.output == "" && run.messages == "")
    let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    #expect(names == ["000000116740.txt", "000000196610.txt", "000000204805.txt"])
    for name in names {
      let text = try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
      #expect(try text == fixture("yolo/\(name)"))
    }
    // Nothing is added to files that are there.
    #expect(ToolRun.inProcess(words + ["--output", path]).code == .cannotCreate)
    let wrong = Self.sample + ["--format", "yolo", "--set", "nonsense=1"]
    #expect(
      ToolRun.inProcess(wrong + ["--output", folder.path("other")]).code == .usage
    )
    #expect(!FileManager.default.fileExists(atPath: folder.path("other")))
  }

  @Test("have the ids of COCO's labels, and need a category for each class")
  func ids() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let names = ["000000196610.jpg", "000000116740.jpg", "000000204805.jpg"]
    func labels(_ categories: [(id: Int, name: String)]) throws -> [String] {
      let images = names.enumerated().map {
        #"{"id": \#(90 - $0), "file_name": "\#($1)", "width": 480, "height": 640}"#
      }
      let list = categories.map { #"{"id": \#($0.id), "name": "\#($0.name)"}"# }
      let path = try folder.write(
        "l.json",
        """
        {"images": [\(images.joined(separator: ","))], "annotations": [], "categories": \
        [\(list.joined(separator: ","))]}
        """
      )
      return ["--labels", path]
    }
    func run(_ labels: [String]) -> ToolRun {
      ToolRun.inProcess(
        ["decode", "--format", "coco"] + Sample.config + Sample.heads + labels
      )
    }
    let all = run(
      try labels([(7, "vehicle"), (3, "person"), (5, "outdoor"), (12, "animal")])
    )
    #expect(all.code == .done && all.messages == "", "\(all.messages)")
    struct Entry: Decodable {
      let imageId, categoryId: Int
    }
    let entries = try all.decoded([Entry].self)
    #expect(entries.count == 39 && Set(entries.map(\.imageId)) == [88, 89, 90])
    #expect(Set(entries.map(\.categoryId)).isSubset(of: [3, 5, 7, 12]))
    let lacking = run(try labels([(3, "person")]))
    #expect(lacking.code == .badContent)
    #expect(
      lacking.messages.contains(
        """
        found a detection of class "vehicle"; allowed a class that the labels have a category of; \
        add the category to the labels, or write another form
        """
      )
    )
  }

  @Test("need images whose size is known, and names for files")
  func frames() throws {
    let tensors = try TemporaryFolder()
    defer { tensors.remove() }
    for form in ["coco", "darknet"] {
      let run = ToolRun.inProcess(
        ["decode", "--format", form, "--tensors", tensors.path("boxes.npz")] + Sample.config
          + Sample.heads
      )
      #expect(run.code == .usage && run.output == "")
      // Told before any file is written.
      #expect(try FileManager.default.contentsOfDirectory(atPath: tensors.path("")) == [])
      #expect(
        run.messages == """
          detloss: found boxes in pixels of the network input, for image "0" has no known size; \
          allowed boxes in pixels of the images for the form \(form); give the labels, which tell \
          the images (--labels)

          """
      )
    }
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    func yolo(_ names: [String]) throws -> ToolRun {
      let labels = try folder.write("l.txt", names.map { $0 + "\n" }.joined())
      return ToolRun.inProcess(
        ["decode", "--format", "yolo", "--fit", "none", "--labels", labels, "--output"]
          + [folder.path("out")] + Sample.config + Sample.heads
      )
    }
    let twice = try yolo(["a/x.jpg", "b.jpg", "c/x.png"])
    #expect(twice.code == .badContent)
    #expect(
      twice.messages.contains(
        """
        found "x.txt", as of "a/x.jpg"; allowed a name of its own for each image, without its \
        folder; write another form, or decode the images of each folder by themselves
        """
      )
    )
    let long = String(repeating: "x", count: 250)
    for name in ["..", long + "x.jpg"] {
      #expect(
        try yolo(["a.jpg", name, "c.jpg"]).messages.contains(
          "found a name that no file of labels can have; allowed a name of its own"
        )
      )
    }
    #expect(try yolo(["a.jpg", long + ".jpg", "c.jpg"]).code == .done)
  }

  @Test("are no file where the name of an image holds a NUL")
  func nul() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let files = try SmallDumpFiles(SmallDump(), in: folder)
    let images = [#"a\u0000b.jpg"#, "c.jpg"].enumerated().map { id, name in
      #"{"id": \#(id + 1), "file_name": "\#(name)", "width": 64, "height": 32}"#
    }
    let labels = try folder.write(
      "labels.json",
      """
      {"images": [\(images.joined(separator: ", "))], "annotations": [], "categories": \
      [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}]}
      """
    )
    let path = folder.path("found")
    let run = ToolRun.inProcess(
      ["decode", "--format", "yolo", "--output", path, "--labels", labels] + files.config
        + files.heads
    )
    #expect(run.code == .badContent)
    #expect(run.messages.contains("found a name that no file of labels can have"))
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("of an image without any are an empty list, and an empty file")
  func nothing() throws {
    let none = Self.sample + ["--score-threshold", "1", "--format"]
    #expect(ToolRun.inProcess(none + ["coco"]).output == "[]\n")
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.path("found")
    #expect(ToolRun.inProcess(none + ["yolo", "--output", path]).code == .done)
    #expect(
      try String(contentsOfFile: "\(path)/000000116740.txt", encoding: .utf8) == ""
    )
  }

  @Test("have the class alone for a score where the config says so")
  func classAlone() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let tensors = folder.path("t.npz")
    let run = ToolRun.inProcess(
      ["decode", "--nms", "none", "--score-threshold", "0.9", "--set", "decoding.score=class"]
        + ["--tensors", tensors, "--format", "json"] + Sample.config + Sample.heads
    )
    #expect(run.code == .done)
    struct Entry: Decodable { let score: Double }
    let scores = try run.decoded([Entry].self).map { Float($0.score) }.sorted()
    // Every class's probability, whatever the objectness before it.
    var right: [Float] = []
    for array in try TensorFile(path: tensors).arrays {
      let values: [Float] = try array.values(as: Float.self)
      for start in stride(from: 0, to: values.count, by: 17) {
        let best = values[start + 5..<start + 17].max() ?? 0
        if best > 0.9 { right.append(best) }
      }
    }
    right.sort()
    #expect(scores.count == right.count && scores.count > 100)
    #expect(zip(scores, right).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test("come from the best candidates alone where that is asked for")
  func candidates() throws {
    struct Entry: Decodable, Equatable { let score: Double }
    func scores(_ words: [String]) throws -> [Entry] {
      try ToolRun.inProcess(
        ["decode", "--format", "json"] + Sample.config + Sample.heads + words
      ).decoded([Entry].self)
    }
    let all = try scores(["--nms", "none"])
    let few = try scores(["--nms", "none", "--max-candidates", "7"])
    // Seven of each of three images.
    #expect(few.count == 21 && all.count > 60)
    let thinned = try scores(["--max-candidates", "7"])
    #expect(thinned.count < 21 && thinned.allSatisfy { few.contains($0) })
    #expect(try scores(["--max-candidates", "100000"]) == scores([]))
  }
}

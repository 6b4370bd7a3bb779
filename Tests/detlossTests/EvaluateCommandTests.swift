import DetectionTestSupport
import Foundation
import Testing
import ToolSupport
import detloss

@Suite("detloss evaluate")
struct EvaluateCommandTests {
  private static let results = ["--detections", Sample.path("sample-data/detections.json")]

  private static let one = 1 / (1 + Double.ulpOfOne)

  struct Result: Decodable {
    struct Class: Decodable {
      let classId: Int?
      let `class`: String
      let categoryId: Int?
      let objects: Int
      let ap: Double?
      let ap50: Double?

      enum CodingKeys: String, CodingKey {
        case classId, `class`, categoryId, objects
        case ap = "AP"
        case ap50 = "AP50"
      }
    }
    struct Image: Decodable {
      let image: String
      let missed: Int
    }
    let images: Int
    let objects: Int
    let detections: Int
    let summary: [String: Double?]
    let classes: [Class]
    let worstImages: [Image]
  }

  /// A data set of COCO's, and detections, in files.
  private struct Files {
    let folder: TemporaryFolder
    let truth: String
    let found: String

    init(_ detections: String, more: String = "") throws {
      folder = try TemporaryFolder()
      truth = try folder.write(
        "truth.json",
        """
        {"images": [{"id": 9, "file_name": "b/street.jpg", "width": 100, "height": 80},
                    {"id": 4, "file_name": "a/field.jpg", "width": 100, "height": 80}],
         "annotations": [
           {"id": 1, "image_id": 9, "category_id": 18, "bbox": [10, 10, 40, 40], "area": 900},
           {"id": 2, "image_id": 4, "category_id": 3, "bbox": [0, 0, 20, 20], "area": 400}\(more)],
         "categories": [{"id": 18, "name": "dog"}, {"id": 3, "name": "cat"}, {"id": 5, "name": "car"}]}
        """
      )
      found = try folder.write("found.json", detections)
    }

    func run(_ words: [String] = []) -> ToolRun {
      ToolRun.inProcess(["evaluate", "--labels", truth, "--detections", found] + words)
    }
  }

  private static let right = """
    [{"image_id": 9, "category_id": 18, "bbox": [10, 10, 40, 40], "score": 0.9},
     {"image_id": 4, "category_id": 3, "bbox": [0, 0, 20, 20], "score": 0.8}]
    """

  @Test("of a dump has the figures of its own results file")
  func dump() throws {
    let dump = ToolRun.inProcess(
      ["evaluate", "--format", "json"] + Sample.config + Sample.heads + Sample.labels
    )
    let file = ToolRun.inProcess(
      ["evaluate", "--format", "json"] + Sample.config + Sample.labels + Self.results
    )
    #expect(dump.code == .done && file.code == .done, "\(dump.messages)\(file.messages)")
    let (first, second) = (try dump.decoded(Result.self), try file.decoded(Result.self))
    #expect(first.images == 3 && first.objects == 41 && first.detections == 300)
    #expect(second.detections == 72)
    for key in ["AP", "AP50", "AR100"] {
      let values = (first.summary[key] ?? nil, second.summary[key] ?? nil)
      #expect(abs((values.0 ?? 0) - (values.1 ?? 1)) < 0.02, "\(key) \(values)")
    }
    #expect(try dump.keys().contains("fit") && !file.keys().contains("fit"))
    #expect(first.classes.map(\.class).prefix(2) == ["person", "vehicle"])
    #expect(first.worstImages.allSatisfy { $0.missed == 1 })
  }

  @Test("COCO's classes are listed by rising category_id, those without objects too")
  func classes() throws {
    let files = try Files(Self.right)
    defer { files.folder.remove() }
    let run = files.run(["--format", "json"])
    #expect(run.code == .done && run.messages == "")
    let result = try run.decoded(Result.self)
    #expect(result.classes.map(\.categoryId) == [3, 5, 18])
    #expect(result.classes.map(\.class) == ["cat", "car", "dog"])
    // COCO's precision of a perfect detector: 1 / (1 + 2⁻⁵²).
    #expect(result.classes.map(\.ap) == [Self.one, nil, Self.one])
    // Of so many equal numbers a sum of halves has another last bit.
    #expect(result.classes.map { $0.ap50.map { abs($0 - 1) < 1e-15 } } == [true, nil, true])
    #expect(
      result.classes.map(\.objects) == [1, 0, 1] && result.classes.map(\.classId) == [0, 1, 2]
    )
    #expect(result.summary["AP_large"] == .some(nil) && result.summary["AP_small"] == Self.one)
    let text = files.run().output
    #expect(text.hasPrefix("2 detections, 2 objects, 2 images, 3 classes\n"))
    #expect(text.contains("\nAP              1.0000  1.0000       -      -   1.0000    1.0000\n"))
    for metric in ["voc2007", "voc2012"] {
      let voc = try files.run(["--format", "json", "--metric", metric]).decoded(Result.self)
      #expect(voc.summary["mAP"] == 1 && voc.classes.map(\.ap) == [1, nil, 1])
    }
  }

  @Test("a crowd is no object, and images may be named")
  func crowd() throws {
    let files = try Files(
      Self.right.replacing("\"image_id\": 9", with: "\"image_id\": \"street\""),
      more: """
        , {"id": 3, "image_id": 4, "category_id": 3, "bbox": [50, 0, 50, 80], "area": 4, "iscrowd": 1}
        """
    )
    defer { files.folder.remove() }
    let run = files.run(["--format", "json"])
    #expect(try run.decoded(Result.self).objects == 2 && run.messages == "")
    #expect(files.run().output.contains("2 objects and 1 that do not count"))
  }

  @Test("detections of other images and classes")
  func foreign() throws {
    let files = try Files(
      #"[{"image_id": 7, "category_id": 18, "bbox": [10, 10, 40, 40], "score": 0.9}]"#
    )
    defer { files.folder.remove() }
    #expect(
      files.run().messages == """
        detloss: \(files.found):1:2: [0]: found image_id 7, which no image of \(files.truth) has; \
        allowed the id of an image; take labels and detections of one data set
          [{"image_id": 7, "category_id": 18, "bbox": [10, 10, 40, 40], "score": 0.9}]
           ^

        """
    )
    let other = try Files(Self.right.replacing("\"category_id\": 3,", with: "\"category_id\": 4,"))
    defer { other.folder.remove() }
    let run = other.run()
    #expect(run.code == .done)
    #expect(
      run.messages == """
        detloss: warning: \(other.found): found 1 detection of categories that the labels have not, \
        the first of category_id 4; they are left out, as by pycocotools

        """
    )
    let named = try Files(Self.right.replacing("\"image_id\": 9", with: "\"image_id\": \"stret\""))
    defer { named.folder.remove() }
    #expect(named.run().messages.contains("did you mean \"street\"?"))
    #expect(named.run().code == .badContent)
  }

  @Test(
    "ids up to 2^53, where whole numbers and doubles part",
    arguments: ["image_id", "category_id"]
  )
  func ids(key: String) throws {
    let good = ["image_id": "9", "category_id": "18"][key] ?? ""
    for id in ["-9223372036854775808", "9223372036854775807", "9007199254740992", "-1e300", "1.5"] {
      let files = try Files(
        Self.right.replacing("\"\(key)\": \(good)", with: "\"\(key)\": \(id)")
      )
      defer { files.folder.remove() }
      let run = files.run()
      #expect(run.code == .badContent)
      let words = "found \(id) for \"\(key)\"; allowed a whole number below 2^53"
      #expect(run.messages.contains(words))
    }
  }

  @Test("labels without ids: images by their numbers or places, classes from 0")
  func withoutIDs() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let labels = try folder.write("l.txt", "7.jpg 0,0,20,20,1\n0012.jpg\n")
    let named = try folder.write("n.txt", "a.jpg 0,0,20,20,1\nb.jpg\n")
    func run(_ labels: String, _ detections: String) throws -> ToolRun {
      let path = try folder.write("d.json", detections)
      return ToolRun.inProcess(
        ["evaluate", "--labels", labels, "--detections", path, "--format", "json"]
      )
    }
    let box = #""bbox": [0, 0, 20, 20], "score": 0.9"#
    let right = try run(labels, #"[{"image_id": 7, "category_id": 1, \#(box)}]"#)
    #expect(try right.decoded(Result.self).summary["AP"] == Self.one)
    #expect(
      right.messages.hasSuffix(
        """
        found labels without ids; image_id is taken for the numbers that the images are called by, \
        category_id for the class, from 0

        """
      )
    )
    let placed = try run(named, #"[{"image_id": 0, "category_id": 1, \#(box)}]"#)
    #expect(try placed.decoded(Result.self).summary["AP"] == Self.one)
    #expect(placed.messages.contains("taken for the places of the images, from 0"))
    // A class of the detections alone is one, too.
    let more = try run(named, #"[{"image_id": 0, "category_id": 3, \#(box)}]"#)
    #expect(try more.decoded(Result.self).classes.map(\.objects) == [0, 1, 0, 0])
    #expect(try run(named, #"[{"image_id": 2, "category_id": 1, \#(box)}]"#).code == .badContent)
    #expect(
      try run(named, #"[{"image_id": 0, "category_id": -1, \#(box)}]"#).messages
        .contains("category_id -1; allowed a class, from 0")
    )
    let path = try folder.write("d.json", #"[{"image_id": 0, "category_id": 12, \#(box)}]"#)
    let counted = ToolRun.inProcess(
      ["evaluate", "--labels", named, "--detections", path] + Sample.config
    )
    #expect(
      counted.messages.contains(
        """
        found category_id 12; allowed 0 to 11, as the classes are numbered; if classes were counted \
        from 1, take 1 from each
        """
      )
    )
  }

  @Test("Pascal VOC's difficult objects are left alone, not out")
  func difficult() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    func object(_ difficult: Int, _ x: Int) -> String {
      """
      <object><name>person</name><difficult>\(difficult)</difficult><bndbox><xmin>\(x)</xmin>\
      <ymin>0</ymin><xmax>\(x + 20)</xmax><ymax>20</ymax></bndbox></object>
      """
    }
    _ = try folder.write(
      "3.xml",
      """
      <annotation><filename>3.jpg</filename><size><width>100</width><height>80</height></size>\
      \(object(1, 0))\(object(0, 50))</annotation>
      """
    )
    let found = try folder.write(
      "found.json",
      #"[{"image_id": 3, "category_id": 0, "bbox": [0, 0, 20, 20], "score": 0.9},"#
        + #" {"image_id": 3, "category_id": 0, "bbox": [50, 0, 20, 20], "score": 0.8}]"#
    )
    let words = ["evaluate", "--labels", folder.path(""), "--detections", found] + Sample.config
    for metric in ["coco", "voc2012"] {
      let run = ToolRun.inProcess(words + ["--metric", metric, "--format", "json"])
      #expect(run.code == .done, "\(run.messages)")
      let result = try run.decoded(Result.self)
      let figure = metric == "coco" ? result.summary["AP"] : result.summary["mAP"]
      #expect(result.objects == 1 && figure == (metric == "coco" ? Self.one : 1))
    }
  }

  @Test("what belongs together must be given together")
  func usage() {
    func code(_ words: [String]) -> ExitCode { ToolRun.inProcess(["evaluate"] + words).code }
    #expect(code([]) == .usage && code(Self.results) == .usage)
    #expect(code(Sample.labels) == .usage)
    #expect(code(Sample.labels + Sample.heads) == .usage)
    #expect(code(Sample.labels + Self.results + Sample.config + Sample.heads) == .usage)
    #expect(code(Sample.labels + Self.results + ["--layout", "nhwc"]) == .usage)
  }
}

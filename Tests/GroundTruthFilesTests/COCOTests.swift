import BoxGeometry
import DetectionTestSupport
import GroundTruthFiles
import Testing

@Suite("COCO's instances")
struct COCOTests {
  private func read(
    _ text: String,
    names: [String] = ["dog", "cat"],
    classes: Int = 2
  ) throws(Diagnostic) -> GroundTruth {
    try GroundTruth(
      bytes: Array(text.utf8),
      name: "c.json",
      format: .coco,
      classCount: classes,
      classNames: names
    )
  }

  private static let images =
    #""images": [{"id": 7, "file_name": "a.jpg", "width": 64, "height": 32}]"#
  private static let categories =
    #""categories": [{"id": 18, "name": "cat"}, {"id": 3, "name": "dog"}]"#

  /// A file with annotations of one image.
  private static func file(_ annotations: String...) -> String {
    "{\(images), \"annotations\": [\(annotations.joined(separator: ",\n"))], \(categories)}"
  }

  private static func annotation(
    image: String = "7",
    category: String = "18",
    box: String = "[1, 2, 3, 4]",
    more: String = ""
  ) -> String {
    #"{"id": 5, "image_id": \#(image), "category_id": \#(category), "bbox": \#(box)\#(more)}"#
  }

  @Test("categories that the detector lacks, or of one name, are told")
  func categories() throws {
    func notes(_ categories: String, category: String = "18") throws -> [String] {
      try read(
        "{\(Self.images), \"annotations\": [\(Self.annotation(category: category))], \"categories\": [\(categories)]}"
      ).notes.map(\.description)
    }
    let cat = #"{"id": 18, "name": "cat"}"#
    #expect(try notes(cat) == [])
    #expect(
      try notes(cat + #", {"id": 4, "name": "cow"}, {"id": 5, "name": "hen"}"#) == [
        """
        c.json: found 2 categories without a box that the detector has not: "cow", "hen"; they are \
        left out
        """
      ]
    )
    #expect(
      try notes(cat + #", {"id": 4, "name": "cat"}"#) == [
        """
        c.json: found categories 18 and 4 that are called "cat" alike; their boxes are all of that \
        class; rename one of them if they are two
        """
      ]
    )
  }

  @Test("ten times as many categories take about ten times as long")
  func manyCategories() throws {
    func seconds(_ count: Int) throws -> Double {
      let list = (100..<100 + count).map { #"{"id": \#($0), "name": "kind \#($0)"}"# }
      let file = "{\(Self.images), \"annotations\": [\(Self.annotation())], "
      let cat = #"{"id": 18, "name": "cat"}, "#
      let text = file + "\"categories\": [\(cat)" + list.joined(separator: ",") + "]}"
      var least = Double.infinity
      for _ in 0..<3 {
        let start = processorSeconds()
        #expect(try read(text).notes.count == 1)
        least = min(least, processorSeconds() - start)
      }
      return least
    }
    // What grows with the square shows among many, for which unoptimised code takes a minute.
    #if DEBUG
      let (few, many) = (try seconds(500), try seconds(5000))
    #else
      let (few, many) = (try seconds(5000), try seconds(50_000))
    #endif
    #expect(many < 30 * few, "\(few) and \(many) seconds")
  }

  @Test("lists in any order, what else there is, sizes, corners by one addition")
  func order() throws {
    let lists = [
      Self.images, Self.categories,
      #""annotations": [\#(Self.annotation(box: "[0.1, 0.2, 0.7, 1e1]"))]"#,
      #""info": {"annotations": [[{}]], "categories": 1}, "licenses": []"#,
    ]
    for shift in lists.indices {
      let text = "{\((lists[shift...] + lists[..<shift]).joined(separator: ", "))}"
      let truth = try read(text)
      #expect(truth.images.map(\.name) == ["a.jpg"])
      #expect(truth.images[0].size == PixelSize(width: 64, height: 32))
      let object = try #require(truth.images[0].objects.first)
      #expect(object.classID == 1 && object.standing == .full)
      #expect(object.box == CornerBox(minX: 0.1, minY: 0.2, maxX: 0.1 + 0.7, maxY: 0.2 + 10))
      #expect("\(truth.images[0].place(ofObject: 0))" == "c.json: annotation 5 (of a.jpg)")
    }
  }

  @Test("ids with holes, out of order and below zero; images without objects stay")
  func ids() throws {
    let truth = try read(
      #"""
      {"images": [{"id": 900, "file_name": "b.jpg"}, {"id": -4, "file_name": "a.jpg"},
        {"id": 12, "file_name": "c.jpg", "width": null}],
       "annotations": [{"image_id": -4, "category_id": 90, "bbox": [1, 1, 2, 2]},
        {"image_id": 900, "category_id": 1, "bbox": [1, 1, 2, 2]},
        {"image_id": -4.0, "category_id": 44, "bbox": [5, 5, 2, 2]}],
       "categories": [{"id": 90, "name": "z"}, {"id": 1, "name": "y"}, {"id": 44, "name": "x"}]}
      """#,
      names: [],
      classes: 3
    )
    #expect(truth.images.map(\.name) == ["b.jpg", "a.jpg", "c.jpg"])
    // Without names, categories count in the rising order of their ids.
    #expect(truth.images.map { $0.objects.map(\.classID) } == [[0], [2, 1], []])
    #expect(truth.images.allSatisfy { $0.size == nil })
  }

  @Test("crowds are read as such")
  func standing() throws {
    let crowd = Self.annotation(more: #", "iscrowd": 1, "segmentation": {"counts": [1, 2]}"#)
    let truth = try read(
      Self.file(
        crowd,
        Self.annotation(box: "[9, 9, 0, 4]", more: #", "iscrowd": 1"#),
        Self.annotation(more: #", "iscrowd": false"#),
        Self.annotation(more: #", "iscrowd": null"#)
      )
    )
    #expect(truth.images[0].objects.map(\.standing) == [.crowd, .crowd, .full, .full])
  }

  @Test(
    "numbers are those nearest to what is written",
    arguments: ["0.1", "214.15", "348.26000000000005", "9007199254740993e-10", "1e-7", "473.07"]
  )
  func rounding(number: String) throws {
    let truth = try read(Self.file(Self.annotation(box: "[\(number), 0, 1, 1]")))
    #expect(truth.images[0].objects[0].box.minX == Double(number))
  }

  static let faults: [(text: String, code: String, sentence: String)] = [
    (
      file(annotation(box: "[9, 9, 1.03, 0.0]")), "no-area",
      """
      c.json:1:90: annotation 5: found a box of 1.03x0, which has no area; allowed width and height \
      above 0; remove the annotation; COCO's own instances_train2017.json has two such
      """
    ),
    (
      file(annotation(image: "8")), "coco-id",
      #"""
      c.json:1:90: annotation 5: found "image_id" 8, which no image has; allowed the id of an image; \#
      check whether the file was cut from a larger one
      """#
    ),
    (
      file(annotation(category: "4")), "coco-id",
      #"""
      c.json:1:90: annotation 5: found "category_id" 4, which no category has; allowed the id of a \#
      category; check whether the file was cut from a larger one
      """#
    ),
    (
      file(annotation(box: "[1, 2, 3]")), "coco-value",
      #"""
      c.json:1:142: annotations[0].bbox: found [1, 2, 3] for "bbox"; allowed [left, top, width, \#
      height] in pixels; write it as pycocotools expects it
      """#
    ),
    (
      file(annotation(box: "[1, 2, -3, 4]")), "coco-value",
      #"""
      c.json:1:142: annotations[0].bbox: found [1, 2, -3, 4] for "bbox"; allowed [left, top, \#
      width, height], sides from 0; write the top-left corner, then width and height
      """#
    ),
    (
      file(annotation(box: "[1, 2, 3, 1e999]")), "coco-value",
      #"""
      c.json:1:142: annotations[0].bbox: found [1, 2, 3, 1e999] for "bbox"; allowed [left, top, \#
      width, height] in pixels; write it as pycocotools expects it
      """#
    ),
    (
      file(annotation(image: #""7""#)), "coco-value",
      #"""
      c.json:1:112: annotations[0].image_id: found "7" for "image_id"; allowed a whole number \#
      below 2^53; write it as pycocotools expects it
      """#
    ),
    (
      // Its magnitude is no number of 64 bits.
      file(annotation(image: "-9223372036854775808")), "coco-value",
      #"""
      c.json:1:112: annotations[0].image_id: found -9223372036854775808 for "image_id"; allowed a \#
      whole number below 2^53; write it as pycocotools expects it
      """#
    ),
    (
      file(annotation(image: "9007199254740992")), "coco-value",
      #"""
      c.json:1:112: annotations[0].image_id: found 9007199254740992 for "image_id"; allowed a whole \#
      number below 2^53; write it as pycocotools expects it
      """#
    ),
    (
      file(annotation(more: #", "iscrowd": "no""#)), "coco-value",
      #"""
      c.json:1:167: annotations[0].iscrowd: found "no" for "iscrowd"; allowed 0 or 1; \#
      write it as pycocotools expects it
      """#
    ),
    (
      file(#"{"id": 1, "image_id": 7, "caption": "a dog"}"#), "coco-key",
      #"""
      c.json:1:90: annotations[0]: found an annotation without "category_id"; allowed all of \#
      image_id, category_id and bbox; add it
      """#
    ),
    (
      file(#"{"id": 1, "image_id": 7, "category_id": 3, "segments_info": []}"#), "coco-key",
      #"""
      c.json:1:90: annotations[0]: found an annotation without "bbox"; allowed all of image_id, \#
      category_id and bbox; give COCO's instances; captions and panoptic segments have no boxes
      """#
    ),
    (
      file("7"), "coco-value",
      "c.json:1:90: annotations[0]: found 7 in place of an annotation; allowed an object; remove it"
    ),
    (
      #"{"images": [{"id": 1, "file_name": ""}], "annotations": [], "categories": []}"#,
      "coco-value",
      #"""
      c.json:1:36: images[0].file_name: found "" for "file_name"; allowed a name; write it as \#
      pycocotools expects it
      """#
    ),
    (
      #"{"images": [{"id": 1, "file_name": "a", "width": 0}], "annotations": [], "categories": []}"#,
      "coco-value",
      #"""
      c.json:1:50: images[0].width: found 0 for "width"; allowed a whole number of pixels \#
      from 1 to 2147483647; write it as pycocotools expects it
      """#
    ),
    (
      #"{"images": [{"id": 1, "file_name": "a"}, {"id": 1, "file_name": "b"}], "annotations": []}"#,
      "coco-id",
      """
      c.json:1:42: images[1]: found image id 1 a second time; allowed each id once; number the \
      images anew, as after joining two files
      """
    ),
    (
      #"{"categories": [{"id": 1, "name": "a"}, {"id": 1, "name": "b"}], "annotations": [], "images": []}"#,
      "coco-id",
      """
      c.json:1:41: categories[1]: found category id 1 a second time; allowed each id once; number \
      the categories anew, as after joining two files
      """
    ),
    (
      #"{"images": [], "annotations": {}}"#, "coco",
      """
      c.json:1:31: annotations: found {}; allowed a list; give COCO's instances file; this \
      may be another of its forms
      """
    ),
    (
      #"{"images": [], "categories": []}"#, "coco",
      """
      c.json: found JSON without COCO's lists; allowed COCO's JSON with "images", "annotations" and \
      "categories"; give COCO's instances file
      """
    ),
    (
      #"[{"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 0.5}]"#, "detections",
      """
      c.json: found JSON of detections with scores; allowed COCO's JSON with "images", \
      "annotations" and "categories"; give the labels, not what a network found
      """
    ),
    (
      #"{"images": [], "annotations": [], "categories": []}"#, "no-images",
      """
      c.json: found no image; allowed the images of the dump, with or without objects; give a file \
      whose "images" has some
      """
    ),
    (
      #"{"images": [{"id": 7, "file_name": "a"}], "annotations": [{"image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4]}], "categories": [{"id": 3, "name": "cow"}]}"#,
      "class-name",
      """
      c.json: found category 3, of 1 box, called "cow"; allowed the detector's classes by their \
      names; call a class of the configuration so, or check that these labels belong to it
      """
    ),
    (
      #"{"images": [{"id": 7, "file_name": "a"}], "annotations": [{"image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4]}], "categories": [{"id": 3, "name": "Dog"}]}"#,
      "class-name",
      """
      c.json: found category 3, of 1 box, called "Dog"; allowed the detector's classes by their \
      names; did you mean "dog"? Labels and configuration must agree on names
      """
    ),
  ]

  @Test("a name that two classes have is refused, unless both lists have the same names")
  func twice() throws {
    let text = #"""
      {"images": [{"id": 7, "file_name": "a"}], \#
      "annotations": [{"image_id": 7, "category_id": 9, "bbox": [1, 2, 3, 4]}], \#
      "categories": [{"id": 9, "name": "crane"}, {"id": 5, "name": "dog"}, {"id": 2, "name": "crane"}]}
      """#
    let same = try read(text, names: ["crane", "dog", "crane"], classes: 3)
    #expect(same.images[0].objects[0].classID == 2)
    let fault = #expect(throws: Diagnostic.self) {
      try read(text, names: ["dog", "crane", "cat", "crane"], classes: 4)
    }
    #expect(
      fault?.sentence == """
        c.json: found category 9, of 1 box, called "crane", as classes 1 and 3 are; allowed a name \
        that one class has; give the classes of the configuration different names, or label by number
        """
    )
    // Nobody asks for the name that stands twice.
    let other = text.replacing("\"category_id\": 9", with: "\"category_id\": 5")
    let found = try read(other, names: ["dog", "crane", "cat", "crane"], classes: 4)
    #expect(found.images[0].objects[0].classID == 0)
  }

  @Test("each fault has its sentence", arguments: faults)
  func sentences(text: String, code: String, sentence: String) {
    let fault = #expect(throws: Diagnostic.self) { try read(text) }
    #expect(fault?.code == "labels.\(code)")
    #expect(fault?.description == sentence)
    // Where the place is known, the line is shown with a caret.
    #expect(fault?.excerpt?.hasSuffix("^") == (fault?.place.line == nil ? nil : true))
  }

  @Test("another number of categories than of classes, where names do not tell")
  func count() {
    let fault = #expect(throws: Diagnostic.self) {
      try read(Self.file(Self.annotation()), names: [], classes: 3)
    }
    #expect(
      fault?.description == """
        c.json: found 2 categories; allowed 3, as many as the detector has classes; give the \
        configuration the names of its classes, by which they are told apart
        """
    )
  }

  @Test("all faults at once; of thousands the first twenty")
  func several() throws {
    let some = #expect(throws: Diagnostic.self) {
      try read(
        Self.file(Self.annotation(box: "[]"), Self.annotation(), Self.annotation(box: "1"), "null")
      )
    }
    #expect(some?.place.line == 1 && some?.further.map(\.place.line) == [3, 4])
    let rows = [String](repeating: Self.annotation(box: "[]"), count: 5000)
    let many = #expect(throws: Diagnostic.self) {
      try read("{\(Self.images), \"annotations\": [\(rows.joined(separator: ",\n"))]}")
    }
    #expect(many?.further.count == 19 && many?.furtherCount == 980)
  }

  @Test("every shorter file is an error, never fewer objects")
  func truncated() {
    let whole = Array(Self.file(Self.annotation(), Self.annotation(category: "3")).utf8)
    for count in 0..<whole.count {
      let fault = #expect(throws: Diagnostic.self) {
        try read(String(decoding: whole[..<count], as: UTF8.self))
      }
      #expect(fault?.code == "json.syntax")
    }
  }
}

import DetectionAnalysis
import DetectionTestSupport
import TensorFiles
import Testing

/// What people bring in place of what is wanted, and whether it is told what it really is.
@Suite("What it really is")
struct CauseTests {
  /// A file, and words of what must be said about it; none where nothing is to be said.
  struct Situation: Sendable, CustomTestStringConvertible {
    let file: String
    let words: [String]

    init(_ file: String, _ words: String...) {
      self.file = file
      self.words = words
    }

    var testDescription: String { file }

    func check(_ sentences: [String]) {
      if words.isEmpty { #expect(sentences.isEmpty, "\(sentences)") }
      for word in words {
        #expect(sentences.contains { $0.contains(word) }, "\(word) in \(sentences)")
      }
      #expect(sentences.allSatisfy { !$0.contains("--") }, "\(sentences)")
    }
  }

  /// The files of a kind in `siblings.json`.
  static func files(of kind: String) -> Set<String> {
    Set(
      FieldData.list("siblings", "situations").filter { $0["kind"] == kind }
        .flatMap { $0["files"] as [String] }
    )
  }

  // MARK: - Anchors

  static let anchorTable = [
    Situation("siblings/anchors/cells-as-pixels.json", #""anchor_unit": "cells""#),
    Situation("siblings/anchors/fractions.json", #""anchor_unit": "fractions""#),
    Situation("siblings/anchors/pixels-as-cells.json", "larger than", #""anchor_unit": "pixels""#),
    Situation("siblings/anchors/pixels-as-fractions.json", #""anchor_unit": "pixels""#),
    Situation("siblings/anchors/of-photographs.json", "original pictures", "larger than", "416/"),
    Situation("siblings/anchors/of-608.json", "another input size", "608", "545 x 476"),
    Situation("siblings/anchors/reversed-scales.json", "other order", "largest stride first"),
    Situation("siblings/anchors/height-first.json"),
    Situation("siblings/anchors/percent.json"),
    Situation("siblings/anchors/two-units.json", #"scale "s16""#, "cells", "by 16"),
    Situation("siblings/anchors/zero.json", "0", "scales[1].anchors[0]"),
    Situation(
      "cases/05-anchors-clustered-on-1920x1080/config.json",
      "original pictures",
      "416/1920"
    ),
    Situation("cases/05-anchors-clustered-on-1920x1080/right.json"),
    Situation("cases/21-normalised-anchors/config.json", #""anchor_unit": "fractions""#),
    Situation("cases/21-normalised-anchors/told.json"),
    Situation("cases/D12-flat-anchors/mmdet.json", "other order"),
  ]

  /// What is said about a config over an input.
  static func said(_ file: String, side: Int = 416) -> [String] {
    do throws(Diagnostic) {
      let example = try DetectionCase(
        configuration: FieldData.path(file),
        heads: .none(input: PixelSize(width: side, height: side))
      )
      return example.notes.map(\.description)
    } catch {
      return [error.description]
    }
  }

  @Test("of anchors", arguments: anchorTable)
  func anchors(_ situation: Situation) {
    let sentences = Self.said(situation.file)
    situation.check(sentences)
    #expect(
      !sentences.contains { $0.contains("look like cells") }
        || situation.words.contains { $0.contains("cells") },
      "\(sentences)"
    )
  }

  @Test("of anchors that stand in cells of one grid on every scale")
  func otherGrid() {
    let sides: [[(Double, Double)]] = [
      [(10, 13), (16, 30), (33, 23)], [(30, 61), (62, 45), (59, 119)],
      [(116, 90), (156, 198), (373, 326)],
    ]
    let configuration = DetectorConfiguration(
      classes: ClassList(count: 3),
      scales: zip([8, 16, 32], sides).map { stride, sides in
        DetectionScale(
          name: "s\(stride)",
          stride: stride,
          anchors: sides.map { AnchorSize(width: $0 / 8, height: $1 / 8) }
        )
      }
    )
    let warnings = configuration.warnings(over: PixelSize(width: 416, height: 416))
    #expect(!warnings.isEmpty)
    #expect(warnings.allSatisfy { $0.remedy.contains("cells of 8 pixels on every scale") })
  }

  @Test("of anchors whose heights stand first, where labels tell")
  func heightFirst() throws {
    let sides: [(Double, Double)] = [
      (10, 13), (16, 30), (33, 23), (30, 61), (62, 45), (59, 119), (116, 90), (156, 198),
    ]
    // Objects of the published anchors' shapes, in three sizes of each.
    let objects = [0.9, 1, 1.1].map { factor in
      sides.map { width, height in
        SmallCase.object(1, 2, 1 + width * factor, 2 + height * factor, 0)
      }
    }
    for (file, isExchanged) in [("height-first", true), ("percent", false)] {
      let example = try DetectionCase(
        configuration: FieldData.path("siblings/anchors/\(file).json"),
        heads: .none(input: PixelSize(width: 416, height: 416)),
        truth: .objects(objects)
      )
      #expect(example.notes.contains { $0.code == "config.anchors-exchanged" } == isExchanged)
    }
  }

  // MARK: - Weights

  @Test("darknet's weights in place of arrays are told", arguments: [1, 2] as [UInt8])
  func weights(minor: UInt8) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    // The version in three numbers of four bytes, how many images were seen, the weights.
    let header: [UInt8] = [0, 0, 0, 0, minor, 0, 0, 0, 5, 0, 0, 0] + [0, 125, 0, 0, 0, 0, 0, 0]
    let path = try folder.write("yolov3.weights", bytes: header + [UInt8](repeating: 63, count: 80))
    let fault = #expect(throws: Diagnostic.self) { try SmallCase().open(heads: .files([path])) }
    #expect(
      fault?.found == "darknet's weights, which are the network and not what it puts out"
    )
  }

  // MARK: - Configs

  static let configTable = [
    Situation("siblings/configs/data.yaml", "data.yaml", "labels"),
    Situation("siblings/configs/model.yaml", "YAML", "detloss import"),
    Situation("siblings/configs/net.cfg", "darknet cfg", "detloss import"),
    Situation("siblings/configs/mmdet.py", "Python", "mmdetection"),
    Situation("siblings/configs/config.toml", "TOML"),
    Situation("siblings/configs/json5.json", "json5.json:2", "a comment"),
    Situation("siblings/configs/python-dict.json", "Python", "single quotes"),
    Situation("siblings/configs/lines.json", "lines.json:2"),
    Situation("siblings/configs/names.txt", "a list of names", "\"classes\""),
    Situation("siblings/configs/anchors.txt", "anchors", "scales and classes"),
    Situation("siblings/configs/coco.json", "COCO", "as the labels"),
    Situation("siblings/configs/empty.json", "an empty file"),
    Situation("siblings/configs/array.json", "a list", "an object"),
    Situation("siblings/configs/utf16.json", "UTF-16", "UTF-8"),
    Situation("siblings/configs/flat.json", "6 numbers", "[[10, 13], [16, 30], [33, 23]]"),
    Situation("siblings/configs/text.json", "string", "[[10, 13], [16, 30], [33, 23]]"),
    Situation("cases/D12-flat-anchors/swapped.json", "\"strides\"", "\"scales\""),
    Situation("cases/D12-flat-anchors/flat.json", "pairs", "[[10, 13]"),
    Situation("cases/D12-flat-anchors/net.cfg", "darknet cfg"),
    Situation("cases/D12-flat-anchors/ultra.yaml", "YAML"),
    Situation("cases/D1-concatenated-10647x85/pred.npy", "a file of arrays", "as the heads"),
    Situation("siblings/D1/nahwc.npz", "a file of arrays"),
    Situation("cases/26-csv-and-image-lists-read-as-empty-images/good.txt", "lines of labels"),
    Situation("cases/05-anchors-clustered-on-1920x1080/v1.png", "a picture"),
    Situation("siblings/26/voc.xml", "XML"),
  ]

  @Test("of configs", arguments: configTable)
  func configs(_ situation: Situation) { situation.check(Self.said(situation.file)) }

  // MARK: - Words for dialects

  static let wordTable = (FieldData.json("words")["words"] as? [[Any]] ?? []).compactMap { row in
    (row[0] as? String).flatMap { word in (row[1] as? [String]).map { (word, $0) } }
  }

  @Test("of words for a dialect, on the command line and in a file", arguments: wordTable)
  func words(_ word: String, meant: [String]) throws {
    let names = DetectorConfiguration.dialectNames
    let scales = #""classes": 1, "scales": [{"stride": 8, "anchors": [[10, 13]]}]"#
    func read(inFile: Bool) throws -> DetectorConfiguration {
      inFile
        ? try DetectorConfiguration(
          json: #"{"dialect": "\#(word)", \#(scales)}"#,
          file: "c.json"
        )
        : try DetectorConfiguration(json: "{\(scales)}", file: "c.json", dialect: word)
    }
    for inFile in [false, true] {
      guard !names.contains(word) else {
        _ = try read(inFile: inFile)
        continue
      }
      let error = #expect(throws: Diagnostic.self) { _ = try read(inFile: inFile) }
      let remedy = try #require(error).remedy
      let shipped = meant.filter(names.contains)
      for name in shipped { #expect(remedy.contains("\"\(name)\""), "\(remedy)") }
      #expect(shipped.isEmpty || remedy.contains("did you mean"), "\(remedy)")
      // A network without such a loss is told so, and none of the dialects is suggested.
      if meant.isEmpty, !word.isEmpty {
        #expect(remedy.contains("anchors") || remedy.contains("another detector"), "\(remedy)")
        #expect(!remedy.contains("did you mean"), "\(remedy)")
      }
    }
  }

  // MARK: - Arrays

  static let arrayTable = [
    Situation("siblings/D1/nahwc.npz", "all scales", "567 = 3·144 + 3·36 + 3·9", "rising stride"),
    Situation("siblings/D1/nhwac.npz", "all scales in one array"),
    Situation("siblings/D1/falling.npz", "all scales in one array"),
    Situation("siblings/D1/transposed.npz", "transposed", "567 = 3·144 + 3·36 + 3·9"),
    Situation("siblings/D1/yolov8.npz", "189 cells", "without anchors", "YOLOv8"),
    Situation("siblings/D1/boxes-scores.npz", "decoded boxes of 567", "last convolution"),
    Situation("siblings/D1/after-nms.npz", "after NMS"),
    Situation("siblings/D1/uint8.npz", "uint8", "\"quantization\"", "zero_point"),
    Situation("siblings/D1/targets-6.npz", "9 = 6 + 3", "mix-up"),
    Situation("siblings/D1/nine-anchors.npz", "72 channels", "9 anchors of 5 + 3", "has 3 a scale"),
    Situation("siblings/D1/separate.npz"),
  ]

  static func said(heads: String, configuration: String) -> [String] {
    do throws(Diagnostic) {
      let example = try DetectionCase(
        configuration: FieldData.path(configuration),
        heads: .files([FieldData.path(heads)])
      )
      return example.headNotes.map(\.description)
    } catch {
      return [error.description]
    }
  }

  @Test("of arrays that are no heads", arguments: arrayTable)
  func arrays(_ situation: Situation) {
    situation.check(
      Self.said(
        heads: situation.file,
        configuration: "cases/07-huge-tw-overflows/config.json"
      )
    )
  }

  static let caseTable = [
    (
      "16-yolov2-one-scale/num5.json",
      Situation("16-yolov2-one-scale/h9.npy", "9 anchors of 5 + 15")
    ),
    ("16-yolov2-one-scale/num9.json", Situation("16-yolov2-one-scale/h9.npy")),
    (
      "22-onnx-boxes-and-confs/config.json",
      Situation("22-onnx-boxes-and-confs/out.npz", "decoded boxes of 10647", "their scores")
    ),
    (
      "22-onnx-boxes-and-confs/config.json",
      Situation("22-onnx-boxes-and-confs/tab.npz", "1260", "decoded boxes", "last convolution")
    ),
    (
      "D1-concatenated-10647x85/config.json",
      Situation("D1-concatenated-10647x85/pred.npy", "all scales in one array")
    ),
    (
      "D1-concatenated-10647x85/config.json",
      Situation("D1-concatenated-10647x85/decoded.npy", "decoded boxes")
    ),
    (
      "12-new-coords-activated-head/config.json",
      Situation("12-new-coords-activated-head/activated.npz", "\"activation\"")
    ),
  ]

  @Test("of the arrays of reports", arguments: caseTable)
  func cases(configuration: String, situation: Situation) {
    situation.check(
      Self.said(heads: "cases/\(situation.file)", configuration: "cases/\(configuration)")
    )
  }

  @Test("of label tensors with a column more")
  func weightColumn() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.path("targets.npz")
    var writer = try TensorWriter(path: path)
    try writer.begin("label_fine", shape: [2, 4, 8, 2, 8], of: Float.self)
    try writer.append([Float](repeating: 0, count: 1024))
    try writer.finish()
    let error = #expect(throws: Diagnostic.self) { try SmallCase().open(truth: .targets(path)) }
    #expect(error?.description.contains("a weight of mix-up behind the classes") == true)
  }

  @Test(
    "every situation of a kind is in its table",
    arguments: [
      ("05, 21 anchors", anchorTable), ("D12 configs of another kind", configTable),
      ("D2, 12, D1, 22 values that are not logits", arrayTable),
    ]
  )
  func complete(kind: String, table: [Situation]) {
    // Dumps of one activation or another stand in activation.json.
    let files = Self.files(of: kind).filter { $0.hasPrefix("siblings/") }
    #expect(!files.isEmpty)
    #expect(files.subtracting(table.map(\.file)) == [])
  }
}

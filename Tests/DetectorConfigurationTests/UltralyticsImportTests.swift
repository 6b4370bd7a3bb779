import DetectionTestSupport
import DetectionText
import DetectorConfiguration
import Foundation
import Testing

@Suite("Import of an ultralytics model")
struct UltralyticsImportTests {
  /// A model of a few layers in the form of ultralytics' files, written for this test.
  private static let model = """
    # a small detector
    nc: 3  # number of classes
    depth_multiple: 0.33
    anchors:
      - [10,13, 16,30, 33,23]  # P3/8
      - [30,61, 62,45, 59,119]  # P4/16

    backbone:
      # [from, number, module, args]
      [
        [-1, 1, Conv, [32, 6, 2, 2]],  # 0, stride 2
        [-1, 1, nn.MaxPool2d, [2, 2, 0]],
        [-1, 3, C3, [128]],
        [-1, 1, Conv, [256, 3, 2]],  # 3, stride 8
        [-1, 1, nn.ZeroPad2d, [[0, 1, 0, 1]]],
        [-1, 1, nn.MaxPool2d, [2, 1, 0]],
        [-1, 1, Conv, [256, 3, 2]],  # 6, stride 16
      ]

    head:
      [[-1, 1, Conv, [512, 1, 1]],
       [-1, 1, nn.Upsample, [None, 2, 'nearest']],
       [[-1, 3], 1, Concat, [1]],  # 9, stride 8

       [[9, 7], 1, Detect, [nc, anchors]],
      ]

    """

  private static func imported(_ text: String) throws -> ConfigurationImport {
    try SmallCfg.imported(text, name: "yolov3-small.yaml")
  }

  @Test("reads anchors, classes and the strides of the layers")
  func model() throws {
    let imported = try Self.imported(Self.model)
    #expect(
      imported.text == """
        {
          "name": "yolov3-small",
          "dialect": "ultralytics",
          "classes": 3,
          "anchors": [[10, 13], [16, 30], [33, 23], [30, 61], [62, 45], [59, 119]],
          "scales": [
            {"name": "small", "stride": 8, "mask": [0, 1, 2]},
            {"name": "medium", "stride": 16, "mask": [3, 4, 5]}
          ]
        }

        """
    )
    #expect(imported.configuration.dialect == "ultralytics")
    #expect(imported.says("dialect", "\"ultralytics-v8\""))
    #expect(imported.says("layers", "11 layers", "8, 16"))
    #expect(imported.says("left-out", "depth_multiple, backbone, head"))
  }

  @Test("takes the coarsest scale first, too, and layers as a list of lines")
  func order() throws {
    let text = """
      nc: 1
      anchors:
        - [30,61]
        - [10,13]
      backbone:
        - [-1, 1, Focus, [64, 3]]
        - [-1, 1, Conv, [64, 3, 2]]
      head:
        - [-1, 1, Conv, [64, 3, 2]]
        - [[2, 1], 1, Detect, [nc, anchors]]
      """
    let scales = try Self.imported(text).configuration.scales
    #expect(scales.map(\.stride) == [4, 8])
    #expect(scales.map(\.mask) == [[1], [0]])
  }

  @Test("a layer may keep the input's size, and Detect may take the first layer")
  func plainLayers() throws {
    func strides(_ layers: [String], detected: Int) throws -> [Int] {
      let text = """
        nc: 1
        anchors:
          - [10,13]
        backbone:
        \(layers.map { "  - [-1, 1, Conv, [64, 3, \($0)]]" }.joined(separator: "\n"))
        head:
          - [[\(detected)], 1, Detect, [nc, anchors]]
        """
      return try Self.imported(text).configuration.scales.map(\.stride)
    }
    #expect(try strides(["1", "8"], detected: 1) == [8])
    #expect(try strides(["8"], detected: 0) == [8])
  }

  /// A change of the model's text, the code, and words of the sentence.
  static let faults: [(String, String, String, String)] = [
    ("nc: 3  # number of classes", "", "import.missing", "\"nc\""),
    ("nc: 3", "nc: many", "import.missing", "\"many\""),
    ("nc: 3", "nc: 0", "config.range", "found 0"),
    ("  - [10,13, 16,30, 33,23]  # P3/8\n", "", "import.anchor-count", "1 scale"),
    ("[10,13, 16,30, 33,23]", "[10,13, 16,30, 33]", "import.anchors", "widths and heights"),
    ("[10,13, 16,30, 33,23]", "[10,-13, 16,30, 33,23]", "config.range", "found -13"),
    ("Conv, [256, 3, 2]],  # 3", "Warp, [256, 3, 2]],  # 3", "import.stride", "\"Warp\""),
    (
      "Conv, [256, 3, 2]],  # 3", "Conv, [256, 3, 9223372036854775807]],  # 3", "import.stride",
      "layer 9"
    ),
    ("[-1, 3], 1, Concat", "[-1, 30], 1, Concat", "import.layer-index", "\"30\""),
    ("[-1, 3], 1, Concat", "[-100, 3], 1, Concat", "import.layer-index", "\"-100\""),
    ("[[9, 7], 1, Detect, [nc, anchors]],", "", "import.no-detect", "no layer Detect"),
    ("Detect, [nc, anchors]", "Detect", "import.layer", "[from, number, module, args]"),
    ("backbone:", "backbone: *shared", "import.yaml", "words, lists and maps"),
    ("  ]\n\nhead:", "\nhead:", "import.yaml", "a list that does not end"),
  ]

  @Test("what is wrong is said", arguments: faults)
  func wrong(old: String, new: String, code: String, words: String) {
    let text = Self.model.replacing(old, with: new, maxReplacements: 1)
    #expect(text != Self.model)
    let fault = #expect(throws: Diagnostic.self) { try Self.imported(text) }
    #expect(
      fault?.code == code && fault?.description.contains(words) == true,
      "\(fault?.description ?? "")"
    )
  }

  @Test("anchors that are found in training, heads without anchors, and data.yaml are told")
  func otherFiles() throws {
    let anchors = Self.model.replacing(
      "anchors:\n  - [10,13, 16,30, 33,23]  # P3/8\n  - [30,61, 62,45, 59,119]  # P4/16",
      with: "anchors: 3"
    )
    #expect(
      #expect(throws: Diagnostic.self) { try Self.imported(anchors) }?.remedy.contains("checkpoint")
        == true
    )
    let free =
      "nc: 80\nscales:\n  n: [0.33, 0.25, 1024]\nbackbone:\n  - [-1, 1, Conv, [64, 3, 2]]\nhead:\n  - [[0], 1, Detect, [nc]]\n"
    #expect(
      #expect(throws: Diagnostic.self) { try Self.imported(free) }?.code == "import.no-anchors"
    )
    let data = "train: images\nval: images\nnc: 2\nnames: [cat, dog]\n"
    let fault = #expect(throws: Diagnostic.self) { try Self.imported(data) }
    #expect(fault?.found.contains("data.yaml") == true)
    #expect(fault?.setting == Diagnostic.Setting("data"))
  }
}

@Suite("Names of classes for an import")
struct ImportedNamesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func cfg(classes: Int = 2) throws -> String {
    try folder.write("net.cfg", SmallCfg(classes: classes).text)
  }

  @Test("come from .data, whose paths start at darknet's own folder")
  func data() throws {
    defer { folder.remove() }
    for name in ["cfg", "data"] {
      try FileManager.default.createDirectory(
        atPath: folder.path(name),
        withIntermediateDirectories: true
      )
    }
    _ = try folder.write("data/pets.names", "cat\nhot dog\n")
    let data = try folder.write("cfg/pets.data", "classes= 2\nnames = data/pets.names\n")
    let imported = try ConfigurationImport(path: cfg(), data: data)
    #expect(imported.configuration.classes.names == ["cat", "hot dog"])
    #expect(imported.text.contains("\"classes\": [\n    \"cat\", \"hot dog\"\n  ],"))
    #expect(imported.says("names-file", "data/pets.names"))
  }

  @Test("given by themselves they win over .data, and data.yaml has them in it")
  func names() throws {
    defer { folder.remove() }
    let data = try folder.write("a.data", "classes=2\nnames=nowhere.names\n")
    let names = try folder.write("b.names", "a\nb\n")
    #expect(
      try ConfigurationImport(path: cfg(), data: data, names: names).configuration.classes.names
        == ["a", "b"]
    )
    #expect(
      try ConfigurationImport(path: cfg(), names: names).configuration.classes.names == ["a", "b"]
    )
    let yaml = try folder.write("data.yaml", "nc: 2\nnames:\n  1: dog\n  0: cat\n")
    #expect(
      try ConfigurationImport(path: cfg(), data: yaml).configuration.classes.names == [
        "cat", "dog",
      ]
    )
  }

  @Test("stand on lines of a hundred columns at most")
  func columns() throws {
    defer { folder.remove() }
    let first = String(repeating: "a", count: 44)
    // Four blanks, a quoted name with its comma, a blank, and another quoted name.
    for (count, separator) in [(46, " "), (47, "\n    ")] {
      let second = String(repeating: "b", count: count)
      let names = try folder.write("long.names", "\(first)\n\(second)\n")
      let text = try ConfigurationImport(path: cfg(), names: names).text
      #expect(text.contains("[\n    \"\(first)\",\(separator)\"\(second)\"\n  ],"), "\(text)")
      #expect(text.split(separator: "\n").allSatisfy { $0.utf8.count <= 100 })
    }
  }

  @Test("other counts and files that are not there are errors")
  func wrong() throws {
    defer { folder.remove() }
    func fault(_ data: String, named name: String = "x.data", classes: Int = 2) throws
      -> Diagnostic?
    {
      let data = try folder.write(name, data)
      let cfg = try cfg(classes: classes)
      return #expect(throws: Diagnostic.self) { try ConfigurationImport(path: cfg, data: data) }
    }
    let count = try fault("classes=3\n")
    #expect(count?.code == "import.class-count" && count?.place.line == 1)
    let missing = try fault("classes=2\nnames=nowhere.names\n")
    #expect(missing?.code == "import.names-file" && missing?.cause == .access)
    #expect(missing?.setting == Diagnostic.Setting("names"))
    #expect(try fault("train=x\n")?.code == "import.no-classes")
    #expect(try fault("path: x\n", named: "x.yaml")?.code == "import.no-classes")
    #expect(try fault("nc: 3\nnames: [a]\n", named: "x.yaml")?.code == "import.yaml")
    #expect(try fault("names: [a]\n", named: "x.yaml")?.code == "import.class-count")
    _ = try folder.write("blank.names", "a\n\n")
    #expect(try fault("names=blank.names\n")?.code == "config.names")
  }
}

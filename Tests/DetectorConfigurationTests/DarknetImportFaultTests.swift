import DetectionTestSupport
import DetectionText
import DetectorConfiguration
import Testing

@Suite("What is wrong with a darknet cfg")
struct DarknetImportFaultTests {
  /// A text that is refused, the code, and words of the sentence.
  struct Case: CustomTestStringConvertible {
    let name: String
    let text: String
    let code: String
    let words: [String]

    init(_ name: String, _ text: String, _ code: String, _ words: String...) {
      (self.name, self.text, self.code, self.words) = (name, text, code, words)
    }

    var testDescription: String { name }
  }

  private static func layers(_ options: String, stride: Int = 32) -> String {
    SmallCfg(layers: [(stride, options)]).text
  }

  private static func changed(_ old: String, _ new: String) -> String {
    SmallCfg().text.replacing(old, with: new, maxReplacements: 1)
  }

  static let cases = [
    Case("empty", "", "import.unknown", "an empty file", "a darknet cfg or an ultralytics"),
    Case("only comments", "# nothing\n; here\n", "import.unknown", "no form that is known"),
    Case("our own JSON", "{\"classes\": 2}", "import.unknown", "JSON", "needs no import"),
    Case("names", "cat\ndog\n", "import.unknown", "a list of names"),
    Case("no [net]", "[convolutional]\nfilters=3\n", "import.no-net", "[convolutional]", "[net]"),
    Case("no width", "[net]\nheight=32\n[yolo]\n", "import.missing", "net.cfg:1", "\"width\""),
    Case("no layers", "[net]\nwidth=32\nheight=32\n", "import.no-yolo", "0 layers"),
    Case(
      "a classifier",
      "[net]\nwidth=32\nheight=32\n[convolutional]\n[softmax]\n",
      "import.no-yolo",
      "2 layers, and none of them [yolo]"
    ),
    Case("YOLOv2", changed("[yolo]", "[region]"), "import.layer", "YOLOv2's"),
    Case("Gaussian YOLO", changed("[yolo]", "[Gaussian_yolo]"), "import.layer", "how sure"),
    Case("a width of 0", changed("width=416", "width=0"), "import.value", "net.cfg:2", "1...65535"),
    Case("a negative width", changed("width=416", "width=-416"), "import.value", "\"-416\""),
    Case(
      "an overflowing width",
      changed("width=416", "width=99999999999999999999"),
      "import.value",
      "net.cfg:2"
    ),
    Case("a width in words", changed("width=416", "width=wide"), "import.value", "\"wide\""),
    Case("an odd input", changed("width=416", "width=420"), "import.stride", "420x416", "grid of"),
    Case(
      "a stride of 0",
      changed("stride=2", "stride=0"),
      "import.value",
      "[convolutional] stride"
    ),
    Case("a negative stride", changed("stride=2", "stride=-2"), "import.value", "1...1000"),
    Case(
      "a huge stride",
      changed("stride=2", "stride=9223372036854775807"),
      "import.value",
      "stride"
    ),
    Case("a window too large", changed("size=3", "size=999\npad=0"), "import.layer-size", "0x0"),
    Case(
      "an upsample of 0",
      SmallCfg(extra: "\n[upsample]\nstride=0\n").text,
      "import.value",
      "[upsample] stride"
    ),
    Case(
      "an upsample without end",
      SmallCfg(extra: String(repeating: "\n[upsample]\nstride=1000\n", count: 4)).text,
      "import.layer-size",
      "cells"
    ),
    Case(
      "a reorg to nothing",
      SmallCfg(extra: "\n[reorg]\nstride=100\n").text,
      "import.layer-size",
      "0x0"
    ),
    Case("a route to itself", changed("layers=4", "layers=5"), "import.layer-index", "0 to 4"),
    Case("a route ahead", changed("layers=4", "layers=70"), "import.layer-index", "layer 70"),
    Case("a route before the first", changed("layers=4", "layers=-6"), "import.layer-index", "-6"),
    Case(
      "a route far back",
      changed("layers=4", "layers=-9223372036854775808"),
      "import.value",
      "[route] layers"
    ),
    Case("a route of nothing", changed("layers=4", "layers=4,"), "import.value", "a comma"),
    Case("a route without layers", changed("layers=4", "layer=4"), "import.missing", "\"layers\""),
    Case(
      "a route of two sizes",
      changed("layers=4", "layers=4,1"),
      "import.route",
      "13x13",
      "104x104"
    ),
    Case(
      "a crop of one row",
      SmallCfg(extra: "\n[crop]\ncrop_width=7\ncrop_height=1\n\n[route]\nlayers=-1,0\n").text,
      "import.route",
      "7x1",
      "208x208"
    ),
    Case(
      "an unknown layer",
      SmallCfg(extra: "\n[warp]\n").text.replacing("layers=4", with: "layers=5"),
      "import.stride",
      "[warp]",
      "nobody here knows"
    ),
    Case(
      "filters",
      changed("filters=21", "filters=255"),
      "import.channels",
      "255",
      "3 anchors x (5 + 2"
    ),
    Case(
      "no anchors",
      layers("mask=0").replacing("anchors =", with: "anker ="),
      "import.missing",
      "anchors"
    ),
    Case(
      "half an anchor",
      layers("mask=0,1").replacing("10,14, ", with: "10, "),
      "import.value",
      "11 numbers"
    ),
    Case("a mask too large", layers("mask=0,6"), "import.value", "[yolo] mask", "0...5"),
    Case("a negative mask", layers("mask=0,-1"), "import.value", "[yolo] mask"),
    Case("a mask twice", layers("mask=1,1"), "config.duplicate-anchor", "anchor 1 a second time"),
    Case(
      "an anchor of 0",
      SmallCfg(anchors: "0,14, 23,27, 37,58, 81,82, 135,169, 344,319").text,
      "config.range",
      "found 0"
    ),
    Case(
      "an anchor beyond numbers",
      SmallCfg(anchors: "1e999,14, 23,27, 37,58, 81,82, 135,169, 344,319").text,
      "import.value",
      "a number"
    ),
    Case(
      "num",
      SmallCfg().text.replacing("num=6", with: "num=9"),
      "import.anchor-count",
      "\"9\"",
      "6, as there are anchors"
    ),
    Case("no classes", SmallCfg(classes: 0).text, "import.value", "[yolo] classes"),
    Case("a threshold of 7", layers("mask=0\nignore_thresh=7"), "config.range", "found 7", "0...1"),
    Case("a threshold in words", layers("mask=0\nignore_thresh=high"), "import.value", "\"high\""),
    Case("a negative weight", layers("mask=0\niou_normalizer=-1"), "config.range", "found -1"),
    Case(
      "squares of new sides",
      layers("mask=0\nscale_x_y=2\nnew_coords=1"),
      "import.box-loss",
      "net.cfg:",
      "new_coords with an iou_loss"
    ),
    Case("a reach of 0", layers("mask=0\nscale_x_y=0"), "config.range", "above 0"),
    Case("infinity", layers("mask=0\nscale_x_y=inf"), "import.value", "\"inf\""),
    Case(
      "other classes",
      SmallCfg().text.replacing("[yolo]", with: "[yolo]\nclasses=2", maxReplacements: 1)
        .replacing(
          "filters=21\nactivation=linear\n\n[yolo]\nmask=0",
          with: "filters=24\nactivation=linear\n\n[yolo]\nclasses=3\nmask=0"
        ),
      "import.class-count",
      "another number of classes"
    ),
    Case(
      "other anchors",
      SmallCfg().text.replacing("344,319", with: "344,320", maxReplacements: 1),
      "import.anchors",
      "other anchors than in line"
    ),
  ]

  @Test("is said with its line", arguments: cases)
  func refused(_ example: Case) throws {
    let fault = #expect(throws: Diagnostic.self) { try SmallCfg.imported(example.text) }
    let sentence = fault?.description ?? ""
    #expect(fault?.code == example.code, "\(sentence)")
    #expect(fault?.cause == .content)
    for word in example.words { #expect(sentence.contains(word), "\(sentence)") }
    #expect(fault?.place.file?.hasSuffix("net.cfg") == true)
  }

  @Test("of what no cfg can be: binary, without end, and large")
  func large() throws {
    let cases: [([UInt8], String)] = [
      (Array("[net]\nwidth=".utf8) + [0xff, 0xfe, 0x0a], "text.encoding"),
      ([0xff, 0xd8, 0xff, 0xe0], "import.unknown"),
      ([UInt8](repeating: 0, count: 64), "import.unknown"),
      ([UInt8](repeating: UInt8(ascii: "["), count: 1 << 20), "import.unknown"),
      (
        Array("[net]\n".utf8) + [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20),
        "file.too-large"
      ),
    ]
    for (bytes, code) in cases {
      #expect(throws: Diagnostic.self) { try SmallCfg.imported(bytes: bytes) }
      do { _ = try SmallCfg.imported(bytes: bytes) } catch let fault as Diagnostic {
        #expect(fault.code == code)
      }
    }
    // As many sections, and options of one section, as a file of the largest size can have.
    let sections = "[net]\nwidth=32\nheight=32\n" + String(repeating: "[a]\n", count: 60_000)
    let options = "[net]\nwidth=32\nheight=32\n" + (0..<20_000).map { "k\($0)=1\n" }.joined()
    let routes =
      "[net]\nwidth=32\nheight=32\n[convolutional]\n"
      + String(repeating: "[route]\nlayers=-1\n", count: 10_000)
    for text in [sections, options, routes] {
      let start = ContinuousClock.now
      let fault = #expect(throws: Diagnostic.self) { try SmallCfg.imported(text) }
      #expect(fault?.code == "import.no-yolo")
      #expect(ContinuousClock.now - start < .seconds(20))
    }
  }

  @Test("no change of a byte stops the program, and what is read back is whole")
  func fuzz() throws {
    var generator = SeededGenerator(seed: 11)
    let good = Array(
      SmallCfg(
        net: "batch=1",
        layers: [(32, "mask=0,1\niou_thresh=.2"), (8, "mask=2\nscale_x_y=1.1")]
      ).text.utf8
    )
    let words = ["=", ",", "\n", "[", "]", "-", "9999999999", "0", ".", "#", "\u{0}", "e99"].map {
      Array($0.utf8)
    }
    var readable = 0
    for _ in 0..<400 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let at = Int.random(in: bytes.indices, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes.remove(at: at)
        case 1: bytes.insert(contentsOf: words.randomElement(using: &generator) ?? [], at: at)
        default: bytes[at] = UInt8.random(in: 0...127, using: &generator)
        }
      }
      do {
        let imported = try SmallCfg.imported(bytes: bytes)
        #expect(!imported.configuration.scales.isEmpty)
        readable += 1
      } catch let fault as Diagnostic {
        #expect(!fault.remedy.isEmpty)
      }
    }
    // Comments and what training alone reads can be broken.
    #expect((20...380).contains(readable))
  }
}

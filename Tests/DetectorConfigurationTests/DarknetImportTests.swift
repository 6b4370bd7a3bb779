import BoxGeometry
import DetectionTestSupport
import DetectionText
import DetectorConfiguration
import Testing

@Suite("Import of a darknet cfg")
struct DarknetImportTests {
  private static func debian(_ name: String) -> String {
    Fixture.repository.appending(path: "Tests/Fixtures/darknet/\(name).cfg").path
  }

  /// Each cfg of Debian's package with the shipped configuration of the same network.
  static let networks = [
    ("yolov3", "darknet-pjreddie", [8, 16, 32], 80),
    ("yolov3-spp", "darknet-pjreddie", [8, 16, 32], 80),
    ("yolov3-tiny", "yolov3-tiny-coco", [16, 32], 80),
    ("yolov3-voc", "yolov3-voc", [8, 16, 32], 20),
    ("yolov3-openimages", "darknet-pjreddie", [8, 16, 32], 601),
  ]

  @Test("gives the shipped scales and pjreddie's loss", arguments: networks)
  func debian(name: String, shipped: String, strides: [Int], classes: Int) throws {
    let imported = try ConfigurationImport(path: Self.debian(name))
    let other = try DetectorConfiguration(
      path: Fixture.repository.appending(path: "configs/\(shipped).json").path,
      dialect: "darknet-pjreddie"
    )
    let configuration = imported.configuration
    #expect(configuration.name == name && configuration.dialect == "darknet-pjreddie")
    #expect(configuration.scales.map(\.stride) == strides)
    #expect(configuration.scales.map(\.name) == other.scales.map(\.name))
    #expect(configuration.scales.map(\.anchors) == other.scales.map(\.anchors))
    #expect(configuration.classes.count == classes)
    var components = other.components
    // The one number that is not the dialect's.
    if name == "yolov3-voc" { components.background.iouThreshold = 0.5 }
    #expect(configuration.components == components && configuration.fit == other.fit)
    #expect(configuration.warnings == [])
    // The text is what the configuration was read from.
    let again = try DetectorConfiguration(json: imported.text, file: "\(name).json")
    #expect(again == configuration)
    #expect(
      imported.notes.allSatisfy { $0.place.file == Self.debian(name) && $0.place.line != nil }
    )
    #expect(
      imported.says("dialect", "no key that only AlexeyAB's fork reads", "darknet-alexeyab-mse")
    )
    #expect(imported.says("left-out", "learning_rate") || imported.says("left-out", "batch"))
  }

  @Test("is written as the shipped files are")
  func text() throws {
    #expect(
      try ConfigurationImport(path: Self.debian("yolov3-tiny")).text == """
        {
          "name": "yolov3-tiny",
          "dialect": "darknet-pjreddie",
          "classes": 80,
          "anchors": [[10, 14], [23, 27], [37, 58], [81, 82], [135, 169], [344, 319]],
          "scales": [
            {"name": "medium", "stride": 16, "mask": [0, 1, 2]},
            {"name": "large", "stride": 32, "mask": [3, 4, 5]}
          ]
        }

        """
    )
  }

  @Test("takes a threshold that is not the dialect's, and darknet's own where there is none")
  func threshold() throws {
    let plain = try SmallCfg().imported()
    #expect(plain.configuration.components.background.iouThreshold == 0.5)
    #expect(plain.text.contains(#""background": {"iou_threshold": 0.5}"#))
    let told = try SmallCfg(
      layers: [
        (32, "mask=3,4,5\nignore_thresh = .7 # as usual"), (16, "mask=0,1,2\nignore_thresh=.7"),
      ]
    ).imported()
    #expect(told.configuration.components.background.iouThreshold == 0.7)
    #expect(!told.text.contains("background"))
  }

  @Test("an anchor may be on two scales and on none, as in yolov4-tiny")
  func masks() throws {
    let tiny = try SmallCfg(
      layers: [
        (
          32, "mask = 3,4,5\nscale_x_y = 1.05\niou_normalizer=0.07\niou_loss=ciou\nignore_thresh=.7"
        ),
        (
          16, "mask = 1,2,3\nscale_x_y = 1.05\niou_normalizer=0.07\niou_loss=ciou\nignore_thresh=.7"
        ),
      ],
      classes: 80
    ).imported()
    let shipped = try DetectorConfiguration(
      path: Fixture.repository.appending(path: "configs/yolov4-tiny-coco.json").path
    )
    #expect(tiny.configuration.scales == shipped.scales)
    #expect(tiny.configuration.anchors == shipped.anchors)
    #expect(tiny.configuration.components == shipped.components)
    #expect(tiny.configuration.fit == shipped.fit)
    #expect(tiny.says("dialect", "\"scale_x_y\"", "darknet-alexeyab-ciou"))
  }

  @Test("yolov4's layers are AlexeyAB's dialect itself")
  func yolov4() throws {
    let common = """
      num=9
      jitter=.3
      ignore_thresh = .7
      truth_thresh = 1
      iou_thresh=0.213
      cls_normalizer=1.0
      iou_normalizer=0.07
      iou_loss=ciou
      nms_kind=greedynms
      beta_nms=0.6
      max_delta=5
      """
    let cfg = SmallCfg(
      net: "mosaic=1",
      layers: [
        (8, "mask = 0,1,2\nscale_x_y = 1.2\n\(common)"),
        (16, "mask = 3,4,5\nscale_x_y = 1.1\n\(common)"),
        (32, "mask = 6,7,8\nscale_x_y = 1.05\n\(common)"),
      ],
      width: 608,
      height: 608,
      anchors: "12,16, 19,36, 40,28, 36,75, 76,55, 72,146, 142,110, 192,243, 459,401"
    )
    let imported = try cfg.imported()
    let dialect = try DetectorConfiguration(
      dialect: "darknet-alexeyab-ciou",
      classes: ClassList(count: 2),
      scales: imported.configuration.scales
    )
    var components = imported.configuration.components
    #expect(
      components.decoding.centerScale == .named(["small": 1.2, "medium": 1.1, "large": 1.05])
    )
    components.decoding.centerScale = dialect.components.decoding.centerScale
    #expect(components == dialect.components && imported.configuration.fit == dialect.fit)
    #expect(
      imported.text.hasSuffix(
        """
          ],
          "decoding": {"center_scale": {"small": 1.2, "medium": 1.1, "large": 1.05}}
        }

        """
      )
    )
    #expect(imported.says("left-out", "max_delta 5", "cuts the box gradient"))
    #expect(imported.says("left-out", "nms_kind greedynms"))
    #expect(!imported.says("left-out", "cls_normalizer"))
  }

  /// The layers of yolov4-csp.cfg.
  static let cspLayers: [(stride: Int, options: String)] = [
    (32, "6,7,8", 1, 0.4), (16, "3,4,5", 1, 1.0), (8, "0,1,2", 0, 4.0),
  ].map { stride, mask, smooth, weight in
    (
      stride: stride,
      options: """
      mask = \(mask)
      jitter=.1
      scale_x_y = 2.0
      objectness_smooth=\(smooth)
      ignore_thresh = .7
      truth_thresh = 1
      iou_thresh=0.2
      iou_normalizer=0.05
      cls_normalizer=0.5
      obj_normalizer=\(weight)
      iou_loss=ciou
      nms_kind=diounms
      new_coords=1
      max_delta=5
      """
    )
  }

  @Test("the dialects of darknet's networks are what an import makes of their cfgs")
  func dialectsOfNetworks() throws {
    let csp = try SmallCfg(
      layers: Self.cspLayers,
      width: 512,
      height: 512,
      classes: 80,
      anchors: "12,16, 19,36, 40,28, 36,75, 76,55, 72,146, 142,110, 192,243, 459,401",
      activation: "logistic"
    ).imported().configuration
    let tiny = try ConfigurationImport(
      path: Fixture.repository.appending(path: "Tests/Fixtures/darknet/yolov3-tiny.cfg").path
    ).configuration
    for (name, imported) in [("darknet-yolov4-csp", csp), ("darknet-yolov3-tiny", tiny)] {
      let shipped = try DetectorConfiguration(path: ShippedConfigurations.path(of: "\(name).json"))
      let input = PixelSize(width: 512, height: 512)
      let detectors = try [imported, shipped].map { try $0.detector(for: input) }
      #expect(detectors[0].scales == detectors[1].scales, "\(name)")
      var components = imported.components
      components.decoding.centerScale = shipped.components.decoding.centerScale
      components.objectness.scaleWeights = shipped.components.objectness.scaleWeights
      #expect(components == shipped.components, "\(name)")
      #expect(imported.fit == shipped.fit)
    }
    // The two others are tried above: yolov4-tiny's layers are those of the shipped configuration.
    let others = try ["yolov4-tiny-coco", "darknet-yolov4-tiny"].map {
      try DetectorConfiguration(path: ShippedConfigurations.path(of: "\($0).json"))
    }
    #expect(others[0].components == others[1].components)
    #expect(others[0].scales == others[1].scales && others[0].anchors == others[1].anchors)
  }

  @Test("new_coords is a decoding of its own, and each layer has its objectness weight")
  func newCoordinates() throws {
    func options(_ mask: String, _ weight: String, _ smooth: Int) -> String {
      """
      mask=\(mask)
      scale_x_y = 2.0
      objectness_smooth=\(smooth)
      ignore_thresh = .7
      iou_thresh=0.2
      iou_normalizer=0.05
      cls_normalizer=0.5
      obj_normalizer=\(weight)
      iou_loss=ciou
      new_coords=1
      """
    }
    let imported = try SmallCfg(
      layers: [(16, options("0,1,2", "4.0", 0)), (32, options("3,4,5", "1.0", 1))],
      activation: "logistic"
    ).imported()
    let components = imported.configuration.components
    #expect(
      components.decoding.centerScale == .same(2) && components.decoding.size == .squaredSigmoid
    )
    #expect(components.objectness.scaleWeights == .named(["medium": 4, "large": 1]))
    #expect(components.objectness.weight == 1)
    #expect(components.box.terms.map(\.weight) == [0.05])
    #expect(components.assignment.rule == .bestAnchorPlus(threshold: 0.2, extras: .always))
    #expect(components.box.sharedAnchor == .dividedByClasses)
    #expect(components.classification.weight == 1)
    #expect(imported.says("new-coords", "\"activation\": \"sigmoid\""))
    #expect(imported.says("left-out", "objectness_smooth 1"))
    #expect(imported.says("left-out", "cls_normalizer 0.5", "beside counters_per_class"))
    // The configuration computes: a detector over an input resolves.
    let input = PixelSize(width: 64, height: 32)
    #expect(try imported.configuration.detector(for: input).scales.map(\.columns) == [4, 2])
  }

  @Test(
    "the box loss is the fork's, and every word but its own is its iou",
    arguments: [
      ("mse", "darknet-alexeyab-mse", "bce"), ("iou", "darknet-alexeyab-ciou", "iou"),
      ("giou", "darknet-alexeyab-ciou", "giou"), ("diou", "darknet-alexeyab-ciou", "diou"),
      ("GIoU", "darknet-alexeyab-ciou", "iou"),
    ]
  )
  func boxLoss(word: String, dialect: String, loss: String) throws {
    let imported = try SmallCfg(layers: [(32, "mask=0,1\niou_loss=\(word)\niou_normalizer=0.5")])
      .imported()
    #expect(imported.configuration.dialect == dialect)
    #expect(imported.text.contains("\"loss\": \"\(loss)\"") == (loss != "bce"))
    #expect(imported.configuration.components.box.terms.allSatisfy { $0.weight == 0.5 })
    #expect(imported.lines("box-loss").isEmpty == (word != "GIoU"))
  }

  @Test("the fork's squares of stretched centres have the nearest loss, and that is told")
  func stretchedSquares() throws {
    let imported = try SmallCfg(layers: [(32, "mask=0,1\nscale_x_y=1.1")]).imported()
    #expect(imported.configuration.dialect == "darknet-alexeyab-mse")
    #expect(imported.text.contains("\"box\": {\"center\": \"squared\""))
    #expect(imported.says("box-loss", "the derivative of no loss"))
  }

  @Test("label smoothing, letter_box and further keys")
  func otherKeys() throws {
    let imported = try SmallCfg(
      net: "letter_box=1",
      layers: [
        (
          32,
          """
          mask=0,1
          label_smooth_eps=0.1
          focal_loss=1
          truth_thresh=.9
          counters_per_class=10,20
          jitter=.3
          colour=blue
          """
        )
      ]
    ).imported()
    let components = imported.configuration.components
    #expect(components.classification.labelSmoothing == 0.1)
    #expect(components.classification.smoothing == .half)
    let darknet = try DetectorConfiguration(
      dialect: "darknet-pjreddie",
      classes: ClassList(count: 2),
      scales: imported.configuration.scales
    )
    #expect(imported.configuration.fit == darknet.fit)
    for key in ["focal_loss 1", "truth_thresh .9", "counters_per_class"] {
      #expect(imported.says("left-out", key))
    }
    #expect(imported.says("left-out", "colour", "check the spelling"))
    #expect(imported.says("left-out", "jitter", "pictures are varied"))
  }

  @Test("what layers say differently is told, and the finest scale's taken")
  func differing() throws {
    let imported = try SmallCfg(
      layers: [(32, "mask=3,4,5\nignore_thresh=.6"), (16, "mask=0,1,2\nignore_thresh=.7")]
    ).imported()
    #expect(imported.configuration.components.background.iouThreshold == 0.7)
    #expect(imported.says("layers-differ", "another ignore_thresh"))
  }

  @Test("lines that are no option, and options that stand twice, are told")
  func oddLines() throws {
    let imported = try SmallCfg(net: "batch=1\nbatch=64\nnonsense\nwidth").imported()
    #expect(imported.says("left-out", "batch", "the first of two options"))
    #expect(imported.says("line", "2 lines that are no key=value"))
    #expect(imported.lines("line") == [7])
  }

  // MARK: - Strides

  /// Layers that change rows and columns, and the stride of what stands behind them at an input of
  /// 416 pixels and a stride of 32 before.
  static let layers: [(String, Int)] = [
    ("[upsample]\nstride=2", 16), ("[upsample]\nstride=-2", 64), ("[reorg]\nstride=1", 32),
    ("[maxpool]\nsize=5\nstride=1", 32), ("[maxpool]\nsize=2\nstride=1", 32),
    ("[shortcut]\nfrom=-2\nactivation=linear", 32), ("[dropout]\nprobability=.5", 32),
    ("[route]\nlayers=3", 16), ("[route]\nlayers=-1,-1", 32), ("[sam]\nfrom=-1", 32),
    ("[scale_channels]\nfrom=2", 8), ("[deconvolutional]\nsize=2\nstride=2", 16),
    ("[convolutional]\nfilters=4\nsize=3\nstride=1\npad=1", 32),
    ("[convolutional]\nfilters=4\nsize=1\nstride=1\npadding=0\nstride_x=1", 32),
  ]

  @Test("of every layer follow from its own rule", arguments: layers)
  func strides(layer: String, stride: Int) throws {
    // An even grid of 14 cells, which can be halved.
    let text = SmallCfg(width: 448, height: 448).text
    let head = text.prefix(upTo: text.firstRange(of: "\n[route]")?.lowerBound ?? text.endIndex)
    let cfg = """
      \(head)
      \(layer)

      [convolutional]
      filters=21
      size=1

      [yolo]
      mask=0,1,2
      anchors=10,14, 23,27, 37,58
      classes=2
      num=3
      """
    #expect(try SmallCfg.imported(cfg).configuration.scales.map(\.stride) == [stride])
  }

  @Test("two layers of one stride, and strides of no name, have names of their own")
  func names() throws {
    let imported = try SmallCfg(layers: [(32, "mask=3,4,5"), (32, "mask=1,2"), (4, "mask=0")])
      .imported()
    #expect(imported.configuration.scales.map(\.name) == ["stride4", "stride32", "stride32-2"])
  }
}

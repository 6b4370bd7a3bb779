import BoxGeometry
import DetectionText

extension ImportFormat {
  /// A cfg of pjreddie/darknet or AlexeyAB/darknet with `[yolo]` layers.
  ///
  /// A network that has a key which only AlexeyAB's fork reads is taken for the fork's, with the box
  /// loss that its `iou_loss` names; every other for pjreddie's.
  static let darknet = ImportFormat(
    description: "a darknet cfg",
    recognizes: { text in
      let sections = ForeignConfiguration.darknetSections
      return DarknetText(text).sections.dropFirst().prefix(3).contains {
        sections.contains($0.name)
      }
    },
    read: { (text) throws(Diagnostic) in
      var network = try DarknetNetwork(text)
      return try network.model()
    }
  )
}

/// A darknet network: what its `[yolo]` layers and the layers before them say.
struct DarknetNetwork {
  /// A `[yolo]` layer.
  struct Layer {
    let section: DarknetText.Section
    let stride: Int
    let mask: [Int]
  }

  let text: SourceText
  let cfg: DarknetText
  let net: DarknetText.Section

  /// The `[yolo]` layers, the finest first.
  let layers: [Layer]

  let input: PixelSize
  var notes: [Diagnostic] = []

  /// What tells that the network is for AlexeyAB's fork.
  let forkSign: (found: String, line: Int)?

  init(_ text: SourceText) throws(Diagnostic) {
    self.text = text
    cfg = DarknetText(text)
    let sections = cfg.sections.dropFirst()
    guard let net = sections.first, ["net", "network"].contains(net.name) else {
      throw text.fault(
        line: sections.first?.line ?? 1,
        "no-net",
        found: sections.first.map { "[\(shortened($0.name))]" } ?? "no section",
        allowed: "[net] as the first section",
        remedy: "check that the file is complete"
      )
    }
    self.net = net
    let range = 1...65_535
    func side(_ key: String) throws(Diagnostic) -> Int {
      guard let option = net[key] else {
        throw text.fault(
          line: net.line,
          "missing",
          part: "[net]",
          found: "no \(quoted(key))",
          allowed: "the network input's \(key), which strides follow from",
          remedy: "add it"
        )
      }
      return try option.integer(range, in: text)
    }
    input = PixelSize(width: try side("width"), height: try side("height"))
    let layers = Array(sections.dropFirst())
    let outputs = try DarknetLayers(layers, input: input, in: text).outputs
    var found: [Layer] = []
    for (index, section) in layers.enumerated() {
      switch section.name {
      case "yolo":
        let before = index > 0 ? outputs[index - 1] : DarknetLayers.Output(grid: input)
        found.append(try Self.layer(section, behind: before, of: input, in: text))
      case "Gaussian_yolo", "region", "detection":
        let what = [
          "Gaussian_yolo": "Gaussian YOLOv3's layer, which also predicts how sure each side is",
          "region": "YOLOv2's layer", "detection": "YOLOv1's layer",
        ]
        throw text.fault(
          line: section.line,
          "layer",
          part: "[\(section.name)]",
          found: what[section.name] ?? "",
          allowed: "[yolo] layers",
          remedy: "its loss is another one, which no configuration describes"
        )
      default: break
      }
    }
    guard !found.isEmpty else {
      throw text.fault(
        line: net.line,
        "no-yolo",
        found: "\(counted(layers.count, "layer")), and none of them [yolo]",
        allowed: "one [yolo] layer or more",
        remedy: "give the cfg of a detector"
      )
    }
    self.layers = found.enumerated()
      .sorted { ($0.element.stride, $0.offset) < ($1.element.stride, $1.offset) }
      .map(\.element)
    forkSign = Self.forkSign(in: sections)
    noteLayers(layers)
  }

  private static func layer(
    _ section: DarknetText.Section,
    behind before: DarknetLayers.Output,
    of input: PixelSize,
    in text: SourceText
  ) throws(Diagnostic) -> Layer {
    guard let grid = before.grid else {
      let unknown = before.unknown
      throw text.fault(
        line: section.line,
        "stride",
        part: "[yolo]",
        found: """
          a layer behind [\(shortened(unknown?.name ?? ""))] of line \(unknown?.line ?? 0), of which \
          nobody here knows what it does to rows and columns
          """,
        allowed: "layers whose strides are known",
        remedy: "write the configuration by hand: a stride is the input's width over the grid's"
      )
    }
    let stride = input.width / grid.width
    guard stride > 0, stride * grid.width == input.width, stride * grid.height == input.height
    else {
      throw text.fault(
        line: section.line,
        "stride",
        part: "[yolo]",
        found: "a grid of \(grid) cells for an input of \(input) pixels",
        allowed: "whole pixels a cell, as many on both axes",
        remedy: "give [net] a width and a height that the strides divide"
      )
    }
    let anchors = try anchors(section, in: text)
    let count = anchors.sides.count
    if let number = section["num"], try number.integer(in: text) != count {
      throw number.fault(
        in: text,
        "anchor-count",
        allowed: "\(count), as there are anchors",
        remedy: "correct it: darknet fills missing anchors up, and passes others over"
      )
    }
    var mask: [Int] = []
    for item in try section["mask"]?.items(in: text) ?? anchors.sides.indices.map(String.init) {
      guard let option = section["mask"] else {
        mask.append(mask.count)
        continue
      }
      mask.append(try option.integer(item, 0...count - 1, in: text))
    }
    let classes = try section["classes"]?.integer(ClassList.allowedCounts, in: text) ?? 20
    if let channels = before.channels, channels != mask.count * (5 + classes) {
      throw text.fault(
        line: section.line,
        "channels",
        part: "[yolo]",
        found: "\(channels) filters of the layer before",
        allowed: "\(mask.count * (5 + classes)) = \(mask.count) anchors x (5 + \(classes) classes)",
        remedy: "correct \"filters\", \"classes\" or \"mask\""
      )
    }
    return Layer(section: section, stride: stride, mask: mask)
  }

  /// The anchors of a layer, as they are written.
  static func anchors(
    _ section: DarknetText.Section,
    in text: SourceText
  ) throws(Diagnostic) -> (sides: [(width: String, height: String)], option: DarknetText.Option) {
    guard let option = section["anchors"] else {
      throw text.fault(
        line: section.line,
        "missing",
        part: "[yolo]",
        found: "no \"anchors\"",
        allowed: "widths and heights in pixels of the input",
        remedy: "add them"
      )
    }
    var numbers: [String] = []
    for item in try option.items(in: text) {
      numbers.append(jsonNumber(try option.number(item, in: text)).description)
    }
    guard numbers.count % 2 == 0 else {
      throw option.fault(
        in: text,
        found: "\(numbers.count) numbers",
        allowed: "a width and a height for each anchor"
      )
    }
    let sides = stride(from: 0, to: numbers.count, by: 2).map { (numbers[$0], numbers[$0 + 1]) }
    return (sides, option)
  }

  // MARK: - The two frameworks

  /// Keys that pjreddie's darknet does not read.
  private static let forkKeys: [String: Set<String>] = [
    "net": [
      "mosaic", "mosaic_bound", "cutmix", "mixup", "letter_box", "gaussian_noise", "blur",
      "dynamic_minibatch", "max_chart_loss", "ema_alpha", "optimized_memory", "label_smooth_eps",
      "workspace_size_limit_MB", "try_fix_nan", "adversarial_lr", "attention", "contrastive",
    ],
    "yolo": [
      "scale_x_y", "new_coords", "iou_loss", "iou_thresh", "iou_thresh_kind", "iou_normalizer",
      "obj_normalizer", "cls_normalizer", "delta_normalizer", "max_delta", "nms_kind", "beta_nms",
      "counters_per_class", "focal_loss", "label_smooth_eps", "objectness_smooth", "resize",
      "show_details", "embedding_layer",
    ],
    "convolutional": [
      "stride_x", "stride_y", "antialiasing", "share_index", "deform", "rotate",
    ],
    "route": ["groups", "group_id"],
    "shortcut": ["weights_type", "weights_normalization"],
    "maxpool": ["maxpool_depth", "stride_x", "stride_y"],
  ]

  private static func forkSign(in sections: ArraySlice<DarknetText.Section>) -> (String, Int)? {
    // What the [yolo] layers say is more to the point.
    let yolo = sections.filter { $0.name == "yolo" }
    for section in yolo + sections.filter({ $0.name != "yolo" }) {
      if ["scale_channels", "sam"].contains(section.name) {
        return ("[\(section.name)]", section.line)
      }
      let name = section.name == "network" ? "net" : section.name
      for option in section.options where forkKeys[name]?.contains(option.key) == true {
        return (quoted(option.key), option.line)
      }
      if let option = section["activation"], ["mish", "swish"].contains(option.value) {
        return ("the activation \(quoted(option.value))", option.line)
      }
    }
    return nil
  }
}

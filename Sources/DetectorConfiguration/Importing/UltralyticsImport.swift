import DetectionText

extension ImportFormat {
  /// The YAML of a model with anchors, as ultralytics/yolov3 and yolov5 have it.
  ///
  /// - Source: ultralytics/yolov5, `models/yolo.py` (`parse_model`),
  ///   <https://github.com/ultralytics/yolov5>; read, not copied.
  static let ultralytics = ImportFormat(
    description: "an ultralytics model YAML with anchors",
    recognizes: { text in
      guard let foreign = ForeignConfiguration(text.bytes) else { return YAML.isOne(text.file) }
      return foreign.found.hasPrefix("YAML")
    },
    read: { (text) throws(Diagnostic) in try UltralyticsModel(text).model() }
  )
}

/// A model's YAML: its anchors, and the layers that its strides follow from.
private struct UltralyticsModel {
  private let text: SourceText
  private let yaml: YAML

  /// How many pixels of the input a cell of each layer's output has; `nil` behind a module that is
  /// not known.
  private var strides: [Int?] = []

  /// The module that a missing stride is due to.
  private var unknown: String?

  /// The layers that the detecting one takes, and its line's key.
  private var detected: [Int]?

  init(_ text: SourceText) throws(Diagnostic) {
    self.text = text
    yaml = try YAML(
      text.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? text.bytes.dropFirst(3) : text.bytes[...],
      file: text.file,
      wanted: ["nc", "anchors", "backbone", "head"],
      code: "import.yaml"
    )
    guard yaml["backbone"] != nil || yaml["head"] != nil else {
      let isData = yaml.keys.contains { ["train", "val", "names"].contains($0) }
      throw fault(
        "no-model",
        line: nil,
        found: isData
          ? "ultralytics' data.yaml, which is about labels and not about the model"
          : "YAML without backbone and head",
        allowed: "the YAML of a model, with anchors, backbone and head",
        remedy: isData
          ? "give the model's file, such as models/yolov3.yaml, and this one for the names"
          : "give the model's file, such as models/yolov3.yaml",
        setting: isData ? Diagnostic.Setting("data") : nil
      )
    }
    for key in ["backbone", "head"] {
      for layer in yaml[key]?.items ?? [] { try add(layer, of: key) }
    }
  }

  /// Takes the next layer, `[from, number, module, args]`.
  private mutating func add(_ layer: String, of key: String) throws(Diagnostic) {
    let parts = YAML.items(of: layer)
    guard parts.count == 4 else {
      throw fault(
        "layer",
        line: yaml[key]?.line,
        found: "\(quoted(layer)) as layer \(strides.count)",
        allowed: "[from, number, module, args]",
        remedy: "check the brackets"
      )
    }
    let from = YAML.items(of: parts[0])
    var sources: [Int] = []
    for word in from.isEmpty ? [parts[0]] : from {
      let index = Int(word).map { $0 < 0 ? strides.count + $0 : $0 }
      guard let index, strides.indices.contains(index) || index == -1 && strides.isEmpty else {
        throw fault(
          "layer-index",
          line: yaml[key]?.line,
          found: "from \(quoted(word)) in layer \(strides.count)",
          allowed: "a layer before it",
          remedy: "check the number"
        )
      }
      sources.append(index)
    }
    let module = parts[2]
    if module == "Detect" || module.hasSuffix(".Detect") {
      detected = sources
      strides.append(nil)
      return
    }
    let before = sources.first.map { $0 < 0 ? 1 : strides[$0] } ?? nil
    let after = before.flatMap { stride(of: module, YAML.items(of: parts[3]), behind: $0) }
    if after == nil, before != nil { unknown = unknown ?? module }
    strides.append(
      after.flatMap { (1...DetectionScale.allowedStrides.upperBound).contains($0) ? $0 : nil }
    )
  }

  /// Modules whose second or third argument is a stride, by its place among the arguments.
  private static let steps = [
    "Conv": 2, "DWConv": 2, "GhostConv": 2, "CrossConv": 2, "MixConv2d": 2, "nn.Conv2d": 2,
    "Conv2d": 2, "nn.MaxPool2d": 1, "nn.AvgPool2d": 1, "MaxPool": 1,
  ]

  /// Modules that change neither rows nor columns.
  private static let keeping: Set = [
    "Bottleneck", "BottleneckCSP", "C3", "C3TR", "C3SPP", "C3Ghost", "C3x", "C2f", "SPP", "SPPF",
    "SPPCSP", "Concat", "GhostBottleneck", "TransformerBlock", "nn.ZeroPad2d", "nn.BatchNorm2d",
    "nn.Identity", "nn.Dropout", "Sum",
  ]

  /// The pixels a cell behind a module; `nil` for one that is not known.
  private func stride(of module: String, _ arguments: [String], behind before: Int) -> Int? {
    func argument(_ index: Int, _ preset: Int) -> Int? {
      arguments.indices.contains(index) ? Int(arguments[index]) : preset
    }
    func divided(by factor: Int?) -> Int? {
      guard let factor, factor > 0, before % factor == 0 else { return nil }
      return before / factor
    }
    func times(_ factor: Int?) -> Int? {
      guard let factor, (1...1000).contains(factor) else { return nil }
      return before * factor
    }
    switch module {
    case "nn.MaxPool2d", "nn.AvgPool2d", "MaxPool": return times(argument(1, argument(0, 1) ?? 0))
    case "nn.Upsample": return divided(by: argument(1, 1))
    case "nn.ConvTranspose2d": return divided(by: argument(2, 1))
    case "Focus": return argument(2, 1).flatMap { (1...1000).contains($0) ? times(2 * $0) : nil }
    case "Contract": return times(argument(0, 2))
    case "Expand": return divided(by: argument(0, 2))
    case let name where Self.keeping.contains(name): return before
    default: return Self.steps[module].flatMap { times(argument($0, 1)) }
    }
  }

  // MARK: - The model

  func model() throws(Diagnostic) -> ImportedModel {
    let anchors = try anchors()
    guard let detected else {
      throw fault(
        "no-detect",
        line: yaml["head"]?.line,
        found: "no layer Detect",
        allowed: "a head that ends in Detect",
        remedy: "give the YAML of a detector"
      )
    }
    guard detected.count == anchors.count else {
      throw fault(
        "anchor-count",
        line: yaml["anchors"]?.line,
        found: "anchors for \(counted(anchors.count, "scale"))",
        allowed: "\(detected.count), as many as Detect takes layers",
        remedy: "correct one of them"
      )
    }
    var scales: [ImportedModel.Scale] = []
    var first = 0
    let place = Place(file: text.file, line: yaml["anchors"]?.line)
    for (layer, own) in zip(detected, anchors) {
      guard layer >= 0, let stride = strides[layer] else {
        throw fault(
          "stride",
          line: yaml["head"]?.line,
          found: """
            layer \(layer) for Detect, behind the module \(quoted(unknown ?? "Detect")), of which \
            nobody here knows what it does to rows and columns
            """,
          allowed: "layers whose strides are known",
          remedy: "write the configuration by hand: a stride is the input's width over the grid's"
        )
      }
      scales.append(
        ImportedModel.Scale(stride: stride, mask: Array(first..<first + own.count), place: place)
      )
      first += own.count
    }
    guard let count = yaml["nc"], let classes = Int(count.items[0]) else {
      throw fault(
        "missing",
        line: yaml["nc"]?.line,
        found: yaml["nc"].map { quoted($0.items[0]) } ?? "no \"nc\"",
        allowed: "nc, the number of classes",
        remedy: "add it"
      )
    }
    let order = scales.indices.sorted { (scales[$0].stride, $0) < (scales[$1].stride, $1) }
    return ImportedModel(
      file: text.file,
      dialect: "ultralytics",
      classes: (classes, Place(file: text.file, line: count.line)),
      anchors: (anchors.flatMap(\.self), place),
      scales: order.map { scales[$0] },
      notes: notes(scales.map(\.stride))
    )
  }

  /// The anchors of each scale.
  private func anchors() throws(Diagnostic) -> [[(width: String, height: String)]] {
    guard let value = yaml["anchors"] else {
      throw fault(
        "no-anchors",
        line: nil,
        found: "a model without anchors",
        allowed: "YOLOv3's and YOLOv5's, which have them",
        remedy: "heads without anchors, such as YOLOv8's, have another loss"
      )
    }
    var all: [[(width: String, height: String)]] = []
    for item in value.items {
      var numbers: [String] = []
      for word in YAML.items(of: item) {
        guard let number = Double(word), number.isFinite else {
          numbers.removeAll()
          break
        }
        numbers.append(jsonNumber(number).description)
      }
      guard !numbers.isEmpty, numbers.count % 2 == 0 else {
        throw fault(
          "anchors",
          line: value.line,
          found: item.isEmpty ? "nothing" : shortened(item),
          allowed: "a list of widths and heights for each scale",
          remedy: Int(item) == nil
            ? "correct it"
            : "these are found from the labels when training begins: take those of the checkpoint"
        )
      }
      all.append(
        Swift.stride(from: 0, to: numbers.count, by: 2).map { (numbers[$0], numbers[$0 + 1]) }
      )
    }
    return all
  }

  private func notes(_ strides: [Int]) -> [Diagnostic] {
    func note(_ code: String, _ found: String, _ remedy: String) -> Diagnostic {
      Diagnostic(
        .content,
        severity: .note,
        code: "import.\(code)",
        at: Place(file: text.file),
        found: found,
        remedy: remedy
      )
    }
    let read: Set = ["nc", "anchors"]
    let others = yaml.keys.filter { !read.contains($0) }
    return [
      note(
        "dialect",
        "a model, and nothing about its loss",
        """
        the dialect is "ultralytics", what the framework trains today; at its tag v8 it was \
        "ultralytics-v8"
        """
      ),
      note(
        "layers",
        "\(counted(self.strides.count, "layer"))",
        "they give the strides \(strides.map(String.init).joined(separator: ", "))"
      ),
      note(
        "left-out",
        others.prefix(8).map { shortened($0) }.joined(separator: ", "),
        "not carried over: what the network is made of, and gains of a hyp.yaml, which are elsewhere"
      ),
    ]
  }

  private func fault(
    _ code: String,
    line: Int?,
    found: String,
    allowed: String,
    remedy: String,
    setting: Diagnostic.Setting? = nil
  ) -> Diagnostic {
    Diagnostic(
      .content,
      code: "import.\(code)",
      at: Place(file: text.file, line: line),
      found: found,
      allowed: allowed,
      remedy: remedy,
      setting: setting
    )
  }
}

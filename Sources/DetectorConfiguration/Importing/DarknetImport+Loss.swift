import DetectionText

// What a cfg says of the loss, in the keys of a configuration.
extension DarknetNetwork {
  /// The detector that the layers describe.
  mutating func model() throws(Diagnostic) -> ImportedModel {
    let text = text
    let classes = try shared("classes") { (option) throws(Diagnostic) in
      try option?.integer(ClassList.allowedCounts, in: text) ?? 20
    }
    let anchors = try Self.anchors(layers[0].section, in: text)
    for layer in layers.dropFirst() {
      let other = try Self.anchors(layer.section, in: text)
      guard other.sides.elementsEqual(anchors.sides, by: ==) else {
        throw other.option.fault(
          in: text,
          "anchors",
          found: "other anchors than in line \(anchors.option.line)",
          allowed: "the same list in each [yolo] layer, of which each has its mask",
          remedy:
            "darknet looks for the best anchor in each layer's own list: write the same everywhere"
        )
      }
    }
    var settings: [(key: String, value: JSONValue, place: Place)]
    let dialect: String
    if let forkSign {
      (dialect, settings) = try alexeyAB(because: forkSign)
    } else {
      (dialect, settings) = try pjreddie()
    }
    noteTraining()
    return ImportedModel(
      file: text.file,
      dialect: dialect,
      classes: (classes.value, classes.place),
      anchors: (anchors.sides, anchors.option.place(in: text)),
      scales: layers.map {
        ImportedModel.Scale(
          stride: $0.stride,
          mask: $0.mask,
          place: ($0.section["mask"] ?? anchors.option).place(in: text)
        )
      },
      settings: settings,
      notes: notes
    )
  }

  private mutating func pjreddie() throws(Diagnostic) -> (String, Settings) {
    note(
      "dialect",
      at: layers[0].section.line,
      found: "no key that only AlexeyAB's fork reads",
      remedy: """
        the dialect is "darknet-pjreddie"; if the fork trains this network, it trains another loss on \
        it, "darknet-alexeyab-mse"
        """
    )
    let threshold = try shared("ignore_thresh", 0.5)
    try noteOff("truth_thresh", 1, "makes positives of predictions that overlap an object as much")
    noteLayerOutputs("darknet")
    return (
      "darknet-pjreddie",
      [("background.iou_threshold", jsonNumber(threshold.value), threshold.place)]
    )
  }

  private typealias Settings = [(key: String, value: JSONValue, place: Place)]

  private mutating func alexeyAB(
    because sign: (found: String, line: Int)
  ) throws(Diagnostic) -> (String, Settings) {
    let loss = try boxLoss()
    let dialect = loss.word == "mse" ? "darknet-alexeyab-mse" : "darknet-alexeyab-ciou"
    note(
      "dialect",
      at: sign.line,
      found: "\(sign.found), which only AlexeyAB's fork reads",
      remedy: "the dialect is \(quoted(dialect)), with the box loss \(quoted(loss.word))"
    )
    var settings: Settings = []
    func add(_ key: String, _ value: JSONValue, _ place: Place) {
      settings.append((key, value, place))
    }
    func word(_ text: String) -> JSONValue { JSONValue(.string(text)) }
    let net = Place(file: text.file, line: self.net["letter_box"]?.line ?? self.net.line)
    if let option = self.net["letter_box"], try option.integer(in: text) != 0 {
      for (key, value) in [
        ("mode", "letterbox"), ("scale", "per_axis"), ("offset", "exact"),
        ("orientation", "ignore"),
      ] {
        add("fit.\(key)", word(value), net)
      }
    }
    let reach = try perScale("scale_x_y", 1)
    add("decoding.center_scale", reach.value, reach.place)
    let coordinates = try shared("new_coords", 0)
    if coordinates.value != 0 {
      guard loss.word != "mse" else {
        throw text.fault(
          line: coordinates.place.line ?? 1,
          "box-loss",
          part: "[yolo] new_coords",
          found: "new_coords with the box loss \"mse\"",
          allowed: "new_coords with an iou_loss of iou, giou, diou or ciou",
          remedy: "no configuration describes its squares of sides: choose another box loss"
        )
      }
      add("decoding.size", word("squared_sigmoid"), coordinates.place)
      noteNewCoordinates(coordinates.place)
    }
    let extra = try shared("iou_thresh", 1)
    add("assignment.rule", word(extra.value < 1 ? "best_anchor_plus" : "best_anchor"), extra.place)
    if extra.value < 1 {
      add("assignment.iou_threshold", jsonNumber(extra.value), extra.place)
      noteKind("iou_thresh_kind", "iou", "further anchors are told by the plain IoU of sizes here")
    }
    let ignore = try shared("ignore_thresh", 0.5)
    add("background.iou_threshold", jsonNumber(ignore.value), ignore.place)
    if loss.word != "mse" {
      add("box.loss", word(loss.word), loss.place)
    } else if reach.value != jsonNumber(1) {
      add("box.center", word("squared"), reach.place)
      noteStretchedSquares(reach.place)
    }
    let box = try shared("iou_normalizer", 0.75)
    add("box.weight", jsonNumber(box.value), box.place)
    add(
      "box.shared_anchor",
      word(extra.value < 1 ? "divided_by_classes" : "sum"),
      extra.place
    )
    let objectness = try perScale("obj_normalizer", 1)
    let isOne = objectness.value.members == nil
    add("objectness.\(isOne ? "weight" : "scale_weights")", objectness.value, objectness.place)
    let smoothing = try shared("label_smooth_eps", 0)
    if smoothing.value != 0 {
      add("classification.label_smoothing", jsonNumber(smoothing.value), smoothing.place)
      add("classification.smoothing", word("half"), smoothing.place)
    }
    try noteFork()
    if coordinates.value == 0 { noteLayerOutputs("darknet") }
    return (dialect, settings)
  }

  /// The box loss; every word but darknet's is its `iou`.
  private mutating func boxLoss() throws(Diagnostic) -> (word: String, place: Place) {
    let option = layers.lazy.compactMap { $0.section["iou_loss"] }.first
    let written = try shared("iou_loss") { (option) throws(Diagnostic) in option?.value ?? "mse" }
    let known = ["mse", "iou", "giou", "diou", "ciou"]
    if known.contains(written.value) { return (written.value, written.place) }
    note(
      "box-loss",
      .warning,
      at: option?.line ?? 1,
      found: "iou_loss \(quoted(written.value))",
      remedy: "darknet knows \(known.joined(separator: ", ")) and takes every other word for iou"
    )
    return ("iou", written.place)
  }

  // MARK: - Values of all layers

  /// What all layers say for a key; where they differ, the first, the finest, with a warning.
  private mutating func shared<Value: Equatable>(
    _ key: String,
    _ read: (DarknetText.Option?) throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> (value: Value, place: Place) {
    let first = layers[0].section
    let value = try read(first[key])
    for layer in layers.dropFirst() where try read(layer.section[key]) != value {
      guard key != "classes" else {
        let option = layer.section[key] ?? first[key]
        throw text.fault(
          line: option?.line ?? layer.section.line,
          "class-count",
          part: "[yolo] classes",
          found: "another number of classes than in line \(first[key]?.line ?? first.line)",
          allowed: "one number for all layers",
          remedy: "correct it"
        )
      }
      note(
        "layers-differ",
        .warning,
        at: layer.section[key]?.line ?? layer.section.line,
        found: "another \(key) than that of line \(first[key]?.line ?? first.line)",
        remedy: "not carried over: a configuration has one for all scales, here the finest scale's"
      )
      break
    }
    return (value, Place(file: text.file, line: first[key]?.line ?? first.line))
  }

  private mutating func shared(
    _ key: String,
    _ preset: Double
  ) throws(Diagnostic) -> (value: Double, place: Place) {
    let text = text
    return try shared(key) { (option) throws(Diagnostic) in try option?.number(in: text) ?? preset }
  }

  /// A number of each layer: one where all are equal.
  private func perScale(
    _ key: String,
    _ preset: Double
  ) throws(Diagnostic) -> (value: JSONValue, place: Place) {
    var numbers: [Double] = []
    for layer in layers { numbers.append(try layer.section[key]?.number(in: text) ?? preset) }
    let first = layers[0].section
    let place = Place(file: text.file, line: first[key]?.line ?? first.line)
    if Set(numbers).count == 1 { return (jsonNumber(numbers[0]), place) }
    let members = zip(ImportedModel.scaleNames(ofStrides: layers.map(\.stride)), numbers).map {
      JSONMember(key: $0, value: jsonNumber($1))
    }
    return (JSONValue(.object(members)), place)
  }
}

import DetectionText

// What of a cfg a configuration does not hold, and why.
extension DarknetNetwork {
  mutating func note(
    _ code: String,
    _ severity: Diagnostic.Severity = .note,
    at line: Int,
    found: String,
    remedy: String
  ) {
    notes.append(
      Diagnostic(
        .content,
        severity: severity,
        code: "import.\(code)",
        at: Place(file: text.file, line: line),
        found: found,
        remedy: remedy
      )
    )
  }

  /// Says of a key that is not at its harmless value what is lost.
  mutating func noteOff(
    _ key: String,
    _ harmless: Double,
    _ does: String
  ) throws(Diagnostic) {
    for layer in layers {
      guard let option = layer.section[key], try option.number(in: text) != harmless else {
        continue
      }
      note(
        "left-out",
        .warning,
        at: option.line,
        found: "\(key) \(shortened(option.value))",
        remedy: "not carried over: it \(does)"
      )
      return
    }
  }

  /// The same for a key that is a word.
  mutating func noteKind(_ key: String, _ harmless: String, _ why: String) {
    guard
      let option = layers.lazy.compactMap({ $0.section[key] }).first(where: { $0.value != harmless }
      )
    else { return }
    note(
      "left-out",
      .warning,
      at: option.line,
      found: "\(key) \(shortened(option.value))",
      remedy: "not carried over: \(why)"
    )
  }

  /// What of the fork's keys has no counterpart.
  mutating func noteFork() throws(Diagnostic) {
    try noteOff("truth_thresh", 1, "makes positives of predictions that overlap an object as much")
    try noteOff("focal_loss", 0, "changes the class gradient in a way that no class loss here has")
    try noteOff("objectness_smooth", 0, "gives ignored anchors their overlap as their objectness")
    try noteOff("delta_normalizer", 1, "scales the gradient on a GPU alone")
    if let option = first("max_delta") {
      note(
        "left-out",
        .warning,
        at: option.line,
        found: "max_delta \(shortened(option.value))",
        remedy:
          "not carried over: it cuts the box gradient off, which no loss has as its derivative"
      )
    }
    let counters = first("counters_per_class")
    if let counters {
      note(
        "left-out",
        .warning,
        at: counters.line,
        found: "counters_per_class",
        remedy: "not carried over: it weighs classes by how rare they are"
      )
    }
    if let option = first("cls_normalizer"), try option.number(in: text) != 1 {
      note(
        "left-out",
        .note,
        at: option.line,
        found: "cls_normalizer \(shortened(option.value))",
        remedy: counters == nil
          ? "not carried over: darknet uses it only beside counters_per_class"
          : "not carried over: it belongs to counters_per_class"
      )
    }
    if let option = first("nms_kind") ?? first("beta_nms") {
      note(
        "left-out",
        at: option.line,
        found: "\(option.key) \(shortened(option.value))",
        remedy: "not carried over: how boxes are thinned out is asked for when they are decoded"
      )
    }
  }

  private func first(_ key: String) -> DarknetText.Option? {
    layers.lazy.compactMap { $0.section[key] }.first
  }

  /// What a dump of the layer itself holds.
  mutating func noteLayerOutputs(_ activation: String) {
    note(
      "activation",
      at: layers[0].section.line,
      found: "[yolo] layers, whose own output has x, y, objectness and classes behind a logistic",
      remedy:
        "for a dump of that, set \"activation\": \(quoted(activation)); the layers before have logits"
    )
  }

  mutating func noteNewCoordinates(_ place: Place) {
    note(
      "new-coords",
      .warning,
      at: place.line ?? 1,
      found: "new_coords, with a logistic in the convolution before [yolo]",
      remedy: """
        for a dump of that convolution, set "activation": "sigmoid"; there the gradients of objectness and \
        classes go through that logistic once more, which is not carried over
        """
    )
  }

  mutating func noteStretchedSquares(_ place: Place) {
    note(
      "box-loss",
      .warning,
      at: place.line ?? 1,
      found: "scale_x_y with the box loss \"mse\"",
      remedy: """
        there the gradient of a stretched centre is the derivative of no loss; the centre loss is \
        "squared" here
        """
    )
  }

  // MARK: - Groups

  /// Says how the strides came about.
  mutating func noteLayers(_ all: [DarknetText.Section]) {
    let strides = layers.map { "\($0.stride)" }.joined(separator: ", ")
    note(
      "layers",
      at: net.line,
      found: "\(counted(all.count, "layer")) and an input of \(input)",
      remedy: """
        they give the \(layers.count == 1 ? "stride" : "strides") \(strides) and are not carried over; \
        the size of an input comes with its dump
        """
    )
  }

  /// Keys of `[net]` and `[yolo]` that a loss does not depend on, by what they are about.
  private static let groups: [(what: String, keys: Set<String>)] = [
    (
      "how training goes",
      [
        "batch", "subdivisions", "time_steps", "momentum", "decay", "learning_rate", "burn_in",
        "max_batches", "policy", "steps", "scales", "step", "scale", "power", "gamma", "adam", "B1",
        "B2", "eps", "dynamic_minibatch", "sgdr_cycle", "sgdr_mult", "ema_alpha", "max_chart_loss",
        "optimized_memory", "workspace_size_limit_MB", "num_sigmas_reject_badlabels", "train",
        "show_details", "seq_scales", "channels", "inputs", "loss_scale", "try_fix_nan",
        "stopbackward",
      ]
    ),
    (
      "how pictures are varied in training",
      [
        "angle", "saturation", "exposure", "hue", "flip", "aspect", "mosaic", "mosaic_bound",
        "cutmix", "mixup", "blur", "gaussian_noise", "min_crop", "max_crop", "center", "jitter",
        "random", "resize", "letter_box", "contrastive", "adversarial_lr",
      ]
    ),
  ]

  /// The keys of `[yolo]` that were looked at.
  private static let used: Set = [
    "width", "height", "letter_box", "max", "mask", "anchors", "classes", "num", "ignore_thresh",
    "truth_thresh", "scale_x_y", "new_coords", "iou_loss", "iou_thresh", "iou_thresh_kind",
    "iou_normalizer", "obj_normalizer", "cls_normalizer", "delta_normalizer", "max_delta",
    "nms_kind", "beta_nms", "counters_per_class", "focal_loss", "label_smooth_eps",
    "objectness_smooth",
  ]

  mutating func noteTraining() {
    if let option = first("max") {
      note(
        "left-out",
        at: option.line,
        found: "max \(shortened(option.value))",
        remedy: """
          not carried over: darknet looks at so many objects of an image at most, and all are looked at \
          here
          """
      )
    }
    let options = ([net] + layers.map(\.section)).flatMap(\.options).filter {
      !Self.used.contains($0.key)
    }
    var rest = options
    for (what, keys) in Self.groups {
      noteGroup(rest.filter { keys.contains($0.key) }, "not carried over: \(what), not its loss")
      rest.removeAll { keys.contains($0.key) }
    }
    noteGroup(rest, "not carried over: no key that is known here; check the spelling", .warning)
    noteGroup(
      cfg.repeated,
      "darknet reads the first of two options with one name, and so do we",
      .warning
    )
    if let line = cfg.otherLines.first {
      note(
        "line",
        .warning,
        at: line,
        found: counted(cfg.otherLines.count, "line that is", "lines that are") + " no key=value",
        remedy: "darknet passes them over, too"
      )
    }
  }

  /// One note about several options, the first five by name.
  private mutating func noteGroup(
    _ options: [DarknetText.Option],
    _ remedy: String,
    _ severity: Diagnostic.Severity = .note
  ) {
    guard let first = options.min(by: { $0.line < $1.line }) else { return }
    var names: [String] = []
    for option in options.prefix(1000) where !names.contains(option.key) {
      names.append(option.key)
    }
    let more = names.count > 5 ? " and \(names.count - 5) more" : ""
    note(
      "left-out",
      severity,
      at: first.line,
      found: names.prefix(5).map { shortened($0) }.joined(separator: ", ") + more,
      remedy: remedy
    )
  }
}

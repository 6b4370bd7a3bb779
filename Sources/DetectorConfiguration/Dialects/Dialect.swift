internal import DetectionNumerics
import DetectionText

/// A framework's choices, as JSON that is laid under a user's file.
///
/// What a dialect leaves out is the reference's, as far as it belongs to the dialect's other
/// choices, and else the key's preset. A dialect has neither classes nor scales: those of its
/// complete configuration, one of the files in `configs/`, come from its entry here.
///
/// A new dialect is a file beside this one and a name on the ``shelf``.
package struct Dialect: Sendable {
  /// Its name in a configuration.
  package let name: String

  /// What it is: its framework and what that trains; the name of its complete configuration.
  package let title: String

  /// The run that it is held against.
  package let evidence: DialectEvidence

  /// The anchors that the scales of its complete configuration share by masks, in pixels; empty where
  /// each has its own.
  let anchors: [AnchorSize]

  /// The scales of its complete configuration, with anchors in pixels.
  let scales: [DetectionScale]

  /// The unit in which its framework writes them.
  let anchorUnit: AnchorUnit

  /// Whether its complete configuration repeats every choice.
  let isWrittenOut: Bool

  /// The sections that it sets, an object.
  let json: String

  init(
    _ name: String,
    title: String,
    evidence: DialectEvidence,
    anchors: [AnchorSize] = [],
    scales: [DetectionScale] = yolov3,
    anchorUnit: AnchorUnit = .pixels,
    isWrittenOut: Bool = false,
    json: String
  ) {
    self.name = name
    self.title = title
    self.evidence = evidence
    self.anchors = anchors
    self.scales = scales
    self.anchorUnit = anchorUnit
    self.isWrittenOut = isWrittenOut
    self.json = json
  }
}

extension Dialect {
  /// Every dialect, in the order in which messages and help list them.
  package static let shelf: [Dialect] = [
    reference,
    ultralytics,
    ultralyticsV8,
    eriklindernoren,
    mmdetection,
    darknetPjreddie,
    darknetAlexeyABMSE,
    darknetAlexeyABCIoU,
    paddleDetection,
    paddleDetectionOptions,
    paddleDetectionPPYOLO,
    zzh8829,
    wizyoung,
    dena,
    gluonCV,
    yolov5,
    yolov7,
    yolov7Plain,
    scaledYOLOv4,
    scaledYOLOv4CSP,
    yolov4PyTorch,
    kerasYOLOv3,
    bubbliiiing,
    darknetYOLOv3Tiny,
    darknetYOLOv4,
    darknetYOLOv4Tiny,
    darknetYOLOv4CSP,
  ]

  /// The dialect of a name, or `nil` if there is none.
  package static func named(_ name: String) -> Dialect? { shelf.first { $0.name == name } }

  /// The dialect of a name that somebody asks for.
  init(name: String) throws(Diagnostic) {
    guard let dialect = Self.named(name) else {
      let names = Self.shelf.map(\.name)
      throw Diagnostic(
        .request,
        code: "config.word",
        at: Place(parts: ["dialect"]),
        found: quoted(name),
        allowed: quotedList(names),
        remedy: DialectWord.remedy(for: name, among: names)
      )
    }
    self = dialect
  }

  /// The dialect that a reading is under: `replacement`, else the one that the first of `layers`
  /// names, else the reference.
  init(_ replacement: String?, of layers: [ConfigurationValue]) throws(Diagnostic) {
    let names = Self.shelf.map(\.name)
    var chosen: Dialect?
    if let replacement { chosen = try Dialect(name: replacement) }
    for layer in layers {
      guard let member = layer.json.members?.first(where: { $0.key == "dialect" }) else { continue }
      let value = layer.member(member)
      if let word = value.json.string, !names.contains(word) {
        throw value.fault(
          "word",
          found: quoted(word),
          allowed: quotedList(names),
          remedy: DialectWord.remedy(for: word, among: names)
        )
      }
      let word = try value.word(among: names, .words(names))
      chosen = chosen ?? Self.named(word)
    }
    self = chosen ?? .reference
  }

  /// This dialect laid over the reference.
  var section: ConfigurationSection {
    Self.sections.withLock { sections in
      if let section = sections[name] { return section }
      let section = laid
      sections[name] = section
      return section
    }
  }

  /// The dialects that were asked for, laid over the reference: a run needs one or two, and reading
  /// all of them takes longer than a small loss.
  private static let sections = Locked<[String: ConfigurationSection]>([:])

  private var laid: ConfigurationSection {
    var section = ConfigurationSection("")
    do {
      for dialect in name == Self.reference.name ? [self] : [.reference, self] {
        try section.lay(ConfigurationValue(builtInJSON(dialect.json), source: .builtIn))
      }
    } catch {
      preconditionFailure("the dialect \(name): \(error)")
    }
    return section
  }

  /// The value of a key as the reference's text has it, if that makes the choice that the key belongs
  /// to.
  static func referenceValue(of key: ConfigurationKey) -> JSONValue? {
    let section = key.section.split(separator: ".").reduce(referenceJSON) { section, name in
      section?[String(name)]
    }
    if let choice = key.choice {
      guard let word = section?[choice.key]?.string, choice.words.contains(word) else { return nil }
    }
    return section?[key.name]
  }

  private static let referenceJSON: JSONValue? = builtInJSON(reference.json)

  /// The ways in which pictures are put into an input, each once, by the words that tell it.
  static let usualFits: [(name: String, fit: ImageFit)] =
    [("stretch", .stretch()), ("letterbox", .letterbox()), ("none", .none)]
    + shelf.map { ("as \($0.name) does", $0.fit) }

  /// The components of a loss that it chooses.
  package var components: LossComponents {
    do {
      return try LossComponents(section, scales: [])
    } catch {
      preconditionFailure("the dialect \(name): \(error)")
    }
  }

  /// How its framework puts an image into the input, where nothing is random.
  var fit: ImageFit {
    do {
      return try ImageFit(section.subsection("fit"))
    } catch {
      preconditionFailure("the dialect \(name): \(error)")
    }
  }
}

// MARK: - Complete configurations

extension Dialect {
  /// YOLOv3's scales, as darknet's `yolov3.cfg` has them for 416 × 416 pixels.
  static let yolov3 = scales([
    [(10, 13), (16, 30), (33, 23)], [(30, 61), (62, 45), (59, 119)],
    [(116, 90), (156, 198), (373, 326)],
  ])

  /// YOLOv4's, as `yolov4.cfg` has them for 512 × 512 pixels, and YOLOv7's.
  static let yolov4 = scales([
    [(12, 16), (19, 36), (40, 28)], [(36, 75), (76, 55), (72, 146)],
    [(142, 110), (192, 243), (459, 401)],
  ])

  /// Three scales with the sides of their anchors.
  private static func scales(_ anchors: [[(Double, Double)]]) -> [DetectionScale] {
    zip([("small", 8), ("medium", 16), ("large", 32)], anchors).map { scale, sides in
      DetectionScale(
        name: scale.0,
        stride: scale.1,
        anchors: sides.map { AnchorSize(width: $0.0, height: $0.1) }
      )
    }
  }

  /// The text of a complete configuration: COCO's classes, the framework's anchors, this dialect.
  ///
  /// The files in `configs/` are these texts; a test compares them, and writes them where the
  /// environment has `DETLOSS_WRITE_CONFIGS`.
  package var completeConfiguration: String {
    var lines = [
      "\"name\": \(JSONValue(.string(title)))",
      "\"dialect\": \"\(name)\"",
      "\"classes\": \"coco.names\"",
    ]
    if !anchors.isEmpty {
      let sides = anchors.map { "[\(Int($0.width)), \(Int($0.height))]" }
      lines.append("\"anchors\": [\(sides.joined(separator: ", "))]")
    }
    lines += [
      "\"scales\": [\n\(scales.map(text).joined(separator: ",\n"))\n  ]",
      "\"anchor_unit\": \"\(anchorUnit.rawValue)\"",
    ]
    if isWrittenOut {
      lines += ["\"activation\": null", "\"quantization\": {}"]
      // The object's members, without its braces.
      lines.append(String(json.dropFirst("{\n  ".count).dropLast("\n}".count)))
    }
    return "{\n  \(lines.joined(separator: ",\n  "))\n}\n"
  }

  /// A scale on a line of its own, or with each anchor on one if that is too long.
  private func text(of scale: DetectionScale) -> String {
    if !scale.mask.isEmpty {
      return
        "    {\"name\": \"\(scale.name)\", \"stride\": \(scale.stride), \"mask\": \(scale.mask)}"
    }
    let anchors = scale.anchors.map { "[\(side($0.width, scale)), \(side($0.height, scale))]" }
    let head = "    {\"name\": \"\(scale.name)\", \"stride\": \(scale.stride), \"anchors\": ["
    let line = "\(head)\(anchors.joined(separator: ", "))]}"
    guard line.count > 110 else { return line }
    return "\(head)\n      \(anchors.joined(separator: ",\n      "))\n    ]}"
  }

  /// A side in the framework's unit.
  private func side(_ pixels: Double, _ scale: DetectionScale) -> String {
    switch anchorUnit {
    case .pixels: "\(Int(pixels))"
    case .cells: "\(pixels / Double(scale.stride))"
    case .fractions: "\(pixels / 416)"
    }
  }
}

extension DetectorConfiguration {
  /// The fits that people use: the three words with the reference's roundings, and each dialect's.
  package static var usualFits: [(name: String, fit: ImageFit)] { Dialect.usualFits }

  /// The decodings that dialects have, each once, with the first that has it.
  package static var usualDecodings: [(dialect: String, decoding: BoxDecoding)] {
    var decodings: [(dialect: String, decoding: BoxDecoding)] = []
    for dialect in Dialect.shelf {
      let decoding = dialect.components.decoding
      if !decodings.contains(where: { $0.decoding == decoding }) {
        decodings.append((dialect.name, decoding))
      }
    }
    return decodings
  }
}

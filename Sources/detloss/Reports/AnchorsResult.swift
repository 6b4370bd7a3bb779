import DetectionAnalysis
import DetectionText
import DetectorConfiguration
import ToolSupport

/// What `detloss anchors` tells.
struct AnchorsResult: Report {
  let example: DetectionCase
  let study: AnchorStudy

  /// How many of the objects that are answered worst are listed.
  private static let listed = 5

  // MARK: - JSON

  var json: JSONOutput {
    let worst = study.worst(Self.listed).map { object, iou -> JSONOutput in
      [
        "image": object.image, "index": object.index, "size": [object.size.x, object.size.y].json,
        "iou": iou,
      ]
    }
    let input: JSONOutput = ["width": study.input.width, "height": study.input.height]
    return JSONOutput(
      [
        ("input", input), ("fit", example.detector.fit.json),
        ("images", study.imageCount.json), ("objects", study.objects.count.json),
      ] + entries(study.found) + [
        ("worst", worst.json), ("current", study.current.map { JSONOutput(entries($0)) } ?? .null),
      ]
    )
  }

  private func entries(_ entry: AnchorStudy.Entry) -> [(key: String, value: any JSONEncodable)] {
    [
      ("anchors", entry.anchors.map { [$0.width, $0.height].json }.json),
      ("mean_best_iou", entry.fit.meanBestIoU),
      ("recall", JSONOutput(Self.thresholds.map { ("\($0)", entry.fit.recall(above: $0)) })),
      ("ratio_fitness", entry.fit.ratioFitness), ("ratio_recall", entry.fit.ratioRecall),
      (
        "rules",
        entry.rules.map { rule -> JSONOutput in
          ["rule": rule.rule, "dialects": rule.dialects, "recall": rule.recall]
        }.json
      ),
      (
        "scales",
        entry.objectsPerScale.map { scale, stride, objects -> JSONOutput in
          ["scale": scale, "stride": stride, "objects": objects]
        }.json
      ),
    ]
  }

  static let schema: JSONSchema = {
    let size = JSONSchema.list(.number, count: 2)
    let figures: [(key: String, value: JSONSchema)] = [
      ("anchors", .list(size).said("width and height in pixels of the input, rising area")),
      ("mean_best_iou", .number),
      (
        "recall",
        .map(.number).said("the share of objects whose best anchor's IoU is above the key")
      ),
      ("ratio_fitness", .number), ("ratio_recall", .number),
      (
        "rules",
        .list(.object(["rule": .string, "dialects": .list(.string), "recall": .number]))
          .said("the share of objects that an anchor answers, by each dialect's rule")
      ),
      (
        "scales",
        .list(.object(["scale": .string, "stride": .integer, "objects": .integer]))
          .said("the objects by the scale of their best anchor")
      ),
    ]
    let head: [(key: String, value: JSONSchema)] = [
      ("schema", .constant(schemaVersion)), ("input", .size), ("fit", .fit), ("images", .integer),
      ("objects", .integer),
    ]
    let worst = JSONSchema.list(
      .object(["image": .string, "index": .integer, "size": size, "iou": .number])
    )
    return .object(
      head + figures + [("worst", worst), ("current", JSONSchema.object(figures).orNull)]
    )
  }()

  private static let thresholds = [0.25, 0.5, 0.75]

  /// What a person should know of ``configuration``.
  var configurationNotes: [Diagnostic] {
    let own = example.detector.configuration
    func note(_ found: String, _ remedy: String) -> Diagnostic {
      Diagnostic(.content, severity: .note, code: "anchors.config", found: found, remedy: remedy)
    }
    guard study.current != nil else {
      return [
        note("\(counted(highestClass + 1, "class", "classes")) in the labels", "check \"classes\"")
      ]
    }
    // Anything beside these is in the file that was given, and belongs there.
    let isPlain =
      own.components == Dialect.named(own.dialect)?.components && own.activation == nil
      && own.quantization.isEmpty
    return isPlain
      ? []
      : [
        note(
          "a config with choices of its own, of which only the fit is written",
          "copy \"scales\" into it"
        )
      ]
  }

  /// A configuration with the anchors found, which can be given back.
  var configuration: JSONOutput {
    let own = example.detector.configuration
    let classes: any JSONEncodable =
      own.classes.names.map { $0.json }
      ?? (study.current == nil ? highestClass + 1 : own.classes.count).json
    return [
      "name": own.name, "dialect": own.dialect, "classes": classes.json,
      "fit": example.detector.fit.json, "anchor_unit": "pixels",
      "scales": study.scales.map { scale -> JSONOutput in
        [
          "name": scale.name, "stride": scale.stride,
          "anchors": scale.anchors.map { [rounded($0.width), rounded($0.height)].json }.json,
        ]
      },
    ]
  }

  /// Three digits behind the point: a thousandth of a pixel.
  private func rounded(_ side: Double) -> Double { (side * 1000).rounded() / 1000 }

  private var highestClass: Int {
    example.images.lazy.compactMap { $0.objects?.map(\.classID).max() }.max() ?? 0
  }

  // MARK: - Text

  var text: String {
    let found = study.found
    let head = """
      anchors for \(counted(study.objects.count, "object")) in \
      \(counted(study.imageCount, "image")), input \(study.input)
      \(example.detector.fit.text)

      """
    var figures = TextTable(
      [.text(""), .number("found")] + (study.current == nil ? [] : [.number("config")])
    )
    func row(_ title: String, _ value: (AnchorStudy.Entry) -> Double) {
      figures.add(
        [title, figure(value(found))] + (study.current.map { [figure(value($0))] } ?? [])
      )
    }
    row("mean best IoU") { $0.fit.meanBestIoU }
    for threshold in Self.thresholds {
      row("IoU above \(threshold)") { $0.fit.recall(above: threshold) }
    }
    row("sides within 4 times") { $0.fit.ratioRecall }
    row("fitness of sides") { $0.fit.ratioFitness }
    for (index, rule) in found.rules.enumerated() {
      row("answered by \(rule.rule)") { $0.rules[index].recall }
    }
    var text = head + anchors + "\n" + figures.text + "\n"
    text += "objects by the scale of their best anchor\n"
    text +=
      TextTable(
        [.text("scale"), .number("stride"), .number("found")]
          + (study.current == nil ? [] : [.number("config")]),
        rows: found.objectsPerScale.map { scale in
          let own = study.current?.objectsPerScale.first { $0.scale == scale.scale }
          return [scale.scale, String(scale.stride), String(scale.objects)]
            + (study.current == nil ? [] : [own.map { String($0.objects) } ?? "-"])
        }
      ).text
    text += "\nanswered worst\n"
    text +=
      TextTable(
        [.text("image"), .number("object"), .number("width"), .number("height"), .number("IoU")],
        rows: study.worst(Self.listed).map { object, iou in
          [
            object.image, String(object.index), pixels(object.size.x), pixels(object.size.y),
            figure(iou),
          ]
        }
      ).text
    return text
  }

  /// The anchors by rising area, found and configured side by side.
  private var anchors: String {
    let entries = [study.found] + (study.current.map { [$0] } ?? [])
    var table = TextTable(
      [.number("anchor")] + zip(entries, ["found", "config"]).map { .number($1) }
    )
    for index in 0..<(entries.map(\.anchors.count).max() ?? 0) {
      table.add(
        [String(index)]
          + entries.map { entry in
            guard index < entry.anchors.count else { return "" }
            return "\(pixels(entry.anchors[index].width)) x \(pixels(entry.anchors[index].height))"
          }
      )
    }
    return table.text
  }

  private func figure(_ value: Double) -> String { NumberText.fixed(value, 4) }
  private func pixels(_ value: Double) -> String { NumberText.fixed(value, 1) }
}

import DetectionAnalysis
import DetectionText
import ToolSupport

/// What `detloss evaluate` tells.
struct EvaluationResult: Report {
  private let evaluation: DetectionEvaluation
  private let coco: COCOMetric
  private let voc: VOCMetric?
  private let errors: ErrorTypes
  private let threshold: ThresholdMetric
  private let metric: EvaluateCommand.Metric
  private let top: Int

  /// Judges the detections.
  init(
    evaluation: DetectionEvaluation,
    metric: EvaluateCommand.Metric,
    score: Double,
    top: Int
  ) {
    let (data, threads) = (evaluation.data, evaluation.threads)
    self.evaluation = evaluation
    self.metric = metric
    self.top = top
    coco = COCOMetric(data, threads: threads)
    let year: VOCMetric.Year? =
      switch metric {
      case .coco: nil
      case .voc2007: .voc2007
      case .voc2012: .voc2012
      }
    voc = year.map { VOCMetric(data, year: $0, threads: threads) }
    errors = ErrorTypes(
      data,
      imageOrder: evaluation.imageOrder,
      threads: threads
    )
    threshold = ThresholdMetric(data, coco, score: score)
  }

  // MARK: - JSON

  var json: JSONOutput {
    let head: JSONOutput = [
      "images": evaluation.imageOrder.count,
      "objects": evaluation.data.objects.count { $0.standing == .counted },
      "detections": evaluation.data.detections.count, "metric": metric.rawValue,
    ]
    return head.adding(evaluation.fit.map { ["fit": $0.json] })
      .adding(["summary": summary, "classes": classes, "errors": errorTypes])
      .adding(atThreshold)
  }

  private var summary: JSONOutput {
    guard voc == nil else { return ["mAP": voc?.map] }
    return JSONOutput(figures.map { (key: $0.key, value: $0.value) })
  }

  /// The twelve figures by their keys.
  private var figures: [(key: String, value: Double?)] {
    let summary = coco.summary
    return [
      ("AP", summary.ap), ("AP50", summary.ap50), ("AP75", summary.ap75),
      ("AP_small", summary.apSmall), ("AP_medium", summary.apMedium),
      ("AP_large", summary.apLarge), ("AR1", summary.ar1), ("AR10", summary.ar10),
      ("AR100", summary.ar100), ("AR_small", summary.arSmall), ("AR_medium", summary.arMedium),
      ("AR_large", summary.arLarge),
    ]
  }

  private var classes: [JSONOutput] {
    evaluation.classes.enumerated().map { index, entry in
      let counts = threshold.classes[index]
      let name: JSONOutput = [
        "class_id": entry.classID, "class": entry.name, "category_id": entry.categoryID,
        "objects": coco.classes[index].objects,
      ]
      let figures: JSONOutput =
        voc.map { ["AP": $0.classes[index].ap] }
        ?? ["AP": coco.classes[index].ap, "AP50": coco.classes[index].ap50]
      return name.adding(figures).adding(json(counts))
    }
  }

  private func json(_ counts: ThresholdMetric.Counts) -> JSONOutput {
    [
      "precision": counts.precision, "recall": counts.recall, "f1": counts.f1,
      "right": counts.right, "wrong": counts.wrong, "missed": counts.missed,
    ]
  }

  private var errorTypes: JSONOutput {
    [
      "AP50": errors.ap50,
      "kinds": errors.entries.map { entry -> JSONOutput in
        ["kind": entry.kind.rawValue, "count": entry.count, "cost": entry.cost]
      },
    ]
  }

  private var atThreshold: JSONOutput {
    [
      "at_score": (["score": threshold.score] as JSONOutput).adding(json(threshold.all)),
      "confusion": threshold.confusion.map { entry -> JSONOutput in
        [
          "class": entry.truth.map(name), "found_as": entry.found.map(name), "count": entry.count,
        ]
      },
      "worst_images": threshold.worstImages(threshold.images.count).map { image -> JSONOutput in
        let counts = threshold.images[image]
        return [
          "image": evaluation.images[image], "right": counts.right, "wrong": counts.wrong,
          "missed": counts.missed,
        ]
      },
    ]
  }

  private func name(_ index: Int) -> String { evaluation.classes[index].name }

  static let schema: JSONSchema = form(
    summary: .object(
      [
        "AP", "AP50", "AP75", "AP_small", "AP_medium", "AP_large", "AR1", "AR10", "AR100",
        "AR_small", "AR_medium", "AR_large",
      ].map { ($0, JSONSchema.number.orNull) }
    ).said("as pycocotools computes them; null where it says -1"),
    figures: [("AP", JSONSchema.number.orNull), ("AP50", JSONSchema.number.orNull)]
  )

  static let vocSchema: JSONSchema = form(
    summary: .object(["mAP": .number.orNull]),
    figures: [("AP", JSONSchema.number.orNull)]
  )

  private static func form(
    summary: JSONSchema,
    figures: [(key: String, value: JSONSchema)]
  ) -> JSONSchema {
    let counts: [(key: String, value: JSONSchema)] = [
      ("precision", .number.orNull), ("recall", .number.orNull), ("f1", .number.orNull),
      ("right", .integer), ("wrong", .integer), ("missed", .integer),
    ]
    let head: [(key: String, value: JSONSchema)] = [
      ("class_id", .integer.orNull), ("class", .string), ("category_id", .integer.orNull),
      ("objects", .integer),
    ]
    return .result([
      "images": .integer, "objects": .integer.said("those that count"), "detections": .integer,
      "metric": .word(EvaluateCommand.Metric.allCases.map(\.rawValue)), "fit": .fit.optional,
      "summary": summary, "classes": .list(.object(head + figures + counts)),
      "errors": JSONSchema.object([
        "AP50": .number.orNull.said("the mean AP at an IoU of 0.5, in points of a hundred"),
        "kinds": .list(
          .object([
            "kind": .word(ErrorTypes.Kind.allCases.map(\.rawValue)), "count": .integer,
            "cost": .number.said("points of AP50 that these errors cost"),
          ])
        ),
      ]).said("the kinds of errors of TIDE"),
      "at_score": .object([("score", .number)] + counts),
      "confusion": .list(
        .object([
          "class": .string.orNull.said("null for what is no object"),
          "found_as": .string.orNull.said("null for what was not found"), "count": .integer,
        ])
      ),
      "worst_images": .list(
        .object(["image": .string, "right": .integer, "wrong": .integer, "missed": .integer])
      ),
    ])
  }

  // MARK: - Text

  var text: String {
    let objects = evaluation.data.objects.count { $0.standing == .counted }
    let left = evaluation.data.objects.count - objects
    let head =
      wrappedLine([
        "\(counted(evaluation.data.detections.count, "detection"))",
        "\(counted(objects, "object"))" + (left > 0 ? " and \(left) that do not count" : ""),
        "\(counted(evaluation.imageOrder.count, "image"))",
        "\(counted(evaluation.classes.count, "class", "classes"))",
      ]) + (evaluation.fit?.text ?? "")
    return [head, figureTable, errorTable, thresholdTable, classTable, confusionTable, imageTable]
      .compactMap(\.self).joined(separator: "\n")
  }

  private func figure(_ value: Double?) -> String { value.map { NumberText.fixed($0, 4) } ?? "-" }

  private var figureTable: String {
    if let voc {
      return """
        mean average precision, VOC \(metric == .voc2007 ? "2007" : "2012")   \(figure(voc.map))

        """
    }
    let values = figures.map { figure($0.value) }
    let table = TextTable(
      [
        .text(""), .number("all"), .number("small"), .number("medium"), .number("large"),
        .number("IoU 0.5"), .number("IoU 0.75"),
      ],
      rows: [
        ["AP", values[0], values[3], values[4], values[5], values[1], values[2]],
        ["AR", values[8], values[9], values[10], values[11], "", ""],
        ["AR, 10 a class", values[7], "", "", "", "", ""],
        ["AR, 1 a class", values[6], "", "", "", "", ""],
      ]
    )
    return """
      average precision and recall, as COCO has them
      \(table.text)
        all            the mean over IoU 0.5, 0.55, ... 0.95 and the classes
        small, medium  objects of less than 32x32 pixels, and of less than 96x96

      """
  }

  private static let meanings: [ErrorTypes.Kind: String] = [
    .classification: "the right place, another class",
    .localisation: "the right class, IoU from 0.1 to 0.5",
    .both: "neither the right class nor the right place",
    .duplicate: "an object that a better detection has",
    .background: "no object: IoU below 0.1",
    .missed: "objects that no detection is near",
  ]

  private var errorTable: String {
    let table = TextTable(
      [.text("error"), .number("count"), .number("cost"), .text("what it is")],
      rows: errors.entries.map {
        [
          $0.kind.rawValue, String($0.count), NumberText.fixed($0.cost, 2),
          Self.meanings[$0.kind] ?? "",
        ]
      }
    )
    return """
      kinds of errors, and what they cost of \(errors.ap50.map { NumberText.fixed($0, 2) } ?? "no") \
      points of AP at IoU 0.5
      \(table.text)
      """
  }

  private var thresholdTable: String {
    let all = threshold.all
    let table = TextTable(
      [
        .number("precision"), .number("recall"), .number("F1"), .number("right"),
        .number("wrong"), .number("missed"),
      ],
      rows: [
        [
          figure(all.precision), figure(all.recall), figure(all.f1), String(all.right),
          String(all.wrong), String(all.missed),
        ]
      ]
    )
    return """
      scores from \(NumberText.short(threshold.score)), at IoU 0.5
      \(table.text)
      """
  }

  private var classTable: String {
    let rows = evaluation.classes.indices.sorted {
      let first = voc?.classes[$0].ap ?? coco.classes[$0].ap ?? 2
      let second = voc?.classes[$1].ap ?? coco.classes[$1].ap ?? 2
      return (first, $0) < (second, $1)
    }
    let table = TextTable(
      [.text("class"), .number("objects"), .number("AP")]
        + (voc == nil ? [.number("AP50")] : [])
        + [.number("precision"), .number("recall")],
      rows: rows.map { index in
        let (figures, counts) = (coco.classes[index], threshold.classes[index])
        let ap = voc.map { [$0.classes[index].ap] } ?? [figures.ap, figures.ap50]
        return [name(index), String(figures.objects)] + ap.map(figure)
          + [figure(counts.precision), figure(counts.recall)]
      }
    )
    return "classes, the worst first\n\(table.text)"
  }

  private var confusionTable: String? {
    let confused = threshold.confusion.filter {
      $0.truth != $0.found && $0.truth != nil && $0.found != nil
    }.sorted { $0.count > $1.count }.shortened(to: top, "pair")
    guard !confused.shown.isEmpty else { return nil }
    let table = TextTable(
      [.text("class"), .text("found as"), .number("times")],
      rows: confused.shown.map {
        [$0.truth.map(name) ?? "", $0.found.map(name) ?? "", String($0.count)]
      }
    )
    return "taken for each other\n\(table.text)\(confused.rest)"
  }

  private var imageTable: String? {
    let worst = threshold.worstImages(threshold.images.count).shortened(to: top, "image")
    guard !worst.shown.isEmpty else { return nil }
    let table = TextTable(
      [.path("image"), .number("right"), .number("wrong"), .number("missed")],
      rows: worst.shown.map { image in
        let counts = threshold.images[image]
        return [
          evaluation.images[image], String(counts.right), String(counts.wrong),
          String(counts.missed),
        ]
      }
    )
    return "images with the most errors\n\(table.text)\(worst.rest)"
  }
}

import DetectionAnalysis
import ToolSupport

/// A loss with the names that its report speaks of.
struct LossResult: Report {
  let example: DetectionCase
  let report: LossReport

  /// What may be wrong, where somebody asked.
  var diagnosis: LossDiagnosis?

  var detector: Detector { example.detector }

  /// What an image is called: its name in the labels, else its index.
  func name(ofImage index: Int) -> String { example.images[index].name }

  /// The class that the labels give an object, where there are labels.
  func classID(image: Int, object: Int) -> Int? {
    example.images[image].objects?[object].classID
  }
}

extension ScaleLoss {
  /// How many anchors are what.
  var countFields: Fields {
    ["positives": counts.positives, "ignored": counts.ignored, "background": counts.background]
  }
}

// MARK: - JSON

extension LossResult {
  /// Beside the fixed contract, each image lists its objects with what each costs.
  var json: JSONOutput {
    let printed = report.frameworkLoss?.json ?? report.frameworkTerms?.fields.json
    let (name, dialect, input) = (detector.name, detector.dialect, detector.input)
    let batch: JSONOutput = [
      "config": name, "dialect": dialect, "images": report.images.count,
      "input": ["width": input.width, "height": input.height] as JSONOutput,
      "fit": example.fit.json, "loss": report.loss.fields,
    ]
    return
      batch
      .adding(printed.map { ["framework_loss": $0] })
      .adding([
        "scales": report.scales.map(json),
        "per_image": report.images.enumerated().map {
          ImageLossLine(example: example, image: $0, loss: $1).json
        },
      ])
      .adding(diagnosis.map { ["diagnosis": json($0)] })
  }

  static let schema = JSONSchema.result([
    "config": .string, "dialect": .string, "images": .integer, "input": .size, "fit": .fit,
    "loss": LossTerms.schema,
    "framework_loss": .anyOf([.number, LossTerms.schema]).optional
      .said("what the framework prints, where that is not its loss"),
    "scales": .list(
      .object([
        "name": .string, "stride": .integer, "loss": LossTerms.schema,
        "positives": .integer, "ignored": .integer, "background": .integer,
      ])
    ),
    "per_image": .list(ImageLossLine.schema),
    "diagnosis": JSONSchema.object([
      "images": .integer, "loss": .number,
      "own_loss": .number.orNull.said("the loss of the dump's own detections"),
      "causes": .list(.object(["cause": .string, "loss": .number])),
    ]).optional,
  ])

  private func json(_ scale: ScaleLoss) -> JSONOutput {
    (["name": scale.name, "stride": scale.stride, "loss": scale.loss.fields] as JSONOutput)
      .adding(scale.countFields.json)
  }

  private func json(_ diagnosis: LossDiagnosis) -> JSONOutput {
    let causes = diagnosis.causes.map { cause -> JSONOutput in
      ["cause": cause.cause, "loss": cause.loss]
    }
    return [
      "images": diagnosis.images, "loss": diagnosis.loss, "own_loss": diagnosis.ownLoss,
      "causes": causes,
    ]
  }
}

/// What one image costs: an entry of the report's list, or a line of its own.
struct ImageLossLine {
  let example: DetectionCase
  let image: Int
  let loss: ImageLoss

  private var name: String { example.images[image].name }

  var json: JSONOutput {
    let objects = loss.objects.map { object -> JSONOutput in
      let classID = example.images[image].objects?[object.object].classID
      return [
        "index": object.object, "class_id": classID,
        "class": classID.map(example.detector.classes.name), "anchors": object.anchors,
        "loss": object.loss.fields,
      ]
    }
    return [
      "image": name, "loss": loss.loss.fields, "background": loss.background, "objects": objects,
    ]
  }

  static let schema = JSONSchema.object([
    "image": .string, "loss": LossTerms.schema,
    "background": .number.said("the part of objectness that negative anchors cost"),
    "objects": .list(
      .object([
        "index": .integer.said("from 0, in the order of the labels"), "class_id": .integer.orNull,
        "class": .string.orNull, "anchors": .integer.said("how many are positive for it"),
        "loss": LossTerms.schema,
      ])
    ),
  ])

  /// The first line of comma-separated values.
  static let header = csvLine(
    ["image", "total", "box", "objectness", "classification", "background", "objects"]
  )

  /// The line, with its line end.
  func text(as format: ImageFormat, for output: any TextOutput) throws(NonFiniteNumber) -> String {
    guard format == .csv else { return try json.text(.compact) + "\n" }
    let terms = loss.loss
    let numbers = [terms.total, terms.box, terms.objectness, terms.classification, loss.background]
    let fields = try numbers.map { (number) throws(NonFiniteNumber) in
      try number.json.text(.compact)
    }
    // Dense label tensors do not tell objects.
    let objects = example.images[image].objects.map { "\($0.count)" } ?? ""
    return csvLine([name] + fields + [objects], for: output)
  }
}

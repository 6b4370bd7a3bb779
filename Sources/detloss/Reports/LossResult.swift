import DetectionAnalysis
import ToolSupport

/// A loss with the names that its report speaks of.
struct LossResult: Report {
  let example: DetectionCase
  let report: LossReport

  /// What may be wrong, where somebody asked.
  var diagnosis: LossDiagnosis?

  /// The image that is told of alone, if one was asked for.
  var only: Int?

  /// The order of images in text, and how many entries of a list that shows.
  var order = LossCommand.Order.loss
  var top = 10

  /// The images that are told of, in their order.
  var told: [Int] { only.map { [$0] } ?? Array(report.images.indices) }

  var detector: Detector { example.detector }

  /// What an image is called: its name in the labels, else its index.
  func name(ofImage index: Int) -> String { example.images[index].name }

  /// The class that the labels give an object, where there are labels.
  func classID(image: Int, object: Int) -> Int? {
    example.images[image].objects?[object].classID
  }
}

// MARK: - JSON

extension LossResult {
  /// Beside the fixed contract, each image lists its objects with what each costs.
  var json: JSONOutput {
    summary.json
      .adding([
        "per_image": told.map {
          ImageLossLine(example: example, image: $0, loss: report.images[$0]).json
        }
      ])
      .adding(classes.map { ["per_class": $0.map(json)] })
      .adding(diagnosis.map { ["diagnosis": json($0)] })
  }

  static let schema = JSONSchema.result(LossSummary.members + members)

  private static let members: [(key: String, value: JSONSchema)] = [
    ("per_image", .list(ImageLossLine.schema)),
    (
      "per_class",
      JSONSchema.list(
        .object([
          "class_id": .integer, "class": .string, "objects": .integer, "anchors": .integer,
          "loss": LossTerms.schema,
        ])
      ).optional.said("what the objects of each class cost; nothing of negative anchors")
    ),
    (
      "diagnosis",
      JSONSchema.object([
        "images": .integer, "loss": .number,
        "own_loss": .number.orNull.said("the loss of the dump's own detections"),
        "causes": .list(.object(["cause": .string, "loss": .number])),
      ]).optional
    ),
  ]

  private func json(_ entry: ClassLoss) -> JSONOutput {
    [
      "class_id": entry.classID, "class": detector.classes.name(of: entry.classID),
      "objects": entry.objects, "anchors": entry.anchors, "loss": entry.loss.fields,
    ]
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
  private let image: DetectionCase.Image
  private let classes: ClassList
  private let loss: ImageLoss

  init(image: DetectionCase.Image, classes: ClassList, loss: ImageLoss) {
    (self.image, self.classes, self.loss) = (image, classes, loss)
  }

  init(example: DetectionCase, image: Int, loss: ImageLoss) {
    self.init(image: example.images[image], classes: example.detector.classes, loss: loss)
  }

  private var name: String { image.name }

  var json: JSONOutput {
    let objects = loss.objects.map { object -> JSONOutput in
      let classID = image.objects?[object.object].classID
      return [
        "index": object.object, "class_id": classID,
        "class": classID.map(classes.name), "anchors": object.anchors,
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
    let objects = image.objects.map { "\($0.count)" } ?? ""
    return csvLine([name] + fields + [objects], for: output)
  }
}

// MARK: - Classes

/// What the objects of one class cost.
struct ClassLoss {
  let classID: Int
  var objects = 0
  var anchors = 0
  var loss = LossTerms()
}

extension LossResult {
  /// What the objects of each class cost that has some, the dearest first; `nil` where classes are not
  /// known.
  var classes: [ClassLoss]? {
    var classes: [Int: ClassLoss] = [:]
    for image in told {
      for object in report.images[image].objects {
        guard let classID = classID(image: image, object: object.object) else { return nil }
        var entry = classes[classID] ?? ClassLoss(classID: classID)
        entry.objects += 1
        entry.anchors += object.anchors
        entry.loss = LossTerms(
          box: entry.loss.box + object.loss.box,
          objectness: entry.loss.objectness + object.loss.objectness,
          classification: entry.loss.classification + object.loss.classification
        )
        classes[classID] = entry
      }
    }
    guard example.knowsImages else { return nil }
    return classes.values.sorted {
      ($1.loss.total, $0.classID) < ($0.loss.total, $1.classID)
    }
  }
}

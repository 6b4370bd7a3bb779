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

  /// The class of an object.
  func className(image: Int, object: Int) -> String {
    let label = example.images[image].objects?[object]
    return label.map { detector.classes.name(of: $0.classID) } ?? ""
  }
}

// MARK: - JSON

extension LossResult {
  /// The result as other programs read it.
  ///
  /// Beside the fixed contract, each image lists its objects with what each costs.
  func json() throws -> JSONOutput {
    let printed =
      try report.frameworkLoss.map(JSONOutput.number) ?? report.frameworkTerms?.json()
    return .object(
      [
        ("config", .string(detector.name)),
        ("dialect", .string(detector.dialect)),
        ("images", .integer(report.images.count)),
        (
          "input",
          .object([
            ("width", .integer(example.detector.input.width)),
            ("height", .integer(example.detector.input.height)),
          ])
        ),
        ("fit", example.fit.json),
        ("loss", try report.loss.json()),
      ] + (printed.map { [("framework_loss", $0)] } ?? []) + [
        ("scales", .array(try report.scales.map(Self.json))),
        ("per_image", .array(try report.images.indices.map(imageJSON))),
      ] + (try diagnosis.map { [("diagnosis", try Self.json($0))] } ?? [])
    )
  }

  private static func json(_ scale: ScaleLoss) throws -> JSONOutput {
    .object([
      ("name", .string(scale.name)),
      ("stride", .integer(scale.stride)),
      ("loss", try scale.loss.json()),
      ("positives", .integer(scale.counts.positives)),
      ("ignored", .integer(scale.counts.ignored)),
      ("background", .integer(scale.counts.background)),
    ])
  }

  private static func json(_ diagnosis: LossDiagnosis) throws -> JSONOutput {
    .object([
      ("images", .integer(diagnosis.images)),
      ("loss", try .number(diagnosis.loss)),
      ("own_loss", try diagnosis.ownLoss.map(JSONOutput.number) ?? .null),
      (
        "causes",
        .array(
          try diagnosis.causes.map {
            .object([("cause", .string($0.cause)), ("loss", try .number($0.loss))])
          }
        )
      ),
    ])
  }

  private func imageJSON(_ index: Int) throws -> JSONOutput {
    let image = report.images[index]
    return .object([
      ("image", .string(name(ofImage: index))),
      ("loss", try image.loss.json()),
      ("background", try .number(image.background)),
      (
        "objects",
        .array(
          try image.objects.map { object in
            let label = example.images[index].objects?[object.object]
            return .object([
              ("index", .integer(object.object)),
              ("class_id", label.map { .integer($0.classID) } ?? .null),
              ("class", label.map { .string(detector.classes.name(of: $0.classID)) } ?? .null),
              ("anchors", .integer(object.anchors)),
              ("loss", try object.loss.json()),
            ])
          }
        )
      ),
    ])
  }
}

extension LossTerms {
  /// The sum and its parts as other programs read them.
  func json() throws -> JSONOutput {
    .object([
      ("total", try .number(total)),
      ("box", try .number(box)),
      ("objectness", try .number(objectness)),
      ("classification", try .number(classification)),
    ])
  }
}

import DetectionAnalysis
import DetectionText
import ToolSupport

/// What is told of a loss without any image: of a batch, or of the parts that one was merged from.
struct LossSummary {
  let report: LossReport

  /// How many images it is of.
  let images: Int

  let name: String
  let dialect: String
  let input: PixelSize
  let fit: ImageFit
  let reduction: ReductionChoice

  /// What the framework prints in place of its loss.
  let kind: FrameworkLoss?

  /// The paragraphs of text.
  var parts: [String?] { [header, scaleTable, printedTable, countTable] }

  private var header: String {
    wrappedLine([
      "loss of \(counted(images, "image"))", "input \(input)",
      "config \(name)", "dialect \(dialect)",
    ]) + fit.text
  }

  /// The loss by scale and part.
  private var scaleTable: String {
    var table = TextTable(
      [.text("scale"), .number("stride")] + LossTerms.columns,
      rows: report.scales.map { [$0.name, $0.stride] + $0.loss.fields.cells }
    )
    table.add(["all", ""] + report.loss.fields.cells)
    return """
      \(table.text)
        box         place and size of positive anchors
        objectness  all anchors but the ignored ones
        class       class channels of positive anchors
        total       their sum: \(words)

      """
  }

  /// The number that the framework prints, where that is not its loss.
  private var printedTable: String? {
    if let terms = report.frameworkTerms {
      let table = TextTable(
        [.text("log")] + LossTerms.columns,
        rows: [["all"] + terms.fields.cells]
      )
      return """
        what the framework's log shows: the parts without the factor of the batch
        \(table.text)

        """
    }
    guard let printed = report.frameworkLoss,
      let kind
    else { return nil }
    var table = TextTable(
      [.text("scale"), .number("printed")],
      rows: report.scales.map { [$0.name, $0.frameworkLoss ?? 0] }
    )
    table.add(["all", printed])
    let meaning =
      switch kind {
      case .squaredGradient: "the squared length of its gradient"
      case .overlapMeanAndSquares:
        "its mean of 1 - IoU, and the squared length of the other gradients"
      case .partsPerImage: "the parts"
      }
    return """
      what the framework prints as its cost is not this loss
      \(table.text)
        printed   \(meaning)

      """
  }

  /// How terms become the total, in words.
  private var words: String {
    switch reduction {
    case .perImage(.mean): "the mean over the images of each image's sum"
    case .perImage(.sum): "the sum over the images of each image's sum"
    case .perScale(false, .all): "means over matches or anchors of each scale"
    case .perScale(true, .all): "means over matches or anchors, times the images"
    case .perScale(false, .counted): "means over matches or anchors not ignored of each scale"
    case .perScale(true, .counted): "means over matches or anchors not ignored, times the images"
    }
  }

  /// How many anchors are what.
  private var countTable: String {
    let table = TextTable(
      [.text("scale"), .number("positive"), .number("ignored"), .number("negative")],
      rows: report.scales.map { [$0.name] + $0.countFields.cells }
    )
    return """
      anchors of the whole batch
      \(table.text)
        positive  should predict an object
        ignored   not positive, but their box found an object: they cost nothing
        negative  all others: their objectness should be 0

      """
  }
}

extension ScaleLoss {
  /// How many anchors are what.
  var countFields: Fields {
    ["positives": counts.positives, "ignored": counts.ignored, "background": counts.background]
  }

  fileprivate var json: JSONOutput {
    (["name": name, "stride": stride, "loss": loss.fields] as JSONOutput).adding(countFields.json)
  }
}

// MARK: - JSON

extension LossSummary {
  var json: JSONOutput {
    let printed = report.frameworkLoss?.json ?? report.frameworkTerms?.fields.json
    let batch: JSONOutput = [
      "config": name, "dialect": dialect, "images": images,
      "input": ["width": input.width, "height": input.height] as JSONOutput,
      "fit": fit.json, "loss": report.loss.fields,
    ]
    return
      batch
      .adding(printed.map { ["framework_loss": $0] })
      .adding(["scales": report.scales.map(\.json)])
  }

  static let members: [(key: String, value: JSONSchema)] = [
    ("config", .string), ("dialect", .string), ("images", .integer), ("input", .size),
    ("fit", .fit), ("loss", LossTerms.schema),
    (
      "framework_loss",
      JSONSchema.anyOf([.number, LossTerms.schema]).optional
        .said("what the framework prints, where that is not its loss")
    ),
    (
      "scales",
      .list(
        .object([
          "name": .string, "stride": .integer, "loss": LossTerms.schema,
          "positives": .integer, "ignored": .integer, "background": .integer,
        ])
      )
    ),
  ]
}

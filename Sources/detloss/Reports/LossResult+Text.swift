import DetectionAnalysis
import DetectionText
import ToolSupport

extension LossResult {
  /// The result as a person reads it.
  var text: String {
    [header, scaleTable, printedTable, countTable, imageTable, objectTable, diagnosisText]
      .compactMap { $0 }
      .joined(separator: "\n")
  }

  private var header: String {
    wrappedLine([
      "loss of \(counted(report.images.count, "image"))", "input \(example.detector.input)",
      "config \(detector.name)", "dialect \(detector.dialect)",
    ]) + example.fit.text
  }

  /// The loss by scale and part.
  private var scaleTable: String {
    var table = LossTable(titles: [.text("scale"), .number("stride")])
    for scale in report.scales {
      table.add([scale.name, "\(scale.stride)"], scale.loss)
    }
    table.add(["all", ""], report.loss)
    return """
      \(table.text)
        box         place and size of responsible anchors
        objectness  all anchors but the ignored ones
        class       class channels of responsible anchors
        total       their sum: \(reduction)

      """
  }

  /// The number that the framework prints, where that is not its loss.
  private var printedTable: String? {
    if let terms = report.frameworkTerms {
      var table = LossTable(titles: [.text("log")])
      table.add(["all"], terms)
      return """
        what the framework's log shows: the parts without the factor of the batch
        \(table.text)

        """
    }
    guard let printed = report.frameworkLoss,
      let kind = detector.components.frameworkLoss
    else { return nil }
    var table = TextTable([.text("scale"), .number("printed")])
    let numbers = NumberText.column(report.scales.map { $0.frameworkLoss ?? 0 } + [printed])
    for (name, number) in zip(report.scales.map(\.name) + ["all"], numbers) {
      table.add([name, number])
    }
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

  /// What may be wrong, where somebody asked.
  private var diagnosisText: String? {
    guard let diagnosis else { return nil }
    let own = diagnosis.ownLoss.map(NumberText.significant) ?? "none, it has none it is sure of"
    let causes =
      diagnosis.causes.isEmpty
      ? "none of the usual mistakes explains half of the loss\n"
      : "probably\n"
        + diagnosis.causes.map { wrappedLine(["  \(diagnosis.sentence(about: $0))"]) }
        .joined()
    return """
      diagnosis of \(counted(diagnosis.images, "image")); the loss of the dump's own detections: \
      \(own)
      \(causes)
      """
  }

  /// How terms become the total, in words.
  private var reduction: String {
    switch detector.components.reduction {
    case .perImage(.mean): "the mean over the images of each image's sum"
    case .perImage(.sum): "the sum over the images of each image's sum"
    case .perScale(timesBatchSize: false): "means over matches or anchors of each scale"
    case .perScale(timesBatchSize: true): "means over matches or anchors, times the images"
    }
  }

  /// How many anchors are what.
  private var countTable: String {
    var table = TextTable([
      .text("scale"), .number("responsible"), .number("ignored"), .number("background"),
    ])
    for scale in report.scales {
      table.add([
        scale.name, "\(scale.counts.positives)", "\(scale.counts.ignored)",
        "\(scale.counts.background)",
      ])
    }
    return """
      anchors of the whole batch
      \(table.text)
        responsible  should predict an object
        ignored      not responsible, but their box found an object: they cost nothing
        background   all others: their objectness should be 0

      """
  }

  /// Each image's own sum.
  private var imageTable: String {
    // Dense label tensors tell neither names nor objects.
    let knowsImages = example.knowsImages
    var table = LossTable(titles: [.path("image")] + (knowsImages ? [.number("objects")] : []))
    for (index, image) in report.images.enumerated().prefix(Self.longest) {
      let objects = example.images[index].objects.map { ["\($0.count)"] } ?? []
      table.add([name(ofImage: index)] + objects, image.loss)
    }
    return """
      \(imageHeading)\(knowsImages ? "" : "; images are counted from 0")
      \(table.text)\(Self.rest(of: report.images.count, what: "images"))
      """
  }

  /// What the table of images adds up to.
  private var imageHeading: String {
    detector.components.reduction.hasImageLoss
      ? "each image's own sum over all scales"
      : "each image's share: the mean is over the whole batch, no image has a loss of its own"
  }

  /// The objects that cost most.
  private var objectTable: String? {
    let objects = report.images.enumerated().flatMap { image, loss in
      loss.objects.map { (image: image, object: $0) }
    }
    guard !objects.isEmpty else { return nil }
    let dearest = objects.enumerated()
      .sorted {
        ($1.element.object.loss.total, $0.offset) < ($0.element.object.loss.total, $1.offset)
      }
      .prefix(Self.longest)
      .map(\.element)
    var table = LossTable(titles: [.path("image:object"), .text("class"), .number("anchors")])
    for (image, object) in dearest {
      table.add(
        [
          "\(name(ofImage: image)):\(object.object)",
          className(image: image, object: object.object),
          "\(object.anchors)",
        ],
        object.loss
      )
    }
    return """
      \(dearest.count < objects.count ? "the \(dearest.count) objects that cost most" : "each object"), \
      of \(objects.count); objects are counted from 0
      \(table.text)\(Self.rest(of: objects.count, what: "objects"))
      """
  }

  /// The longest list that text shows; JSON has all.
  private static let longest = 10

  /// A line that says what a list leaves out.
  private static func rest(of count: Int, what: String) -> String {
    count > longest ? "(\(count - longest) more \(what): --format json lists all)\n" : ""
  }
}

import DetectionAnalysis
import DetectionText
import ToolSupport

extension LossResult {
  var text: String {
    [
      header, scaleTable, printedTable, countTable, imageTable, classTable, objectTable,
      diagnosisText,
    ]
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
        total       their sum: \(reduction)

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
      let kind = detector.components.frameworkLoss
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

  /// What may be wrong, where somebody asked.
  var diagnosisText: String? {
    guard let diagnosis else { return nil }
    let own = diagnosis.ownLoss.map(NumberText.significant) ?? "none, it has none it is sure of"
    let causes =
      diagnosis.objects.labels == 0
      ? "the labels have no object, and the network is sure of \(diagnosis.objects.own)\n"
      : diagnosis.causes.isEmpty
        ? "none of the usual mistakes explains half of the loss\n"
        : "probably\n"
          + diagnosis.causes.map {
            wrappedWords(diagnosis.sentence(about: $0), indent: 2, hanging: 4)
          }.joined()
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

  /// Each image's own sum.
  private var imageTable: String {
    // Dense label tensors tell neither names nor objects.
    let (knowsImages, isCounted) = (example.knowsImages, example.countsImages)
    let sorted =
      order == .given
      ? told
      : told.sorted {
        (report.images[$1].loss.total, $0) < (report.images[$0].loss.total, $1)
      }
    let images = sorted.shortened(to: top, "image")
    let table = TextTable(
      [.path("image")] + (knowsImages ? [.number("objects")] : []) + LossTerms.columns,
      rows: images.shown.map { index in
        let objects = example.images[index].objects.map { [$0.count] } ?? []
        return [name(ofImage: index)] + objects + report.images[index].loss.fields.cells
      }
    )
    let heading =
      detector.components.reduction.hasImageLoss
      ? "each image's sum over all scales"
      : "each image's share: the mean is over the whole batch, no image has a loss of its own"
    let worst = order == .loss && told.count > 1 ? ", largest first" : ""
    return """
      \(heading)\(worst)\(isCounted ? "; images are counted from 0" : "")
      \(table.text)\(images.rest)
      """
  }

  /// What the objects of each class cost.
  private var classTable: String? {
    guard let classes, classes.count > 1 else { return nil }
    let dearest = classes.shortened(to: top, "class", "classes")
    let table = TextTable(
      [.text("class"), .number("objects"), .number("anchors")] + LossTerms.columns,
      rows: dearest.shown.map {
        [detector.classes.name(of: $0.classID), $0.objects, $0.anchors] + $0.loss.fields.cells
      }
    )
    return """
      what the objects of each class cost
      \(table.text)\(dearest.rest)
      """
  }

  /// The objects that cost most.
  private var objectTable: String? {
    let objects = told.flatMap { image in
      report.images[image].objects.map { (image: image, object: $0) }
    }
    guard !objects.isEmpty else { return nil }
    let dearest = objects.enumerated().sorted {
      ($1.element.object.loss.total, $0.offset) < ($0.element.object.loss.total, $1.offset)
    }.map(\.element).shortened(to: top, "object")
    let table = TextTable(
      [.path("image:object"), .text("class"), .number("anchors")] + LossTerms.columns,
      rows: dearest.shown.map { image, object in
        let classID = classID(image: image, object: object.object)
        return [
          "\(name(ofImage: image)):\(object.object)",
          classID.map(detector.classes.name) ?? "", object.anchors,
        ] + object.loss.fields.cells
      }
    )
    let count = dearest.shown.count
    return """
      \(count < objects.count ? "the \(count) objects that cost most" : "each object"), \
      of \(objects.count); objects are counted from 0
      \(table.text)\(dearest.rest)
      """
  }
}

import DetectionAnalysis
import DetectionText
import ToolSupport

extension LossResult {
  /// What is told without any image.
  var summary: LossSummary {
    LossSummary(
      report: report,
      images: report.images.count,
      name: detector.name,
      dialect: detector.dialect,
      input: detector.input,
      fit: example.fit,
      reduction: detector.components.reduction,
      kind: detector.components.frameworkLoss
    )
  }

  var text: String {
    (summary.parts + [imageTable, classTable, objectTable, diagnosisText])
      .compactMap { $0 }
      .joined(separator: "\n")
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

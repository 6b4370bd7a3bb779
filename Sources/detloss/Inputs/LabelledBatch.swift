import AnchorDecoding
import BoxGeometry
import DetectorConfiguration
import GroundTruthFiles
import TargetAssignment

/// The labels of a batch, brought to pixels of the network input.
struct LabelledBatch {
  /// One image of the batch.
  struct Image {
    /// Its name in the labels.
    let name: String

    /// The way from its own pixels to the network input's.
    let transform: FitTransform

    /// Its objects, in pixels of the network input.
    let objects: [LabeledBox]
  }

  /// The images, in the order of the labels.
  let images: [Image]

  /// The files of images that were looked at for their sizes.
  let imageFiles: [String]

  /// The file, for naming places.
  private let file: AnnotationFile

  /// Reads labels and fits their boxes into the network input.
  ///
  /// - Parameters:
  ///   - path: The labels.
  ///   - configuration: The detector.
  ///   - fit: How images were put into the network input.
  ///   - input: The size of the network input.
  /// - Throws: `AnnotationError` or `ImageHeaderError` for a file, ``InputError`` for an image that
  ///   is not there.
  init(
    path: String,
    configuration: DetectorConfiguration,
    fit: ImageFit,
    input: PixelSize
  ) throws {
    let file = try AnnotationFile(path: path, classCount: configuration.classes.count)
    guard !file.images.isEmpty else { throw InputError.noImages(labels: path) }
    self.file = file
    var imageFiles: [String] = []
    images = try file.images.map { image in
      let found = try Self.file(of: image, labels: path, fit: fit)
      if let found { imageFiles.append(found) }
      let transform = FitTransform(
        fit,
        image: try found.map { try ImageHeader.size(path: $0) } ?? input,
        input: input
      )
      return Image(
        name: image.name,
        transform: transform,
        objects: image.objects.map {
          LabeledBox(box: transform.input($0.box), classID: $0.classID)
        }
      )
    }
    self.imageFiles = imageFiles
  }

  /// The file of an image, where the fit needs its size.
  private static func file(
    of image: AnnotatedImage,
    labels: String,
    fit: ImageFit
  ) throws(InputError) -> String? {
    guard fit != .none else { return nil }
    guard let file = ImageHeader.file(named: image.name, besideLabels: labels) else {
      throw InputError.imageMissing(
        place: "\(AnnotationPlace(file: labels, line: image.line))",
        image: image.name,
        fit: fit
      )
    }
    return file
  }

  /// Refuses labels of another number of images than a dump holds.
  func checkCount(against dump: HeadDump) throws(InputError) {
    guard images.count == dump.images else {
      throw .imageCount(
        dump: dump.files[0],
        images: dump.images,
        labels: file.name,
        lines: images.count
      )
    }
  }

  /// What there is to say about the boxes.
  ///
  /// - Parameters:
  ///   - input: The size of the network input.
  ///   - smallBoxWeight: Whether the box loss has the small-box weight.
  /// - Returns: Sentences with file, line and box.
  func boxWarnings(input: PixelSize, smallBoxWeight: Bool) -> [String] {
    var warnings = BoxWarnings(file: file.name, remark: "; the nearest cell takes it")
    for (index, image) in images.enumerated() {
      for (object, labelled) in image.objects.enumerated() {
        warnings.check(
          CenterBox(labelled.box),
          input: input,
          smallBoxWeight: smallBoxWeight,
          place: "\(file.place(image: index, object: object)) (of \(image.name))"
        )
      }
    }
    return warnings.sentences
  }

  /// What dense label tensors cannot hold of the assignments; `nil` where they hold all.
  func omission(of assignments: [ImageAssignment], scaleNames: [String]) -> String? {
    let crowded = assignments.enumerated().flatMap { image, assignment in
      assignment.crowdedAnchors.map { (image, $0) }
    }
    guard let (image, anchor) = crowded.first else { return nil }
    let kept = anchor.object
    let others = Set(anchor.boxes).subtracting([kept]).sorted().map { "box \($0 + 1)" }
    let fate =
      others.isEmpty
      ? "stands there once instead of \(anchor.boxes.count) times"
      : "stands there, \(others.joined(separator: ", ")) \(others.count == 1 ? "does" : "do") not"
    return """
      --tensors: \(crowded.count) \(crowded.count == 1 ? "anchor" : "anchors") shall predict more \
      than one box, but a dense label holds one: the box written last stands there, with the \
      classes of all; the first is in \(images[image].name), scale "\(scaleNames[anchor.site.scale])\
      ", row \(anchor.site.row), column \(anchor.site.column), anchor \(anchor.site.anchor): \
      \(file.place(image: image, object: kept)) \(fate)
      """
  }

  /// The assignment of every image.
  ///
  /// - Throws: ``InputError/object(place:image:_:)`` for an object that cannot be assigned.
  func assignments(by assigner: TargetAssigner) throws(InputError) -> [ImageAssignment] {
    var assignments: [ImageAssignment] = []
    for (index, image) in images.enumerated() {
      do {
        assignments.append(try assigner(image.objects))
      } catch {
        throw .object(
          place: file.place(image: index, object: error.object),
          image: image.name,
          error
        )
      }
    }
    return assignments
  }
}

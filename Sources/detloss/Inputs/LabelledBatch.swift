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
  private let file: GroundTruth

  /// Reads labels and fits their boxes into the network input.
  ///
  /// - Parameters:
  ///   - path: The labels.
  ///   - configuration: The detector.
  ///   - fit: How images were put into the network input.
  ///   - input: The size of the network input.
  /// - Throws: A fault of the labels or of an image.
  init(
    path: String,
    configuration: DetectorConfiguration,
    fit: ImageFit,
    input: PixelSize
  ) throws {
    let file = try GroundTruth(path: path, classCount: configuration.classes.count)
    self.file = file
    var imageFiles: [String] = []
    images = try file.images.enumerated().map { index, image in
      let size = fit == .none ? input : try file.size(ofImage: index, filesRead: &imageFiles)
      let transform = FitTransform(fit, image: size, input: input)
      return Image(
        name: image.name,
        transform: transform,
        objects: image.labeledBoxes(inImageOf: size).map {
          LabeledBox(box: transform.input($0.box), classID: $0.classID)
        }
      )
    }
    self.imageFiles = imageFiles
  }

  /// Where an object stands in the labels.
  private func place(image: Int, object: Int) -> Place {
    file.images[image].place(ofObject: object)
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

  /// What there is to say about the labels and their boxes.
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
          place: "\(place(image: index, object: object))"
        )
      }
    }
    return file.warnings.map(\.description) + warnings.sentences
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
      \(place(image: image, object: kept)) \(fate)
      """
  }

  /// The assignment of every image.
  ///
  /// - Throws: ``InputError/object(place:_:)`` for an object that cannot be assigned.
  func assignments(by assigner: TargetAssigner) throws(InputError) -> [ImageAssignment] {
    var assignments: [ImageAssignment] = []
    for (index, image) in images.enumerated() {
      do {
        assignments.append(try assigner(image.objects))
      } catch {
        throw .object(place: place(image: index, object: error.object), error)
      }
    }
    return assignments
  }
}

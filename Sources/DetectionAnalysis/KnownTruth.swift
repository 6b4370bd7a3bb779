import GroundTruthFiles

/// The ground truth of a case, as far as it is known.
enum KnownTruth: Sendable {
  /// Nothing is known.
  case none

  /// Objects, which the configuration's rule assigns.
  case objects(LabelledBatch)

  /// Dense label tensors, taken as they are.
  case targets(DenseTargets)

  /// Reads a ground truth and refuses one that is not of this batch.
  init(
    _ source: DetectionCase.GroundTruth,
    configuration: DetectorConfiguration,
    fit: ImageFit,
    input: PixelSize,
    _ dump: HeadDump?
  ) throws {
    switch source {
    case .none: self = .none
    case .targets(let path):
      guard let dump else { throw Diagnostic.noHeads }
      self = .targets(try DenseTargets(path: path, configuration: configuration, dump: dump))
    case .labels(let path):
      let batch = try LabelledBatch(path: path, configuration.classes.count, fit, input)
      try batch.checkCount(against: dump)
      self = .objects(batch)
    case .objects(let objects, let sizes, let names):
      let batch = try LabelledBatch(objects, sizes, names, configuration.classes.count, fit, input)
      try batch.checkCount(against: dump)
      self = .objects(batch)
    }
  }

  /// The images of a batch of which the heads hold `count`.
  func images(count: Int, input: PixelSize) -> [DetectionCase.Image] {
    if case .objects(let batch) = self { return batch.images }
    let transform = FitTransform(.none, image: input, input: input)
    return (0..<count).map {
      DetectionCase.Image(name: "\($0)", transform: transform, objects: nil)
    }
  }

  /// What a person should know although nothing is wrong.
  func notes(configuration: DetectorConfiguration, input: PixelSize) -> [String] {
    switch self {
    case .none: []
    case .targets(let targets): targets.notes
    case .objects(let batch):
      batch.boxWarnings(
        input: input,
        smallBoxWeight: configuration.components.box.smallBoxWeight
      )
    }
  }

  /// The photographs that were looked at for their sizes.
  var photographs: [String] {
    if case .objects(let batch) = self { batch.imageFiles } else { [] }
  }
}

/// Objects of a batch, brought to pixels of the network input.
struct LabelledBatch: Sendable {
  /// The images, in the order of the labels.
  let images: [DetectionCase.Image]

  /// The files of images that were looked at for their sizes.
  let imageFiles: [String]

  /// The file, for naming places; `nil` for objects from memory.
  private let file: AnnotationFile?

  /// Reads labels and fits their boxes into the network input.
  ///
  /// - Throws: `AnnotationError` or `ImageHeaderError` for a file, ``InputError`` for an image that
  ///   is not there.
  init(path: String, _ classes: Int, _ fit: ImageFit, _ input: PixelSize) throws {
    let file = try AnnotationFile(path: path, classCount: classes)
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
      return DetectionCase.Image(
        name: image.name,
        transform: transform,
        objects: image.objects.map { $0.moved(by: transform) }
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

  /// Takes objects from memory, and fits them where the sizes of their images are known.
  init(
    _ objects: [[LabeledBox]],
    _ sizes: [PixelSize]?,
    _ names: [String]?,
    _ classes: Int,
    _ fit: ImageFit,
    _ input: PixelSize
  ) throws {
    for (what, count) in [("sizes", sizes?.count), ("names", names?.count)] {
      guard let count, count != objects.count else { continue }
      throw Diagnostic.memberCount(what, found: count, images: objects.count)
    }
    guard !objects.isEmpty else { throw InputError.noImages(labels: "objects") }
    file = nil
    imageFiles = []
    var images: [DetectionCase.Image] = []
    for (index, objects) in objects.enumerated() {
      let size = sizes?[index] ?? input
      guard size.width > 0, size.height > 0 else {
        throw Diagnostic.imageSize(image: index, found: size)
      }
      let transform = FitTransform(sizes == nil ? .none : fit, image: size, input: input)
      for (object, truth) in objects.enumerated()
      where !(0..<classes).contains(truth.classID) {
        throw Diagnostic.objectClass(
          image: index,
          object: object,
          found: truth.classID,
          classes: classes
        )
      }
      images.append(
        DetectionCase.Image(
          name: names?[index] ?? "\(index)",
          transform: transform,
          objects: objects.map { $0.moved(by: transform) }
        )
      )
    }
    self.images = images
  }

  /// Refuses labels of another number of images than a dump holds.
  func checkCount(against dump: HeadDump?) throws(InputError) {
    guard let dump, images.count != dump.images else { return }
    throw .imageCount(
      dump: dump.files[0] ?? "the dump",
      images: dump.images,
      labels: file?.name ?? "objects",
      lines: images.count
    )
  }

  /// Where an object, or an image as a whole, stands in the labels.
  func place(image: Int, object: Int) -> String {
    file?.place(image: image, object: object) ?? "box \(object + 1)"
  }

  /// What there is to say about the boxes.
  ///
  /// - Parameters:
  ///   - input: The size of the network input.
  ///   - smallBoxWeight: Whether the box loss has the small-box weight.
  /// - Returns: Sentences with file, line and box.
  func boxWarnings(input: PixelSize, smallBoxWeight: Bool) -> [String] {
    var warnings = BoxWarnings(file: file?.name, remark: "; the nearest cell takes it")
    for (index, image) in images.enumerated() {
      for (object, labelled) in (image.objects ?? []).enumerated() {
        warnings.check(
          CenterBox(labelled.box),
          input: input,
          smallBoxWeight: smallBoxWeight,
          place: "\(place(image: index, object: object)) (of \(image.name))"
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
      \(crowded.count) \(crowded.count == 1 ? "anchor" : "anchors") shall predict more \
      than one box, but a dense label holds one: the box written last stands there, with the \
      classes of all; the first is in \(images[image].name), scale "\(scaleNames[anchor.site.scale])\
      ", row \(anchor.site.row), column \(anchor.site.column), anchor \(anchor.site.anchor): \
      \(place(image: image, object: kept)) \(fate)
      """
  }

  /// The assignment of every image.
  ///
  /// - Throws: ``InputError/object(place:image:_:)`` for an object that cannot be assigned.
  func assignments(by assigner: TargetAssigner) throws(InputError) -> [ImageAssignment] {
    var assignments: [ImageAssignment] = []
    for (index, image) in images.enumerated() {
      do {
        assignments.append(try assigner(image.objects ?? []))
      } catch {
        throw .object(
          place: place(image: index, object: error.object),
          image: image.name,
          error
        )
      }
    }
    return assignments
  }
}

extension LabeledBox {
  /// The object in pixels of the network input.
  fileprivate func moved(by transform: FitTransform) -> LabeledBox {
    LabeledBox(box: transform.input(box), classID: classID)
  }
}

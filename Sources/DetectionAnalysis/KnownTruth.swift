import DetectionText
import GroundTruthFiles

/// The ground truth of a case, as far as it is known.
enum KnownTruth: Sendable {
  /// Nothing is known.
  case none

  /// Objects, which the configuration's rule assigns.
  case objects(LabeledBatch)

  /// Dense label tensors, taken as they are.
  case targets(DenseTargets)

  /// Reads a ground truth; label tensors of another batch are refused.
  init(
    _ source: DetectionCase.Truth,
    _ detector: Detector,
    _ dump: HeadDump?
  ) throws(Diagnostic) {
    switch source {
    case .none: self = .none
    case .targets(let path):
      guard let dump else { throw .noHeads }
      self = .targets(try DenseTargets(path: path, detector: detector, dump: dump))
    case .labels(let path, let reading):
      self = .objects(try LabeledBatch(path: path, reading, detector))
    case .objects(let objects, let sizes, let names):
      self = .objects(try LabeledBatch(objects, sizes, names, detector))
    }
  }

  /// The names of the images, where labels tell.
  var names: [String]? {
    if case .objects(let batch) = self { batch.images.map(\.name) } else { nil }
  }

  /// The file of the labels.
  var file: String? { if case .objects(let batch) = self { batch.file } else { nil } }

  /// The images of a batch; without labels they are called as their files are, or counted.
  func images(of dump: HeadDump?) -> [DetectionCase.Image] {
    if case .objects(let batch) = self { return batch.images }
    let names = dump?.imageNames
    return (0..<(dump?.images ?? 0)).map {
      DetectionCase.Image(name: names?[$0] ?? "\($0)", transform: .identity, objects: nil)
    }
  }

  /// What a person should know although nothing is wrong.
  func notes(_ detector: Detector) -> [Diagnostic] {
    switch self {
    case .none: []
    case .targets(let targets): targets.notes
    case .objects(let batch): batch.notes(detector) + batch.exchangedAnchors(detector)
    }
  }

  /// The photographs that were looked at for their sizes.
  var photographs: [String] {
    if case .objects(let batch) = self { batch.imageFiles } else { [] }
  }
}

/// Objects of a batch, brought to pixels of the network input.
struct LabeledBatch: Sendable {
  /// The images, in the order of the labels.
  private(set) var images: [DetectionCase.Image]

  /// The files of images that were looked at for their sizes.
  let imageFiles: [String]

  /// What finds their files; `nil` for objects from memory.
  let finder: ImageFinder?

  /// The labels as they were given, without the objects that losses leave out.
  let labels: [GroundTruthImage]

  /// COCO's categories, where the labels have some.
  let categories: [LabelCategory]?

  /// The sizes of the images that the labels are in; where nothing is fitted, of the input.
  let sizes: [PixelSize]

  /// Whether images are fitted into the network input, or boxes are in its pixels already.
  let isFitted: Bool

  /// The images whose files have another size than the labels say.
  let otherSizes: [GroundTruth.OtherSize]

  /// The file; `nil` for objects from memory.
  let file: String?

  /// Where the order of the images comes from; `nil` for objects from memory.
  private let order: String?

  /// How many classes there are.
  let classCount: Int

  private let input: PixelSize

  /// What there is to say about how the labels were read.
  private let readingNotes: [Diagnostic]

  /// Reads labels and fits their boxes into the network input.
  init(path: String, _ reading: LabelReading, _ detector: Detector) throws(Diagnostic) {
    let truth = try GroundTruth(
      path: path,
      reading: reading,
      classCount: detector.classes.count,
      classNames: detector.classes.names ?? []
    )
    let fit = detector.fit
    var imageFiles: [String] = []
    var images: [DetectionCase.Image] = []
    var turned: [GroundTruthImage] = []
    var sizes: [PixelSize] = []
    let (labels, leftOut) = truth.forLosses()
    // Of many images, room that growing leaves unused is much.
    images.reserveCapacity(labels.count)
    sizes.reserveCapacity(labels.count)
    for (index, image) in labels.enumerated() {
      var size = detector.input
      if fit != .none {
        let header = try truth.header(ofImage: index, filesRead: &imageFiles)
        if header.orientation != 1 { turned.append(image) }
        size = fit.orientation == .apply ? header.uprightSize : header.size
      }
      sizes.append(size)
      images.append(try DetectionCase.Image(image, size: size, detector))
    }
    self.labels = labels
    finder = truth.finder
    categories = truth.categories
    self.sizes = sizes
    isFitted = fit != .none
    let compared = truth.otherSizes(areTurned: fit.orientation == .apply)
    otherSizes = compared.others
    classCount = detector.classes.count
    input = detector.input
    self.images = images
    file = path
    order =
      reading.order.map { "of \(printable($0))" }
      ?? (FileKind(path: path) == .folder ? "of their names" : "of the file")
    // Where nothing is fitted, no size counts.
    let saidAndTurned = isFitted ? compared.turned.map { labels[$0] } : []
    readingNotes =
      truth.notes + leftOut
      + [
        Diagnostic(turned: turned, of: truth, fit.orientation),
        Diagnostic(turned: saidAndTurned, of: truth, fit.orientation, areSizesSaid: true),
      ].compactMap(\.self)
    self.imageFiles = imageFiles
  }

  /// Takes objects from memory, and fits them where the sizes of their images are known.
  init(
    _ objects: [[LabeledBox]],
    _ sizes: [PixelSize]?,
    _ names: [String]?,
    _ detector: Detector
  ) throws(Diagnostic) {
    for (what, count) in [("sizes", sizes?.count), ("names", names?.count)] {
      guard let count, count != objects.count else { continue }
      throw .memberCount(what, found: count, images: objects.count)
    }
    guard !objects.isEmpty else { throw .noImages }
    categories = nil
    finder = nil
    labels = objects.enumerated().map { index, objects in
      GroundTruthImage(
        name: names?[index] ?? "\(index)",
        size: sizes?[index],
        objects: objects.map { GroundTruthObject(box: $0.box, classID: $0.classID) }
      )
    }
    for label in labels {
      if let size = label.size, size.width <= 0 || size.height <= 0 {
        throw .imageSize(label.name, found: size)
      }
      for (index, object) in label.objects.enumerated()
      where !(0..<detector.classes.count).contains(object.classID) {
        throw .objectClass(
          at: label.place(ofObject: index),
          object.classID,
          classes: detector.classes.count
        )
      }
    }
    images = try labels.map { label throws(Diagnostic) in
      try DetectionCase.Image(label, size: label.size ?? detector.input, detector)
    }
    self.sizes = labels.map { $0.size ?? detector.input }
    isFitted = sizes != nil && detector.fit != .none
    otherSizes = []
    classCount = detector.classes.count
    input = detector.input
    readingNotes = []
    file = nil
    order = nil
    imageFiles = []
  }

  /// Refuses labels of another number of images than a dump holds.
  func checkCount(against dump: HeadDump?) throws(Diagnostic) {
    guard let dump, images.count != dump.images else { return }
    var fault = Diagnostic.imageCount(
      dump: dump.words,
      images: dump.images,
      labels: file,
      // Only lines are images of one file, each with its own.
      areLines: labels.allSatisfy { $0.file == file && $0.line != nil && $0.unit == .pixels },
      found: images.count
    )
    if let order { fault.found += ", in the order \(order)" }
    if images.count > dump.images {
      fault.found += """
        , the first without a \(dump.partCount > 1 ? "dump" : "head") \
        \(quoted(images[dump.images].name))
        """
    } else if dump.partCount > 1 {
      fault.found += """
        , the first dump without an image \
        \(printable(dump.files.paths(ofPart: dump.part(ofImage: images.count))[0]))
        """
    } else if let last = images.last {
      fault.found += ", the last \(quoted(last.name))"
    }
    throw fault
  }

  /// Where an object stands in the labels.
  func place(image: Int, object: Int) -> Place {
    labels[image].place(ofObject: object)
  }

  /// What there is to say about the labels and their boxes; boxes that no rule can assign are an
  /// error where somebody asks for an assignment.
  func notes(_ detector: Detector) -> [Diagnostic] {
    var boxes = BoxWarnings(file: file)
    for (index, image) in images.enumerated() {
      for (object, labelled) in (image.objects ?? []).enumerated()
      where touches(image: index, object: object) {
        boxes.add(
          detector.warnings(
            about: CenterBox(labelled.box),
            isAssigned: true,
            at: place(image: index, object: object)
          )
        )
      }
    }
    let found = LabelCheck.all.compactMap { $0.diagnostic(self) }
    return found.filter { $0.severity != .error } + readingNotes + boxes.all
  }

  /// Whether some of an object's box lies within its image; within the network input, where nothing
  /// is fitted.
  func touches(image: Int, object: Int) -> Bool {
    let size = isFitted ? sizes[image] : input
    let box = labels[image].box(ofObject: object, inImageOf: size)
    return box.maxX > 0 && box.maxY > 0 && box.minX < Double(size.width)
      && box.minY < Double(size.height)
  }

  /// Where the first box stands.
  var firstBox: Place? {
    labels.first { !$0.objects.isEmpty }?.place(ofObject: 0)
  }
}

extension DetectionCase.Image {
  /// This image put into the input in another way.
  fileprivate func refitted(by other: FitTransform) -> DetectionCase.Image {
    DetectionCase.Image(
      name: name,
      transform: other,
      objects: objects.map {
        $0.map { LabeledBox(box: other.input(transform.image($0.box)), classID: $0.classID) }
      }
    )
  }

  /// Fits the objects of an image into the network input.
  fileprivate init(
    _ image: GroundTruthImage,
    size: PixelSize,
    _ detector: Detector
  ) throws(Diagnostic) {
    let transform: FitTransform
    do {
      transform = try FitTransform(detector.fit, image: size, input: detector.input)
    } catch {
      var fault = error
      fault.place = image.place
      fault.place.image = image.name
      throw fault
    }
    self.init(
      name: image.name,
      transform: transform,
      objects: image.labeledBoxes(inImageOf: size).map {
        LabeledBox(box: transform.input($0.box), classID: $0.classID)
      }
    )
  }
}

extension Diagnostic {
  /// A note about the images whose Exif data turn them; none where there are none.
  fileprivate init?(
    turned: [GroundTruthImage],
    of truth: GroundTruth,
    _ orientation: ImageFit.Orientation,
    areSizesSaid: Bool = false
  ) {
    guard let first = turned.first else { return nil }
    let isApplied = orientation == .apply
    let count = truth.images.count
    let all = areSizesSaid ? sample(of: count) ?? " of \(count)" : " of \(count)"
    let what =
      areSizesSaid
      ? "sizes are the labels', and should be those of the" : "sizes are those of the"
    self.init(
      .content,
      severity: .note,
      code: "image.turned",
      at: Place(file: truth.name),
      found: """
        \(counted(turned.count, "image"))\(all) that Exif data turn, the first \
        \(quoted(first.name))
        """,
      remedy: """
        \(what) \(isApplied ? "turned pictures" : "stored pixels"), by the fit's "orientation": \
        "\(isApplied ? "apply" : "ignore")"
        """
    )
  }
}

// MARK: - Other fits

extension LabeledBatch {
  /// The objects of the first images by each other fit that a framework has, for a diagnosis.
  func refitted(
    _ detector: Detector,
    count: Int
  ) -> [(cause: String, objects: [[LabeledBox]])] {
    otherFits(detector, count: count).map { name, _, images in
      (
        "pictures were put into the input by another fit, \(name)",
        images.map { $0.objects ?? [] }
      )
    }
  }

  /// The first images by each other fit that a framework has and that puts them elsewhere.
  func otherFits(
    _ detector: Detector,
    count: Int
  ) -> [(name: String, fit: ImageFit, images: [DetectionCase.Image])] {
    var tried: Set<[FitTransform]> = [images.prefix(count).map(\.transform)]
    return DetectorConfiguration.usualFits.compactMap { name, fit in
      let transforms = sizes.prefix(count).compactMap {
        try? FitTransform(fit, image: $0, input: detector.input)
      }
      guard transforms.count == count, tried.insert(transforms).inserted else { return nil }
      return (name, fit, zip(images, transforms).map { $0.refitted(by: $1) })
    }
  }

  /// This batch by another fit; what turns photographs stays, for it says what their sizes are.
  func refitted(by fit: ImageFit, _ detector: Detector) throws(Diagnostic) -> LabeledBatch {
    var other = self
    for (index, size) in sizes.enumerated() {
      let transform = try FitTransform(fit, image: size, input: detector.input)
      other.images[index] = images[index].refitted(by: transform)
    }
    return other
  }
}

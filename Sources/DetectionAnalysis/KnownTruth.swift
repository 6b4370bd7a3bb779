import DetectionText
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
    _ source: DetectionCase.Truth,
    _ detector: Detector,
    _ dump: HeadDump?
  ) throws(Diagnostic) {
    switch source {
    case .none: self = .none
    case .targets(let path):
      guard let dump else { throw .noHeads }
      self = .targets(try DenseTargets(path: path, detector: detector, dump: dump))
    case .labels(let path):
      let batch = try LabelledBatch(path: path, detector)
      try batch.checkCount(against: dump)
      self = .objects(batch)
    case .objects(let objects, let sizes, let names):
      let batch = try LabelledBatch(objects, sizes, names, detector)
      try batch.checkCount(against: dump)
      self = .objects(batch)
    }
  }

  /// The images of a batch of which the heads hold `count`.
  func images(count: Int) -> [DetectionCase.Image] {
    if case .objects(let batch) = self { return batch.images }
    return (0..<count).map {
      DetectionCase.Image(name: "\($0)", transform: .identity, objects: nil)
    }
  }

  /// What a person should know although nothing is wrong.
  func notes(_ detector: Detector) -> [Diagnostic] {
    switch self {
    case .none: []
    case .targets(let targets): targets.notes
    case .objects(let batch): batch.notes(detector)
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

  /// The labels as they were given, for naming places.
  private let labels: [GroundTruthImage]

  /// The file; `nil` for objects from memory.
  let file: String?

  /// What there is to say about the labels as a whole.
  private let warnings: [Diagnostic]

  /// Reads labels and fits their boxes into the network input.
  init(path: String, _ detector: Detector) throws(Diagnostic) {
    let truth = try GroundTruth(path: path, classCount: detector.classes.count)
    let fit = detector.fit
    var imageFiles: [String] = []
    var images: [DetectionCase.Image] = []
    var turned: [GroundTruthImage] = []
    for (index, image) in truth.images.enumerated() {
      var size = detector.input
      if fit != .none {
        let header = try truth.header(ofImage: index, filesRead: &imageFiles)
        if header.orientation != 1 { turned.append(image) }
        size = fit.orientation == .apply ? header.uprightSize : header.size
      }
      images.append(try DetectionCase.Image(image, size: size, detector))
    }
    labels = truth.images
    self.images = images
    file = path
    warnings = truth.warnings + [Diagnostic](turned: turned, of: truth, fit.orientation)
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
    file = nil
    warnings = []
    imageFiles = []
  }

  /// Refuses labels of another number of images than a dump holds.
  func checkCount(against dump: HeadDump?) throws(Diagnostic) {
    guard let dump, images.count != dump.images else { return }
    throw .imageCount(
      dump: dump.files[0] ?? "the dump",
      images: dump.images,
      labels: file,
      found: images.count
    )
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
      where labelled.box.touches(detector.input) {
        boxes.add(
          detector.warnings(
            about: CenterBox(labelled.box),
            isAssigned: true,
            at: place(image: index, object: object)
          )
        )
      }
    }
    return warnings + boxes.all
  }

  /// What dense label tensors cannot hold of the assignments; `nil` where they hold all.
  func omission(of assignments: [ImageAssignment], by detector: Detector) -> Diagnostic? {
    let anchors = assignments.enumerated().flatMap { image, assignment in
      assignment.multiObjectAnchors.map { (image, $0) }
    }
    guard let (image, anchor) = anchors.first, let kept = anchor.object else { return nil }
    let others = Set(anchor.objects).subtracting([kept]).sorted().map { "box \($0 + 1)" }
    let fate =
      others.isEmpty
      ? "stands there once instead of \(anchor.boxes.count) times"
      : "stands there, \(others.joined(separator: ", ")) \(others.count == 1 ? "does" : "do") not"
    return Diagnostic(
      .content,
      severity: .warning,
      code: "targets.several-boxes",
      at: place(image: image, object: kept),
      found: """
        \(counted(anchors.count, "anchor")) that should predict more than one box, where a dense \
        label holds one: the box written last stands there, with the classes of all; at the first, \
        scale \(quoted(detector.scales[anchor.site.scale].name)), \(anchor.site.wordsWithinScale), \
        it \(fate)
        """,
      remedy: ""
    )
  }

  /// The assignment of every image.
  ///
  /// - Throws: An error for an object that cannot be assigned.
  func assignments(by assigner: TargetAssigner) throws(Diagnostic) -> [ImageAssignment] {
    var assignments: [ImageAssignment] = []
    for (index, image) in images.enumerated() {
      assignments.append(try assigner(image.objects ?? []) { place(image: index, object: $0) })
    }
    return assignments
  }
}

extension DetectionCase.Image {
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

extension [Diagnostic] {
  /// A note about the images whose Exif data turn them; none where there are none.
  fileprivate init(
    turned: [GroundTruthImage],
    of truth: GroundTruth,
    _ orientation: ImageFit.Orientation
  ) {
    guard let first = turned.first else {
      self = []
      return
    }
    self = [
      Diagnostic(
        .content,
        severity: .note,
        code: "image.turned",
        at: Place(file: truth.name),
        found: """
          \(counted(turned.count, "image")) of \(truth.images.count) that Exif data turn, the first \
          \(quoted(first.name))
          """,
        remedy: orientation == .apply
          ? "sizes are those of the turned pictures, by the fit's \"orientation\": \"apply\""
          : "sizes are those of the stored pixels, by the fit's \"orientation\": \"ignore\""
      )
    ]
  }
}

extension CornerBox<Double> {
  /// Whether some of the box lies within the network input.
  fileprivate func touches(_ input: PixelSize) -> Bool {
    maxX > 0 && maxY > 0 && minX < Double(input.width) && minY < Double(input.height)
  }
}

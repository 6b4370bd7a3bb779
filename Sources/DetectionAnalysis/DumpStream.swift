import DetectionNumerics
import DetectionText
import GroundTruthFiles
import TensorFiles

/// Dumps of one image each that are taken one by one, each as a batch of its own: as many as somebody
/// names, in the memory of a few.
///
/// The labels are read when the first dump tells the size of the network input.
package struct DumpStream: Sendable {
  package let configuration: DetectorConfiguration
  private let labels: (path: String, reading: LabelReading)
  private let order: DumpOrder?
  private let elementType: ElementType?

  /// Whether losses are wanted, which ask more of labels than detections do.
  private let isForLoss: Bool

  /// How many dumps are computed at a time.
  private let threads: Int

  /// What the labels and the first dump tell; `nil` while no dump could be opened.
  package private(set) var batch: Batch?

  /// The images, and what all losses share.
  package struct Batch: Sendable {
    package let detector: Detector
    private let objects: LabeledBatch
    private let loss: DetectorLoss
    private let assigner: TargetAssigner

    /// The file that told the size of the input.
    private let first: String

    /// The image of each name, and -1 where several are called so.
    private let places: [String: Int]

    package var images: [DetectionCase.Image] { objects.images }

    /// What a person should know of the labels.
    package var notes: [Diagnostic] { objects.notes(detector) }

    /// The photographs that were looked at for their sizes.
    package var photographs: [String] { objects.imageFiles }
  }

  /// What one dump comes to.
  package struct Result<Value: Sendable>: Sendable {
    package let path: String

    /// The place of its image among the labels'.
    package var image: Int?

    package var outcome: Swift.Result<Value, Diagnostic>
  }

  /// Begins without having read anything.
  ///
  /// - Parameters:
  ///   - configuration: The detector.
  ///   - fit: How images were put into the network input, in place of the configuration's.
  ///   - labels: The path of the labels.
  ///   - reading: What is said about them.
  ///   - order: The order of the heads' axes, where their shapes do not tell.
  ///   - elementType: The type of arrays whose file tells only its size.
  ///   - isForLoss: Whether losses are wanted, which ask more of labels than detections do.
  ///   - threads: How many dumps to compute at a time.
  package init(
    configuration: DetectorConfiguration,
    fit: ImageFit.Mode?,
    labels: String,
    reading: LabelReading,
    order: DumpOrder?,
    elementType: ElementType?,
    isForLoss: Bool = true,
    threads: Int?
  ) {
    var configuration = configuration
    if let fit { configuration.fit = configuration.fit(fit) }
    self.configuration = configuration
    self.labels = (labels, reading)
    self.order = order
    self.elementType = elementType
    self.isForLoss = isForLoss
    self.threads = max(1, threads ?? Processors.count)
  }
}

// MARK: - Running

extension DumpStream {
  /// The most dumps that are worth computing at once: more only take memory.
  package var window: Int { threads * 16 }

  /// Reads the labels, by the first of some dumps that can be opened.
  ///
  /// - Throws: What is wrong with the labels, which is no dump's fault.
  package mutating func begin(_ paths: [String]) throws(Diagnostic) {
    for path in paths where batch == nil {
      guard let dump = try? open(path) else { continue }
      batch = try Batch(
        dump.detector,
        labels.path,
        labels.reading,
        first: path,
        isForLoss: isForLoss
      )
    }
  }

  /// Whether the first of some dumps that can be opened is of one image, as all must be here.
  package func takes(_ paths: [String]) -> Bool {
    for path in paths {
      let dump = try? HeadDump(
        .files([path], elementType: elementType),
        configuration: configuration,
        order: order
      )
      if let dump { return dump.images == 1 }
    }
    return true
  }

  /// The losses of some dumps.
  ///
  /// - Returns: A result for each, in their order.
  /// - Throws: What is wrong with the labels.
  package mutating func losses(
    of paths: [String]
  ) throws(Diagnostic) -> [Result<(loss: ImageLoss, sums: LossSums)>] {
    try results(of: paths) { (batch, part, image) throws(Diagnostic) in
      try batch.loss(of: part, image: image)
    }
  }

  /// What is found in some dumps, as figures count it: scores above 0.001, several labels a box, the 100
  /// best boxes, in pixels of the images.
  ///
  /// - Returns: A result for each, in their order.
  /// - Throws: What is wrong with the labels.
  package mutating func detections(
    of paths: [String],
    suppression: NonMaximumSuppression
  ) throws(Diagnostic) -> [Result<[Detection]>] {
    let choice = DetectionChoice(
      score: DetectionEvaluation.leastScore,
      suppression: suppression,
      everyClass: true,
      candidates: nil,
      limit: DetectionEvaluation.mostDetections
    )
    return try results(of: paths) { (batch, part, image) throws(Diagnostic) in
      try batch.detections(of: part, image: image, choice)
    }
  }

  private mutating func results<Value: Sendable>(
    of paths: [String],
    _ value: @Sendable (Batch, HeadPart, _ image: Int) throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> [Result<Value>] {
    try begin(paths)
    let stream = self
    return concurrentMap(paths.count, threads: threads) { stream.result(of: paths[$0], value) }
  }

  /// The image that a dump is called as.
  package func image(of path: String) -> Int? { batch.flatMap { try? $0.image(of: path) } }

  /// What tells which part a dump belongs to: its image's name, else its own.
  package func name(of path: String) -> String {
    if let batch, let image = image(of: path) { return batch.images[image].name }
    return imageStem(of: path)
  }

  /// What a dump or an image is called without its folder and its ending.
  package static func stem(of path: String) -> String { imageStem(of: path) }

  /// Opens a dump, which must be of one image.
  private func open(_ path: String) throws(Diagnostic) -> HeadDump {
    let dump = try HeadDump(
      .files([path], elementType: elementType),
      configuration: configuration,
      order: order
    )
    guard dump.partCount == 1, dump.images == 1 else {
      throw Diagnostic(
        .content,
        code: "heads.one-image",
        at: Place(file: path),
        found: counted(dump.images, "image"),
        allowed: "one image a dump, where dumps are taken one by one",
        remedy: "write a file for each image, called as it is"
      )
    }
    return dump
  }

  private func result<Value>(
    of path: String,
    _ value: (Batch, HeadPart, _ image: Int) throws(Diagnostic) -> Value
  ) -> Result<Value> {
    var result = Result<Value>(path: path, outcome: .failure(.noHeads))
    do throws(Diagnostic) {
      let dump = try open(path)
      guard let batch else { throw .noHeads }
      let image = try batch.image(of: path)
      result.image = image
      result.outcome = .success(try value(batch, batch.part(of: dump), image))
    } catch {
      var fault = error
      fault.place.file = fault.place.file ?? path
      result.outcome = .failure(fault)
    }
    return result
  }
}

extension DumpStream.Batch {
  fileprivate init(
    _ detector: Detector,
    _ path: String,
    _ reading: LabelReading,
    first: String,
    isForLoss: Bool
  ) throws(Diagnostic) {
    self.detector = detector
    self.first = first
    objects = try LabeledBatch(path: path, reading, detector)
    loss = DetectorLoss(detector)
    assigner = TargetAssigner(detector)
    for check in LabelCheck.all where isForLoss && check.severity == .error {
      if let fault = check.diagnostic(objects) { throw fault }
    }
    var places: [String: Int] = [:]
    for (index, image) in objects.images.enumerated() {
      for name in Set(imageNames(of: image.name)) {
        places[name] = places[name] == nil ? index : -1
      }
    }
    self.places = places
  }

  /// The image that a dump is called as, or with words before or behind its name.
  fileprivate func image(of path: String) throws(Diagnostic) -> Int {
    let stem = imageStem(of: path)
    var found = places[stem]
    if found == nil {
      found =
        NameAffixes.all(in: stem).lazy
        .compactMap { $0.removed(from: stem).flatMap { places[$0] } }.first
    }
    if let found, found >= 0 { return found }
    throw Diagnostic(
      .content,
      code: "heads.names",
      at: Place(file: path),
      found: found == nil
        ? "a dump called as no image is" : "a dump whose name several images have",
      allowed: "one dump for each image, called as it is",
      remedy: found == nil
        ? "take both from one data set"
        : "call it by the image's file name with its ending, such as street.jpg.npz"
    )
  }

  /// The heads of a dump of one image.
  fileprivate func part(of dump: HeadDump) throws(Diagnostic) -> HeadPart {
    guard dump.detector.input == detector.input else {
      throw .otherInput(found: dump.detector.input, expected: detector.input, first: [first])
    }
    return try dump.open(0)
  }

  fileprivate func loss(
    of part: HeadPart,
    image: Int
  ) throws(Diagnostic) -> (loss: ImageLoss, sums: LossSums) {
    do throws(Diagnostic) {
      let assignment = try objects.assignment(
        ofImage: image,
        by: assigner,
        predictions: assigner.rule.needsPredictions
          ? part.predictions(ofImage: 0, detector) : nil
      )
      let targets = try assignment.targets(for: detector)
      let (report, sums) = try loss.reportAndSums(heads: part.heads, targets: [targets])
      return (report.images[0], sums)
    } catch {
      // The loss stops at the first head with a bad value; a person wants to know of all.
      try part.checkFinite(detector.classes, names: [images[image]])
      throw error
    }
  }

  fileprivate func detections(
    of part: HeadPart,
    image: Int,
    _ choice: DetectionChoice
  ) throws(Diagnostic) -> [Detection] {
    try part.checkFinite(detector.classes, names: [images[image]])
    let found = try choice.detections(of: part, 0, detector)
    return detector.fit == .none ? found : found.map { images[image].original($0) }
  }
}

import DetectionText
public import GroundTruthFiles
public import TensorFiles

/// A detector with the raw heads of a batch and its ground truth: from files, or from memory.
///
/// ```swift
/// let example = try DetectionCase(
///   configuration: "config.json", heads: "heads.npz", labels: "labels.txt")
/// print(try example.loss().total)
/// ```
///
/// Making one opens the files, matches arrays to scales and images to labels, and brings boxes to
/// pixels of the network input. What belongs to a case is checked then; what one question needs is
/// checked when it is asked.
///
/// Heads and ground truth may each be missing: without heads there are assignments and no loss,
/// without ground truth there are detections and no loss. A question that needs what is missing
/// throws an error that says so.
///
/// Many dumps, such as one file an image, are one batch: every question gives the same bits as for one
/// dump of all their images.
///
/// - Memory: heads in files are mapped and read where they lie; only compressed ones are inflated. Of
///   several dumps one is open at a time, or one a thread.
public struct DetectionCase: Sendable {
  /// The detector over the network input.
  public private(set) var detector: Detector

  /// How images were put into the network input.
  public var fit: ImageFit { detector.fit }

  /// The images of the batch, in the order of the heads and the labels.
  public private(set) var images: [Image]

  /// How many threads a question may use, at least one; results do not depend on it.
  public var threads = Processors.count

  /// What is told when an image of a long work is done, by whatever thread.
  package var imageIsDone: (@Sendable () -> Void)?

  /// The files that were read, by what they are for: outputs must not replace them.
  package private(set) var files: Files

  private(set) var dump: HeadDump?

  /// The heads as logits, in the order of the scales; `nil` for a case without, or with many dumps.
  package var rawHeads: [RawHead]? {
    dump.flatMap { $0.partCount == 1 ? try? $0.open(0).heads : nil }
  }
  private(set) var truth: KnownTruth

  let layout: DumpOrder?

  /// What there is to say about the configuration, the heads and the ground truth, each by itself.
  package let configurationNotes: [Diagnostic]
  package var headNotes: [Diagnostic] { dump?.notes ?? [] }
  package let truthNotes: [Diagnostic]

  /// What a person should know although nothing is wrong: anchors that look like another unit,
  /// arrays that are not used, boxes that no cell holds.
  public var notes: [Diagnostic] { configurationNotes + headNotes + truthNotes }
}

extension DetectionCase {
  /// One image of a batch.
  public struct Image: Sendable {
    /// Its name in the labels; where nothing names it, its index.
    public let name: String

    /// The way from its own pixels to those of the network input.
    public let transform: FitTransform

    /// Its objects, in pixels of the network input; `nil` where objects are not known.
    public let objects: [LabeledBox]?
  }

  /// Where raw heads come from.
  public enum Heads: Sendable {
    /// Files of arrays, as `TensorFile` reads them, and folders of them, in the order of their names.
    ///
    /// What is in the first decides: files that hold an array for each scale are dumps of further
    /// images each. Where such files are called as the labels' images are, without their endings, they
    /// are matched by name, else in the order given. Files called by an image and a scale, such as
    /// `street_small.npy`, are one scale of one image each; all others hold one array for each scale
    /// together. Notes of the case say which of these was found.
    ///
    /// The type is that of arrays whose file tells only their size, as numpy writes `bfloat16`.
    case files([String], elementType: ElementType? = nil)

    /// Arrays in memory, one for each scale.
    case arrays([HeadArray])

    /// Nowhere: only the size of the network input is known.
    case none(input: PixelSize)
  }

  /// Where the ground truth comes from.
  public enum Truth: Sendable {
    /// Labels in any form, whose boxes are in pixels of their images or fractions of them.
    case labels(String, LabelReading = LabelReading())

    /// A file of dense label tensors, `label_<scale>` `[N, H, W, A, 5 + C]` and `boxes_<scale>`
    /// `[N, M, 4]`, taken as they are in place of an assignment.
    case targets(String)

    /// The objects of every image.
    ///
    /// With the sizes of the images, boxes are in pixels of these and are fitted; without, they
    /// are in pixels of the network input. Images without a name are called by their index.
    case objects([[LabeledBox]], imageSizes: [PixelSize]? = nil, names: [String]? = nil)

    /// Nowhere.
    case none
  }

  /// The files that a case was read from.
  package struct Files: Sendable {
    /// The configuration and its names file.
    package var configuration: [String] = []
    /// The dumps.
    package var heads: [String] = []
    /// The labels or the label tensors, and the images whose sizes were looked up.
    package var truth: [String] = []
  }
}

// MARK: - From parts

extension DetectionCase {
  /// Puts a case together.
  ///
  /// - Parameters:
  ///   - configuration: The detector, its anchors in any unit.
  ///   - heads: Where the raw heads come from.
  ///   - truth: Where the ground truth comes from.
  ///   - fit: How images were put into the network input, in place of the configuration's; its
  ///     roundings are the dialect's.
  ///   - layout: The order of the heads' axes, where their shapes do not tell.
  /// - Throws: The first fault: a file that cannot be read, arrays that are no heads of the
  ///   detector, labels of another number of images, a class that the detector has not.
  public init(
    configuration: DetectorConfiguration,
    heads: Heads,
    truth: Truth = .none,
    fit: ImageFit.Mode? = nil,
    layout: DumpOrder? = nil
  ) throws(Diagnostic) {
    try self.init(configuration, heads, truth, fit, layout, filesRead: [])
  }

  /// Puts a case together whose configuration is a JSON file.
  ///
  /// - Parameters:
  ///   - path: The path of the configuration.
  ///   - dialect: A dialect in place of the file's own; sections that the file gives win over it.
  ///   - overrides: Keys that win over both, `section.key=VALUE` each.
  ///   - heads: Where the raw heads come from.
  ///   - truth: Where the ground truth comes from.
  ///   - fit: How images were put into the network input, in place of the configuration's; its
  ///     roundings are the dialect's.
  ///   - layout: The order of the heads' axes, where their shapes do not tell.
  /// - Throws: The first fault, that of the configuration before all others.
  public init(
    configuration path: String,
    dialect: String? = nil,
    overrides: [String] = [],
    heads: Heads,
    truth: Truth = .none,
    fit: ImageFit.Mode? = nil,
    layout: DumpOrder? = nil
  ) throws(Diagnostic) {
    var filesRead: [String] = []
    let configuration = try DetectorConfiguration(
      path: path,
      dialect: dialect,
      overrides: overrides,
      filesRead: &filesRead
    )
    try self.init(configuration, heads, truth, fit, layout, filesRead: filesRead)
  }

  /// Opens three files.
  ///
  /// - Parameters:
  ///   - configuration: The path of the configuration, JSON.
  ///   - heads: The path of the dump, any file that `TensorFile` reads.
  ///   - labels: The path of the labels; images whose sizes the fit needs lie beside them.
  ///   - dialect: A dialect in place of the configuration's.
  ///   - fit: How images were put into the network input, in place of the configuration's; its
  ///     roundings are the dialect's.
  ///   - layout: The order of the heads' axes, where their shapes do not tell.
  /// - Throws: The first fault.
  public init(
    configuration: String,
    heads: String,
    labels: String,
    dialect: String? = nil,
    fit: ImageFit.Mode? = nil,
    layout: DumpOrder? = nil
  ) throws(Diagnostic) {
    try self.init(
      configuration: configuration,
      dialect: dialect,
      heads: .files([heads]),
      truth: .labels(labels),
      fit: fit,
      layout: layout
    )
  }

  private init(
    _ given: DetectorConfiguration,
    _ heads: Heads,
    _ truth: Truth,
    _ fit: ImageFit.Mode?,
    _ layout: DumpOrder?,
    filesRead: [String]
  ) throws(Diagnostic) {
    var configuration = given
    if let fit { configuration.fit = given.fit(fit) }
    // Label tensors, and boxes without the sizes of their images, are in pixels of the input.
    switch truth {
    case .targets, .objects(_, nil, _): configuration.fit = .none
    case .labels, .objects, .none: break
    }
    var dump: HeadDump?
    let detector: Detector
    if case .none(let input) = heads {
      detector = try configuration.detector(for: input)
    } else {
      let found = try HeadDump(heads, configuration: configuration, order: layout)
      dump = found
      detector = found.detector
    }
    let known = try KnownTruth(truth, detector, dump)
    try dump?.settle(known.names, labels: known.file, isOrdered: truth.isOrdered)
    if case .objects(let batch) = known { try batch.checkCount(against: dump) }
    self.detector = detector
    self.layout = layout
    self.dump = dump
    self.truth = known
    images = known.images(of: dump)
    files = Files(
      configuration: filesRead,
      heads: dump?.files.allPaths ?? [],
      truth: truth.paths + known.photographs
    )
    configurationNotes = configuration.warnings(over: detector.input)
    truthNotes = known.notes(detector)
  }

  /// The same heads and labels with other components and another fit of the same detector.
  func replacing(_ configuration: DetectorConfiguration) throws(Diagnostic) -> DetectionCase {
    var other = self
    other.detector = try configuration.detector(for: detector.input)
    if configuration.fit != fit, case .objects(let batch) = truth {
      let refitted = try batch.refitted(by: configuration.fit, detector)
      other.truth = .objects(refitted)
      other.images = refitted.images
    }
    return other
  }

  /// The same detector and ground truth with other heads, such as another framework's dump.
  ///
  /// - Parameter heads: The other heads. Where the order of their axes is open, it is the one that
  ///   this case was given; where their shapes tell it, it may be another.
  /// - Returns: The case; its images are this one's.
  /// - Throws: As for a case of its own; also where the heads stand for another network input.
  public func replacing(heads: Heads) throws(Diagnostic) -> DetectionCase {
    var other = self
    var dump = try HeadDump(heads, configuration: detector.configuration, orderIfOpen: layout)
    guard dump.detector.input == detector.input else {
      throw .otherInput(found: dump.detector.input, expected: detector.input)
    }
    // Without labels the first dumps may name the images.
    try dump.settle(truth.names ?? self.dump?.imageNames, labels: truth.file, isOrdered: false)
    other.dump = dump
    other.files.heads = dump.files.allPaths
    return other
  }
}

extension DetectionCase.Truth {
  /// Whether somebody named the images that count, in their order.
  fileprivate var isOrdered: Bool {
    if case .labels(_, let reading) = self { reading.order != nil } else { false }
  }

  /// The file, if there is one.
  fileprivate var paths: [String] {
    switch self {
    case .labels(let path, let reading): [path, reading.order].compactMap { $0 }
    case .targets(let path): [path]
    case .objects, .none: []
    }
  }
}

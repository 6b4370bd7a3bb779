public import DetectionMetrics
import DetectionText
public import GroundTruthFiles

/// The labels of a data set and somebody's detections, to be judged.
///
/// ```swift
/// let evaluation = try DetectionEvaluation(labels: "instances_val2017.json", detections: "results.json")
/// print(COCOMetric(evaluation.data).summary.ap ?? 0)
/// ```
///
/// Images and classes are numbered by rising ids, where the labels are COCO's, so that figures are those of
/// pycocotools to the last bit; else in the order of the labels, and of the classes.
public struct DetectionEvaluation: Sendable {
  /// A class of the labels, or one that only the detector has.
  public struct Class: Hashable, Sendable {
    /// What it is called; its number where nothing names it.
    public let name: String

    /// Its number in the detector; among the labels' own classes where there is no detector. `nil` for a
    /// category that the detector lacks.
    public let classID: Int?

    /// Its id in COCO's labels.
    public let categoryID: Int?
  }

  /// The classes, as ``data`` numbers them.
  public let classes: [Class]

  /// The names of the images, as ``data`` numbers them.
  public let images: [String]

  /// Objects and detections.
  public let data: EvaluationData

  /// The fit of the detector whose heads were decoded.
  public private(set) var fit: ImageFit?

  /// What a person should know although nothing is wrong.
  public let notes: [Diagnostic]

  /// The numbers of the images that it is about, in the order of the labels: all but in a shard.
  package let imageOrder: [Int]

  /// Where the images of ``imageOrder``, the objects and the detections stand in the whole; `nil` where
  /// they are the whole.
  package private(set) var places: Places?

  /// Places in the lists of a whole, rising.
  package struct Places: Sendable {
    package let images, objects, detections: [Int]
  }

  /// How many threads may work at once; results do not depend on it.
  public var threads = Processors.count

  /// Reads labels, and detections in COCO's results format.
  ///
  /// - Parameters:
  ///   - labels: Labels in any form.
  ///   - reading: What is known of them.
  ///   - path: The file of the detections.
  ///   - configuration: The detector's configuration, which names the classes; without one they are those
  ///     of the labels.
  /// - Throws: What is wrong with a file; for a detection in an image or of a class that the labels have
  ///   not.
  public init(
    labels: String,
    reading: LabelReading = LabelReading(),
    detections path: String,
    configuration: DetectorConfiguration? = nil
  ) throws(Diagnostic) {
    let truth = try EvaluatedLabels(labels, reading, configuration?.classes, inputFit: nil)
    var found = DetectionCollector(truth)
    try ResultsFile.read(path: path) { found.add($0) }
    self.init(truth, found.detections, notes: truth.notes + found.notes(path))
  }

  /// Decodes the heads of a case, and reads its labels.
  ///
  /// - Parameters:
  ///   - example: Heads, and the same labels.
  ///   - labels: The labels, of which a case leaves out what losses do not count.
  ///   - reading: What is known of them.
  ///   - suppression: Which of overlapping detections stay.
  /// - Throws: What is wrong with a file, and values that are NaN or infinite.
  public init(
    _ example: DetectionCase,
    labels: String,
    reading: LabelReading = LabelReading(),
    suppression: NonMaximumSuppression? = NonMaximumSuppression()
  ) throws(Diagnostic) {
    let truth = try EvaluatedLabels(
      labels,
      reading,
      example.detector.classes,
      inputFit: example.fit == .none ? example.detector.input : nil
    )
    var found: [(image: Int, detections: [Detection])] = []
    try example.detections(
      score: Self.leastScore,
      suppression: suppression,
      everyClass: true,
      limit: Self.mostDetections
    ) { found.append((found.count, $0.detections)) }
    self.init(truth, found: found)
    fit = example.fit
    threads = example.threads
  }

  /// The evaluation of the images alone whose dumps a stream took one by one.
  ///
  /// - Parameters:
  ///   - stream: What took them.
  ///   - labels: The same labels, of which it leaves out what is only judged.
  ///   - reading: What is known of them.
  ///   - found: The places of images in the labels, and their detections in pixels of the images.
  /// - Throws: What is wrong with the labels.
  package init(
    _ stream: DumpStream,
    labels: String,
    reading: LabelReading,
    found: [(image: Int, detections: [Detection])]
  ) throws(Diagnostic) {
    let configuration = stream.configuration
    // Without a dump there is no image, whose size could matter.
    let input = stream.batch?.detector.input ?? PixelSize(width: 1, height: 1)
    let found = found.sorted { $0.image < $1.image }
    let truth = try EvaluatedLabels(
      labels,
      reading,
      configuration.classes,
      inputFit: configuration.fit == .none || found.isEmpty ? input : nil
    )
    self = Self(truth, found: found).part(ofImages: found.map(\.image))
    fit = configuration.fit
  }

  private init(_ truth: EvaluatedLabels, found: [(image: Int, detections: [Detection])]) {
    var detections: [EvaluationData.Detection] = []
    var order: [Int] = []
    for (image, list) in found {
      for (index, detection) in list.enumerated() {
        let box = detection.box
        detections.append(
          EvaluationData.Detection(
            box: SIMD4(box.minX, box.minY, box.maxX - box.minX, box.maxY - box.minY),
            score: detection.score,
            image: truth.numbers[image],
            classIndex: truth.classOfID[detection.classID] ?? 0
          )
        )
        order.append(image * Self.mostDetections + index)
      }
    }
    self.init(truth, detections, notes: truth.notes)
    // Whoever decodes some images alone does not know how many detections the others have.
    places = Places(
      images: Array(imageOrder.indices),
      objects: Array(data.objects.indices),
      detections: order
    )
  }

  /// What is known already.
  init(
    classes: [Class],
    images: [String],
    imageOrder: [Int],
    fit: ImageFit?,
    data: EvaluationData,
    places: Places? = nil,
    notes: [Diagnostic] = [],
    threads: Int
  ) {
    self.places = places
    (self.classes, self.images, self.imageOrder) = (classes, images, imageOrder)
    (self.fit, self.data, self.threads) = (fit, data, threads)
    self.notes = notes
  }

  /// The score that a detection out of heads must exceed.
  public static let leastScore = 0.001

  /// How many detections out of the heads of an image count.
  public static let mostDetections = 100

  private init(
    _ truth: EvaluatedLabels,
    _ detections: [EvaluationData.Detection],
    notes: [Diagnostic]
  ) {
    var classes = truth.classes
    // Without a detector there may be classes that only detections have.
    let count = max(classes.count, (detections.lazy.map { Int($0.classIndex) }.max() ?? -1) + 1)
    for number in classes.count..<count {
      classes.append(Class(name: "\(number)", classID: number, categoryID: nil))
    }
    self.classes = classes
    images = truth.imageNames
    imageOrder = truth.numbers
    data = EvaluationData(
      imageCount: images.count,
      classCount: classes.count,
      objects: truth.objects,
      detections: detections
    )
    self.notes = notes
  }
}

// MARK: - Labels

/// Labels as evaluation takes them.
struct EvaluatedLabels {
  private(set) var classes: [DetectionEvaluation.Class]
  private(set) var imageNames: [String] = []

  /// The number of each image of the labels, in their order.
  private(set) var numbers: [Int] = []
  private(set) var objects: [EvaluationData.Object] = []
  private(set) var notes: [Diagnostic]

  /// The place of a class by its number.
  private(set) var classOfID: [Int: Int] = [:]

  /// The place of a class, and the number of an image, by their ids in COCO's labels.
  private(set) var classOfCategory: [Int: Int]?
  private(set) var imageOfID: [Int: Int] = [:]

  /// Whether ids of images are the numbers that they are called by, or their places in the labels.
  private(set) var idWords = ""

  /// Whether a class that is not in the labels is one all the same.
  let isOpen: Bool
  let name: String

  init(
    _ path: String,
    _ reading: LabelReading,
    _ known: ClassList?,
    inputFit: PixelSize?
  ) throws(Diagnostic) {
    var reading = reading
    reading.isForEvaluation = true
    reading.takesOwnClasses = true
    let truth = try GroundTruth(
      path: path,
      reading: reading,
      classCount: known?.count ?? ClassList.allowedCounts.upperBound,
      classNames: known?.names ?? []
    )
    name = path
    notes = truth.notes + (Diagnostic(idZeroIn: truth).map { [$0] } ?? [])
    isOpen = known == nil && truth.categories == nil
    classes = Self.classes(truth, known)
    for (place, entry) in classes.enumerated() {
      if let classID = entry.classID { classOfID[classID] = place }
    }
    classOfCategory = truth.categories.map { _ in
      Dictionary(
        classes.enumerated().compactMap { place, entry in entry.categoryID.map { ($0, place) } },
        uniquingKeysWith: { first, _ in first }
      )
    }
    number(truth)
    var filesRead: [String] = []
    objects.reserveCapacity(truth.images.reduce(0) { $0 + $1.objects.count })
    for (index, image) in truth.images.enumerated() {
      var size = PixelSize(width: 1, height: 1)
      if image.unit == .fractions {
        if let inputFit {
          size = inputFit
        } else {
          size = try truth.header(ofImage: index, filesRead: &filesRead).uprightSize
        }
      }
      for object in image.objects.indices {
        add(image, object, size, number: numbers[index])
      }
    }
  }

  private static func classes(
    _ truth: GroundTruth,
    _ known: ClassList?
  ) -> [DetectionEvaluation.Class] {
    if let categories = truth.categories {
      var classes = categories.map { category in
        DetectionEvaluation.Class(
          name: category.name,
          classID: category.classID,
          categoryID: category.id
        )
      }
      let found = Set(categories.compactMap(\.classID))
      for classID in 0..<(known?.count ?? 0) where !found.contains(classID) {
        let name = known?.name(of: classID) ?? "\(classID)"
        classes.append(DetectionEvaluation.Class(name: name, classID: classID, categoryID: nil))
      }
      return classes
    }
    let highest = truth.images.lazy.compactMap { $0.objects.map(\.classID).max() }.max() ?? -1
    let own = truth.classNames
    return (0..<(known?.count ?? highest + 1)).map { classID in
      let name = known?.name(of: classID) ?? (classID < own.count ? own[classID] : "\(classID)")
      return DetectionEvaluation.Class(name: name, classID: classID, categoryID: nil)
    }
  }

  /// Numbers the images by rising ids.
  private mutating func number(_ truth: GroundTruth) {
    let found = ImageIDs(truth.images.map { ($0.name, $0.coco?.id) })
    let ids = found.ids
    idWords = found.words ?? ""
    let order = found.words == nil ? ids.indices.sorted { ids[$0] < ids[$1] } : Array(ids.indices)
    numbers = [Int](repeating: 0, count: order.count)
    for (number, place) in order.enumerated() {
      numbers[place] = number
      imageOfID[ids[place]] = number
    }
    imageNames = order.map { truth.images[$0].name }
  }

  private mutating func add(
    _ image: GroundTruthImage,
    _ object: Int,
    _ size: PixelSize,
    number: Int
  ) {
    let written = image.coco?.boxes[object]
    let box = image.box(ofObject: object, inImageOf: size)
    let sides =
      written?.sides
      ?? SIMD4(box.minX, box.minY, box.maxX - box.minX, box.maxY - box.minY)
    let standing: EvaluationData.Object.Standing =
      switch image.objects[object].standing {
      case .full: .counted
      case .difficult: .ignored
      case .crowd: .region
      }
    objects.append(
      EvaluationData.Object(
        box: sides,
        area: written?.area,
        image: number,
        classIndex: classOfID[image.objects[object].classID] ?? 0,
        standing: standing
      )
    )
  }
}

extension Diagnostic {
  /// A note about an annotation that pycocotools takes for none.
  fileprivate init?(idZeroIn truth: GroundTruth) {
    let first = truth.images.lazy.flatMap(\.objects).first { $0.reference == .annotation(0) }
    guard first != nil, truth.categories != nil else { return nil }
    self.init(
      .content,
      severity: .note,
      code: "labels.annotation-zero",
      at: Place(file: truth.name, parts: ["annotation 0"]),
      found: "an annotation whose id is 0, or that has none",
      remedy: "here it can be found as any other; pycocotools never counts it as found"
    )
  }
}

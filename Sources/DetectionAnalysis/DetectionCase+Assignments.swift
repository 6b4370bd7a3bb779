import DetectionText
import TensorFiles

extension DetectionCase {
  /// Which anchors are positive for which objects, image by image.
  ///
  /// - Throws: An error for a case without objects, and for an object that cannot be assigned: one
  ///   without area, or wholly outside the network input.
  public func assignments() throws(Diagnostic) -> [ImageAssignment] {
    try assignments(by: assigner)
  }

  /// The same by a rule of one's own, which gets the predictions of the heads where it needs them.
  package func assignments(by assigner: TargetAssigner) throws(Diagnostic) -> [ImageAssignment] {
    try objects().assignments(by: assigner, predictions: predictions(for: assigner))
  }

  /// Which anchors are positive for which objects of an image: computed when it is asked for, so that no
  /// image's is kept, but for a rule that looks at the heads.
  ///
  /// - Throws: As ``assignments()``, of all images.
  package func checkedAssignments() throws(Diagnostic)
    -> @Sendable (_ image: Int) -> ImageAssignment?
  {
    let (assigner, batch) = (assigner, try objects())
    guard !assigner.rule.needsPredictions else {
      let all = try assignments()
      try checkFiniteAgain()
      return { all[$0] }
    }
    try batch.forEachAssignment(by: assigner)
    // What could be assigned once can be again.
    return { try? batch.assignment(ofImage: $0, by: assigner) }
  }

  /// Whether every object can be assigned; nothing of an image is kept.
  ///
  /// Without heads, a rule that looks at predictions has no more to say of an object than any other.
  ///
  /// - Throws: As ``assignments()``.
  func checkAssignments() throws(Diagnostic) {
    var assigner = assigner
    if assigner.rule.needsPredictions, dump == nil {
      let stand = AssignmentChoice(rule: .bestAnchor, collision: .last)
      assigner = TargetAssigner(detector.with(stand))
    }
    let predictions = try predictions(for: assigner)
    try objects().forEachAssignment(by: assigner, predictions: predictions)
  }

  /// What the heads predict of an image, for a rule that looks at it; nothing for all others.
  func predictions(
    for assigner: TargetAssigner
  ) throws(Diagnostic) -> (_ image: Int) throws(Diagnostic) -> ImagePredictions? {
    // Without heads the assigner says what it lacks.
    guard assigner.rule.needsPredictions, dump != nil else { return { _ in nil } }
    let cursor = try cursor()
    return { (image) throws(Diagnostic) in
      let (part, image) = try cursor.find(image)
      return part.predictions(ofImage: image, assigner.detector)
    }
  }

  /// Why the anchors of an image are positive or are not.
  ///
  /// - Parameter image: The index of the image.
  /// - Returns: The assignment with its reasons.
  /// - Throws: As ``assignments()``, and for an image that the batch does not have.
  public func explanation(ofImage image: Int) throws(Diagnostic) -> AssignmentExplanation {
    let batch = try objects()
    guard images.indices.contains(image) else {
      throw .noImage(found: image, count: images.count)
    }
    let predictions = try predictions(for: assigner)(image)
    return try batch.explanation(ofImage: image, by: assigner, predictions: predictions)
  }

  /// The explanations that a person asks for in words.
  ///
  /// - Parameter words: `all`, the name of an image, or that and the index of an object behind a
  ///   colon.
  /// - Returns: An entry for each image; `nil` where nothing was asked for.
  /// - Throws: As ``assignments()``, and where there is no such image or object.
  package func explanations(of words: String) throws(Diagnostic) -> [ExplainedObjects?] {
    try objects().explanations(words, by: assigner, predictions: predictions(for: assigner))
  }

  /// Writes the assignments as dense label tensors and lists of objects to a file of arrays, of the kind that its ending says:
  /// `label_<scale>` `[N, H, W, A, 5 + C]` and `boxes_<scale>` `[N, M, 4]`.
  ///
  /// - Returns: What the tensors cannot hold of the assignments; `nil` where they hold all. An
  ///   anchor of a dense label has one box, and some dialects give it several.
  /// - Throws: As ``assignments()``, for tensors that do not fit into memory, and for a file that
  ///   cannot be written.
  @discardableResult
  public func writeTargets(to path: String) throws(Diagnostic) -> Diagnostic? {
    let assignment = try checkedAssignments()
    let classification = detector.components.classification
    try DenseLabels.checkDensity(of: detector.scales)
    func forEachScaleTargets(
      _ scale: Int,
      _ body: (ScaleTargets) throws(Diagnostic) -> Void
    ) throws(Diagnostic) {
      for image in images.indices {
        if let found = assignment(image) { try body(found.targets(for: detector).scales[scale]) }
      }
    }
    var capacities = detector.scales.map { _ in 1 }
    var omission = OmittedBoxes()
    for image in images.indices {
      guard let found = assignment(image) else { continue }
      omission.add(found, image: image)
      let targets = try found.targets(for: detector)
      for (index, scale) in targets.scales.enumerated() {
        // At least one row: many programs cannot take a maximum over an empty axis.
        capacities[index] = max(capacities[index], scale.backgroundObjects.count)
      }
    }
    var writer = try TensorWriter(path: path)
    for (index, scale) in detector.scales.enumerated() {
      try writer.begin(
        "label_\(scale.name)",
        shape: [images.count, scale.rows, scale.columns, scale.anchors.count, scale.channels],
        of: Float.self
      )
      try forEachScaleTargets(index) { targets throws(Diagnostic) in
        try writer.append(
          try DenseLabels.label(
            targets,
            scale: scale,
            smoothing: classification.labelSmoothing,
            form: classification.smoothing
          )
        )
      }
      let capacity = capacities[index]
      try writer.begin(
        "boxes_\(scale.name)",
        shape: [images.count, capacity, 4],
        of: Float.self
      )
      try forEachScaleTargets(index) { targets throws(Diagnostic) in
        try writer.append(try DenseLabels.boxes(targets, capacity: capacity))
      }
    }
    try writer.finish()
    return try objects().diagnostic(of: omission, detector)
  }

  /// Puts somebody's dense label tensors beside the rule's.
  ///
  /// - Parameters:
  ///   - path: A file of `label_<scale>` arrays; their `boxes_<scale>` may be missing.
  ///   - tolerance: How far apart values may be that count as equal.
  /// - Returns: The anchors and the listed objects that differ, each with its reason.
  /// - Throws: As ``assignments()``, and for a file or arrays that do not fit the batch.
  public func comparison(
    withTargets path: String,
    tolerance: LabelComparison.Tolerance = LabelComparison.Tolerance()
  ) throws(Diagnostic) -> TargetsComparison {
    let batch = try objects()
    let written = try WrittenLabels(
      path: path,
      scales: detector.scales,
      imageCount: images.count
    )
    // Whoever cannot be assigned is named with its place.
    let predictions = try predictions(for: assigner)
    _ = try batch.assignments(by: assigner, predictions: predictions)
    let comparison = try LabelComparison(
      of: images.map { $0.objects ?? [] },
      by: assigner,
      predictions: predictions,
      written: written.images,
      tolerance: tolerance
    )
    return TargetsComparison(
      path: path,
      anchors: comparison,
      lists: written.lists.enumerated().map { image, lists in
        lists.flatMap { comparison.listDifferences($0.rows, image: image, scale: $0.scale) }
      },
      notes: written.notes
    )
  }

  /// The detector's rule.
  var assigner: TargetAssigner { TargetAssigner(detector) }

  /// The objects of the batch.
  func objects() throws(Diagnostic) -> LabeledBatch {
    switch truth {
    case .objects(let batch): return batch
    case .targets: throw .noObjects
    case .none: throw .noTruth
    }
  }
}

extension HeadPart {
  /// What the heads predict of one of their images.
  func predictions(ofImage image: Int, _ detector: Detector) -> ImagePredictions {
    ImagePredictions(of: heads, image: image, detector)
  }
}

/// Somebody's label tensors beside the rule's.
public struct TargetsComparison: Sendable {
  /// The file of the tensors.
  public let path: String

  /// The anchors that differ, and why.
  public let anchors: LabelComparison

  /// The differences of the lists of objects, image by image.
  package let lists: [[ListDifference]]

  /// What a person should know about their file although nothing is wrong.
  public let notes: [Diagnostic]

  /// The number of differences, lists included.
  public var differenceCount: Int {
    anchors.differenceCount + lists.reduce(0) { $0 + $1.count }
  }
}

extension DenseLabels {
  /// The most values of one image and scale that are written densely: 1 GiB of them.
  ///
  /// A detector has some 700,000. A config of a million classes would ask for gigabytes per object.
  private static let densestImage = 1 << 28

  /// Refuses dense labels that would not fit into memory.
  fileprivate static func checkDensity(
    of scales: [Detector.Scale]
  ) throws(Diagnostic) {
    for scale in scales {
      let shape = [scale.rows, scale.columns, scale.anchors.count, scale.channels]
      var count = 1
      for length in shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: length)
        guard !overflow, product <= densestImage else {
          throw .tooDense(array: "label_\(scale.name)", shape: shape, limit: densestImage)
        }
        count = product
      }
    }
  }
}

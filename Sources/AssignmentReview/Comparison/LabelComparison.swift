import BoxGeometry
import DetectionText
import DetectorConfiguration
import TargetAssignment

/// Somebody's labels of a batch beside those of a rule.
///
/// ```swift
/// let comparison = try LabelComparison(of: images, by: detector, labels: tensors)
/// comparison.images[0].differences         // each anchor that differs, and why
/// comparison.likelyCauses                  // the usual mistakes that would explain them
/// ```
public struct LabelComparison: Sendable {
  /// How far apart values may be that count as equal.
  public struct Tolerance: Hashable, Sendable {
    /// The largest difference of a centre or a side, in pixels.
    public var pixels: Double

    /// The largest difference of a class value. Half precision is off by less than a quarter of
    /// the default, and smoothing by more than ten times of it.
    public var classValue: Double

    /// Creates tolerances.
    public init(pixels: Double = 0.01, classValue: Double = 0.001) {
      self.pixels = pixels
      self.classValue = classValue
    }
  }

  /// One image of the comparison.
  public struct Image: Sendable {
    /// The rule's assignment and its reasons.
    public let explanation: AssignmentExplanation

    /// What their labels hold.
    package let written: [WrittenAnchor]

    /// The anchors that differ, in order; one anchor may differ in several ways.
    public let differences: [LabelDifference]
  }

  /// The detector, with its rule and the smoothing of its classes.
  public let detector: Detector

  /// How far apart values may be that count as equal.
  public let tolerance: Tolerance

  /// The images, in order.
  public let images: [Image]

  /// The form that most of their boxes of each scale are in.
  package let boxForms: [WrittenBoxForm]

  /// Whether their labels are there for every scale, so that causes can be told.
  private let isWhole: Bool

  /// Compares the labels of a batch with the rule's.
  ///
  /// - Parameters:
  ///   - images: The objects of each image, in pixels of the network input.
  ///   - detector: The detector.
  ///   - labels: Their tensors, image by image, each by the name of its scale, in C order: `[H, W,
  ///     A, 5 + C]` of centre x, centre y, width and height in pixels of the network input,
  ///     objectness, class values. Scales that are not there are not compared.
  ///   - tolerance: How far apart values may be that count as equal.
  /// - Throws: An error for a tensor of another size, for another number of images, and for the
  ///   first object that cannot be assigned.
  public init(
    of images: [[LabeledBox]],
    by detector: Detector,
    labels: [[String: [Float]]],
    tolerance: Tolerance = Tolerance()
  ) throws(Diagnostic) {
    func refusal(_ found: String, allowed: String) -> Diagnostic {
      Diagnostic(
        .request,
        code: "labels.shape",
        found: found,
        allowed: allowed,
        remedy: "give a tensor of each scale, [H, W, A, 5 + C], for each image"
      )
    }
    guard labels.count == images.count else {
      throw refusal("labels of \(labels.count) images", allowed: "\(images.count), one an image")
    }
    var written: [[WrittenAnchor]] = []
    for labels in labels {
      var anchors: [WrittenAnchor] = []
      for (name, label) in labels.sorted(by: { $0.key < $1.key }) {
        guard let scale = detector.scales.first(where: { $0.name == name }) else {
          throw refusal(
            "labels of a scale \(quoted(name))",
            allowed: quotedList(detector.scales.map(\.name))
          )
        }
        let shape = [scale.rows, scale.columns, scale.anchors.count, scale.channels]
        guard label.count == shape.reduce(1, *) else {
          throw refusal(
            "\(label.count) values of scale \(quoted(name))",
            allowed: "\(shape.reduce(1, *)), \(shape)"
          )
        }
        anchors += WrittenAnchor.all(on: scale) { Double(label[$0]) }
      }
      written.append(anchors)
    }
    try self.init(
      of: images,
      by: TargetAssigner(detector),
      written: written,
      scales: Set(labels.flatMap(\.keys)),
      tolerance: tolerance
    )
  }

  /// Compares what stands in the labels of a batch with the rule's.
  ///
  /// The scales of these names are compared; without names, all.
  ///
  /// - Precondition: There are as many images as written ones, and every written anchor exists.
  /// - Throws: An error for the first object that cannot be assigned; what `predictions` throws.
  package init(
    of images: [[LabeledBox]],
    by assigner: TargetAssigner,
    predictions: (_ image: Int) throws(Diagnostic) -> ImagePredictions? = { _ in nil },
    written: [[WrittenAnchor]],
    scales: Set<String>? = nil,
    tolerance: Tolerance = Tolerance()
  ) throws(Diagnostic) {
    precondition(images.count == written.count, "each image has its labels")
    let detector = assigner.detector
    var explanations: [AssignmentExplanation] = []
    for (index, objects) in images.enumerated() {
      explanations.append(
        try assigner.explanation(of: objects, predictions: predictions(index))
      )
    }
    let forms = WrittenBoxForm.likeliest(of: Array(zip(images, written)), on: detector)
    self.detector = detector
    self.tolerance = tolerance
    boxForms = forms
    isWhole = detector.scales.allSatisfy { scales?.contains($0.name) ?? true }
    let finder = LabelDifferenceFinder(detector: detector, tolerance: tolerance, forms: forms)
    self.images = zip(explanations, written).map { explanation, written in
      Image(
        explanation: explanation,
        written: written,
        differences: finder.differences(of: written, from: explanation).filter {
          scales?.contains(detector.scales[$0.site.scale].name) ?? true
        }
      )
    }
  }

  /// The number of differences in all images.
  public var differenceCount: Int { images.reduce(0) { $0 + $1.differences.count } }

  /// The usual mistakes that would explain at least half of the differences of a kind, at most one
  /// for the places, one for the boxes and one for the classes; none where a scale is not compared.
  ///
  /// Each is tried on the whole batch: the rule is run with it, and the differences that are left
  /// are counted, scale by scale, for a mistake may have been made on one of them only.
  ///
  /// - Complexity: A dozen assignments of the batch; nothing where nothing differs.
  public var likelyCauses: [LikelyCause] {
    isWhole ? [placeCause, boxCause, classCause].compactMap { $0 } : []
  }
}

// MARK: - Lists of objects

extension LabelComparison {
  /// Where somebody's list of the objects of a scale differs from the rule's, in any order.
  ///
  /// - Parameters:
  ///   - rows: Their boxes, four numbers each; rows of zeros are padding.
  ///   - image: The index of the image.
  ///   - scale: The index of the scale.
  /// - Returns: The objects that are missing, then the boxes that are no object of the scale.
  /// - Complexity: O(objects · rows).
  package func listDifferences(_ rows: [[Double]], image: Int, scale: Int) -> [ListDifference] {
    let assignment = images[image].explanation.assignment
    let boxForm = boxForms[scale]
    let reach = boxForm == .pixels ? tolerance.pixels : WrittenAnchor.nearness
    var left = rows.indices.filter { !rows[$0].allSatisfy { $0 == 0 } }
    var missing: [ListDifference] = []
    for object in assignment.backgroundObjects(onScale: scale, detector.components.background) {
      let box = CenterBox(assignment.objects[object].box)
      let found = left.firstIndex { row in
        let pixels = boxForm.pixels(rows[row], on: detector.scales[scale])
        return WrittenAnchor.distance(pixels, box) <= reach
      }
      if let found {
        left.remove(at: found)
      } else {
        missing.append(.missing(scale: scale, object: object))
      }
    }
    return missing + left.map { .extra(scale: scale, row: $0, box: rows[$0]) }
  }
}

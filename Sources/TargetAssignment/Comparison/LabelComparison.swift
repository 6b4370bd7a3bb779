import BoxGeometry
import DetectorConfiguration

/// Somebody's labels of a batch beside those of a rule.
///
/// ```swift
/// let comparison = try LabelComparison(
///   by: assigner, images: images, written: written)
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
    public let written: [WrittenAnchor]

    /// The anchors that differ, in order; one anchor may differ in several ways.
    public let differences: [LabelDifference]
  }

  /// The rule.
  public let assigner: TargetAssigner

  /// The choices of the loss, for the smoothing of classes.
  var components: LossComponents { assigner.detector.components }

  /// The number of classes.
  var classes: Int { assigner.detector.classes.count }

  /// How far apart values may be that count as equal.
  public let tolerance: Tolerance

  /// The form that most of their boxes are in.
  public let boxForm: WrittenBoxForm

  /// The images, in order.
  public let images: [Image]

  /// Compares the labels of a batch with the rule's.
  ///
  /// - Parameters:
  ///   - assigner: The rule.
  ///   - images: The objects of each image, in pixels of the network input.
  ///   - written: What their labels hold, image by image.
  ///   - tolerance: How far apart values may be that count as equal.
  /// - Precondition: There are as many images as written ones, and every written anchor exists.
  /// - Throws: ``ObjectError`` for the first object that cannot be assigned.
  public init(
    by assigner: TargetAssigner,
    images: [[LabeledBox]],
    written: [[WrittenAnchor]],
    tolerance: Tolerance = Tolerance()
  ) throws(ObjectError) {
    precondition(images.count == written.count, "each image has its labels")
    var explanations: [AssignmentExplanation] = []
    for objects in images { explanations.append(try assigner.explanation(of: objects)) }
    let form = WrittenBoxForm.likeliest(
      of: zip(images, written).map { ($0.map { CenterBox($0.box) }, $1) },
      scales: assigner.detector.scales
    )
    self.assigner = assigner
    self.tolerance = tolerance
    boxForm = form
    let finder = LabelDifferenceFinder(
      classes: assigner.detector.classes.count,
      classification: assigner.detector.components.classification,
      tolerance: tolerance,
      form: form
    )
    self.images = zip(explanations, written).map { explanation, written in
      Image(
        explanation: explanation,
        written: written,
        differences: finder.differences(of: written, from: explanation)
      )
    }
  }

  /// The number of differences in all images.
  public var differenceCount: Int { images.reduce(0) { $0 + $1.differences.count } }
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
  public func listDifferences(_ rows: [[Double]], image: Int, scale: Int) -> [ListDifference] {
    let assignment = images[image].explanation.assignment
    let reach = boxForm == .pixels ? tolerance.pixels : WrittenAnchor.nearness
    var left = rows.indices.filter { !rows[$0].allSatisfy { $0 == 0 } }
    var missing: [ListDifference] = []
    for object in assignment.guardingObjects(onScale: scale, components.background) {
      let box = CenterBox(assignment.objects[object].box)
      let found = left.firstIndex { row in
        let pixels = boxForm.pixels(rows[row], on: assigner.detector.scales[scale])
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

extension WrittenBoxForm {
  /// The form in which most boxes are objects; pixels in doubt.
  static func likeliest(
    of images: [(objects: [CenterBox<Double>], written: [WrittenAnchor])],
    scales: [Detector.Scale]
  ) -> WrittenBoxForm {
    func fitting(_ form: WrittenBoxForm) -> Int {
      images.reduce(0) { count, image in
        count
          + image.written.count { anchor in
            let scale = scales[anchor.site.scale]
            return anchor.object(among: image.objects, form: form, on: scale) != nil
          }
      }
    }
    let counts = allCases.map { (form: $0, count: fitting($0)) }
    return counts.reduce(counts[0]) { $1.count > $0.count ? $1 : $0 }.form
  }
}

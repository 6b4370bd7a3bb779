import DetectionText
import DetectorConfiguration
import TargetAssignment

extension ScaleTargets {
  /// Refuses targets that were made for another detector: an anchor that the scale has not, twice
  /// or out of order, or classes or objects that there are none of.
  ///
  /// - Complexity: O(positives), and O(classes) for each whose class values are given one by one.
  func check(on scale: Detector.Scale, image: Int, objects: Int) throws(Diagnostic) {
    var last = -1
    for target in positives {
      let isOnGrid =
        target.row >= 0 && target.row < scale.rows && target.column >= 0
        && target.column < scale.columns && target.anchor >= 0
        && target.anchor < scale.anchors.count
      guard isOnGrid else {
        throw target.fault(
          "target-anchor",
          scale,
          image,
          "an anchor that the scale has not",
          allowed:
            "\(scale.rows) rows, \(scale.columns) columns and \(counted(scale.anchors.count, "anchor"))"
        )
      }
      let place = (target.row * scale.columns + target.column) * scale.anchors.count + target.anchor
      guard place > last else {
        throw target.fault(
          "target-order",
          scale,
          image,
          "an anchor that stands twice or behind a later one",
          allowed: "each at most once, in the order row, column, anchor"
        )
      }
      last = place
      guard target.classTargets.allSatisfy({ $0.fits(classes: scale.classes) }) else {
        throw target.fault(
          "target-class",
          scale,
          image,
          "a class target that is none",
          allowed: """
            classes 0 to \(scale.classes - 1), or \(scale.classes) values within 0...1
            """
        )
      }
      for box in target.boxes {
        guard let object = box.object, !(0..<objects).contains(object) else { continue }
        throw target.fault(
          "target-object",
          scale,
          image,
          "object \(object)",
          allowed: "those of the image, which are \(objects)"
        )
      }
    }
  }
}

extension PositiveAnchor {
  fileprivate func fault(
    _ code: String,
    _ scale: Detector.Scale,
    _ image: Int,
    _ found: String,
    allowed: String
  ) -> Diagnostic {
    Diagnostic(
      .content,
      code: "loss.\(code)",
      at: Place(
        parts: [
          "targets of image \(image)", "scale \(quoted(scale.name))",
          "row \(row), column \(column), anchor \(anchor)",
        ]
      ),
      found: found,
      allowed: allowed,
      remedy: "make the targets with the detector of the loss"
    )
  }
}

extension ClassTarget {
  /// Whether it asks for classes that there are.
  fileprivate func fits(classes: Int) -> Bool {
    switch self {
    case .index(let classID): classID >= 0 && classID < classes
    case .indices(let classIDs):
      !classIDs.isEmpty && classIDs.allSatisfy { $0 >= 0 && $0 < classes }
    case .distribution(let values):
      values.count == classes && values.allSatisfy { $0 >= 0 && $0 <= 1 }
    }
  }
}

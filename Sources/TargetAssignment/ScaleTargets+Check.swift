import BoxGeometry
import DetectionText
import DetectorConfiguration

extension ScaleTargets {
  /// Refuses targets that no assignment on this scale makes: an anchor that the scale has not, twice
  /// or out of order, boxes and classes that do not belong together, a box without a size, classes
  /// or objects that there are none of.
  ///
  /// - Parameters:
  ///   - scale: The scale that they are for.
  ///   - objects: The number of objects of the image; `nil` where nobody asks.
  ///   - place: What the error begins with.
  /// - Throws: An error for the first of these.
  /// - Complexity: O(positives + objects), and O(classes) for each whose class values are given one
  ///   by one.
  package func check(
    on scale: Detector.Scale,
    objects: Int?,
    at place: @autoclosure () -> Place
  ) throws(Diagnostic) {
    func fault(
      _ target: PositiveAnchor,
      _ code: String,
      _ found: String,
      allowed: String
    ) -> Diagnostic {
      Self.fault(code, at: place().part(target.site.wordsWithinScale), found, allowed: allowed)
    }
    var last = -1
    for target in positives {
      let isOnGrid =
        target.row >= 0 && target.row < scale.rows && target.column >= 0
        && target.column < scale.columns && target.anchor >= 0
        && target.anchor < scale.anchors.count
      guard isOnGrid else {
        throw fault(
          target,
          "target-anchor",
          "an anchor that the scale has not",
          allowed:
            "\(scale.rows) rows, \(scale.columns) columns and \(counted(scale.anchors.count, "anchor"))"
        )
      }
      let place = (target.row * scale.columns + target.column) * scale.anchors.count + target.anchor
      guard place > last else {
        throw fault(
          target,
          "target-order",
          "an anchor that stands twice or behind a later one",
          allowed: "each at most once, in the order row, column, anchor"
        )
      }
      last = place
      guard target.site.scale == scale.index else {
        throw fault(
          target,
          "target-scale",
          "an anchor of scale number \(target.site.scale)",
          allowed: "scale number \(scale.index)"
        )
      }
      let (boxes, classes) = (target.boxes.count, target.classTargets.count)
      guard boxes > 0, classes == 1 || classes == boxes else {
        throw fault(
          target,
          "target-count",
          "\(counted(boxes, "box", "boxes")) and \(counted(classes, "class target"))",
          allowed: "one class target, or one for each of one box or more"
        )
      }
      guard target.classTargets.allSatisfy({ $0.fits(classes: scale.classes) }) else {
        throw fault(
          target,
          "target-class",
          target.classWords,
          allowed: """
            classes 0 to \(scale.classes - 1), or \(scale.classes) values within 0...1
            """
        )
      }
      for box in target.boxes {
        guard box.box.isAssignable else {
          throw fault(
            target,
            "target-box",
            "the box \(box.box.words)",
            allowed: "a centre and a positive size, none beyond 2^60 pixels"
          )
        }
        guard let objects, let object = box.object, !(0..<objects).contains(object) else {
          continue
        }
        throw fault(
          target,
          "target-object",
          "object \(object)",
          allowed: "those of the image, which are \(objects)"
        )
      }
    }
    for (row, box) in backgroundObjects.enumerated() where !box.isWithinReach {
      throw Self.fault(
        "target-box",
        at: place().part("background object \(row)"),
        "the box (\(box.minX), \(box.minY)) to (\(box.maxX), \(box.maxY))",
        allowed: "corners within 2^60 pixels"
      )
    }
  }
}

extension ScaleTargets {
  fileprivate static func fault(
    _ code: String,
    at place: Place,
    _ found: String,
    allowed: String
  ) -> Diagnostic {
    Diagnostic(
      .content,
      code: "loss.\(code)",
      at: place,
      found: found,
      allowed: allowed,
      remedy: "make the targets with the detector of the loss"
    )
  }
}

extension CornerBox<Double> {
  /// Whether its corners lie where numbers do not overflow.
  fileprivate var isWithinReach: Bool {
    let farthest = TargetAssigner.farthestCorner
    return abs(minX) <= farthest && abs(minY) <= farthest && abs(maxX) <= farthest
      && abs(maxY) <= farthest
  }
}

extension CenterBox<Double> {
  /// Whether a box has a size and lies where numbers do not overflow.
  fileprivate var isAssignable: Bool {
    let farthest = TargetAssigner.farthestCorner
    return abs(centerX) <= farthest && abs(centerY) <= farthest && width > 0 && width <= farthest
      && height > 0 && height <= farthest
  }

  fileprivate var words: String { "[\(centerX), \(centerY), \(width), \(height)]" }
}

extension PositiveAnchor {
  /// What its class channels are to predict, in words.
  fileprivate var classWords: String {
    let words = classTargets.map { target in
      switch target {
      case .index(let classID): "class \(classID)"
      case .indices(let classIDs): "classes \(classIDs)"
      case .distribution(let values): "\(values.count) class values"
      }
    }
    return words.joined(separator: ", ")
  }
}

extension ClassTarget {
  /// Whether it asks for classes that there are.
  fileprivate func fits(classes: Int) -> Bool {
    switch self {
    case .index(let classID): classID >= 0 && classID < classes
    case .indices(let classIDs):
      !classIDs.isEmpty && classIDs.allSatisfy { $0 >= 0 && $0 < classes }
        && zip(classIDs, classIDs.dropFirst()).allSatisfy { $0 < $1 }
    case .distribution(let values):
      values.count == classes && values.allSatisfy { $0 >= 0 && $0 <= 1 }
    }
  }
}

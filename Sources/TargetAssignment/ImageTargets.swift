import BoxGeometry
import DetectorConfiguration

/// What an anchor's class channels shall say.
public enum ClassTarget: Hashable, Sendable {
  /// One class, counted from zero; the loss smooths it.
  case index(Int)

  /// Several classes at once, each once and in order; the loss smooths them.
  case indices([Int])

  /// A value for each class, used as it stands: somebody's own labels, smoothed or not.
  case distribution([Double])
}

/// A box that an anchor shall predict.
public struct BoxTarget: Hashable, Sendable {
  /// The index of the object in its image; `nil` where dense labels do not tell.
  public var object: Int?

  /// The object's box, in pixels of the network input.
  public var box: CenterBox<Double>

  /// Creates a target.
  public init(object: Int?, box: CenterBox<Double>) {
    self.object = object
    self.box = box
  }
}

/// An anchor that shall predict an object, or several.
public struct ResponsibleAnchor: Hashable, Sendable {
  /// The row of its cell.
  public var row: Int

  /// The column of its cell.
  public var column: Int

  /// The index of the anchor within its scale.
  public var anchor: Int

  /// The boxes it shall predict, at least one; each has a box loss, and the last one written says
  /// what its objectness shall be.
  public var boxes: [BoxTarget]

  /// What its class channels shall say, at least one; each has a class loss.
  public var classTargets: [ClassTarget]

  /// Creates a target for one anchor.
  ///
  /// - Precondition: There is a box and a class target, and as many of these as of those, or one.
  public init(
    row: Int,
    column: Int,
    anchor: Int,
    boxes: [BoxTarget],
    classTargets: [ClassTarget]
  ) {
    precondition(
      !boxes.isEmpty && (classTargets.count == 1 || classTargets.count == boxes.count),
      "an anchor needs one class target, or one for each box"
    )
    self.row = row
    self.column = column
    self.anchor = anchor
    self.boxes = boxes
    self.classTargets = classTargets
  }
}

extension ResponsibleAnchor {
  /// Creates a target of one object.
  public init(
    row: Int,
    column: Int,
    anchor: Int,
    object: Int?,
    box: CenterBox<Double>,
    classTarget: ClassTarget
  ) {
    self.init(
      row: row,
      column: column,
      anchor: anchor,
      boxes: [BoxTarget(object: object, box: box)],
      classTargets: [classTarget]
    )
  }

  /// The object that holds the anchor: the one written last.
  public var object: Int? { boxes[boxes.count - 1].object }

  /// The number of different classes that it shall predict; at least one.
  ///
  /// Of dense labels, which may be smoothed, the values above one half count.
  public var classCount: Int {
    var classIDs: Set<Int> = []
    for target in classTargets {
      switch target {
      case .index(let classID): classIDs.insert(classID)
      case .indices(let several): classIDs.formUnion(several)
      case .distribution(let values): classIDs.formUnion(values.indices.filter { values[$0] > 0.5 })
      }
    }
    return max(1, classIDs.count)
  }

  /// The box of the object that holds the anchor.
  public var box: CenterBox<Double> { boxes[boxes.count - 1].box }

  /// What the class channels shall say for the object that holds the anchor.
  public var classTarget: ClassTarget { classTargets[classTargets.count - 1] }
}

/// What one scale of one image shall predict.
public struct ScaleTargets: Hashable, Sendable {
  /// The responsible anchors, in the order row, column, anchor; each at most once.
  public var responsible: [ResponsibleAnchor]

  /// The objects that keep an anchor from being background when its prediction overlaps them
  /// enough.
  public var backgroundObjects: [CornerBox<Double>]

  /// Creates the targets of one scale.
  public init(responsible: [ResponsibleAnchor], backgroundObjects: [CornerBox<Double>]) {
    self.responsible = responsible
    self.backgroundObjects = backgroundObjects
  }
}

/// What one image shall predict, scale by scale: the whole input of a loss beside the heads.
public struct ImageTargets: Hashable, Sendable {
  /// The targets of each scale, in the order of the configuration.
  public var scales: [ScaleTargets]

  /// The number of objects that the targets came from; zero where dense labels do not tell.
  public var objectCount: Int

  /// Creates the targets of one image.
  public init(scales: [ScaleTargets], objectCount: Int = 0) {
    self.scales = scales
    self.objectCount = objectCount
  }
}

// MARK: - From an assignment

extension ImageAssignment {
  /// The targets that this assignment stands for.
  ///
  /// - Parameter detector: The detector that it was made for; its `BackgroundChoice` says which
  ///   objects keep an anchor from being background.
  /// - Returns: The responsible anchors and guarding objects of every scale.
  /// - Precondition: The detector has the scales of the assignment.
  public func targets(for detector: Detector) -> ImageTargets {
    var scales = detector.scales.map { scale in
      ScaleTargets(
        responsible: [],
        backgroundObjects: guardingObjects(onScale: scale.index, detector.components.background)
          .map { objects[$0].box }
      )
    }
    for holder in responsible {
      scales[holder.site.scale].responsible.append(
        ResponsibleAnchor(
          row: holder.site.row,
          column: holder.site.column,
          anchor: holder.site.anchor,
          boxes: holder.boxes.map {
            BoxTarget(object: $0, box: CenterBox(objects[$0].box))
          },
          classTargets: classTargets(of: holder)
        )
      )
    }
    return ImageTargets(scales: scales, objectCount: objects.count)
  }

  /// The objects that keep an anchor of a scale from being background, in their order.
  func guardingObjects(onScale scale: Int, _ background: BackgroundChoice) -> [Int] {
    switch background.against {
    case .scale: objects(onScale: scale)
    case .image: Array(objects.indices)
    case .kept: objects(holdingOnScale: scale)
    case .none: []
    }
  }

  /// What the class channels of an anchor shall say: a target for each box, or one of all classes.
  private func classTargets(of holder: Responsibility) -> [ClassTarget] {
    let classIDs = holder.classes.map { objects[$0].classID }
    if holder.classesApart { return classIDs.map { .index($0) } }
    let united = Set(classIDs).sorted()
    return united.count == 1 ? [.index(united[0])] : [.indices(united)]
  }
}

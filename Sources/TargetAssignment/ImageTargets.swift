import BoxGeometry
import DetectorConfiguration

/// What an anchor's class channels shall say.
public enum ClassTarget: Hashable, Sendable {
  /// One class, counted from zero; the loss smooths it.
  case index(Int)

  /// A value for each class, used as it stands: somebody's own labels, smoothed or not.
  case distribution([Double])
}

/// An anchor that shall predict an object.
public struct ResponsibleAnchor: Hashable, Sendable {
  /// The row of its cell.
  public var row: Int

  /// The column of its cell.
  public var column: Int

  /// The index of the anchor within its scale.
  public var anchor: Int

  /// The index of the object in its image; `nil` where dense labels do not tell.
  public var object: Int?

  /// The object's box, in pixels of the network input.
  public var box: CenterBox<Double>

  /// What its class channels shall say.
  public var classTarget: ClassTarget

  /// Creates a target for one anchor.
  public init(
    row: Int,
    column: Int,
    anchor: Int,
    object: Int?,
    box: CenterBox<Double>,
    classTarget: ClassTarget
  ) {
    self.row = row
    self.column = column
    self.anchor = anchor
    self.object = object
    self.box = box
    self.classTarget = classTarget
  }
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
  /// - Parameters:
  ///   - scaleCount: The number of scales.
  ///   - background: Which objects keep an anchor from being background.
  /// - Returns: The responsible anchors and guarding objects of every scale.
  public func targets(scaleCount: Int, background: BackgroundChoice) -> ImageTargets {
    var scales = (0..<scaleCount).map { scale in
      let guarding =
        switch background.against {
        case .scale: objects(onScale: scale)
        case .image: Array(objects.indices)
        case .kept, .none: preconditionFailure("this background is not available yet")
        }
      return ScaleTargets(
        responsible: [],
        backgroundObjects: guarding.map { objects[$0].box }
      )
    }
    for holder in responsible {
      let (site, object) = (holder.site, holder.object)
      scales[site.scale].responsible.append(
        ResponsibleAnchor(
          row: site.row,
          column: site.column,
          anchor: site.anchor,
          object: object,
          box: CenterBox(objects[object].box),
          classTarget: .index(objects[object].classID)
        )
      )
    }
    return ImageTargets(scales: scales, objectCount: objects.count)
  }
}

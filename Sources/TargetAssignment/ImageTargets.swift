import BoxGeometry
import DetectionText
import DetectorConfiguration

/// The target of an anchor's class channels.
public enum ClassTarget: Hashable, Sendable {
  /// One class, counted from zero; the loss smooths it.
  case index(Int)

  /// Several classes at once, each once and in order; the loss smooths them.
  case indices([Int])

  /// A value for each class, used as it stands: somebody's own labels, smoothed or not.
  case distribution([Double])
}

/// A box that an anchor predicts.
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

/// An anchor that predicts an object, or several.
public struct PositiveAnchor: Hashable, Sendable {
  /// The anchor.
  public var site: AnchorSite

  /// The boxes it predicts, at least one, in the order they were written; each has a box loss, and
  /// the last one says what its objectness must be. An object that was given the anchor twice
  /// stands here twice.
  public var boxes: [BoxTarget]

  /// The targets of its class channels, at least one; each has a class loss.
  public var classTargets: [ClassTarget]

  /// Creates the target of one anchor.
  ///
  /// - Precondition: There is a box and a class target, and as many of these as of those, or one.
  public init(site: AnchorSite, boxes: [BoxTarget], classTargets: [ClassTarget]) {
    precondition(
      !boxes.isEmpty && (classTargets.count == 1 || classTargets.count == boxes.count),
      "an anchor needs one class target, or one for each box"
    )
    self.site = site
    self.boxes = boxes
    self.classTargets = classTargets
  }
}

extension PositiveAnchor {
  /// The row of its cell.
  public var row: Int { site.row }

  /// The column of its cell.
  public var column: Int { site.column }

  /// The index of the anchor within its scale.
  public var anchor: Int { site.anchor }

  /// The objects whose boxes it predicts, in the order they were written; empty where dense labels do
  /// not tell.
  public var objects: [Int] { boxes.compactMap(\.object) }

  /// The object that keeps the anchor: the one written last.
  public var object: Int? { boxes.last?.object }

  /// The box of the object that keeps the anchor.
  ///
  /// - Precondition: ``boxes`` has one.
  public var box: CenterBox<Double> { boxes[boxes.count - 1].box }

  /// The number of different classes that it predicts; at least one.
  ///
  /// Of dense labels, which may be smoothed, the values above one half count.
  public var classCount: Int { max(1, classIDs.count) }

  /// The classes that it predicts.
  package var classIDs: Set<Int> {
    var classIDs: Set<Int> = []
    for target in classTargets {
      switch target {
      case .index(let classID): classIDs.insert(classID)
      case .indices(let several): classIDs.formUnion(several)
      case .distribution(let values): classIDs.formUnion(values.indices.filter { values[$0] > 0.5 })
      }
    }
    return classIDs
  }
}

/// The targets of one scale of one image.
public struct ScaleTargets: Hashable, Sendable {
  /// The positive anchors, in the order row, column, anchor; each at most once.
  public var positives: [PositiveAnchor]

  /// The objects that keep an anchor from being background when its prediction overlaps them
  /// enough.
  public var backgroundObjects: [CornerBox<Double>]

  /// Creates the targets of one scale.
  public init(positives: [PositiveAnchor], backgroundObjects: [CornerBox<Double>]) {
    self.positives = positives
    self.backgroundObjects = backgroundObjects
  }
}

/// The targets of one image, scale by scale: the whole input of a loss beside the heads.
public struct ImageTargets: Hashable, Sendable {
  /// The targets of each scale, in the order of the configuration.
  public var scales: [ScaleTargets] { didSet { origin = .unknown } }

  /// The number of objects that the targets came from; zero where dense labels do not tell.
  public var objectCount: Int { didSet { origin = .unknown } }

  /// The anchors that the targets are for; `nil` where nobody told.
  package let frame: TargetFrame?

  private var origin = Origin.unknown

  /// Where targets come from; targets of the same values are equal wherever they come from.
  private enum Origin: Hashable, Sendable {
    case unknown
    case assignment

    static func == (_: Origin, _: Origin) -> Bool { true }
    func hash(into _: inout Hasher) {}
  }

  /// Whether they are an assignment's, unchanged: then they fit every detector that has the anchors
  /// of their frame, and need no look at each value.
  package var isAssigned: Bool { if case .assignment = origin { true } else { false } }

  /// Creates the targets of one image.
  ///
  /// - Parameters:
  ///   - scales: The targets of each scale, in the order of the configuration.
  ///   - objectCount: The number of objects that they came from.
  ///   - detector: The detector that they are for, so that a loss can refuse them for another.
  public init(scales: [ScaleTargets], objectCount: Int = 0, for detector: Detector? = nil) {
    self.scales = scales
    self.objectCount = objectCount
    frame = detector.map { TargetFrame($0) }
  }

  fileprivate init(assigned scales: [ScaleTargets], objectCount: Int, frame: TargetFrame) {
    self.scales = scales
    self.objectCount = objectCount
    self.frame = frame
    origin = .assignment
  }
}

// MARK: - From an assignment

extension ImageAssignment {
  /// The targets that this assignment stands for.
  ///
  /// - Parameter detector: The detector that it was made for; its `BackgroundChoice` says which
  ///   objects keep an anchor from being background.
  /// - Returns: The positive anchors and the background's objects of every scale.
  /// - Throws: An error for a detector over another input, or with other anchors or classes.
  public func targets(for detector: Detector) throws(Diagnostic) -> ImageTargets {
    try frame.check(detector, at: Place(parts: ["assignment"]))
    var scales = detector.scales.map { scale in
      ScaleTargets(
        positives: [],
        backgroundObjects: backgroundObjects(
          onScale: scale.index,
          detector.components.background
        ).map { objects[$0].box }
      )
    }
    // They stand in the order of their scales.
    var start = positives.startIndex
    while start < positives.endIndex {
      let scale = positives[start].site.scale
      let end = positives[start...].firstIndex { $0.site.scale != scale } ?? positives.endIndex
      scales[scale].positives = Array(positives[start..<end])
      start = end
    }
    return ImageTargets(assigned: scales, objectCount: objects.count, frame: frame)
  }

  /// The objects that keep an anchor of a scale from being background, in their order.
  package func backgroundObjects(onScale scale: Int, _ background: BackgroundChoice) -> [Int] {
    switch background.against {
    case .scale: objects(onScale: scale)
    case .image: Array(objects.indices)
    case .kept: objects(keptOnScale: scale)
    case .imageOnMatchedScales: objects(onScale: scale).isEmpty ? [] : Array(objects.indices)
    case .none: []
    }
  }
}

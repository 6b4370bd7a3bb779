import BoxGeometry
import DetectorConfiguration

/// What an anchor is asked for.
public enum AnchorState: Hashable, Sendable {
  /// To predict the boxes of these objects, mostly one.
  case responsible(for: [Int])

  /// To predict that nothing is there; the largest overlap with an object that could have kept it
  /// from that, if there is any.
  case background(ObjectOverlap?)

  /// Nothing: it overlaps an object that it is not responsible for.
  case ignored(ObjectOverlap)

  /// Background or ignored: that depends on what the network predicts, which was not given.
  case notResponsible
}

/// How much a box overlaps an object.
public struct ObjectOverlap: Hashable, Sendable {
  /// The index of the object.
  public let object: Int

  /// The intersection over union.
  public let iou: Double
}

/// What the network predicts at one anchor, as far as it decides between background and ignored.
public struct AnchorPrediction: Hashable, Sendable {
  /// The decoded box, in pixels of the network input.
  public var box: CornerBox<Double>

  /// The largest of its class probabilities.
  public var classProbability: Double

  /// Creates a prediction.
  public init(box: CornerBox<Double>, classProbability: Double) {
    self.box = box
    self.classProbability = classProbability
  }
}

/// One anchor: what it is asked for, and who wanted it.
public struct AnchorExplanation: Hashable, Sendable {
  /// The anchor.
  public let site: AnchorSite

  /// What it is asked for.
  public let state: AnchorState

  /// The objects whose candidate it was, in their order, with what came of it.
  public let candidates: [ExplainedCandidate]

  /// The anchor with the name of its scale.
  public let name: String
}

extension AssignmentExplanation {
  /// Explains one anchor.
  ///
  /// - Parameters:
  ///   - site: The anchor.
  ///   - background: The dialect's background; without it, or without a prediction where it asks
  ///     for one, an anchor without object is only ``AnchorState/notResponsible``.
  ///   - prediction: What the network predicts there.
  /// - Precondition: The grids have such an anchor.
  /// - Returns: What the anchor is asked for, and every object it was a candidate of.
  /// - Complexity: O(candidates of all objects).
  public func anchor(
    _ site: AnchorSite,
    background: BackgroundChoice? = nil,
    prediction: AnchorPrediction? = nil
  ) -> AnchorExplanation {
    AnchorExplanation(
      site: site,
      state: state(of: site, background: background, prediction: prediction),
      candidates: objects.flatMap { object in
        object.candidates.filter { $0.candidate.site == site }
      },
      name: name(of: site)
    )
  }

  /// What one anchor is asked for, without who wanted it.
  ///
  /// - Parameters: As for ``anchor(_:background:prediction:)``.
  /// - Returns: Its state.
  /// - Complexity: O(responsible anchors + objects).
  public func state(
    of site: AnchorSite,
    background: BackgroundChoice? = nil,
    prediction: AnchorPrediction? = nil
  ) -> AnchorState {
    if let holder = assignment.responsible.first(where: { $0.site == site }) {
      return .responsible(for: Array(Set(holder.boxes)).sorted())
    }
    guard let background else { return .notResponsible }
    let guarding = assignment.guardingObjects(onScale: site.scale, background)
    if guarding.isEmpty { return .background(nil) }
    let box: CornerBox<Double>
    switch background.overlapOf {
    case .anchor: box = detector.scales[site.scale].box(of: site)
    case .prediction:
      guard let prediction else { return .notResponsible }
      box = prediction.box
    }
    let overlaps = guarding.map {
      ObjectOverlap(object: $0, iou: box.iou(with: assignment.objects[$0].box))
    }
    let largest = overlaps.reduce(overlaps[0]) { $1.iou > $0.iou ? $1 : $0 }
    let isClear =
      background.atThreshold == .ignored
      ? largest.iou < background.iouThreshold : largest.iou <= background.iouThreshold
    if isClear { return .background(largest) }
    guard let gate = background.classGate else { return .ignored(largest) }
    guard let prediction else { return .notResponsible }
    return prediction.classProbability <= gate ? .background(largest) : .ignored(largest)
  }
}

extension AnchorState: CustomStringConvertible {
  /// The state in a few words.
  public var description: String {
    switch self {
    case .responsible(let objects): "responsible for \(ExplainedCandidate.objects(objects))"
    case .background(nil): "background: no object of the scale can keep it from that"
    case .background(let overlap?):
      "background: overlaps object \(overlap.object) most, by \(likenessText(overlap.iou))"
    case .ignored(let overlap):
      "ignored: overlaps object \(overlap.object) by \(likenessText(overlap.iou))"
    case .notResponsible: "not responsible for any object"
    }
  }
}

extension AnchorExplanation: CustomStringConvertible {
  /// The state, then a line for every object that the rule compared the anchor with.
  public var description: String {
    let none = ["  no object was compared with it: none has its centre where the rule looks"]
    let lines = candidates.map { "  object \($0.object) \($0.reason)" }
    return (["\(name): \(state)"] + (lines.isEmpty ? none : lines)).joined(separator: "\n")
  }
}

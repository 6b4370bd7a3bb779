import BoxGeometry
import DetectionText
import DetectorConfiguration
import TargetAssignment

/// One anchor: what its targets are, and who wanted it.
public struct AnchorExplanation: Hashable, Sendable {
  /// What an anchor is to predict.
  public enum State: Hashable, Sendable {
    /// The boxes of these objects, mostly one.
    case positive([Int])

    /// That nothing is there; the largest overlap with an object that could have kept it from
    /// that, if there is any.
    case negative(nearest: Overlap?)

    /// Anything: it overlaps an object that it does not predict.
    case ignored(Overlap)

    /// Negative or ignored: that depends on what the network predicts, which was not given.
    case undecided
  }

  /// How much a box overlaps an object.
  public struct Overlap: Hashable, Sendable {
    /// The index of the object.
    public let object: Int

    /// The intersection over union.
    public let iou: Double
  }

  /// The anchor.
  public let site: AnchorSite

  /// What it is to predict.
  public let state: State

  /// The objects whose candidate it was, in their order, with what came of it.
  public let candidates: [CandidateExplanation]

  /// The anchor with the name of its scale.
  public let place: String
}

extension AssignmentExplanation {
  /// Explains one anchor.
  ///
  /// - Parameters:
  ///   - site: The anchor.
  ///   - predictions: What the network predicts of the image; where the detector's background asks
  ///     for it and it is not given, an anchor without object stays ``AnchorExplanation/State/undecided``.
  /// - Precondition: The detector has such an anchor.
  /// - Returns: What the anchor is to predict, and every object it was a candidate of.
  /// - Complexity: O(candidates of all objects).
  public func anchor(
    _ site: AnchorSite,
    predictions: ImagePredictions? = nil
  ) -> AnchorExplanation {
    AnchorExplanation(
      site: site,
      state: state(of: site, predictions: predictions),
      candidates: objects.flatMap { $0.candidates.filter { $0.site == site } },
      place: site.name(in: detector)
    )
  }

  /// What one anchor is to predict, without who wanted it.
  ///
  /// - Parameters: As for ``anchor(_:predictions:)``.
  /// - Returns: Its state.
  /// - Complexity: O(positive anchors + objects).
  public func state(
    of site: AnchorSite,
    predictions: ImagePredictions? = nil
  ) -> AnchorExplanation.State {
    if let positive = assignment.positives.first(where: { $0.site == site }) {
      return .positive(Set(positive.objects).sorted())
    }
    let background = detector.components.background
    let objects = assignment.backgroundObjects(onScale: site.scale, background)
    if objects.isEmpty { return .negative(nearest: nil) }
    let box: CornerBox<Double>
    switch background.overlapOf {
    case .anchor: box = detector.scales[site.scale].box(of: site)
    case .prediction:
      guard let predictions else { return .undecided }
      box = predictions[site].box
    }
    let overlaps = objects.map {
      AnchorExplanation.Overlap(object: $0, iou: box.iou(with: assignment.objects[$0].box))
    }
    let largest = overlaps.reduce(overlaps[0]) { $1.iou > $0.iou ? $1 : $0 }
    let isClear =
      background.atThreshold == .ignored
      ? largest.iou < background.iouThreshold : largest.iou <= background.iouThreshold
    if isClear { return .negative(nearest: largest) }
    guard let gate = background.classGate else { return .ignored(largest) }
    guard let predictions else { return .undecided }
    return predictions[site].classProbabilities.allSatisfy { $0 <= gate }
      ? .negative(nearest: largest) : .ignored(largest)
  }
}

extension AnchorExplanation.State: CustomStringConvertible {
  /// The state in a few words.
  public var description: String {
    switch self {
    case .positive(let objects): "positive, predicts \(CandidateExplanation.objects(objects))"
    case .negative(nil): "negative: no object of the scale can keep it from that"
    case .negative(let overlap?):
      "negative: overlaps object \(overlap.object) most, by \(likenessText(overlap.iou))"
    case .ignored(let overlap):
      "ignored: overlaps object \(overlap.object) by \(likenessText(overlap.iou))"
    case .undecided: "predicts no object"
    }
  }
}

extension AnchorExplanation: CustomStringConvertible {
  /// The state, then a line for every object that the rule compared the anchor with.
  public var description: String {
    let none = ["  no object was compared with it: none has its centre where the rule looks"]
    let lines = candidates.map { "  object \($0.object) \($0.reason)" }
    return (["\(place): \(state)"] + (lines.isEmpty ? none : lines)).joined(separator: "\n")
  }
}

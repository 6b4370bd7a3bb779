import BoxGeometry
import DetectionText
import TargetAssignment

/// The anchors that the rule looked at for one object, and what came of each.
public struct ObjectExplanation: Hashable, Sendable {
  /// The index of the object in its image.
  public let object: Int

  /// The object, in pixels of the network input.
  public let truth: LabeledBox

  /// What its class is called, behind a blank; empty where it has no name.
  let className: String

  /// Whether no anchor passed the rule's threshold, so that the best of all was taken.
  public let isFallback: Bool

  /// Every anchor that the rule looked at, in the order of the sites.
  public let candidates: [CandidateExplanation]

  /// The anchors that predict the object's box, in order, each once.
  public var positives: [AnchorSite] {
    candidates.filter(\.outcome.isKept).map(\.site).reduce(into: []) { sites, site in
      if sites.last != site { sites.append(site) }
    }
  }
}

extension ObjectExplanation: CustomStringConvertible {
  /// The summary, then a line for every candidate.
  public var description: String {
    ([summary] + candidates.map { "  \($0)" }).joined(separator: "\n")
  }

  /// The object, and how many of its candidates it has.
  public var summary: String {
    let box = truth.box
    let corners = [box.minX, box.minY, box.maxX, box.maxY].map { readable($0) }
    return """
      object \(object), class \(truth.classID)\(className), (\(corners[0]), \(corners[1])) to \
      (\(corners[2]), \(corners[3])): \(fate)
      """
  }

  private var fate: String {
    let (kept, lost) = (positives.count, candidates.count(where: \.outcome.isLost))
    guard kept > 0 else {
      return lost > 0
        ? "no anchor, all that it was given went to other objects"
        : "no anchor, the rule refused all \(candidates.count) candidates"
    }
    return "\(counted(kept, "anchor")) of \(candidates.count) candidates"
      + (lost > 0 ? ", \(lost) lost to other objects" : "")
  }
}

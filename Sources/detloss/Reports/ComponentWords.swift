import DetectionAnalysis
import DetectionText
import ToolSupport

/// What two losses choose differently, in the components' own words: `IoU > 0.3 | the best anchor`.
struct ComponentWords {
  private let detectors: [Detector]

  init(_ example: DetectionCase, _ sides: [DialectComparison.Side]) {
    detectors = sides.map(\.detector)
  }

  /// The choices of a component.
  func words(of component: ComparedComponent) -> String {
    switch component {
    case .decoding: difference(detectors.map(\.components.decoding.phrases))
    case .assignment: difference(detectors.map(\.components.assignment.phrases))
    case .background: difference(detectors.map(\.components.background.phrases))
    case .box: difference(detectors.map { formula($0, .box) + weights($0, .box) })
    case .objectness:
      difference(detectors.map { formula($0, .positives) + weights($0, .positives) })
    case .classification:
      difference(detectors.map { formula($0, .classification) + weights($0, .classification) })
    case .reduction:
      difference(detectors.map { divisors($0, .box) + $0.components.gains.phrases })
    }
  }

  /// Why the factors of a part differ.
  func because(
    _ part: PartComparison
  ) -> (anchors: String, cost: String, weight: String, divisor: String) {
    let name = part.part
    let formulas = difference(detectors.map { formula($0, name) })
    let factors = part.costFactors.filter { abs($0.factor - 1) > 0.005 }.map { factor in
      let words = factor.changes.map { change in
        change == .anchors ? moreAnchors(part) : change.rawValue
      }
      return "\(words.joined(separator: " and ")) x\(timesText(factor.factor))"
    }
    let cost = ([formulas] + factors).filter { !$0.isEmpty }.joined(separator: "; ")
    return (
      anchors: words(of: name == .negatives ? .background : .assignment),
      cost: cost,
      weight: difference(
        detectors.map { weights($0, name) + $0.components.gains.phrases },
        joining: " * "
      ),
      divisor: difference(detectors.map { divisors($0, name) })
    )
  }

  private func moreAnchors(_ part: PartComparison) -> String {
    let more = part.second.anchors - part.first.anchors
    return more == 0
      ? "other anchors" : "\(counted(abs(more), more > 0 ? "more anchor" : "fewer anchor"))"
  }

  private func formula(_ detector: Detector, _ part: LossPartName) -> [String] {
    let components = detector.components
    return switch part {
    case .box: components.box.phrases
    case .positives: components.objectness.phrases + [components.objectness.targetPhrase]
    case .negatives: components.objectness.phrases
    case .classification: components.classification.phrases(classes: detector.classes.count)
    }
  }

  private func weights(_ detector: Detector, _ part: LossPartName) -> [String] {
    let components = detector.components
    let all =
      switch part {
      case .box: components.box.weightPhrases
      case .positives, .negatives:
        components.objectness.weightPhrases(for: detector.configuration.scales)
      case .classification: [readable(components.classification.weight)]
      }
    // A factor of one is said where it is the only one.
    return all.count > 1 ? all.filter { $0 != "1" } : all
  }

  private func divisors(_ detector: Detector, _ part: LossPartName) -> [String] {
    let all: String? =
      switch part {
      case .box: "matches"
      case .positives, .negatives: nil
      case .classification: "matches and classes"
      }
    return detector.components.reduction.divisorPhrases(over: all)
  }

  /// The phrases that not both have.
  private func difference(_ phrases: [[String]], joining: String = ", ") -> String {
    let common = Set(phrases[0]).intersection(phrases[1])
    let own = phrases.map { $0.filter { !common.contains($0) } }
    guard own.contains(where: { !$0.isEmpty }) else { return "" }
    return own.map { $0.isEmpty ? "-" : $0.joined(separator: joining) }.joined(separator: " | ")
  }
}

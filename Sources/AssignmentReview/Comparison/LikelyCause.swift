import BoxGeometry
import DetectionText
import DetectorConfiguration
import TargetAssignment

/// A usual mistake, or another choice, that explains differences between labels and a rule.
public struct LikelyCause: Hashable, Sendable {
  /// What the pipeline may do, in a sentence without its full stop.
  public let cause: String

  /// How many of the differences it would explain.
  public let explained: Int

  /// How many there are of their kind.
  public let total: Int

  /// What these counts count, such as `differing boxes`.
  public let subject: String

  /// The likeliest of `guesses`, the first of equals, if it would explain at least half.
  package init?(
    _ guesses: [(cause: String, left: Int)],
    of total: Int,
    _ subject: String
  ) {
    guard total > 0, let best = guesses.min(by: { $0.left < $1.left }) else { return nil }
    let explained = total - best.left
    guard explained > 0, explained * 2 >= total else { return nil }
    self.init(cause: best.cause, explained: explained, total: total, subject: subject)
  }

  private init(cause: String, explained: Int, total: Int, subject: String) {
    self.cause = cause
    self.explained = explained
    self.total = total
    self.subject = subject
  }
}

extension LikelyCause: CustomStringConvertible {
  /// The cause, and how much it would explain.
  public var description: String { "\(cause) (explains \(explained) of \(total) \(subject))" }
}

// MARK: - Places

extension LabelComparison {
  /// Which object has each anchor; an unknown one is `nil`.
  private typealias Keepers = [AnchorSite: Int?]

  var placeCause: LikelyCause? {
    let theirs = images.map { image -> Keepers in
      let objects = image.explanation.assignment.objects
      return Dictionary(
        image.written.map {
          let scale = detector.scales[$0.site.scale]
          return ($0.site, $0.object(among: objects, form: boxForm, on: scale))
        }
      ) { first, _ in first }
    }
    let ours = images.map { keepers($0.explanation.assignment.positives) }
    let total = Self.differences(theirs, ours)
    guard total > 0 else { return nil }
    let runs = otherDetectors.compactMap { cause, detector -> (cause: String, left: Int)? in
      let assigner = TargetAssigner(detector)
      let others = images.compactMap {
        (try? assigner($0.explanation.assignment.objects)).map { keepers($0.positives) }
      }
      return others.count == images.count ? (cause, Self.differences(theirs, others)) : nil
    }
    let moved = otherPlaces.map { cause, move in
      (cause, left: Self.differences(theirs, images.map { keepers($0, moved: move) }))
    }
    return LikelyCause(moved + runs, of: total, "anchors with another object, or none")
  }

  private static func differences(_ theirs: [Keepers], _ ours: [Keepers]) -> Int {
    zip(theirs, ours).reduce(0) { count, pair in
      let (theirs, ours) = pair
      let only = ours.keys.count { theirs[$0] == nil }
      return theirs.reduce(count + only) { count, entry in
        guard let keeper = ours[entry.key] else { return count + 1 }
        // An unknown object may be any.
        return entry.value == nil || entry.value == keeper ? count : count + 1
      }
    }
  }

  private func keepers(_ positives: [PositiveAnchor]) -> Keepers {
    Dictionary(uniqueKeysWithValues: positives.map { ($0.site, $0.object) })
  }

  private func keepers(_ image: Image, moved move: PlaceChange) -> Keepers {
    let assignment = image.explanation.assignment
    let assigned = assignment.assigned.map { assigned in
      ObjectAssignment(
        object: assigned.object,
        matches: assigned.matches.map { match in
          match.moved(to: move(match.site, assigned, assignment.objects[assigned.object].box))
        }
      )
    }
    let policy = detector.components.assignment.collision
    return keepers(policy.resolve(assigned, of: assignment.objects).positives)
  }

  /// Where a habit puts an object's anchor instead.
  private typealias PlaceChange = (AnchorSite, ObjectAssignment, CornerBox<Double>) -> AnchorSite

  private var otherPlaces: [(cause: String, PlaceChange)] {
    let scales = detector.scales
    func clamped(_ site: AnchorSite, row: Int, column: Int, to scale: Int) -> AnchorSite {
      var site = site
      site.row = min(row, scales[scale].rows - 1)
      site.column = min(column, scales[scale].columns - 1)
      return site
    }
    return [
      (
        """
        the cell of an object that no anchor passed for is clamped to the grid of the last scale \
        (a fault of the reference's own dataset.py)
        """,
        { site, assigned, _ in
          guard assigned.isFallback else { return site }
          return clamped(site, row: site.row, column: site.column, to: scales.count - 1)
        }
      ),
      (
        "row and column are exchanged",
        { site, _, _ in clamped(site, row: site.column, column: site.row, to: site.scale) }
      ),
      (
        "the cell is that of the rounded centre; it is the one that holds the centre",
        { site, _, box in
          let scale = scales[site.scale]
          let center = ObjectCell(of: box, on: scale).center
          return clamped(
            site,
            row: ObjectCell.index(center.y.rounded(), count: scale.rows),
            column: ObjectCell.index(center.x.rounded(), count: scale.columns),
            to: site.scale
          )
        }
      ),
    ]
  }

  private var otherDetectors: [(cause: String, Detector)] {
    let choice = detector.components.assignment
    let units: [(cause: String, Detector)] = [
      (
        "theirs takes the anchors for cells: each is as many times too large as the stride",
        detector.scalingAnchors { Double($0.stride) }
      ),
      (
        "theirs takes the anchors for pixels: each is as many times too small as the stride",
        detector.scalingAnchors { 1 / Double($0.stride) }
      ),
    ]
    let policies = CollisionPolicy.usual.filter { $0 != choice.collision }.map { policy in
      (
        cause: "two objects on one anchor: theirs does as collision \(policy.words)",
        detector.with(AssignmentChoice(rule: choice.rule, collision: policy))
      )
    }
    let rules = AssignmentRule.usual.filter { $0 != choice.rule }.map { other in
      let collision = other.rule.usualCollision ?? choice.collision
      return (
        cause: "theirs gives out anchors as rule \(other.rule.words)",
        detector.with(AssignmentChoice(rule: other, collision: collision))
      )
    }
    return units + policies + rules
  }
}

extension CollisionPolicy {
  /// What pipelines usually do.
  fileprivate static let usual: [CollisionPolicy] = [.last, .first, .both, .bestIoUThenLast]

  /// The word of a configuration file, and what it means where that is short.
  fileprivate var words: String {
    switch self {
    case .last: "\"last\": the later object has it"
    case .first: "\"first\": the earlier object keeps it"
    case .lastBoxAllClasses: "\"last_box_all_classes\""
    case .allBoxesAllClasses: "\"all_boxes_all_classes\""
    case .both: "\"both\": the last one written, neighbour cells after own cells"
    case .bestIoUThenLast: "\"best_iou_then_last\""
    }
  }
}

// MARK: - Boxes and classes

extension LabelComparison {
  var boxCause: LikelyCause? {
    var total = 0
    var boxes: [(theirs: [Double], ours: CenterBox<Double>)] = []
    for difference in images.lazy.flatMap(\.differences) {
      guard case .box(let theirs, let ours, let distance) = difference.kind else { continue }
      total += 1
      if distance <= WrittenAnchor.nearness || boxForm != .pixels { boxes.append((theirs, ours)) }
    }
    let subject = "differing boxes"
    if boxForm != .pixels {
      let cause = "boxes are \(boxForm.words); expected centre and size in pixels"
      return LikelyCause([(cause, total - boxes.count)], of: total, subject)
    }
    let whole = boxes.count { theirs, ours in
      let sides = [
        (theirs[0], theirs[2], ours.centerX, ours.width),
        (theirs[1], theirs[3], ours.centerY, ours.height),
      ]
      return sides.allSatisfy { center, side, ourCenter, ourSide in
        let edges = [center - side / 2, center + side / 2]
        let ourEdges = [ourCenter - ourSide / 2, ourCenter + ourSide / 2]
        // Cutting an edge moves it by less than a pixel, and one that is whole not at all.
        return zip(edges, ourEdges).allSatisfy { $0 == $0.rounded() && abs($0 - $1) < 1 - 1e-6 }
      }
    }
    return LikelyCause([("boxes were cut to whole pixels", total - whole)], of: total, subject)
  }

  var classCause: LikelyCause? {
    var total = 0
    let smoothings = Self.usualSmoothings.map { amount, form in
      var choice = detector.components.classification
      (choice.labelSmoothing, choice.smoothing) = (amount, form)
      return choice
    }
    var left = [Int](repeating: 0, count: smoothings.count + 2)
    for image in images {
      let assignment = image.explanation.assignment
      let positives = Dictionary(
        uniqueKeysWithValues: assignment.positives.map { ($0.site, $0) }
      )
      let claims = assignment.claims
      let theirs = Dictionary(image.written.map { ($0.site, $0.classes) }) { first, _ in first }
      for difference in image.differences {
        guard case .classes = difference.kind, let positive = positives[difference.site],
          let found = theirs[difference.site]
        else { continue }
        total += 1
        let ours = positive.classValues(detector)
        var crowd = positive
        crowd.classTargets = [
          .indices((claims[difference.site] ?? []).map { assignment.objects[$0.object].classID })
        ]
        let guesses =
          smoothings.map { positive.classValues(detector, $0) }
          + [Array(ours.suffix(1) + ours.dropLast()), crowd.classValues(detector)]
        for (index, guess) in guesses.enumerated() {
          let isClose = zip(guess, found).allSatisfy { abs($0 - $1) <= tolerance.classValue }
          if !isClose { left[index] += 1 }
        }
      }
    }
    let causes =
      smoothings.map {
        $0.labelSmoothing == 0
          ? "classes are not smoothed"
          : "classes are smoothed by \(readable($0.labelSmoothing)), form \($0.smoothing.words)"
      } + [
        "classes are counted from 1; expected from 0",
        "an anchor of several objects has the classes of all of them",
      ]
    return LikelyCause(
      Array(zip(causes, left)),
      of: total,
      "anchors with differing classes"
    )
  }

  /// The amounts that frameworks smooth by.
  private static let usualSmoothings: [(Double, SmoothingForm)] = [
    (0, .uniform), (0.01, .uniform), (0.1, .uniform), (0.01, .half), (0.1, .half),
    (1.0 / 40, .flip),
  ]
}

extension SmoothingForm {
  fileprivate var words: String {
    switch self {
    case .uniform: "uniform, y (1 - e) + e / C"
    case .half: "half, y (1 - e) + e / 2"
    case .flip: "flip, 1 - e and e"
    }
  }
}

import BoxGeometry
import DetectorConfiguration

extension LabelComparison {
  /// The usual mistakes that would explain at least half of the differences of a kind, at most one
  /// for the places, one for the boxes and one for the classes.
  ///
  /// Each is tried on the whole batch: the rule is run with it, and the differences that are left
  /// are counted.
  ///
  /// - Complexity: A dozen assignments of the batch; nothing where nothing differs.
  public var likelyCauses: [LikelyCause] {
    [placeCause, boxCause, classCause].compactMap { $0 }
  }

  /// The likeliest of `habits`, the first of equals.
  private func likeliest(
    _ habits: [(LikelyCause.Habit, left: Int)],
    of total: Int
  ) -> LikelyCause? {
    guard total > 0, let best = habits.min(by: { $0.left < $1.left }) else { return nil }
    let explained = total - best.left
    guard explained > 0, explained * 2 >= total else { return nil }
    return LikelyCause(habit: best.0, explained: explained, total: total)
  }

  // MARK: - Places

  /// Which object has each anchor; an unknown one is `nil`.
  private typealias Holders = [AnchorSite: Int?]

  private var placeCause: LikelyCause? {
    let theirs = images.map { image -> Holders in
      let objects = image.explanation.assignment.objects.map { CenterBox($0.box) }
      return Dictionary(
        image.written.map {
          (
            $0.site,
            $0.object(among: objects, form: boxForm, on: assigner.detector.scales[$0.site.scale])
          )
        }
      ) { first, _ in first }
    }
    let ours = images.map { holders($0.explanation.assignment) }
    let total = Self.differences(theirs, ours)
    guard total > 0 else { return nil }
    let runs = otherAssigners.compactMap { habit, assigner -> (LikelyCause.Habit, left: Int)? in
      let others = images.compactMap {
        (try? assigner($0.explanation.assignment.objects)).map(holders)
      }
      return others.count == images.count ? (habit, Self.differences(theirs, others)) : nil
    }
    let moved = otherPlaces.map { habit, move in
      (habit, left: Self.differences(theirs, images.map { holders($0, moved: move) }))
    }
    return likeliest(moved + runs, of: total)
  }

  private static func differences(_ theirs: [Holders], _ ours: [Holders]) -> Int {
    zip(theirs, ours).reduce(0) { count, pair in
      let (theirs, ours) = pair
      let only = ours.keys.count { theirs[$0] == nil }
      return theirs.reduce(count + only) { count, entry in
        guard let holder = ours[entry.key] else { return count + 1 }
        // An unknown object may be any.
        return entry.value == nil || entry.value == holder ? count : count + 1
      }
    }
  }

  private func holders(_ assignment: ImageAssignment) -> Holders {
    holders(assignment.responsible)
  }

  private func holders(_ responsible: [Responsibility]) -> Holders {
    Dictionary(uniqueKeysWithValues: responsible.map { ($0.site, $0.object) })
  }

  private func holders(_ image: Image, moved move: PlaceChange) -> Holders {
    let assignment = image.explanation.assignment
    let assigned = assignment.assigned.map { assigned in
      ObjectAssignment(
        object: assigned.object,
        isFallback: assigned.isFallback,
        matches: assigned.matches.map { match in
          let site = move(match.site, assigned, assignment.objects[assigned.object].box)
          return AnchorMatch(site: site, iou: match.iou, reason: match.reason)
        }
      )
    }
    return holders(assigner.choice.collision.resolve(assigned).responsible)
  }

  /// Where a habit puts an object's anchor instead.
  private typealias PlaceChange = (AnchorSite, ObjectAssignment, CornerBox<Double>) -> AnchorSite

  private var otherPlaces: [(LikelyCause.Habit, PlaceChange)] {
    let grids = assigner.detector.scales
    let last = grids[grids.count - 1]
    func held(_ site: AnchorSite, row: Int, column: Int, by grid: Detector.Scale) -> AnchorSite {
      var site = site
      site.row = min(row, grid.rows - 1)
      site.column = min(column, grid.columns - 1)
      return site
    }
    return [
      (
        .fallbackInLastGrid,
        { site, assigned, _ in
          assigned.isFallback ? held(site, row: site.row, column: site.column, by: last) : site
        }
      ),
      (
        .rowForColumn,
        { site, _, _ in held(site, row: site.column, column: site.row, by: grids[site.scale]) }
      ),
      (
        .roundedCell,
        { site, _, box in
          let grid = grids[site.scale]
          let center = ObjectCell(of: box, on: grid).center
          return held(
            site,
            row: ObjectCell.index(center.y.rounded(), count: grid.rows),
            column: ObjectCell.index(center.x.rounded(), count: grid.columns),
            by: grid
          )
        }
      ),
    ]
  }

  private var otherAssigners: [(LikelyCause.Habit, TargetAssigner)] {
    let choice = assigner.choice
    func scaled(_ factor: (Double) -> Double) -> TargetAssigner {
      TargetAssigner(assigner.detector.scalingAnchors { factor(Double($0.stride)) })
    }
    let policies: [CollisionPolicy] = [.last, .first, .both, .bestIoUThenLast]
    let rules: [AssignmentRule] = [
      .anchorIoU(threshold: AssignmentRule.referenceThreshold), .bestAnchor,
      .bestAnchorPlus(threshold: 0.213, extras: .always),
      .sizeRatio(below: 4, neighborCells: true), .sizeRatio(below: 4, neighborCells: false),
      .shapeIoU(threshold: 0.2), .gridIoU(threshold: 0.5),
    ]
    func with(_ rule: AssignmentRule, _ policy: CollisionPolicy) -> TargetAssigner {
      TargetAssigner(assigner.detector.with(AssignmentChoice(rule: rule, collision: policy)))
    }
    return [
      (.anchorsAsCells, scaled { $0 }),
      (.anchorsAsPixels, scaled { 1 / $0 }),
    ]
      + policies.filter { $0 != choice.collision }.map {
        (.collision($0), with(choice.rule, $0))
      }
      + rules.filter { $0 != choice.rule }.map { rule in
        let isGrid = if case .gridIoU = rule { true } else { false }
        return (.rule(rule), with(rule, isGrid ? .bestIoUThenLast : choice.collision))
      }
  }

  // MARK: - Boxes

  private var boxCause: LikelyCause? {
    let boxes = images.flatMap(\.differences).compactMap {
      difference -> (theirs: [Double], ours: CenterBox<Double>)? in
      if case .box(let theirs, let ours, let distance) = difference.kind {
        return distance <= WrittenAnchor.nearness || boxForm != .pixels ? (theirs, ours) : nil
      }
      return nil
    }
    let total = images.flatMap(\.differences).count {
      if case .box = $0.kind { true } else { false }
    }
    if boxForm != .pixels {
      return likeliest([(.boxForm(boxForm), total - boxes.count)], of: total)
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
    return likeliest([(.wholePixels, total - whole)], of: total)
  }

  // MARK: - Classes

  private var classCause: LikelyCause? {
    var total = 0
    let habits: [(LikelyCause.Habit, ClassificationChoice)] = Self.smoothings.map {
      var choice = components.classification
      (choice.labelSmoothing, choice.smoothing) = $0
      return (.smoothing(choice.labelSmoothing, choice.smoothing), choice)
    }
    var left = [Int](repeating: 0, count: habits.count + 2)
    for image in images {
      let assignment = image.explanation.assignment
      let holders = Dictionary(
        uniqueKeysWithValues: assignment.responsible.map { ($0.site, $0) }
      )
      let claims = assignment.claims
      let theirs = Dictionary(image.written.map { ($0.site, $0.classes) }) { first, _ in first }
      for difference in image.differences {
        guard case .classes = difference.kind, let holder = holders[difference.site],
          let found = theirs[difference.site]
        else { continue }
        total += 1
        let other = habits.map { assignment.classValues(of: holder, classes, $0.1) }
        let shifted = assignment.classValues(of: holder, classes, components.classification)
        let all = ClassTarget.indices(
          Set((claims[difference.site] ?? []).map { assignment.objects[$0.object].classID })
            .sorted()
        ).values(
          classes: classes,
          smoothing: components.classification.labelSmoothing,
          form: components.classification.smoothing
        )
        let guesses = other + [Array(shifted.suffix(1) + shifted.dropLast()), all]
        for (index, guess) in guesses.enumerated() {
          let isClose = zip(guess, found).allSatisfy {
            abs($0 - $1) <= tolerance.classValue
          }
          if !isClose { left[index] += 1 }
        }
      }
    }
    let names = habits.map(\.0) + [.classesFromOne, .classesOfAll]
    return likeliest(Array(zip(names, left)), of: total)
  }

  /// The amounts that frameworks smooth by.
  private static let smoothings: [(Double, SmoothingForm)] = [
    (0, .uniform), (0.01, .uniform), (0.1, .uniform), (0.01, .half), (0.1, .half),
    (1.0 / 40, .flip),
  ]
}

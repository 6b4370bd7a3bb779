import DetectionAnalysis
import DetectionText

/// Everything that a page shows, gathered from a case.
package struct PageContent: Sendable {
  /// The other side of a comparison.
  struct Other: Sendable {
    let detector: Detector
    let assignments: [ImageAssignment]
    let report: LossReport?
  }

  let detector: Detector

  /// The names of all images and how many objects each has.
  let names: [String]
  let objectCounts: [Int]

  /// The loss; `nil` without heads, and for a dump that has none.
  let report: LossReport?

  /// Whether there is a dump.
  let hasHeads: Bool

  /// The images, those that cost most first.
  let order: [Int]

  /// The first of them, which are shown in full.
  package private(set) var images: [PageImage]

  /// The other dialect, if one was asked for.
  let other: Other?

  /// How every box loss of the page is computed, where one formula holds for all.
  let formula: BoxFormulaText?

  /// How many objects have no anchor, in how many images; and how many anchors hold no numbers.
  let unassigned: (objects: Int, images: Int)
  let nonFinite: (anchors: [NonFiniteAnchor], count: Int)

  /// How many anchors should predict an object, in all images.
  let positives: Int

  /// The command that made it.
  let command: String

  /// What is told on the page, and what is told beside it.
  let warnings: [Diagnostic]
  let notes: [Diagnostic]

  /// What may be wrong with a loss that is far too large, in a sentence.
  let suspicion: String?

  init(
    _ example: DetectionCase,
    against dialect: String?,
    only: Int?,
    top: Int,
    command: String
  ) throws(Diagnostic) {
    // An image that the batch does not have is the explanation's to refuse.
    if let only, !example.images.indices.contains(only) {
      _ = try example.explanation(ofImage: only)
    }
    detector = example.detector
    self.command = command
    names = example.images.map(\.name)
    objectCounts = example.images.map { $0.objects?.count ?? 0 }
    hasHeads = example.hasHeads
    // Before anything is computed, where it is known already which image comes first.
    if let first = only ?? (objectCounts.count == 1 ? 0 : nil) {
      try Self.checkObjects(objectCounts[first], of: names[first])
    }
    var fault: Diagnostic?
    var report: LossReport?
    if example.hasHeads {
      do {
        report = try example.loss()
      } catch {
        guard error.code == "heads.non-finite" else { throw error }
        fault = error
      }
    }
    self.report = report
    nonFinite = fault == nil ? ([], 0) : try example.nonFiniteAnchors()
    let assignments = report == nil || dialect != nil ? try example.assignments() : []
    let lacking = Self.unassigned(report, assignments)
    positives =
      report.map { $0.scales.reduce(0) { $0 + $1.counts.positives } }
      ?? assignments.reduce(0) { $0 + $1.positives.count }
    unassigned = (lacking.reduce(0, +), lacking.count { $0 > 0 })
    order = Self.order(
      report: report,
      nonFinite: nonFinite.anchors,
      faults: zip(
        lacking,
        assignments.isEmpty
          ? lacking.map { _ in 0 }
          : assignments.map {
            $0.collisions.count
          }
      ).map { $0 + $1 }
    )
    let wanted = only.map { [$0] } ?? Array(order.prefix(top))
    if let first = wanted.first { try Self.checkObjects(objectCounts[first], of: names[first]) }
    var objects = 0
    let counts = objectCounts
    let chosen = Array(
      wanted.prefix {
        objects += counts[$0]
        return objects <= Self.mostObjects
      }
    )
    let second = try dialect.map { (dialect) throws(Diagnostic) in
      let side = try example.side(ofDialect: dialect, hasLoss: report != nil)
      return Other(detector: side.detector, assignments: side.assignments, report: side.report)
    }
    other = second
    var images: [Int: PageImage] = [:]
    var room = Photograph.largestSum
    var photographNotes: [Diagnostic] = []
    for index in chosen {
      let photograph = example.photograph(ofImage: index)
      let shown = Photograph(path: photograph?.path, room: room)
      room -= shown.byteCount
      if shown.isLeftOut, let absence = shown.absence {
        photographNotes.append(.photograph(names[index], absence))
      }
      images[index] = try PageImage(
        example,
        index: index,
        loss: report?.images[index],
        photograph: shown,
        size: photograph?.size ?? example.detector.input,
        nonFinite: nonFinite.anchors.filter { $0.image == index },
        other: second.map { ($0.assignments[index], $0.report?.images[index]) }
      )
    }
    if report != nil {
      try example.anchorCosts(ofImages: chosen.sorted()) { image, cost in
        images[image]?.add(cost)
      }
      try example.inputDetections(ofImages: chosen.sorted(), limit: 200) { image, detections in
        images[image]?.detections = detections
      }
    }
    self.images = chosen.compactMap { images[$0] }
    formula = BoxFormulaText(example.detector, self.images)
    warnings =
      example.notes + (report?.notes(of: example) ?? []) + (fault.map { [$0] } ?? [])
    let left = wanted.count - chosen.count
    notes =
      photographNotes + (fault.map { [$0.asWarning] } ?? [])
      + (left == 0 ? [] : [.leftRows(left, of: wanted.count, behind: Self.mostObjects)])
    suspicion = report.flatMap { example.suspicion(about: $0)?.sentence }
  }

  /// How many objects the images that are shown in full may have together: of each the page holds its
  /// anchors, what they cost and why, and making it takes some ten kilobytes of memory.
  static let mostObjects = 25_000

  private static func checkObjects(_ count: Int, of image: String) throws(Diagnostic) {
    guard count > mostObjects else { return }
    throw Diagnostic(
      .content,
      code: "page.objects",
      at: Place(image: image),
      found: "\(count) objects to be shown in full",
      allowed: "\(mostObjects) at most on a page",
      remedy: "show another image; the loss and the assignment as JSON have all of them"
    )
  }

  /// How many objects of each image no anchor predicts.
  private static func unassigned(
    _ report: LossReport?,
    _ assignments: [ImageAssignment]
  ) -> [Int] {
    if let report { return report.images.map { $0.objects.count { $0.anchors == 0 } } }
    return assignments.map(\.unassigned.count)
  }

  /// The images, the worst first: those that cost most; without a loss those that hold no numbers, and
  /// then those with most faults of the assignment.
  private static func order(
    report: LossReport?,
    nonFinite: [NonFiniteAnchor],
    faults: [Int]
  ) -> [Int] {
    let bad = nonFinite.reduce(into: [Int: Int]()) { $0[$1.image, default: 0] += 1 }
    let costs = faults.indices.map { image -> (Double, Int) in
      (report?.images[image].loss.total ?? Double(bad[image] ?? 0), faults[image])
    }
    return faults.indices.sorted {
      (costs[$1].0, costs[$1].1, $0) < (costs[$0].0, costs[$0].1, $1)
    }
  }
}

extension Diagnostic {
  /// A photograph that the page does without.
  fileprivate static func photograph(_ name: String, _ absence: String) -> Diagnostic {
    Diagnostic(
      .content,
      severity: .warning,
      code: "page.photograph",
      at: Place(image: name),
      found: """
        a page without it: \(absence.prefix(1).lowercased())\(absence.dropFirst().dropLast())
        """,
      remedy: ""
    )
  }

  /// Images that are rows though they were to be shown in full.
  fileprivate static func leftRows(_ count: Int, of all: Int, behind objects: Int) -> Diagnostic {
    Diagnostic(
      .content,
      severity: .note,
      code: "page.objects",
      found: """
        \(counted(count, "image")) of \(all) to be shown in full beyond the \(objects) objects that a page \
        holds
        """,
      remedy: count == 1 ? "it is a row" : "they are rows"
    )
  }

  /// The same as a warning: what is computed is computed without it.
  fileprivate var asWarning: Diagnostic {
    var other = self
    other.severity = .warning
    return other
  }
}

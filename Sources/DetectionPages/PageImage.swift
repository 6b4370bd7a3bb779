import DetectionAnalysis
import DetectionText

/// One image that a page shows in full.
package struct PageImage: Sendable {
  /// A box that an anchor should predict, and what that costs.
  struct Share: Sendable {
    let site: AnchorSite
    let object: Int

    /// What the anchor predicts; its own box where nothing is predicted.
    let box: CornerBox<Double>

    /// What it costs; `nil` without a loss.
    let cost: AnchorCost.BoxShare?

    /// The probability of an object, and what it should be; the last box of an anchor has it.
    let objectness: (is: Double, shouldBe: Double)?
  }

  /// What the cells of every scale hold, row by row.
  package struct CellMap: Sendable {
    package private(set) var scales: [[Double]]

    init(_ detector: Detector) {
      scales = detector.scales.map { [Double](repeating: 0, count: $0.rows * $0.columns) }
    }

    mutating func add(_ value: Double, at site: AnchorSite, _ detector: Detector) {
      scales[site.scale][site.row * detector.scales[site.scale].columns + site.column] += value
    }

    /// The largest value of any cell.
    var largest: Double { scales.joined().max() ?? 0 }
  }

  /// Its place in the batch.
  package let index: Int
  let name: String
  let loss: ImageLoss?
  let photograph: Photograph

  /// Where the picture stands in the network input.
  let frame: CornerBox<Double>

  /// Which anchors predict what, and why.
  let explanation: AssignmentExplanation

  /// The anchors whose values are no numbers.
  let nonFinite: [NonFiniteAnchor]

  /// What another dialect makes of it.
  let other: (assignment: ImageAssignment, loss: ImageLoss?)?

  /// What every positive anchor should predict, in the order of their sites.
  private(set) var shares: [Share]

  /// The anchors that are ignored.
  private(set) var ignored: [AnchorSite] = []

  /// What cells cost, and how much their numbers change the total; `nil` without a loss.
  package private(set) var costs: CellMap?
  package private(set) var gradients: CellMap?

  /// What the network sees in it.
  var detections: [Detection] = []

  private let detector: Detector

  /// How many anchors each object has by the assignment.
  private let assignedCounts: [Int]

  /// The most ignored anchors that are drawn; they are counted all the same.
  static let mostIgnored = 2000

  /// How many anchors are ignored.
  private(set) var ignoredCount = 0

  init(
    _ example: DetectionCase,
    index: Int,
    loss: ImageLoss?,
    photograph: Photograph,
    size: PixelSize,
    nonFinite: [NonFiniteAnchor],
    other: (assignment: ImageAssignment, loss: ImageLoss?)?
  ) throws(Diagnostic) {
    let detector = example.detector
    self.index = index
    self.loss = loss
    self.photograph = photograph
    self.nonFinite = nonFinite
    self.other = other
    self.detector = detector
    name = example.images[index].name
    let whole = CornerBox(
      minX: 0,
      minY: 0,
      maxX: Double(size.width),
      maxY: Double(size.height)
    )
    frame = example.images[index].transform.input(whole)
    explanation = try example.explanation(ofImage: index)
    shares = []
    assignedCounts = explanation.assignment.anchorCounts
    if loss == nil {
      for positive in explanation.assignment.positives {
        for object in positive.objects {
          shares.append(
            Share(
              site: positive.site,
              object: object,
              box: detector.scales[positive.site.scale].box(of: positive.site),
              cost: nil,
              objectness: nil
            )
          )
        }
      }
    } else {
      costs = CellMap(detector)
      gradients = CellMap(detector)
    }
  }

  /// Takes what one anchor costs.
  mutating func add(_ cost: AnchorCost) {
    let detector = detector
    costs?.add(cost.loss.total, at: cost.site, detector)
    gradients?.add(cost.gradient, at: cost.site, detector)
    switch cost.kind {
    case .background: break
    case .ignored:
      ignoredCount += 1
      if ignored.count < Self.mostIgnored { ignored.append(cost.site) }
    case .positive(let boxes):
      for (place, box) in boxes.enumerated() {
        guard let object = box.object else { continue }
        shares.append(
          Share(
            site: cost.site,
            object: object,
            box: CornerBox(cost.box),
            cost: box,
            objectness: place == boxes.count - 1
              ? cost.target.map { (cost.objectness, $0) } : nil
          )
        )
      }
    }
  }
}

extension PageImage {
  /// The objects, in pixels of the network input.
  var objects: [LabeledBox] { explanation.assignment.objects }

  /// The objects by what they cost, the dearest first; without a loss in their own order.
  var dearest: [Int] {
    guard let loss else { return Array(objects.indices) }
    return objects.indices.sorted {
      (loss.objects[$1].loss.total, $0) < (loss.objects[$0].loss.total, $1)
    }
  }

  /// How many anchors an object has.
  func anchorCount(ofObject object: Int) -> Int {
    loss?.objects[object].anchors ?? assignedCounts[object]
  }
}

extension DetectorConfiguration {
  /// What a page calls an overlap.
  static func name(of measure: OverlapMeasure) -> String {
    switch measure {
    case .iou: "IoU"
    case .generalized: "GIoU"
    case .distance: "DIoU"
    case .complete: "CIoU"
    case .efficient: "EIoU"
    case .scylla, .scyllaRewardingDistance: "SIoU"
    case .alpha: "α-IoU"
    }
  }
}

extension ImageAssignment {
  /// How many anchors predict each object.
  var anchorCounts: [Int] {
    var counts = objects.map { _ in 0 }
    for positive in positives {
      for object in Set(positive.objects) { counts[object] += 1 }
    }
    return counts
  }
}

extension ClassList {
  /// What a page calls a class: its name, or its number with a word that says so.
  func title(of classID: Int) -> String {
    names == nil ? "class \(classID)" : name(of: classID)
  }
}

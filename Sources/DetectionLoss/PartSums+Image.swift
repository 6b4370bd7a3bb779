import AnchorDecoding
import BoxGeometry
import DetectorConfiguration
import TargetAssignment

extension PartSums {
  /// The sums of one image.
  ///
  /// - Parameters:
  ///   - plan: What to compute.
  ///   - heads: The raw output of every scale, all of it finite.
  ///   - image: The image's place in the heads.
  ///   - assignments: The plan's assignments; `nil` for those that cannot be made.
  /// - Complexity: O(anchors) for each decoding and objectness loss; for all else, positive anchors
  ///   and those that overlap an object.
  package init(
    _ plan: PartPlan,
    _ heads: [RawHead],
    image: Int,
    assignments: [ImageAssignment?]
  ) {
    self.init(plan, scales: heads.count)
    let parts = ImageParts(plan, heads, image, assignments)
    for (index, assignment) in assignments.enumerated() {
      areValid[index] = assignment != nil
      for positive in assignment?.positives ?? [] {
        matches[index * heads.count + positive.site.scale] += positive.boxes.count
      }
    }
    parts.addBoxes(to: &self)
    parts.addClasses(to: &self)
    parts.addBackground(to: &self)
  }
}

/// One image under a plan.
struct ImageParts {
  let plan: PartPlan
  let heads: [RawHead]
  let image: Int
  let assignments: [ImageAssignment?]

  /// The positive anchors of all assignments with their targets, each once, and what the head says.
  var items: [Item] = []

  /// For each assignment its items.
  var positives: [[Int]] = []

  struct Item {
    let target: PositiveAnchor
    let offsets: RawOffsets<Double>
    let objectness: Double
    let classes: [Double]
  }

  init(
    _ plan: PartPlan,
    _ heads: [RawHead],
    _ image: Int,
    _ assignments: [ImageAssignment?]
  ) {
    (self.plan, self.heads, self.image, self.assignments) = (plan, heads, image, assignments)
    var known = Interned<PositiveAnchor>()
    positives = assignments.map { assignment in
      (assignment?.positives ?? []).map { known.place(of: $0) }
    }
    items = known.values.map { target in
      let layout = heads[target.site.scale].layout
      let start = layout.anchorOffset(
        image: image,
        row: target.row,
        column: target.column,
        anchor: target.anchor
      )
      return heads[target.site.scale].storage.withBytes { bytes in
        Item(
          target: target,
          offsets: layout.offsets(ofAnchorAt: start, in: bytes),
          objectness: layout.value(4, ofAnchorAt: start, in: bytes),
          classes: (0..<layout.classes).map {
            layout.value(5 + $0, ofAnchorAt: start, in: bytes)
          }
        )
      }
    }
  }

  /// Adds what `cost` makes of the items of an assignment to the sums of a key, scale by scale; each
  /// item is asked for once.
  private func add(
    _ known: inout [PartSums.Sum?],
    of assignment: Int,
    to sums: inout [PartSums.Sum],
    at key: Int,
    _ cost: (Item) -> PartSums.Sum
  ) {
    for place in positives[assignment] {
      let found = known[place] ?? cost(items[place])
      known[place] = found
      sums[key * heads.count + items[place].target.site.scale] += found
    }
  }
}

// MARK: - Boxes and classes

extension ImageParts {
  /// Adds the sums of boxes, and those of the objectness of positive anchors.
  func addBoxes(to sums: inout PartSums) {
    /// The sums that need the same boxes.
    struct Group {
      var boxes: [Int] = []
      var targets: [Int: [Int]] = [:]
    }
    var groups: [SIMD2<Int>: Group] = [:]
    for (index, key) in plan.boxSums.values.enumerated() {
      groups[SIMD2(key.decoding, key.box), default: Group()].boxes.append(index)
    }
    for (index, key) in plan.targetSums.values.enumerated() {
      groups[SIMD2(key.decoding, key.box), default: Group()].targets[key.objectness, default: []]
        .append(index)
    }
    // Each key is in one group, so their order is no matter.
    for (place, group) in groups {
      var costs: [BoxSum?] = Array(repeating: nil, count: items.count)
      let boxes = place[0] < 0 ? nil : BoxParts(plan, decoding: place[0], box: place[1])
      func cost(_ item: Int) -> BoxSum {
        if let cost = costs[item] { return cost }
        let cost = boxes?.cost(of: items[item]) ?? BoxSum()
        costs[item] = cost
        return cost
      }
      for index in group.boxes {
        for item in positives[plan.boxSums.values[index].assignment] {
          sums.boxes[index * heads.count + items[item].target.site.scale] += cost(item).sum
        }
      }
      for (objectness, indices) in group.targets {
        let choice = plan.objectness.values[objectness]
        let formula = choice.formula
        var known: [PartSums.Sum?] = Array(repeating: nil, count: items.count)
        for index in indices {
          for item in positives[plan.targetSums.values[index].assignment] {
            var found = known[item]
            if found == nil {
              let target = choice.target.value(overlap: boxes == nil ? nil : cost(item).overlap)
              let loss = formula.loss(logit: items[item].objectness, target: target)
              found = PartSums.Sum(value: loss.value, squares: loss.derivative * loss.derivative)
              known[item] = found
            }
            sums.targets[index * heads.count + items[item].target.site.scale] +=
              found ?? PartSums.Sum()
          }
        }
      }
    }
  }

  /// What the boxes of a positive anchor cost, and the overlap that its objectness may aim at.
  private struct BoxSum {
    var sum = PartSums.Sum()
    var overlap: Double?
  }

  private struct BoxParts {
    private let decoders: [AnchorDecoder<Double>]
    private let cost: BoxCostFunction
    private let sharedAnchor: SharedAnchorLoss

    init(_ plan: PartPlan, decoding: Int, box: Int) {
      let detector = plan.decodings[decoding]
      decoders = detector.scales.map { AnchorDecoder($0) }
      cost = BoxCostFunction(plan.boxes.values[box], input: detector.input)
      sharedAnchor = plan.boxes.values[box].sharedAnchor
    }

    /// As ``PlainForm`` computes a positive anchor.
    func cost(of item: Item) -> BoxSum {
      let target = item.target
      let predicted = decoders[target.site.scale].decoded(
        item.offsets,
        row: target.row,
        column: target.column,
        anchor: target.anchor
      )
      let share = sharedAnchor == .sum ? 1 : sharedAnchor.factor(classes: target.classCount)
      var result = BoxSum()
      var gradient = SIMD4<Double>()
      for box in target.boxes {
        let cost = cost(predicted, box.box)
        result.overlap = cost.overlap
        result.sum.value += cost.value * share
        gradient += cost.derivative * share
      }
      result.sum.squares = (gradient * gradient).sum()
      return result
    }
  }

  /// Adds the sums of classes.
  func addClasses(to sums: inout PartSums) {
    var groups: [Int: [Int]] = [:]
    for (index, key) in plan.classSums.values.enumerated() {
      groups[key.classification, default: []].append(index)
    }
    for (place, indices) in groups {
      let choice = plan.classes.values[place]
      var known: [PartSums.Sum?] = Array(repeating: nil, count: items.count)
      for index in indices {
        let assignment = plan.classSums.values[index].assignment
        add(&known, of: assignment, to: &sums.classes, at: index) { item in
          var sum = PartSums.Sum()
          var gradient = [Double](repeating: 0, count: item.classes.count)
          for target in item.target.classTargets {
            let cost = choice.cost(target, logits: item.classes)
            sum.value += cost.value
            for (index, derivative) in cost.gradient.enumerated() { gradient[index] += derivative }
          }
          sum.squares = gradient.reduce(0) { $0 + $1 * $1 }
          return sum
        }
      }
    }
  }
}

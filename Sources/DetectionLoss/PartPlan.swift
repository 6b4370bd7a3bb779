import DetectorConfiguration
import TargetAssignment

// The parts of many losses of one dump. A loss of some components is a sum of parts that depend on few
// of them each: what boxes cost on the assignment, the decoding and the box loss, and so on. Weights and
// reductions multiply. So a hundred thousand losses share a few thousand sums.

/// What to compute of every image: the choices, each once, and the sums of them that are asked for.
///
/// Weights are left out of the choices: ``PartSums`` are of weight one.
package struct PartPlan: Sendable {
  /// Detectors, one for each way of decoding.
  package var decodings: [Detector] = []

  /// Assignments are made elsewhere, and counted: the first number of a key is the place of one. Each
  /// is of one group of objects, such as those of one fit.
  package var groups: [Int] = []

  package var boxes = Interned<BoxLossChoice>()
  package var objectness = Interned<ObjectnessChoice>()
  package var classes = Interned<ClassificationChoice>()
  package var backgrounds = Interned<BackgroundChoice>()

  /// The sums of boxes.
  package var boxSums = Interned<BoxKey>()

  /// The sums of the objectness of positive anchors.
  package var targetSums = Interned<TargetKey>()

  /// The sums of the objectness of background anchors.
  package var backgroundSums = Interned<BackgroundKey>()

  /// The sums of classes.
  package var classSums = Interned<ClassKey>()

  package init() {}

  /// What boxes cost: all numbers are places in the plan's lists.
  package struct BoxKey: Hashable, Sendable {
    package let assignment, decoding, box: Int

    package init(assignment: Int, decoding: Int, box: Int) {
      (self.assignment, self.decoding, self.box) = (assignment, decoding, box)
    }
  }

  /// What the objectness of positive anchors costs; decoding and box loss are -1 where the target does
  /// not look at them.
  package struct TargetKey: Hashable, Sendable {
    package let assignment, objectness, decoding, box: Int

    package init(assignment: Int, objectness: Int, decoding: Int, box: Int) {
      (self.assignment, self.objectness) = (assignment, objectness)
      (self.decoding, self.box) = (decoding, box)
    }
  }

  /// What the objectness of background anchors costs; the decoding is -1 where anchors themselves are
  /// compared, or nothing.
  package struct BackgroundKey: Hashable, Sendable {
    package let assignment, objectness, decoding, background: Int

    package init(assignment: Int, objectness: Int, decoding: Int, background: Int) {
      (self.assignment, self.objectness) = (assignment, objectness)
      (self.decoding, self.background) = (decoding, background)
    }
  }

  /// What classes cost.
  package struct ClassKey: Hashable, Sendable {
    package let assignment, classification: Int

    package init(assignment: Int, classification: Int) {
      (self.assignment, self.classification) = (assignment, classification)
    }
  }
}

/// A list of values that differ, each with its place.
package struct Interned<Value: Hashable & Sendable>: Sendable {
  package private(set) var values: [Value] = []
  private var places: [Value: Int] = [:]

  package init() {}

  /// The place of a value, which is added where it is new.
  package mutating func place(of value: Value) -> Int {
    if let place = places[value] { return place }
    places[value] = values.count
    values.append(value)
    return values.count - 1
  }
}

/// The sums of a plan, of one image or of several.
package struct PartSums: Sendable {
  /// A part of one scale: its cost, and the squares of its derivatives by the raw values.
  package struct Sum: Hashable, Sendable {
    package var value = 0.0
    package var squares = 0.0

    static func += (a: inout Sum, b: Sum) {
      a.value += b.value
      a.squares += b.squares
    }
  }

  /// For each key of the plan a sum of every scale.
  package var boxes: [Sum]
  package var targets: [Sum]
  package var background: [Sum]
  package var classes: [Sum]

  /// For each key of the background the anchors of every scale that are ignored.
  package var ignored: [Int]

  /// For each assignment the boxes that anchors should predict on every scale.
  package var matches: [Int]

  /// Which assignments could be made.
  package var areValid: [Bool]

  /// The sums of no image.
  package init(_ plan: PartPlan, scales: Int) {
    boxes = Array(repeating: Sum(), count: plan.boxSums.values.count * scales)
    targets = Array(repeating: Sum(), count: plan.targetSums.values.count * scales)
    background = Array(repeating: Sum(), count: plan.backgroundSums.values.count * scales)
    classes = Array(repeating: Sum(), count: plan.classSums.values.count * scales)
    ignored = Array(repeating: 0, count: background.count)
    matches = Array(repeating: 0, count: plan.groups.count * scales)
    areValid = Array(repeating: true, count: plan.groups.count)
  }

  /// Adds the sums of further images.
  package static func += (a: inout PartSums, b: PartSums) {
    for index in a.boxes.indices { a.boxes[index] += b.boxes[index] }
    for index in a.targets.indices { a.targets[index] += b.targets[index] }
    for index in a.background.indices { a.background[index] += b.background[index] }
    for index in a.classes.indices { a.classes[index] += b.classes[index] }
    for index in a.ignored.indices { a.ignored[index] += b.ignored[index] }
    for index in a.matches.indices { a.matches[index] += b.matches[index] }
    for index in a.areValid.indices { a.areValid[index] = a.areValid[index] && b.areValid[index] }
  }
}

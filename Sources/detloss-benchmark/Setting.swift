import AnchorDecoding

package enum Operation: String, CaseIterable, Sendable {
  case assign
  case decodeAll = "decode-all"
  case decodeSurvivors = "decode-survivors"
  case loss
  case gradientFresh = "loss+gradient-fresh"
  case gradientReused = "loss+gradient-reused"

  /// One line of the help.
  package var summary: String {
    switch self {
    case .assign: "what every anchor should predict, from the objects"
    case .decodeAll: "every value of every anchor, decoded"
    case .decodeSurvivors: "the anchors that score above 0.3, decoded"
    case .loss: "the loss alone"
    case .gradientFresh: "the loss and its gradient, in new memory"
    case .gradientReused: "the loss and its gradient, in memory used before"
    }
  }
}

/// What the synthetic heads look like.
package enum HeadKind: String, CaseIterable, Sendable {
  /// Sure of background nearly everywhere, and about right where objects are.
  case trained

  /// All logits near zero, as before the first step.
  case untrained
}

/// How many objects an image has.
package enum ObjectCount: Hashable, Sendable, CustomStringConvertible {
  /// 10.6 on the mean, like COCO's with those of its crowds.
  case few

  /// The same number in every image.
  case exactly(Int)

  /// What the reference makes room for, and the word `many` stands for.
  package static let many = ObjectCount.exactly(150)

  package func count(inImage image: Int) -> Int {
    switch self {
    case .few: [11, 10, 11, 10, 11][image % 5]
    case .exactly(let count): count
    }
  }

  package var description: String {
    switch self {
    case .few: "few"
    case .many: "many"
    case .exactly(let count): String(count)
    }
  }
}

package enum ThreadCount: String, CaseIterable, Sendable {
  case one = "1"

  /// One for each processor.
  case all
}

/// The inputs of a measurement; equal settings and seeds give equal bits.
package struct Setting: Hashable, Sendable {
  package var order: HeadOrder
  package var batch: Int
  package var objects: ObjectCount
  package var heads: HeadKind
  package var classes: Int

  package init(
    order: HeadOrder = .nhwc,
    batch: Int = 1,
    objects: ObjectCount = .few,
    heads: HeadKind = .trained,
    classes: Int = 80
  ) {
    self.order = order
    self.batch = batch
    self.objects = objects
    self.heads = heads
    self.classes = classes
  }
}

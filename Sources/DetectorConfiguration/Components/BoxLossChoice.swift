/// The loss of a predicted box against its object.
public struct BoxLossChoice: Hashable, Sendable {
  /// The overlap that the loss is one minus of.
  public var loss: BoxOverlap

  /// The factor of the whole term; finite and not negative.
  public var weight: Double

  /// Whether each box counts `2 - w · h` times, sides as fractions of the input, so that small
  /// boxes weigh up to twice as much as one that fills the image.
  public var smallBoxWeight: Bool

  /// Creates a choice; the defaults are the reference's.
  public init(loss: BoxOverlap = .giou, weight: Double = 1, smallBoxWeight: Bool = true) {
    self.loss = loss
    self.weight = weight
    self.smallBoxWeight = smallBoxWeight
  }
}

/// The overlap of a predicted box with its object that a box loss is one minus of.
public enum BoxOverlap: Hashable, Sendable {
  /// Intersection over union.
  case iou

  /// Generalised intersection over union.
  case giou
}

// MARK: - Reading

extension BoxOverlap {
  /// The words of a configuration file.
  package static let choices = Choices<BoxOverlap>(
    ["iou": .iou, "giou": .giou],
    later: ["diou", "ciou", "eiou", "siou", "alpha_iou", "offsets"]
  )
}

extension BoxLossChoice {
  /// Reads the section `box`; what is absent is as in `standard`.
  package init(
    reading section: ConfigurationSection?,
    or standard: BoxLossChoice
  ) throws(ConfigurationError) {
    self = standard
    guard let section else { return }
    try section.allowOnly(["loss", "weight", "small_box_weight"])
    loss = try section.choice("loss", of: BoxOverlap.choices, or: standard.loss)
    weight = try section.number("weight", .nonNegative, or: standard.weight)
    smallBoxWeight = try section.boolean("small_box_weight", or: standard.smallBoxWeight)
  }
}

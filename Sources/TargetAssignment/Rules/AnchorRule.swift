import BoxGeometry
import DetectionText
import DetectorConfiguration

/// An assignment rule: which anchors each object of an image is given, and why.
///
/// A rule is two files of one name: its words and keys for configurations stand where those are read,
/// and everything else that anybody needs to know of it stands here. Explanations and likely causes
/// know none by name.
package protocol AnchorRule: Sendable {
  /// The rules that a pipeline is likely to have if it has one of this kind.
  static var usual: [AssignmentRule] { get }

  /// The rule and its numbers in the words of a configuration file.
  var words: String { get }

  /// Whether it looks at what the network predicts.
  var needsPredictions: Bool { get }

  /// The rule for one image, as a function that tells what it thinks of every anchor it looks at
  /// for the object with an index, in no particular order.
  func candidates(in image: RuleInput) -> (_ object: Int) -> [AnchorCandidate]
}

extension AnchorRule {
  package var needsPredictions: Bool { false }
}

extension AssignmentRule {
  /// The rule that a configuration chose.
  package var rule: any AnchorRule {
    guard let rule = choice as? any AnchorRule else {
      preconditionFailure("a rule that assigns nothing: \(choice.word)")
    }
    return rule
  }

  /// What pipelines usually do, for telling which of them somebody's labels come from.
  package static let usual: [AssignmentRule] =
    shelf.flatMap { ($0 as? any AnchorRule.Type)?.usual ?? [] }
}

// MARK: - What a rule is given

/// One image, as a rule sees it.
package struct RuleInput: Sendable {
  /// The objects, in pixels of the network input; each can be assigned.
  package let objects: [LabeledBox]

  /// The detector.
  package let detector: Detector

  /// What the network predicts; `nil` where there are no heads.
  package let predictions: ImagePredictions?

  /// Whether anybody reads the reasons.
  package let isExplained: Bool

  /// A candidate; its reason is made only where somebody reads it.
  ///
  /// - Parameters:
  ///   - site: The anchor.
  ///   - measure: How alike object and anchor are, as the rule measures it.
  ///   - iou: Their overlap: where both stand, or of their sizes alone.
  ///   - reason: Why the object is given the anchor; `nil` if it is not.
  ///   - writeOrder: The place among matches that are written one after another.
  ///   - why: What the rule has to say, as the end of a sentence.
  /// - Returns: The candidate.
  package func candidate(
    _ site: AnchorSite,
    _ measure: AnchorMeasure,
    iou: Double,
    given reason: AnchorMatch.Reason?,
    writeOrder: Int = 0,
    why: @autoclosure () -> String
  ) -> AnchorCandidate {
    AnchorCandidate(
      site: site,
      measure: measure,
      iou: iou,
      reason: reason,
      writeOrder: writeOrder,
      why: isExplained ? why() : ""
    )
  }
}

/// What the network predicts of one image, decoded where somebody asks.
public struct ImagePredictions: Sendable {
  private let decode: @Sendable (AnchorSite) -> AnchorPrediction

  /// Creates predictions that are decoded by a function when an anchor is asked for.
  public init(_ decode: @escaping @Sendable (AnchorSite) -> AnchorPrediction) {
    self.decode = decode
  }

  /// What the network predicts at an anchor.
  public subscript(site: AnchorSite) -> AnchorPrediction { decode(site) }
}

/// What the network predicts at one anchor.
public struct AnchorPrediction: Hashable, Sendable {
  /// The decoded box, in pixels of the network input.
  public var box: CornerBox<Double>

  /// The probability that there is an object.
  public var objectness: Double

  /// The probability of each class.
  public var classProbabilities: [Double]

  /// Creates a prediction.
  public init(box: CornerBox<Double>, objectness: Double, classProbabilities: [Double]) {
    self.box = box
    self.objectness = objectness
    self.classProbabilities = classProbabilities
  }
}

// MARK: - What a rule says

/// An anchor that a rule looked at for an object, and what it decided.
///
/// The assignment is made of those that were given; an explanation shows the others too.
package struct AnchorCandidate: Hashable, Sendable {
  /// The anchor.
  package let site: AnchorSite

  /// How alike the object and the anchor are, as the rule measures it.
  package let measure: AnchorMeasure

  /// The overlap of the object with the anchor: where both stand, or of their sizes alone.
  package let iou: Double

  /// Why the object is given the anchor, before other objects have their say; `nil` if it is not.
  package let reason: AnchorMatch.Reason?

  /// The place among matches that are written one after another.
  package let writeOrder: Int

  /// The rule's words for it, as the end of a sentence; empty where nobody asked for it.
  package let why: String

  /// The object's claim, if it was given the anchor.
  func match(of object: Int) -> AnchorMatch? {
    reason.map {
      AnchorMatch(
        object: object,
        site: site,
        iou: iou,
        writeOrder: Int32(clamping: writeOrder),
        reason: $0
      )
    }
  }
}

/// How alike an object and an anchor are.
package struct AnchorMeasure: Hashable, Sendable {
  /// Its word for programs.
  package let word: String

  /// Its name in sentences.
  package let name: String

  /// The number.
  package let value: Double

  /// Creates a measure of a rule's own.
  package init(word: String, name: String, value: Double) {
    self.word = word
    self.name = name
    self.value = value
  }

  /// The overlap of the object with the anchor around the middle of its cell.
  static func iou(_ value: Double) -> Self { Self(word: "iou", name: "IoU", value: value) }

  /// The overlap of their sizes, both around one centre.
  static func iouOfSizes(_ value: Double) -> Self {
    Self(word: "iou_of_sizes", name: "IoU of sizes", value: value)
  }

  /// The largest of `w / aw`, `aw / w`, `h / ah`, `ah / h`; one where the sizes are equal.
  static func sideRatio(_ value: Double) -> Self {
    Self(word: "side_ratio", name: "ratio of sides", value: value)
  }

  /// Name and number, with enough digits to tell it from a bound.
  func text(beside bound: Double = .nan) -> String {
    "\(name) \(likenessText(value, unlike: bound))"
  }

  /// That it exceeds a threshold.
  func exceeds(_ threshold: Double) -> String {
    "\(text(beside: threshold)) exceeds \(readable(threshold))"
  }

  /// That it does not.
  func isBelow(_ threshold: Double) -> String {
    value == threshold
      ? "\(text()) is the threshold itself, which must be exceeded"
      : "\(text(beside: threshold)), below \(readable(threshold)) by "
        + likenessText(threshold - value)
  }
}

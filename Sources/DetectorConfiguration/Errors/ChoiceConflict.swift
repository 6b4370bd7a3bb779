import DetectionText

/// Choices that are good alone and make no sense together.
public enum ChoiceConflict: Hashable, Sendable {
  /// Collisions are resolved by what only mmdetection's rule knows, and the rule is another.
  case bestIoUThenLast(rule: String)

  /// The objectness target is an overlap, and the box loss has none.
  case overlapTarget

  /// The loss of sides is of logarithms, and sides are not decoded from logarithms.
  case logarithmicSize

  /// The centre loss is a cross-entropy, and stretched offsets leave `0 ... 1`.
  case stretchedCrossEntropy

  /// The class loss knows one class an anchor, and collisions keep several.
  case severalClasses(loss: String, collision: String)

  /// The class loss needs targets that add up to one, and smoothing changes their sum.
  case smoothedSum(loss: String, smoothing: String)

  /// The number reported beside the loss is of an overlap, and the box loss has none.
  case overlapReport

  /// Keys of a sum over each image and of a mean over each scale stand side by side.
  case mixedReduction(imageKey: String, scaleKey: String)

  /// A key of a single box loss stands beside a list of them.
  case keyBesideTerms(String)

  /// A key of a single box loss is given without a loss, and the dialect has several.
  case keyOfOneTerm(String)
}

// MARK: - Explanation

extension ChoiceConflict {
  /// What was found, what is allowed and what to do.
  package var explanation: Explanation {
    switch self {
    case .bestIoUThenLast(let rule):
      Explanation(
        found: #""collision": "best_iou_then_last" with "rule": \#(quoted(rule))"#,
        allowed: #"this collision policy only with "rule": "grid_iou""#,
        remedy: #"change "collision" or "rule""#
      )
    case .overlapTarget:
      Explanation(
        found: #"the objectness target "overlap" with a box loss of offsets only"#,
        allowed: "this target only with an overlap, such as \"giou\", among the box losses",
        remedy: #"set the target to "one" or change the box loss"#
      )
    case .logarithmicSize:
      Explanation(
        found: #"the box loss "offsets" with the decoded size "squared_sigmoid""#,
        allowed: #"this box loss, of ln(side / anchor), only with "size": "exponential""#,
        remedy: "choose an overlap as box loss or change the decoding"
      )
    case .stretchedCrossEntropy:
      Explanation(
        found: #"the centre loss "bce" with a "center_scale" other than 1"#,
        allowed: "this centre loss only for offsets that stay within 0...1",
        remedy: #"choose "center": "l1" or "squared", or a "center_scale" of 1"#
      )
    case .severalClasses(let loss, let collision):
      Explanation(
        found: "the class loss \(quoted(loss)) with \"collision\": \(quoted(collision))",
        allowed: "this class loss only where an anchor has one class",
        remedy: #"choose "collision": "last" or the class loss "sigmoid""#
      )
    case .smoothedSum(let loss, let smoothing):
      Explanation(
        found: "the class loss \(quoted(loss)) with \"smoothing\": \(quoted(smoothing))",
        allowed: "this class loss only with targets that add up to 1",
        remedy: #"choose "smoothing": "uniform" or a "label_smoothing" of 0"#
      )
    case .overlapReport:
      Explanation(
        found: #""framework_loss": "overlap_mean_and_squares" with a box loss of offsets only"#,
        allowed: "this report only with an overlap, such as \"ciou\", among the box losses",
        remedy: #"choose "squared_gradient" or null, or change the box loss"#
      )
    case .mixedReduction(let imageKey, let scaleKey):
      Explanation(
        found: "\(quoted(imageKey)) beside \(quoted(scaleKey))",
        allowed: """
          either "over_image" and "over_batch" for sums over images, or "over_scale" and \
          "times_batch_size" for means over scales
          """,
        remedy: "remove one of the two"
      )
    case .keyBesideTerms(let key):
      Explanation(
        found: "\(quoted(key)) beside \"terms\"",
        allowed: #"only "small_box_weight" and "shared_anchor" beside "terms""#,
        remedy: "move it into the term that it belongs to"
      )
    case .keyOfOneTerm(let key):
      Explanation(
        found: "\(quoted(key)) without a loss, and the dialect has several",
        allowed: #""loss" beside it, or a list of "terms""#,
        remedy: #"add "loss", or write the losses as "terms""#
      )
    }
  }
}

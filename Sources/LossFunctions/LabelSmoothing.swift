import DetectionNumerics

/// How much of a label's certainty is given to other classes, and to which.
///
/// Two conventions share the name and differ in their numbers: with four classes and `0.1`, the
/// label keeps `0.925` in one and `0.9` in the other.
public enum LabelSmoothing<Scalar: RealNumber>: Sendable {
  /// The label keeps all.
  case none

  /// A share goes to all classes alike, the label among them: `(1 − s) t + s / K`.
  ///
  /// - Source: Szegedy et al., *Rethinking the Inception Architecture*, CVPR 2016, section 7,
  ///   <https://arxiv.org/abs/1512.00567>; `label_smoothing` of PyTorch and TensorFlow.
  case overAllClasses(Scalar)

  /// A share goes to the other classes only: `1 − s` at the label, `s / (K − 1)` elsewhere.
  ///
  /// It equals ``overAllClasses(_:)`` with `s K / (K − 1)`. A lone class keeps all, where the
  /// article divides zero by zero.
  ///
  /// - Source: the article *A collection of losses* (<doc:Sources>).
  case overOtherClasses(Scalar)

  /// The share that is given away.
  @inlinable
  var share: Scalar {
    switch self {
    case .none: 0
    case .overAllClasses(let share), .overOtherClasses(let share): share
    }
  }

  /// What a class keeps and gets whose probability was `target`.
  @inlinable
  func smoothed(_ target: Scalar, classes: Int) -> Scalar {
    switch self {
    case .none:
      target
    case .overAllClasses(let share):
      (1 - share) * target + share / Scalar(classes)
    case .overOtherClasses(let share):
      classes == 1
        ? target : (1 - share) * target + share * (1 - target) / Scalar(classes - 1)
    }
  }
}

import AnchorDecoding
import DetectorConfiguration
import TargetAssignment

/// The loss of heads in the precision that they are stored in.
///
/// Heads that hold `Double` go through the readable form, so that no digit of theirs is lost; all
/// others take the fast path.
package struct DumpLoss: Sendable {
  private let double: MultiScaleLoss<Double>
  private let single: MultiScaleLoss<Float>

  /// Creates the loss of a detector.
  package init(_ detector: Detector, threads: Int = 1) {
    double = MultiScaleLoss(detector)
    single = MultiScaleLoss(detector, threads: threads)
  }

  /// The loss of a batch.
  ///
  /// - Throws: ``LossInputError``, as ``MultiScaleLoss`` does.
  package func callAsFunction(
    heads: [RawHead],
    targets: [ImageTargets]
  ) throws(LossInputError) -> LossReport {
    Self.areDouble(heads)
      ? try double(heads: heads, targets: targets) : try single(heads: heads, targets: targets)
  }

  /// The loss of a batch, with its derivatives piece by piece.
  ///
  /// - Throws: ``LossInputError``, or what `visit` throws.
  package func callAsFunction(
    heads: [RawHead],
    targets: [ImageTargets],
    visitingGradient visit: (_ head: Int, _ values: [Float]) throws -> Void
  ) throws -> LossReport {
    Self.areDouble(heads)
      ? try double(heads: heads, targets: targets, visitingGradient: visit)
      : try single(heads: heads, targets: targets, visitingGradient: visit)
  }

  private static func areDouble(_ heads: [RawHead]) -> Bool {
    heads.contains { $0.layout.element.format == .float64 }
  }
}

import AnchorDecoding
import DetectionLoss
import DetectorConfiguration
import TargetAssignment

/// The gradient of a loss by one head, with all digits of the plain form.
public struct DoubleGradient: Sendable {
  /// What the dump calls the head.
  public let name: String

  /// The lengths of the head's axes.
  public let shape: [Int]

  /// The derivatives, in C order of the head's own axes.
  public let values: [Double]
}

extension DetectorLoss {
  /// The plain form of a detector's loss.
  public static func plain(_ detector: Detector) -> DetectorLoss {
    DetectorLoss(detector, precision: .double)
  }

  /// The fast form of a detector's loss.
  public static func fast(_ detector: Detector, threads: Int = 1) -> DetectorLoss {
    DetectorLoss(detector, precision: .single, threads: threads)
  }

  /// The loss and its gradient in `Double`.
  public func withDoubleGradient(
    heads: [RawHead],
    targets: [ImageTargets]
  ) throws(Diagnostic) -> (report: LossReport, gradients: [DoubleGradient]) {
    var values = heads.map { [Double](repeating: 0, count: $0.layout.valueCount) }
    let report = try self(heads: heads, targets: targets, addingGradientTo: &values)
    return (
      report,
      zip(heads, values).map {
        DoubleGradient(name: $0.name, shape: $0.layout.shape, values: $1)
      }
    )
  }
}

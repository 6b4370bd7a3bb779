import AnchorDecoding
import BoxGeometry
import DetectionLoss
import DetectorConfiguration
import TargetAssignment

/// The code that is measured, and nothing else: one call of the library for each operation.
///
/// Everything that may be made once, before the first call, is made by the initialiser.
package struct Workload: Sendable {
  /// The score that a survivor must exceed, the reference's own.
  package static let scoreThreshold = 0.3

  package let inputs: Inputs
  package let threads: Int
  package let detector: Detector

  /// What every image must predict.
  package let targets: [ImageTargets]

  private let loss: DetectorLoss

  /// Where gradients are written again and again.
  private var gradients: GradientBuffer

  /// Where decoded values are written again and again.
  private var decoded: DecodedBatch

  /// Prepares a dialect's work on some inputs.
  ///
  /// - Throws: `Diagnostic` or `ObjectError`, which the inputs give no reason for.
  package init(
    _ inputs: Inputs,
    _ configuration: DetectorConfiguration,
    checking: DetectorLoss.ValueCheck = .valuesThatTakePart,
    threads: Int = 1
  ) throws {
    self.inputs = inputs
    self.threads = threads
    let detector = try configuration.detector(for: MeasuredDetector.input)
    self.detector = detector
    targets = try Self.targets(inputs, detector)
    loss = DetectorLoss(detector, precision: .single, checking: checking, threads: threads)
    gradients = GradientBuffer(for: inputs.heads)
    decoded = DecodedBatch(for: inputs.heads)
  }

  package var positives: Int { Self.positives(targets) }

  private static func positives(_ targets: [ImageTargets]) -> Int {
    targets.reduce(0) { sum, image in image.scales.reduce(sum) { $0 + $1.positives.count } }
  }

  /// The targets of every image, by the predictions where a rule looks at them.
  private static func targets(
    _ inputs: Inputs,
    _ detector: Detector
  ) throws(Diagnostic) -> [ImageTargets] {
    let assigner = TargetAssigner(detector)
    var targets: [ImageTargets] = []
    for (image, objects) in inputs.objects.enumerated() {
      let seen = ImagePredictions(of: inputs.heads, image: image, detector)
      targets.append(try assigner(objects, predictions: seen).targets(for: detector))
    }
    return targets
  }

  /// Does the work once.
  ///
  /// - Returns: A number that depends on the result, so that nothing can be left out.
  package mutating func run(_ operation: Operation) throws -> Double {
    switch operation {
    case .assign: Double(Self.positives(try Self.targets(inputs, detector)))
    case .decodeAll: try decoded.decode(inputs, detector, threads: threads)
    case .decodeSurvivors: try survivors()
    case .loss: try report().loss.total
    case .gradientFresh: try freshGradient()
    case .gradientReused: try reusedGradient()
    }
  }

  package func report() throws(Diagnostic) -> LossReport {
    try loss(heads: inputs.heads, targets: targets)
  }

  package func survivors(image: Int) throws(Diagnostic) -> Int {
    var count = 0
    for (head, scale) in zip(inputs.heads, detector.scales) {
      let found = try head.detections(
        image: image,
        scale: scale,
        scoreAbove: Self.scoreThreshold
      )
      count += found.count
    }
    return count
  }

  package func survivors() throws -> Double {
    try ImageShare.sum(overImages: inputs.setting.batch, threads: threads) { [self] image in
      try Double(survivors(image: image))
    }
  }

  private func freshGradient() throws(Diagnostic) -> Double {
    let (report, gradients) = try loss.withGradient(heads: inputs.heads, targets: targets)
    return report.loss.total + Double(gradients[0].values[4])
  }

  private mutating func reusedGradient() throws(Diagnostic) -> Double {
    let report = try loss(heads: inputs.heads, targets: targets, replacing: &gradients)
    return report.loss.total + Double(gradients.values[0][4])
  }
}

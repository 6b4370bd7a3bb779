import AnchorDecoding
import BoxGeometry
import DetectionLoss
import DetectionText
import DetectorConfiguration
import TargetAssignment

/// From a configuration to a loss and its gradient, in the fast form and in the plain one, as the
/// fuzzer and the replay of its corpus call it.
///
/// The first five bytes choose a batch, the rest is the configuration:
///
/// ```
/// 0, 1   the seed of everything that is random
/// 2      images, 1 to 3, and objects of each, 0 to 7
/// 3      the order of the axes, the number of threads, and how large raw values are
/// 4      the input, of 64 to 160 pixels a side
/// ```
public enum FuzzedLoss {
  /// What an input comes to.
  public enum Outcome: Hashable, Sendable {
    /// No configuration, or one of a detector that is too large to compute many thousand times.
    case refused

    /// Both forms refused the batch.
    case noLoss

    /// Both forms say the same.
    case agreed
  }

  /// The name of its corpus.
  public static let name = "loss"

  /// The most raw values of a batch.
  private static let largestBatch = 20_000

  /// Computes what the bytes say.
  ///
  /// - Precondition: Both forms count the same anchors, their sums agree to `1e-5`, and their
  ///   derivatives to `1e-5` of the largest one of a head.
  public static func outcome(of bytes: [UInt8]) -> Outcome {
    guard bytes.count > 5, let batch = try? Batch(bytes) else { return .refused }
    let plain = Result { try batch.plain() }
    let fast = Result { try batch.fast() }
    switch (plain, fast) {
    case (.failure, .failure): return .noLoss
    case (.success(let plain), .success(let fast)):
      compare(fast.report, plain.report)
      for (a, b) in zip(fast.gradients, plain.gradients) { compare(a.values, b.values, a.name) }
      return .agreed
    case (.success, .failure(let error)): preconditionFailure("the fast form alone: \(error)")
    case (.failure(let error), .success): preconditionFailure("the plain form alone: \(error)")
    }
  }

  private static func compare(_ fast: LossReport, _ plain: LossReport) {
    precondition(fast.scales.map(\.counts) == plain.scales.map(\.counts), "other counts")
    precondition(
      fast.images.map { $0.objects.map(\.anchors) }
        == plain.images.map { $0.objects.map(\.anchors) },
      "other anchors"
    )
    for (a, b) in zip(terms(fast), terms(plain)) {
      let isNear = Tolerance(absolute: 1e-30, relative: 1e-5).accepts(a, reference: b)
      precondition(isNear, "\(a), \(b)")
    }
  }

  private static func terms(_ report: LossReport) -> [Double] {
    ([report.loss] + report.scales.map(\.loss) + report.images.map(\.loss))
      .flatMap { [$0.box, $0.objectness, $0.classification, $0.total] }
  }

  private static func compare(_ fast: [Float], _ plain: [Double], _ name: String) {
    let bound = Double(Float.greatestFiniteMagnitude)
    let largest = min(plain.reduce(0) { max($0, abs($1)) }, bound)
    for (a, b) in zip(fast, plain) {
      precondition(
        abs(Double(a) - min(max(b, -bound), bound)) <= max(1e-5 * largest, 1e-37),
        "\(name): \(a), \(b) of \(largest)"
      )
    }
  }
}

// MARK: - Batches

extension FuzzedLoss {
  private struct Batch {
    let detector: Detector
    let heads: [RawHead]
    let targets: [ImageTargets]
    let threads: Int

    func plain() throws(Diagnostic) -> (report: LossReport, gradients: [DoubleGradient]) {
      try DetectorLoss.plain(detector).withDoubleGradient(heads: heads, targets: targets)
    }

    func fast() throws(Diagnostic) -> (report: LossReport, gradients: [HeadGradient]) {
      try DetectorLoss.fast(detector, threads: threads)
        .withGradient(heads: heads, targets: targets)
    }

    init(_ bytes: [UInt8]) throws(Diagnostic) {
      var generator = SeededGenerator(seed: UInt64(bytes[0]) << 8 | UInt64(bytes[1]))
      let images = 1 + Int(bytes[2] & 3) % 3
      let size = PixelSize(
        width: 64 + 32 * Int(bytes[4] & 3),
        height: 64 + 32 * Int(bytes[4] >> 2 & 3)
      )
      let configuration = try DetectorConfiguration(json: Array(bytes[5...]), file: "config.json") {
        _ in nil
      }
      let cells = configuration.scales.reduce(0) {
        $0 + (size.width / $1.stride + 1) * (size.height / $1.stride + 1) * $1.anchors.count
      }
      guard images * cells * (5 + configuration.classes.count) <= largestBatch else {
        throw Diagnostic(.request, code: "fuzz.large", found: "a large detector", remedy: "none")
      }
      detector = try configuration.detector(for: size)
      threads = [1, 2, 3, 7][Int(bytes[3] >> 2 & 3)]
      let labels = (0..<images).map { _ in
        (0..<Int(bytes[2] >> 2 & 7)).map { _ in
          LabeledBox(
            box: CornerBox.random(
              inSquareOf: Double(min(size.width, size.height)),
              using: &generator
            ),
            classID: Int(generator.next() % UInt64(configuration.classes.count))
          )
        }
      }
      let order = HeadOrder.allCases[Int(bytes[3] & 3)]
      let spread = [0.5, 1, 5, 40][Int(bytes[3] >> 4 & 3)]
      var heads: [RawHead] = []
      for scale in detector.scales {
        let shape =
          switch order {
          case .nhwc: [scale.rows, scale.columns, scale.anchors.count * scale.channels]
          case .nhwac: [scale.rows, scale.columns, scale.anchors.count, scale.channels]
          case .nchw: [scale.anchors.count * scale.channels, scale.rows, scale.columns]
          case .nahwc: [scale.anchors.count, scale.rows, scale.columns, scale.channels]
          }
        let count = shape.reduce(images, *)
        heads.append(
          try RawHead(
            name: scale.name,
            values: (0..<count).map { _ in Float(generator.bell() * spread) },
            order: order,
            shape: [images] + shape,
            anchors: scale.anchors.count,
            classes: scale.classes
          )
        )
      }
      self.heads = heads
      let assigner = TargetAssigner(detector)
      var targets: [ImageTargets] = []
      for (image, objects) in labels.enumerated() {
        let seen = ImagePredictions(of: heads, image: image, detector)
        targets.append(try assigner(objects, predictions: seen).targets(for: detector))
      }
      self.targets = targets
    }
  }
}

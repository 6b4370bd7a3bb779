import AnchorDecoding
import BoxGeometry
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import Synchronization
import TargetAssignment
import Testing

/// A file that somebody writes to has other bytes at every look: what was checked at one look may be
/// anything at the next.
@Suite("Heads whose values change while they are read")
struct ChangingHeadTests {
  /// Numbers of a network up to some look, and others from then on.
  private final class Changing: HeadStorage {
    let looks = Atomic(0)
    private let before, after: [Float]
    private let turn: Int

    init(_ before: [Float], _ after: [Float], turn: Int) {
      (self.before, self.after, self.turn) = (before, after, turn)
    }

    var byteCount: Int { before.count * 4 }

    func withBytes<Result, Failure: Error>(
      _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
      let look = looks.add(1, ordering: .relaxed).oldValue
      return try unsafe body((look < turn ? before : after).span.bytes)
    }
  }

  /// What a file of floats may turn into.
  private static let others: [Float] = [
    .nan, -.infinity, .greatestFiniteMagnitude, 0,
  ]

  /// Detectors whose heads are read in ways of their own: exponential and squared sizes, softmax,
  /// scores of the class alone, rules that look at predictions.
  private static func detectors() throws -> [Detector] {
    try ["reference", "ultralytics", "darknet-alexeyab-ciou", "wizyoung", "dena", "yolov7"].map {
      try DetectorUseTests.configuration("\($0).json", .pixels)
        .detector(for: PixelSize(width: 96, height: 64))
    }
  }

  @Test(
    "give a result of what was checked or an error, at whichever look they change",
    arguments: HeadOrder.allCases
  )
  func changing(order: HeadOrder) throws {
    var generator = SeededGenerator(seed: 8)
    for detector in try Self.detectors() {
      let targets = [try DetectorUseTests.targets(detector)]
      let values = detector.scales.map { scale in
        (0..<scale.anchorCount * scale.channels).map { _ in Float(generator.bell()) }
      }
      for other in Self.others {
        for places in other.isNaN ? [1, 1_000_000] : [1_000_000] {
          var looks = Int.max
          var turn = 0
          // Until they change after the last look.
          while turn <= looks {
            let storages = values.map { values in
              var changed = values
              for index in stride(from: 0, to: values.count, by: max(1, values.count / places)) {
                changed[index] = other
              }
              return Changing(values, changed, turn: turn)
            }
            let heads = try zip(detector.scales, storages).map { scale, storage in
              try RawHead(
                name: scale.name,
                layout: HeadLayout(
                  order,
                  shape: [1] + Self.shape(order, scale),
                  anchors: scale.anchors.count,
                  classes: scale.classes
                ),
                storage: storage
              )
            }
            Self.use(detector, heads, targets)
            looks = storages.map { $0.looks.load(ordering: .relaxed) }.max() ?? 0
            turn += 1
          }
        }
      }
    }
  }

  private static func shape(_ order: HeadOrder, _ scale: Detector.Scale) -> [Int] {
    let (anchors, channels) = (scale.anchors.count, scale.channels)
    return switch order {
    case .nhwc: [scale.rows, scale.columns, anchors * channels]
    case .nhwac: [scale.rows, scale.columns, anchors, channels]
    case .nchw: [anchors * channels, scale.rows, scale.columns]
    case .nahwc: [anchors, scale.rows, scale.columns, channels]
    }
  }

  /// Every way to read heads; nothing that comes of it is NaN.
  private static func use(_ detector: Detector, _ heads: [RawHead], _ targets: [ImageTargets]) {
    for (name, loss) in [
      ("plain", DetectorLoss.plain(detector)), ("fast", .fast(detector)),
      ("part", DetectorLoss(detector, checking: .valuesThatTakePart, threads: 2)),
    ] {
      guard let (report, gradients) = try? loss.withGradient(heads: heads, targets: targets) else {
        continue
      }
      let isNumber = !gradients.contains { $0.values.contains { $0.isNaN } }
      #expect(!report.total.isNaN && isNumber, "\(name) form of \(detector.name)")
    }
    for (scale, head) in zip(detector.scales, heads) {
      let boxes = (try? head.detections(image: 0, scale: scale, scoreAbove: 0.5)) ?? []
      #expect(!boxes.contains { $0.score.isNaN || $0.box.minX.isNaN || $0.box.maxY.isNaN })
      let values = (try? head.decodedValues(image: 0, scale: scale)) ?? []
      #expect(!values.contains { $0.isNaN })
    }
    let seen = ImagePredictions(of: heads, image: 0, detector)
    _ = try? TargetAssigner(detector)(DetectorUseTests.objects, predictions: seen)
  }
}

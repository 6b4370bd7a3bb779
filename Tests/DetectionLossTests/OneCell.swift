import AnchorDecoding
import BoxGeometry
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment

/// A detector of one cell and one anchor, whose loss can be worked out by hand.
///
/// The cell is the whole network input, 32 × 32 pixels, its anchor 16 × 16. With all offsets zero
/// the predicted box is 16 × 16 pixels around the middle: corners 8 and 24.
struct OneCell {
  var components: LossComponents

  /// `tx, ty, tw, th`, objectness, then the classes.
  var logits: [Double]

  /// The boxes that the anchor should predict; none for a negative anchor.
  var boxes: [CenterBox<Double>] = []

  var classTargets: [ClassTarget] = [.index(0)]

  /// How often the image stands in the batch.
  var images = 1

  /// The objects that guard the anchor from being background.
  var guards: [CornerBox<Double>] = []

  init(_ components: LossComponents, logits: [Double]) {
    self.components = components
    self.logits = logits
  }

  /// A loss whose only part is that of the box: plain cross-entropies elsewhere.
  static func box(_ loss: BoxTermLoss, weight: Double = 1, smallBoxWeight: Bool = false) -> OneCell
  {
    var components = LossComponents.reference
    components.box = BoxLossChoice(
      terms: [BoxTerm(loss, weight: weight)],
      smallBoxWeight: smallBoxWeight
    )
    return OneCell(components, logits: [0, 0, 0, 0, 0, 0])
  }

  /// The loss, and the derivatives by the logits of the first image.
  func evaluate() throws -> (report: LossReport, gradient: [Double]) {
    let classes = logits.count - 5
    let detector = try Detector.of(
      [DetectionScale(name: "only", stride: 32, anchorSides: [(16, 16)])],
      width: 32,
      height: 32,
      classes: classes,
      components: components
    )
    let head = try RawHead(
      name: "only",
      values: (0..<images).flatMap { _ in logits },
      order: .nhwac,
      shape: [images, 1, 1, 1, logits.count],
      anchors: 1,
      classes: classes
    )
    var targets = ScaleTargets(positives: [], backgroundObjects: guards)
    if !boxes.isEmpty {
      targets.positives = [
        PositiveAnchor(
          site: AnchorSite(scale: 0, row: 0, column: 0, anchor: 0),
          boxes: boxes.map { BoxTarget(object: nil, box: $0) },
          classTargets: classTargets
        )
      ]
    }
    let (report, gradients) = try DetectorLoss.plain(detector).withDoubleGradient(
      heads: [head],
      targets: (0..<images).map { _ in ImageTargets(scales: [targets]) }
    )
    return (report, Array(gradients[0].values.prefix(logits.count)))
  }
}

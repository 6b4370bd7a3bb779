import DetectionAnalysis
import DetectionTestSupport
import Foundation

/// A detector of two scales, with heads and boxes in memory.
///
/// Two images of 64 by 32 pixels, strides 8 and 16, two classes, two anchors a cell.
struct SmallCase {
  var configuration = DetectorConfiguration(
    name: "small",
    classes: ClassList(names: ["cat", "dog"]),
    scales: [
      DetectionScale(
        name: "fine",
        stride: 8,
        anchors: [AnchorSize(width: 8, height: 10), AnchorSize(width: 14, height: 9)]
      ),
      DetectionScale(
        name: "coarse",
        stride: 16,
        anchors: [AnchorSize(width: 20, height: 18), AnchorSize(width: 30, height: 26)]
      ),
    ],
    fit: .none
  )

  /// The logits in the order `[N, H, W, A, 5 + C]`.
  var fine: [Float]
  var coarse: [Float]
  var fineShape = [2, 4, 8, 2, 7]
  var coarseShape = [2, 2, 4, 2, 7]

  var objects: [[LabeledBox]] = [
    [object(2, 3, 12, 14, 0), object(20, 4, 52, 30, 1)],
    [object(30, 6, 62, 20, 1)],
  ]

  init(seed: UInt64 = 1) {
    var generator = SeededGenerator(seed: seed)
    fine = (0..<896).map { _ in Float.random(in: -3...1, using: &generator) }
    coarse = (0..<224).map { _ in Float.random(in: -3...1, using: &generator) }
  }

  static func object(
    _ minX: Double,
    _ minY: Double,
    _ maxX: Double,
    _ maxY: Double,
    _ classID: Int
  ) -> LabeledBox {
    LabeledBox(
      box: CornerBox(minX: minX, minY: minY, maxX: maxX, maxY: maxY),
      classID: classID
    )
  }

  var heads: [HeadArray] {
    [HeadArray(fine, shape: fineShape), HeadArray(coarse, shape: coarseShape)]
  }

  /// Makes every positive anchor decode to its object, by plain YOLOv3's formulas.
  mutating func trainExactly() throws {
    let example = try open()
    for (image, assignment) in try example.assignments().enumerated() {
      for anchor in assignment.positives {
        let scale = example.detector.scales[anchor.site.scale]
        let (stride, sides) = (Double(scale.stride), scale.anchors[anchor.anchor])
        func logit(_ share: Double) -> Double { log(share / (1 - share)) }
        let values = [
          logit(anchor.box.centerX / stride - Double(anchor.column)),
          logit(anchor.box.centerY / stride - Double(anchor.row)),
          log(anchor.box.width / sides.width), log(anchor.box.height / sides.height),
        ]
        let cell = (image * scale.rows + anchor.row) * scale.columns + anchor.column
        for (channel, value) in values.enumerated() {
          let index = (cell * 2 + anchor.anchor) * 7 + channel
          if anchor.site.scale == 0 {
            fine[index] = Float(value)
          } else {
            coarse[index] = Float(value)
          }
        }
      }
    }
  }

  func open(
    heads: DetectionCase.Heads? = nil,
    truth: DetectionCase.Truth? = nil,
    fit: ImageFit.Mode? = nil,
    layout: DumpOrder? = nil
  ) throws(Diagnostic) -> DetectionCase {
    try DetectionCase(
      configuration: configuration,
      heads: heads ?? .arrays(self.heads),
      truth: truth ?? .objects(objects),
      fit: fit,
      layout: layout
    )
  }
}

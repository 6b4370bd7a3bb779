import AnchorDecoding
import BoxGeometry
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment

/// A batch for both paths: objects, and logits of which many predict boxes that nearly fit them.
struct FastCase {
  let detector: Detector
  private(set) var heads: [RawHead]
  let targets: [ImageTargets]

  /// What the logits are like.
  enum Logits: CaseIterable {
    /// Boxes near the objects, sure and unsure.
    case trained

    /// Bell-shaped around zero.
    case untrained

    /// Up to thousands.
    case extreme
  }

  /// Debug code computes a vector a hundred times slower than release code.
  #if DEBUG
    static let cells = (rows: 8, columns: 10)
  #else
    static let cells = (rows: 12, columns: 16)
  #endif

  static let scales = [
    DetectionScale(name: "fine", stride: 8, anchorSides: [(10, 14), (30, 20), (24, 50)]),
    DetectionScale(name: "coarse", stride: 16, anchorSides: [(60, 40), (45, 90), (100, 70)]),
  ]

  /// Draws a batch; `cells` are the rows and columns of the fine scale, both even.
  init(
    _ components: LossComponents,
    seed: UInt64,
    logits: Logits = .trained,
    order: HeadOrder = .nhwc,
    classes: Int = 20,
    images: Int = 1,
    objects: Int = 6,
    cells: (rows: Int, columns: Int) = FastCase.cells
  ) throws {
    var generator = SeededGenerator(seed: seed)
    let detector = try Detector.of(
      Self.scales,
      width: cells.columns * 8,
      height: cells.rows * 8,
      classes: classes,
      components: components
    )
    let assigner = TargetAssigner(detector)
    let size = (width: Double(cells.columns * 8), height: Double(cells.rows * 8))
    let labels = (0..<images).map { _ in
      (0..<objects).map { _ in
        let box = CornerBox.random(inSquareOf: min(size.width, size.height), using: &generator)
        return LabeledBox(box: box, classID: Int(generator.next() % UInt64(classes)))
      }
    }
    self.detector = detector
    let heads = try detector.scales.map { scale in
      let (rows, columns) = (scale.rows, scale.columns)
      let decoder = AnchorDecoder<Double>(scale)
      let channels = 5 + classes
      var values = [Float](repeating: 0, count: images * rows * columns * 3 * channels)
      for image in 0..<images {
        for row in 0..<rows {
          for column in 0..<columns {
            for anchor in 0..<3 {
              let cell = (row * columns + column) * 3 + anchor
              var channelValues = Self.channelValues(logits, channels, using: &generator)
              let center = (
                x: (Double(column) + generator.uniform(0.1...0.9)) * Double(scale.stride),
                y: (Double(row) + generator.uniform(0.1...0.9)) * Double(scale.stride)
              )
              if logits == .trained,
                let object = labels[image].first(where: { $0.box.contains(center) }),
                let offsets = decoder.offsets(
                  of: object.box.jittered(at: center, using: &generator),
                  row: row,
                  column: column,
                  anchor: anchor
                )
              {
                channelValues[0] = Float(offsets.tx)
                channelValues[1] = Float(offsets.ty)
                channelValues[2] = Float(offsets.tw)
                channelValues[3] = Float(offsets.th)
              }
              for channel in 0..<channels {
                let place =
                  order == .nchw
                  ? ((image * 3 + anchor) * channels + channel) * rows * columns + row * columns
                    + column
                  : (image * rows * columns * 3 + cell) * channels + channel
                values[place] = channelValues[channel]
              }
            }
          }
        }
      }
      return try RawHead(
        name: scale.name,
        values: values,
        order: order,
        shape: order == .nchw
          ? [images, 3 * channels, rows, columns] : [images, rows, columns, 3 * channels],
        anchors: 3,
        classes: classes
      )
    }
    self.heads = heads
    targets = try labels.enumerated().map { image, objects in
      let seen = ImagePredictions(of: heads, image: image, detector)
      return try assigner(objects, predictions: seen).targets(for: detector)
    }
  }

  /// Sets a channel of every anchor.
  mutating func setAll(channel: Int, to value: Float) {
    heads = heads.map { head in
      let layout = head.layout
      var values: [Float] = []
      for image in 0..<layout.images {
        for row in 0..<layout.rows {
          for column in 0..<layout.columns {
            for anchor in 0..<layout.anchors {
              values += (0..<layout.channels).map {
                $0 == channel
                  ? value
                  : Float(
                    head.value(image: image, row: row, column: column, anchor: anchor, channel: $0)
                  )
              }
            }
          }
        }
      }
      do {
        return try RawHead(
          name: head.name,
          values: values,
          order: .nhwc,
          shape: layout.shape,
          anchors: layout.anchors,
          classes: layout.classes
        )
      } catch {
        preconditionFailure("the shape is the head's own: \(error)")
      }
    }
  }

  private static func channelValues(
    _ logits: Logits,
    _ channels: Int,
    using generator: inout SeededGenerator
  ) -> [Float] {
    (0..<channels).map { channel in
      let bell = generator.bell()
      return switch logits {
      case .trained: Float(channel < 4 ? bell * 0.5 : channel == 4 ? bell * 3 - 5 : bell * 2 - 4)
      case .untrained: Float(bell)
      case .extreme: Float(bell * (generator.next() % 8 == 0 ? 3000 : 30))
      }
    }
  }
}

extension CornerBox<Double> {
  fileprivate func contains(_ point: (x: Double, y: Double)) -> Bool {
    (minX...maxX).contains(point.x) && (minY...maxY).contains(point.y)
  }

  /// A box about as large as this one somewhere else.
  fileprivate func jittered(
    at center: (x: Double, y: Double),
    using generator: inout SeededGenerator
  ) -> CenterBox<Double> {
    CenterBox(
      centerX: center.x,
      centerY: center.y,
      width: width * (1 + generator.uniform(-0.4...0.4)),
      height: height * (1 + generator.uniform(-0.4...0.4))
    )
  }
}

import AnchorDecoding
import BoxGeometry
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

/// Boxes that overlap an object by just the threshold although they are as far away, as large or as
/// small as such a box can be: the shortcuts of the fast path must not lose them.
@Suite("Anchors that are just ignored")
struct IgnoreSearchTests {
  static let grid = (rows: 24, columns: 24)
  static let scale = DetectionScale(name: "only", stride: 8, anchorSides: [(30, 30), (60, 60)])

  /// The number of anchors that both paths ignore if one predicts `box` and the others nothing near.
  static func ignored(
    _ box: CenterBox<Double>,
    object: CornerBox<Double>,
    threshold: Double,
    decoding: BoxDecoding
  ) throws -> (plain: Int, fast: Int) {
    var components = LossComponents.reference
    components.decoding = decoding
    components.background = BackgroundChoice(iouThreshold: threshold)
    let detector = try Detector.of(
      [scale],
      width: grid.columns * 8,
      height: grid.rows * 8,
      components: components
    )
    let decoder = AnchorDecoder<Double>(detector.scales[0])
    let (row, column) = (Int(box.centerY / 8), Int(box.centerX / 8))
    let offsets = try #require(decoder.offsets(of: box, row: row, column: column, anchor: 1))
    // Sides of a thousandth of a pixel are too small for any object here.
    var values = [Double](repeating: 0, count: grid.rows * grid.columns * 2 * 6)
    for index in values.indices where index % 6 == 2 || index % 6 == 3 { values[index] = -9 }
    let start = ((row * grid.columns + column) * 2 + 1) * 6
    (values[start], values[start + 1]) = (offsets.tx, offsets.ty)
    (values[start + 2], values[start + 3]) = (offsets.tw, offsets.th)
    let head = try RawHead(
      name: "only",
      values: values.map { Float($0) },
      order: .nhwc,
      shape: [1, grid.rows, grid.columns, 12],
      anchors: 2,
      classes: 1
    )
    let targets = ImageTargets(scales: [
      ScaleTargets(positives: [], backgroundObjects: [object])
    ])
    return (
      try DetectorLoss.plain(detector)(heads: [head], targets: [targets])
        .scales[0].counts.ignored,
      try DetectorLoss.fast(detector)(heads: [head], targets: [targets])
        .scales[0].counts.ignored
    )
  }

  @Test(
    "flush with an edge of the object, at the limit of size",
    arguments: [0.3, 0.5, 0.7, 0.9],
    [
      BoxDecoding(), BoxDecoding(centerScale: .same(1.2), size: .squaredSigmoid),
      BoxDecoding(size: .exponential(largestFactor: 9)),
    ]
  )
  func edges(threshold: Double, decoding: BoxDecoding) throws {
    var count = 0
    for (width, height) in [(41.3, 33.7), (24.1, 60.9)] {
      let object = CornerBox(
        CenterBox(centerX: 95.2, centerY: 97.9, width: width, height: height)
      )
      // A hair's breadth above the threshold and below it.
      for slack in [0.999, 1.001] {
        for isWider in [true, false] {
          let ratio = isWider ? slack / threshold : threshold / slack
          for direction in [-1.0, 1] {
            for isHorizontal in [true, false] {
              let box = CenterBox(
                centerX: 95.2 + (isHorizontal ? direction * abs(ratio - 1) * width / 2 : 0),
                centerY: 97.9 + (isHorizontal ? 0 : direction * abs(ratio - 1) * height / 2),
                width: isHorizontal ? width * ratio : width,
                height: isHorizontal ? height : height * ratio
              )
              let found = try Self.ignored(
                box,
                object: object,
                threshold: threshold,
                decoding: decoding
              )
              #expect(found.plain == (slack < 1 ? 1 : 0))
              #expect(found.fast == found.plain)
              count += found.fast
            }
          }
        }
      }
    }
    #expect(count == 16)
  }

  @Test("as much wider as it is flatter, around the same centre", arguments: [0.3, 0.5, 0.7])
  func aspect(threshold: Double) throws {
    // Of such boxes e^a wider and e^-a higher, the overlap is 1 / (2 e^a - 1).
    for slack in [0.999, 1.001] {
      let stretch = (1 + 1 / threshold) / 2 * slack
      for (a, b) in [(stretch, 1 / stretch), (1 / stretch, stretch)] {
        let found = try Self.ignored(
          CenterBox(centerX: 95.2, centerY: 97.9, width: 40 * a, height: 30 * b),
          object: CornerBox(CenterBox(centerX: 95.2, centerY: 97.9, width: 40, height: 30)),
          threshold: threshold,
          decoding: BoxDecoding()
        )
        #expect(found.plain == (slack < 1 ? 1 : 0))
        #expect(found.fast == found.plain)
      }
    }
  }

  @Test(
    "so near to the threshold that only Double tells",
    arguments: [0.3, 0.5, 0.7],
    [
      BoxDecoding(), BoxDecoding(centerScale: .same(1.2), size: .squaredSigmoid),
      BoxDecoding(size: .exponential(largestFactor: 9)),
    ]
  )
  func hair(threshold: Double, decoding: BoxDecoding) throws {
    var generator = SeededGenerator(seed: 17)
    var (above, below) = (0, 0)
    for _ in 0..<60 {
      let (x, y) = (generator.uniform(80...110), generator.uniform(80...110))
      let (width, height) = (generator.uniform(24...70), generator.uniform(24...70))
      let object = CornerBox(CenterBox(centerX: x, centerY: y, width: width, height: height))
      // Moved along one axis: an overlap of T needs a move of (1 - T) / (1 + T) sides.
      let hair = generator.uniform(-3e-7...3e-7)
      let move = (1 - threshold) / (1 + threshold) * width * (1 + hair)
      let found = try Self.ignored(
        CenterBox(
          centerX: x + (generator.next() % 2 == 0 ? move : -move),
          centerY: y,
          width: width,
          height: height
        ),
        object: object,
        threshold: threshold,
        decoding: decoding
      )
      #expect(found.fast == found.plain)
      (above, below) = (above + found.plain, below + 1 - found.plain)
    }
    #expect(above > 5 && below > 5)
  }
}

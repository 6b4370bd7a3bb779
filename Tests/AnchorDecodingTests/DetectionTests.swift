import AnchorDecoding
import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import Testing

@Suite("Detections from a raw head")
struct DetectionTests {
  static let anchors = DetectionScale(name: "s", stride: 16, anchorSides: [(30, 61), (62, 45)])

  /// The scale that a head is of.
  static func scale(
    of head: RawHead,
    _ decoding: BoxDecoding = BoxDecoding()
  ) throws -> Detector.Scale {
    try Detector.scale(
      anchors,
      rows: head.layout.rows,
      columns: head.layout.columns,
      classes: head.layout.classes,
      decoding: decoding
    )
  }

  static func detections(in head: RawHead, above threshold: Double) throws -> [Detection] {
    try head.detections(image: 0, scale: scale(of: head), scoreAbove: threshold)
  }

  static func head<Scalar: RealNumber>(
    _ order: HeadOrder,
    images: Int = 2,
    rows: Int = 4,
    columns: Int = 3,
    classes: Int,
    values: [Scalar]
  ) throws -> RawHead {
    let channels = 5 + classes
    let shape =
      switch order {
      case .nhwc: [images, rows, columns, 2 * channels]
      case .nhwac: [images, rows, columns, 2, channels]
      case .nchw: [images, 2 * channels, rows, columns]
      case .nahwc: [images, 2, rows, columns, channels]
      }
    return try RawHead(
      name: "s",
      values: values,
      order: order,
      shape: shape,
      anchors: 2,
      classes: classes
    )
  }

  /// A head of one cell: both anchors have the given logits from objectness on.
  static func cell(_ logits: [Double]) throws -> RawHead {
    let anchor = [0, 0, 0, 0] + logits
    return try head(
      .nhwc,
      images: 1,
      rows: 1,
      columns: 1,
      classes: logits.count - 1,
      values: anchor + anchor
    )
  }

  /// The specification: decodes every anchor, then filters.
  static func everything(
    of head: RawHead,
    image: Int,
    scale: Detector.Scale,
    scoreAbove threshold: Double
  ) -> [Detection] {
    let decoder = AnchorDecoder<Double>(scale)
    var found: [Detection] = []
    for row in 0..<head.layout.rows {
      for column in 0..<head.layout.columns {
        for anchor in 0..<head.layout.anchors {
          let values = (0..<head.layout.channels).map {
            head.value(image: image, row: row, column: column, anchor: anchor, channel: $0)
          }
          let offsets = RawOffsets(tx: values[0], ty: values[1], tw: values[2], th: values[3])
          let scores = values[5...].map { Double.sigmoid(values[4]) * Double.sigmoid($0) }
          let best = scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
          guard scores[best] > threshold else { continue }
          let box = decoder.box(offsets, row: row, column: column, anchor: anchor)
          found.append(Detection(box: CornerBox(box), classID: best, score: scores[best]))
        }
      }
    }
    return found
  }

  @Test("equal decoding everything and then filtering", arguments: HeadOrder.allCases)
  func specification(order: HeadOrder) throws {
    var generator = SeededGenerator(seed: 3)
    for classes in [1, 3] {
      for centerScale in [1, 1.2] {
        let values = (0..<2 * 12 * 2 * (5 + classes)).map { _ in 2 * generator.bell() }
        let head = try Self.head(order, classes: classes, values: values)
        let singles = try Self.head(order, classes: classes, values: values.map { Float($0) })
        let decoding = BoxDecoding(centerScale: .same(centerScale))
        for threshold in [0, 0.05, 0.3, 0.5, 0.9, 1] {
          for (head, image) in [(head, 0), (head, 1), (singles, 1)] {
            let scale = try Self.scale(of: head, decoding)
            let found = try head.detections(image: image, scale: scale, scoreAbove: threshold)
            let expected = Self.everything(
              of: head,
              image: image,
              scale: scale,
              scoreAbove: threshold
            )
            #expect(found == expected)
            if threshold == 0 { #expect(found.count == 24) }
            if threshold == 1 { #expect(found.isEmpty) }
          }
        }
      }
    }
  }

  @Test("a score exactly at the threshold is no detection, one bit above it is")
  func atThreshold() throws {
    // Class logits so large that the score is the objectness; all the way to where it rounds to 1.
    for objectness in [-700, -40, -1, 0, 1e-3, 2, 15, 25, 30, 34, 36, 36.7] {
      let head = try Self.cell([objectness, 1000])
      let score = Double.sigmoid(objectness)
      #expect(try Self.detections(in: head, above: score).isEmpty)
      #expect(try Self.detections(in: head, above: score.nextDown).count == 2)
    }
  }

  @Test("score is objectness times class probability")
  func score() throws {
    let logit = Double.log(3)
    let found = try Self.detections(in: Self.cell([logit, -logit, logit]), above: 0.5)
    #expect(found.count == 2)
    #expect(found.allSatisfy { abs($0.score - 0.5625) < 1e-15 && $0.classID == 1 })
    #expect(found.first?.box == CornerBox(minX: -7, minY: -22.5, maxX: 23, maxY: 38.5))
    #expect(found.last?.box == CornerBox(minX: -23, minY: -14.5, maxX: 39, maxY: 30.5))
  }

  @Test("the first of equal classes wins, and logits decide where probabilities round to one")
  func classTies() throws {
    for (logits, expected) in [
      ([2.0, 2, 2], 0), ([1, 2, 2], 1), ([-5, -5, -6], 0), ([40, 50, 60], 2), ([0, -0.0, 0], 0),
    ] {
      let found = try Self.detections(in: Self.cell([0] + logits), above: 0)
      #expect(found.map(\.classID) == [expected, expected])
    }
  }

  @Test("stand in the order row, column, anchor", arguments: HeadOrder.allCases)
  func order(order: HeadOrder) throws {
    let values = [Float](repeating: 0, count: 12 * 2 * 6)
    let head = try Self.head(order, images: 1, classes: 1, values: values)
    let found = try Self.detections(in: head, above: 0)
    let places = found.map { detection -> [Double] in
      let box = CenterBox(detection.box)
      return [box.centerY / 16 - 0.5, box.centerX / 16 - 0.5, box.width == 30 ? 0 : 1]
    }
    #expect(places.map { ($0[0] * 3 + $0[1]) * 2 + $0[2] } == (0..<24).map { Double($0) })
  }

  @Test(
    "an objectness that is NaN is an error, of either sign and wherever it stands",
    arguments: HeadOrder.allCases
  )
  func nanObjectness(order: HeadOrder) throws {
    let count = 20 * 2 * 6
    for index in 0..<count {
      var values = [Float](repeating: -50, count: count)
      values[index] = index % 2 == 0 ? -.nan : .nan
      let head = try Self.head(order, images: 1, rows: 1, columns: 20, classes: 1, values: values)
      let isObjectness = (0..<40).contains {
        head.value(image: 0, row: 0, column: $0 / 2, anchor: $0 % 2, channel: 4).isNaN
      }
      if isObjectness {
        let error = #expect(throws: Diagnostic.self) { try Self.detections(in: head, above: 0.5) }
        #expect(error?.code == "heads.non-finite")
      } else {
        #expect(try Self.detections(in: head, above: 0.5).isEmpty)
      }
    }
  }

  @Test(
    "the best class is the first of the largest, in every order",
    arguments: [1, 15, 16, 17, 37]
  )
  func bestClass(classes: Int) throws {
    let channels = 5 + classes
    func logit(_ cell: Int, _ anchor: Int, _ channel: Int) -> Float {
      // Few different values, so that many are equal; zeros of both signs among them.
      let value = (cell * 31 + anchor * 17 + channel * channel * 7) % 5 - 2
      return channel == 4 ? 3 : value == 0 && channel % 2 == 0 ? -0.0 : Float(value)
    }
    for bad in [Float?.none, .nan, -.infinity] {
      for place in [5, channels - 1] {
        var rows: [Float] = []
        for cell in 0..<12 {
          for anchor in 0..<2 {
            rows += (0..<channels).map {
              cell == 7 && $0 == place ? bad ?? logit(cell, anchor, $0) : logit(cell, anchor, $0)
            }
          }
        }
        let planes = (0..<2 * channels).flatMap { plane in
          (0..<12).map { rows[$0 * 2 * channels + plane] }
        }
        let byRows = try Self.head(.nhwc, images: 1, classes: classes, values: rows)
        let byPlanes = try Self.head(.nchw, images: 1, classes: classes, values: planes)
        guard bad == nil else {
          for head in [byRows, byPlanes] {
            #expect(throws: Diagnostic.self) { try Self.detections(in: head, above: 0) }
          }
          continue
        }
        let found = try Self.detections(in: byRows, above: 0)
        #expect(try found == Self.detections(in: byPlanes, above: 0))
        let expected = (0..<24).map { index in
          let logits = (0..<classes).map { logit(index / 2, index % 2, 5 + $0) }
          return logits.firstIndex(of: logits.max() ?? 0) ?? -1
        }
        #expect(found.map(\.classID) == expected)
      }
    }
  }

  @Test("hopeless logits give no detection, not even at threshold 0")
  func underflow() throws {
    let found = try Self.detections(in: Self.cell([-1e30, 1]), above: 0)
    #expect(found.isEmpty)
  }

  @Test("huge offsets give boxes of finite size")
  func huge() throws {
    let anchor: [Double] = [1e30, -1e30, 1e30, -1e30, 5, 5]
    let head = try Self.head(
      .nhwc,
      images: 1,
      rows: 1,
      columns: 1,
      classes: 1,
      values: anchor + anchor
    )
    let found = try Self.detections(in: head, above: 0.5)
    #expect(found.count == 2)
    #expect(found.allSatisfy { $0.box.area.isFinite && $0.box.width == 0x1p60 })
  }

  @Test("a threshold outside 0...1 is an error", arguments: [-0.1, 1.1, .nan, .infinity])
  func badThreshold(_ threshold: Double) throws {
    let cell = try Self.cell([0, 0])
    let error = #expect(throws: Diagnostic.self) { try Self.detections(in: cell, above: threshold) }
    #expect(error?.code == "request.threshold")
  }
}

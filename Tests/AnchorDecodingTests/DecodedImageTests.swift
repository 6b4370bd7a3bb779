import AnchorDecoding
import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import Testing

@Suite("Every decoded value of an image")
struct DecodedImageTests {
  @Test("is the decoder's box and the channels' probabilities", arguments: HeadOrder.allCases)
  func values(order: HeadOrder) throws {
    var generator = SeededGenerator(seed: 5)
    let raw = (0..<2 * 12 * 2 * 8).map { _ in Float(2 * generator.bell()) }
    let head = try DetectionTests.head(order, classes: 3, values: raw)
    let decoding = BoxDecoding(centerScale: .same(1.1))
    let scale = try DetectionTests.scale(of: head, decoding)
    let decoder = AnchorDecoder<Float>(scale)
    for image in 0..<2 {
      let values = try head.decodedValues(image: image, scale: scale)
      #expect(values.count == 12 * 2 * 8)
      var expected: [Float] = []
      for row in 0..<4 {
        for column in 0..<3 {
          for anchor in 0..<2 {
            let logits = (0..<8).map {
              Float(head.value(image: image, row: row, column: column, anchor: anchor, channel: $0))
            }
            let box = decoder.box(
              RawOffsets(tx: logits[0], ty: logits[1], tw: logits[2], th: logits[3]),
              row: row,
              column: column,
              anchor: anchor
            )
            expected += [box.centerX, box.centerY, box.width, box.height]
            expected += logits[4...].map { Float.sigmoid($0) }
          }
        }
      }
      // The loops over many values have other last digits than one value by itself.
      let tolerance = Tolerance(absolute: 1e-5, relative: 2e-6)
      for (value, expected) in zip(values, expected) {
        #expect(tolerance.accepts(value, reference: Double(expected)))
      }
    }
  }

  @Test(
    "the loops agree with the decoder in Double, in the head's own order",
    arguments: HeadOrder.allCases,
    [
      SizeDecoding.exponential(), .exponential(largestFactor: 2), .squaredSigmoid,
    ]
  )
  func loops(order: HeadOrder, size: SizeDecoding) throws {
    let (rows, columns, anchors, classes) = (5, 37, 2, 6)
    var generator = SeededGenerator(seed: 6)
    let shape: [Int] =
      switch order {
      case .nhwc: [2, rows, columns, anchors * 11]
      case .nhwac: [2, rows, columns, anchors, 11]
      case .nchw: [2, anchors * 11, rows, columns]
      case .nahwc: [2, anchors, rows, columns, 11]
      }
    let head = try RawHead(
      name: "head",
      values: (0..<shape.reduce(1, *)).map { index in
        Float(generator.bell() * (index % 50 == 0 ? 40 : 3))
      },
      order: order,
      shape: shape,
      anchors: anchors,
      classes: classes
    )
    let decoding = BoxDecoding(centerScale: .same(1.2), size: size)
    let scale = try DetectionTests.scale(of: head, decoding)
    let decoder = AnchorDecoder<Double>(scale)
    let count = rows * columns * anchors * 11
    var values = [Float](repeating: 0, count: count)
    for image in 0..<2 {
      var span = values.mutableSpan
      try head.decode(image: image, scale: scale, into: &span)
      // The values of a head of its own, to be found by their places.
      let decoded = try RawHead(
        name: "decoded",
        values: values,
        order: order,
        shape: [1] + shape.dropFirst(),
        anchors: anchors,
        classes: classes
      )
      for row in 0..<rows {
        for column in 0..<columns {
          for anchor in 0..<anchors {
            func logit(_ channel: Int) -> Double {
              head.value(image: image, row: row, column: column, anchor: anchor, channel: channel)
            }
            let box = decoder.box(
              RawOffsets(tx: logit(0), ty: logit(1), tw: logit(2), th: logit(3)),
              row: row,
              column: column,
              anchor: anchor
            )
            let expected =
              [box.centerX, box.centerY, box.width, box.height]
              + (4..<11).map { Double.sigmoid(logit($0)) }
            for (channel, expected) in expected.enumerated() {
              let value = decoded.value(
                image: 0,
                row: row,
                column: column,
                anchor: anchor,
                channel: channel
              )
              // A centre is off by the rounding of its distance from the corner.
              let tolerance = Tolerance(absolute: channel < 2 ? 1e-4 : 1e-37, relative: 2e-6)
              #expect(tolerance.accepts(value, reference: expected))
            }
          }
        }
      }
    }
  }

  @Test("a cell worked by hand, in Double and in big-endian half precision")
  func worked() throws {
    let anchors = DetectionScale(name: "s", stride: 32, anchorSides: [(100, 50)])
    let scale = try Detector.scale(anchors, rows: 2, columns: 1)
    // Row 1, column 0 of a grid 2 × 1; the other cell is all zero.
    let doubles = [Double](repeating: 0, count: 6) + [0, 0, 1, -1, 0, -1]
    let head = try RawHead(
      name: "s",
      values: doubles,
      order: .nhwc,
      shape: [2, 1, 6],
      anchors: 1,
      classes: 1
    )
    let bytes: [UInt8] = doubles.flatMap { $0 == 0 ? [0, 0] : $0 == 1 ? [0x3c, 0] : [0xbc, 0] }
    let halves = try RawHead(
      name: "s",
      layout: HeadLayout(
        .nchw,
        shape: [6, 2, 1],
        byteDistances: [2, 12, 12],
        anchors: 1,
        classes: 1,
        element: HeadElement(.float16, isBigEndian: true)
      ),
      storage: ByteStorage(bytes: bytes)
    )
    let e = 2.718281828459045
    let expected: [Double] = [
      16, 16, 100, 50, 0.5, 0.5, 16, 48, 100 * e, 50 / e, 0.5, 1 / (1 + e),
    ]
    for head in [head, halves] {
      let values = try head.decodedValues(image: 0, scale: scale)
      #expect(values.count == expected.count)
      for (value, reference) in zip(values, expected) {
        #expect(Tolerance.singlePrecision.accepts(value, reference: reference))
      }
    }
  }

  @Test("rows and columns that changed places in memory are decoded in theirs")
  func transposedGrid() throws {
    let values = (0..<54).map { Float($0 % 13) - 6 }
    let anchors = DetectionScale(name: "s", stride: 8, anchorSides: [(10, 13)])
    let scale = try Detector.scale(anchors, rows: 3, columns: 3)
    let plain = try RawHead(
      name: "s",
      values: values,
      order: .nhwc,
      shape: [3, 3, 6],
      anchors: 1,
      classes: 1
    )
    let turned = try RawHead(
      name: "s",
      layout: HeadLayout(
        .nhwc,
        shape: [3, 3, 6],
        byteDistances: [24, 72, 4],
        anchors: 1,
        classes: 1
      ),
      storage: ArrayStorage(values: values)
    )
    let (expected, found) = try (
      plain.decodedValues(image: 0, scale: scale), turned.decodedValues(image: 0, scale: scale)
    )
    for row in 0..<3 {
      for column in 0..<3 {
        // The same logits at the mirrored cell: sides and probabilities are equal, to rounding.
        for channel in 2..<6 {
          let reference = Double(expected[(column * 3 + row) * 6 + channel])
          let value = found[(row * 3 + column) * 6 + channel]
          #expect(Tolerance.singlePrecision.accepts(value, reference: reference))
        }
      }
    }
  }

  @Test("extreme logits give finite values")
  func extreme() throws {
    let largest = Float.greatestFiniteMagnitude
    let values = [largest, -largest, largest, -largest, largest, -largest]
    let head = try RawHead(
      name: "s",
      values: values,
      order: .nhwc,
      shape: [1, 1, 6],
      anchors: 1,
      classes: 1
    )
    let anchors = DetectionScale(name: "s", stride: 8, anchorSides: [(10, 13)])
    #expect(
      try head.decodedValues(image: 0, scale: Detector.scale(anchors, rows: 1, columns: 1))
        == [8, 0, 0x1p60, 0x1p-60, 1, 0]
    )
  }

  @Test("probabilities of a softmax stand at their classes", arguments: HeadOrder.allCases)
  func softmax(order: HeadOrder) throws {
    let shape: [Int] =
      switch order {
      case .nhwc: [2, 3, 14]
      case .nhwac: [2, 3, 2, 7]
      case .nchw: [14, 2, 3]
      case .nahwc: [2, 2, 3, 7]
      }
    let head = try RawHead(
      name: "s",
      values: (0..<84).map { Float($0 * $0 % 11) - 5 },
      order: order,
      shape: shape,
      anchors: 2,
      classes: 2
    )
    let scale = try ActivationInverseTests.scale(classes: .softmax)
    let values = try head.decodedValues(image: 0, scale: scale)
    try #require(values.count == 84)
    for place in 0..<12 {
      let logits = (4..<7).map {
        head.value(
          image: 0,
          row: place / 6,
          column: place / 2 % 3,
          anchor: place % 2,
          channel: $0
        )
      }
      let (first, second) = (Double.exp(logits[1]), Double.exp(logits[2]))
      let expected = [
        1 / (1 + Double.exp(-logits[0])), first / (first + second), second / (first + second),
      ]
      for (value, reference) in zip(values[(place * 7 + 4)...], expected) {
        #expect(Tolerance.singlePrecision.accepts(value, reference: reference), "\(place)")
      }
    }
  }

  @Test("numbers of double precision that no Float holds are refused", arguments: 0..<6)
  func nonFinite(channel: Int) throws {
    let anchors = DetectionScale(name: "s", stride: 8, anchorSides: [(10, 13)])
    let scale = try Detector.scale(anchors, rows: 1, columns: 1)
    for value in [Double.nan, .infinity, -1e39] {
      var values = [Double](repeating: 0, count: 6)
      values[channel] = value
      let head = try RawHead(
        name: "s",
        values: values,
        order: .nhwc,
        shape: [1, 1, 6],
        anchors: 1,
        classes: 1
      )
      let fault = #expect(throws: Diagnostic.self) {
        try head.decodedValues(image: 0, scale: scale)
      }
      #expect(fault?.code == "heads.non-finite", "\(value)")
    }
  }

  @Test("a head of another scale is refused")
  func otherScale() throws {
    let head = try DetectionTests.cell([0, 0])
    let scale = try Detector.scale(DetectionTests.anchors, rows: 2, columns: 3, classes: 4)
    let sentence = """
      array "s": found 1 x 1 cells, 2 anchors and 1 class; allowed those of scale "s", 2 x 3 cells, \
      2 anchors and 4 classes; give the heads in the order of the scales, for the input of the \
      detector
      """
    #expect(errorSentence { try head.decodedValues(image: 0, scale: scale) } == sentence)
    #expect(
      errorSentence { try head.detections(image: 0, scale: scale, scoreAbove: 0) } == sentence
    )
  }
}

import AnchorDecoding
import BoxGeometry
import DetectionNumerics
import DetectionTestSupport
import DetectorConfiguration
import Testing

/// What a dump behind an activation came from, and what one looks like.
@Suite("Logits behind an activation")
struct ActivationInverseTests {
  /// Two rows of three cells of 16 pixels, two anchors, two classes.
  static func scale(
    _ decoding: BoxDecoding = BoxDecoding(),
    classes: ClassLoss = .sigmoid()
  ) throws -> Detector.Scale {
    var components = LossComponents.reference
    components.decoding = decoding
    components.classification.loss = classes
    return try Detector.of(
      [DetectionScale(name: "s", stride: 16, anchorSides: [(10, 20), (40, 30)])],
      width: 48,
      height: 32,
      classes: 2,
      components: components
    ).scales[0]
  }

  /// A head of zeros but for the channels of the second anchor in row 1, column 2.
  static func head(_ values: [Double], rest: [Double]) throws -> RawHead {
    var all: [Double] = []
    for row in 0..<2 {
      for column in 0..<3 {
        for anchor in 0..<2 {
          if (row, column, anchor) == (1, 2, 1) {
            all += values
          } else {
            // Decoded boxes stand in their cells.
            all += [(Double(column) + 0.5) * rest[0], (Double(row) + 0.5) * rest[0]]
            all += rest[1...]
          }
        }
      }
    }
    return try RawHead(
      name: "h",
      values: all,
      order: .nhwac,
      shape: [2, 3, 2, 7],
      anchors: 2,
      classes: 2
    )
  }

  static func logits(
    _ values: [Double],
    behind activation: HeadActivation,
    of scale: Detector.Scale
  ) throws -> [Double] {
    let rest: [Double] =
      activation == .decoded ? [16, 10, 10, 0.5, 0.5, 0.5] : [0.5 / 2.5, 0.5, 0.5, 0.5, 0.5, 0.5]
    let head = try head(values, rest: rest).logits(behind: activation, scale: scale)
    return (0..<7).map { head.value(image: 0, row: 1, column: 2, anchor: 1, channel: $0) }
  }

  @Test("decoded boxes: the decoder's offsets, column for x and row for y")
  func decoded() throws {
    for (stretch, size) in [
      (1.0, SizeDecoding.exponential()), (1.5, .squaredSigmoid),
      (2, .exponential(largestFactor: 9)),
    ] {
      let scale = try Self.scale(BoxDecoding(centerScale: .same(stretch), size: size))
      let offsets = RawOffsets<Double>(tx: 0.5, ty: -1, tw: 0.25, th: -0.75)
      let box = AnchorDecoder<Double>(scale).box(offsets, row: 1, column: 2, anchor: 1)
      let found = try Self.logits(
        [box.centerX, box.centerY, box.width, box.height, 0.75, 0.2, 0.5],
        behind: .decoded,
        of: scale
      )
      for (logit, expected) in zip(found, [0.5, -1, 0.25, -0.75, Double.log(3), -Double.log(4)]) {
        #expect(abs(logit - expected) < 1e-12)
      }
      #expect(found[6] == 0)
    }
  }

  @Test("darknet's values: x and y stretched, width and height raw")
  func darknet() throws {
    let scale = try Self.scale(BoxDecoding(centerScale: .same(2)))
    let found = try Self.logits([0.25, 0.5, -3, 7, 0.75, 0.5, 0.2], behind: .darknet, of: scale)
    // q = (0.25 + 0.5) / 2.
    #expect(abs(found[0] - Double.log(0.375 / 0.625)) < 1e-12)
    #expect(found[1...3] == [0, -3, 7])
    #expect(abs(found[4] - Double.log(3)) < 1e-12)
  }

  @Test("probabilities of a softmax give their logarithms, and one of them may be whole")
  func softmax() throws {
    let scale = try Self.scale(classes: .softmax)
    func classes(_ first: Double) throws -> Double {
      try Self.logits([0.5, 0.5, 0.5, 0.5, 0.5, first, 0.5], behind: .sigmoid, of: scale)[5]
    }
    #expect(try classes(1) == 0)
    #expect(try classes(0.25) == Double.log(0.25))
    for value in [0, -0.1, 1.0.nextUp, 2] {
      #expect(#expect(throws: Diagnostic.self) { try classes(value) }?.code == "heads.no-inverse")
    }
  }

  @Test(
    "a value without an inverse is refused with its place",
    arguments: [(0, 0.0), (0, 1), (1, 1), (4, 0), (4, 1), (5, -0.5), (6, 1.5)]
  )
  func refused(channel: Int, value: Double) throws {
    var values = [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]
    values[channel] = value
    let scale = try Self.scale()
    let fault = #expect(throws: Diagnostic.self) {
      try Self.logits(values, behind: .sigmoid, of: scale)
    }
    #expect(fault?.code == "heads.no-inverse")
    #expect(fault?.description.contains("row 1") == true)
  }

  @Test("decoded sides at the ends of what the decoding makes are refused")
  func sides() throws {
    func isRead(_ size: SizeDecoding, width: Double, height: Double = 30) throws -> Bool {
      let scale = try Self.scale(BoxDecoding(size: size))
      let values = [40, 24, width, height, 0.5, 0.5, 0.5]
      return (try? Self.logits(values, behind: .decoded, of: scale)) != nil
    }
    #expect(try isRead(.squaredSigmoid, width: 159.9))
    #expect(try !isRead(.squaredSigmoid, width: 160))
    #expect(try isRead(.squaredSigmoid, width: 40, height: 119.9))
    #expect(try !isRead(.squaredSigmoid, width: 40, height: 120))
    #expect(try isRead(.exponential(largestFactor: 2), width: 79.9))
    #expect(try !isRead(.exponential(largestFactor: 2), width: 80))
    #expect(try isRead(.exponential(), width: 1e6))
    #expect(try !isRead(.exponential(), width: 0))
  }

  // MARK: - What it looks like

  /// A head of one class and one anchor with equal values but for one.
  private static func look(_ rest: Float, _ channel: Int, _ value: Float, side: Int = 10) throws
    -> RawHead
  {
    try ActivatedHeadTests.head(side) { $0 == 6 * 7 + channel ? value : rest }
  }

  @Test("values within 0 and 1 look activated, widths and heights not asked")
  func activated() throws {
    let plain = try Self.onlyScale()
    for (channel, value, looks) in [
      (0, Float(0), true), (0, 1, true), (1, 1, true), (4, 0, true), (5, 1, true),
      (0, -1e-6, false), (1, 1 + 1e-6, false), (4, -1e-6, false), (4, 1 + 1e-6, false),
      (5, 1.5, false), (0, .nan, false), (2, -7, false), (3, 9, false),
    ] {
      let head = try Self.look(0.5, channel, value)
      // Of a width alone all the others are equal, which tells nothing.
      #expect(RawHead.lookActivated([head], [plain]) == looks, "\(channel): \(value)")
    }
    // A width beyond, where the others do differ.
    let head = try ActivatedHeadTests.head(10) { $0 % 6 == 2 ? -9 : Float($0 % 5) / 4 }
    #expect(RawHead.lookActivated([head], [plain]))
    // Darknet's x and y reach a quarter of a cell beyond with a centre scale of 1.5, others not.
    let stretched = try Self.onlyScale(1.5)
    for (channel, value, looks) in [
      (0, Float(-0.25), true), (1, 1.25, true), (0, -0.26, false), (1, 1.26, false),
      (4, -0.25, false), (5, 1.25, false),
    ] {
      let head = try Self.look(0.5, channel, value)
      #expect(RawHead.lookActivated([head], [stretched]) == looks, "\(channel): \(value)")
    }
  }

  @Test("one value beyond is enough, wherever it stands and whatever stands before it")
  func beyondAnywhere() throws {
    let plain = try Self.onlyScale()
    let shares = try ActivatedHeadTests.head(4) { Float($0 % 5) / 4 }
    #expect(RawHead.lookActivated([shares], [plain]))
    for anchor in 0..<16 {
      let head = try ActivatedHeadTests.head(4) { $0 == 6 * anchor + 4 ? 1.5 : Float($0 % 5) / 4 }
      #expect(!RawHead.lookActivated([head], [plain]), "\(anchor)")
    }
  }

  private static func onlyScale(_ centerScale: Double = 1) throws -> Detector.Scale {
    try Detector.scale(
      DetectionScale(name: "s", stride: 8, anchorSides: [(10, 10)]),
      rows: 10,
      columns: 10,
      decoding: BoxDecoding(centerScale: .same(centerScale))
    )
  }

  @Test("sides above zero and scores within 0 and 1 look decoded, in 100 anchors and more")
  func decodedLook() throws {
    for (channel, value, looks) in [
      (0, Float(-50), false), (4, 0.25, true), (5, 0, true), (5, 1, true), (2, 0, false),
      (3, -1, false), (4, 1.1, false), (5, -0.1, false),
    ] {
      let head = try Self.look(0.5, channel, value)
      #expect(RawHead.lookDecoded([head]) == looks, "\(channel): \(value)")
    }
    #expect(try !RawHead.lookDecoded([Self.look(0.5, 4, 0.25, side: 9)]))
    #expect(try RawHead.lookDecoded([Self.look(0.5, 4, 0.25, side: 9), Self.look(0.5, 4, 0.5)]))
  }
}

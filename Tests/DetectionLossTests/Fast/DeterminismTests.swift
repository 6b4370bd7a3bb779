import AnchorDecoding
import DetectionLoss
import DetectionNumerics
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

/// One batch in every layout, by every instruction set, on some numbers of threads: the same bits.
@Suite("The same bits, however they are computed")
struct DeterminismTests {
  /// What a batch costs, with the derivative by each value in the order image, row, column, anchor,
  /// channel.
  private struct Bits: Equatable {
    let report: LossReport
    let derivatives: [[UInt32]]
  }

  /// The head with its axes in another order.
  private static func head(_ head: RawHead, _ order: HeadOrder) throws -> RawHead {
    let old = head.layout
    let shape =
      switch order {
      case .nhwc: [old.images, old.rows, old.columns, old.anchors * old.channels]
      case .nhwac: [old.images, old.rows, old.columns, old.anchors, old.channels]
      case .nchw: [old.images, old.anchors * old.channels, old.rows, old.columns]
      case .nahwc: [old.images, old.anchors, old.rows, old.columns, old.channels]
      }
    let layout = try HeadLayout(order, shape: shape, anchors: old.anchors, classes: old.classes)
    var values = [Float](repeating: .nan, count: layout.valueCount)
    forEachValue(of: layout) { image, row, column, anchor, channel in
      let start = layout.anchorOffset(image: image, row: row, column: column, anchor: anchor)
      values[(start + layout.channelOffset(channel)) / 4] = Float(
        head.value(image: image, row: row, column: column, anchor: anchor, channel: channel)
      )
    }
    return try RawHead(
      name: head.name,
      values: values,
      order: order,
      shape: shape,
      anchors: old.anchors,
      classes: old.classes
    )
  }

  private static func forEachValue(
    of layout: HeadLayout,
    _ body: (_ image: Int, _ row: Int, _ column: Int, _ anchor: Int, _ channel: Int) -> Void
  ) {
    for image in 0..<layout.images {
      for row in 0..<layout.rows {
        for column in 0..<layout.columns {
          for anchor in 0..<layout.anchors {
            for channel in 0..<layout.channels { body(image, row, column, anchor, channel) }
          }
        }
      }
    }
  }

  private static func bits(
    _ batch: FastCase,
    _ heads: [RawHead],
    threads: Int,
    _ instructions: InstructionSet
  ) throws -> Bits {
    let loss = DetectorLoss(
      batch.detector,
      precision: .single,
      threads: threads,
      instructions: instructions
    )
    let (report, gradients) = try loss.withGradient(heads: heads, targets: batch.targets)
    let derivatives = zip(heads, gradients).map { head, gradient in
      var bits: [UInt32] = []
      bits.reserveCapacity(gradient.values.count)
      let layout = head.layout
      forEachValue(of: layout) { image, row, column, anchor, channel in
        let start = layout.anchorOffset(image: image, row: row, column: column, anchor: anchor)
        bits.append(gradient.values[(start + layout.channelOffset(channel)) / 4].bitPattern)
      }
      return bits
    }
    return Bits(report: report, derivatives: derivatives)
  }

  /// Debug code computes a vector a hundred times slower than release code.
  #if DEBUG
    private static let threads = [1, 3]
    private static let seeds: ClosedRange<UInt64> = 1...1
    private static let largeClasses = 1
  #else
    private static let threads = [1, 2, 3, 7]
    private static let seeds: ClosedRange<UInt64> = 1...6
    private static let largeClasses = 4
  #endif

  /// Every layout by every instruction set and number of threads.
  private static func expectSameBits(
    _ batch: FastCase,
    _ what: String,
    orders: [HeadOrder] = HeadOrder.allCases
  ) throws {
    var first: Bits?
    for order in orders {
      let heads = try batch.heads.map { try head($0, order) }
      for instructions in InstructionSet.available {
        for threads in threads {
          let found = try bits(batch, heads, threads: threads, instructions)
          if let first {
            #expect(found == first, "\(what): \(order), \(instructions), \(threads) threads")
          }
          first = first ?? found
        }
      }
    }
    #expect(first?.derivatives.joined().contains { $0 << 1 != 0 } == true, "\(what): all zeros")
  }

  @Test("for random cases of every dialect", arguments: DetectorConfiguration.dialectNames)
  func dialects(name: String) throws {
    for seed in Self.seeds {
      var generator = SeededGenerator(seed: seed)
      for logits in FastCase.Logits.allCases {
        let batch = try FastCase(
          .of(dialect: name),
          seed: generator.next(),
          logits: logits,
          order: Bool.random(using: &generator) ? .nhwc : .nchw,
          classes: Int.random(in: 1...18, using: &generator),
          images: Int.random(in: 1...3, using: &generator),
          objects: Int.random(in: 0...7, using: &generator),
          cells: (
            rows: 2 * Int.random(in: 1...5, using: &generator),
            columns: 2 * Int.random(in: 1...5, using: &generator)
          )
        )
        try Self.expectSameBits(batch, "\(name), seed \(seed), \(logits)")
      }
    }
  }

  @Test("for batches so large that threads share them")
  func threads() throws {
    // Threads share 40,000 anchors and more: these are 54,000.
    let batch = try FastCase(
      .of(dialect: "ultralytics"),
      seed: 3,
      classes: Self.largeClasses,
      images: 9,
      cells: (40, 40)
    )
    #expect(batch.heads.reduce(0) { $0 + $1.layout.images * $1.layout.anchorsPerImage } > 40_000)
    #if DEBUG
      try Self.expectSameBits(batch, "large", orders: [.nahwc])
    #else
      try Self.expectSameBits(batch, "large")
    #endif
  }
}

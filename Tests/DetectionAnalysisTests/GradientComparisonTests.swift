import DetectionAnalysis
import DetectionTestSupport
import Foundation
import Testing

@Suite("Comparing gradients")
struct GradientComparisonTests {
  /// The small case under ultralytics' loss, whose centres are stretched and sides squared sigmoids.
  private static func example(
    _ change: (inout LossComponents) -> Void = { _ in }
  ) throws -> DetectionCase {
    var small = SmallCase()
    small.configuration.components = .of(dialect: "ultralytics")
    small.configuration.components.gains = Gains()
    small.configuration.components.objectness.scaleWeights = .same(1)
    change(&small.configuration.components)
    return try small.open()
  }

  /// Each derivative with its scale, its place in the array, its channel and the raw value.
  private typealias Change = (_ scale: Int, _ index: Int, _ channel: Int, _ raw: Double, Float) ->
    Float

  private static func compare(
    _ example: DetectionCase,
    _ change: Change
  ) throws -> GradientComparison {
    let small = SmallCase()
    let arrays = try example.gradient().enumerated().map { scale, gradient in
      HeadArray(
        gradient.values.enumerated().map { index, value in
          let raw = scale == 0 ? small.fine[index] : small.coarse[index]
          return change(scale, index, index % 7, Double(raw), value)
        },
        shape: gradient.shape
      )
    }
    return try example.comparison(withGradients: .arrays(arrays))
  }

  @Test("one's own gradient agrees")
  func same() throws {
    let comparison = try Self.compare(Self.example()) { $4 }
    #expect(!comparison.differs && comparison.causes.isEmpty)
    #expect(comparison.groups.count == 12)
    #expect(comparison.anchors.both > 0)
    #expect(comparison.anchors.oursOnly == 0 && comparison.anchors.theirsOnly == 0)
    #expect(comparison.groups.allSatisfy { $0.factor.map { abs($0 - 1) < 1e-12 } ?? true })
  }

  @Test("the centre scale that a chain rule forgot is told, once or twice")
  func centreScale() throws {
    let half = try Self.compare(Self.example()) { $2 < 2 ? $4 / 2 : $4 }
    #expect(
      half.causes == [
        "x and y: 0.5 of ours: the factor 2 of the centre scale is missing in the chain rule"
      ]
    )
    let group = try #require(half.groups.first { $0.kind == .x && $0.differs })
    #expect(group.factor.map { abs($0 - 0.5) < 1e-6 } == true)
    #expect(group.first?.channel == 0 && group.values.theirs == group.values.ours / 2)
    let twice = try Self.compare(Self.example()) { $2 < 2 ? $4 * 2 : $4 }
    #expect(
      twice.causes == [
        "x and y: 2 times ours: the factor of the centre scale stands twice in the chain rule"
      ]
    )
    // Without a stretch the same factor is a weight.
    let plain = try Self.compare(Self.example { $0.decoding.centerScale = .same(1) }) {
      $2 < 2 ? $4 / 2 : $4
    }
    #expect(plain.causes == ["x and y: 0.5 times ours: another weight or average"])
  }

  @Test("factors of the whole loss, of a part, of a scale")
  func factors() throws {
    func causes(_ change: Change) throws -> [String] {
      try Self.compare(Self.example(), change).causes
    }
    #expect(try causes { -$4 } == ["the sign is reversed"])
    #expect(
      try causes { $4 * 1024 } == [
        """
        all of theirs are 1024 times ours, a power of two: mixed precision's loss scale was not \
        divided out
        """
      ]
    )
    #expect(
      try causes { $4 * 2 } == [
        "all of theirs are 2 times ours, as many as there are images: a sum over the batch for a mean"
      ]
    )
    #expect(
      try causes { $2 == 4 ? $4 * 3 : $4 } == [
        "objectness: 3 times ours: another weight or average"
      ]
    )
    #expect(
      try causes { $0 == 0 && $2 == 4 ? $4 * 4 : $4 } == [
        "objectness: 4, 1 times ours, scale by scale: other weights or averages of the scales"
      ]
    )
    #expect(
      try causes { $2 == 2 || $2 == 3 ? $4 / 2 : $4 } == [
        "w and h: 0.5 times ours: a factor 2 of (2 sigmoid(t))² is missing in the chain rule"
      ]
    )
    #expect(
      try causes { $2 == 2 || $2 == 3 ? 0 : $4 } == ["w and h: no gradient reaches these channels"]
    )
  }

  @Test("a derivative by the activated value is known by the slope that it lacks")
  func activated() throws {
    let scores = try Self.compare(Self.example()) { _, _, channel, raw, value in
      let sigmoid = 1 / (1 + exp(-raw))
      return channel >= 4 ? Float(Double(value) / (sigmoid * (1 - sigmoid))) : value
    }
    #expect(
      scores.causes == [
        """
        objectness and classes: by the sigmoid, not by the raw value: its slope is missing in the \
        chain rule
        """
      ]
    )
    let sides = try Self.compare(Self.example { $0.decoding.size = .exponential() }) {
      $2 == 2 || $2 == 3 ? Float(Double($4) / exp($3)) : $4
    }
    #expect(
      sides.causes == [
        """
        w and h: by the side, not by the raw value: the factor exp(t) is missing in the chain rule
        """
      ]
    )
  }

  @Test("a single derivative that is zero is told")
  func oneZero() throws {
    let example = try Self.example()
    let fine = try #require(example.gradient().first).values
    let scores = stride(from: 4, to: fine.count, by: 7)
    let largest = try #require(scores.max { abs(fine[$0]) < abs(fine[$1]) })
    let comparison = try Self.compare(example) { scale, index, _, _, value in
      scale == 0 && index == largest ? 0 : value
    }
    #expect(comparison.differs)
    #expect(comparison.groups.filter(\.differs).map(\.kind) == [.objectness])
    #expect(
      comparison.causes == ["objectness: zero where it should not be, in 1 value"]
    )
  }

  @Test("another assignment and another order of anchors are told")
  func places() throws {
    let example = try Self.example()
    let other = try Self.example {
      $0.assignment.rule = .sizeRatio(below: 4, neighborCells: false)
    }
    let theirs = try other.gradient()
    let comparison = try Self.compare(example) { scale, index, _, _, _ in
      theirs[scale].values[index]
    }
    #expect(comparison.anchors.oursOnly > 0 && comparison.anchors.theirsOnly == 0)
    #expect(comparison.causes.last?.hasSuffix("in both: another assignment") == true)
    let ours = try example.gradient()
    let reversed = try Self.compare(example) { scale, index, channel, _, _ in
      // Of two anchors the other one.
      ours[scale].values[index + (index / 7 % 2 == 0 ? 7 : -7)]
    }
    #expect(reversed.causes.count == 1)
    #expect(reversed.causes.first?.contains("anchors") == true)
  }

  @Test("what is no gradient of the heads is refused")
  func refused() throws {
    let example = try Self.example()
    #expect(throws: Diagnostic.self) {
      try example.comparison(
        withGradients: .arrays([HeadArray([Float](repeating: 0, count: 7), shape: [1, 1, 1, 7])])
      )
    }
    var small = SmallCase()
    small.fine[3] = .nan
    let broken = small.heads
    let error = #expect(throws: Diagnostic.self) {
      try example.comparison(withGradients: .arrays(broken))
    }
    #expect(error?.place.parts.contains("channel 3 (th)") == true)
  }
}

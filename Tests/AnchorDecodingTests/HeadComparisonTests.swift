import AnchorDecoding
import Testing

@Suite("Comparing two heads")
struct HeadComparisonTests {
  static func head(_ values: [Double], classes: Int = 1) throws -> RawHead {
    try RawHead(
      name: "h",
      values: values,
      order: .nhwc,
      shape: [1, 1, values.count / (5 + classes), 5 + classes],
      anchors: 1,
      classes: classes
    )
  }

  @Test("each kind of channel has its largest and mean difference, and the place of the largest")
  func worked() throws {
    let first = try Self.head([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
    let second = try Self.head([0, 0.5, 0, 0, -2, 0, 1, 1, 1, 4, 1, 1])
    let comparison = try #require(HeadComparison(first, second))
    #expect(comparison.differences.map(\.kind) == [.x, .y, .w, .h, .objectness, .classes])
    #expect(comparison.differences.map(\.largest) == [0, 0.5, 0, 3, 2, 0])
    #expect(comparison.differences.map(\.mean) == [0, 0.25, 0, 1.5, 1, 0])
    #expect(comparison.differences[3].place?.column == 1)
    #expect(comparison.differences[3].place?.channel == 3)
    #expect(comparison.differences[3].values == (1, 4))
    #expect(comparison.differences[5].place == nil)
    #expect(comparison.largest == 3)
  }

  @Test("counts what differs by more than both tolerances, and tells the sizes of differences")
  func tolerances() throws {
    let values = (0..<600).map { Double($0 / 6) }
    let moved = values.map { $0 + $0 / 100 }
    let (first, second) = (try Self.head(values), try Self.head(moved))
    // A value v moves by v / 100, v = 0 ... 99.
    func differing(_ absolute: Double, _ relative: Double) throws -> Int {
      let tolerance = HeadTolerance(absolute: absolute, relative: relative)
      return try #require(HeadComparison(first, second, tolerance: tolerance)).differing
    }
    #expect(try differing(0, 0) == 594)
    #expect(try differing(0.5001, 0) == 49 * 6)
    #expect(try differing(0.001, 0.01) == 0)
    #expect(try differing(0, 0.009) == 594)
    let comparison = try #require(HeadComparison(first, second))
    for difference in comparison.differences {
      #expect(difference.count == 100)
      #expect(difference.quantile(0) == 0)
      #expect(difference.quantile(1) == difference.largest)
      for (share, exact) in [(0.5, 0.49), (0.9, 0.89), (0.99, 0.98)] {
        let found = difference.quantile(share)
        #expect(found >= exact * (1 - 1e-6) && found <= exact * 1.004)
      }
    }
  }

  @Test("a value that is no number is told, though it is farther than nothing from anything")
  func nonFinite() throws {
    let good = [Double](repeating: 1, count: 6)
    #expect(try #require(HeadComparison(try Self.head(good), try Self.head(good))).isFinite)
    for bad in [Double.nan, -.nan, .infinity] {
      for place in good.indices {
        var values = good
        values[place] = bad
        for (first, second) in [(values, good), (good, values), (values, values)] {
          let pair = (try Self.head(first), try Self.head(second))
          #expect(try !#require(HeadComparison(pair.0, pair.1)).isFinite)
        }
      }
    }
  }

  @Test("every channel has its kind; from the sixth on they are classes")
  func kinds() {
    #expect(
      (0..<8).map(ChannelKind.init) == [.x, .y, .w, .h, .objectness, .classes, .classes, .classes]
    )
  }

  @Test("heads of other anchors have no comparison")
  func otherShape() throws {
    let first = try Self.head([Double](repeating: 0, count: 12))
    #expect(HeadComparison(first, try Self.head([Double](repeating: 0, count: 18))) == nil)
    let classes = try Self.head([Double](repeating: 0, count: 14), classes: 2)
    #expect(HeadComparison(first, classes) == nil)
  }

  @Test("a share of the value excuses a difference, where the value is one that may come so far")
  func share() throws {
    let first = try Self.head([0, 0, 0, 0, 0, 10])
    let second = try Self.head([0, 0, 0, 0, 0, 10.5])
    // They differ by 0.5; a tenth of the larger one is 1.05, a hundredth 0.105.
    let tolerance = HeadTolerance()
    #expect(first.differing(from: second, tolerance: tolerance) == 1)
    #expect(first.differing(from: second, tolerance: tolerance, relative: 0.1) == 0)
    #expect(first.differing(from: second, tolerance: tolerance, relative: 0.01) == 1)
    let small = first.differing(from: second, tolerance: tolerance, relative: 0.1) { $0 < 10 }
    #expect(small == 1)
  }

  @Test("three heads are walked over side by side, every channel, and no others")
  func threeHeads() throws {
    let numbers = (0..<12).map { Double($0) }
    let heads = try [0.0, 100, 200].map { start in try Self.head(numbers.map { start + $0 }) }
    var visited: [[Double]] = []
    let areAlike = heads[0].forEachValue(with: heads[1], heads[2]) { place, channel, x, y, z in
      visited.append([Double(place.column), Double(channel), x, y, z])
    }
    #expect(areAlike)
    let expected = (0..<12).map { index -> [Double] in
      let number = Double(index)
      return [Double(index / 6), Double(index % 6), number, 100 + number, 200 + number]
    }
    #expect(visited == expected)
    let other = try Self.head(Array(numbers.prefix(6)))
    for (second, third) in [(heads[1], other), (other, heads[1])] {
      var count = 0
      #expect(!heads[0].forEachValue(with: second, third) { _, _, _, _, _ in count += 1 })
      #expect(count == 0)
    }
  }
}

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
}

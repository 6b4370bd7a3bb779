import AnchorDecoding
import Testing

@Suite("A mistake in a dump is undone")
struct HeadMixupTests {
  /// Two rows of three cells, two anchors, two classes: each value is its place in C order.
  private static func undone(_ cause: String) throws -> RawHead? {
    let head = try RawHead(
      name: "h",
      values: (0..<84).map { Double($0) },
      order: .nhwac,
      shape: [2, 3, 2, 7],
      anchors: 2,
      classes: 2
    )
    let mixup = try #require(HeadMixup.usual.first(where: { $0.cause == cause }))
    return head.undoing(mixup)
  }

  /// The places that the values of a head come from: row, column, anchor, channel.
  private static func sources(
    _ head: RawHead,
    _ places: [(row: Int, column: Int, anchor: Int, channel: Int)]
  ) -> [[Int]] {
    places.map { place in
      let value = Int(
        head.value(
          image: 0,
          row: place.row,
          column: place.column,
          anchor: place.anchor,
          channel: place.channel
        )
      )
      return [value / 42, value / 14 % 3, value / 7 % 2, value % 7]
    }
  }

  @Test(
    "channels come from where they were written",
    arguments: [
      ("x and y are exchanged, and w and h too", [1, 0, 3, 2, 4, 5, 6]),
      ("x and y are exchanged", [1, 0, 2, 3, 4, 5, 6]),
      ("w and h are exchanged", [0, 1, 3, 2, 4, 5, 6]),
      ("objectness stands before x, y, w, h", [1, 2, 3, 4, 0, 5, 6]),
      ("objectness stands behind the classes", [0, 1, 2, 3, 6, 4, 5]),
      ("the classes stand in reverse order", [0, 1, 2, 3, 4, 6, 5]),
    ]
  )
  func channels(cause: String, expected: [Int]) throws {
    let head = try #require(try Self.undone(cause))
    let found = Self.sources(head, (0..<7).map { (1, 2, 0, $0) })
    #expect(found == expected.map { [1, 2, 0, $0] })
  }

  @Test("anchors, rows and columns come from the other end")
  func reversed() throws {
    let places = (0..<12).map { (row: $0 / 6, column: $0 / 2 % 3, anchor: $0 % 2, channel: 5) }
    let anchors = try #require(try Self.undone("the anchors stand in reverse order"))
    #expect(
      Self.sources(anchors, places) == places.map { [$0.row, $0.column, 1 - $0.anchor, 5] }
    )
    let rows = try #require(try Self.undone("the rows stand from the bottom to the top"))
    #expect(Self.sources(rows, places) == places.map { [1 - $0.row, $0.column, $0.anchor, 5] })
    let columns = try #require(try Self.undone("the columns stand from right to left"))
    #expect(
      Self.sources(columns, places) == places.map { [$0.row, 2 - $0.column, $0.anchor, 5] }
    )
  }

  @Test("rows and columns of another number are not exchanged")
  func notSquare() throws {
    #expect(try Self.undone("rows and columns are exchanged") == nil)
  }
}

import DetectionAnalysis
import Testing

@Suite("A case of heads in other axes")
struct FoldedCaseTests {
  private static let fine = Array(SmallCase().fine.prefix(448))
  private static let coarse = Array(SmallCase().coarse.prefix(112))

  /// Two images of 32 by 32 pixels.
  private static func example(
    _ fineShape: [Int],
    _ coarseShape: [Int],
    layout: DumpOrder?
  ) throws -> DetectionCase {
    try DetectionCase(
      configuration: SmallCase().configuration,
      heads: .arrays([
        HeadArray(fine, shape: fineShape), HeadArray(coarse, shape: coarseShape),
      ]),
      truth: .objects([
        [SmallCase.object(2, 3, 12, 14, 0), SmallCase.object(10, 4, 31, 30, 1)],
        [SmallCase.object(3, 6, 30, 20, 1)],
      ]),
      layout: layout
    )
  }

  @Test("rows have the loss of their grid, and a gradient in rows", arguments: [true, false])
  func rows(isAnchorFirst: Bool) throws {
    let grid = try Self.example(
      isAnchorFirst ? [2, 2, 4, 4, 7] : [2, 4, 4, 2, 7],
      isAnchorFirst ? [2, 2, 2, 2, 7] : [2, 2, 2, 2, 7],
      layout: isAnchorFirst ? .nahwc : .nhwac
    )
    let rows = try Self.example([2, 32, 7], [2, 8, 7], layout: isAnchorFirst ? nil : .nhwac)
    #expect(try rows.loss() == grid.loss())
    let (found, expected) = try (rows.gradient(), grid.gradient())
    #expect(found.map(\.values) == expected.map(\.values))
    #expect(found.map(\.shape) == [[2, 32, 7], [2, 8, 7]])
    let order = isAnchorFirst ? "anchor, row, column" : "row, column, anchor"
    let said = """
      found all anchors of a scale one behind the other in each array, taken in the order \(order), \
      of an input of 32x32
      """
    let asked = isAnchorFirst ? "; if the dump has another order, say it" : ""
    #expect(rows.notes.map(\.description) == [said + asked])
  }

  @Test("darknet's axes have the loss of joined ones, and a gradient in theirs")
  func darknet() throws {
    let joined = try Self.example([2, 14, 4, 4], [2, 14, 2, 2], layout: .nchw)
    let apart = try Self.example([2, 2, 7, 4, 4], [2, 2, 7, 2, 2], layout: nil)
    #expect(try apart.loss() == joined.loss() && apart.notes.isEmpty)
    let (found, expected) = try (apart.gradient(), joined.gradient())
    #expect(found.map(\.values) == expected.map(\.values))
    #expect(found.map(\.shape) == [[2, 2, 7, 4, 4], [2, 2, 7, 2, 2]])
  }
}

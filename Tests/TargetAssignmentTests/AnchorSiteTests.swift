import TargetAssignment
import Testing

@Suite("Anchor sites")
struct AnchorSiteTests {
  @Test("stand in the order scale, row, column, anchor")
  func order() {
    var sites: [AnchorSite] = []
    for scale in 0..<2 {
      for row in 0..<2 {
        for column in 0..<2 {
          for anchor in 0..<2 {
            sites.append(AnchorSite(scale: scale, row: row, column: column, anchor: anchor))
          }
        }
      }
    }
    #expect(sites.reversed().sorted() == sites)
    for (earlier, later) in zip(sites, sites.dropFirst()) {
      #expect(earlier < later)
      #expect(!(later < earlier))
    }
    #expect(!(sites[3] < sites[3]))
  }

  @Test("describe themselves in words")
  func words() {
    #expect(
      "\(AnchorSite(scale: 1, row: 6, column: 12, anchor: 2))"
        == "scale 1, row 6, column 12, anchor 2"
    )
  }
}

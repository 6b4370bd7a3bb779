import Testing
import ToolSupport
import detloss_benchmark

@Suite("Rows of a report")
struct RowTests {
  /// The limits over small heads, where every program took as long.
  static func limits(_ nanoseconds: [Double]) -> [LimitRow] {
    let buffers = LimitBuffers(valueCount: 10_647 * 6, stride: 6)
    return zip([LimitProgram.fill, .copy], nanoseconds).map {
      LimitRow($0, buffers, images: 1, Timing(nanoseconds: [$1]))
    }
  }

  static func row(_ operation: Operation, nanoseconds: Double) throws -> Row {
    try Row(
      operation,
      WorkloadTests.workload(.nhwc),
      check: .part,
      Timing(nanoseconds: [nanoseconds]),
      limits: limits([10_000, 50_000])
    )
  }

  @Test("rates are of the median, and shares of what copying and filling reach")
  func shares() throws {
    let row = try Self.row(.decodeAll, nanoseconds: 100_000)
    #expect(row.shareOfCopy == 0.5)
    #expect(row.shareOfFill == 0.2)
    #expect(row.timesFill == 10)
    #expect(row.microsecondsPerImage == 100)
    #expect(row.rate == 2 * 10_647 * 6 * 4 / 1e5)
    #expect(row.loss == nil)
  }

  @Test("a table is at most 80 columns wide, and its columns are apart")
  func width() throws {
    for nanoseconds in [1e6, 5e7, 999e6, 5e9] {
      let row = try Self.row(.gradientReused, nanoseconds: nanoseconds)
      for line in (row.heading + row.text).split(separator: "\n") {
        #expect(line.count <= 80, "\(line)")
      }
      #expect(row.text.split(separator: " ").count == 11)
    }
    for line in Row.legend.split(separator: "\n") { #expect(line.count <= 80) }
  }

  @Test("a time has the unit that suits it")
  func times() {
    #expect(time(12.34) == "12.3 ns")
    #expect(time(51_200) == "51.2 us")
    #expect(time(1_240_000) == "1.24 ms")
    #expect(time(2.5e9) == "2.50 s")
  }

  @Test("JSON has snake_case keys and leaves out what there is not")
  func json() throws {
    let text = try Self.row(.gradientReused, nanoseconds: 1e6).json.text(.compact)
    #expect(text.contains("\"median_nanoseconds\":1000000,\"minimum_nanoseconds\":1000000"))
    #expect(text.contains("\"operation\":\"loss+gradient-reused\"") && text.contains("\"loss\":{"))
    #expect(!text.contains("detections"))
    let limit = try Self.limits([1, 2])[1].json.text(.compact)
    #expect(limit.hasPrefix("{\"program\":\"copy\","))
  }
}

import Testing
import ToolSupport
import detloss_benchmark

@Suite("Rows of a report")
struct RowTests {
  /// The limits over small heads: what each program took.
  static let limits = LimitProgram.allCases.map { program in
    let nanoseconds: Double =
      switch program {
      case .fill: 10_000
      case .copy: 50_000
      case .read: 20_000
      case .stridedRead: 5_000
      case .sigmoid: 40_000
      }
    return LimitRow(
      program,
      LimitBuffers(valueCount: 10_647 * 6, stride: 6),
      images: 1,
      Timing(nanoseconds: [nanoseconds])
    )
  }

  static func row(_ operation: Operation, nanoseconds: Double) throws -> Row {
    try Row(
      operation,
      WorkloadTests.workload(.nhwc),
      check: .part,
      Timing(nanoseconds: [nanoseconds]),
      limits: limits
    )
  }

  @Test("rates are of the median, and shares of what copying and filling reach")
  func shares() throws {
    let row = try Self.row(.decodeAll, nanoseconds: 100_000)
    #expect(row.shareOfCopy == 0.5)
    #expect(row.shareOfFill == 0.2)
    #expect(row.timesFill == 10)
    #expect(LimitProgram.allCases.map { row.times($0) } == [10, 2, 5, 20, 2.5])
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
      // A time and its unit are two.
      #expect(row.text.split(separator: " ").count == 10)
    }
    for limit in Self.limits {
      for line in (LimitRow.heading(of: limit) + limit.text).split(separator: "\n") {
        #expect(line.count <= 80 && line.last != " ", "\(line)")
      }
    }
    for line in Row.legend.split(separator: "\n") { #expect(line.count <= 80) }
  }

  @Test("how often a limit goes into a run has three digits, or all before the point")
  func multiples() throws {
    func ends(_ nanoseconds: Double) throws -> [Substring] {
      try Self.row(.decodeAll, nanoseconds: nanoseconds).text.split(whereSeparator: \.isWhitespace)
        .suffix(4)
    }
    // A strided read takes 5 us, filling 10, copying 50, the logistic function 40.
    #expect(try ends(50_400) == ["10.1", "5.04", "1.01", "1.26"])
    #expect(try ends(1_004_000) == ["201", "100", "20.1", "25.1"])
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
    #expect(text.contains("\"times_limits\":{\"fill\":100,\"copy\":20,\"read\":50,"))
    #expect(text.contains("\"strided-read\":200,\"sigmoid\":25}"))
    let limit = try Self.limits[1].json.text(.compact)
    #expect(limit.hasPrefix("{\"program\":\"copy\","))
  }
}

import Testing
import detloss_benchmark

@Suite("Text report")
struct TextReportTests {
  /// A row of small inputs with the largest numbers that real ones have.
  static func row(nanoseconds: Double) throws -> Row {
    let timing = Timing(times: Times(nanoseconds: [nanoseconds]), pageFaults: 0, checksum: 0)
    let buffers = LimitBuffers(valueCount: 10_647 * 6, stride: 6)
    let workload = try WorkloadTests.workload(.nhwc)
    var row = try Row(
      .gradientReused,
      workload,
      check: .part,
      timing,
      copy: LimitRow(.copy, buffers, images: 1, timing),
      fill: LimitRow(.fill, buffers, images: 1, timing)
    )
    row.dialect = "darknet-alexeyab-ciou"
    row.batch = 64
    row.objects = 64 * 150
    row.heads = "untrained"
    row.threads = 16
    row.bytesRead = 231_700_000
    row.bytesWritten = 231_700_000
    return row
  }

  @Test("rates are of the median, and shares of what copying and filling reach")
  func shares() throws {
    let buffers = LimitBuffers(valueCount: 10_647 * 6, stride: 6)
    func timing(_ nanoseconds: Double) -> Timing {
      Timing(times: Times(nanoseconds: [nanoseconds]), pageFaults: 0, checksum: 0)
    }
    let row = try Row(
      .decodeAll,
      WorkloadTests.workload(.nhwc),
      check: .part,
      timing(100_000),
      copy: LimitRow(.copy, buffers, images: 1, timing(50_000)),
      fill: LimitRow(.fill, buffers, images: 1, timing(10_000))
    )
    #expect(row.shareOfCopy == 0.5)
    #expect(row.shareOfFill == 0.2)
    #expect(row.timesFill == 10)
    #expect(row.microsecondsPerImage == 100)
    #expect(row.gigabytesPerSecond == 2 * 10_647 * 6 * 4 / 1e5)
    #expect(row.loss == nil)
  }

  @Test("a table is at most 80 columns wide, and its columns are apart")
  func width() throws {
    for nanoseconds in [1e6, 5e7, 999e6, 5e9] {
      let row = try Self.row(nanoseconds: nanoseconds)
      for line in (TextReport.heading(row) + TextReport.row(row)).split(separator: "\n") {
        #expect(line.count <= 80, "\(line)")
      }
      #expect(TextReport.row(row).split(separator: " ").count == 11)
    }
    for line in TextReport.legend.split(separator: "\n") { #expect(line.count <= 80) }
  }

  @Test("a time has the unit that suits it")
  func times() {
    #expect(TextReport.time(12.34) == "12.3 ns")
    #expect(TextReport.time(51_200) == "51.2 us")
    #expect(TextReport.time(1_240_000) == "1.24 ms")
    #expect(TextReport.time(2.5e9) == "2.50 s")
  }

  @Test("JSON has snake_case keys and leaves out what there is not")
  func json() throws {
    var result = BenchmarkResult(processors: 2, seed: 1)
    result.rows = [try Self.row(nanoseconds: 1e6)]
    let text = try JSONReport.text(result)
    #expect(text.contains("\"median_nanoseconds\" : 1000000"))
    #expect(text.contains("\"page_faults\" : 0"))
    #expect(!text.contains("detections"))
  }
}

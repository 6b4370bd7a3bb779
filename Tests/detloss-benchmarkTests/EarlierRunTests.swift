import DetectionText
import Testing
import ToolSupport
import detloss_benchmark

@Suite("Comparison with an earlier run")
struct EarlierRunTests {
  static func run(_ json: String) throws -> EarlierRun {
    try EarlierRun(SourceText(file: "before.json", bytes: Array(json.utf8)))
  }

  /// The JSON of a run with every limit and one row.
  static func json(_ row: Row, processor: String = "\"A\"") throws -> String {
    let limits = try RowTests.limits.map { try $0.json.text(.compact) }.joined(separator: ",")
    return """
      {"processor": \(processor), "instructions": "avx2", "processors": 2,
       "limits": [\(limits)], "rows": [\(try row.json.text(.compact))]}
      """
  }

  @Test("a row and a limit are known again by what was measured")
  func ratios() throws {
    let earlier = try Self.run(Self.json(RowTests.row(.loss, nanoseconds: 200_000)))
    let now = try RowTests.row(.loss, nanoseconds: 150_000)
    #expect(earlier.least(of: now.key) == 200_000)
    #expect(earlier.least(of: RowTests.limits[0].key) == 10_000)
    #expect(earlier.least(of: try RowTests.row(.assign, nanoseconds: 1).key) == nil)
    let json = try #require(earlier.json(of: now.key, now.timing)).text(.compact)
    #expect(json == #"{"earlier_minimum_nanoseconds":200000,"times_earlier":0.75}"#)
    #expect(
      earlier.comparison([], [now]) == """

        shortest runs, against before.json: A, avx2, 2 processors
                                   then      now  now/then
        reference, nhwc, 1 image of 11.0 objects, trained, 1 thread
          loss                 200.0 us 150.0 us      0.75

        """
    )
  }

  @Test("of rows that stand twice the faster counts")
  func twice() throws {
    let rows = try [300.0, 200, 250].map { try RowTests.row(.loss, nanoseconds: $0) }
    let texts = try rows.map { try $0.json.text(.compact) }.joined(separator: ",")
    let earlier = try Self.run("{\"limits\": [], \"rows\": [\(texts)]}")
    #expect(earlier.least(of: rows[0].key) == 200)
  }

  @Test("another machine, and a run without the same rows, are said")
  func doubts() throws {
    let row = try RowTests.row(.loss, nanoseconds: 200_000)
    let (here, there) = (
      Machine(processor: "A", instructions: "avx2", processors: 2),
      Machine(processor: "A", instructions: "avx512", processors: 2)
    )
    let earlier = try Self.run(Self.json(row))
    #expect(earlier.doubt(on: here, [], [row]) == nil)
    #expect(earlier.doubt(on: there, [], [row])?.contains("this is A, avx512, 2") == true)
    let other = try RowTests.row(.assign, nanoseconds: 1)
    #expect(earlier.doubt(on: here, [], [other])?.contains("has no row") == true)
  }

  @Test("a table beside an earlier run is at most 80 columns wide")
  func width() throws {
    let name = "\"\(Array(repeating: "Processor", count: 20).joined(separator: " "))\""
    let row = try RowTests.row(.gradientReused, nanoseconds: 5e9)
    let earlier = try Self.run(Self.json(row, processor: name))
    for line in earlier.comparison(RowTests.limits, [row]).split(separator: "\n") {
      #expect(line.count <= 80, "\(line)")
    }
  }

  @Test(
    "a file that no run has written is refused",
    arguments: [
      "[]": "before.json:1:1: found no list \"limits\"",
      "{\"limits\": []}": "before.json:1:1: found no list \"rows\"",
      "{\"limits\": [], \"rows\": [\n7]}":
        "before.json:2:1: found an element of \"rows\" that is no measurement",
      "{\"limits\": [{\"program\": \"fill\", \"bytes\": 1, \"images\": 1,"
        + "\"minimum_nanoseconds\": 0}], \"rows\": []}":
        "before.json:1:13: found an element of \"limits\" that is no measurement",
    ]
  )
  func refused(json: String, message: String) {
    #expect {
      try Self.run(json)
    } throws: { error in
      (error as? Diagnostic)?.description.hasPrefix(message) == true
    }
  }
}

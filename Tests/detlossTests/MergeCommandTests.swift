import DetectionTestSupport
import Foundation
import Testing
import ToolSupport
import detloss

@Suite("detloss merge")
struct MergeCommandTests {
  /// Random data sets of `Tests/References/make_evaluation_cases.py`, as files.
  private struct Case {
    let truth, found: String

    static func all(in folder: TemporaryFolder) throws -> [Case] {
      let url = Fixture.repository.appending(path: "Tests/Fixtures/evaluation/cases.json")
      let json = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
      return try #require(json as? [[String: Any]]).enumerated().map { index, entry in
        func write(_ key: String) throws -> String {
          let data = try JSONSerialization.data(withJSONObject: try #require(entry[key]))
          return try folder.write("\(key)-\(index).json", String(decoding: data, as: UTF8.self))
        }
        return Case(truth: try write("truth"), found: try write("results"))
      }
    }

    func run(_ words: [String]) -> ToolRun {
      ToolRun.inProcess(["evaluate", "--labels", truth, "--detections", found] + words)
    }
  }

  @Test("of any number of shards, in any order, gives the whole to the last bit")
  func whole() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for example in try Case.all(in: folder) {
      let whole = example.run(["--format", "json"])
      #expect(whole.code == .done)
      for count in [1, 2, 7] {
        let parts = try (1...count).reversed().map { index in
          let run = example.run(["--shard", "\(index)/\(count)", "--format", "shard"])
          #expect(run.code == .done)
          return try folder.write("part-\(index).json", run.output)
        }
        let merged = ToolRun.inProcess(["merge", "--format", "json"] + parts)
        #expect(merged.code == .done && merged.output == whole.output, "\(merged.messages)")
        // A tree of them: the first half and the second, each a shard again.
        let halves = try [parts.prefix(count / 2), parts.dropFirst(count / 2)]
          .filter { !$0.isEmpty }.enumerated().map { index, parts in
            let half = ToolRun.inProcess(["merge", "--format", "shard"] + parts)
            #expect(half.code == .done, "\(half.messages)")
            return try folder.write("half-\(index).json", half.output)
          }
        let tree = ToolRun.inProcess(["merge", "--format", "json"] + halves)
        #expect(tree.output == whole.output, "\(tree.messages)")
      }
    }
  }

  @Test("keeps the fit and the options of a dump's evaluation")
  func dump() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let words =
      ["evaluate", "--metric", "voc2012", "--score-threshold", "0.5"]
      + Sample.config + Sample.heads + Sample.labels
    let parts = try (1...3).map {
      try folder.write(
        "\($0).json",
        ToolRun.inProcess(words + ["--shard", "\($0)/3", "--format", "shard"]).output
      )
    }
    for format in ["text", "json"] {
      let merged = ToolRun.inProcess(["merge", "--format", format] + parts)
      #expect(merged.output == ToolRun.inProcess(words + ["--format", format]).output)
    }
    // A part says what it is about.
    let part = ToolRun.inProcess(words + ["--shard", "2/3"]).output
    #expect(part.contains(" image, 12 classes") || part.contains(" images, 12 classes"))
  }

  @Test("refuses shards that do not belong together")
  func refusals() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let sample =
      ["evaluate", "--quiet"] + Sample.labels
      + ["--detections", Sample.path("sample-data/detections.json")]
    func shard(_ name: String, _ words: [String]) throws -> String {
      try folder.write(
        name,
        ToolRun.inProcess(sample + ["--format", "shard"] + words).output
      )
    }
    let (a, b) = (try shard("a", ["--shard", "1/3"]), try shard("b", ["--shard", "2/3"]))
    let last = try shard("f", ["--shard", "3/3"])
    func message(_ parts: [String], _ words: [String] = []) -> String {
      let run = ToolRun.inProcess(["merge"] + parts + words)
      #expect(run.code == .badContent && run.output == "")
      return run.messages
    }
    #expect(
      message([b, a]) == """
        detloss: \(b): found 2 of 3 parts, without 3; allowed all shards of one evaluation, \
        each once; give the others, or let a part be enough (--partial)

        """
    )
    let partial = ToolRun.inProcess(["merge", "--partial", a, b, "--format", "json"])
    #expect(partial.code == .done)
    let images = try folder.write("names", "000000116740\n000000196610.jpg\n000000204805.jpg\n")
    #expect(ToolRun.inProcess(["merge", a, b, last, "--expect", images]).code == .done)
    let none = try folder.write("no-names", "\n")
    #expect(
      message([a, b, last], ["--expect", none]) == """
        detloss: \(none): found no name; allowed the names of the images that must be there, one a \
        line; check what writes the list; leave --expect away to expect none

        """
    )
    let more = try folder.write("more", "000000116740.jpg\nother.jpg\n")
    #expect(
      message([a, b, last], ["--expect", more]).contains("found image \"other.jpg\" in no part")
    )
    #expect(message([a, b, a]).contains("found part 1, which \(a) has, too;"))
    let other = try shard("c", ["--shard", "3/3", "--metric", "voc2007"])
    #expect(message([a, b, other]).contains("another evaluation than \(a) is of"))
    let whole = ToolRun.inProcess(sample + ["--format", "json"]).output
    #expect(
      message([try folder.write("d", whole)]).contains(
        "found no shard; allowed what evaluate writes in the form shard; write the shards anew"
      )
    )
    // What is there is an image of both; which shard has one is a matter of names.
    let shards = try [a, b, last].map { try String(contentsOfFile: $0, encoding: .utf8) }
    let full = try #require(shards.firstIndex { !$0.contains("\"images\":[]") })
    let twin = try folder.write(
      "e",
      shards[full].replacing(
        "\"indices\":[\(full + 1)]",
        with: "\"indices\":[\((full + 1) % 3 + 1)]"
      )
    )
    #expect(
      message([[a, b, last][full], twin], ["--partial"]).contains("found image \"")
    )
    #expect(ToolRun.inProcess(["merge", folder.path("none")]).code == .noInput)
    #expect(ToolRun.inProcess(["merge"]).code == .usage)
    for wrong in ["0/2", "3/2", "1", "1/0", "a/b", "1/2/3", "-1/2"] {
      #expect(ToolRun.inProcess(sample + ["--shard", wrong]).code == .usage)
    }
  }

  @Test("reads or refuses a shard that is cut, holed or spoilt anywhere")
  func damage() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = Sample.path("sample-data/shard-1.json")
    let good = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    var refused = 0
    for index in stride(from: 0, to: good.count, by: 1 + good.count / 150) {
      var (holed, spoilt) = (good, good)
      holed.remove(at: index)
      spoilt[index] = UInt8(ascii: "9")
      for bytes in [Array(good[..<index]), holed, spoilt] {
        let run = ToolRun.inProcess(
          ["merge", "--partial", try folder.write("x", bytes: bytes), "--format", "json"]
        )
        #expect([.done, .badContent, .badConfiguration].contains(run.code), "\(run.messages)")
        refused += run.code == .done ? 0 : 1
      }
    }
    #expect(refused > 150)
  }
}

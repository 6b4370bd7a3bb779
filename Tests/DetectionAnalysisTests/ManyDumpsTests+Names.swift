import DetectionAnalysis
import DetectionTestSupport
import DetectionText
import Testing

extension ManyDumpsTests {
  @Test("may have the same words around all names", arguments: [("heads_", ""), ("", ".out-1")])
  func affixes(before: String, after: String) throws {
    let files = try Files()
    defer { files.folder.remove() }
    let lines = try files.folder.write("labels.txt", Self.lines)
    let whole = try files.open([files.whole], .labels(lines)).loss()
    let cut = try CutDump(
      files.whole,
      names: ["b", "a"].map { before + $0 + after },
      in: files.folder
    )
    let example = try files.open(cut.archives.reversed(), .labels(lines))
    #expect(try example.loss() == whole)
    let note = try #require(example.notes.first { $0.code == "heads.by-name" })
    let words = before.isEmpty ? "\(quoted(after)) behind" : "\(quoted(before)) before"
    #expect(note.found == "2 dumps of one image each, called as the images are with \(words)")
    // What has them and is no image's is refused, not taken in some order.
    let other = try CutDump(files.whole, names: [before + "c" + after], in: files.folder)
    let fault = #expect(throws: Diagnostic.self) {
      _ = try files.open(cut.archives + other.archives, .labels(lines))
    }
    #expect(fault?.code == "heads.names")
  }

  @Test("of a folder come in the order of their names, which a warning tells from their numbers")
  func numberOrder() throws {
    let files = try Files()
    defer { files.folder.remove() }
    func warning(_ names: [String]) throws -> String? {
      let folder = try TemporaryFolder()
      defer { folder.remove() }
      _ = try CutDump(files.whole, names: names, in: folder)
      return try files.open([folder.path("")], .none).notes
        .first { $0.code == "heads.number-order" }?.message
    }
    #expect(
      try warning(["batch_2", "batch_10"]) == """
        found dumps in the order of their names, in which "batch_10" comes before "batch_2"; if \
        their numbers count, write these with leading zeros, or give the files one by one
        """
    )
    #expect(try warning(["batch_02", "batch_10"]) == nil)
    #expect(try warning(["a", "a1"]) == nil)
  }
}

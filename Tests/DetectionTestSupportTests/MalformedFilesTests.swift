import DetectionTestSupport
import DetectionText
import Foundation
import TensorFiles
import Testing

/// Broken files of every form that is read, and the inputs that the fuzzer found.
@Suite("Malformed files", .timeLimit(.minutes(5)))
struct MalformedFilesTests {
  /// What a reader says of a file, and the seconds of processor time until it does: the first fault
  /// alone.
  private func answer(_ reader: FuzzedReader, _ bytes: [UInt8]) -> (String?, Double) {
    let start = processorSeconds()
    let fault = reader.fault(of: bytes)
    let seconds = processorSeconds() - start
    // What grows with every format stands in the tables by a name.
    let sentence = fault?.sentence
      .replacing(TensorFile.allowed, with: "FILE OF ARRAYS")
    return (sentence?.replacing("\n", with: " "), seconds)
  }

  @Test("are refused, each in its sentence")
  func sentences() throws {
    var (count, kinds) = (0, Set<String>())
    var slowest = (seconds: 0.0, name: "")
    for reader in FuzzedReader.all {
      var table = try MalformedFile.table(reader.name).files
      var different: Set<[UInt8]> = []
      for (index, file) in table.enumerated() {
        let (said, seconds) = answer(reader, file.bytes)
        let name = "\(reader.name): \(file.changes.joined(separator: "; "))"
        #expect(said == file.sentence, "\(name)")
        #expect(different.insert(file.bytes).inserted, "\(name): twice")
        kinds.insert(reader.fault(of: file.bytes)?.code ?? "")
        if seconds > slowest.seconds { slowest = (seconds, name) }
        table[index] = MalformedFile(
          changes: file.changes,
          bytes: file.bytes,
          sentence: said ?? "is read"
        )
      }
      count += table.count
      if ProcessInfo.processInfo.environment["DETLOSS_RECORD"] != nil {
        try record(table, reader.name)
      }
    }
    #expect(count >= 600)
    #expect(slowest.seconds < 1)
    print("malformed files: \(count), \(kinds.count) kinds of fault, the slowest \(slowest)")
  }

  /// Writes what was said into a table, for somebody to read: `DETLOSS_RECORD=1 swift test …`.
  private func record(_ files: [MalformedFile], _ reader: String) throws {
    let url = MalformedFile.folder.appending(path: "\(reader).txt")
    var sentences = files.map(\.sentence)[...]
    let lines = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n").map {
      $0.hasPrefix("=") ? "= \(sentences.removeFirst())" : $0
    }
    try lines.joined(separator: "\n").write(to: url, atomically: true, encoding: .utf8)
  }

  @Test("cut, holed or spoilt at any byte, are read or refused", arguments: FuzzedReader.all)
  func everyByte(reader: FuzzedReader) throws {
    var (count, refused, slowest) = (0, 0, 0.0)
    for good in try MalformedFile.table(reader.name).good {
      // Of a long file, about six hundred places.
      for index in stride(from: 0, to: good.count, by: 1 + good.count / 600) {
        var (holed, spoilt) = (good, good)
        holed.remove(at: index)
        spoilt[index] ^= 0x80
        for bytes in [Array(good[..<index]), holed, spoilt] {
          let (said, seconds) = answer(reader, bytes)
          (count, refused) = (count + 1, refused + (said == nil ? 0 : 1))
          slowest = max(slowest, seconds)
        }
      }
    }
    #expect(refused > count / 5 && slowest < 1)
    print("\(reader.name): \(count) files, \(refused) refused, the slowest \(slowest) s")
  }

  @Test(
    "the fuzzer's corpus: each input is read or refused, as it was",
    arguments: FuzzedReader.all
  )
  func replay(reader: FuzzedReader) throws {
    let folder = Fixture.repository.appending(path: "Tests/Fuzzing/Corpus/\(reader.name)")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!files.isEmpty)
    for file in files {
      let (_, seconds) = answer(reader, [UInt8](try Data(contentsOf: folder.appending(path: file))))
      #expect(seconds < 1, "\(file)")
    }
  }

  @Test("the fuzzer's configurations: the fast form gives the plain form's loss and gradient")
  func losses() throws {
    let folder = Fixture.repository.appending(path: "Tests/Fuzzing/Corpus/\(FuzzedLoss.name)")
    var outcomes: [FuzzedLoss.Outcome: Int] = [:]
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let bytes = [UInt8](try Data(contentsOf: folder.appending(path: file)))
      outcomes[FuzzedLoss.outcome(of: bytes), default: 0] += 1
    }
    // Each dialect has one, and most others are losses too.
    #expect(outcomes[.agreed, default: 0] >= 30, "\(outcomes)")
  }

  @Test("every reader has a corpus and a table, and nobody else")
  func folders() throws {
    let names = FuzzedReader.all.map(\.name).sorted()
    let corpus = Fixture.repository.appending(path: "Tests/Fuzzing/Corpus").path
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: corpus).sorted()
        == (names + [FuzzedLoss.name]).sorted()
    )
    let tables = try FileManager.default.contentsOfDirectory(atPath: MalformedFile.folder.path)
    #expect(tables.sorted() == names.map { "\($0).txt" })
  }
}

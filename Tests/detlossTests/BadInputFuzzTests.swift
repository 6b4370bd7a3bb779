import DetectionTestSupport
import DetectionText
import Testing
import ToolSupport
import detloss

/// Input that nobody thought of: cut and changed at every place, and drawn at random.
///
/// A changed file may still be a good one, so only the contract is checked: one of its exit codes,
/// and either results or a message.
@Suite("Bad input by chance", .timeLimit(.minutes(5)))
struct BadInputFuzzTests {
  /// The codes that a file can lead to.
  private static let allowed: Set<ExitCode> = [.done, .badContent, .noInput, .badConfiguration]

  /// A small archive of one array.
  private static let archive = ZipBytes.archive([
    ZipBytes.Member("a.npy", NpyBytes.array([1, 1, 2, 3]))
  ])

  private func check(_ outcome: RunOutcome) {
    #expect(Self.allowed.contains(outcome.code), "\(outcome.messages)")
    #expect((outcome.code == .done) == (outcome.results != ""))
    #expect(outcome.code == .done || outcome.messages.hasPrefix("detloss: "))
    #expect(!outcome.messages.unicodeScalars.contains { $0 != "\n" && steersTerminal($0) })
  }

  @Test("no beginning of an archive or an array is taken for the whole")
  func truncation() throws {
    let folder = try RunFolder()
    for whole in [Self.archive, NpyBytes.array([1, 1, 2, 3])] {
      for count in whole.indices {
        try folder.write(.bytes(Array(whole.prefix(count))), named: "cut")
        let outcome = folder.run(["inspect", "@cut"])
        #expect(outcome.code == .badContent)
        #expect(outcome.results == "")
        #expect(outcome.messages.hasPrefix("detloss: cut"))
      }
    }
  }

  @Test("no flipped bit leads outside the contract", arguments: 0..<2)
  func flippedBits(seed: Int) throws {
    let folder = try RunFolder()
    for whole in [Self.archive, NpyBytes.array([1, 1, 2, 3])] {
      for index in whole.indices {
        var bytes = whole
        bytes[index] ^= UInt8(1 << ((index + 4 * seed) % 8))
        try folder.write(.bytes(bytes), named: "flipped")
        check(folder.run(["inspect", "@flipped"]))
      }
    }
  }

  @Test("no random change of a file leads outside the contract", arguments: UInt64(0)..<2)
  func randomChanges(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let folder = try RunFolder()
    let wholes: [(name: String, bytes: [UInt8])] = [
      ("config.json", Array(GoodInput.config.utf8)), ("labels.txt", Array(GoodInput.labels.utf8)),
      ("heads.npz", GoodInput.heads()), ("targets.npz", GoodInput.targets()),
      ("first.png", GoodInput.png(width: 64, height: 32)),
    ]
    for (name, whole) in wholes {
      for _ in 0..<20 {
        var bytes = whole
        for _ in 0...Int.random(in: 0..<4, using: &generator) {
          let index = Int.random(in: bytes.indices, using: &generator)
          bytes[index] = UInt8.random(in: .min ... .max, using: &generator)
        }
        try folder.write(.bytes(bytes), named: name)
        check(folder.run(name == "targets.npz" ? BadInput.lossOfTargets : BadInput.loss))
      }
      try folder.write(.bytes(whole), named: name)
    }
  }

  @Test("no random bytes lead outside the contract", arguments: UInt64(0)..<2)
  func randomBytes(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let folder = try RunFolder()
    for name in ["config.json", "labels.txt", "heads.npz", "first.png"] {
      for start in [[], Array("PK\u{3}\u{4}".utf8), [0xff, 0xd8], Array(#"{"scales":[{"#.utf8)] {
        let bytes =
          start + (0..<200).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        try folder.write(.bytes(bytes), named: name)
        let outcome = folder.run(BadInput.loss)
        check(outcome)
        #expect(outcome.code != .done)
      }
      if let good = GoodInput.files[name] { try folder.write(good, named: name) }
    }
  }
}

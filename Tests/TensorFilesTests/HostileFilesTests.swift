import DetectionTestSupport
import TensorFiles
import Testing

/// Files that were cut, bent or made up. Whatever the verdict, the process must go on.
@Suite("Hostile files")
struct HostileFilesTests {
  @Test("an array cut short anywhere is refused")
  func truncatedArray() {
    let whole = npy()
    for count in 0..<whole.count {
      #expect(refusal(Array(whole[..<count])) != "accepted", "cut to \(count) bytes")
    }
  }

  @Test("an array with more behind it is read, with a note")
  func trailingBytes() throws {
    let file = try read(npy() + [1, 2, 3])
    #expect(
      file.notes.map(\.description) == [
        """
        heads.npz: byte 76: found 3 bytes behind the data; allowed the end of the file; they are \
        not read, as in numpy; check that the file holds no more than one array
        """
      ]
    )
    #expect(file.notes.map(\.severity) == [.warning])
    #expect(try file.arrays.first?.values(as: Float.self) == [1, 2])
  }

  @Test("an archive cut short anywhere is refused", arguments: ["stored.npz", "deflated.npz"])
  func truncatedArchive(name: String) throws {
    let whole = try dataBytes(name)
    for count in 0..<whole.count {
      #expect(refusal(Array(whole[..<count])) != "accepted", "cut to \(count) bytes")
    }
  }

  /// Reads everything that a file offers, and reports how much there was.
  private func exercise(_ contents: [UInt8]) -> Int {
    guard let file = try? read(contents, inflationLimit: 1 << 20) else {
      return 0
    }
    return file.arrays.reduce(0) { sum, entry in
      let statistics = try? entry.statistics()
      guard let bytes = try? entry.load() else { return sum }
      // Both ways of reading refuse the same and tell the same.
      #expect(statistics == entry.statistics(of: bytes))
      return sum + ((try? entry.values(as: Double.self).count) ?? 0)
    }
  }

  @Test("any bit of an array may flip")
  func flippedBits() {
    let whole = npy()
    var readable = 0
    for index in whole.indices {
      for bit in 0..<8 {
        var bent = whole
        bent[index] ^= 1 << UInt8(bit)
        if exercise(bent) > 0 { readable += 1 }
      }
    }
    // The 64 bits of data may flip without harm, and a few of the header.
    #expect((64..<200).contains(readable))
  }

  @Test("any byte of an archive may change", arguments: ["stored.npz", "streamed-deflated.npz"])
  func changedBytes(name: String) throws {
    let whole = try dataBytes(name)
    var generator = SeededGenerator(seed: 7)
    for index in whole.indices {
      var bent = whole
      bent[index] = [0, 0xff, UInt8.random(in: 0...255, using: &generator)][index % 3]
      #expect(exercise(bent) <= 24 + 6 + 2 + 1 + 8)
    }
  }

  @Test("several fields may lie at once", arguments: UInt64(0)..<8)
  func manyChanges(seed: UInt64) throws {
    let wholes = [npy(), try dataBytes("stored.npz"), try dataBytes("deflated.npz")]
    var generator = SeededGenerator(seed: seed)
    for trial in 0..<60 {
      var bent = wholes[trial % wholes.count]
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let index = Int.random(in: bent.indices, using: &generator)
        let width = Int.random(in: 1...8, using: &generator)
        let value: UInt8 = Bool.random(using: &generator) ? 0xff : 0
        for place in index..<min(index + width, bent.count) { bent[place] = value }
      }
      #expect(exercise(bent) < 1 << 18)
    }
  }

  @Test("random bytes behind a signature are refused", arguments: UInt64(0)..<4)
  func garbage(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let prefixes: [[UInt8]] = [
      [], [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0], [0x50, 0x4b, 3, 4], [0x50, 0x4b, 5, 6],
    ]
    for trial in 0..<40 {
      let count = Int.random(in: 0...200, using: &generator)
      let tail = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      #expect(exercise(prefixes[trial % prefixes.count] + tail) == 0)
    }
  }

  @Test("many members that point at one are refused")
  func quotedMembers() {
    let members = (0..<50).map { index in
      ZipBuilder.Member(name: "a.npy", content: npy(), headerOffset: index == 0 ? nil : 0)
    }
    #expect(refusal(ZipBuilder(members: members).bytes).contains(#"second member named "a.npy""#))
  }
}

import DetectionTestSupport
import TensorFiles
import Testing

/// Fields of an archive one step from what they may be.
@Suite("Archives at their limits")
struct ZipLimitsTests {
  private static func refusal(_ member: ZipBuilder.Member) -> String {
    TensorFilesTests.refusal(zip(member))
  }

  @Test("junk behind a deflated stream, within the size that the directory says, is refused")
  func junk() {
    let plain = ZipBuilder.Member(name: "a.npy", content: npy(), isDeflated: true)
    #expect(Self.refusal(plain) == "accepted")
    for count in [1, 2, 100] {
      var member = plain
      member.junk = [UInt8](repeating: 7, count: count)
      #expect(
        Self.refusal(member) == """
          heads.npz: member "a.npy", byte 76: found more compressed data; allowed their end after 76 \
          inflated bytes; \(NpzArchiveTests.again)
          """
      )
    }
  }

  @Test("damage in the middle of a stream is placed where the good bytes end")
  func damage() {
    // A stored block of everything but 120 bytes, and behind it a block of a kind that is none.
    let content = npy(shape: "(32,)", data: [UInt8](repeating: 1, count: 8))
    let size = content.count
    let low = [UInt8(size & 255), UInt8(size >> 8)]
    let packed = [0] + low + low.map { ~$0 } + content + [7]
    let member = ZipBuilder.Member(
      name: "a.npy",
      content: packed,
      method: 8,
      statedSize: size + 120
    )
    let said = Self.refusal(member)
    #expect(said.contains("byte \(size): found compressed data that are damaged"), "\(said)")
  }

  @Test("flags of encryption, patches and hidden headers are refused, each in either header")
  func flags() {
    for flag: UInt16 in [0x0001, 0x0020, 0x0040, 0x2000] {
      for isDeflated in [false, true] {
        var member = ZipBuilder.Member(name: "a.npy", content: npy(), isDeflated: isDeflated)
        member.localFlags = flag
        #expect(Self.refusal(member).contains("a local header at byte 0 that does not match"))
        member.flags = flag
        #expect(Self.refusal(member).contains("found an encrypted member"))
      }
    }
    // Levels of compression, UTF-8 and what else says nothing of how to read.
    for flag: UInt16 in [0x0002, 0x0004, 0x0010, 0x0800, 0x1000, 0x4000, 0x8000] {
      let member = ZipBuilder.Member(name: "a.npy", content: npy(), flags: flag)
      #expect(Self.refusal(member) == "accepted", "\(flag)")
    }
  }

  /// An entry whose size stands in an extra field.
  private static func wide(_ extra: [UInt8]) -> ZipBuilder.Member {
    ZipBuilder.Member(name: "a.npy", content: npy(), statedSize: 0xffff_ffff, extra: extra)
  }

  @Test("a wide number is taken from an extra field only as far as that goes")
  func extraFields() {
    let size = littleEndian(76, count: 8)
    // The directory is read; the local header has no such field.
    let read = "a local header at byte 0 that does not match"
    let torn = "a torn entry in the archive's directory"
    #expect(Self.refusal(Self.wide([1, 0, 8, 0] + size)).contains(read))
    // Other fields stand before it, also empty ones.
    let others: [UInt8] = [9, 0, 2, 0, 5, 5, 7, 0, 0, 0]
    #expect(Self.refusal(Self.wide(others + [1, 0, 8, 0] + size)).contains(read))
    let torns: [(head: [UInt8], tail: [UInt8])] = [
      ([], []), ([1, 0, 0, 0], []), ([1, 0, 7, 0], Array(size.dropLast())), ([2, 0, 8, 0], size),
      // Beyond its range: the eight bytes are there, those that it says are not.
      ([1, 0, 9, 0], size), ([1, 0, 255, 255], size), ([9, 0, 20, 0, 1, 0, 8, 0], size),
      ([9, 0, 1, 0, 1, 0, 8, 0], size),
      // Beyond 63 bits.
      ([1, 0, 8, 0], [UInt8](repeating: 255, count: 8)),
      // Too short to have a tag and a size.
      ([1], []), ([1, 0], []), ([1, 0, 8], []),
    ]
    for (head, tail) in torns {
      #expect(Self.refusal(Self.wide(head + tail)).contains(torn), "\(head) \(tail)")
    }
  }

  @Test("ten times as many members take about ten times as long")
  func many() {
    func seconds(_ count: Int) -> Double {
      let content = npy()
      let archive = ZipBuilder(
        members: (0..<count).map { ZipBuilder.Member(name: "array\($0).npy", content: content) }
      ).bytes
      return (0..<3).map { _ in
        let start = processorSeconds()
        let file = try? TensorFile(contents: archive, path: "heads.npz")
        #expect(file?.arrays.count == count)
        return processorSeconds() - start
      }.min() ?? 0
    }
    // What grows with the square shows among many, for which unoptimised code takes a minute.
    #if DEBUG
      let (few, many) = (seconds(200), seconds(2000))
    #else
      let (few, many) = (seconds(5000), seconds(50_000))
    #endif
    #expect(many < 30 * few, "\(many) s against \(few) s")
  }

  @Test("a member needs a name")
  func noName() {
    let member = ZipBuilder.Member(name: "", content: npy())
    #expect(Self.refusal(member).contains("a torn entry in the archive's directory"))
  }

  @Test("the content may end where the directory begins, and no byte behind")
  func extent() {
    let archive = zip(.init(name: "a.npy", content: npy()))
    let size = archive.count - 22 - (30 + 5 + 76)
    // Sizes of the entry in both headers, one more.
    var longer = archive
    for offset in [18, 22, archive.count - 22 - size + 20, archive.count - 22 - size + 24] {
      longer[offset] += 1
    }
    #expect(
      TensorFilesTests.refusal(longer) == """
        heads.npz: member "a.npy": found 77 bytes of packed data from byte 35 on; allowed an end \
        before the archive's directory at byte 111; \(NpzArchiveTests.again)
        """
    )
  }

  @Test("each number that both headers have must be the same in both")
  func twice() {
    let archive = zip(.init(name: "a.npy", content: npy()))
    #expect(TensorFilesTests.refusal(archive) == "accepted")
    // Method, checksum, sizes, and the length of the name.
    for offset in [8, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26] {
      var bent = archive
      bent[offset] ^= 1
      #expect(
        TensorFilesTests.refusal(bent).contains("a local header at byte 0 that does not match"),
        "\(offset)"
      )
    }
  }

  @Test("every number of the end record must fit")
  func endRecord() {
    let archive = zip(.init(name: "a.npy", content: npy()))
    let end = archive.count - 22
    // Disks, counts, size and start of the directory.
    for offset in [4, 6, 8, 10, 12, 13, 14, 15, 16, 17, 18, 19] {
      var bent = archive
      bent[end + offset] ^= 1
      let said = TensorFilesTests.refusal(bent)
      #expect(said.contains("an end record that does not fit the archive"), "\(offset): \(said)")
    }
    // A count of zero in both places leaves the entry behind.
    var none = archive
    (none[end + 8], none[end + 10]) = (0, 0)
    #expect(TensorFilesTests.refusal(none).contains("bytes behind the last directory entry"))
  }

  @Test("a comment may be as long as its length can say")
  func comment() throws {
    let members = [ZipBuilder.Member(name: "a.npy", content: npy())]
    for count in [1, 0xfffe, 0xffff] {
      let comment = [UInt8](repeating: 0x50, count: count)
      let archive = ZipBuilder(members: members, comment: comment).bytes
      #expect(try read(archive).arrays.map(\.name) == ["a"])
    }
    let long = ZipBuilder(members: members, comment: [UInt8](repeating: 0, count: 0x10000)).bytes
    #expect(TensorFilesTests.refusal(long).contains("no end record of a ZIP archive"))
  }

  @Test("members may stand side by side, and not overlap by a byte")
  func sideBySide() throws {
    let first = ZipBuilder.Member(name: "a.npy", content: npy())
    let second = ZipBuilder.Member(name: "b.npy", content: npy())
    #expect(try read(zip(first, second)).arrays.count == 2)
    // In the other order of the directory too.
    let bytes = zip(first, second)
    let start = 2 * (30 + 5 + 76)
    let entry = 46 + 5
    var turned = Array(bytes[..<start])
    turned += bytes[(start + entry)..<(start + 2 * entry)]
    turned += bytes[start..<(start + entry)]
    turned += bytes[(start + 2 * entry)...]
    #expect(try read(turned).arrays.map(\.name) == ["b", "a"])
  }
}

import TensorFiles
import Testing

@Suite("A .npz archive")
struct NpzArchiveTests {
  static let again = "the file is damaged or cut short: export or copy it again"

  @Test("lists members that are no arrays, and reads the others")
  func ignoredMembers() throws {
    let file = try read(
      zip(
        .init(name: "readme.txt", content: [1, 2, 3]),
        .init(name: "a.npy", content: npy()),
        .init(name: "b.npy", content: npy(), isDeflated: true),
        .init(name: "folder/", content: [])
      )
    )
    #expect(file.arrays.map(\.description) == ["a: float32 (2,)", "b: float32 (2,)"])
    #expect(try file.arrays.map { try $0.values(as: Float.self) } == [[1, 2], [1, 2]])
    #expect(file.ignoredMembers == ["readme.txt", "folder/"])
  }

  @Test("may end with a comment")
  func comment() throws {
    let members = [ZipBuilder.Member(name: "a.npy", content: npy())]
    let builder = ZipBuilder(members: members, comment: Array("note".utf8))
    #expect(try read(builder.bytes).arrays.count == 1)
  }

  static let faults: [(member: ZipBuilder.Member, message: String)] = [
    (
      .init(name: "a.npy", content: npy(), checksum: 1),
      "member \"a.npy\": found checksum 9bf27345; allowed 00000001, as the directory says; \(again)"
    ),
    (
      .init(name: "a.npy", content: npy(), isDeflated: true, checksum: 1),
      "member \"a.npy\": found checksum 9bf27345; allowed 00000001, as the directory says; \(again)"
    ),
    (
      .init(name: "a.npy", content: npy(), localName: "b.npy"),
      """
      member "a.npy": found a local header at byte 0 that does not match; \
      allowed the name, method, checksum and sizes of the archive's directory; \(again)
      """
    ),
    (
      .init(name: "a.npy", content: npy(), method: 14),
      """
      member "a.npy": found compression method 14; allowed 0 (stored) or 8 (deflate); \
      write the file again with numpy.savez_compressed
      """
    ),
    (
      .init(name: "a.npy", content: npy(), flags: 1),
      """
      member "a.npy": found an encrypted member; allowed a plain one; \
      write the file again with numpy.savez
      """
    ),
    (
      .init(name: "a.npy", content: npy(), statedSize: 77),
      "member \"a.npy\": found 76 stored bytes; allowed 77, as the directory says; \(again)"
    ),
    (
      .init(name: "a.npy", content: npy() + [0]),
      "member \"a.npy\", byte 68: found 9 bytes of data; allowed 8 for float32 (2,); \(again)"
    ),
    (
      .init(name: "a.npy", content: npy(shape: "(1099511627776,)"), isDeflated: true),
      """
      member "a.npy", byte 80: found 0 bytes of data; \
      allowed 4398046511104 for float32 (1099511627776,); \(again)
      """
    ),
    (
      .init(name: "a\u{1b}[31m.npy", content: [1]),
      """
      member "a\\u{1b}[31m.npy", byte 0: found bytes 01; \
      allowed the .npy signature 93 4e 55 4d 50 59; write it with numpy.save or numpy.savez
      """
    ),
    (
      .init(name: "a.npy", content: [], isDeflated: true, statedSize: 1 << 20),
      """
      member "a.npy": found 2 packed bytes said to hold 1048576; allowed at most 1032 times \
      as many, the most that deflate can; do not trust this file: its directory lies
      """
    ),
    (
      .init(name: "a.npy", content: npy() + [0, 0], isDeflated: true, statedSize: 76),
      "member \"a.npy\", byte 76: found more compressed data; allowed their end after 76 inflated bytes; \(again)"
    ),
    (
      .init(name: "a.npy", content: npy(), isDeflated: true, statedSize: 80),
      "member \"a.npy\", byte 76: found 76 bytes of inflated data; allowed 80, as the directory says; \(again)"
    ),
    (
      .init(name: "a.npy", content: [UInt8](repeating: 0xff, count: 200), method: 8),
      "member \"a.npy\", byte 0: found compressed data that are damaged or cut short; allowed 200 bytes of inflated data; \(again)"
    ),
    (
      .init(name: "a.npy", content: Array(npy().prefix(70))),
      "member \"a.npy\", byte 68: found 2 bytes of data; allowed 8 for float32 (2,); \(again)"
    ),
    (
      .init(name: "a.npy", content: Array(npy().prefix(40))),
      "member \"a.npy\", byte 40: found the end of the data; allowed the rest of the .npy header; \(again)"
    ),
  ]

  @Test("is refused with the member's name", arguments: faults)
  func faultyMember(member: ZipBuilder.Member, message: String) {
    #expect(refusal(zip(member)) == "heads.npz: \(message)")
  }

  @Test("must not hold a name twice")
  func duplicateNames() {
    let member = ZipBuilder.Member(name: "a.npy", content: npy())
    #expect(
      refusal(zip(member, member)) == """
        heads.npz: byte 273: found a second member named "a.npy"; allowed each name once; \
        write the file again with numpy.savez
        """
    )
  }

  @Test("must not hold members that share bytes")
  func overlap() {
    // The first member's content is itself a member, complete with its local header.
    let inner = Array(zip(.init(name: "b.npy", content: npy()))[..<(30 + 5 + 76)])
    let outer = ZipBuilder.Member(name: "a.npy", content: inner)
    let second = ZipBuilder.Member(name: "b.npy", content: npy(), headerOffset: 35)
    #expect(
      refusal(zip(outer, second)) == """
        heads.npz: byte 35: found member "b.npy" inside "a.npy"; \
        allowed members that share no bytes; \
        do not trust this file: only archives made to do harm look like this
        """
    )
  }

  @Test("must not inflate to more than the limit in all")
  func inflationLimit() {
    let zeros = [UInt8](repeating: 0, count: 40_000)
    let content = npy(shape: "(10000,)", data: zeros)
    let archive = zip(
      .init(name: "a.npy", content: content, isDeflated: true),
      .init(name: "b.npy", content: content, isDeflated: true)
    )
    let size = content.count
    #expect(refusal(archive, inflationLimit: 2 * size) == "accepted")
    #expect(
      refusal(archive, inflationLimit: 2 * size - 1) == """
        heads.npz: member "b.npy": found \(size) bytes to inflate after \(size); \
        allowed at most \(2 * size - 1) in all; \
        save the arrays uncompressed, with numpy.savez, to read them in place
        """
    )
  }

  @Test("reads and checks an array when it is asked for, and not before", arguments: [false, true])
  func laziness(isDeflated: Bool) throws {
    let file = try read(
      zip(
        .init(name: "a.npy", content: npy(), isDeflated: isDeflated),
        .init(name: "b.npy", content: npy(), isDeflated: isDeflated, checksum: 1)
      )
    )
    #expect(try file["a"]?.values(as: Float.self) == [1, 2])
    let broken = try #require(file["b"])
    #expect(broken.description == "b: float32 (2,)")
    let fault = Place(file: "heads.npz", parts: ["member \"b.npy\""])
    #expect(#expect(throws: Diagnostic.self) { try broken.load() }?.place == fault)
    #expect(#expect(throws: Diagnostic.self) { try broken.statistics() }?.place == fault)
  }

  @Test("describes a compressed array of several pieces as it does a whole one")
  func pieces() throws {
    // A little more than two pieces, and a last one that is not full.
    let data = (0..<140_001).flatMap { littleEndian(UInt64(Float($0 % 977).bitPattern), count: 4) }
    let content = npy(shape: "(140001,)", data: data)
    let entry = try #require(
      try read(zip(.init(name: "a.npy", content: content, isDeflated: true))).arrays.first
    )
    #expect(try entry.statistics() == entry.statistics(of: entry.load()))
    #expect(try entry.statistics().maximum == 976)
  }

  @Test("may end in zip64 records, which must agree with each other")
  func wideEndRecord() throws {
    let archive = zip(.init(name: "a.npy", content: npy()))
    let end = archive.count - 22
    let size = archive.count - 22 - (30 + 5 + 76)
    func wide(count: UInt64, start: Int) -> [UInt8] {
      let record: [UInt8] =
        [0x50, 0x4b, 6, 6] + littleEndian(44, count: 8) + [45, 3, 45, 0] + littleEndian(0, count: 8)
        + littleEndian(count, count: 8) + littleEndian(count, count: 8)
        + littleEndian(UInt64(size), count: 8) + littleEndian(UInt64(start), count: 8)
      let locator: [UInt8] =
        [0x50, 0x4b, 6, 7, 0, 0, 0, 0] + littleEndian(UInt64(end), count: 8) + [1, 0, 0, 0]
      let narrow =
        [0x50, 0x4b, 5, 6, 0, 0, 0, 0] + [UInt8](repeating: 255, count: 12) + [0, 0]
      return Array(archive[..<end]) + record + locator + narrow
    }
    #expect(try read(wide(count: 1, start: end - size)).arrays.map(\.name) == ["a"])
    for bent in [wide(count: 2, start: end - size), wide(count: 1, start: end)] {
      #expect(refusal(bent).contains("found an end record that does not fit the archive"))
    }
    #expect(refusal(wide(count: .max, start: .max)).contains("does not fit the archive"))
  }

  @Test("has one end record, which ends with the file")
  func endRecord() {
    let archive = zip(.init(name: "a.npy", content: npy()))
    #expect(
      refusal(archive + [0]) == """
        heads.npz: byte 185: found no end record of a ZIP archive; \
        allowed one, which ends with the file; \(Self.again)
        """
    )
    // A comment that is itself an end record: readers disagree about which one counts.
    let second = ZipBuilder(members: []).bytes
    let members = [ZipBuilder.Member(name: "a.npy", content: npy())]
    let twofold = ZipBuilder(members: members, comment: second).bytes
    #expect(
      refusal(twofold) == """
        heads.npz: byte 162: found a second end record; allowed one, which ends with the file; \
        write the file again with numpy.savez; readers disagree about such archives
        """
    )
    #expect(
      refusal(ZipBuilder(members: members, statedCount: 2).bytes) == """
        heads.npz: byte 162: found an end record that does not fit the archive; allowed one disk, \
        and a directory that ends where the end record begins; \(Self.again)
        """
    )
    #expect(
      refusal(ZipBuilder(members: members, statedCount: 0).bytes)
        .contains("found 51 bytes behind the last directory entry")
    )
  }
}

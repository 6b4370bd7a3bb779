import DetectionTestSupport
import DetectionText
import Foundation
import Synchronization
import Testing

@Suite("Files that are whole or absent")
struct AtomicFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func mode(_ name: String) throws -> Int? {
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(name))
    return (attributes[.posixPermissions] as? NSNumber)?.intValue
  }

  private func setMode(_ mode: Int, of name: String) throws {
    try FileManager.default.setAttributes(
      [.posixPermissions: mode],
      ofItemAtPath: folder.path(name)
    )
  }

  @Test("one that is replaced gives the new one its mode", arguments: [0o600, 0o664, 0o755, 0o200])
  func mode(mode: Int) throws {
    defer { folder.remove() }
    let path = try folder.write("out", "old")
    try setMode(mode, of: "out")
    try AtomicFile.write("new", to: path)
    #expect(try self.mode("out") == mode)
  }

  @Test("one that nobody may write to is refused, by the superuser too", arguments: [0o444, 0o555])
  func writeProtected(mode: Int) throws {
    defer { folder.remove() }
    let path = try folder.write("out", "old")
    try setMode(mode, of: "out")
    let fault = #expect(throws: Diagnostic.self) { try AtomicFile.write("new", to: path) }
    #expect(fault?.cause == .creation)
    #expect(
      fault?.found == "a file that nobody may write to (mode \(String(mode, radix: 8)))"
    )
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("")) == ["out"])
  }

  @Test("of several hard links the named one leads to the new file, the others to the old")
  func links() throws {
    defer { folder.remove() }
    let path = try folder.write("out", "old")
    try FileManager.default.linkItem(atPath: path, toPath: folder.path("other"))
    try AtomicFile.write("new", to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
    #expect(try String(contentsOfFile: folder.path("other"), encoding: .utf8) == "old")
  }

  /// Writes a file while calls fail as they are told, and returns what was said.
  private func write(_ fault: @escaping @Sendable (SystemCall) -> SystemCall.Fault?) throws
    -> Diagnostic?
  {
    let path = folder.path("out")
    return SystemCall.withFaults(fault) {
      do throws(Diagnostic) {
        let file = try AtomicFile(path: path)
        try file.append([UInt8](repeating: 7, count: 200_000))
        try file.append([1, 2, 3])
        try file.moveUp(from: 100_000, by: 5)
        try file.overwrite(at: 1, with: [9, 9])
        try file.commit()
        return nil
      } catch {
        return error
      }
    }
  }

  /// What a file holds that nothing kept from being written.
  private static let whole: [UInt8] = {
    let start: [UInt8] = [7, 9, 9]
    let seven = [UInt8](repeating: 7, count: 99_997)
    let gap = [UInt8](repeating: 7, count: 5)
    return start + seven + gap + [UInt8](repeating: 7, count: 100_000) + [1, 2, 3]
  }()

  @Test("interrupted, short and empty calls are made again")
  func again() throws {
    defer { folder.remove() }
    for call in SystemCall.allCases {
      let calls = Atomic(0)
      #expect(
        try write { made in
          guard made == call else { return nil }
          let number = calls.add(1, ordering: .relaxed).newValue
          // Every other call; an interrupted close has closed.
          guard number.isMultiple(of: 2) else { return nil }
          return .error(EINTR)
        } == nil
      )
      #expect(try Data(contentsOf: URL(filePath: folder.path("out"))) == Data(Self.whole))
    }
    for most in [1000, 0] {
      let calls = Atomic(0)
      #expect(
        try write { made in
          guard made == .write || made == .read && most > 0 else { return nil }
          let number = calls.add(1, ordering: .relaxed).newValue
          return number.isMultiple(of: 2) ? .most(most) : nil
        } == nil
      )
      #expect(try Data(contentsOf: URL(filePath: folder.path("out"))) == Data(Self.whole))
    }
  }

  @Test("who takes nothing for ever is told so in plain words, not by a stale number")
  func takesNothing() throws {
    defer { folder.remove() }
    let fault = try write { $0 == .write ? .most(0) : nil }
    #expect(fault?.found == #""the system takes no more bytes" when writing"#)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("")) == [])
  }

  @Test("what cannot be forced to a disk is not", arguments: [EINVAL, ENOTSUP])
  func cannotSync(code: Int32) throws {
    defer { folder.remove() }
    #expect(try write { $0 == .sync ? .error(code) : nil } == nil)
  }

  @Test("each failure says at which step it was")
  func steps() throws {
    defer { folder.remove() }
    let steps: [(SystemCall, String)] = [
      (.open, #""Input/output error""#), (.write, #""Input/output error" when writing"#),
      (.read, #""Input/output error" when reading back what was written"#),
      (.sync, #""Input/output error" when forcing the bytes to the disk"#),
      (.close, #""Input/output error" when closing the file"#),
      (.rename, #""Input/output error" when giving the file its name"#),
    ]
    for (call, found) in steps {
      let fault = try write { $0 == call ? .error(EIO) : nil }
      #expect(fault?.found == found)
      #expect(fault?.place.file == folder.path("out"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("")) == [])
    }
  }

  @Test("a failure behind the new name says that the file stands")
  func behindTheName() throws {
    defer { folder.remove() }
    let calls = Atomic(0)
    let fault = try write {
      guard $0 == .sync, calls.add(1, ordering: .relaxed).newValue == 2 else { return nil }
      return .error(EIO)
    }
    #expect(fault?.code == "output.unforced" && fault?.cause == .writing)
    #expect(fault?.remedy.hasPrefix("it stands whole under its name") == true)
    #expect(try Data(contentsOf: URL(filePath: folder.path("out"))) == Data(Self.whole))
  }

  @Test("small pieces go out together, as soon as there are 64 KiB of them")
  func gathering() throws {
    defer { folder.remove() }
    let path = folder.path("out")
    let writes = Atomic(0)
    try SystemCall.withFaults({ call in
      if call == .write { writes.add(1, ordering: .relaxed) }
      return nil
    }) {
      let file = try AtomicFile(path: path)
      for piece in 0..<1000 {
        try file.append([UInt8](repeating: UInt8(piece % 251), count: 100))
        // The 656th is the first behind 65,536 bytes.
        #expect(writes.load(ordering: .relaxed) == (piece < 655 ? 0 : 1))
      }
      try file.commit()
    }
    let expected = (0..<1000).flatMap { [UInt8](repeating: UInt8($0 % 251), count: 100) }
    #expect(try Data(contentsOf: URL(filePath: path)) == Data(expected))
  }

  @Test("what is read back in pieces keeps its order")
  func piecesReadBack() throws {
    defer { folder.remove() }
    let path = folder.path("out")
    let bytes = (0..<5000).map { UInt8($0 % 251) }
    try SystemCall.withFaults({ $0 == .read ? .most(1000) : nil }) {
      let file = try AtomicFile(path: path)
      try file.append(bytes)
      try file.moveUp(from: 100, by: 7)
      try file.commit()
    }
    let expected = bytes[..<107] + bytes[100...]
    #expect(try Data(contentsOf: URL(filePath: path)) == Data(expected))
  }

  @Test("what cannot be read back has the system's reason, and one where it gives none")
  func readingBack() throws {
    defer { folder.remove() }
    let denied = try write { $0 == .read ? .error(EACCES) : nil }
    #expect(denied?.found == #""Permission denied" when reading back what was written"#)
    let gone = try write { $0 == .read ? .most(0) : nil }
    #expect(gone?.found == #""Input/output error" when reading back what was written"#)
  }
}

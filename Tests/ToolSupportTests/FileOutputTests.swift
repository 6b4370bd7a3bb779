import Foundation
import Testing
import ToolSupport

/// Calls `body` with the path of a new folder, which is removed afterwards.
func withFolder(_ body: (_ path: String) throws -> Void) throws {
  let url = FileManager.default.temporaryDirectory.appending(path: "tool-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: url) }
  try body(url.path)
}

@Suite("A file that is written whole or not at all")
struct FileOutputTests {
  @Test("is there when it is finished, and replaces an older one")
  func whole() throws {
    try withFolder { folder in
      let path = folder + "/a.txt"
      for text in ["first", "second"] {
        let file = try FileOutput(path: path)
        try file.write(text)
        #expect((try? String(contentsOfFile: path, encoding: .utf8)) != text)
        try file.finish()
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.txt"])
    }
  }

  @Test("leaves nothing behind when it is dropped")
  func dropped() throws {
    try withFolder { folder in
      do {
        let file = try FileOutput(path: folder + "/a.txt")
        try file.write("half")
        try file.flush()
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }

  @Test("says why it cannot be created", arguments: ["", "/", "missing/file"])
  func refused(path: String) throws {
    let error = #expect(throws: OutputError.self) { try FileOutput(path: path) }
    #expect(error?.isAboutCreation == true)
  }

  #if os(Linux)
    @Test("writes to a device as it is, and notices that it is full")
    func device() throws {
      let null = try FileOutput(path: "/dev/null")
      try null.write("gone")
      try null.finish()
      let full = try FileOutput(path: "/dev/full")
      try full.write("x")
      let error = #expect(throws: OutputError.self) { try full.finish() }
      #expect(error?.description.contains("cannot write /dev/full: no space left") == true)
    }
  #endif
}

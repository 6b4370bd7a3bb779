import DetectionTestSupport
import DetectionText
import Foundation
import Testing

@Suite("Folders that are whole or absent")
struct AtomicFolderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path("")).sorted() }
  }

  @Test("a folder appears with all its files, and takes the place of an empty one")
  func commit() throws {
    defer { folder.remove() }
    for isThere in [false, true] {
      let path = folder.path("out \(isThere)")
      if isThere {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      }
      let output = try AtomicFolder(path: path + "/")
      try AtomicFile.write("one", to: output.file("1"))
      try AtomicFile.write("two", to: output.file("2"))
      #expect(FileManager.default.fileExists(atPath: path) == isThere)
      try output.commit()
      #expect(try FileManager.default.contentsOfDirectory(atPath: path).sorted() == ["1", "2"])
    }
    #expect(try names == ["out false", "out true"])
  }

  @Test("one that is given up leaves nothing")
  func dropped() throws {
    defer { folder.remove() }
    do {
      let output = try AtomicFolder(path: folder.path("out"))
      try AtomicFile.write("one", to: output.file("1"))
      #expect(try names.count == 1)
    }
    #expect(try names == [])
  }

  @Test("what is there already is refused", arguments: ["full", "file", "none/out", "", "/"])
  func refused(name: String) throws {
    defer { folder.remove() }
    _ = try folder.write("file", "x")
    try FileManager.default.createDirectory(
      atPath: folder.path("full/.hidden"),
      withIntermediateDirectories: true
    )
    let fault = #expect(throws: Diagnostic.self) {
      _ = try AtomicFolder(path: name == "" || name == "/" ? name : folder.path(name))
    }
    #expect(fault?.cause == .creation)
    #expect(try names == ["file", "full"])
  }

  @Test("the root is called by its name, with several slashes too", arguments: ["/", "//"])
  func root(path: String) {
    defer { folder.remove() }
    let fault = #expect(throws: Diagnostic.self) { _ = try AtomicFolder(path: path) }
    #expect(fault?.place.file == "/" && fault?.found == "a folder that is not empty")
  }
}

import DetectionText
import Foundation
import TensorFiles
import Testing

@Suite("Writing arrays")
struct WriterTests {
  private func contents(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path)))
  }

  private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
  }

  @Test("a member has the bytes that numpy writes")
  func sameAsNumpy() throws {
    try withTemporaryFolder { folder in
      let path = folder + "a.npz"
      var writer = try TensorWriter(path: path)
      try writer.begin("a", shape: [2, 3], of: Float.self)
      try writer.append([Float](arrayLiteral: 0, 1, 2))
      try writer.append([Float](arrayLiteral: 3, 4, 5).span)
      try writer.begin("b", shape: [2, 3], of: Double.self)
      try writer.append([0, 1, 2, 3, 4, 5.0])
      try writer.begin("c", shape: [], of: Float.self)
      try writer.append([Float(2.5)])
      try writer.begin("d", shape: [0, 7], of: Float.self)
      try writer.finish()
      let written = try contents(path)
      var start = 0
      for name in ["f4-little.npy", "f8-little.npy", "scalar.npy", "empty.npy"] {
        // A local header, and a name of five letters.
        start += 30 + 5
        let member = try dataBytes(name)
        #expect(Array(written[start...].prefix(member.count)) == member)
        start += member.count
      }
    }
  }

  /// The file whose bytes are checked in, and checked with numpy by the script that makes the data.
  private func writeSample(to path: String) throws {
    var writer = try TensorWriter(path: path)
    try writer.begin("p3", shape: [1, 2, 3], of: Float.self)
    try writer.append([Float](arrayLiteral: 0, 1, 2, 3))
    try writer.append([Float](arrayLiteral: 4, 5))
    try writer.begin("größe/p4", shape: [2], of: Double.self)
    try writer.append([0.5, -2.0])
    try writer.begin("empty", shape: [0, 4], of: Float.self)
    try writer.begin("one", shape: [], of: Float.self)
    try writer.append([Float(3)])
    try writer.finish()
  }

  @Test("an archive has the committed bytes, and is read back")
  func committedBytes() throws {
    try withTemporaryFolder { folder in
      let path = folder + "written.npz"
      try writeSample(to: path)
      #expect(try contents(path) == dataBytes("written.npz"))
      let file = try TensorFile(path: path)
      #expect(file.arrays.map(\.name) == ["p3", "größe/p4", "empty", "one"])
      #expect(file.arrays.map(\.shape) == [[1, 2, 3], [2], [0, 4], []])
      #expect(try file["p3"]?.values(as: Float.self) == [0, 1, 2, 3, 4, 5])
      #expect(try file["größe/p4"]?.values(as: Double.self) == [0.5, -2])
      #expect(try names(in: folder) == ["written.npz"])
    }
  }

  @Test("an archive without arrays is numpy's empty one")
  func emptyArchive() throws {
    try withTemporaryFolder { folder in
      try TensorWriter(path: folder + "none.npz").finish()
      #expect(try contents(folder + "none.npz") == dataBytes("none.npz"))
    }
  }

  @Test("a directory beyond 32 bits ends in the zip64 records")
  func wideEnd() {
    let start = 1 << 32
    let end = zipEnd(count: 70_000, directory: start..<(start + 100))
    let count = littleEndian(70_000, count: 8)
    let wide: [UInt8] =
      [0x50, 0x4b, 6, 6] + littleEndian(44, count: 8) + [45, 3, 45, 0] + littleEndian(0, count: 8)
      + count + count + littleEndian(100, count: 8) + littleEndian(1 << 32, count: 8)
    let locator: [UInt8] =
      [0x50, 0x4b, 6, 7, 0, 0, 0, 0] + littleEndian(UInt64(start + 100), count: 8) + [1, 0, 0, 0]
    let narrow: [UInt8] =
      [0x50, 0x4b, 5, 6, 0, 0, 0, 0, 255, 255, 255, 255, 100, 0, 0, 0, 255, 255, 255, 255, 0, 0]
    #expect(end == wide + locator + narrow)
  }

  @Test("an array of four gigabytes has its size in a zip64 field")
  func wideMember() throws {
    try withTemporaryFolder { folder in
      var writer = try TensorWriter(path: folder + "a.npz")
      try writer.begin("a", shape: [1 << 30], of: Float.self)
      // So many bytes push out what stands before them.
      try writer.append([Float](repeating: 1, count: 1 << 14))
      let unfinished = try #require(try names(in: folder).first)
      let header = Array(try contents(folder + unfinished).prefix(30 + 5 + 20))
      // The head of a `.npy` and its numbers, stored and so twice the same.
      let size = littleEndian(128 + (1 << 32), count: 8)
      #expect(Array(header[4..<6]) == [45, 0])
      #expect(Array(header[18..<30]) == [UInt8](repeating: 255, count: 8) + [5, 0, 20, 0])
      #expect(Array(header[35...]) == [1, 0, 16, 0] + size + size)
      // The unfinished file is there for as long as its writer.
      try writer.append([Float(1)])
    }
  }

  @Test("a mapped input may be overwritten")
  func overwritingInput() throws {
    try withTemporaryFolder { folder in
      let path = folder + "a.npz"
      try writeSample(to: path)
      let file = try TensorFile(path: path)
      var writer = try TensorWriter(path: path)
      for array in file.arrays.prefix(1) {
        try writer.begin(array.name, shape: array.shape, of: Float.self)
        try writer.append(array.values(as: Float.self).map { $0 + 1 })
      }
      try writer.finish()
      #expect(try file["p3"]?.values(as: Float.self) == [0, 1, 2, 3, 4, 5])
      #expect(try TensorFile(path: path)["p3"]?.values(as: Float.self) == [1, 2, 3, 4, 5, 6])
      #expect(try names(in: folder) == ["a.npz"])
    }
  }

  @Test("a file that is not finished is not there")
  func abandoned() throws {
    try withTemporaryFolder { folder in
      do {
        var writer = try TensorWriter(path: folder + "a.npz")
        try writer.begin("a", shape: [100_000], of: Float.self)
        try writer.append([Float](repeating: 1, count: 50_000))
      }
      #expect(try names(in: folder) == [])
    }
  }

  @Test("names that cannot stand in an archive are refused")
  func badNames() throws {
    try withTemporaryFolder { folder in
      var writer = try TensorWriter(path: folder + "a.npz")
      try writer.begin("p3", shape: [0], of: Float.self)
      let error: Diagnostic?
      do throws(Diagnostic) {
        try writer.begin("p3", shape: [0], of: Float.self)
        error = nil
      } catch let thrown { error = thrown }
      #expect(
        error?.description == """
          \(folder)a.npz: found array name "p3"; \
          allowed a name of 1 to 65531 bytes that no other array has; rename the array
          """
      )
    }
  }

  @Test("a place where no file can be is refused at once")
  func badPlaces() throws {
    func refusal(_ path: String) -> Diagnostic? {
      do throws(Diagnostic) {
        _ = try TensorWriter(path: path)
        return nil
      } catch { return error }
    }
    try withTemporaryFolder { folder in
      #expect(
        refusal(folder + "missing/a.npz")?.description == """
          \(folder)missing/a.npz: found "No such file or directory"; \
          allowed a place for a new file; check that its folder exists and may be written to
          """
      )
      try FileManager.default.createDirectory(
        atPath: folder + "d.npz",
        withIntermediateDirectories: false
      )
      #expect(
        refusal(folder + "d.npz")?.description == """
          \(folder)d.npz: found a folder; allowed a place for a new file; name a file
          """
      )
      for path in ["", "/", folder, "/dev/null"] {
        #expect(throws: Diagnostic.self) { try AtomicFile(path: path) }
      }
      #expect(try names(in: folder) == ["d.npz"])
    }
  }

  @Test("a wrong number of elements stops the program")
  func wrongCounts() async throws {
    let path = FileManager.default.temporaryDirectory.path + "/tensors-\(UUID())"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: path) }
    await #expect(processExitsWith: .failure) { [path = path as String] in
      var writer = try TensorWriter(path: path + "/short.npz")
      try writer.begin("a", shape: [2], of: Float.self)
      try writer.finish()
    }
    #expect(FileManager.default.fileExists(atPath: path + "/short.npz") == false)
  }
}

import Foundation
import TensorFiles
import Testing

@Suite("The checksum of large members")
struct ChecksumTests {
  @Test("that is put together from pieces is that of the whole, and finds a flipped bit")
  func pieces() throws {
    try withTemporaryFolder { folder in
      let path = folder + "large.npz"
      // Two pieces and some bytes.
      let count = (17 << 20) / 4 + 3
      var values = [Float](repeating: 0.25, count: count)
      values[count / 2] = 7
      var writer = try TensorWriter(path: path)
      try writer.begin("a", shape: [count], of: Float.self)
      try writer.append(values)
      try writer.finish()
      let entry = try #require(try TensorFile(path: path)["a"])
      #expect(try entry.load().byteCount == 4 * count)

      let file = try FileHandle(forUpdating: URL(filePath: path))
      try file.seek(toOffset: 12 << 20)
      try file.write(contentsOf: [1])
      try file.close()
      #expect(throws: Diagnostic.self) { try TensorFile(path: path)["a"]?.load() }
    }
  }
}

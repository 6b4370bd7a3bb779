import DetectionText
import Foundation
import TensorFiles
import Testing

@Suite("Writing arrays in other forms than .npz")
struct OutputFormsTests {
  private func contents(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path)))
  }

  private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
  }

  /// Why a file of empty arrays with these names is not written; `nil` where it is.
  private func refusal(_ path: String, _ names: [String]) -> Diagnostic? {
    do throws(Diagnostic) {
      var writer = try TensorWriter(path: path)
      for name in names { try writer.begin(name, shape: [0], of: Float.self) }
      try writer.finish()
      return nil
    } catch { return error }
  }

  @Test("one array as .npy has the bytes that numpy writes", arguments: ["a.npy", "A.NPY"])
  func npy(name: String) throws {
    try withTemporaryFolder { folder in
      var writer = try TensorWriter(path: folder + name)
      try writer.begin("a", shape: [2, 3], of: Float.self)
      try writer.append([Float](arrayLiteral: 0, 1, 2, 3, 4, 5))
      try writer.finish()
      #expect(try contents(folder + name) == dataBytes("f4-little.npy"))
    }
  }

  @Test("none and a second one in a .npy are refused, and leave nothing behind")
  func severalInNpy() throws {
    try withTemporaryFolder { folder in
      #expect(
        refusal(folder + "a.npy", ["p3", "p4"])?.description == """
          \(folder)a.npy: found a second array, "p4"; allowed one array in a .npy file; \
          write a .npz or .safetensors file
          """
      )
      #expect(refusal(folder + "a.npy", ["p3", "p4"])?.cause == .request)
      #expect(refusal(folder + "a.npy", [])?.found == "no array")
      let left = try names(in: folder)
      #expect(left == [])
    }
  }

  @Test("another ending is refused before a file is made", arguments: ["a.txt", "a", "a.pb", ""])
  func otherEnding(name: String) throws {
    try withTemporaryFolder { folder in
      let error = refusal(folder + name, [])
      #expect(
        error?.description == """
          \(folder)\(name): found a name with another ending; \
          allowed a .npy, .npz or .safetensors file; end the name in .npy, .npz, .safetensors
          """
      )
      #expect(error?.cause == .request)
      let left = try names(in: folder)
      #expect(left == [])
    }
  }

  /// The file that is checked in, and that the script which makes the dumps reads with safetensors.
  private func writeSample(to path: String) throws {
    var writer = try TensorWriter(path: path)
    try writer.begin("p3", shape: [1, 2, 3], of: Float.self)
    try writer.append([Float](arrayLiteral: 0, 1, 2, 3))
    try writer.append([Float](arrayLiteral: 4, 5))
    try writer.begin("größe \"p4\"\\\n", shape: [2], of: Double.self)
    try writer.append([0.5, -2.0])
    try writer.begin("empty", shape: [0, 4], of: Float.self)
    try writer.begin("one", shape: [], of: Float.self)
    try writer.append([Float(3)])
    try writer.finish()
  }

  @Test("a .safetensors has the committed bytes, its numbers begin at a page, and is read back")
  func safetensors() throws {
    try withTemporaryFolder { folder in
      let path = folder + "written.safetensors"
      try writeSample(to: path)
      #expect(try contents(path) == formBytes("written.safetensors"))
      #expect(try contents(path).count == 4096 + 6 * 4 + 2 * 8 + 4)
      let file = try TensorFile(path: path)
      #expect(file.arrays.map(\.name) == ["p3", "größe \"p4\"\\\n", "empty", "one"])
      #expect(file.arrays.map(\.shape) == [[1, 2, 3], [2], [0, 4], []])
      #expect(try file["p3"]?.values(as: Float.self) == [0, 1, 2, 3, 4, 5])
      #expect(try file["größe \"p4\"\\\n"]?.values(as: Double.self) == [0.5, -2])
      #expect(try file["one"]?.values(as: Float.self) == [3])
    }
  }

  @Test("a .safetensors may hold nothing, or more names than a page has room for")
  func headers() throws {
    try withTemporaryFolder { folder in
      try TensorWriter(path: folder + "none.safetensors").finish()
      #expect(try TensorFile(path: folder + "none.safetensors").arrays.isEmpty)
      let path = folder + "many.safetensors"
      var writer = try TensorWriter(path: path)
      // More than a megabyte of numbers, so that they are moved in several pieces.
      let size = 3000
      for index in 0..<200 {
        try writer.begin("array \(index)", shape: [size], of: Float.self)
        try writer.append([Float](repeating: Float(index), count: size))
      }
      try writer.finish()
      let file = try TensorFile(path: path)
      #expect(file.arrays.count == 200)
      for index in 0..<200 {
        let values = try #require(try file["array \(index)"]?.values(as: Float.self))
        #expect(values == [Float](repeating: Float(index), count: size))
      }
      #expect(try contents(path).count % 8 == 0)
    }
  }

  @Test("a name that says something else in a .safetensors is refused")
  func metadata() throws {
    try withTemporaryFolder { folder in
      let error = refusal(folder + "a.safetensors", ["__metadata__"])
      #expect(
        error?.description == """
          \(folder)a.safetensors: found array name "__metadata__"; allowed any other, for here \
          that is not an array's; write a .npz file, or rename the array
          """
      )
    }
  }
}

import Foundation
import TensorFiles
import Testing

@Suite("Opening a file")
struct MemoryMapTests {
  private func refusal(_ path: String) -> Diagnostic? {
    do throws(Diagnostic) {
      _ = try TensorFile(path: path)
      return nil
    } catch { return error }
  }

  @Test("that is missing names the path")
  func missing() throws {
    try withTemporaryFolder { folder in
      let error = refusal(folder + "heads.npz")
      #expect(error?.cause == .access)
      #expect(
        error?.description
          == "\(folder)heads.npz: found no file; allowed a .npy, .npz, .safetensors, .json or .pb file, or FILE:SHAPE:TYPE for raw numbers; check the path"
      )
      #expect(refusal(folder + "no/heads.npz")?.cause == .access)
    }
    #expect(refusal("")?.cause == .access)
    #expect(refusal("a\0b")?.cause == .access)
  }

  @Test("that is no file says what it is")
  func specialFiles() throws {
    try withTemporaryFolder { folder in
      let pipe = folder + "pipe"
      #expect(unsafe mkfifo(pipe, 0o600) == 0)
      for (path, kind) in [(folder, "a folder"), (pipe, "a pipe"), ("/dev/zero", "a device")] {
        let error = refusal(path)
        #expect(error?.cause == .access)
        #expect(
          error?.description == """
            \(path): found \(kind); allowed a .npy, .npz, .safetensors, .json or .pb file, or FILE:SHAPE:TYPE for raw numbers; \
            write the arrays to a file and name that file
            """
        )
      }
    }
  }

  @Test("judges its content and not its name, and ends at its length")
  func content() throws {
    try withTemporaryFolder { folder in
      let path = folder + "array.txt"
      try Data(npy()).write(to: URL(filePath: path))
      #expect(try TensorFile(path: path).arrays.first?.name == "array.txt")
      try Data().write(to: URL(filePath: path))
      #expect(refusal(path)?.code == "tensor.format")
      #expect(refusal(path)?.description.contains("found an empty file") == true)
    }
  }

  @Test("of a terabyte of holes maps it and reads no more than its head")
  func sparseFile() throws {
    try withTemporaryFolder { folder in
      let path = folder + "sparse.npy"
      let head = npy(shape: "(262144, 1048576)")
      try Data(head).write(to: URL(filePath: path))
      #expect(unsafe truncate(path, off_t(head.count + (1 << 40))) == 0)
      let file = try TensorFile(path: path)
      #expect(file.arrays.first?.byteCount == 1 << 40)
      #expect(file.notes.isEmpty)
    }
  }

  @Test("whose path has a zero byte does not open what stands before that")
  func zeroByte() throws {
    try withTemporaryFolder { folder in
      try write(npy(), to: folder + "a.npy")
      #expect(refusal(folder + "a.npy") == nil)
      #expect(refusal(folder + "a.npy\0.npy")?.cause == .access)
    }
  }
}

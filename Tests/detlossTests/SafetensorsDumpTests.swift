import DetectionTestSupport
import TensorFiles
import Testing
import ToolSupport
import detloss

@Suite("Dumps in safetensors")
struct SafetensorsDumpTests {
  /// The sample's heads as a safetensors file, each number written by `bytes`.
  private static func dump(
    _ dtype: String,
    to folder: TemporaryFolder,
    _ bytes: (Float) -> [UInt8]
  ) throws -> String {
    var data: [UInt8] = []
    // The arrays are named in another order than that of their data.
    let entries = try TensorFile(path: Sample.heads[1]).arrays.map { tensor in
      let start = data.count
      for value in try tensor.values(as: Float.self) { data += bytes(value) }
      return """
        "\(tensor.name)":{"dtype":"\(dtype)","shape":\(tensor.shape),"data_offsets":[\(start),\(data.count)]}
        """
    }
    let header = Array("{\(entries.reversed().joined(separator: ","))}".utf8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    return try folder.write("heads.safetensors", bytes: length + header + data)
  }

  private static func loss(_ heads: String) -> ToolRun {
    ToolRun.inProcess(["loss"] + Sample.config + ["--heads", heads] + Sample.labels)
  }

  @Test("give the very loss of the same numbers in .npz")
  func identicalLoss() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = try Self.dump("F32", to: folder) { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    let run = Self.loss(path)
    #expect(run.code == .done && run.messages.isEmpty)
    #expect(run.output == Self.loss(Sample.heads[1]).output)
  }

  @Test("of bfloat16 give the loss of the same numbers as floats")
  func bfloat16() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = try Self.dump("BF16", to: folder) { value in
      (2..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    let floats = folder.path("floats.npz")
    var writer = try TensorWriter(path: floats)
    for tensor in try TensorFile(path: path).arrays {
      try writer.begin(tensor.name, shape: tensor.shape, of: Float.self)
      try writer.append(tensor.values(as: Float.self))
    }
    try writer.finish()
    let run = Self.loss(path)
    #expect(run.code == .done && run.messages.isEmpty)
    #expect(run.output == Self.loss(floats).output)
    #expect(run.output != Self.loss(Sample.heads[1]).output)
  }

  @Test("are described by inspect")
  func inspect() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = try Self.dump("BF16", to: folder) { value in
      (2..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    let run = ToolRun.inProcess(["inspect", path])
    #expect(run.code == .done && run.output.contains("bfloat16"))
  }
}

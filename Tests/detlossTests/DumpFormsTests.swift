import DetectionTestSupport
import Foundation
import TensorFiles
import Testing
import ToolSupport
import detloss

/// One dump in every form that a dump may have: the loss is the same to the last digit.
@Suite("One dump in many forms")
struct DumpFormsTests {
  /// Makes the words behind `--heads` of a dump in a folder.
  struct Form: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let heads: @Sendable (SmallDump, TemporaryFolder) throws -> [String]
  }

  private static let shapes = SmallDump.scales.map { [2, $0.rows, $0.columns, 21] }

  private static func bytes(_ values: [Float], isBig: Bool = false) -> [UInt8] {
    values.flatMap { value in
      let bits = value.bitPattern
      let bytes = (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
      return isBig ? bytes.reversed() : bytes
    }
  }

  /// A form of a file for each scale.
  private static func each(
    _ name: String,
    _ file: @escaping @Sendable (Int, [Float], TemporaryFolder) throws -> String
  ) -> Form {
    Form(testDescription: name) { dump, folder in
      try dump.values.enumerated().map { try file($0, $1, folder) }
    }
  }

  private static func name(_ scale: Int) -> String { SmallDump.scales[scale].name }

  private static func dimensions(_ scale: Int) -> String {
    shapes[scale].map(String.init).joined(separator: "x")
  }

  /// 21 channels a cell, in rows of 24; a whole buffer has the padding of the last one too.
  private static func padded(_ name: String, isWhole: Bool) -> Form {
    each(name) { scale, values, folder in
      let rows = stride(from: 0, to: values.count, by: 21).flatMap {
        Array(values[$0..<$0 + 21]) + [Float.nan, .nan, .nan]
      }
      let (rowCount, columns) = (shapes[scale][1], shapes[scale][2])
      let strides = [rowCount * columns * 24, columns * 24, 24, 1]
      let data = bytes(isWhole ? rows : rows.dropLast(3))
      let path = try folder.write("\(Self.name(scale)).buf", bytes: data)
      let json = #"{"shape": \#(shapes[scale]), "dtype": "float32", "strides": \#(strides)}"#
      _ = try folder.write("\(Self.name(scale)).buf.json", json)
      return path
    }
  }

  static let forms: [Form] = [
    each("raw numbers with a suffix") { scale, values, folder in
      let path = try folder.write("\(name(scale)).bin", bytes: bytes(values))
      return "\(path):\(dimensions(scale)):float32"
    },
    each("raw numbers, the most significant byte first") { scale, values, folder in
      let path = try folder.write("\(name(scale)).dat", bytes: bytes(values, isBig: true))
      return "\(path):\(dimensions(scale)):f32:big"
    },
    each("raw numbers with TensorRT's name") { scale, values, folder in
      let shape = shapes[scale].map(String.init).joined(separator: ".")
      return try folder.write("\(name(scale)).output.\(shape).Float.raw", bytes: bytes(values))
    },
    padded("raw numbers in padded rows, which hold NaN", isWhole: false),
    padded("raw numbers in padded rows, the whole buffer", isWhole: true),
    each("ONNX") { scale, values, folder in
      let data = bytes(values)
      var message: [UInt8] = []
      for length in shapes[scale] { message += [0x08, UInt8(length)] }
      message += [0x10, 1, 0x42, 2] + Array(name(scale).utf8) + [0x4a]
      // The length of the data, seven bits a byte.
      message += [UInt8(data.count & 0x7f | 0x80), UInt8(data.count >> 7 & 0x7f | 0x80)]
      message.append(UInt8(data.count >> 14))
      return try folder.write("\(scale).pb", bytes: message + data)
    },
    Form(testDescription: "trtexec") { dump, folder in
      let outputs = dump.values.enumerated().map { scale, values in
        """
        { "name" : "\(name(scale))", "dimensions" : "\(dimensions(scale))",
          "values" : [ \(values.map { "\($0)" }.joined(separator: ", ")) ] }
        """
      }
      return [try folder.write("outputs.json", "[ \(outputs.joined(separator: ", ")) ]\n")]
    },
    Form(testDescription: "polygraphy") { dump, folder in
      let outputs = dump.values.indices.map { scale in
        let array = Data(dump.npy(scale: scale)).base64EncodedString()
        return "\"\(name(scale))\": {\"values\": {\"array\": \"\(array)\"}}"
      }
      let json = #"{"lst": [["r", [{"outputs": {\#(outputs.joined(separator: ","))}}]]]}"#
      return [try folder.write("outputs.json", json)]
    },
    Form(testDescription: ".safetensors, as the tool writes it") { dump, folder in
      let path = folder.path("heads.safetensors")
      var writer = try TensorWriter(path: path)
      for (scale, values) in dump.values.enumerated() {
        try writer.begin(name(scale), shape: shapes[scale], of: Float.self)
        try writer.append(values)
      }
      try writer.finish()
      return [path]
    },
  ]

  private func loss(
    _ dump: SmallDump,
    _ heads: [String],
    _ files: SmallDumpFiles,
    words: [String] = []
  ) -> ToolRun {
    ToolRun.inProcess(
      ["loss"] + files.config + ["--heads"] + heads + files.labels + ["--format", "json"] + words
    )
  }

  @Test("gives the same loss to the last digit", arguments: forms)
  func loss(form: Form) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let dump = SmallDump()
    let files = try SmallDumpFiles(dump, in: folder)
    let expected = ToolRun.inProcess(files.loss + ["--format", "json"])
    let run = loss(dump, try form.heads(dump, folder), files)
    #expect(run.code == .done && run.messages == "")
    #expect(run.output == expected.output)
  }

  @Test("has its first bad value told by its place, in padded rows too")
  func badValue() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let dump = SmallDump()
    let files = try SmallDumpFiles(dump, in: folder)
    let padded = try #require(Self.forms.first { $0.testDescription.contains("padded") })
    let heads = try padded.heads(dump, folder)
    var bytes = Array(try Data(contentsOf: URL(filePath: heads[1])))
    // Image 1, row 1, column 2, the second anchor's objectness: 24 values a cell, 8 cells an image.
    let place = 4 * (24 * (8 + 4 + 2) + 7 + 4)
    bytes.replaceSubrange(place..<place + 4, with: [0, 0, 0x80, 0x7f])
    _ = try folder.write("p4.buf", bytes: bytes)
    let run = loss(dump, heads, files)
    #expect(run.code == .badContent)
    #expect(run.messages.contains("p4.buf: array \"p4\", image 1, row 1, column 2, anchor 1"))
    #expect(run.messages.contains("infinity, the only such value"))
  }

  @Test("of bfloat16 in .npy is asked about, and gives the loss of the same numbers when told")
  func bfloat16() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let dump = SmallDump()
    let files = try SmallDumpFiles(dump, in: folder)
    let cut = dump.values.map { $0.map { Float(bitPattern: $0.bitPattern & 0xffff_0000) } }
    var (halves, floats): ([String], [String]) = ([], [])
    for (scale, values) in cut.enumerated() {
      let data = values.flatMap { value in
        [UInt8(value.bitPattern >> 16 & 0xff), UInt8(value.bitPattern >> 24)]
      }
      let whole = dump.npy(scale: scale)
      let text = String(decoding: whole[10..<whole.count - 4 * values.count], as: UTF8.self)
      let header = Array(text.replacing("<f4", with: "<V2").utf8)
      let name = Self.name(scale)
      halves.append(try folder.write("half/\(name).npy", whole[..<10] + header + data))
      let path = try folder.write("\(name)-float.bin", bytes: Self.bytes(values))
      _ = try folder.write("\(name)-float.bin.json", "{}")
      floats.append("\(path):\(Self.dimensions(scale)):float32")
    }
    let asked = loss(dump, halves, files)
    #expect(asked.code == .badContent && asked.output == "")
    #expect(asked.messages.contains("bfloat16 from JAX or MLX?"))
    #expect(asked.messages.hasSuffix("(--element-type bfloat16)\n"))
    let told = loss(dump, halves, files, words: ["--element-type", "bfloat16"])
    #expect(told.code == .done && told.messages == "")
    let renamed = try floats.enumerated().map { scale, path in
      let file = try folder.write(
        "float/\(Self.name(scale)).bin",
        Array(try Data(contentsOf: URL(filePath: String(path.prefix { $0 != ":" }))))
      )
      return "\(file):\(Self.dimensions(scale)):float32"
    }
    #expect(told.output == loss(dump, renamed, files).output)
    let inspected = ToolRun.inProcess(["inspect", halves[0], "--element-type", "bfloat16"])
    #expect(inspected.code == .done && inspected.output.contains("bfloat16"))
    let words = ["check"] + files.config + ["--heads"] + halves + files.labels
    #expect(ToolRun.inProcess(words).output.contains("error [tensor.type]"))
    let checked = ToolRun.inProcess(words + ["--element-type", "bfloat16"])
    #expect(checked.code == .done && checked.output.hasSuffix("0 errors, 0 warnings, 0 notes\n"))
  }
}

extension TemporaryFolder {
  /// Writes a file in a folder of its own, and tells its path.
  fileprivate func write(_ name: String, _ bytes: some Collection<UInt8>) throws -> String {
    let path = path(name)
    try FileManager.default.createDirectory(
      at: URL(filePath: path).deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    return try write(name, bytes: Array(bytes))
  }
}

@Suite("Quantized dumps")
struct QuantizedDumpTests {
  /// Steps of few bits, so that what an integer stands for is the same as `Float` and as `Double`.
  private static let numbers = [(scale: 0.03125, zeroPoint: 5), (scale: 0.0234375, zeroPoint: -7)]

  /// The integers of a dump, and the floats that they stand for.
  private static func quantized(_ dump: SmallDump) -> [(integers: [Int], floats: [Float])] {
    zip(dump.values, numbers).map { values, number in
      let integers = values.map {
        min(max(Int((Double($0) / number.scale).rounded()) + number.zeroPoint, -128), 127)
      }
      return (integers, integers.map { Float(Double($0 - number.zeroPoint) * number.scale) })
    }
  }

  static let types: [(word: String, bytes: Int, offset: Int)] = [
    ("int8", 1, 0), ("uint8", 1, 128), ("int16", 2, 0), ("uint16", 2, 128), ("int32", 4, 0),
  ]

  @Test("give the loss and the gradient of the logits that they stand for", arguments: types)
  func loss(word: String, size: Int, offset: Int) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let dump = SmallDump()
    let files = try SmallDumpFiles(dump, in: folder)
    var (integers, floats): ([String], [String]) = ([], [])
    for (index, arrays) in Self.quantized(dump).enumerated() {
      let scale = SmallDump.scales[index]
      let shape = "2x\(scale.rows)x\(scale.columns)x21"
      let bytes = arrays.integers.flatMap { integer in
        (0..<size).map { UInt8(truncatingIfNeeded: (integer + offset) >> (8 * $0)) }
      }
      let path = try folder.write("\(word)/\(scale.name).bin", bytes)
      integers.append("\(path):\(shape):\(word)")
      let values = arrays.floats.flatMap { value in
        (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
      }
      floats.append("\(try folder.write("float/\(scale.name).bin", values)):\(shape):f32")
    }
    let shifted = zip(["p3", "p4"], Self.numbers).map {
      #""\#($0)": {"scale": \#($1.scale), "zero_point": \#($1.zeroPoint + offset)}"#
    }
    func run(_ heads: [String], _ words: [String]) -> ToolRun {
      ToolRun.inProcess(
        ["loss"] + files.config + ["--heads"] + heads + files.labels + ["--format", "json"] + words
      )
    }
    let setting = ["--set", "quantization={\(shifted.joined(separator: ", "))}"]
    let gradients = [folder.path("a.safetensors"), folder.path("b.npz")]
    let first = run(integers, setting + ["--gradients", gradients[0]])
    let second = run(floats, ["--gradients", gradients[1]])
    #expect(first.code == .done && second.code == .done)
    #expect(first.output == second.output)
    #expect(
      first.messages.contains(
        "array \"p3\": found integers q, taken for (q - \(5 + offset)) * 0.03125; what follows, "
          + "gradients too, is of the logits that they stand for"
      )
    )
    #expect(second.messages == "")
    let (a, b) = (try TensorFile(path: gradients[0]), try TensorFile(path: gradients[1]))
    #expect(a.arrays.map(\.shape) == b.arrays.map(\.shape) && a.arrays.count == 2)
    for array in a.arrays {
      #expect(try array.values(as: Float.self) == b[array.name]?.values(as: Float.self))
    }
    // Half of the settings do not do, and none do not either.
    let half = run(
      integers,
      ["--set", #"quantization={"p3": {"scale": 0.03125, "zero_point": 5}}"#]
    )
    #expect(half.code == .badContent)
    #expect(half.messages.contains("array \"p4\": found \(word); allowed float32"))
    #expect(half.messages.contains("\"quantization\": {\"p4\": {\"scale\": …"))
    // Floats have no quantization, and no integer of the kind is that far off.
    let unneeded = run(floats, setting)
    #expect(unneeded.code == .done && unneeded.output == second.output)
    #expect(
      unneeded.messages.contains(
        """
        array "p3": found float32 numbers, where the configuration has a quantization of integers; \
        they are taken as they are; if they are the integers, dump them as such
        """
      )
    )
    if size < 4 {
      let scale = size == 1 ? 1 : 256
      let (low, far) = offset == 0 ? (-1, 128 * scale) : (0, 256 * scale)
      let zeroPoints = ["p3", "p4"].map { #""\#($0)": {"scale": 1, "zero_point": \#(far)}"# }
      let setting = "quantization={\(zeroPoints.joined(separator: ", "))}"
      let refused = run(integers, ["--set", setting])
      #expect(refused.code == .badContent)
      #expect(
        refused.messages.contains(
          """
          array "p3": found \(word) numbers, and a zero point of \(far) in the quantization of scale \
          "p3"; allowed \(low * far) to \(far - 1), which \(word) numbers can be; dump the numbers as \
          the kind they have in the network, or take the zero point from there: that of the same \
          numbers as the other kind is \(128 * scale) more or less
          """
        )
      )
    }
    let none = run(integers, [])
    #expect(none.code == .badContent)
    #expect(none.messages.contains("array \"p3\": found \(word); allowed float32"))
  }
}

@Suite("Gradients in many forms")
struct GradientFormsTests {
  @Test("are the same numbers in .npz and .safetensors, and refused in .npy for several heads")
  func forms() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let files = try SmallDumpFiles(SmallDump(), in: folder)
    func write(_ name: String) -> ToolRun {
      ToolRun.inProcess(files.loss + ["--gradients", folder.path(name)])
    }
    #expect(write("g.npz").code == .done && write("g.safetensors").code == .done)
    let first = try TensorFile(path: folder.path("g.npz"))
    let second = try TensorFile(path: folder.path("g.safetensors"))
    #expect(first.arrays.map(\.name) == ["p3", "p4"])
    for array in first.arrays {
      #expect(second[array.name]?.shape == array.shape)
      #expect(
        try second[array.name]?.values(as: Float.self) == array.values(as: Float.self)
      )
    }
    let several = write("g.npy")
    #expect(several.code == .usage && several.output == "")
    #expect(several.messages.contains("allowed one array in a .npy file; write a .npz or"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("g.npy")))
  }

  @Test("of one head may be a .npy")
  func oneHead() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let dump = SmallDump()
    let config = try folder.write(
      "one.json",
      """
      {"classes": 2, "fit": "none",
       "scales": [{"name": "p4", "stride": 16, "anchors": [[20, 18], [26, 30], [40, 24]]}]}
      """
    )
    let heads = try folder.write("p4.npy", bytes: dump.npy(scale: 1))
    let labels = try folder.write("labels.txt", SmallDump.labels)
    let words = ["loss", "--config", config, "--heads", heads, "--labels", labels, "--gradients"]
    for name in ["g.npy", "g.npz"] {
      #expect(ToolRun.inProcess(words + [folder.path(name)]).code == .done)
    }
    let one = try #require(try TensorFile(path: folder.path("g.npy")).arrays.first)
    let same = try #require(try TensorFile(path: folder.path("g.npz"))["p4"])
    #expect(one.shape == same.shape)
    #expect(try one.values(as: Float.self) == same.values(as: Float.self))
    let values = folder.path("decoded.npy")
    let decode = ["decode", "--config", config, "--heads", heads, "--tensors", values]
    #expect(ToolRun.inProcess(decode).code == .done)
    #expect(try TensorFile(path: values).arrays.first?.shape == [2, 2, 4, 3, 7])
  }
}

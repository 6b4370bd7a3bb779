import DetectionText
import TensorFiles
import Testing

/// Small dumps that numpy, ml_dtypes, MLX, onnx and polygraphy wrote, and what these read of them.
@Suite("Dumps in every form")
struct TensorFormsTests {
  /// A file, what is said of it, and the arrays that its writer reads.
  struct Form: Sendable, CustomTestStringConvertible {
    let path: String
    let elementType: ElementType?
    let arrays: [JSONValue]

    var testDescription: String { path }
  }

  static let forms: [Form] = {
    do {
      let text = SourceText(file: "truth.json", bytes: try formBytes("truth.json"))
      return try (JSONValue(parsing: text).elements ?? []).map { form in
        Form(
          path: form["path"]?.string ?? "",
          elementType: form["element"]?.string.flatMap(ElementType.init(rawValue:)),
          arrays: form["arrays"]?.elements ?? []
        )
      }
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  @Test("give the numbers that their writers read", arguments: forms)
  func numbers(form: Form) throws {
    let file = try TensorFile(path: formPath(form.path), elementType: form.elementType)
    #expect(file.arrays.count == form.arrays.count && file.notes.isEmpty)
    #expect(file.ignoredMembers.isEmpty)
    for expected in form.arrays {
      let array = try #require(file[expected["name"]?.string ?? ""])
      #expect(array.shape == expected["shape"]?.elements?.compactMap(\.integer))
      #expect(array.elementType.rawValue == expected["type"]?.string)
      let values = try array.values(as: Double.self)
      let truth = expected["values"]?.elements ?? []
      #expect(values.count == truth.count)
      for (value, truth) in zip(values, truth) {
        if let number = truth.finiteNumber {
          #expect(value == number)
        } else {
          #expect("\(value)" == truth.string)
        }
      }
      // What is told without converting is the same.
      let finite = truth.compactMap(\.finiteNumber)
      let statistics = try array.statistics()
      #expect(statistics.minimum == finite.min() && statistics.maximum == finite.max())
      #expect(statistics.nanCount + statistics.infinityCount == truth.count - finite.count)
    }
  }

  @Test("are more than fifty, of all writers")
  func count() {
    #expect(Self.forms.count >= 50)
    for name in [
      "plain.bin:", "padded.bin", ".raw", "onnx-", "polygraphy", "trtexec", "mlx", "torch",
    ] {
      #expect(Self.forms.contains { $0.path.contains(name) })
    }
  }

  @Test("are read in place, padded rows too")
  func strides() throws {
    let padded = try #require(try TensorFile(path: formPath("padded.bin")).arrays.first)
    #expect(padded.byteStrides == [0, 48, 16, 2])
    #expect(padded.byteCount == 88 && padded.elementCount == 24)
    #expect(try padded.withBytes { $0.byteCount } == 88)
    let statistics = try padded.statistics()
    // The padding is NaN, and no part of the array.
    #expect(statistics.nanCount == 0 && statistics.firstNonFinite == nil)
  }

  @Test(
    "of ONNX are read in place where all numbers stand in one piece",
    arguments: [
      // Raw data, packed floats, packed doubles; two floats with a tag each.
      ("080210014a080000803f00000040", true), ("0802100122080000803f00000040", true),
      ("0801100b5208000000000000f03f", true), ("08021001250000803f2500000040", false),
    ]
  )
  func onnxInPlace(digits: String, isInPlace: Bool) throws {
    let array = try #require(try read(bytesOfHexadecimal(digits), path: "a.pb").arrays.first)
    #expect(try array.values(as: Float.self) == Array([1, 2].prefix(array.elementCount)))
    let isSame = try array.withBytes { one in
      (try? array.withBytes { other in other.isIdentical(to: one) }) == true
    }
    #expect(isSame == isInPlace)
  }

  @Test("tell where the first bad value among padded rows stands")
  func badValue() throws {
    var bytes = try formBytes("padded.bin")
    let sidecar = try formBytes("padded.bin.json")
    // Row 1 of channel 1: 48 bytes a channel, 16 a row, 2 a value.
    let place = 48 + 16 + 2 * 3
    bytes[place + 1] = 0x7c
    bytes[place] = 0
    let file = try TensorFile(contents: bytes, sidecar: sidecar, path: "a.bin")
    let statistics = try #require(try file.arrays.first?.statistics())
    #expect(statistics.infinityCount == 1 && statistics.firstNonFinite == [0, 1, 1, 3])
  }

  @Test("of a file whose name has a colon are meant by the whole name")
  func colon() throws {
    try withTemporaryFolder { folder in
      for name in ["at 12:30.npy", "1:2x3:float32", "a:b.raw:6:float32"] {
        let path = folder + name
        var writer = try TensorWriter(path: folder + "a.npy")
        try writer.begin("a", shape: [2, 3], of: Float.self)
        try writer.append([Float](arrayLiteral: 0, 1, 2, 3, 4, 5))
        try writer.finish()
        try rename(folder + "a.npy", to: path)
        #expect(try TensorFile(path: path).arrays.first?.shape == [2, 3])
      }
    }
  }

  @Test("are listed where nobody computes with them")
  func complex() throws {
    let array = try #require(try TensorFile(path: formPath("complex.safetensors"))["spectrum"])
    #expect(array.description == "spectrum: complex64 (2,)")
    #expect(try array.statistics().minimum == nil)
    #expect(throws: Diagnostic.self) { try array.values(as: Float.self) }
  }

  @Test(
    "that are something else are told from each other",
    arguments: [
      ("model.onnx", "an ONNX model"), ("onnx-external.pb", "numbers that stand in another file"),
      ("bfloat16.npy", "type \"<V2\", raw 2-byte values: bfloat16 from JAX or MLX?"),
    ]
  )
  func refused(name: String, found: String) {
    let error = #expect(throws: Diagnostic.self) { try TensorFile(path: formPath(name)) }
    #expect(error?.found == found)
  }

  @Test(
    "with TensorRT's name are what it says, and nothing with another",
    arguments: [
      ("p5.output.2.1.Float.raw", "p5", [2, 1]), ("a.b.input.2.float.raw", "a.b", [2]),
      ("p.output.output.1.2.FP32.raw", "p.output", [1, 2]), ("p5.output.2.1.Text.raw", nil, nil),
      ("p5.out.2.1.Float.raw", nil, nil), ("output.2.Float.raw", nil, nil),
      ("p5.output.2x1.Float.raw", nil, nil), ("p5.output.2.-1.Float.raw", nil, nil),
      ("p5.output.2.1.Float.bin", nil, nil),
    ] as [(String, String?, [Int]?)]
  )
  func rawNames(path: String, name: String?, shape: [Int]?) {
    let contents: [UInt8] = [0, 0, 128, 63, 0, 0, 0, 64]
    let array = try? TensorFile(contents: contents, path: path).arrays.first
    #expect(array?.name == name && array?.shape == shape)
  }

  @Test("with TensorRT's name may be a single number, whose lengths are none")
  func rawScalar() throws {
    let file = try TensorFile(contents: [0, 0, 128, 63], path: "p.output..Float.raw")
    #expect(file.arrays.first?.shape == [] && file.arrays.first?.name == "p")
    #expect(try file.arrays.first?.values(as: Float.self) == [1])
  }

  @Test("of ONNX are known without their ending")
  func withoutEnding() throws {
    for name in ["onnx-raw-float32", "onnx-fields-int64", "onnx-unpacked", "onnx-pieces"] {
      let file = try TensorFile(contents: try formBytes("\(name).pb"), path: "output_0")
      #expect(file.arrays.count == 1)
    }
  }

  @Test("may have a sidecar that is not meant")
  func sidecars() throws {
    try withTemporaryFolder { folder in
      try write([0, 0, 0, 0], to: folder + "a.bin")
      try write(Array("{\"shape\": [1], \"dtype\": \"f32\"}".utf8), to: folder + "a.bin.json")
      #expect(try TensorFile(path: folder + "a.bin").arrays.first?.shape == [1])
      // What stands beside a file that says itself what it holds is not for it.
      try write(try dataBytes("f4-little.npy"), to: folder + "b.npy")
      try write(Array("{".utf8), to: folder + "b.npy.json")
      #expect(try TensorFile(path: folder + "b.npy").arrays.first?.shape == [2, 3])
    }
  }
}

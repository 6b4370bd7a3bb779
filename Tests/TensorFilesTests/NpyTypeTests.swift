import TensorFiles
import Testing

@Suite("Types in a .npy header")
struct NpyTypeTests {
  static let float32 = "save it as float32: array.astype(numpy.float32)"

  static let refusals: [(type: String, what: String, remedy: String)] = [
    (
      "<V2", ", raw 2-byte values: bfloat16 from JAX or MLX?", "say the element type, or " + float32
    ),
    (
      "|V2", ", raw 2-byte values: bfloat16 from JAX or MLX?", "say the element type, or " + float32
    ),
    ("bfloat16", ", a type that numpy itself does not read", float32),
    (
      "<V1", ", raw 1-byte values: an 8-bit float from JAX or MLX?",
      "say the element type, or " + float32
    ),
    (
      "<f1", ", an 8-bit float, which numpy itself does not read",
      "say the element type, or " + float32
    ),
    ("|V16", ", raw bytes", "save the numbers themselves: array.astype(numpy.float32)"),
    (
      "|O", ", an array of Python objects",
      "objects are pickles, which run code when read: save each number array by itself"
    ),
    ("<c8", ", complex numbers", "save array.real and array.imag"),
    ("complex128", ", complex numbers", "save array.real and array.imag"),
    (
      "<f16", ", the processor's long double",
      "save it as float64: array.astype(numpy.float64)"
    ),
    ("<U3", ", text", "save only the arrays of numbers"),
    ("|S5", ", text", "save only the arrays of numbers"),
    ("<M8[ns]", ", dates or times", "save it as int64: array.astype(numpy.int64)"),
    ("<i3", "", float32),
    ("<float32", "", float32),
    ("", "", float32),
    ("<", "", float32),
  ]

  @Test("that are no plain numbers are refused by name", arguments: refusals)
  func refusedType(type: String, what: String, remedy: String) {
    #expect(
      refusal(npy(shape: "(2,)", type: type)) == """
        heads.npz: byte 20: found type "\(type)"\(what); \
        allowed floats of 16 to 64 bits, integers of 8 to 64 bits, or bool; \(remedy)
        """
    )
  }

  @Test(
    "that have fields are refused",
    arguments: ["[('a', '<f4'), ('b', '<i4')]", "('<f4', (2,))"]
  )
  func structured(type: String) {
    let header = "{'descr': \(type), 'fortran_order': False, 'shape': (2,)}"
    #expect(
      refusal(npy(header)) == """
        heads.npz: byte 20: found a structured array; allowed an array of plain numbers; \
        save its fields one by one: numpy.savez(file, **{n: a[n] for n in a.dtype.names})
        """
    )
  }

  @Test("that numpy wrote as objects or bfloat16 are refused", arguments: ["objects", "bfloat16"])
  func realFiles(name: String) {
    let error = #expect(throws: Diagnostic.self) {
      try TensorFile(path: dataPath("\(name).npy"))
    }
    #expect(error?.code == "tensor.type")
  }

  @Test(
    "that tell only a size name the setting that says the rest",
    arguments: [
      ("<V2", ["bfloat16"]), ("<V1", ["float8_e4m3fn", "float8_e5m2"]),
      ("<f1", ["float8_e4m3fn", "float8_e5m2"]), ("<c8", nil), ("|V16", nil),
    ]
  )
  func setting(type: String, values: [String]?) {
    let error = #expect(throws: Diagnostic.self) { try read(npy(shape: "(2,)", type: type)) }
    #expect(error?.setting == values.map { Diagnostic.Setting("element-type", values: $0) })
  }

  @Test("that tell only a size are what is said of them, in either byte order")
  func said() throws {
    func values(_ type: String, _ element: ElementType, _ data: [UInt8]) throws -> [Float]? {
      let bytes = npy(shape: "(2,)", type: type, data: data)
      let file = try TensorFile(contents: bytes, path: "a.npy", elementType: element)
      #expect(file.arrays.first?.elementType == element)
      return try file.arrays.first?.values(as: Float.self)
    }
    #expect(try values("<V2", .bfloat16, [0x80, 0x3f, 0, 0xc0]) == [1, -2])
    #expect(try values(">V2", .bfloat16, [0x3f, 0x80, 0xc0, 0]) == [1, -2])
    #expect(try values("|V2", .float16, [0, 0x3c, 0, 0xc0]) == [1, -2])
    #expect(try values("|V1", .float8E4M3, [0x38, 0xc0]) == [1, -2])
    #expect(try values("<f1", .float8E5M2, [0x3c, 0xc0]) == [1, -2])
  }

  @Test("keep their own kind, whatever is said of others")
  func unsaid() throws {
    let file = try TensorFile(path: dataPath("f4-little.npy"), elementType: .bfloat16)
    #expect(file.arrays.first?.elementType == .float32)
    #expect(
      file.notes.map(\.description) == [
        """
        \(dataPath("f4-little.npy")): found numbers whose type the file says, float32; that they are \
        bfloat16 is not believed
        """
      ]
    )
  }

  @Test("are not of another size than what is said of them")
  func wrongSize() {
    let error = #expect(throws: Diagnostic.self) {
      try TensorFile(
        contents: npy(shape: "(2,)", type: "<V2", data: [0, 0, 0, 0]),
        path: "a.npy",
        elementType: .float8E5M2
      )
    }
    #expect(
      error?.description == """
        a.npy: byte 20: found type "<V2", raw values of 2 bytes; allowed 1 byte, as float8_e5m2 has; \
        say the element type that was saved
        """
    )
  }
}

import TensorFiles
import Testing

@Suite("Types in a .npy header")
struct NpyTypeTests {
  static let float32 = "save it as float32: array.astype(numpy.float32)"

  static let refusals: [(type: String, what: String, remedy: String)] = [
    ("<V2", ", raw 2-byte values: bfloat16 from JAX or MLX?", float32),
    ("|V2", ", raw 2-byte values: bfloat16 from JAX or MLX?", float32),
    ("bfloat16", ", raw 2-byte values: bfloat16 from JAX or MLX?", float32),
    ("<V1", ", raw 1-byte values: an 8-bit float from JAX or MLX?", float32),
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
}

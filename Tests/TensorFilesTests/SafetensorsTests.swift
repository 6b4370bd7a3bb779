import TensorFiles
import Testing

/// The bytes of a safetensors file with any header text, right or wrong.
func safetensors(_ header: String, data: Int = 0, length: UInt64? = nil) -> [UInt8] {
  littleEndian(length ?? UInt64(header.utf8.count), count: 8) + Array(header.utf8)
    + [UInt8](repeating: 0, count: data)
}

@Suite("Files made by safetensors")
struct SafetensorsTests {
  @Test("give their numbers, whatever their kind")
  func kinds() throws {
    let file = try TensorFile(path: dataPath("kinds.safetensors"))
    #expect(file.arrays.count == 15 && file.notes.isEmpty && file.ignoredMembers.isEmpty)
    for array in file.arrays {
      #expect(array.name == array.elementType.rawValue)
      #expect(array.shape == [2, 3] && array.byteOrder == .little)
      let isBool = array.elementType == .bool
      #expect(
        try array.values(as: Double.self) == (isBool ? [0, 1, 0, 1, 0, 1] : [0, 1, 2, 3, 4, 5])
      )
      #expect(
        try array.values(as: Float.self) == (isBool ? [0, 1, 0, 1, 0, 1] : [0, 1, 2, 3, 4, 5])
      )
      #expect(try array.statistics().maximum == (isBool ? 1 : 5))
    }
  }

  @Test("know every 8-bit float", arguments: ["float8_e4m3fn", "float8_e5m2"])
  func everySmallFloat(name: String) throws {
    let array = try #require(try TensorFile(path: dataPath("float8.safetensors"))[name])
    let reference = try #require(try TensorFile(path: dataPath("\(name)-values.npy")).arrays.first)
    let values = try array.values(as: Float.self)
    let expected = try reference.values(as: Float.self)
    #expect(values.count == 256)
    for (value, expected) in zip(values, expected) {
      #expect(value.isNaN ? expected.isNaN : value.bitPattern == expected.bitPattern)
    }
    #expect(try array.statistics() == reference.statistics())
  }

  @Test("may hold one number, none, or no array at all, under any name")
  func degenerateShapes() throws {
    let file = try TensorFile(path: dataPath("shapes.safetensors"))
    #expect(try file["scalar"]?.values(as: Float.self) == [2.5])
    #expect(try file["empty"]?.values(as: Float.self) == [])
    #expect(file["empty"]?.shape == [0, 7])
    #expect(try file[""]?.values(as: Float.self) == [1])
    #expect(try TensorFile(path: dataPath("none.safetensors")).arrays.isEmpty)
  }

  @Test(
    "may be written in many ways",
    arguments: [
      #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#,
      #"{"a":{"data_offsets":[0,2],"shape":[2],"dtype":"U8","note":{"by":["me"]}}}"#,
      " \t\r\n{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}\n  ",
      #"{"__metadata__":null,"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#,
      #"{"__metadata__":{},"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#,
      #"{"a":{"dtype":"F4","shape":[4],"data_offsets":[0,2]}}"#,
      #"{"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]},"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}"#,
      #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"F64","shape":[9,0],"data_offsets":[2,2]}}"#,
      #"{"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]},"c":{"dtype":"F64","shape":[0],"data_offsets":[1,1]},"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}"#,
      #"{"\u0000é":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#,
    ]
  )
  func spellings(header: String) {
    #expect(refusal(safetensors(header, data: 2)) == "accepted")
  }

  @Test("are listed with kinds that are not read, and refused when those are asked for")
  func unreadKinds() throws {
    let header = #"{"w":{"dtype":"F6_E2M3","shape":[2,4],"data_offsets":[0,6]}}"#
    let array = try #require(try read(safetensors(header, data: 6)).arrays.first)
    #expect(array.description == "w: float6_e2m3fn (2, 4)")
    #expect(!array.elementType.isReadable && array.byteCount == 6)
    #expect(try array.statistics().minimum == nil)
    #expect(try array.withBytes { $0.byteCount } == 6)
    let error = #expect(throws: Diagnostic.self) { try array.values(as: Float.self) }
    #expect(
      error?.description == """
        heads.npz: found numbers of type float6_e2m3fn in array "w"; allowed floats of 8 to 64 \
        bits, integers of 8 to 64 bits, or bool; save it as float32
        """
    )
  }

  @Test("are known by their name where the content does not tell")
  func name() {
    func code(_ contents: [UInt8]) -> String? {
      #expect(throws: Diagnostic.self) {
        try TensorFile(contents: contents, path: "a.safetensors")
      }?
      .code
    }
    #expect(code([1, 2, 3]) == "tensor.truncated")
    #expect(code(safetensors("{}", length: 1 << 60)) == "tensor.header")
    // What is known to be something else is said to be that.
    #expect(code([]) == "tensor.format")
    #expect(code([0x80, 4, 0x95, 0]) == "tensor.format")
    // The length of a header may look like the start of a pickle.
    let blanks = String(repeating: " ", count: 0x280 - 2)
    #expect(refusal(safetensors("{}" + blanks)) == "accepted")
  }
}

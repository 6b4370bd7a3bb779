import TensorFiles
import Testing

@Suite("Files made by numpy")
struct NumpyFilesTests {
  static let types: [(name: String, type: ElementType)] = [
    ("f2", .float16), ("f4", .float32), ("f8", .float64), ("i2", .int16), ("i4", .int32),
    ("i8", .int64), ("u2", .uint16), ("u4", .uint32), ("u8", .uint64),
  ]

  @Test("give their numbers in either byte order", arguments: types)
  func byteOrders(name: String, type: ElementType) throws {
    for order in [ByteOrder.little, .big] {
      let file = try TensorFile(path: dataPath("\(name)-\(order.rawValue).npy"))
      let array = try #require(file.arrays.first)
      #expect(array.name == "\(name)-\(order.rawValue)")
      #expect(array.elementType == type)
      #expect(array.byteOrder == order)
      #expect(array.shape == [2, 3])
      #expect(try array.values(as: Double.self) == [0, 1, 2, 3, 4, 5])
      #expect(try array.values(as: Float.self) == [0, 1, 2, 3, 4, 5])
      #expect(file.notes.isEmpty)
    }
  }

  @Test(
    "give their numbers where there is no byte order",
    arguments: [
      ("b1-any.npy", ElementType.bool, [0.0, 1, 1, 1, 1, 1]),
      ("i1-any.npy", .int8, [0, 1, 2, 3, 4, 5]),
      ("u1-any.npy", .uint8, [0, 1, 2, 3, 4, 5]),
      ("version2.npy", .float32, [0, 1, 2, 3, 4, 5]),
      ("version3.npy", .float32, [0, 1, 2, 3, 4, 5]),
    ]
  )
  func singleBytes(name: String, type: ElementType, expected: [Double]) throws {
    let array = try #require(try TensorFile(path: dataPath(name)).arrays.first)
    #expect(array.elementType == type)
    #expect(try array.values(as: Double.self) == expected)
  }

  @Test("are read in place in Fortran order")
  func fortranOrder() throws {
    let array = try #require(try TensorFile(path: dataPath("fortran.npy")).arrays.first)
    #expect(array.shape == [2, 3, 4])
    #expect(array.byteStrides == [4, 8, 24])
    #expect(try array.values(as: Float.self) == (0..<24).map(Float.init))
    let second = try array.withBytes {
      unsafe $0.unsafeLoadUnaligned(fromByteOffset: 4, as: Float.self)
    }
    #expect(second == 12)
  }

  @Test("may hold one number, or none")
  func degenerateShapes() throws {
    let scalar = try #require(try TensorFile(path: dataPath("scalar.npy")).arrays.first)
    #expect(scalar.shape == [])
    #expect(try scalar.values(as: Float.self) == [2.5])
    let empty = try #require(try TensorFile(path: dataPath("empty.npy")).arrays.first)
    #expect(empty.shape == [0, 7])
    #expect(empty.byteCount == 0)
    #expect(try empty.values(as: Float.self) == [])
  }

  @Test(
    "are archives, stored, deflated, or streamed through a pipe",
    arguments: ["stored.npz", "deflated.npz", "streamed.npz", "streamed-deflated.npz"]
  )
  func archives(name: String) throws {
    let file = try TensorFile(path: dataPath(name))
    #expect(file.arrays.map(\.name) == ["p3", "nested/p4", "größe", "file.npy"])
    #expect(file.arrays.map(\.shape) == [[1, 2, 3, 4], [2, 3], [2], []])
    #expect(file["nested/p4"]?.byteStrides == [8, 16])
    #expect(try file["nested/p4"]?.values(as: Double.self) == [0, 1, 2, 3, 4, 5])
    #expect(try file["größe"]?.values(as: Double.self) == [1, 2])
    #expect(try file["file.npy"]?.values(as: Double.self) == [7])
    #expect(try file["p3"]?.values(as: Float.self).first == -1)
    #expect(try file["p3"]?.values(as: Float.self).last == 1)
    #expect(file["p9"] == nil)
    #expect(file.ignoredMembers == [])
  }

  @Test("are archives of nothing, or of a megabyte of zeros packed to one part in a thousand")
  func extremeArchives() throws {
    #expect(try TensorFile(path: dataPath("none.npz")).arrays.isEmpty)
    let zeros = try #require(try TensorFile(path: dataPath("zeros.npz"))["z"])
    #expect(zeros.byteCount == 4_000_000)
    #expect(try zeros.withBytes { $0.byteCount } == 4_000_000)
  }
}

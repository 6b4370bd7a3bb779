import TensorFiles
import Testing

@Suite("Header of a .npy file")
struct NpyHeaderTests {
  @Test(
    "may be written in many ways",
    arguments: [
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }          \n",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}",
      "{\"shape\":(2,),\"descr\":\"<f4\",\"fortran_order\":True}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2L,), }\n",
      "{ 'fortran_order' : False , 'shape' : ( 2 , ) , 'descr' : '<f4' , }\n",
      "{'descr': 'float32', 'fortran_order': False, 'shape': (2,), }\n",
      "{'descr': '=f4', 'fortran_order': False, 'shape': (2,), }\n",
      "{'descr': '|f4', 'fortran_order': False, 'shape': (2,), }\n",
      "{'descr': 'f4', 'fortran_order': False, 'shape': (2,), }\n",
    ]
  )
  func spellings(header: String) throws {
    let array = try #require(try read(npy(header)).arrays.first)
    #expect(try array.values(as: Float.self) == [1, 2])
  }

  @Test("may have a blank after the last comma of the shape, as MLX writes it")
  func mlxSpacing() throws {
    let header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3,)}         \n"
    let array = try #require(try read(npy(header, data: [1, 2, 3, 4, 5, 6])).arrays.first)
    #expect(array.shape == [2, 3])
    let blank = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, )}\n"
    #expect(try read(npy(blank, data: [1, 2, 3, 4, 5, 6])).arrays.first?.shape == [2, 3])
  }

  static let refusals: [(header: String, message: String)] = [
    ("", "byte 10: found the end of the header; allowed \"{\""),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'shape': (2,)}",
      "byte 66: found key \"shape\" a second time; allowed each key once"
    ),
    (
      "{'descr': '<f4', 'fortran_order': False}",
      "byte 10: found no key \"shape\"; allowed the keys \"descr\", \"fortran_order\" and \"shape\""
    ),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}",
      "byte 66: found key \"x\"; allowed the keys \"descr\", \"fortran_order\" and \"shape\""
    ),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} # note",
      "byte 66: found \"#\"; allowed nothing after the dictionary"
    ),
    (
      "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}",
      "byte 44: found \"0\" for \"fortran_order\"; allowed True or False"
    ),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}",
      "byte 61: found \"-2\" in \"shape\"; allowed a length of zero or more, in decimal digits"
    ),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (True,)}",
      "byte 61: found \"True\" in \"shape\"; allowed a length of zero or more, in decimal digits"
    ),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2.0,)}",
      "byte 62: found \".\"; allowed \",\" or \")\""
    ),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2)}",
      "byte 61: found the number (2) for \"shape\"; allowed a tuple such as (2,)"
    ),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': [2]}",
      "byte 60: found \"[\" for \"shape\"; allowed a tuple such as (2, 3)"
    ),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': 2}",
      "byte 60: found \"2\" for \"shape\"; allowed a tuple such as (2, 3)"
    ),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775808,)}",
      """
      byte 61: found length "9223372036854775808" in "shape"; allowed a number that fits in 63 bits
      """
    ),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)",
      "byte 64: found the end of the header; allowed \",\" or \"}\""
    ),
    ("{'descr", "byte 17: found the end of the header; allowed a closing quote"),
    ("{'de\\x73cr': '<f4'}", "byte 14: found \"\\\"; allowed plain ASCII text in quotes"),
    ("{descr: '<f4'}", "byte 11: found \"d\"; allowed a key in quotes"),
  ]

  @Test("is refused where Python would have to guess", arguments: refusals)
  func refusedHeader(header: String, message: String) {
    let sentence = "heads.npz: \(message); write it with numpy.save or numpy.savez"
    #expect(refusal(npy(header)) == sentence)
  }

  @Test("has no long suffix in version 3.0")
  func longSuffix() {
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2L,), }\n"
    #expect(refusal(npy(header, version: (2, 0))) == "accepted")
    #expect(refusal(npy(header, version: (3, 0))).contains("found \"2L\" in \"shape\""))
  }

  @Test("has a known version", arguments: [(0, 0), (1, 1), (2, 1), (3, 1), (4, 0), (255, 255)])
  func versions(major: UInt8, minor: UInt8) {
    #expect(
      refusal(npy(version: (major, minor))) == """
        heads.npz: byte 6: found .npy version \(major).\(minor); allowed 1.0, 2.0 or 3.0; \
        write it with numpy.save
        """
    )
  }

  @Test("is at most ten thousand bytes long")
  func longestHeader() {
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"
    func header(_ length: Int) -> String {
      text + String(repeating: " ", count: length - text.utf8.count)
    }
    #expect(refusal(npy(header(10_000))) == "accepted")
    #expect(
      refusal(npy(header(10_001))) == """
        heads.npz: byte 8: found a header of 10001 bytes; allowed at most 10000; \
        write it with numpy.save, without structured or named fields
        """
    )
    let nested = String(repeating: "(", count: 9_000)
    #expect(refusal(npy("{'shape': \(nested)")).contains("found \"(\" in \"shape\""))
  }

  @Test("has at most 64 dimensions, as with numpy 2")
  func mostDimensions() {
    func shape(_ count: Int) -> String {
      "(" + String(repeating: "1, ", count: count) + ")"
    }
    #expect(refusal(npy(shape: shape(64), data: [0, 0, 0, 0])) == "accepted")
    #expect(
      refusal(npy(shape: shape(65))).contains("found a shape of more than 64 dimensions")
    )
  }

  @Test(
    "must not promise more than the file holds",
    arguments: [
      (
        "(1099511627776,)",
        "found 0 bytes of data; allowed 4398046511104 for float32 (1099511627776,)"
      ),
      (
        "(4294967296, 4294967296)",
        "found shape (4294967296, 4294967296); allowed a product that fits in 63 bits"
      ),
      ("(9223372036854775807, 9223372036854775807)", "allowed a product that fits in 63 bits"),
      ("(4611686018427387904, 8, 0)", "allowed a product that fits in 63 bits"),
      ("(9223372036854775807,)", "allowed a product that fits in 63 bits"),
    ]
  )
  func promises(shape: String, message: String) {
    #expect(refusal(npy(shape: shape)).contains(message))
  }
}

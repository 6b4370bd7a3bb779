import DetectionTestSupport
import Foundation
import TensorFiles
import Testing

/// Raw numbers of which something is said that cannot be; the file holds as many zeros as its row says.
@Suite("Raw numbers that are refused")
struct RawRefusalTests {
  static let again =
    "check the shape and the type; a file that was cut short must be written again"
  static let say = "say the shape and the type, such as 1x255x13x13:float32"
  static let strides = "say the shape and the strides that the program wrote"
  static let write =
    #"write {"shape": [1, 255, 13, 13], "dtype": "float32"}, and strides in elements"#

  /// What stands behind the name of a file, how many bytes it has, and the answer.
  static let suffixes: [(suffix: String, count: Int, sentence: String)] = [
    (":2x3:float32", 20, "found 20 bytes; allowed 24, for float32 (2, 3); \(again)"),
    (":2x3:float32", 28, "found 28 bytes; allowed 24, for float32 (2, 3); \(again)"),
    (":2x3:float32", 0, "found 0 bytes; allowed 24, for float32 (2, 3); \(again)"),
    (
      ":2x3:float32", 12,
      "found 12 bytes; allowed 24, for float32 (2, 3); check the type: 12 bytes would be float16"
    ),
    (
      ":2x3:float16", 24,
      "found 24 bytes; allowed 12, for float16 (2, 3); check the type: 24 bytes would be float32"
    ),
    (
      ":2x3:f64", 24,
      "found 24 bytes; allowed 48, for float64 (2, 3); check the type: 24 bytes would be float32"
    ),
    (
      ":2x3:int8", 12,
      "found 12 bytes; allowed 6, for int8 (2, 3); check the type: 12 bytes would be float16"
    ),
    (
      ":2x3", 24,
      #"found "2x3" behind the name of the file; allowed a shape, a type, and perhaps big or little; \#(say)"#
    ),
    (
      ":2x3:", 24,
      #"found type "" behind the name of the file; allowed float32, float16, bfloat16, float64, int8, uint8, int16 or int32; \#(say)"#
    ),
    (
      ":2x3:float32:", 24,
      #"found byte order "" behind the name of the file; allowed big or little; \#(say)"#
    ),
    (
      ":2x3:float32:middle", 24,
      #"found byte order "middle" behind the name of the file; allowed big or little; \#(say)"#
    ),
    (
      ":2x3:float32:big:nchw", 24,
      #"found "2x3:float32:big:nchw" behind the name of the file; allowed a shape, a type, and perhaps big or little; \#(say)"#
    ),
    (
      ":2x3:float33", 24,
      #"found type "float33" behind the name of the file; allowed float32, float16, bfloat16, float64, int8, uint8, int16 or int32; \#(say)"#
    ),
    (
      ":2x3:complex128", 24,
      #"found type "complex128" behind the name of the file; allowed float32, float16, bfloat16, float64, int8, uint8, int16 or int32; \#(say)"#
    ),
    (
      ":2x3:float4_e2m1fn", 24,
      #"found type "float4_e2m1fn" behind the name of the file; allowed float32, float16, bfloat16, float64, int8, uint8, int16 or int32; \#(say)"#
    ),
    (
      ":2x3:U3", 24,
      #"found type "U3" behind the name of the file; allowed float32, float16, bfloat16, float64, int8, uint8, int16 or int32; \#(say)"#
    ),
    (
      "::float32", 4,
      #"found shape "" behind the name of the file; allowed lengths with x between them; \#(say)"#
    ),
    (
      ":x:float32", 4,
      #"found shape "x" behind the name of the file; allowed lengths with x between them; \#(say)"#
    ),
    (
      ":2x:float32", 8,
      #"found shape "2x" behind the name of the file; allowed lengths with x between them; \#(say)"#
    ),
    (
      ":2xx3:float32", 24,
      #"found shape "2xx3" behind the name of the file; allowed lengths with x between them; \#(say)"#
    ),
    (
      ":-2x3:float32", 24,
      #"found shape "-2x3" behind the name of the file; allowed lengths with x between them; \#(say)"#
    ),
    (
      ":+2x3:float32", 24,
      #"found shape "+2x3" behind the name of the file; allowed lengths with x between them; \#(say)"#
    ),
    (
      ":2.0x3:float32", 24,
      #"found shape "2.0x3" behind the name of the file; allowed lengths with x between them; \#(say)"#
    ),
    (
      ":2,3:float32", 24,
      #"found shape "2,3" behind the name of the file; allowed lengths with x between them; \#(say)"#
    ),
    (
      ":2X3:float32", 24,
      #"found shape "2X3" behind the name of the file; allowed lengths with x between them; \#(say)"#
    ),
    (
      ":(2,3):float32", 24,
      #"found shape "(2,3)" behind the name of the file; allowed lengths with x between them; \#(say)"#
    ),
    (
      ": 2x3:float32", 24,
      #"found shape " 2x3" behind the name of the file; allowed lengths with x between them; \#(say)"#
    ),
    (
      ":２x3:float32", 24,
      #"found shape "２x3" behind the name of the file; allowed lengths with x between them; \#(say)"#
    ),
    (
      ":9223372036854775808x1:float32", 24,
      #"found shape "9223372036854775808x1" behind the name of the file; allowed lengths with x between them; \#(say)"#
    ),
    (
      ":9223372036854775807:float32", 24,
      "found shape (9223372036854775807,); allowed a product that fits in 63 bits; \(strides)"
    ),
    (
      ":4294967296x4294967296:float32", 24,
      "found shape (4294967296, 4294967296); allowed a product that fits in 63 bits; \(strides)"
    ),
    (
      ":4611686018427387904x8x0:float32", 0,
      "found shape (4611686018427387904, 8, 0); allowed a product that fits in 63 bits; \(strides)"
    ),
    (
      ":1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1:float32",
      4,
      "found a shape of 65 dimensions; allowed at most 64; \(strides)"
    ),
    (":0x7:float32", 4, "found 4 bytes; allowed 0, for float32 (0, 7); \(again)"),
    (
      ":1099511627776:float64", 8,
      "found 8 bytes; allowed 8796093022208, for float64 (1099511627776,); \(again)"
    ),
    (
      ":12", 24,
      #"found "12" behind the name of the file; allowed a shape, a type, and perhaps big or little; \#(say)"#
    ),
    (
      ":float32:2x3", 24,
      #"found shape "float32" behind the name of the file; allowed lengths with x between them; \#(say)"#
    ),
    (
      ":2x3:fl‮oat", 24,
      #"found type "fl\u{202e}oat" behind the name of the file; allowed float32, float16, bfloat16, float64, int8, uint8, int16 or int32; \#(say)"#
    ),
    (
      ":2x3:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 24,
      #"found type "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…" behind the name of the file; allowed float32, float16, bfloat16, float64, int8, uint8, int16 or int32; \#(say)"#
    ),
    (":1x2:float32", 7, "found 7 bytes; allowed 8, for float32 (1, 2); \(again)"),
  ]

  @Test("say what is wrong with the text behind the name", arguments: suffixes)
  func suffix(suffix: String, count: Int, sentence: String) throws {
    try withTemporaryFolder { folder in
      let path = folder + "a.bin"
      try Data(count: count).write(to: URL(filePath: path))
      let error = #expect(throws: Diagnostic.self) { try TensorFile(path: path + suffix) }
      #expect(error?.description == "\(path): \(sentence)")
    }
  }

  /// What stands in the sidecar of a file, how many bytes it has, and the answer.
  static let sidecars: [(text: String, count: Int, sentence: String)] = [
    (
      "", 24,
      "a.bin.json:1:1: found the end of the file; allowed a value; check that the file is complete"
    ),
    (
      "{", 24,
      #"a.bin.json:1:2: found the end of the file; allowed a key or "}"; check that the file is complete"#
    ),
    (
      "[]", 24,
      #"a.bin.json:1:1: found an empty list; allowed an object with "shape", "dtype", "strides", "order"; \#(write)"#
    ),
    (
      "7", 24,
      #"a.bin.json:1:1: found 7; allowed an object with "shape", "dtype", "strides", "order"; \#(write)"#
    ),
    (
      "null", 24,
      #"a.bin.json:1:1: found null; allowed an object with "shape", "dtype", "strides", "order"; \#(write)"#
    ),
    ("{}", 24, #"a.bin.json:1:1: found no "shape"; allowed a list of lengths; \#(write)"#),
    (
      #"{"shape":[2,3]}"#, 24,
      #"a.bin.json:1:1: found no "dtype"; allowed float32, float16, bfloat16, float64, int8, uint8, int16 or int32; \#(write)"#
    ),
    (
      #"{"dtype":"float32"}"#, 24,
      #"a.bin.json:1:1: found no "shape"; allowed a list of lengths; \#(write)"#
    ),
    (
      #"{"shape":[2,3],"dtype":"float32"}"#, 20,
      "a.bin: found 20 bytes; allowed 24, for float32 (2, 3); \(again)"
    ),
    (
      #"{"shape":[2,3],"dtype":"float32"}"#, 25,
      "a.bin: found 25 bytes; allowed 24, for float32 (2, 3); \(again)"
    ),
    (
      #"{"shape":[2,3],"dtype":"float32","stride":[3,1]}"#, 24,
      #"a.bin.json:1:34: found key "stride"; allowed "shape", "dtype", "strides", "order"; did you mean "strides"?; \#(write)"#
    ),
    (
      #"{"shape":[2,3],"dtype":"float32","layout":"NCHW"}"#, 24,
      #"a.bin.json:1:34: found key "layout"; allowed "shape", "dtype", "strides", "order"; \#(write)"#
    ),
    (
      #"{"shape":[2,3],"dtype":"float32","shape":[2,3]}"#, 24,
      #"a.bin.json:1:34: shape: found key "shape" a second time; allowed each key once; remove this one or the first, at 1:2"#
    ),
    (
      #"{"shape":6,"dtype":"float32"}"#, 24,
      "a.bin.json:1:10: shape: found 6; allowed a list of whole numbers of 0 or more; \(write)"
    ),
    (
      #"{"shape":"2x3","dtype":"float32"}"#, 24,
      #"a.bin.json:1:10: shape: found the string "2x3"; allowed a list of whole numbers of 0 or more; \#(write)"#
    ),
    (
      #"{"shape":[2.0,3],"dtype":"float32"}"#, 24,
      "a.bin.json:1:11: shape: found 2.0; allowed a list of whole numbers of 0 or more; \(write)"
    ),
    (
      #"{"shape":[-2,3],"dtype":"float32"}"#, 24,
      "a.bin.json:1:11: shape: found -2; allowed a list of whole numbers of 0 or more; \(write)"
    ),
    (
      #"{"shape":[2,null],"dtype":"float32"}"#, 24,
      "a.bin.json:1:13: shape: found null; allowed a list of whole numbers of 0 or more; \(write)"
    ),
    (
      #"{"shape":[2,99999999999999999999],"dtype":"float32"}"#, 24,
      "a.bin.json:1:13: shape: found 99999999999999999999; allowed a list of whole numbers of 0 or more; \(write)"
    ),
    (
      #"{"shape":[4294967296,4294967296],"dtype":"float32"}"#, 24,
      "a.bin: found shape (4294967296, 4294967296); allowed a product that fits in 63 bits; \(strides)"
    ),
    (
      #"{"shape":[2,3],"dtype":4}"#, 24,
      "a.bin.json:1:24: dtype: found 4; allowed float32, float16, bfloat16, float64, int8, uint8, int16 or int32; \(write)"
    ),
    (
      #"{"shape":[2,3],"dtype":"<f4"}"#, 24,
      #"a.bin.json:1:24: dtype: found the string "<f4"; allowed float32, float16, bfloat16, float64, int8, uint8, int16 or int32; \#(write)"#
    ),
    (
      #"{"shape":[2,3],"dtype":"float32","order":"middle"}"#, 24,
      #"a.bin.json:1:42: order: found the string "middle"; allowed "little" or "big"; \#(write)"#
    ),
    (
      #"{"shape":[2,3],"dtype":"float32","order":1}"#, 24,
      #"a.bin.json:1:42: order: found 1; allowed "little" or "big"; \#(write)"#
    ),
    (
      #"{"shape":[2,3],"dtype":"float32","strides":3}"#, 24,
      "a.bin.json:1:44: strides: found 3; allowed a list of whole numbers of 0 or more; \(write)"
    ),
    (
      #"{"shape":[2,3],"dtype":"float32","strides":[3]}"#, 24,
      "a.bin: found strides [3]; allowed one for each axis of (2, 3), none negative; \(strides)"
    ),
    (
      #"{"shape":[2,3],"dtype":"float32","strides":[3,1,1]}"#, 24,
      "a.bin: found strides [3, 1, 1]; allowed one for each axis of (2, 3), none negative; \(strides)"
    ),
    (
      #"{"shape":[2,3],"dtype":"float32","strides":[-3,1]}"#, 24,
      "a.bin.json:1:45: strides: found -3; allowed a list of whole numbers of 0 or more; \(write)"
    ),
    (
      #"{"shape":[2,3],"dtype":"float32","strides":[0,1]}"#, 24,
      "a.bin: found strides [0, 1], by which elements of (2, 3) share a place; allowed a place for each element; \(strides)"
    ),
    (
      #"{"shape":[2,3],"dtype":"float32","strides":[1,1]}"#, 24,
      "a.bin: found strides [1, 1], by which elements of (2, 3) share a place; allowed a place for each element; \(strides)"
    ),
    (
      #"{"shape":[2,3],"dtype":"float32","strides":[2,1]}"#, 24,
      "a.bin: found strides [2, 1], by which elements of (2, 3) share a place; allowed a place for each element; \(strides)"
    ),
    (
      #"{"shape":[2,3],"dtype":"float32","strides":[1,0]}"#, 24,
      "a.bin: found strides [1, 0], by which elements of (2, 3) share a place; allowed a place for each element; \(strides)"
    ),
    (
      #"{"shape":[2,3],"dtype":"float32","strides":[4,1]}"#, 24,
      "a.bin: found 24 bytes; allowed 28 or, with the padding at the end, 32, for float32 (2, 3) with strides [4, 1]; check the shape, the strides and the type"
    ),
    (
      #"{"shape":[2,3],"dtype":"float32","strides":[4,1]}"#, 29,
      "a.bin: found 29 bytes; allowed 28 or, with the padding at the end, 32, for float32 (2, 3) with strides [4, 1]; check the shape, the strides and the type"
    ),
    (
      #"{"shape":[2,3],"dtype":"float32","strides":[4611686018427387904,1]}"#, 24,
      "a.bin: found strides [4611686018427387904, 1]; allowed a product that fits in 63 bits; \(strides)"
    ),
    (
      #"{"shape":[3,3],"dtype":"float32","strides":[9223372036854775807,1]}"#, 24,
      "a.bin: found strides [9223372036854775807, 1]; allowed a product that fits in 63 bits; \(strides)"
    ),
    (
      #"{"shape":[0,3],"dtype":"float32","strides":[3,1]}"#, 24,
      "a.bin: found 24 bytes; allowed 0, for float32 (0, 3) with strides [3, 1]; check the shape, the strides and the type"
    ),
    (
      #"{"shape":[1000000,1000000],"dtype":"float32","strides":[0,0]}"#, 4,
      "a.bin: found strides [0, 0], by which elements of (1000000, 1000000) share a place; allowed a place for each element; \(strides)"
    ),
    (
      #"{"shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"dtype":"float32"}"#,
      4, "a.bin: found a shape of 65 dimensions; allowed at most 64; \(strides)"
    ),
    (
      "{'shape':[2,3]}", 24,
      #"a.bin.json:1:2: found "'"; allowed a key or "}"; put strings and keys in double quotes"#
    ),
    (
      #"{"shape":[2,3],"dtype":"float32"}x"#, 24,
      "a.bin.json:1:34: found x; allowed nothing more; remove what stands after the end"
    ),
    (
      #"﻿{"shape":[2,3],"dtype":"float32"}"#, 24,
      "a.bin.json:1:1: found a byte order mark; allowed none in JSON; save the file as UTF-8 without it"
    ),
  ]

  @Test("say what is wrong with the sidecar", arguments: sidecars)
  func sidecar(text: String, count: Int, sentence: String) {
    let error = #expect(throws: Diagnostic.self) {
      try TensorFile(
        contents: [UInt8](repeating: 0, count: count),
        sidecar: Array(text.utf8),
        path: "a.bin"
      )
    }
    #expect(error?.description == sentence)
  }

  @Test("may end behind the last number, its row or its image, only", arguments: 24...68)
  func wholeBuffer(count: Int) throws {
    let text = #"{"shape":[1,2,3],"dtype":"float32","strides":[16,4,1]}"#
    let bytes = (0..<count).map { $0 % 4 == 3 ? UInt8(0x3f) : UInt8($0 / 4) }
    func read() throws -> [Float]? {
      try TensorFile(contents: bytes, sidecar: Array(text.utf8), path: "a.bin").arrays.first?
        .values(as: Float.self)
    }
    // Six numbers up to the seventh place, rows of four, an image of sixteen.
    if [28, 32, 64].contains(count) {
      let bits = [0, 1, 2, 4, 5, 6].map { 0x3f00_0000 | UInt32($0) * 0x01_0101 }
      #expect(try read()?.map(\.bitPattern) == bits)
    } else {
      #expect(throws: Diagnostic.self) { try read() }
    }
  }

  @Test("may have any byte of the sidecar changed, or be cut", arguments: UInt64(0)..<8)
  func damagedSidecar(seed: UInt64) throws {
    let text = try formBytes("padded.bin.json")
    let contents = try formBytes("padded.bin")
    var generator = SeededGenerator(seed: seed)
    for index in text.indices {
      var bent = text
      bent[index] = UInt8.random(in: 0...255, using: &generator)
      for sidecar in [Array(text[..<index]), bent] {
        let file = try? TensorFile(contents: contents, sidecar: sidecar, path: "a.bin")
        for array in file?.arrays ?? [] {
          #expect(array.elementCount <= contents.count)
          _ = try array.values(as: Double.self)
          _ = try array.statistics()
        }
      }
    }
  }
}

import DetectionTestSupport
import TensorFiles
import Testing

/// Safetensors files that break a rule. Whatever the fault, it is named, and the process goes on.
@Suite("Safetensors files that are refused")
struct SafetensorsRefusalTests {
  /// What is wrong with the entry of an array, which has eight bytes of data.
  static let entries: [(entry: String, fault: String)] = [
    (#"7"#, "found 7; allowed an object"),
    (#"null"#, "found null; allowed an object"),
    (#"[]"#, "found an empty list; allowed an object"),
    (#""F32""#, #"found the string "F32"; allowed an object"#),
    (#"{}"#, #"found no "dtype"; allowed dtype, shape and data_offsets"#),
    (
      #"{"shape":[2],"data_offsets":[0,8]}"#,
      #"found no "dtype"; allowed dtype, shape and data_offsets"#
    ),
    (
      #"{"dtype":"F32","data_offsets":[0,8]}"#,
      #"found no "shape"; allowed dtype, shape and data_offsets"#
    ),
    (
      #"{"dtype":"F32","shape":[2]}"#,
      #"found no "data_offsets"; allowed dtype, shape and data_offsets"#
    ),
    (dtype("7"), "found 7 for \"dtype\"; allowed \(kinds)"),
    (dtype("null"), "found null for \"dtype\"; allowed \(kinds)"),
    (dtype(#""f32""#), "found the string \"f32\" for \"dtype\"; allowed \(kinds)"),
    (dtype(#""F128""#), "found the string \"F128\" for \"dtype\"; allowed \(kinds)"),
    (dtype(#""""#), "found the string \"\" for \"dtype\"; allowed \(kinds)"),
    (shape("2"), "found 2 for \"shape\"; allowed \(lengths)"),
    (shape("null"), "found null for \"shape\"; allowed \(lengths)"),
    (shape(#""2""#), "found the string \"2\" for \"shape\"; allowed \(lengths)"),
    (shape("{}"), "found an object for \"shape\"; allowed \(lengths)"),
    (shape("[-2]"), "found -2 in \"shape\"; allowed \(lengths)"),
    (shape("[-0]"), "found -0 in \"shape\"; allowed \(lengths)"),
    (shape("[2.0]"), "found 2.0 in \"shape\"; allowed \(lengths)"),
    (shape("[2e0]"), "found 2e0 in \"shape\"; allowed \(lengths)"),
    (shape("[true]"), "found true in \"shape\"; allowed \(lengths)"),
    (shape("[[2]]"), "found a list in \"shape\"; allowed \(lengths)"),
    (
      shape("[9223372036854775808]"),
      "found 9223372036854775808 in \"shape\"; allowed \(lengths)"
    ),
    (
      shape("[99999999999999999999999999]"),
      "found 99999999999999999999999999 in \"shape\"; allowed \(lengths)"
    ),
    (
      shape("[4611686018427387904,8,0]"),
      "found shape [4611686018427387904, 8, 0]; allowed a product that fits in 63 bits"
    ),
    (
      shape("[4294967296,4294967296]"),
      "found shape [4294967296, 4294967296]; allowed a product that fits in 63 bits"
    ),
    (
      shape("[9223372036854775807]"),
      "found shape [9223372036854775807]; allowed a product that fits in 63 bits"
    ),
    (
      shape("[\(Array(repeating: "1", count: 65).joined(separator: ","))]"),
      "found a shape of 65 dimensions; allowed at most 64"
    ),
    (shape("[3]"), "found 8 bytes of data; allowed 12 for float32 (3,)"),
    (shape("[1]"), "found 8 bytes of data; allowed 4 for float32 (1,)"),
    (shape("[]"), "found 8 bytes of data; allowed 4 for float32 ()"),
    (shape("[0]"), "found 8 bytes of data; allowed 0 for float32 (0,)"),
    (
      #"{"dtype":"F4","shape":[15],"data_offsets":[0,8]}"#,
      "found 60 bits for float4_e2m1fn (15,); allowed a whole number of bytes"
    ),
    (
      #"{"dtype":"F6_E3M2","shape":[3],"data_offsets":[0,3]}"#,
      "found 18 bits for float6_e3m2fn (3,); allowed a whole number of bytes"
    ),
    (offsets("8"), "found 8 for \"data_offsets\"; allowed \(pair)"),
    (offsets("{}"), "found an object for \"data_offsets\"; allowed \(pair)"),
    (offsets("[0,8.0]"), "found 8.0 in \"data_offsets\"; allowed \(pair)"),
    (offsets("[-8,0]"), "found -8 in \"data_offsets\"; allowed \(pair)"),
    (offsets(#"[0,"8"]"#), "found the string \"8\" in \"data_offsets\"; allowed \(pair)"),
    (
      offsets("[0,18446744073709551616]"),
      "found 18446744073709551616 in \"data_offsets\"; allowed \(pair)"
    ),
    (offsets("[]"), "found [] for \"data_offsets\"; allowed \(ends)"),
    (offsets("[8]"), "found [8] for \"data_offsets\"; allowed \(ends)"),
    (offsets("[0,4,8]"), "found [0, 4, 8] for \"data_offsets\"; allowed \(ends)"),
    (offsets("[8,0]"), "found [8, 0] for \"data_offsets\"; allowed \(ends)"),
    (
      offsets("[0,9223372036854775807]"),
      "found 9223372036854775807 bytes of data; allowed 8 for float32 (2,)"
    ),
  ]

  static let kinds = """
    F64, F32, F16, BF16, F8_E4M3, F8_E5M2, F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ, F6_E2M3, F6_E3M2, \
    F4, C64, I64, I32, I16, I8, U64, U32, U16, U8, BOOL
    """
  static let lengths = "a list of whole numbers from 0 to 9223372036854775807"
  static let pair = "two whole numbers from 0 to 9223372036854775807"
  static let ends = "where the data begin and where they end"
  static let save = "write it with the save_file of safetensors"
  static let again = "the file is damaged or cut short: export or copy it again"

  private static func dtype(_ text: String) -> String {
    "{\"dtype\":\(text),\"shape\":[2],\"data_offsets\":[0,8]}"
  }

  private static func shape(_ text: String) -> String {
    "{\"dtype\":\"F32\",\"shape\":\(text),\"data_offsets\":[0,8]}"
  }

  private static func offsets(_ text: String) -> String {
    "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":\(text)}"
  }

  @Test("name the array and what is wrong with it", arguments: entries)
  func faultyEntry(entry: String, fault: String) {
    let bytes = safetensors("{\"a\":\(entry)}", data: 8)
    #expect(refusal(bytes) == "heads.npz: array \"a\": \(fault); \(Self.save)")
  }

  /// Headers that are wrong as a whole, before eight bytes of data.
  static let headers: [(header: String, sentence: String)] = [
    (
      #"{"a":1,"a":1}"#,
      #"header 1:8: found key "a" a second time; allowed each key once; \#(save)"#
    ),
    (
      #"{"__metadata__":{"k":"1","k":"2"}}"#,
      #"header 1:26: found key "k" a second time; allowed each key once; \#(save)"#
    ),
    (
      #"{"a":{"dtype":"U8","dtype":"U8"}}"#,
      #"header 1:20: found key "dtype" a second time; allowed each key once; \#(save)"#
    ),
    (
      #"{"__metadata__":{"k":1}}"#,
      #"found an object for "__metadata__"; allowed an object of texts; \#(save)"#
    ),
    (
      #"{"__metadata__":"k"}"#,
      #"found the string "k" for "__metadata__"; allowed an object of texts; \#(save)"#
    ),
    (
      #"{"__metadata__":[]}"#,
      #"found an empty list for "__metadata__"; allowed an object of texts; \#(save)"#
    ),
    ("{", "header 1:2: found the end of the file; allowed a key or \"}\"; \(save)"),
    ("{}}", "header 1:3: found \"}\"; allowed nothing more; \(save)"),
    ("{}\0\0", "header 1:3: found character U+0000; allowed nothing more; \(save)"),
    ("{'a':1}", "header 1:2: found \"'\"; allowed a key or \"}\"; \(save)"),
    (#"{"a":1,}"#, "header 1:8: found \"}\" after a comma; allowed another key; \(save)"),
    (
      #"{"\ud800":1}"#,
      "header 1:3: found \\uD800, half of a surrogate pair; allowed both halves together; \(save)"
    ),
    (
      "{\"a\u{1}\":1}",
      """
      header 1:4: found control character U+0001 inside a string; allowed control characters \
      only as escapes; \(save)
      """
    ),
    (#"{"a":NaN}"#, "header 1:6: found NaN; allowed a value; \(save)"),
    (
      "{\"a\":" + String(repeating: "[", count: 90_000),
      "header 1:69: found lists and objects nested deeper than 64; allowed 64 levels; \(save)"
    ),
    ("{}", "found 8 bytes of data; allowed 0, as the header says; \(again)"),
    (two("[0,4]", "[4,12]", 2), "found 8 bytes of data; allowed 12, as the header says; \(again)"),
    (two("[0,4]", "[4,4]", 0), "found 8 bytes of data; allowed 4, as the header says; \(again)"),
    (
      two("[4,8]", "[8,12]", 1),
      "array \"a\": found data that begin at byte 4; allowed byte 0, where those before them end; \(again)"
    ),
    (
      two("[0,4]", "[5,9]", 1),
      "array \"b\": found data that begin at byte 5; allowed byte 4, where those before them end; \(again)"
    ),
    (
      two("[0,4]", "[3,7]", 1),
      "array \"b\": found data that begin at byte 3; allowed byte 4, where those before them end; \(again)"
    ),
    (
      two("[0,4]", "[0,4]", 1),
      "array \"b\": found data that begin at byte 0; allowed byte 4, where those before them end; \(again)"
    ),
    (
      two("[0,4]", "[2,2]", 0),
      "array \"b\": found data that begin at byte 2; allowed byte 4, where those before them end; \(again)"
    ),
  ]

  /// The header of two arrays: one float, and `count` more.
  private static func two(_ first: String, _ second: String, _ count: Int) -> String {
    """
    {"a":{"dtype":"F32","shape":[1],"data_offsets":\(first)},\
    "b":{"dtype":"F32","shape":[\(count)],"data_offsets":\(second)}}
    """
  }

  @Test("say what is wrong with the header", arguments: headers)
  func faultyHeader(header: String, sentence: String) {
    #expect(refusal(safetensors(header, data: 8)) == "heads.npz: \(sentence)")
  }

  /// Files that are known by their name alone.
  static let others: [(bytes: [UInt8], sentence: String)] = [
    ([1, 0, 0], "found 3 bytes; allowed at least 8, which say how long the header is; \(again)"),
    (
      safetensors("{}", length: 100_000_001),
      "byte 0: found a header of 100000001 bytes; allowed at most 100000000; \(save)"
    ),
    (
      safetensors("{}", length: .max),
      "byte 0: found a header of 18446744073709551615 bytes; allowed at most 100000000; \(save)"
    ),
    (
      safetensors("{}", length: 3),
      "byte 10: found the end of the file; allowed the rest of a header of 3 bytes; \(again)"
    ),
    (safetensors(""), "header 1:1: found the end of the file; allowed a value; \(save)"),
    (
      safetensors("[]"),
      "found an empty list as the header; allowed an object with an entry for each array; \(save)"
    ),
    (
      safetensors("\u{feff}{}"),
      "header 1:1: found a byte order mark; allowed none in JSON; \(save)"
    ),
    (
      littleEndian(1, count: 8) + [0xff],
      "header 1:1: found byte 0xFF, which is not UTF-8; allowed UTF-8 text; \(save)"
    ),
  ]

  @Test("say what is wrong before the header", arguments: others)
  func faultyStart(bytes: [UInt8], sentence: String) {
    let error = #expect(throws: Diagnostic.self) {
      try TensorFile(contents: bytes, path: "a.safetensors")
    }
    #expect(error?.description == "a.safetensors: \(sentence)")
  }

  @Test("are more than sixty, and all different")
  func count() {
    #expect(Set(Self.entries.map(\.entry) + Self.headers.map(\.header)).count >= 60)
  }

  @Test("may be cut at any byte", arguments: ["kinds", "shapes", "none"])
  func truncation(name: String) throws {
    let whole = try dataBytes("\(name).safetensors")
    for count in whole.indices {
      #expect(throws: Diagnostic.self, "cut to \(count) bytes") {
        try TensorFile(contents: Array(whole[..<count]), path: "a.safetensors")
      }
    }
    #expect(throws: Diagnostic.self) {
      try TensorFile(contents: whole + [0], path: "a.safetensors")
    }
  }

  @Test("may have any byte changed", arguments: UInt64(0)..<3)
  func changedBytes(seed: UInt64) throws {
    let whole = try dataBytes("kinds.safetensors")
    var generator = SeededGenerator(seed: seed)
    for index in whole.indices {
      var bent = whole
      bent[index] = UInt8.random(in: 0...255, using: &generator)
      guard let file = try? TensorFile(contents: bent, path: "a.safetensors") else { continue }
      for array in file.arrays {
        #expect(array.elementCount <= 48)
        _ = try? array.values(as: Double.self)
        _ = try array.statistics()
      }
    }
  }

  @Test("name a hundred thousand arrays that share one range, and are refused at once")
  func sharedRange() {
    let entries = (0..<100_000).map {
      "\"\($0)\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}"
    }
    let header = "{\(entries.joined(separator: ","))}"
    #expect(
      refusal(safetensors(header, data: 8)).contains("data that begin at byte 0; allowed byte 8")
    )
  }
}

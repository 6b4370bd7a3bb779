import TensorFiles
import Testing

/// JSON that is not what `trtexec --exportOutput` writes.
@Suite("Outputs of trtexec that are refused")
struct TrtexecRefusalTests {
  static let output = "write the file with trtexec --exportOutput, or save the arrays with numpy"
  static let again = "the file is damaged or cut short: export or copy it again"

  static let files: [(text: String, sentence: String)] = [
    (
      "[",
      ":1:2: [0]: found the end of the file; allowed a value; check that the file is complete"
    ),
    (
      "[7]",
      #":1:2: [0]: found 7; allowed an object with "name", "dimensions" and "values"; \#(output)"#
    ),
    (
      #"["a"]"#,
      #":1:2: [0]: found "a"; allowed an object with "name", "dimensions" and "values"; \#(output)"#
    ),
    (
      "[null]",
      #":1:2: [0]: found null; allowed an object with "name", "dimensions" and "values"; \#(output)"#
    ),
    (
      "[[]]",
      #":1:2: [0]: found []; allowed an object with "name", "dimensions" and "values"; \#(output)"#
    ),
    (
      "[{}]",
      #":1:3: [0]: found no "name"; allowed an object with "name", "dimensions" and "values"; \#(output)"#
    ),
    (
      #"[{"name":"p"}]"#,
      #":1:13: [0]: found no "dimensions"; allowed an object with "name", "dimensions" and "values"; \#(output)"#
    ),
    (
      #"[{"name":"p","dimensions":"2"}]"#,
      #":1:30: [0]: found no "values"; allowed an object with "name", "dimensions" and "values"; \#(output)"#
    ),
    (
      #"[{"name":"p","values":[1,2]}]"#,
      #":1:28: [0]: found no "dimensions"; allowed an object with "name", "dimensions" and "values"; \#(output)"#
    ),
    (
      #"[{"dimensions":"2","values":[1,2]}]"#,
      #":1:34: [0]: found no "name"; allowed an object with "name", "dimensions" and "values"; \#(output)"#
    ),
    (
      #"[{"name":7,"dimensions":"1x2","values":[1,2]}]"#,
      ":1:10: [0].name: found 7; allowed a text; \(output)"
    ),
    (
      #"[{"name":null,"dimensions":"1x2","values":[1,2]}]"#,
      ":1:10: [0].name: found null; allowed a text; \(output)"
    ),
    (
      #"[{"name":"p","dimensions":7,"values":[1,2]}]"#,
      #":1:27: [0].dimensions: found 7; allowed a text such as "1x255x13x13"; \#(output)"#
    ),
    (
      #"[{"name":"p","dimensions":[1,2],"values":[1,2]}]"#,
      #":1:27: [0].dimensions: found [1,2]; allowed a text such as "1x255x13x13"; \#(output)"#
    ),
    (
      #"[{"name":"p","dimensions":"","values":[1,2]}]"#,
      #": array "p": found 2 values; allowed 1 for dimensions of (); \#(again)"#
    ),
    (
      #"[{"name":"p","dimensions":"1,2","values":[1,2]}]"#,
      #":1:27: [0].dimensions: found "1,2"; allowed a text such as "1x255x13x13"; \#(output)"#
    ),
    (
      #"[{"name":"p","dimensions":"1x-2","values":[1,2]}]"#,
      #":1:27: [0].dimensions: found "1x-2"; allowed a text such as "1x255x13x13"; \#(output)"#
    ),
    (
      #"[{"name":"p","dimensions":"1x2x","values":[1,2]}]"#,
      #":1:27: [0].dimensions: found "1x2x"; allowed a text such as "1x255x13x13"; \#(output)"#
    ),
    (
      #"[{"name":"p","dimensions":"(1, 2)","values":[1,2]}]"#,
      #":1:27: [0].dimensions: found "(1, 2)"; allowed a text such as "1x255x13x13"; \#(output)"#
    ),
    (
      #"[{"name":"p","dimensions":"3","values":[1,2]}]"#,
      #": array "p": found 2 values; allowed 3 for dimensions of (3,); \#(again)"#
    ),
    (
      #"[{"name":"p","dimensions":"1","values":[1,2]}]"#,
      #": array "p": found 2 values; allowed 1 for dimensions of (1,); \#(again)"#
    ),
    (
      #"[{"name":"p","dimensions":"0x9","values":[1,2]}]"#,
      #": array "p": found 2 values; allowed 0 for dimensions of (0, 9); \#(again)"#
    ),
    (
      #"[{"name":"p","dimensions":"9223372036854775808","values":[1,2]}]"#,
      #":1:27: [0].dimensions: found "9223372036854775808"; allowed a text such as "1x255x13x13"; \#(output)"#
    ),
    (
      #"[{"name":"p","dimensions":"4294967296x4294967296","values":[1,2]}]"#,
      #": array "p": found dimensions of (4294967296, 4294967296); allowed at most 64, with a product that fits in 63 bits; \#(again)"#
    ),
    (
      #"[{"name":"p","dimensions":"1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1","values":[1]}]"#,
      #": array "p": found 65 dimensions; allowed at most 64, with a product that fits in 63 bits; \#(again)"#
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":7}]"#,
      ":1:42: [0].values: found 7; allowed a list of numbers; \(output)"
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":"1,2"}]"#,
      #":1:42: [0].values: found "1,2"; allowed a list of numbers; \#(output)"#
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":null}]"#,
      ":1:42: [0].values: found null; allowed a list of numbers; \(output)"
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":{}}]"#,
      ":1:42: [0].values: found {}; allowed a list of numbers; \(output)"
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":[1,"2"]}]"#,
      #":1:45: [0].values[1]: found "2"; allowed a number; write the numbers in one list"#
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":[1,null]}]"#,
      ":1:45: [0].values[1]: found null; allowed a number; write the numbers in one list"
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":[1,[2]]}]"#,
      ":1:45: [0].values[1]: found [2]; allowed a number; write the numbers in one list"
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":[1,true]}]"#,
      ":1:45: [0].values[1]: found true; allowed a number; write the numbers in one list"
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":[1 2]}]"#,
      #":1:45: [0].values: found "2"; allowed "," or "]"; check for a missing comma, quote or bracket"#
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":[1,]}]"#,
      #":1:45: [0].values: found "]" after a comma; allowed another value; remove the comma"#
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":[,1]}]"#,
      #":1:43: [0].values[0]: found ","; allowed a value; put a value here"#
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":[1,,2]}]"#,
      #":1:45: [0].values[1]: found ","; allowed a value; put a value here"#
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":[1,2}]"#,
      #":1:46: [0].values: found "}"; allowed "," or "]"; check for a missing comma, quote or bracket"#
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":[01,2]}]"#,
      ":1:43: [0].values[0]: found 01; allowed a number without leading zeros; remove the zeros in front"
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":[1.,2]}]"#,
      #":1:43: [0].values[0]: found "1."; allowed a number with a digit on both sides of the point and after "-" and "e"; write the number out, such as 0.5 or 1e-3"#
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":[.5,2]}]"#,
      ":1:43: [0].values[0]: found .5; allowed a value; put strings in double quotes"
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":[1e,2]}]"#,
      #":1:43: [0].values[0]: found "1e"; allowed a number with a digit on both sides of the point and after "-" and "e"; write the number out, such as 0.5 or 1e-3"#
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":[1,-]}]"#,
      #":1:45: [0].values[1]: found "-"; allowed a number with a digit on both sides of the point and after "-" and "e"; write the number out, such as 0.5 or 1e-3"#
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":[+1,2]}]"#,
      ":1:43: [0].values[0]: found +1; allowed a value; put strings in double quotes"
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":[0x1,2]}]"#,
      #":1:44: [0].values: found x1; allowed "," or "]"; check for a missing comma, quote or bracket"#
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":[1,nano]}]"#,
      ":1:45: [0].values[1]: found nano; allowed a value; put strings in double quotes"
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":[1.5f,2]}]"#,
      #":1:46: [0].values: found f; allowed "," or "]"; check for a missing comma, quote or bracket"#
    ),
    (
      #"[{"name":"p","name":"q","dimensions":"1","values":[1]}]"#,
      #":1:14: [0].name: found key "name" a second time; allowed each key once; remove one of them"#
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":[1,2]}]x"#,
      ":1:49: found x; allowed nothing more; remove what stands after the end"
    ),
    (
      #"[{"name":"p","dimensions":"1x2","values":[1,2]}"#,
      #":1:48: found the end of the file; allowed "," or "]"; check that the file is complete"#
    ),
    (
      #"[{"name":"p","dimensions":"1","values":[1]},]"#,
      #":1:45: found "]" after a comma; allowed another value; remove the comma"#
    ),
    (
      #"[{"name":"p" "dimensions":"1"}]"#,
      #":1:14: [0]: found a quote; allowed "," or "}"; check for a missing comma, quote or bracket"#
    ),
    (
      #"[{"name":"p\#u{1}","dimensions":"1","values":[1]}]"#,
      #":1:12: [0].name: found control character U+0001 inside a string; allowed control characters only as escapes; write \u0001"#
    ),
    (
      #"[{"image_id":1,"category_id":2,"bbox":[1,2,3,4],"score":0.5}]"#,
      #":1:60: [0]: found no "name"; allowed an object with "name", "dimensions" and "values"; \#(output)"#
    ),
    (
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
      ":1:65: [0]: found lists and objects nested deeper than 64; allowed 64 levels; check that this is the right file"
    ),
  ]

  @Test("say what is wrong, and where", arguments: files)
  func refused(text: String, sentence: String) {
    #expect(refusal(Array(text.utf8), path: "a.json") == "a.json" + sentence)
  }

  @Test("may be cut at any byte, or have any changed", arguments: UInt64(0)..<2)
  func damaged(seed: UInt64) throws {
    try damage(try formBytes("trtexec.json"), path: "a.json", seed: seed)
  }

  @Test("may begin behind 4,095 blanks, and not behind one more")
  func blanks() throws {
    let output = Array(#"[{"name":"p","dimensions":"1x2","values":[1,2]}]"#.utf8)
    let blanks = [UInt8](repeating: 0x20, count: 4095)
    #expect(try read(blanks + output, path: "a.json").arrays.map(\.name) == ["p"])
    #expect(refusal(blanks + [10] + output, path: "a.json").contains("20 20 20"))
  }
}

import TensorFiles
import Testing

/// JSON that is not what `polygraphy run --save-outputs` writes.
@Suite("Outputs of polygraphy that are refused")
struct PolygraphyRefusalTests {
  static let write = "write the file with polygraphy run --save-outputs"
  static let today = "load the file with today's polygraphy and save it again"
  static let again = "the file is damaged or cut short: export or copy it again"

  static let files: [(text: String, sentence: String)] = [
    (
      "{",
      #":1:2: found the end of the file; allowed a key or "}"; check that the file is complete"#
    ),
    (
      "{}",
      #":1:2: found a JSON object without "lst"; allowed the RunResults that polygraphy writes; give the file that --save-outputs wrote, or save the arrays with numpy.savez"#
    ),
    (#"{"lst":7}"#, ":1:8: lst: found 7; allowed a list, the runners; \(write)"),
    (#"{"lst":null}"#, ":1:8: lst: found null; allowed a list, the runners; \(write)"),
    (#"{"lst":{}}"#, ":1:8: lst: found {}; allowed a list, the runners; \(write)"),
    (
      #"{"lst":[7]}"#,
      ":1:9: lst[0]: found 7; allowed a list, a runner's name and its iterations; \(write)"
    ),
    (
      #"{"lst":["r"]}"#,
      #":1:9: lst[0]: found "r"; allowed a list, a runner's name and its iterations; \#(write)"#
    ),
    (
      #"{"lst":[["r",7]]}"#,
      ":1:14: lst[0][1]: found 7; allowed a list, the iterations; \(write)"
    ),
    (
      #"{"lst":[["r",{}]]}"#,
      ":1:14: lst[0][1]: found {}; allowed a list, the iterations; \(write)"
    ),
    (
      #"{"lst":[["r",[7]]]}"#,
      #":1:15: lst[0][1][0]: found 7; allowed an iteration with its "outputs"; \#(write)"#
    ),
    (
      #"{"lst":[["r",[{}]]]}"#,
      #":1:16: lst[0][1][0]: found no "outputs"; allowed an object with "outputs"; \#(write)"#
    ),
    (
      #"{"lst":[["r",[{"outputs":7}]]]}"#,
      ":1:26: lst[0][1][0].outputs: found 7; allowed an object of arrays; \(write)"
    ),
    (
      #"{"lst":[["r",[{"outputs":[]}]]]}"#,
      ":1:26: lst[0][1][0].outputs: found []; allowed an object of arrays; \(write)"
    ),
    (
      #"{"lst":[["r",[{"outputs":{}},{"outputs":{}}]]]}"#,
      ": found the outputs of 2 iterations; allowed those of one; run polygraphy with --iterations 1, or save each as a file of its own"
    ),
    (
      #"{"lst":[["r",[]],["s",[]]]}"#,
      #": found the outputs of 2 runners, "r", "s"; allowed those of one; run polygraphy with one runner, and save its outputs"#
    ),
    (
      #"{"lst":[["a",[]],["b",[]],["c",[]],["d",[]],["e",[]]]}"#,
      #": found the outputs of 5 runners, "a", "b", "c", "d" and 1 more; allowed those of one; run polygraphy with one runner, and save its outputs"#
    ),
    (
      #"{"lst":[],"lst":[]}"#,
      #":1:11: lst: found key "lst" a second time; allowed each key once; remove one of them"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":7}}]]],"polygraphy_class":"RunResults"}"#,
      ":1:31: lst[0][1][0].outputs.p: found 7; allowed an array; \(write)"
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":null}}]]],"polygraphy_class":"RunResults"}"#,
      ":1:31: lst[0][1][0].outputs.p: found null; allowed an array; \(write)"
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":[]}}]]],"polygraphy_class":"RunResults"}"#,
      ":1:31: lst[0][1][0].outputs.p: found []; allowed an array; \(write)"
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{}}}]]],"polygraphy_class":"RunResults"}"#,
      #":1:32: lst[0][1][0].outputs.p: found no "array"; allowed an object with "array"; \#(write)"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":7}}}]]],"polygraphy_class":"RunResults"}"#,
      ":1:41: lst[0][1][0].outputs.p.values: found 7; allowed an array; \(write)"
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{}}}}]]],"polygraphy_class":"RunResults"}"#,
      #":1:42: lst[0][1][0].outputs.p.values: found no "array"; allowed an object with "array"; \#(write)"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"tensor":"gAKK"}}}]]],"polygraphy_class":"RunResults"}"#,
      ":1:41: lst[0][1][0].outputs.p.tensor: found a tensor of torch, which runs code when read; allowed arrays of numpy; let the runner return numpy arrays: tensor.cpu().numpy()"
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"tensor":"gAKK","polygraphy_class":"Tensor"}}}}]]],"polygraphy_class":"RunResults"}"#,
      ":1:51: lst[0][1][0].outputs.p.values.tensor: found a tensor of torch, which runs code when read; allowed arrays of numpy; let the runner return numpy arrays: tensor.cpu().numpy()"
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":7,"polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      ":1:50: lst[0][1][0].outputs.p.values.array: found 7; allowed a .npy file in base64; \(today)"
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":null,"polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      ":1:50: lst[0][1][0].outputs.p.values.array: found null; allowed a .npy file in base64; \(today)"
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"\u0093NUMPY","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      #":1:50: lst[0][1][0].outputs.p.values.array: found "\u0093NUMPY"; allowed a .npy file in base64; \#(today)"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      #": array "p", byte 0: found no bytes; allowed the .npy signature 93 4e 55 4d 50 59; write it with numpy.save or numpy.savez"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"A","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      #": array "p": found a text of 1 character; allowed base64, whose length is a multiple of four; \#(again)"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"AAAA","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      #": array "p", byte 0: found bytes 00 00 00; allowed the .npy signature 93 4e 55 4d 50 59; write it with numpy.save or numpy.savez"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"AA=A","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      #": array "p": found a character at 2 of the text that stands for nothing; allowed base64; \#(again)"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"AB==","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      #": array "p": found a character at 1 of the text that stands for nothing; allowed base64; \#(again)"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"A===","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      #": array "p": found a character at 1 of the text that stands for nothing; allowed base64; \#(again)"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"====","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      #": array "p": found a character at 0 of the text that stands for nothing; allowed base64; \#(again)"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"k05V VBZ","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      #": array "p": found a character at 4 of the text that stands for nothing; allowed base64; \#(again)"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"k05V-VBZ","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      #": array "p": found a character at 4 of the text that stands for nothing; allowed base64; \#(again)"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2Zv","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      #": array "p", byte 30: found the end of the data; allowed the rest of the .npy header; \#(again)"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAIA/AAAA","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      #": array "p", byte 128: found 7 bytes of data; allowed 8 for float32 (2,); \#(again)"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAIA/AAAA!!!!","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      #": array "p": found a character at 180 of the text that stands for nothing; allowed base64; \#(again)"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGéxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAIA/AAAAQA==","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      #": array "p": found a character at 60 of the text that stands for nothing; allowed base64; \#(again)"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAA","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      #": array "p", byte 128: found 7 bytes of data; allowed 8 for float32 (2,); \#(again)"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAA=","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      #": array "p", byte 128: found 9 bytes of data; allowed 8 for float32 (2,); \#(again)"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"k05VTVBZAQB2AHsnZGVzY3InOiAnfE8nLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAIA/AAAAQA==","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      #": array "p", byte 20: found type "|O", an array of Python objects; allowed floats of 16 to 64 bits, integers of 8 to 64 bits, or bool; objects are pickles, which run code when read: save each number array by itself"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"k05VTVBZAQB2AHsnZGVzY3InOiAnPFYyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDQsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAIA/AAAAQA==","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      #": array "p", byte 20: found type "<V2", raw 2-byte values: bfloat16 from JAX or MLX?; allowed floats of 16 to 64 bits, integers of 8 to 64 bits, or bool; say the element type, or save it as float32: array.astype(numpy.float32)"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEwOTk1MTE2Mjc3NzYsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAIA/AAAAQA==","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      #": array "p", byte 128: found 8 bytes of data; allowed 4398046511104 for float32 (1099511627776,); \#(again)"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"UEsDBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      #": array "p": found an .npz archive, as old versions of polygraphy wrote it; allowed a .npy file; \#(today)"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAIA/AAAAQA==","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"},"p":{"values":{"array":"k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAIA/AAAAQA==","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      #":1:299: lst[0][1][0].outputs.p: found key "p" a second time; allowed each key once; remove one of them"#
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAIA/AAAAQA==","polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}x"#,
      ":1:336: found x; allowed nothing more; remove what stands after the end"
    ),
    (
      #"{"lst":[["r",[{"outputs":{"p":{"values":{"array":"k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAIA/AAAAQA==,"polygraphy_class":"ndarray"},"polygraphy_class":"LazyArray"}}}]]],"polygraphy_class":"RunResults"}"#,
      #":1:237: lst[0][1][0].outputs.p.values: found polygraphy_class; allowed "," or "}"; check for a missing comma, quote or bracket"#
    ),
    (
      #"[{"p":{"array":"k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAIA/AAAAQA=="}},{"p":{"array":"k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAIA/AAAAQA=="}}]"#,
      ": found the outputs of 2 iterations; allowed those of one; run polygraphy with --iterations 1, or save each as a file of its own"
    ),
    (
      #"[{"p":{"array":7}}]"#,
      ":1:16: [0].p.array: found 7; allowed a .npy file in base64; \(today)"
    ),
    (#"[7,{"array":""}]"#, ":1:2: [0]: found 7; allowed an object of arrays; \(write)"),
    (
      #"{"classes": 80, "scales": []}"#,
      #":1:29: found a JSON object without "lst"; allowed the RunResults that polygraphy writes; give the file that --save-outputs wrote, or save the arrays with numpy.savez"#
    ),
    (
      #"{"images": [], "annotations": []}"#,
      #":1:33: found a JSON object without "lst"; allowed the RunResults that polygraphy writes; give the file that --save-outputs wrote, or save the arrays with numpy.savez"#
    ),
  ]

  @Test("say what is wrong, and where", arguments: files)
  func refused(text: String, sentence: String) {
    #expect(refusal(Array(text.utf8), path: "a.json") == "a.json" + sentence)
  }

  @Test("say of which runners and iterations there are several, of real files")
  func several() throws {
    func code(_ name: String) -> String? {
      #expect(throws: Diagnostic.self) { try TensorFile(path: formPath(name)) }?.code
    }
    #expect(code("polygraphy-runners.json") == "tensor.runners")
    #expect(code("polygraphy-iterations.json") == "tensor.iterations")
  }

  @Test("may be cut at any byte, or have any changed", arguments: UInt64(0)..<2)
  func damaged(seed: UInt64) throws {
    try damage(try formBytes("polygraphy-inputs.json"), path: "a.json", seed: seed)
    try damage(try formBytes("polygraphy.json"), path: "a.json", seed: seed)
  }
}

import TensorFiles
import Testing

/// Messages of protobuf that are no tensor of ONNX, or one that cannot be read.
@Suite("Tensors of ONNX that are refused")
struct OnnxRefusalTests {
  static let save = "save the array with onnx.numpy_helper.from_array, or with numpy.save"
  static let again = "the file is damaged or cut short: export or copy it again"
  static let run = "a model or a graph is no array: run it, and save its outputs"

  /// What is wrong, the bytes in hexadecimal, and the answer.
  static let files: [(what: String, bytes: String, sentence: String)] = [
    (
      "no data type", "0802",
      "found no data_type; allowed the message TensorProto of ONNX; \(run)"
    ),
    ("no numbers", "08021001", "found 0 bytes of data; allowed 8 for float32 (2,); \(again)"),
    (
      "too few raw bytes", "080210014a070000803f000000",
      "found 7 bytes of data; allowed 8 for float32 (2,); \(again)"
    ),
    (
      "too many raw bytes", "080210014a090000803f0000004000",
      "found 9 bytes of data; allowed 8 for float32 (2,); \(again)"
    ),
    (
      "too few floats", "0803100122080000803f00000040",
      "found 2 numbers in float_data; allowed 3 for float32 (3,); \(again)"
    ),
    (
      "too many floats", "0801100122080000803f00000040",
      "found 2 numbers in float_data; allowed 1 for float32 (1,); \(again)"
    ),
    (
      "packed floats that are cut", "0802100122070000803f000000",
      "byte 4: found float_data that holds no such numbers, or part of one; allowed the message TensorProto of ONNX; \(save)"
    ),
    (
      "packed doubles that are cut", "0801100b52070000803f000000",
      "byte 4: found double_data that holds no such numbers, or part of one; allowed the message TensorProto of ONNX; \(save)"
    ),
    (
      "an integer that goes on", "080110062a0180",
      "byte 4: found int32_data that holds no such numbers, or part of one; allowed the message TensorProto of ONNX; \(save)"
    ),
    (
      "an integer of eleven bytes", "080110073a0bffffffffffffffffffff01",
      "byte 6: found a number of more than 64 bits in int64_data; allowed numbers that fit; \(save)"
    ),
    (
      "an integer of 65 bits", "080110073a0affffffffffffffffff02",
      "byte 6: found a number of more than 64 bits in int64_data; allowed numbers that fit; \(save)"
    ),
    (
      "raw data and floats", "080210014a080000803f0000004022080000803f00000040",
      "found float_data and raw_data for float32; allowed either float_data or raw_data; \(save)"
    ),
    (
      "raw data twice", "080210014a080000803f000000404a080000803f00000040",
      "byte 14: found raw_data a second time; allowed the message TensorProto of ONNX; \(save)"
    ),
    (
      "integers of floats", "080210012a020102",
      "found int32_data for float32; allowed either float_data or raw_data; \(save)"
    ),
    (
      "floats of integers", "0802100622080000803f00000040",
      "found float_data for int32; allowed either int32_data or raw_data; \(save)"
    ),
    (
      "64-bit integers of 32-bit ones", "080210063a020102",
      "found int64_data for int32; allowed either int32_data or raw_data; \(save)"
    ),
    (
      "doubles of floats", "0801100152080000803f00000040",
      "found double_data for float32; allowed either float_data or raw_data; \(save)"
    ),
    (
      "no kind at all", "080210004a080000803f00000040",
      "found data_type 0; allowed floats of 8 to 64 bits, integers of 8 to 64 bits, or bool; save it as float32"
    ),
    (
      "texts", "08011008320161",
      "found data_type 8, texts; allowed floats of 8 to 64 bits, integers of 8 to 64 bits, or bool; save it as float32"
    ),
    (
      "complex numbers of 128 bits", "0801100f4a1000000000000000000000000000000000",
      "found data_type 15, complex128; allowed floats of 8 to 64 bits, integers of 8 to 64 bits, or bool; save it as float32"
    ),
    (
      "integers of four bits", "080210164a0100",
      "found data_type 22, int4; allowed floats of 8 to 64 bits, integers of 8 to 64 bits, or bool; save it as float32"
    ),
    (
      "an unknown kind", "080210634a080000803f00000040",
      "found data_type 99; allowed floats of 8 to 64 bits, integers of 8 to 64 bits, or bool; save it as float32"
    ),
    (
      "a negative kind", "080210ffffffffffffffffff014a080000803f00000040",
      "found data_type -1; allowed floats of 8 to 64 bits, integers of 8 to 64 bits, or bool; save it as float32"
    ),
    (
      "half a byte", "080310174a0100",
      "found dims (3,); allowed whole bytes, fewer than 2^60; \(save)"
    ),
    (
      "a negative length", "08feffffffffffffffff0110014a080000803f00000040",
      "found a negative length in dims; allowed lengths of 0 or more; \(save)"
    ),
    (
      "65 lengths",
      "0801080108010801080108010801080108010801080108010801080108010801080108010801080108010801080108010801080108010801080108010801080108010801080108010801080108010801080108010801080108010801080108010801080108010801080108010801080108010801080108010801080108010801080110014a040000803f",
      "found more than 64 dims; allowed at most 64; \(save)"
    ),
    (
      "a product beyond 63 bits", "08808080801008808080801010014a080000803f00000040",
      "found dims (4294967296, 4294967296); allowed whole bytes, fewer than 2^60; \(save)"
    ),
    (
      "zero times too much", "08808080808080808040080808001001",
      "found dims (4611686018427387904, 8, 0); allowed whole bytes, fewer than 2^60; \(save)"
    ),
    (
      "four terabytes", "0880808080802010014a080000803f00000040",
      "found 8 bytes of data; allowed 4398046511104 for float32 (1099511627776,); \(again)"
    ),
    (
      "packed lengths that are cut", "0a02028010014a080000803f00000040",
      "byte 0: found dims that end within a number; allowed the message TensorProto of ONNX; \(save)"
    ),
    (
      "int8 beyond its range", "080210032a03800100",
      "found 128 in int32_data; allowed numbers that fit in int8; \(save)"
    ),
    (
      "uint8 below zero", "080210022a0bffffffffffffffffff0100",
      "found -1 in int32_data; allowed numbers that fit in uint8; \(save)"
    ),
    (
      "int16 beyond its range", "080110052a03c0b802",
      "found 40000 in int32_data; allowed numbers that fit in int16; \(save)"
    ),
    (
      "uint16 beyond its range", "080110042a03808004",
      "found 65536 in int32_data; allowed numbers that fit in uint16; \(save)"
    ),
    (
      "half bits beyond 16", "0801100a2a03f0a204",
      "found 70000 in int32_data; allowed numbers that fit in float16; \(save)"
    ),
    (
      "bfloat16 bits below zero", "080110102a0affffffffffffffffff01",
      "found -1 in int32_data; allowed numbers that fit in bfloat16; \(save)"
    ),
    (
      "int32 beyond its range", "080110062a058080808008",
      "found 2147483648 in int32_data; allowed numbers that fit in int32; \(save)"
    ),
    (
      "uint32 beyond its range", "0801100c5a058080808010",
      "found 4294967296 in uint64_data; allowed numbers that fit in uint32; \(save)"
    ),
    (
      "bool beyond a byte", "080110092a028002",
      "found 256 in int32_data; allowed numbers that fit in bool; \(save)"
    ),
    (
      "external data", "080210016a0a0a086c6f636174696f6e",
      "byte 4: found numbers that stand in another file; allowed all of them in this one; save the tensor without external data: onnx.numpy_helper.from_array"
    ),
    (
      "external location", "080210017001",
      "byte 4: found numbers that stand in another file; allowed all of them in this one; save the tensor without external data: onnx.numpy_helper.from_array"
    ),
    (
      "a segment", "080210011a04080010014a080000803f00000040",
      "byte 4: found a segment of a tensor, or a sequence of tensors; allowed one tensor, and the whole of it; \(save)"
    ),
    (
      "a group", "0802100123",
      "byte 4: found no field of protobuf, or not all of one; allowed the message TensorProto of ONNX; \(save)"
    ),
    (
      "the end of a group", "080214",
      "byte 2: found no field of protobuf, or not all of one; allowed the message TensorProto of ONNX; \(save)"
    ),
    (
      "wire type 6", "0e02",
      "byte 0: found no field of protobuf, or not all of one; allowed the message TensorProto of ONNX; \(save)"
    ),
    (
      "wire type 7", "0f02",
      "byte 0: found no field of protobuf, or not all of one; allowed the message TensorProto of ONNX; \(save)"
    ),
    (
      "field zero", "0001",
      "byte 0: found no field of protobuf, or not all of one; allowed the message TensorProto of ONNX; \(save)"
    ),
    (
      "a tag that goes on", "80",
      "byte 0: found no field of protobuf, or not all of one; allowed the message TensorProto of ONNX; \(save)"
    ),
    (
      "a length beyond the end", "080210014a090000803f00000040",
      "byte 4: found no field of protobuf, or not all of one; allowed the message TensorProto of ONNX; \(save)"
    ),
    (
      "a length beyond memory", "080210014a808080808080808080010000803f00000040",
      "byte 4: found no field of protobuf, or not all of one; allowed the message TensorProto of ONNX; \(save)"
    ),
    (
      "a fixed number that is cut", "0801100125000080",
      "byte 4: found no field of protobuf, or not all of one; allowed the message TensorProto of ONNX; \(save)"
    ),
    (
      "a wide number that is cut", "0801100b510000803f000000",
      "byte 4: found no field of protobuf, or not all of one; allowed the message TensorProto of ONNX; \(save)"
    ),
    (
      "dims of another kind", "0d0000803f1001",
      "byte 0: found field 1 of another kind; allowed the message TensorProto of ONNX; \(save)"
    ),
    (
      "a kind in words", "08021205666c6f6174",
      "byte 2: found field 2 of another kind; allowed the message TensorProto of ONNX; \(save)"
    ),
    (
      "a name that is a number", "080210014001",
      "byte 4: found field 8 of another kind; allowed the message TensorProto of ONNX; \(save)"
    ),
    (
      "raw data that is a number", "080210014801",
      "byte 4: found raw_data that holds no such numbers, or part of one; allowed the message TensorProto of ONNX; \(save)"
    ),
    (
      "a graph", "0a0d0a05636f6e76311204436f6e760a070a05636f6e7632",
      "found no data_type; allowed the message TensorProto of ONNX; \(run)"
    ),
    (
      "a model", "080812077079746f7263683a03120167",
      "found an ONNX model; allowed a .npy, .npz, .safetensors, .json or .pb file, or FILE:SHAPE:TYPE for raw numbers; run it, and save its outputs with numpy.savez"
    ),
    (
      "a text", "68656c6c6f20776f726c64",
      "byte 0: found field 13 of another kind; allowed the message TensorProto of ONNX; \(save)"
    ),
  ]

  @Test("say what is wrong, and where", arguments: files)
  func refused(what: String, bytes: String, sentence: String) {
    #expect(refusal(bytesOfHexadecimal(bytes), path: "a.pb") == "a.pb: \(sentence)")
  }

  @Test("may be cut at any byte, or have any changed", arguments: UInt64(0)..<3)
  func damaged(seed: UInt64) throws {
    for name in ["onnx-fields-float16", "onnx-raw-float64", "onnx-unpacked", "onnx-fields-int64"] {
      try damage(try formBytes("\(name).pb"), path: "a.pb", seed: seed)
    }
  }
}

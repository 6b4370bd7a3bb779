/// What a type spelt in a `.npy` header means: a kind of number, or a reason to refuse.
enum NpyType: Equatable {
  /// Numbers that this library reads.
  case number(ElementType, ByteOrder)

  /// Something else: what it is, when known, and what to do about it.
  case refused(what: String?, remedy: String)

  /// Reads a spelling such as `<f4`, `f4` or `float32`.
  ///
  /// The first character may give the byte order: `<` little, `>` big, `=` and `|` the machine's.
  init(_ spelling: String) {
    var code = Substring(spelling)
    var order = ByteOrder.native
    switch code.first {
    case "<": order = .little
    case ">": order = .big
    default: break
    }
    if let first = code.first, "<>=|".contains(first) { code.removeFirst() }
    if let type = Self.codes[code] {
      self = .number(type, type.byteCount == 1 ? .native : order)
    } else if code.count == spelling.count, let type = Self.names[code] {
      self = .number(type, type.byteCount == 1 ? .native : order)
    } else {
      let (what, remedy) = Self.refusal(of: code)
      self = .refused(what: what, remedy: remedy)
    }
  }

  private static let codes: [Substring: ElementType] = [
    "f2": .float16, "f4": .float32, "f8": .float64,
    "i1": .int8, "i2": .int16, "i4": .int32, "i8": .int64,
    "u1": .uint8, "u2": .uint16, "u4": .uint32, "u8": .uint64,
    "b1": .bool, "?": .bool,
  ]

  private static let names: [Substring: ElementType] = {
    var names: [Substring: ElementType] = [
      "half": .float16, "single": .float32, "double": .float64, "bool_": .bool,
    ]
    for type in ElementType.allCases { names[Substring(type.rawValue)] = type }
    return names
  }()

  private static func refusal(of code: Substring) -> (what: String?, remedy: String) {
    let asFloat32 = "save it as float32: array.astype(numpy.float32)"
    switch (code.first, code) {
    case (_, "V2"), (_, "bfloat16"):
      return ("raw 2-byte values: bfloat16 from JAX or MLX?", asFloat32)
    case (_, "V1"):
      return ("raw 1-byte values: an 8-bit float from JAX or MLX?", asFloat32)
    case ("V", _):
      return ("raw bytes", "save the numbers themselves: array.astype(numpy.float32)")
    case ("O", _), (_, "object"):
      return (
        "an array of Python objects",
        "objects are pickles, which run code when read: save each number array by itself"
      )
    case ("c", _), ("F", _), ("D", _), ("G", _):
      return ("complex numbers", "save array.real and array.imag")
    case (_, "f16"), (_, "f12"), (_, "f10"), (_, "g"), (_, "longdouble"), (_, "float128"):
      return (
        "the processor's long double", "save it as float64: array.astype(numpy.float64)"
      )
    case ("U", _), ("S", _), ("a", _), ("T", _), (_, "str"), (_, "bytes"):
      return ("text", "save only the arrays of numbers")
    case ("M", _), ("m", _):
      return ("dates or times", "save it as int64: array.astype(numpy.int64)")
    default:
      return (nil, asFloat32)
    }
  }
}

import detloss

extension BadInput {
  /// Files that hold no readable array, as the only head of a dump.
  static let arrayFiles: [BadInput] =
    [
      array("no bytes", [], "?"),
      array("a signature alone", Array(NpyBytes.array([1]).prefix(6)), "?"),
      array("a version of the future", NpyBytes.file(header, version: (4, 0)), "?"),
      array("a version before the first", NpyBytes.file(header, version: (0, 0)), "?"),
      array("a minor version", NpyBytes.file(header, version: (1, 1)), "?"),
      array("a header of four gigabytes", NpyBytes.array([1], length: .max, version: 3), "?"),
      array("a header of 65,535 bytes", NpyBytes.array([1], length: 0xffff, version: 1), "?"),
      array("a deep header", described(deep("(")), "?"),
      array("a deep shape", described(shape: deep("(")), "?"),
      array("no header text", NpyBytes.file(""), "?"),
      array("a header that is a list", NpyBytes.file("[]"), "?"),
      array("a header that runs code", NpyBytes.file("__import__('os').getcwd()"), "?"),
      array("a key too few", NpyBytes.file("{'descr': '<f4', 'shape': (1,)}"), "?"),
      array("a key too many", NpyBytes.file(String(header.dropLast()) + "'x': 1}"), "?"),
      array("a key twice", NpyBytes.file(String(header.dropLast()) + "'descr': '<f4'}"), "?"),
      array("a comment", NpyBytes.file("# \(header)"), "?"),
      array("text behind the header", NpyBytes.file(header + "x"), "?"),
      array("a colour in the header", NpyBytes.file("{'\u{1b}[31m': 1}"), "?"),
      array("a negative length", described(shape: "(-1, 4)"), "?"),
      array("a length of true", described(shape: "(True,)"), "?"),
      array("a length with a fraction", described(shape: "(1.5,)"), "?"),
      array("a shape that is a number", described(shape: "4"), "?"),
      array("an overflowing shape", described(shape: "(4294967296, 4294967296)"), "?"),
      array("an overflow that wraps to zero", described(shape: "(4611686018427387904, 4)"), "?"),
      array("an overflow behind a zero", described(shape: "(0, 9223372036854775807, 9)"), "?"),
      array("four tebibytes", described(shape: "(1099511627776,)"), "?"),
      array("a length beyond any integer", described(shape: "(99999999999999999999,)"), "?"),
      array("too many axes", described(shape: "(\(deepShape))"), "?"),
      array("an order that is no truth value", described(order: "0"), "?"),
      array("objects", described("|O"), "?"),
      array("complex numbers", described("<c8"), "?"),
      array("texts", described("<U4"), "?"),
      array("dates", described("<M8[ns]"), "?"),
      array("extended precision", described("<f16"), "?"),
      array("bytes that may be bfloat16", described("|V2"), "?"),
      array("a type that is none", described("<q9"), "?"),
      array("fields", NpyBytes.file(header.replacing("'<f4'", with: "[('a', '<f4')]")), "?"),
      array("one byte too few", Array(NpyBytes.array([1, 4, 8, 14]).dropLast()), "?"),
      array("no data", described(shape: "(1, 4, 8, 14)"), "?"),
      array("an old torch file", [0x80, 2, 0x8a, 10] + torchMagic, "?"),
      array("a pickle", [0x80, 4, 0x95, 0], "?"),
      array("an HDF5 file", [0x89, 0x48, 0x44, 0x46, 13, 10, 0x1a, 10], "?"),
      array("a gzip file", [0x1f, 0x8b, 8, 0], "?"),
      array("a safetensors file", [2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d], "?"),
      array("a picture", GoodInput.png(width: 9, height: 9), "?"),
      array("a config", Array(GoodInput.config.utf8), "?"),
      file("missing", .absent, code: .noInput, "?"),
      file("a folder", .folder, code: .noInput, "?"),
      file("a pipe", .pipe, code: .noInput, "?"),
      file("a link to itself", .link(to: "heads.npz"), code: .noInput, "?"),
      BadInput("heads: a device", loss.with("@heads.npz", "/dev/zero"), [:], code: .noInput, "?"),
      BadInput("inspect: a missing file", ["inspect", "@none.npz"], [:], code: .noInput, "?"),
      BadInput("inspect: a second file is missing", inspect + ["@x"], [:], code: .noInput, "?"),
    ] + truncated

  /// A `.npy` file cut at every seventh byte, looked at by each command that reads one.
  private static let truncated: [BadInput] = {
    let whole = NpyBytes.array([1, 2, 4, 14])
    return stride(from: 1, to: whole.count, by: 7).map { count in
      BadInput(
        "array: the first \(count) of \(whole.count) bytes",
        count % 2 == 0 ? inspect : decode,
        ["heads.npz": .bytes(Array(whole.prefix(count)))],
        .naming(["heads.npz", "found ", "expected "])
      )
    }
  }()

  private static let header = NpyBytes.header("<f4", "(1,)")

  private static let deepShape = Array(repeating: "1", count: 33).joined(separator: ", ")

  private static let torchMagic: [UInt8] = [
    0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19,
  ]

  private static func deep(_ bracket: String) -> String { String(repeating: bracket, count: 9000) }

  private static func described(
    _ type: String = "<f4",
    shape: String = "(1,)",
    order: String = "False"
  ) -> [UInt8] {
    NpyBytes.file(NpyBytes.header(type, shape, fortran: order))
  }

  private static func array(
    _ description: String,
    _ bytes: [UInt8],
    _ answer: Answer
  ) -> BadInput {
    BadInput("array: \(description)", loss, ["heads.npz": .bytes(bytes)], answer)
  }

  private static func file(
    _ description: String,
    _ item: Item,
    code: ExitCode,
    _ answer: Answer
  ) -> BadInput {
    BadInput("heads: \(description)", loss, ["heads.npz": item], code: code, answer)
  }
}

extension [String] {
  /// The command line with one word replaced by others.
  func with(_ word: String, _ others: String...) -> [String] {
    flatMap { $0 == word ? others : [$0] }
  }
}

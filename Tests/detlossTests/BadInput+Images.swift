import detloss

extension BadInput {
  /// Images whose size cannot be had although the fit needs it.
  static let images: [BadInput] =
    [
      image("not there", .absent, code: .noInput, "?"),
      image("not there, to be stretched", .absent, code: .noInput, fit: "stretch", "?"),
      image("a folder", .folder, code: .noInput, "?"),
      image("a pipe", .pipe, code: .noInput, "?"),
      image("no bytes", .bytes([]), "?"),
      image("a text", .text("first.png"), "?"),
      image("a GIF", .text("GIF89a\u{1}\u{1}"), "?"),
      image("a PNG signature alone", png(prefix: 8), "?"),
      image("a PNG cut in its width", png(prefix: 18), "?"),
      image("a PNG cut in its height", png(prefix: 22), "?"),
      image("a PNG without width", .bytes(GoodInput.png(width: 0, height: 9)), "?"),
      image("a PNG without height", .bytes(GoodInput.png(width: 9, height: 0)), "?"),
      image("a PNG wider than allowed", .bytes(GoodInput.png(width: .max, height: 9)), "?"),
      image("a PNG whose first chunk is no header", .bytes(wrongChunk), "?"),
      image("a JPEG mark alone", .bytes([0xff, 0xd8]), "?"),
      image("a JPEG that ends at once", .bytes([0xff, 0xd8, 0xff, 0xd9]), "?"),
      image("a JPEG cut in a segment", jpeg([0xff, 0xe0, 0, 16, 1]), "?"),
      image("a JPEG segment of no length", jpeg([0xff, 0xe0, 0, 0]), "?"),
      image("a JPEG that loses its marks", jpeg([0xff, 0xe0, 0, 2, 0, 0, 0]), "?"),
      image("a JPEG of fill bytes only", jpeg(Array(repeating: 0xff, count: 70_000)), "?"),
      image("a JPEG with scan before frame", jpeg([0xff, 0xda, 0, 2, 0, 0]), "?"),
      image("a JPEG cut in its frame", jpeg([0xff, 0xc0, 0, 17, 8, 0]), "?"),
      image("a JPEG without width", jpeg([0xff, 0xc0, 0, 11, 8, 0, 9, 0, 0, 1, 1, 17, 0]), "?"),
      image("a JPEG without height", jpeg([0xff, 0xc0, 0, 11, 8, 0, 0, 0, 9, 1, 1, 17, 0]), "?"),
      image("a JPEG of empty segments", jpeg(segments(70_000)), "?"),
      BadInput(
        "image: not there, through assign",
        assign,
        ["first.png": .absent],
        code: .noInput,
        "?"
      ),
      BadInput(
        "image: not there, through decode",
        decode + ["--labels", "@labels.txt"],
        ["second.png": .absent],
        code: .noInput,
        "?"
      ),
      BadInput(
        "image: a device",
        loss,
        ["labels.txt": .text("/dev/zero\nsecond.png")],
        code: .noInput,
        "?"
      ),
      BadInput(
        "image: an absolute name is looked for beside the labels only",
        loss,
        ["labels.txt": .text("/elsewhere/third.png\nsecond.png")],
        code: .noInput,
        "?"
      ),
    ]

  private static func image(
    _ description: String,
    _ item: Item,
    code: ExitCode = .badContent,
    fit: String = "letterbox",
    _ answer: Answer
  ) -> BadInput {
    BadInput(
      "image: \(description)",
      loss + ["--fit", fit],
      ["first.png": item],
      code: code,
      answer
    )
  }

  private static func png(prefix: Int) -> Item {
    .bytes(Array(GoodInput.png(width: 9, height: 9).prefix(prefix)))
  }

  private static var wrongChunk: [UInt8] {
    var bytes = GoodInput.png(width: 9, height: 9)
    bytes[12] = UInt8(ascii: "X")
    return bytes
  }

  private static func jpeg(_ bytes: [UInt8]) -> Item { .bytes([0xff, 0xd8] + bytes) }

  private static func segments(_ count: Int) -> [UInt8] {
    Array(repeating: [0xff, 0xe1, 0, 2], count: count).flatMap { $0 }
  }
}

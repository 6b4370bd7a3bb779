import ToolSupport
import detloss

extension BadInput {
  /// Images whose size cannot be had although the fit needs it.
  static let images: [BadInput] =
    [
      image(
        "not there",
        .absent,
        code: .noInput,
        """
        labels.txt:1: found no image "first.png" beside the labels; allowed an image file, for its \
        size is needed; put it there, or give boxes in pixels of the network input (--fit none)
        """
      ),
      image(
        "not there, to be stretched",
        .absent,
        code: .noInput,
        fit: "stretch",
        .naming(["labels.txt:1: found no image \"first.png\" beside the labels"])
      ),
      image(
        "a folder",
        .folder,
        code: .noInput,
        .naming(["labels.txt:1: found no image \"first.png\" beside the labels"])
      ),
      image(
        "a pipe",
        .pipe,
        code: .noInput,
        .naming(["labels.txt:1: found no image \"first.png\" beside the labels"])
      ),
      image(
        "no bytes",
        .bytes([]),
        """
        first.png: found an empty file; allowed JPEG, PNG, BMP, WebP, GIF and TIFF; copy or download \
        the image again
        """
      ),
      image(
        "a text",
        .text("first.png"),
        """
        first.png: found an unknown image format; allowed JPEG, PNG, BMP, WebP, GIF and TIFF; \
        convert the image, or \
        give boxes in pixels of the network input (--fit none)
        """
      ),
      image(
        "a GIF cut in its size",
        .text("GIF89a\u{1}\u{1}"),
        .naming(["first.png: found a GIF file that ends before its size"])
      ),
      image(
        "a HEIC image",
        .text("\u{1}\u{1}\u{1}\u{18}ftypheic\u{1}\u{1}"),
        """
        first.png: found a HEIC image, as telephones make them; convert it to JPEG, or give boxes \
        in pixels of the network input (--fit none)
        """
      ),
      image(
        "a PNG signature alone",
        png(prefix: 8),
        """
        first.png: found a PNG file that ends before its size; copy or download the image again
        """
      ),
      image(
        "a PNG cut in its width",
        png(prefix: 18),
        .naming(["first.png: found a PNG file that ends before its size"])
      ),
      image(
        "a PNG cut in its height",
        png(prefix: 22),
        .naming(["first.png: found a PNG file that ends before its size"])
      ),
      image(
        "a PNG without width",
        .bytes(GoodInput.png(width: 0, height: 9)),
        "first.png: found a size of 0x9; allowed at least 1x1; export the image again"
      ),
      image(
        "a PNG without height",
        .bytes(GoodInput.png(width: 9, height: 0)),
        .naming(["first.png: found a size of 9x0"])
      ),
      image(
        "a PNG wider than allowed",
        .bytes(GoodInput.png(width: .max, height: 9)),
        """
        first.png: found a broken PNG header (its size is 4294967295x9); copy or export the image \
        again
        """
      ),
      image(
        "a PNG whose first chunk is no header",
        .bytes(wrongChunk),
        .naming(["first.png: found a broken PNG header (its first chunk is not IHDR)"])
      ),
      image(
        "a JPEG mark alone",
        .bytes([0xff, 0xd8]),
        .naming(["first.png: found a JPEG file that ends before its size"])
      ),
      image(
        "a JPEG that ends at once",
        .bytes([0xff, 0xd8, 0xff, 0xd9]),
        .naming(["(the pixels start before a frame header)"])
      ),
      image(
        "a JPEG cut in a segment",
        jpeg([0xff, 0xe0, 0, 16, 1]),
        .naming(["found a JPEG file that ends before its size"])
      ),
      image(
        "a JPEG segment of no length",
        jpeg([0xff, 0xe0, 0, 0]),
        .naming(["found a broken JPEG header (a segment has length 0)"])
      ),
      image(
        "a JPEG that loses its marks",
        jpeg([0xff, 0xe0, 0, 2, 0, 0, 0]),
        .naming(["(byte 6 should start a segment)"])
      ),
      image(
        "a JPEG of fill bytes only",
        jpeg(Array(repeating: 0xff, count: 70_000)),
        .naming(["(more than 65536 segments stand before the frame header)"])
      ),
      image(
        "a JPEG with scan before frame",
        jpeg([0xff, 0xda, 0, 2, 0, 0]),
        .naming(["(the pixels start before a frame header)"])
      ),
      image(
        "a JPEG cut in its frame",
        jpeg([0xff, 0xc0, 0, 17, 8, 0]),
        .naming(["found a JPEG file that ends before its size"])
      ),
      image(
        "a JPEG without width",
        jpeg([0xff, 0xc0, 0, 11, 8, 0, 9, 0, 0, 1, 1, 17, 0]),
        .naming(["first.png: found a size of 0x9"])
      ),
      image(
        "a JPEG without height",
        jpeg([0xff, 0xc0, 0, 11, 8, 0, 0, 0, 9, 1, 1, 17, 0]),
        .naming(["first.png: found a size of 9x0"])
      ),
      image(
        "a JPEG of empty segments",
        jpeg(segments(70_000)),
        .naming(["(more than 65536 segments stand before the frame header)"])
      ),
      BadInput(
        "image: not there, through assign",
        assign,
        ["first.png": .absent],
        code: .noInput,
        .naming(["labels.txt:1: found no image \"first.png\" beside the labels"])
      ),
      BadInput(
        "image: not there, through decode",
        decode + ["--labels", "@labels.txt"],
        ["second.png": .absent],
        code: .noInput,
        .naming(["labels.txt:2: found no image \"second.png\""])
      ),
      BadInput(
        "image: a device",
        loss,
        ["labels.txt": .text("/dev/zero\nsecond.png")],
        code: .noInput,
        .naming([#"labels.txt:1: found no image "/dev/zero", nor "zero" beside the labels"#])
      ),
      BadInput(
        "image: an absolute name that is nowhere",
        loss,
        ["labels.txt": .text("/elsewhere/third.png\nsecond.png")],
        code: .noInput,
        .naming([#"found no image "/elsewhere/third.png", nor "third.png" beside the labels"#])
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

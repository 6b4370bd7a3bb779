import detloss

extension BadInput {
  /// Archives that break a rule of ZIP, or that somebody made to do harm.
  static let archives: [BadInput] =
    [
      archive("empty", ZipBytes.archive([]), "?"),
      archive("no end record", Array(GoodInput.heads().dropLast(22)), "?"),
      archive("text behind the end", GoodInput.heads() + [0x78], "?"),
      archive("two end records", twoEnds, "?"),
      archive("more members than the directory has", patched { $0[$0.count - 12] = 9 }, "?"),
      archive("a directory of another size", patched { $0[$0.count - 10] ^= 1 }, "?"),
      archive("a directory elsewhere", patched { $0[$0.count - 6] ^= 1 }, "?"),
      archive("a second disk", patched { $0[$0.count - 18] = 1 }, "?"),
      archive("a wrong checksum", fine { $0.checksum ^= 1 }, "?"),
      archive("a bit of the data flipped", fine { $0.packed[$0.packed.count - 9] ^= 1 }, "?"),
      archive("a stored member of another size", fine { $0.size += 1 }, "?"),
      archive("a member encrypted", fine { $0.flags = 1 }, "?"),
      archive("an unknown method", fine { $0.method = 12 }, "?"),
      archive("another name in the local header", fine { $0.localName = "fime.npy" }, "?"),
      archive("a colour in the name", fine { $0.name = "\u{1b}[31m.npy" }, "?"),
      archive("a local header outside", fine { $0.offset = 0xffff_fff0 }, "?"),
      archive("a member twice", ZipBytes.archive([good, good]), "?"),
      archive("two members in one place", overlapping, "?"),
      archive("a member that says it is deflated", fine { $0.method = 8 }, "?"),
      archive("data behind the array", member(NpyBytes.array([2]) + [0]), "?"),
      archive("data missing from the array", member(NpyBytes.array([2]).dropLast()), "?"),
      archive("a member that is no array", member(Array("hello".utf8)), "?"),
      archive("a member of objects", member(NpyBytes.file(NpyBytes.header("|O", "()"))), "?"),
      archive("a shape that lies", member(npy(shape: "(1099511627776,)")), "?"),
      archive("a shape that overflows", member(npy(shape: "(4294967296, 4294967296)")), "?"),
      archive(
        "a bomb that lies about its size",
        bomb(size: 0xf000_0000, shape: 0xf000_0000 - 80),
        "?"
      ),
      archive("a bomb larger than its array", bomb(size: 1 << 20, shape: 100), "?"),
      archive("a bomb smaller than its array", bomb(size: 200, shape: 1 << 30), "?"),
      archive("a bomb that goes on", bomb(size: 1000, shape: nil), "?"),
      archive("a bomb that ends early", bomb(size: 20_000, shape: nil), "?"),
      archive("a torch file", foreign("model/data.pkl", "model/version"), "?"),
      archive("a Keras model", foreign("metadata.json", "config.json"), "?"),
      archive("a Core ML model", foreign("Data/com.apple.CoreML/model.mlmodel"), "?"),
      archive("pictures", foreign("a.png", "b.png"), "?"),
      BadInput(
        "archive: a wrong checksum, through inspect",
        inspect,
        ["heads.npz": .bytes(fine { $0.checksum ^= 1 })],
        "?"
      ),
      BadInput(
        "archive: a torch file, through inspect",
        inspect,
        ["heads.npz": .bytes(foreign("model/data.pkl"))],
        "?"
      ),
    ] + truncated

  /// The good dump cut at every hundredth byte, and at each of its last records' bytes.
  private static let truncated: [BadInput] = {
    let whole = GoodInput.heads()
    let cuts = Array(stride(from: 1, to: whole.count, by: 101)) + ((whole.count - 40)..<whole.count)
    return cuts.map { count in
      BadInput(
        "archive: the first \(count) of \(whole.count) bytes",
        loss,
        ["heads.npz": .bytes(Array(whole.prefix(count)))],
        .naming(["heads.npz", "found ", "expected "])
      )
    }
  }()
}

// MARK: - Making archives

extension BadInput {
  private static func archive(
    _ description: String,
    _ bytes: [UInt8],
    _ answer: Answer
  ) -> BadInput {
    BadInput("archive: \(description)", loss, ["heads.npz": .bytes(bytes)], answer)
  }

  private static var good: ZipBytes.Member {
    ZipBytes.Member("fine.npy", NpyBytes.array([2, 4, 8, 14]))
  }

  /// An archive whose only member is changed.
  private static func fine(_ change: (inout ZipBytes.Member) -> Void) -> [UInt8] {
    ZipBytes.archive([good.with(change)])
  }

  /// An archive whose only member has this content.
  private static func member(_ content: some Sequence<UInt8>) -> [UInt8] {
    ZipBytes.archive([ZipBytes.Member("fine.npy", Array(content))])
  }

  private static func foreign(_ names: String...) -> [UInt8] {
    ZipBytes.archive(names.map { ZipBytes.Member($0, Array("content".utf8)) })
  }

  private static func npy(shape: String) -> [UInt8] {
    NpyBytes.file(NpyBytes.header("<f4", shape))
  }

  private static func patched(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
    var bytes = GoodInput.heads()
    change(&bytes)
    return bytes
  }

  /// The end record repeats in its own comment.
  private static var twoEnds: [UInt8] {
    var bytes = GoodInput.heads()
    let end = Array(bytes.suffix(22))
    bytes[bytes.count - 2] = 22
    return bytes + end
  }

  private static var overlapping: [UInt8] {
    let first = good
    let second = good.with {
      $0.name = "coarse.npy"
      $0.localName = "fine.npy"
    }
    return ZipBytes.archive([
      first, second.with { $0.name = "fime.npy" }, first.with { $0.offset = 0 },
    ])
  }

  /// A deflated member of zeros: some header, and what the archive says about its size.
  ///
  /// - Parameters:
  ///   - size: The bytes that the archive promises; the packed data hold about 10,000.
  ///   - shape: The bytes of the array; `nil` for what fits `size`.
  private static func bomb(size: UInt32, shape: Int?) -> [UInt8] {
    var head = npy(shape: "(\(shape ?? 0),)").count
    let count = shape ?? Int(size) - npy(shape: "(\(Int(size) - head),)").count
    let header = NpyBytes.file(NpyBytes.header("|u1", "(\(count),)"))
    head = header.count
    return ZipBytes.archive([
      ZipBytes.Member("fine.npy", deflated(header, runs: 40)).with {
        $0.method = 8
        $0.size = size
      }
    ])
  }
}

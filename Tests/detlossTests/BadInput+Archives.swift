import ToolSupport
import detloss

extension BadInput {
  /// Archives that break a rule of ZIP, or that somebody made to do harm.
  static let archives: [BadInput] =
    [
      archive(
        "empty",
        ZipBytes.archive([]),
        """
        heads.npz: found 0 arrays (none) for 2 scales ("fine", "coarse"); name the arrays after \
        the scales, or dump just the raw heads
        """
      ),
      archive(
        "no end record",
        Array(GoodInput.heads().dropLast(22)),
        """
        heads.npz, byte 4822: found no end record of a ZIP archive, expected one, which ends \
        with the file; the file is damaged or cut short: export or copy it again
        """
      ),
      archive(
        "text behind the end",
        GoodInput.heads() + [0x78],
        """
        heads.npz, byte 4845: found no end record of a ZIP archive, expected one, which ends \
        with the file; the file is damaged or cut short: export or copy it again
        """
      ),
      archive(
        "two end records",
        twoEnds,
        """
        heads.npz, byte 4822: found a second end record, expected one, which ends with the \
        file; write the file again with numpy.savez; readers disagree about such archives
        """
      ),
      archive(
        "more members than the directory has",
        patched { $0[$0.count - 12] = 9 },
        """
        heads.npz, byte 4822: found an end record that does not fit the archive, expected one \
        disk, and a directory that ends where the end record begins; the file is damaged or cut \
        short: export or copy it again
        """
      ),
      archive(
        "a directory of another size",
        patched { $0[$0.count - 10] ^= 1 },
        """
        heads.npz, byte 4822: found an end record that does not fit the archive, expected one \
        disk, and a directory that ends where the end record begins; the file is damaged or cut \
        short: export or copy it again
        """
      ),
      archive(
        "a directory elsewhere",
        patched { $0[$0.count - 6] ^= 1 },
        """
        heads.npz, byte 4822: found an end record that does not fit the archive, expected one \
        disk, and a directory that ends where the end record begins; the file is damaged or cut \
        short: export or copy it again
        """
      ),
      archive(
        "a second disk",
        patched { $0[$0.count - 18] = 1 },
        """
        heads.npz, byte 4822: found an end record that does not fit the archive, expected one \
        disk, and a directory that ends where the end record begins; the file is damaged or cut \
        short: export or copy it again
        """
      ),
      archive(
        "a wrong checksum",
        whole { $0.checksum ^= 1 },
        """
        heads.npz, member 'fine.npy': found checksum 8edcfcb5, expected 8edcfcb4, as the \
        directory says; the file is damaged or cut short: export or copy it again
        """
      ),
      archive(
        "a bit of the data flipped",
        whole { $0.packed[$0.packed.count - 9] ^= 1 },
        """
        heads.npz, member 'fine.npy': found checksum 99a7e8f6, expected 8edcfcb5, as the \
        directory says; the file is damaged or cut short: export or copy it again
        """
      ),
      archive(
        "a stored member of another size",
        fine { $0.size += 1 },
        """
        heads.npz, member 'fine.npy': found 3661 stored bytes, expected 3662, as the directory \
        says; the file is damaged or cut short: export or copy it again
        """
      ),
      archive(
        "a member encrypted",
        fine { $0.flags = 1 },
        """
        heads.npz, member 'fine.npy': found an encrypted member, expected a plain one; write \
        the file again with numpy.savez
        """
      ),
      archive(
        "an unknown method",
        fine { $0.method = 12 },
        """
        heads.npz, member 'fine.npy': found compression method 12, expected 0 (stored) or 8 \
        (deflate); write the file again with numpy.savez_compressed
        """
      ),
      archive(
        "another name in the local header",
        fine { $0.localName = "fime.npy" },
        """
        heads.npz, member 'fine.npy': found a local header at byte 0 that does not match, \
        expected the name, method, checksum and sizes of the archive's directory; the file is \
        damaged or cut short: export or copy it again
        """
      ),
      archive(
        "a colour in the name",
        fine { $0.name = "\u{1b}[31m.npy" },
        #"""
        heads.npz: found 1 array ("\u{1b}[31m") for 2 scales ("fine", "coarse"); name the \#
        arrays after the scales, or dump just the raw heads
        """#
      ),
      archive(
        "a local header outside",
        fine { $0.offset = 0xffff_fff0 },
        """
        heads.npz, member 'fine.npy': found a local header at byte 4294967280 that does not \
        match, expected the name, method, checksum and sizes of the archive's directory; the \
        file is damaged or cut short: export or copy it again
        """
      ),
      archive(
        "a member twice",
        ZipBytes.archive([good, good]),
        """
        heads.npz, byte 7452: found a second member named 'fine.npy', expected each name once; \
        write the file again with numpy.savez
        """
      ),
      archive(
        "two members in one place",
        overlapping,
        """
        heads.npz, member 'fime.npy': found a local header at byte 3699 that does not match, \
        expected the name, method, checksum and sizes of the archive's directory; the file is \
        damaged or cut short: export or copy it again
        """
      ),
      archive(
        "a member that says it is deflated",
        fine { $0.method = 8 },
        """
        heads.npz, member 'fine.npy', byte 6: found 6 bytes of inflated data, expected 3661, as \
        the directory says; the file is damaged or cut short: export or copy it again
        """
      ),
      archive(
        "data behind the array",
        member(NpyBytes.array([2]) + [0]),
        """
        heads.npz, member 'fine.npy', byte 68: found 9 bytes of data, expected 8 for float32 \
        (2,); the file is damaged or cut short: export or copy it again
        """
      ),
      archive(
        "data missing from the array",
        member(NpyBytes.array([2]).dropLast()),
        """
        heads.npz, member 'fine.npy', byte 68: found 7 bytes of data, expected 8 for float32 \
        (2,); the file is damaged or cut short: export or copy it again
        """
      ),
      archive(
        "a member that is no array",
        member(Array("hello".utf8)),
        """
        heads.npz, member 'fine.npy', byte 0: found bytes 68 65 6c 6c 6f, expected the .npy \
        signature 93 4e 55 4d 50 59; write it with numpy.save or numpy.savez
        """
      ),
      archive(
        "a member of objects",
        member(NpyBytes.file(NpyBytes.header("|O", "()"))),
        """
        heads.npz, member 'fine.npy', byte 20: found type '|O', an array of Python objects, \
        expected floats of 16 to 64 bits, integers of 8 to 64 bits, or bool; objects are \
        pickles, which run code when read: save each number array by itself
        """
      ),
      archive(
        "a shape that lies",
        member(npy(shape: "(1099511627776,)")),
        """
        heads.npz, member 'fine.npy', byte 80: found 0 bytes of data, expected 4398046511104 \
        for float32 (1099511627776,); the file is damaged or cut short: export or copy it again
        """
      ),
      archive(
        "a shape that overflows",
        member(npy(shape: "(4294967296, 4294967296)")),
        """
        heads.npz, member 'fine.npy', byte 10: found shape (4294967296, 4294967296), expected a \
        product that fits in 63 bits; the file is damaged or cut short: export or copy it again
        """
      ),
      archive(
        "a torch file",
        foreign("model/data.pkl", "model/version"),
        """
        heads.npz: found a torch.save file, which runs code when read, expected a .npy or .npz \
        file; convert it once: python -c "import torch, numpy; numpy.savez('f.npz', **{k: \
        v.float().cpu().numpy() for k, v in torch.load('f.pt', weights_only=True).items()})"
        """
      ),
      archive(
        "a Keras model",
        foreign("metadata.json", "config.json"),
        """
        heads.npz: found a Keras model, expected a .npy or .npz file; run the model and save \
        its outputs with numpy.savez
        """
      ),
      archive(
        "a Core ML model",
        foreign("Data/com.apple.CoreML/model.mlmodel"),
        """
        heads.npz: found a Core ML model, expected a .npy or .npz file; run the model and save \
        its outputs with numpy.savez
        """
      ),
      archive(
        "pictures",
        foreign("a.png", "b.png"),
        """
        heads.npz: found a ZIP archive without any .npy member; its first is 'a.png', expected \
        a .npy or .npz file; save the arrays with numpy.savez
        """
      ),
      BadInput(
        "archive: a wrong checksum, through inspect",
        inspect,
        ["heads.npz": .bytes(fine { $0.checksum ^= 1 })],
        """
        heads.npz, member 'fine.npy': found checksum 8edcfcb5, expected 8edcfcb4, as the \
        directory says; the file is damaged or cut short: export or copy it again
        """
      ),
      BadInput(
        "archive: a torch file, through inspect",
        inspect,
        ["heads.npz": .bytes(foreign("model/data.pkl"))],
        """
        heads.npz: found a torch.save file, which runs code when read, expected a .npy or .npz \
        file; convert it once: python -c "import torch, numpy; numpy.savez('f.npz', **{k: \
        v.float().cpu().numpy() for k, v in torch.load('f.pt', weights_only=True).items()})"
        """
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

  /// A dump of which one member is changed.
  private static func whole(_ change: (inout ZipBytes.Member) -> Void) -> [UInt8] {
    ZipBytes.archive([
      good.with(change), ZipBytes.Member("coarse.npy", NpyBytes.array([2, 2, 4, 14])),
    ])
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
}

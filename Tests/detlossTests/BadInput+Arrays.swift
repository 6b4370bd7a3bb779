import ToolSupport
import detloss

extension BadInput {
  /// Files of arrays that cannot be read: one example of each kind of fault, and cuts of good files.
  ///
  /// The sentences are pinned where they are made, by the tests of `TensorFiles`.
  static let arrays: [BadInput] =
    [
      array(
        "no bytes",
        [],
        """
        heads.npz: found an empty file; allowed a .npy, .npz, .safetensors, .json or .pb file, or FILE:SHAPE:TYPE for raw numbers; check the program that \
        should have written it
        """
      ),
      array(
        "a picture",
        GoodInput.png(width: 9, height: 9),
        """
        heads.npz: found a picture of 9x9 pixels; allowed a .npy, .npz, .safetensors, .json or .pb file, or FILE:SHAPE:TYPE for raw numbers; give the arrays that the network makes of it
        """
      ),
      array(
        "a torch file",
        ZipBytes.archive([ZipBytes.Member("model/data.pkl", Array("content".utf8))]),
        """
        heads.npz: found a torch.save file, which runs code when read; allowed a .npy, .npz, .safetensors, .json or .pb file, or FILE:SHAPE:TYPE for raw numbers; convert it once: python -c "import torch, numpy; numpy.savez('f.npz', **{k: \
        v.float().cpu().numpy() for k, v in torch.load('f.pt', weights_only=True).items()})"
        """
      ),
      array(
        "a colour in the header",
        NpyBytes.file("{'\u{1b}[31m': 1}"),
        #"""
        heads.npz: byte 12: found "\u{1b}"; allowed plain ASCII text in quotes; write it with \#
        numpy.save or numpy.savez
        """#
      ),
      array(
        "a header of four gigabytes",
        NpyBytes.array([1], length: .max, version: 3),
        """
        heads.npz: byte 8: found a header of 4294967295 bytes; allowed at most 10000; write it \
        with numpy.save, without structured or named fields
        """
      ),
      array(
        "a deep header",
        NpyBytes.file(NpyBytes.header(String(repeating: "(", count: 9000), "(1,)")),
        """
        heads.npz: byte 20: found type "((((((((((((((((((((((((((((((((((((((((((((((((…"; \
        allowed floats of 16 to 64 bits, integers of 8 to 64 bits, or bool; save it as float32: \
        array.astype(numpy.float32)
        """
      ),
      array(
        "four tebibytes",
        NpyBytes.file(NpyBytes.header("<f4", "(1099511627776,)")),
        """
        heads.npz: byte 80: found 0 bytes of data; allowed 4398046511104 for float32 \
        (1099511627776,); the file is damaged or cut short: export or copy it again
        """
      ),
      array(
        "an overflow that wraps to zero",
        NpyBytes.file(NpyBytes.header("<f4", "(4611686018427387904, 4)")),
        """
        heads.npz: byte 10: found shape (4611686018427387904, 4); allowed a product that fits \
        in 63 bits; the file is damaged or cut short: export or copy it again
        """
      ),
      array(
        "an archive that is empty",
        ZipBytes.archive([]),
        """
        heads.npz: found 0 arrays; allowed 2, one for each scale ("fine", "coarse"); name the \
        arrays after the scales, or dump just the raw heads
        """
      ),
      array(
        "an archive with a colour in a name",
        ZipBytes.archive([good.with { $0.name = "\u{1b}[31m.npy" }]),
        #"""
        heads.npz: found 1 array ("\u{1b}[31m"); allowed 2, one for each scale ("fine", \#
        "coarse"); name the arrays after the scales, or dump just the raw heads
        """#
      ),
      array(
        "an archive with text behind its end",
        GoodInput.heads() + [0x78],
        """
        heads.npz: byte 4845: found no end record of a ZIP archive; allowed one, which ends \
        with the file; the file is damaged or cut short: export or copy it again
        """
      ),
      array(
        "a wrong checksum",
        wrongChecksum,
        """
        heads.npz: member "fine.npy": found checksum 8edcfcb5; allowed 8edcfcb4, as the \
        directory says; the file is damaged or cut short: export or copy it again
        """
      ),
      BadInput(
        "array: a wrong checksum, through inspect",
        inspect,
        ["heads.npz": .bytes(wrongChecksum)],
        """
        heads.npz: member "fine.npy": found checksum 8edcfcb5; allowed 8edcfcb4, as the \
        directory says; the file is damaged or cut short: export or copy it again
        """
      ),
      file(
        "missing",
        .absent,
        "heads.npz: found no file; allowed a .npy, .npz, .safetensors, .json or .pb file, or FILE:SHAPE:TYPE for raw numbers; check the path"
      ),
      file(
        "a folder",
        .folder,
        """
        heads.npz: found a folder without a dump; allowed a .npy, .npz, .safetensors, .json or .pb \
        file, or FILE:SHAPE:TYPE for raw numbers; check the path
        """
      ),
      file(
        "a pipe",
        .pipe,
        """
        heads.npz: found a pipe; allowed a .npy, .npz, .safetensors, .json or .pb file, or FILE:SHAPE:TYPE for raw numbers; write the arrays to a file and \
        name that file
        """
      ),
      file(
        "a link to itself",
        .link(to: "heads.npz"),
        """
        heads.npz: found a file that cannot be read (its links go round in a circle); allowed a .npy, .npz, .safetensors, .json or .pb file, or FILE:SHAPE:TYPE for raw numbers; check the path
        """
      ),
    ] + truncatedArrays + truncatedArchives

  /// A `.npy` file cut at every seventh byte, looked at by each command that reads one.
  private static let truncatedArrays: [BadInput] = {
    let whole = NpyBytes.array([1, 2, 4, 14])
    return stride(from: 1, to: whole.count, by: 7).map { count in
      BadInput(
        "array: the first \(count) of \(whole.count) bytes",
        count % 2 == 0 ? inspect : decode,
        ["heads.npz": .bytes(Array(whole.prefix(count)))],
        .naming(["heads.npz", "found ", "allowed "])
      )
    }
  }()

  /// The good dump cut at every hundredth byte, and at each of its last records' bytes.
  private static let truncatedArchives: [BadInput] = {
    let whole = GoodInput.heads()
    let cuts = Array(stride(from: 1, to: whole.count, by: 101)) + ((whole.count - 40)..<whole.count)
    return cuts.map { count in
      BadInput(
        "archive: the first \(count) of \(whole.count) bytes",
        loss,
        ["heads.npz": .bytes(Array(whole.prefix(count)))],
        .naming(["heads.npz", "found ", "allowed "])
      )
    }
  }()

  private static var good: ZipBytes.Member {
    ZipBytes.Member("fine.npy", NpyBytes.array([2, 4, 8, 14]))
  }

  private static var wrongChecksum: [UInt8] {
    ZipBytes.archive([
      good.with { $0.checksum ^= 1 }, ZipBytes.Member("coarse.npy", NpyBytes.array([2, 2, 4, 14])),
    ])
  }

  private static func array(
    _ description: String,
    _ bytes: [UInt8],
    _ answer: Answer
  ) -> BadInput {
    BadInput("array: \(description)", loss, ["heads.npz": .bytes(bytes)], answer)
  }

  private static func file(_ description: String, _ item: Item, _ answer: Answer) -> BadInput {
    BadInput("heads: \(description)", loss, ["heads.npz": item], code: .noInput, answer)
  }
}

extension [String] {
  /// The command line with one word replaced by others.
  func with(_ word: String, _ others: String...) -> [String] {
    flatMap { $0 == word ? others : [$0] }
  }
}

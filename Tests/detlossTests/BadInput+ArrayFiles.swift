import ToolSupport
import detloss

extension BadInput {
  /// Files that hold no readable array, as the only head of a dump.
  static let arrayFiles: [BadInput] =
    [
      array(
        "no bytes",
        [],
        """
        heads.npz: found an empty file, expected a .npy or .npz file; check the program that \
        should have written it
        """
      ),
      array(
        "a signature alone",
        Array(NpyBytes.array([1]).prefix(6)),
        """
        heads.npz, byte 6: found the end of the data, expected the rest of the .npy header; the \
        file is damaged or cut short: export or copy it again
        """
      ),
      array(
        "a version of the future",
        NpyBytes.file(npyHeader, version: (4, 0)),
        """
        heads.npz, byte 6: found .npy version 4.0, expected 1.0, 2.0 or 3.0; write it with \
        numpy.save
        """
      ),
      array(
        "a version before the first",
        NpyBytes.file(npyHeader, version: (0, 0)),
        """
        heads.npz, byte 6: found .npy version 0.0, expected 1.0, 2.0 or 3.0; write it with \
        numpy.save
        """
      ),
      array(
        "a minor version",
        NpyBytes.file(npyHeader, version: (1, 1)),
        """
        heads.npz, byte 6: found .npy version 1.1, expected 1.0, 2.0 or 3.0; write it with \
        numpy.save
        """
      ),
      array(
        "a header of four gigabytes",
        NpyBytes.array([1], length: .max, version: 3),
        """
        heads.npz, byte 8: found a header of 4294967295 bytes, expected at most 10000; write it \
        with numpy.save, without structured or named fields
        """
      ),
      array(
        "a header of 65,535 bytes",
        NpyBytes.array([1], length: 0xffff, version: 1),
        """
        heads.npz, byte 8: found a header of 65535 bytes, expected at most 10000; write it with \
        numpy.save, without structured or named fields
        """
      ),
      array(
        "a deep header",
        described(deep("(")),
        """
        heads.npz, byte 20: found type \
        '((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((…', \
        expected floats of 16 to 64 bits, integers of 8 to 64 bits, or bool; save it as \
        float32: array.astype(numpy.float32)
        """
      ),
      array(
        "a deep shape",
        described(shape: deep("(")),
        """
        heads.npz, byte 61: found '(' in 'shape', expected a length of zero or more, in decimal \
        digits; write it with numpy.save or numpy.savez
        """
      ),
      array(
        "no header text",
        NpyBytes.file(""),
        """
        heads.npz, byte 11: found the end of the header, expected '{'; write it with numpy.save \
        or numpy.savez
        """
      ),
      array(
        "a header that is a list",
        NpyBytes.file("[]"),
        "heads.npz, byte 10: found '[', expected '{'; write it with numpy.save or numpy.savez"
      ),
      array(
        "a header that runs code",
        NpyBytes.file("__import__('os').getcwd()"),
        "heads.npz, byte 10: found '_', expected '{'; write it with numpy.save or numpy.savez"
      ),
      array(
        "a key too few",
        NpyBytes.file("{'descr': '<f4', 'shape': (1,)}"),
        """
        heads.npz, byte 10: found no key 'fortran_order', expected the keys 'descr', \
        'fortran_order' and 'shape'; write it with numpy.save or numpy.savez
        """
      ),
      array(
        "a key too many",
        NpyBytes.file(String(npyHeader.dropLast()) + "'x': 1}"),
        """
        heads.npz, byte 66: found key 'x', expected the keys 'descr', 'fortran_order' and \
        'shape'; write it with numpy.save or numpy.savez
        """
      ),
      array(
        "a key twice",
        NpyBytes.file(String(npyHeader.dropLast()) + "'descr': '<f4'}"),
        """
        heads.npz, byte 66: found key 'descr' a second time, expected each key once; write it \
        with numpy.save or numpy.savez
        """
      ),
      array(
        "a comment",
        NpyBytes.file("# \(npyHeader)"),
        "heads.npz, byte 10: found '#', expected '{'; write it with numpy.save or numpy.savez"
      ),
      array(
        "text behind the header",
        NpyBytes.file(npyHeader + "x"),
        """
        heads.npz, byte 67: found 'x', expected nothing after the dictionary; write it with \
        numpy.save or numpy.savez
        """
      ),
      array(
        "a colour in the header",
        NpyBytes.file("{'\u{1b}[31m': 1}"),
        #"""
        heads.npz, byte 12: found '\u{1b}', expected plain ASCII text in quotes; write it with \#
        numpy.save or numpy.savez
        """#
      ),
      array(
        "one byte too few",
        Array(NpyBytes.array([1, 4, 8, 14]).dropLast()),
        """
        heads.npz, byte 77: found 1791 bytes of data, expected 1792 for float32 (1, 4, 8, 14); \
        the file is damaged or cut short: export or copy it again
        """
      ),
      array(
        "no data",
        described(shape: "(1, 4, 8, 14)"),
        """
        heads.npz, byte 77: found 0 bytes of data, expected 1792 for float32 (1, 4, 8, 14); the \
        file is damaged or cut short: export or copy it again
        """
      ),
      array(
        "an old torch file",
        [0x80, 2, 0x8a, 10] + torchMagic,
        """
        heads.npz: found an old torch.save file, which runs code when read, expected a .npy or \
        .npz file; convert it once: python -c "import torch, numpy; numpy.savez('f.npz', **{k: \
        v.float().cpu().numpy() for k, v in torch.load('f.pt', weights_only=True).items()})"
        """
      ),
      array(
        "a pickle",
        [0x80, 4, 0x95, 0],
        """
        heads.npz: found a Python pickle, which runs code when read, expected a .npy or .npz \
        file; save the arrays with numpy.save or numpy.savez
        """
      ),
      array(
        "an HDF5 file",
        [0x89, 0x48, 0x44, 0x46, 13, 10, 0x1a, 10],
        """
        heads.npz: found an HDF5 file, expected a .npy or .npz file; convert it once: python -c \
        "import h5py, numpy; f = h5py.File('f.h5'); numpy.savez('f.npz', **{k: f[k][()] for k \
        in f})"
        """
      ),
      array(
        "a gzip file",
        [0x1f, 0x8b, 8, 0],
        """
        heads.npz: found a gzip file, expected a .npy or .npz file; unpack it with gunzip, or \
        write it with numpy.savez_compressed
        """
      ),
      array(
        "a safetensors file",
        [2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d],
        """
        heads.npz: found a safetensors file, which is not supported yet, expected a .npy or \
        .npz file; convert it once: python -c "import numpy; from safetensors.numpy import \
        load_file; numpy.savez('f.npz', **load_file('f.safetensors'))"
        """
      ),
      array(
        "a picture",
        GoodInput.png(width: 9, height: 9),
        """
        heads.npz: found bytes 89 50 4e 47 0d 0a 1a 0a at the start, expected a .npy or .npz \
        file; save the arrays with numpy.save or numpy.savez
        """
      ),
      array(
        "a config",
        Array(GoodInput.config.utf8),
        """
        heads.npz: found bytes 7b 22 63 6c 61 73 73 65 at the start, expected a .npy or .npz \
        file; save the arrays with numpy.save or numpy.savez
        """
      ),
      file(
        "missing",
        .absent,
        code: .noInput,
        "heads.npz: found no such file, expected a .npy or .npz file; check the path"
      ),
      file(
        "a folder",
        .folder,
        code: .noInput,
        """
        heads.npz: found a directory, expected a .npy or .npz file; write the arrays to a file \
        and name that file
        """
      ),
      file(
        "a pipe",
        .pipe,
        code: .noInput,
        """
        heads.npz: found a pipe, expected a .npy or .npz file; write the arrays to a file and \
        name that file
        """
      ),
      file(
        "a link to itself",
        .link(to: "heads.npz"),
        code: .noInput,
        """
        heads.npz: found symbolic links that go round in a circle, expected a .npy or .npz \
        file; name the file itself, or make the link anew
        """
      ),
      BadInput(
        "heads: a device",
        loss.with("@heads.npz", "/dev/zero"),
        [:],
        code: .noInput,
        """
        /dev/zero: found a device, expected a .npy or .npz file; write the arrays to a file and \
        name that file
        """
      ),
      BadInput(
        "inspect: a missing file",
        ["inspect", "@none.npz"],
        [:],
        code: .noInput,
        "none.npz: found no such file, expected a .npy or .npz file; check the path"
      ),
      BadInput(
        "inspect: a second file is missing",
        inspect + ["@x"],
        [:],
        code: .noInput,
        "x: found no such file, expected a .npy or .npz file; check the path"
      ),
    ] + truncated + arrayTypes

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

  static let npyHeader = NpyBytes.header("<f4", "(1,)")

  static let deepShape = Array(repeating: "1", count: 33).joined(separator: ", ")

  private static let torchMagic: [UInt8] = [
    0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19,
  ]

  private static func deep(_ bracket: String) -> String { String(repeating: bracket, count: 9000) }

  static func described(
    _ type: String = "<f4",
    shape: String = "(1,)",
    order: String = "False"
  ) -> [UInt8] {
    NpyBytes.file(NpyBytes.header(type, shape, fortran: order))
  }

  static func array(
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

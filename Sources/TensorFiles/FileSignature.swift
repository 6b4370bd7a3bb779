/// What a file is, judged by its first bytes.
enum FileSignature: Equatable {
  /// One array.
  case npy

  /// A ZIP archive, which may be a `.npz`.
  case zip

  /// Anything else, with the remedy.
  case foreign(found: String, remedy: String)

  /// Judges a file by its content.
  init(_ bytes: RawSpan) {
    if bytes.has(NpyHeader.magic) {
      self = .npy
    } else if bytes.has([0x50, 0x4b, 3, 4]) || bytes.has([0x50, 0x4b, 5, 6]) {
      self = .zip
    } else {
      let (found, remedy) = Self.recognize(bytes)
      self = .foreign(found: found, remedy: remedy)
    }
  }

  /// The command that turns a PyTorch file into one that can be read.
  static let torchRemedy = """
    convert it once: python -c "import torch, numpy; numpy.savez('f.npz', \
    **{k: v.float().cpu().numpy() for k, v in torch.load('f.pt', weights_only=True).items()})"
    """

  private static let saveRemedy = "save the arrays with numpy.save or numpy.savez"

  private static func recognize(_ bytes: RawSpan) -> (found: String, remedy: String) {
    if bytes.byteCount == 0 {
      return ("an empty file", "check the program that should have written it")
    }
    if bytes.has([0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]) {
      return ("an old torch.save file, which runs code when read", torchRemedy)
    }
    if bytes.byteCount > 1, bytes.byte(at: 0) == 0x80, (2...5).contains(bytes.byte(at: 1)) {
      return ("a Python pickle, which runs code when read", saveRemedy)
    }
    if bytes.has([0x89, 0x48, 0x44, 0x46, 13, 10, 0x1a, 10]) {
      return (
        "an HDF5 file",
        """
        convert it once: python -c "import h5py, numpy; f = h5py.File('f.h5'); \
        numpy.savez('f.npz', **{k: f[k][()] for k in f})"
        """
      )
    }
    if bytes.has([0x1f, 0x8b]) {
      return ("a gzip file", "unpack it with gunzip, or write it with numpy.savez_compressed")
    }
    if looksLikeSafetensors(bytes) {
      return (
        "a safetensors file, which is not supported yet",
        """
        convert it once: python -c "import numpy; from safetensors.numpy import load_file; \
        numpy.savez('f.npz', **load_file('f.safetensors'))"
        """
      )
    }
    return ("\(hexadecimal(bytes, first: 8)) at the start", saveRemedy)
  }

  /// A safetensors file begins with the length of a JSON object and that object.
  private static func looksLikeSafetensors(_ bytes: RawSpan) -> Bool {
    guard let length = bytes.littleEndian(UInt64.self, at: 0), length >= 2,
      length <= UInt64(bytes.byteCount - 8)
    else { return false }
    var offset = 8
    while offset < bytes.byteCount, offset < 64, [0x20, 9, 10, 13].contains(bytes.byte(at: offset))
    {
      offset += 1
    }
    return offset < bytes.byteCount && bytes.byte(at: offset) == UInt8(ascii: "{")
  }
}

import DetectionText

/// A file that is no file of arrays: what it is instead, and what to do about it.
struct ForeignFile {
  /// What it is.
  let found: String

  /// What to do about it.
  let remedy: String

  /// Recognises a file by its first bytes; `nil` for one that is not known.
  init?(_ bytes: RawSpan) {
    switch bytes {
    case _ where bytes.byteCount == 0:
      self.init("an empty file", "check the program that should have written it")
    case _ where bytes.has([0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20]):
      self.init("an old torch.save file, which runs code when read", Self.convertTorch)
    case _ where bytes.has([0x80]) && (2...5).contains(bytes.littleEndian(UInt8.self, at: 1) ?? 0):
      self.init("a Python pickle, which runs code when read", Self.save)
    case _ where bytes.has([0x89, 0x48, 0x44, 0x46, 13, 10, 0x1a, 10]):
      self.init(
        "an HDF5 file",
        """
        convert it once: python -c "import h5py, numpy; f = h5py.File('f.h5'); \
        numpy.savez('f.npz', **{k: f[k][()] for k in f})"
        """
      )
    case _ where OnnxTensor.isModel(bytes):
      self.init("an ONNX model", "run it, and save its outputs with numpy.savez")
    case _ where bytes.has([0x1f, 0x8b]):
      self.init("a gzip file", "unpack it with gunzip, or write it with numpy.savez_compressed")
    default: return nil
    }
  }

  /// Recognises a ZIP archive that is no `.npz` by the names of its members.
  init?(memberNames names: [String]) {
    let predict = "run the model and save its outputs with numpy.savez"
    if names.contains(where: { $0 == "data.pkl" || $0.hasSuffix("/data.pkl") }) {
      self.init("a torch.save file, which runs code when read", Self.convertTorch)
    } else if names.contains("model.weights.h5") || names.contains("config.json") {
      self.init("a Keras model", predict)
    } else if names.contains(where: {
      // Looking for a text is slow, and an archive of arrays may have a hundred thousand members.
      $0.utf8.contains(UInt8(ascii: "/")) && $0.contains("com.apple.CoreML/")
    }) {
      self.init("a Core ML model", predict)
    } else if let first = names.first, !names.contains(where: { $0.hasSuffix(".npy") }) {
      self.init(
        "a ZIP archive without any .npy member; its first is \(quoted(first))",
        "save the arrays with numpy.savez"
      )
    } else {
      return nil
    }
  }

  /// A file of which only the first bytes can be told.
  init(unknown bytes: RawSpan) {
    self.init("\(bytes.hexadecimal(first: 8)) at the start", Self.save)
  }

  private init(_ found: String, _ remedy: String) {
    self.found = found
    self.remedy = remedy
  }

  private static let convertTorch = """
    convert it once: python -c "import torch, numpy; numpy.savez('f.npz', \
    **{k: v.float().cpu().numpy() for k, v in torch.load('f.pt', weights_only=True).items()})"
    """

  private static let save = "save the arrays with numpy.save or numpy.savez"
}

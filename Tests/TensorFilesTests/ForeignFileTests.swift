import TensorFiles
import Testing

@Suite("Files of other kinds")
struct FileSignatureTests {
  static let torch = """
    convert it once: python -c "import torch, numpy; numpy.savez('f.npz', **{k: \
    v.float().cpu().numpy() for k, v in torch.load('f.pt', weights_only=True).items()})"
    """
  static let save = "save the arrays with numpy.save or numpy.savez"

  static let examples: [(bytes: [UInt8], found: String, remedy: String)] = [
    ([], "an empty file", "check the program that should have written it"),
    (
      [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e],
      "an old torch.save file, which runs code when read", torch
    ),
    ([0x80, 2, 0x7d], "a Python pickle, which runs code when read", save),
    ([0x80, 5, 0x95], "a Python pickle, which runs code when read", save),
    (
      [0x89, 0x48, 0x44, 0x46, 13, 10, 0x1a, 10, 0], "an HDF5 file",
      """
      convert it once: python -c "import h5py, numpy; f = h5py.File('f.h5'); \
      numpy.savez('f.npz', **{k: f[k][()] for k in f})"
      """
    ),
    (
      [0x1f, 0x8b, 8, 0], "a gzip file",
      "unpack it with gunzip, or write it with numpy.savez_compressed"
    ),
    (Array("hello world".utf8), "bytes 68 65 6c 6c 6f 20 77 6f at the start", save),
    ([0x93], "bytes 93 at the start", save),
    (
      zip(
        .init(name: "net/data.pkl", content: [0x80, 2]),
        .init(name: "net/data/0", content: [1])
      ),
      "a torch.save file, which runs code when read", torch
    ),
    (
      zip(.init(name: "config.json", content: []), .init(name: "model.weights.h5", content: [1])),
      "a Keras model", "run the model and save its outputs with numpy.savez"
    ),
    (
      zip(.init(name: "a.mlpackage/Data/com.apple.CoreML/model.mlmodel", content: [1])),
      "a Core ML model", "run the model and save its outputs with numpy.savez"
    ),
    (
      zip(.init(name: "word/document.xml", content: [1])),
      "a ZIP archive without any .npy member; its first is \"word/document.xml\"",
      "save the arrays with numpy.savez"
    ),
  ]

  @Test("are recognised and refused with the remedy", arguments: examples)
  func foreignFile(bytes: [UInt8], found: String, remedy: String) {
    let sentence =
      "heads.npz: found \(found); allowed a .npy, .npz, .safetensors, .json or .pb file, or FILE:SHAPE:TYPE for raw numbers; \(remedy)"
    #expect(refusal(bytes) == sentence)
  }
}

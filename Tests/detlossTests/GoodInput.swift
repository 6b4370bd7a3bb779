import Foundation

/// A small detector with a dump, labels and targets that the tool accepts.
///
/// Two images of 64 by 32 pixels, two scales of two anchors, two classes: small enough that
/// hundreds of runs take seconds, and without two axes of one length that could be mixed up.
enum GoodInput {
  /// The files by their names.
  static let files: [String: BadInput.Item] = [
    "config.json": .text(config),
    "heads.npz": .bytes(heads()),
    "labels.txt": .text(labels),
    "targets.npz": .bytes(targets()),
    "first.png": .bytes(png(width: 64, height: 32)),
    "second.png": .bytes(png(width: 64, height: 32)),
  ]

  /// The number of classes.
  static let classes = 2

  /// The scales.
  static let scales = """
    [
      {"name": "fine", "stride": 8, "anchors": [[10, 13], [16, 30]]},
      {"name": "coarse", "stride": 16, "anchors": [[30, 25], [62, 31]]}
    ]
    """

  /// The config.
  static let config = """
    {"classes": ["cat", "dog"], "scales": \(scales)}
    """

  /// The labels: one image with two objects, one without any.
  static let labels = """
    first.png 4,4,20,28,0 30,2,60,30,1
    second.png
    """

  /// The heads' shapes in the order `nhwc`, by the names of the scales.
  static let shapes = ["fine": [2, 4, 8, 14], "coarse": [2, 2, 4, 14]]

  /// The bytes of a dump; arrays that `replacing` names are taken from there.
  static func heads(replacing arrays: [String: [UInt8]] = [:]) -> [UInt8] {
    ZipBytes.archive(
      ["fine", "coarse"].map { name in
        ZipBytes.Member("\(name).npy", arrays[name] ?? NpyBytes.array(shapes[name] ?? []))
      }
    )
  }

  /// Writes a `.safetensors` dump of zeros, which has no checksum that would tell of a change.
  static func writeZeros(_ shapes: [String: [Int]], to path: String) throws {
    var (header, end) = ([String](), 0)
    for (name, shape) in shapes.sorted(by: { $0.key < $1.key }) {
      let start = end
      end += shape.reduce(4, *)
      let lengths = shape.map(String.init).joined(separator: ",")
      header.append(
        #""\#(name)":{"dtype":"F32","shape":[\#(lengths)],"data_offsets":[\#(start),\#(end)]}"#
      )
    }
    let text = Data("{\(header.joined(separator: ","))}".utf8)
    try (Data((0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }) + text)
      .write(to: URL(filePath: path))
    let file = try FileHandle(forUpdating: URL(filePath: path))
    try file.truncate(atOffset: UInt64(8 + text.count + end))
    try file.close()
  }

  /// The shapes of the targets' arrays.
  static let targetShapes = [
    "label_fine": [2, 4, 8, 2, 7], "boxes_fine": [2, 1, 4],
    "label_coarse": [2, 2, 4, 2, 7], "boxes_coarse": [2, 1, 4],
  ]

  /// The bytes of dense targets; arrays that `replacing` names are taken from there, and those
  /// that `without` names are left out.
  static func targets(
    replacing arrays: [String: [UInt8]] = [:],
    without missing: Set<String> = []
  ) -> [UInt8] {
    ZipBytes.archive(
      targetShapes.keys.sorted().filter { !missing.contains($0) }.map { name in
        ZipBytes.Member("\(name).npy", arrays[name] ?? NpyBytes.array(targetShapes[name] ?? []))
      }
    )
  }

  /// The start of a PNG file, which is all that the tool reads of it.
  static func png(width: UInt32, height: UInt32) -> [UInt8] {
    [0x89, 0x50, 0x4e, 0x47, 13, 10, 0x1a, 10, 0, 0, 0, 13] + Array("IHDR".utf8)
      + bigEndian(width) + bigEndian(height) + [8, 2, 0, 0, 0]
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}

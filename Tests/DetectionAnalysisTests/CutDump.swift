import DetectionTestSupport
import TensorFiles

/// A dump of a batch, cut into one file an image.
struct CutDump {
  let names: [String]

  /// An archive for each image, called by `names`.
  let archives: [String]

  /// Writes the archives.
  ///
  /// - Parameters:
  ///   - path: A dump whose first axis is that of the images.
  ///   - names: What the files are called, without their ending.
  ///   - folder: Where to.
  /// - Throws: What reading and writing throw.
  init(_ path: String, names: [String], in folder: TemporaryFolder) throws {
    self.names = names
    let arrays = try TensorFile(path: path).arrays
    let values = try arrays.map { try $0.values(as: Float.self) }
    archives = try names.enumerated().map { image, name in
      let path = folder.path("\(name).npz")
      var writer = try TensorWriter(path: path)
      for (array, values) in zip(arrays, values) {
        let count = values.count / array.shape[0]
        try writer.begin(array.name, shape: [1] + array.shape.dropFirst(), of: Float.self)
        try writer.append(Array(values[image * count..<(image + 1) * count]))
      }
      try writer.finish()
      return path
    }
  }
}

/// A `.safetensors` file of one array.
enum Safetensors {
  static func bytes(_ name: String, _ shape: [Int], _ values: [UInt8]) -> [UInt8] {
    let header = Array(
      #"{"\#(name)": {"dtype": "F32", "shape": \#(shape), "data_offsets": [0, \#(values.count)]}}"#
        .utf8
    )
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    return length + header + values
  }
}

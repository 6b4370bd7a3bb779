import DetectionTestSupport
import DetectionText
import DetectorConfiguration

/// A darknet cfg of a few layers, for what one option or one layer does.
///
/// The network halves its input five times; each `[yolo]` layer stands behind a convolution with as
/// many filters as it needs, routed from the layer of its stride.
struct SmallCfg {
  /// The lines of `[net]` beside the input's size.
  var net = ""

  /// What each `[yolo]` layer has of its own, by its stride, coarsest first as darknet writes them.
  var layers: [(stride: Int, options: String)] = [(32, "mask=3,4,5"), (16, "mask=0,1,2")]

  var width = 416
  var height = 416
  var classes = 2
  var anchors = "10,14, 23,27, 37,58, 81,82, 135,169, 344,319"

  /// The activation of the convolution before a `[yolo]` layer.
  var activation = "linear"

  /// Lines before the first `[yolo]` layer.
  var extra = ""

  var text: String {
    var text = "[net]\nwidth=\(width)\nheight=\(height)\nchannels=3\n\(net)\n"
    for _ in 0..<5 {
      text += "\n[convolutional]\nfilters=8\nsize=3\nstride=2\npad=1\nactivation=leaky\n"
    }
    text += extra
    for (stride, options) in layers {
      // Strides of 2, 4, 8, 16 and 32 are the outputs of layers 0 to 4.
      let masks = options.split(separator: "\n").first { $0.hasPrefix("mask") }
      let count =
        masks.map { $0.split(separator: ",").count } ?? anchors.split(separator: ",").count / 2
      text += """

        [route]
        layers=\(stride.trailingZeroBitCount - 1)

        [convolutional]
        size=1
        stride=1
        pad=1
        filters=\(count * (5 + classes))
        activation=\(activation)

        [yolo]
        \(options)
        anchors = \(anchors)
        classes=\(classes)
        num=\(anchors.split(separator: ",").count / 2)

        """
    }
    return text
  }

  /// What becomes of it.
  func imported() throws -> ConfigurationImport { try Self.imported(text) }

  /// What becomes of a text under a name.
  static func imported(_ text: String, name: String = "net.cfg") throws -> ConfigurationImport {
    try imported(bytes: Array(text.utf8), name: name)
  }

  static func imported(bytes: [UInt8], name: String = "net.cfg") throws -> ConfigurationImport {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    return try ConfigurationImport(path: folder.write(name, bytes: bytes))
  }
}

extension ConfigurationImport {
  /// The notes of a code, by their lines.
  func lines(_ code: String) -> [Int?] {
    notes.filter { $0.code == "import.\(code)" }.map(\.place.line)
  }

  /// Whether a note of a code has these words.
  func says(_ code: String, _ words: String...) -> Bool {
    notes.contains { note in
      note.code == "import.\(code)" && words.allSatisfy { note.message.contains($0) }
    }
  }
}

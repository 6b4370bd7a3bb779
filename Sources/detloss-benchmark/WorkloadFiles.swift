import DetectionAnalysis
import DetectionText
import TensorFiles
import ToolSupport

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension Workload {
  /// Writes the inputs and what the toolkit makes of them, for other programs to compute again.
  ///
  /// | file | holds |
  /// |---|---|
  /// | `heads.npz` | the raw heads, an array for each scale |
  /// | `objects.npz` | an entry for each object: `image` and `class` `[M]`, `box` `[M, 4]` (left, top, right, bottom in pixels of the network input) |
  /// | `gradients.npz` | the gradient of the loss by every head |
  /// | `decoded.npz` | every decoded value, `[N, H, W, A, 5 + C]` |
  /// | `config.json`, `labels.txt` | the detector and the objects as `detloss` reads them |
  ///
  /// - Parameter folder: Where to; made if there is none.
  /// - Throws: Why a file cannot be written.
  func write(to folder: String) throws {
    if unsafe mkdir(folder, 0o777) != 0, errno != EEXIST {
      throw Diagnostic(
        creating: folder,
        found: "\"\(systemMessage(errno))\"",
        remedy: "name a folder that may be written to"
      )
    }
    let arrays = zip(inputs.heads, inputs.values).map {
      HeadArray($1, shape: $0.layout.shape, name: $0.name)
    }
    var writer = try TensorWriter(path: folder + "/heads.npz")
    for (head, values) in zip(inputs.heads, inputs.values) {
      try writer.begin(head.name, shape: head.layout.shape, of: Float.self)
      try writer.append(values)
    }
    try writer.finish()
    try writeObjects(to: folder + "/objects.npz")
    let example = try DetectionCase(
      configuration: detector.configuration,
      heads: .arrays(arrays),
      truth: .objects(inputs.objects),
      layout: DumpOrder(inputs.setting.order)
    )
    _ = try example.writeGradient(to: folder + "/gradients.npz")
    try example.writeDecoded(to: folder + "/decoded.npz")
    try AtomicFile.write(try config.text(.pretty) + "\n", to: folder + "/config.json")
    try AtomicFile.write(labels, to: folder + "/labels.txt")
  }

  private func writeObjects(to path: String) throws {
    let objects = inputs.objects.enumerated().flatMap { image, objects in
      objects.map { (image: image, object: $0) }
    }
    var writer = try TensorWriter(path: path)
    try writer.begin("image", shape: [objects.count], of: Double.self)
    try writer.append(objects.map { Double($0.image) })
    try writer.begin("class", shape: [objects.count], of: Double.self)
    try writer.append(objects.map { Double($0.object.classID) })
    try writer.begin("box", shape: [objects.count, 4], of: Double.self)
    try writer.append(
      objects.flatMap {
        [$0.object.box.minX, $0.object.box.minY, $0.object.box.maxX, $0.object.box.maxY]
      }
    )
    try writer.finish()
  }

  private var config: JSONOutput {
    let scales = detector.scales.map { scale -> JSONOutput in
      [
        "name": scale.name, "stride": scale.stride,
        "anchors": scale.anchors.map { [$0.width, $0.height] },
      ]
    }
    return [
      "name": detector.name, "dialect": detector.dialect, "classes": detector.classes.count,
      "fit": "none", "scales": scales,
    ]
  }

  /// A line for each image: its name, then its objects.
  private var labels: String {
    inputs.objects.enumerated().map { image, objects in
      let boxes = objects.map { object in
        let box = object.box
        return " \(box.minX),\(box.minY),\(box.maxX),\(box.maxY),\(object.classID)"
      }
      return "image-\(image).jpg" + boxes.joined() + "\n"
    }.joined()
  }
}

import DetectionLoss
import DetectorConfiguration
import Foundation
import TensorFiles

/// Writes a workload and what the toolkit makes of it, for other programs to compute again.
///
/// | file | holds |
/// |---|---|
/// | `heads.npz` | the raw heads, an array for each scale |
/// | `objects.npz` | an entry for each object: `image` and `class` `[M]`, `box` `[M, 4]` (left, top, right, bottom in pixels of the network input) |
/// | `gradients.npz` | the gradient of the loss by every head |
/// | `decoded.npz` | every decoded value, `[N, H, W, A, 5 + C]` |
/// | `config.json`, `labels.txt` | the detector and the objects as `detloss` reads them |
struct WorkloadFiles {
  private let workload: Workload

  init(_ workload: Workload) {
    self.workload = workload
  }

  /// Writes all files into `folder`, which is made if there is none.
  ///
  /// - Throws: ``WritingError``.
  func write(to folder: String) throws(WritingError) {
    do {
      try FileManager.default.createDirectory(
        atPath: folder,
        withIntermediateDirectories: true
      )
      try writeHeads(to: folder + "/heads.npz")
      try writeObjects(to: folder + "/objects.npz")
      try writeGradients(to: folder + "/gradients.npz")
      try writeDecoded(to: folder + "/decoded.npz")
      try configuration().write(toFile: folder + "/config.json", atomically: true, encoding: .utf8)
      try labels().write(toFile: folder + "/labels.txt", atomically: true, encoding: .utf8)
    } catch let error as Diagnostic {
      throw WritingError(folder: folder, reason: "\(error)")
    } catch {
      throw WritingError(folder: folder, reason: error.localizedDescription)
    }
  }

  private func writeHeads(to path: String) throws {
    var writer = try TensorWriter(path: path)
    for (head, values) in zip(workload.inputs.heads, workload.inputs.values) {
      try writer.begin(head.name, shape: head.layout.shape, of: Float.self)
      try writer.append(values)
    }
    try writer.finish()
  }

  private func writeObjects(to path: String) throws {
    let objects = workload.inputs.objects.enumerated().flatMap { image, objects in
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

  private func writeGradients(to path: String) throws {
    var writer = try TensorWriter(path: path)
    for gradient in try workload.gradient() {
      try writer.begin(gradient.name, shape: gradient.shape, of: Float.self)
      try writer.append(gradient.values)
    }
    try writer.finish()
  }

  private func writeDecoded(to path: String) throws {
    var writer = try TensorWriter(path: path)
    for (scale, head) in workload.inputs.heads.enumerated() {
      let layout = head.layout
      let shape = [layout.images, layout.rows, layout.columns, layout.anchors, layout.channels]
      try writer.begin(head.name, shape: shape, of: Float.self)
      for image in 0..<layout.images {
        try writer.append(workload.decoded(image: image, scale: scale))
      }
    }
    try writer.finish()
  }

  private func configuration() -> String {
    let configuration = workload.detector
    let scales = configuration.scales.map { scale in
      let anchors = scale.anchors.map { "[\($0.width), \($0.height)]" }.joined(separator: ", ")
      return
        "    {\"name\": \"\(scale.name)\", \"stride\": \(scale.stride), \"anchors\": [\(anchors)]}"
    }
    return """
      {
        "name": "\(configuration.name)",
        "dialect": "\(configuration.dialect)",
        "classes": \(configuration.classes.count),
        "fit": "none",
        "scales": [
      \(scales.joined(separator: ",\n"))
        ]
      }

      """
  }

  /// A line for each image: its name, then its objects.
  private func labels() -> String {
    workload.inputs.objects.enumerated().map { image, objects in
      let boxes = objects.map { object in
        let box = object.box
        return " \(box.minX),\(box.minY),\(box.maxX),\(box.maxY),\(object.classID)"
      }
      return "image-\(image).jpg" + boxes.joined() + "\n"
    }.joined()
  }
}

/// A reason why a workload could not be written.
package struct WritingError: Error, CustomStringConvertible {
  /// Where it was to be written.
  let folder: String

  /// What the system says.
  let reason: String

  /// One sentence with both.
  package var description: String {
    "cannot write the workload to \(folder): \(reason); name a folder that may be written to"
  }
}

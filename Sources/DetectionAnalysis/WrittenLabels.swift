import TensorFiles

/// Somebody's dense label tensors, as they stand in a file, right or wrong.
struct WrittenLabels {
  /// What the label tensors say, image by image.
  let images: [[WrittenAnchor]]

  /// The rows of the object lists, image by image, for each scale that has a list.
  let lists: [[(scale: Int, rows: [[Double]])]]

  /// What a person should know although nothing is wrong.
  let notes: [Diagnostic]

  /// Reads `label_<scale>` `[N, H, W, A, 5 + C]` for each scale, and `boxes_<scale>` `[N, M, 4]`
  /// where it is there.
  ///
  /// - Throws: An error for the file, and for arrays that do not fit.
  init(path: String, scales: [Detector.Scale], imageCount: Int) throws(Diagnostic) {
    let file = try TensorFile(path: path)
    var images = [[WrittenAnchor]](repeating: [], count: imageCount)
    var lists = [[(scale: Int, rows: [[Double]])]](repeating: [], count: imageCount)
    var nonFinite: [Diagnostic] = []
    for scale in scales {
      let cells = [scale.rows, scale.columns, scale.anchors.count, scale.channels]
      let shape = [imageCount] + cells
      let label = try LabelArray("label_\(scale.name)", in: file, for: .comparison) {
        $0 == shape
          ? nil
          : """
          \(shape), which labels, input size and config ask for: [N, H, W, A, 5 + C]\
          \(scale.weightColumn(of: $0))
          """
      }
      nonFinite += label.nonFiniteNote()
      label.read { value in
        for image in 0..<imageCount {
          let start = image * scale.anchorCount * scale.channels
          images[image] += WrittenAnchor.all(on: scale) {
            value(start + $0)
          }
        }
      }
      guard file["boxes_\(scale.name)"] != nil else { continue }
      let boxes = try LabelArray("boxes_\(scale.name)", in: file, for: .comparison) {
        $0.count == 3 && $0[0] == imageCount && $0[2] == 4 ? nil : "[\(imageCount), M, 4]"
      }
      let capacity = boxes.tensor.shape[1]
      boxes.read { value in
        for image in 0..<imageCount {
          let rows = (0..<capacity).map { row in
            (0..<4).map { value((image * capacity + row) * 4 + $0) }
          }
          lists[image].append((scale.index, rows))
        }
      }
    }
    self.images = images
    notes = file.labelNotes(scales: scales.map(\.name)) + nonFinite
    self.lists = lists
  }
}

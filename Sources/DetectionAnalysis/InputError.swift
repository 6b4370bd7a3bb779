import DetectionText

/// A reason why input files cannot be used together, although each can be read.
///
/// What is wrong within one file is that file's own error; these are the sentences between files.
package enum InputError: Error {
  /// The arrays of a dump do not belong to the scales of the config.
  case heads(files: [String], HeadMatchError)

  /// An array that should be a head holds numbers that no head has.
  case elementType(file: String, array: String, found: String)

  /// A head holds NaN or infinity, and so may others after it.
  case nonFinite(file: String?, image: String?, NonFiniteValues, others: [NonFiniteValues])

  /// The dump and the labels hold different numbers of images.
  case imageCount(dump: String, images: Int, labels: String, lines: Int)

  /// A file of dense labels lacks an array.
  case targetMissing(file: String, array: String, found: [String], LabelArray.Need)

  /// An array of dense labels holds numbers that labels are not made of.
  case targetType(file: String, array: String, found: String)

  /// An array of dense labels has another shape than the heads ask for.
  case targetShape(file: String, array: String, found: [Int], expected: String)

  /// The dense labels of one image would not fit into memory.
  case denseLabels(array: String, shape: [Int], limit: Int)

  /// There is no image, or no object, of that name to explain.
  case nothingToExplain(asked: String, labels: String, images: [(name: String, objects: Int)])

  /// Two dumps that are compared have other images, cells, anchors or classes.
  case otherShape(first: String, second: String, scale: String, shapes: [[Int]])

  /// The loss refused its input.
  case loss(LossInputError)
}

extension InputError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .heads(let files, let error):
      files.isEmpty ? "\(error)" : "\(Self.list(files)): \(error)"
    case .elementType(let file, let array, let found):
      """
      \(file): array "\(array)" holds \(found); expected float32, float16, bfloat16 or float64 raw logits; \
      dump the head before it is rounded or quantised
      """
    case .nonFinite(let file, let image, let values, let others):
      """
      \(file.map { "\($0): " } ?? "")\(values.description(besides: others))\
      \(image.map { " (image \(values.first.image) is \($0))" } ?? "")
      """
    case .imageCount(let dump, let images, let labels, let lines):
      """
      \(labels): found \(lines) \(lines == 1 ? "image" : "images"), but \(dump) holds \
      \(images); write one line per image of the dump, in the dump's order; an image without \
      objects is a line with its name alone
      """
    case .targetMissing(let file, let array, let found, let need):
      "\(file): no array is called \"\(array)\"; found \(Self.names(found)); \(need)"
    case .targetType(let file, let array, let found):
      """
      \(file): array "\(array)" holds \(found); expected float32, float16, bfloat16 or float64; convert it \
      with array.astype(numpy.float32)
      """
    case .targetShape(let file, let array, let found, let expected):
      "\(file): array \"\(array)\" has shape \(found); expected \(expected)"
    case .denseLabels(let array, let shape, let limit):
      """
      --tensors: one image of "\(array)" would hold \(shape.map(String.init).joined(separator: " x ")) \
      values; allowed: at most \(limit); check "classes" in the config and --input-size, or leave \
      --tensors away
      """
    case .nothingToExplain(let asked, let labels, let images):
      """
      --explain: \(asked) is no image of \(labels), nor an image and one of its objects, such as \
      \(images.first { $0.objects > 0 }.map { "\($0.name):\($0.objects - 1)" } ?? "image.jpg:0"); \
      all explains every object
      """
    case .otherShape(let first, let second, let scale, let shapes):
      """
      \(second): the head of scale "\(scale)" is \(shapes[1]), but that of \(first) is \(shapes[0]); \
      dump the same images at the same input size from both
      """
    case .loss(let error):
      "\(error)"
    }
  }

  /// The names of arrays, of which a file may have thousands.
  private static func names(_ names: [String]) -> String {
    let most = 20
    let shown = names.prefix(most).map { "\"\($0)\"" }.joined(separator: ", ")
    return names.isEmpty
      ? "none" : names.count > most ? "\(shown) and \(names.count - most) more" : shown
  }

  private static func list(_ files: [String]) -> String {
    files.joined(separator: ", ")
  }
}

import DetectionText
import TensorFiles

/// Somebody's dense label tensors, as targets of a batch.
struct DenseTargets: Sendable {
  /// What each image is to predict.
  let images: [ImageTargets]

  /// What a person should know although nothing is wrong.
  let notes: [String]

  /// Reads `label_<scale>` `[N, H, W, A, 5 + C]` and `boxes_<scale>` `[N, M, 4]` for each scale.
  ///
  /// - Throws: `Diagnostic` for the file, ``InputError`` for arrays that do not fit the dump.
  init(path: String, detector: Detector, dump: HeadDump) throws {
    let file = try TensorFile(path: path)
    var warnings = BoxWarnings(file: path)
    var nonFinite: [String] = []
    var images = Array(repeating: ImageTargets(scales: []), count: dump.images)
    for scale in detector.scales {
      let cells = [scale.rows, scale.columns, scale.anchors.count, scale.channels]
      let label = try LabelArray("label_\(scale.name)", in: file, for: .targets) {
        $0 == [dump.images] + cells ? nil : "\([dump.images] + cells), as the heads have it"
      }
      let boxes = try LabelArray("boxes_\(scale.name)", in: file, for: .targets) {
        $0.count == 3 && $0[0] == dump.images && $0[2] == 4 ? nil : "[\(dump.images), M, 4]"
      }
      let capacity = boxes.tensor.shape[1]
      nonFinite += label.nonFiniteNote(file: path)
      for image in images.indices {
        let place = Place(file: path)
        let places = [label, boxes].map {
          place.part("array \(quoted($0.tensor.name))").part("image \(image)")
        }
        images[image].scales.append(
          try label.read { label throws(Diagnostic) in
            try boxes.read { boxes throws(Diagnostic) in
              try DenseLabels.targets(
                scale: scale,
                boxCapacity: capacity,
                label: { label(image * scale.anchorCount * scale.channels + $0) },
                boxes: { boxes(image * capacity * 4 + $0) },
                places: (places[0], places[1])
              )
            }
          }
        )
        warnings.check(
          images[image].scales.last?.positives ?? [],
          listed: boxes,
          image: image,
          detector: detector,
          places: (places[0], places[1])
        )
      }
    }
    self.images = images
    notes =
      file.labelNotes(scales: detector.scales.map(\.name)) + nonFinite + warnings.sentences
  }
}

extension BoxWarnings {
  /// Looks at the boxes of one image and scale.
  ///
  /// Only what an anchor predicts has a weight; rows of zeros are padding.
  fileprivate mutating func check(
    _ positives: [PositiveAnchor],
    listed boxes: LabelArray,
    image: Int,
    detector: Detector,
    places: (label: Place, boxes: Place)
  ) {
    for anchor in positives {
      add(
        detector.warnings(
          about: anchor.box,
          isAssigned: false,
          at: places.label.part(anchor.site.wordsWithinScale)
        )
      )
    }
    let capacity = boxes.tensor.shape[1]
    boxes.read { value in
      for row in 0..<capacity {
        let sides = (0..<4).map { value((image * capacity + row) * 4 + $0) }
        guard sides.contains(where: { $0 != 0 }) else { continue }
        add(
          detector.warnings(
            about: CenterBox(
              centerX: sides[0],
              centerY: sides[1],
              width: sides[2],
              height: sides[3]
            ),
            isAssigned: false,
            isPositive: false,
            at: places.boxes.part("row \(row)")
          )
        )
      }
    }
  }
}

extension TensorFile {
  /// What a person should know about a file of dense labels although nothing is wrong with it.
  func labelNotes(scales: [String]) -> [String] {
    let used = Set(scales.flatMap { ["label_\($0)", "boxes_\($0)"] })
    return notes.map(\.description)
      + arrays.filter { !used.contains($0.name) }.map {
        "\(path): array \"\($0.name)\" belongs to no scale and is not used"
      }
  }
}

extension LabelArray {
  /// A sentence about values that are NaN or infinite, if there are any.
  ///
  /// Where no object is they change nothing here; a pipeline that multiplies by a mask gets NaN.
  func nonFiniteNote(file: String) -> [String] {
    let statistics = tensor.statistics(of: bytes)
    guard let first = statistics.firstNonFinite else { return [] }
    let count = statistics.nanCount + statistics.infinityCount
    let rest = count == 1 ? "" : " and \(count - 1) more"
    return [
      """
      \(file): array "\(tensor.name)" holds NaN or infinity at \(first)\(rest); times a mask of zero \
      that is still NaN
      """
    ]
  }
}

/// An array of a file whose elements are read by their index in C order.
package struct LabelArray {
  let tensor: Tensor
  private let bytes: MappedBytes
  private let element: HeadElement

  /// Which arrays a reader of labels cannot do without, in words.
  package enum Need: String, CustomStringConvertible {
    /// Targets of a loss.
    case targets = "each scale needs its label_ and its boxes_ array"

    /// Labels that are compared.
    case comparison = """
      --compare needs the label_ array of each scale, [N, H, W, A, 5 + C]; the boxes_ arrays may \
      be missing
      """

    package var description: String { rawValue }
  }

  /// Finds an array by name.
  ///
  /// - Parameters:
  ///   - name: The array's name.
  ///   - file: The file.
  ///   - need: What the array is for.
  ///   - expected: What a shape should have been; `nil` where it is right.
  /// - Throws: ``InputError`` when it is not there, or not what it should be; `Diagnostic`
  ///   when it is what it should be and cannot be read.
  init(
    _ name: String,
    in file: TensorFile,
    for need: Need,
    expected: ([Int]) -> String?
  ) throws {
    guard let entry = file[name] else {
      throw InputError.targetMissing(
        file: file.path,
        array: name,
        found: file.arrays.map(\.name),
        need
      )
    }
    guard let element = HeadElement(entry) else {
      throw InputError.targetType(file: file.path, array: name, found: "\(entry.elementType)")
    }
    if let expected = expected(entry.shape) {
      throw InputError.targetShape(
        file: file.path,
        array: name,
        found: entry.shape,
        expected: expected
      )
    }
    tensor = entry
    bytes = try entry.load()
    self.element = element
  }

  /// Calls `body` with a function that reads an element.
  func read<Result, Failure: Error>(
    _ body: ((Int) -> Double) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try bytes.withBytes { bytes throws(Failure) in
      try body { index in
        element.load(from: bytes, at: offset(of: index), as: Double.self)
      }
    }
  }

  /// The byte at which the element of a C-order index begins, in C and Fortran arrays alike.
  private func offset(of index: Int) -> Int {
    var rest = index
    var offset = 0
    for axis in tensor.shape.indices.reversed() {
      offset += rest % tensor.shape[axis] * tensor.byteStrides[axis]
      rest /= tensor.shape[axis]
    }
    return offset
  }
}

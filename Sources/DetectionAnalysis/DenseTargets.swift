import DetectionText
import TensorFiles

/// Somebody's dense label tensors, as targets of a batch.
struct DenseTargets: Sendable {
  /// What each image is to predict.
  let images: [ImageTargets]

  /// What a person should know although nothing is wrong.
  let notes: [Diagnostic]

  /// Reads `label_<scale>` `[N, H, W, A, 5 + C]` and `boxes_<scale>` `[N, M, 4]` for each scale.
  ///
  /// - Throws: An error for the file, for arrays that do not fit the dump, and for values that are
  ///   no labels.
  init(path: String, detector: Detector, dump: HeadDump) throws(Diagnostic) {
    let file = try TensorFile(path: path)
    var warnings = BoxWarnings(file: path)
    var nonFinite: [Diagnostic] = []
    var images = Array(repeating: ImageTargets(scales: []), count: dump.images)
    for scale in detector.scales {
      let cells = [scale.rows, scale.columns, scale.anchors.count, scale.channels]
      let label = try LabelArray("label_\(scale.name)", in: file, for: .targets) {
        $0 == [dump.images] + cells
          ? nil : "\([dump.images] + cells), as the heads have it\(scale.weightColumn(of: $0))"
      }
      let boxes = try LabelArray("boxes_\(scale.name)", in: file, for: .targets) {
        $0.count == 3 && $0[0] == dump.images && $0[2] == 4 ? nil : "[\(dump.images), M, 4]"
      }
      let capacity = boxes.tensor.shape[1]
      nonFinite += label.nonFiniteNote()
      for image in images.indices {
        let places = (label: label.place(image: image), boxes: boxes.place(image: image))
        let targets = try label.read { label throws(Diagnostic) in
          try boxes.read { boxes throws(Diagnostic) in
            try DenseLabels.targets(
              scale: scale,
              boxCapacity: capacity,
              label: { label(image * scale.anchorCount * scale.channels + $0) },
              boxes: { boxes(image * capacity * 4 + $0) },
              places: places
            )
          }
        }
        images[image].scales.append(targets)
        warnings.check(targets.positives, boxes, image: image, detector: detector, places: places)
      }
    }
    self.images = images
    notes = file.labelNotes(scales: detector.scales.map(\.name)) + nonFinite + warnings.all
  }
}

extension BoxWarnings {
  /// Looks at the boxes of one image and scale.
  ///
  /// Only what an anchor predicts has a weight; rows of zeros are padding.
  fileprivate mutating func check(
    _ positives: [PositiveAnchor],
    _ boxes: LabelArray,
    image: Int,
    detector: Detector,
    places: (label: Place, boxes: Place)
  ) {
    for anchor in positives {
      let place = places.label.part(anchor.site.wordsWithinScale)
      add(detector.warnings(about: anchor.box, isAssigned: false, at: place))
    }
    let capacity = boxes.tensor.shape[1]
    boxes.read { value in
      for row in 0..<capacity {
        let sides = (0..<4).map { value((image * capacity + row) * 4 + $0) }
        // They were looked at before; but the bytes of a file may change.
        guard sides.contains(where: { $0 != 0 }),
          let box = CenterBox(
            validatingCenterX: sides[0],
            centerY: sides[1],
            width: sides[2],
            height: sides[3]
          )
        else { continue }
        add(
          detector.warnings(
            about: box,
            isAssigned: false,
            isPositive: false,
            at: places.boxes.part("row \(row)")
          )
        )
      }
    }
  }
}

extension Detector.Scale {
  /// What else is to be said about the shape of label tensors that have a column more.
  func weightColumn(of shape: [Int]) -> String {
    guard let last = shape.last, last == channels + 1 else { return "" }
    return ": \(last) values are another class, or a weight of mix-up behind the classes"
  }
}

extension TensorFile {
  /// What a person should know about a file of dense labels although nothing is wrong with it.
  func labelNotes(scales: [String]) -> [Diagnostic] {
    let used = Set(scales.flatMap { ["label_\($0)", "boxes_\($0)"] })
    return notes
      + arrays.filter { !used.contains($0.name) }.map {
        Diagnostic.unusedArray($0.name, file: path)
      }
  }
}

extension LabelArray {
  /// A note about values that are NaN or infinite, if there are any.
  ///
  /// Where no object is they change nothing here; a pipeline that multiplies by a mask gets NaN.
  func nonFiniteNote() -> [Diagnostic] {
    let statistics = tensor.statistics(of: bytes)
    guard let first = statistics.firstNonFinite else { return [] }
    let count = statistics.nanCount + statistics.infinityCount
    return [
      Diagnostic(
        .content,
        severity: .warning,
        code: "dense-labels.non-finite",
        at: Place(file: file, parts: ["array \(quoted(tensor.name))"]),
        found: "NaN or infinity at \(first)\(count == 1 ? "" : " and \(count - 1) more")",
        remedy: "times a mask of zero that is still NaN"
      )
    ]
  }

  /// One image of the array.
  func place(image: Int) -> Place {
    Place(file: file, parts: ["array \(quoted(tensor.name))", "image \(image)"])
  }
}

/// An array of a file whose elements are read by their index in C order.
struct LabelArray {
  let tensor: Tensor
  private let file: String
  private let bytes: MappedBytes
  private let element: HeadElement

  /// Which arrays a reader of labels cannot do without, in words.
  enum Need: String {
    /// Targets of a loss.
    case targets = "the label_ and the boxes_ array of each scale"

    /// Labels that are compared.
    case comparison = """
      the label_ array of each scale, [N, H, W, A, 5 + C]; the boxes_ arrays may be missing
      """
  }

  /// Finds an array by name.
  ///
  /// - Parameters:
  ///   - name: The array's name.
  ///   - file: The file.
  ///   - need: What the array is for.
  ///   - expected: What a shape should have been; `nil` where it is right.
  /// - Throws: An error when it is not there, not what it should be, or cannot be read.
  init(
    _ name: String,
    in file: TensorFile,
    for need: Need,
    expected: ([Int]) -> String?
  ) throws(Diagnostic) {
    guard let entry = file[name] else {
      throw .targetMissing(file: file.path, array: name, found: file.arrays.map(\.name), need)
    }
    guard let element = HeadElement(entry), !element.isInteger else {
      throw .targetType(file: file.path, array: name, found: "\(entry.elementType)")
    }
    if let expected = expected(entry.shape) {
      throw .targetShape(file: file.path, array: name, found: entry.shape, expected: expected)
    }
    self.file = file.path
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

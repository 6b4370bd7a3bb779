import DetectionText

/// What a person says about labels beside where they are.
public struct LabelReading: Sendable {
  /// Their form; recognised if it is not given.
  public var format: LabelFormat?

  /// The folder of the images.
  ///
  /// Sizes are looked up there, and a folder of labels has the images that it has, in their order.
  public var images: String?

  /// A file with the names of the images in the order of the dump, one a line.
  public var order: String?

  /// What Pascal VOC's corners are too large by: 1 where they count pixels from one.
  public var vocOffset: Int

  /// Whether detections are judged by the labels, which then tell all that COCO's evaluation asks for.
  package var isForEvaluation = false

  /// Whether the labels count in classes of their own where the detector names none.
  package var takesOwnClasses = false

  /// Creates what is said.
  public init(
    format: LabelFormat? = nil,
    images: String? = nil,
    order: String? = nil,
    vocOffset: Int = 0
  ) {
    self.format = format
    self.images = images
    self.order = order
    self.vocOffset = vocOffset
  }
}

// MARK: - Order

extension LabeledImages {
  /// The images that the file at `path` names, in its order.
  ///
  /// A name is an image's whole name, or its last component, or that without its ending.
  ///
  /// - Throws: An error for the file, for a name that is no image's or stands twice, and for one
  ///   that is several images'. All of them at once.
  mutating func order(by path: String, labels: String) throws(Diagnostic) {
    let source = LabelSource(name: path, classCount: 0)
    var indices: [String: [Int]] = [:]
    for (index, image) in images.enumerated() {
      for name in Set(imageNames(of: image.name)) { indices[name, default: []].append(index) }
    }
    var order: [Int] = []
    var lines: [Int: Int] = [:]
    var faults = FaultList()
    for (line, bytes) in try source.lines() where !bytes.isEmpty && !faults.isFull {
      let name = String(decoding: bytes, as: UTF8.self)
      func fault(_ code: String, _ found: String, allowed: String, remedy: String) {
        let place = Place(file: path, line: line)
        faults.add(
          Diagnostic(
            .content,
            code: "order.\(code)",
            at: place,
            found: found,
            allowed: allowed,
            remedy: remedy
          )
        )
      }
      let found = imageNames(of: name).lazy.compactMap { indices[$0] }.first ?? []
      guard let index = found.first else {
        let near = nearest(of: name, among: images.prefix(10_000).map(\.name))
        fault(
          "unknown",
          "\(quoted(name)), which is none of \(counted(images.count, "image")) of \(printable(labels))",
          allowed: "the name of an image, one a line",
          remedy: near.map { "did you mean \(quoted($0))?" }
            ?? "check that both are of one data set"
        )
        continue
      }
      if found.count > 1 {
        fault(
          "ambiguous",
          "\(quoted(name)), which \(found.count) images are called",
          allowed: "one image a line",
          remedy: "write more of the path: \(quoted(images[index].name))"
        )
      } else if let first = lines.updateValue(line, forKey: index) {
        fault(
          "twice",
          "\(quoted(name)), which stands on line \(first), too",
          allowed: "each image once",
          remedy: "delete one of the lines"
        )
      }
      order.append(index)
    }
    try faults.check()
    guard !order.isEmpty || images.isEmpty else {
      throw Diagnostic(
        .content,
        code: "order.empty",
        at: Place(file: path),
        found: "no name",
        allowed: "the name of an image, one a line",
        remedy: "check what writes the list"
      )
    }
    let left = images.count - order.count
    if left > 0 {
      let kept = Set(order)
      let first = images.indices.first { !kept.contains($0) } ?? 0
      notes.append(
        Diagnostic(
          .content,
          severity: .note,
          code: "order.left-out",
          at: Place(file: path),
          found: """
            \(counted(left, "image")) of the labels that the order does not name, the first \
            \(quoted(images[first].name))
            """,
          remedy: left == 1 ? "it is left out" : "they are left out"
        )
      )
    }
    images = order.map { images[$0] }
  }
}

/// The ways to name an image, the fullest first: its path, the last component, that without its ending.
package func imageNames(of name: String) -> [String] {
  let last = ImageHeader.lastPart(of: name)
  return [name, last, ImageHeader.stem(of: last)]
}

/// What an image or a dump is called without its folder and its ending.
package func imageStem(of path: String) -> String {
  ImageHeader.stem(of: ImageHeader.lastPart(of: path))
}

extension LabelSource {
  /// The lines of the text, numbered from one, without blanks around them.
  func lines() throws(Diagnostic) -> [(number: Int, bytes: ArraySlice<UInt8>)] {
    let text = try text()
    func isBlank(_ byte: UInt8) -> Bool { byte <= UInt8(ascii: " ") }
    return text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated().map { index, line in
        var line = line.drop(while: isBlank)
        while let last = line.last, isBlank(last) { line.removeLast() }
        return (index + 1, line)
      }
  }
}

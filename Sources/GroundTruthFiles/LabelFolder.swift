import DetectionText

/// Images that have a label file each, and where both are.
struct LabelFolder {
  /// An image and its labels.
  struct Pair {
    /// The image's name in results: that of its file; of its labels, without the ending, where no
    /// image is known.
    let name: String

    /// The image's file, where it is known.
    let image: String?

    /// The file of its labels; `nil` where there is none.
    let labels: String?
  }

  /// The images in their order.
  var pairs: [Pair] = []

  /// What a person should know.
  var notes: [Diagnostic] = []
}

extension LabelFolder {
  /// The images of a folder of label files.
  ///
  /// - Images: those of the folder that somebody said, else of the folder that is called `images`
  ///   where this one is called `labels` (`JPEGImages` and `Annotations` in Pascal VOC), else those
  ///   in this folder. An image without labels is one without objects, and counted.
  /// - Order: of the images' names, else of the label files', by their bytes.
  /// - Parameters:
  ///   - source: What is read: a folder.
  ///   - ending: The ending of label files, such as `.txt`.
  ///   - twins: The last components by which labels and images tell each other.
  ///   - others: Files of that ending that are no labels.
  /// - Throws: An error of access where a folder cannot be read, or holds nothing of use.
  init(
    _ source: LabelSource,
    ending: String,
    twins: [(labels: String, images: String)],
    not others: Set<String> = []
  ) throws(Diagnostic) {
    let folder = source.name
    let entries = try Self.names(in: folder, allowed: "a readable folder of labels")
    let files = entries.filter { $0.lowercased().hasSuffix(ending) && !others.contains($0) }
    let said = source.reading.images
    let twin = twins.lazy
      .compactMap { ImageHeader.twin(of: folder, $0.labels, $0.images) }
      .first { FileKind(path: $0) == .folder }
    let images = said ?? twin ?? folder
    let names =
      (images == folder
      ? entries : try Self.names(in: images, allowed: "a readable folder of images"))
      .filter(ImageHeader.isImage)
    guard !names.isEmpty || said == nil else {
      throw Diagnostic(
        .access,
        code: "labels.no-images",
        at: Place(file: images),
        found: "no image",
        allowed: "JPEG, PNG and the like",
        remedy: "give the folder that holds the images themselves"
      )
    }
    if names.isEmpty {
      pairs = files.map {
        Pair(name: ImageHeader.stem(of: $0), image: nil, labels: "\(folder)/\($0)")
      }
      if pairs.isEmpty { throw Self.nothing(in: folder, entries, ending: ending) }
      return
    }
    var filesLeft = Dictionary(
      files.map { (ImageHeader.stem(of: $0), $0) },
      uniquingKeysWith: { first, _ in first }
    )
    let labels = filesLeft
    pairs = names.map { name in
      let stem = ImageHeader.stem(of: name)
      filesLeft[stem] = nil
      return Pair(
        name: name,
        image: "\(images)/\(name)",
        labels: labels[stem].map { "\(folder)/\($0)" }
      )
    }
    try checkMissing(in: folder)
    if let first = filesLeft.values.min() {
      notes.append(
        Diagnostic(
          .content,
          severity: .warning,
          code: "labels.without-image",
          at: Place(file: folder),
          found: """
            \(counted(filesLeft.count, "label file")) without an image in \(printable(images)), the \
            first \(quoted(first))
            """,
          remedy: "they are left out"
        )
      )
    }
  }

  /// Counts images without labels; refuses where all are.
  mutating func checkMissing(in place: String) throws(Diagnostic) {
    let missing = pairs.filter { $0.labels == nil }
    guard let first = missing.first else { return }
    let isAll = missing.count == pairs.count
    let diagnostic = Diagnostic(
      .access,
      severity: isAll ? .error : .warning,
      code: "labels.missing",
      at: Place(file: place),
      found: isAll
        ? "no label file of any of \(counted(pairs.count, "image")), the first \(quoted(first.name))"
        : """
        \(counted(missing.count, "image")) of \(pairs.count) without a label file, the first \
        \(quoted(first.name))
        """,
      allowed: isAll ? "a label file for each image that shows an object, called as the image" : "",
      remedy: isAll ? "check where the labels are" : "they count as images without objects"
    )
    if isAll { throw diagnostic }
    notes.append(diagnostic)
  }

  /// A folder without labels.
  private static func nothing(in folder: String, _ entries: [String], ending: String) -> Diagnostic
  {
    let inner = entries.first { FileKind(path: "\(folder)/\($0)") == .folder }
    return Diagnostic(
      .access,
      code: "labels.missing",
      at: Place(file: folder),
      found: "a folder without a label file",
      allowed: "a folder of \(ending) files, one an image",
      remedy: inner.map { "give a folder within it, such as \(quoted("\(folder)/\($0)"))" }
        ?? "check the path"
    )
  }

  /// The names in a folder.
  static func names(in folder: String, allowed: String) throws(Diagnostic) -> [String] {
    do throws(FileFault) {
      return try InputFolder.names(in: folder)
    } catch {
      throw Diagnostic(file: folder, error, allowed: allowed)
    }
  }
}

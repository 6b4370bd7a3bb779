import DetectionText

/// What of an Ultralytics `data.yaml` says where images are and what classes are called.
///
/// ```yaml
/// path: ../datasets/coco8
/// train: images/train
/// val: images/val  # a folder, a list of images, or several of these
/// names:
///   0: person
///   1: bicycle
/// ```
///
/// - Images: those of `val`, of `validation`, else of `train`; a note says which.
/// - Paths: relative to `path`, which is relative to the file; as they stand from the file, where
///   there is no such folder.
/// - Keypoints: `kpt_shape: [17, 3]` says how many numbers stand behind a box.
/// - `download` is never acted on.
/// - Source: ultralytics 8.4 `data/utils.py` (`check_det_dataset`).
struct YOLOData {
  /// The names of the classes, in the order of their numbers.
  let names: [String]?

  /// How many keypoints an object has, and how many numbers each, where objects have some.
  let keypoints: (count: Int, numbers: Int)?

  private let file: String
  private let split: (key: YAML.Value, name: String)?
  private let base: String
  private let folder: String

  init(_ source: LabelSource) throws(Diagnostic) {
    let path = source.name
    file = path
    let yaml = try YAML(
      source.text(),
      file: path,
      wanted: ["path", "train", "val", "validation", "test", "nc", "names", "kpt_shape"],
      code: "labels.yaml"
    )
    folder = ImageHeader.folder(of: path)
    var base = folder
    if let path = yaml["path"]?.items.first {
      let candidate = path.hasPrefix("/") ? path : folder + path
      if FileKind(path: candidate) == .folder { base = candidate + "/" }
    }
    self.base = base
    split =
      ["val", "validation", "train"].lazy.compactMap { name in yaml[name].map { ($0, name) } }
      .first
    names = try yaml.classNames(in: path, code: "labels.yaml")
    keypoints = try yaml["kpt_shape"].map { shape throws(Diagnostic) in
      let numbers = shape.items.compactMap(Int.init)
      guard shape.items.count == 2, numbers.count == 2, 1...10_000 ~= numbers[0],
        2...3 ~= numbers[1]
      else {
        throw Diagnostic(
          .content,
          code: "labels.yaml",
          at: Place(file: path, line: shape.line),
          found: "kpt_shape of \(quoted(shape.items.joined(separator: ", ")))",
          allowed: "how many keypoints, and 2 or 3 numbers each, as [17, 3]",
          remedy: "correct it"
        )
      }
      return (numbers[0], numbers[1])
    }
  }

  /// The images of the split.
  func images() throws(Diagnostic) -> LabelFolder {
    guard let (value, name) = split else {
      throw Diagnostic(
        .content,
        code: "labels.yaml",
        at: Place(file: file),
        found: "neither val nor train",
        allowed: "a folder of images, or a list of them, for val or train",
        remedy: "add it, or give the folder of the labels"
      )
    }
    var images = LabelFolder()
    for item in value.items {
      // "../valid/images" is written where "valid/images" lies beside the file, too.
      let above =
        item.hasPrefix("../") ? [base + item.dropFirst(3), folder + item.dropFirst(3)] : []
      let candidates = item.hasPrefix("/") ? [item] : [base + item, folder + item] + above
      guard let path = candidates.first(where: { FileKind(path: $0) != nil }) else {
        throw Diagnostic(
          .access,
          code: "labels.yaml-path",
          at: Place(file: file, line: value.line),
          found: "\(name): \(quoted(item)), and nothing at \(printable(candidates[0]))",
          allowed: "a folder of images, or a list of them",
          remedy: "correct it, or \"path\" before it"
        )
      }
      if FileKind(path: path) == .folder {
        for entry in try LabelFolder.names(in: path, allowed: "a readable folder of images")
        where ImageHeader.isImage(entry) {
          images.add(image: "\(path)/\(entry)", listedIn: nil, base: nil)
        }
      } else {
        let list = try LabelSource(name: file, classCount: 0).ofImage(path)
        for (_, line) in try list.lines() where !line.isEmpty {
          images.add(image: AnnotationLine.text(line), listedIn: path, base: base)
        }
      }
    }
    try images.checkMissing(in: file)
    images.notes.insert(
      Diagnostic(
        .content,
        severity: .note,
        code: "labels.split",
        at: Place(file: file, line: value.line),
        found: "\(counted(images.pairs.count, "image")) of \(quoted(name))",
        remedy: "for others, give the folder of their labels"
      ),
      at: 0
    )
    return images
  }
}

extension LabelFolder {
  /// Adds an image by its path, with the labels that lie where YOLO has them.
  ///
  /// A path of another machine leads nowhere; the image is then looked for by its last parts, up to
  /// eight, from the folder of the list, and by the last in `images`. Where there is no image, its
  /// labels may be there all the same.
  mutating func add(
    image path: String,
    listedIn list: String?,
    base: String?,
    in images: String? = nil
  ) {
    let folder = ImageHeader.folder(of: list ?? "")
    let bare = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    let last = ImageHeader.lastPart(of: path)
    var candidates = path.hasPrefix("/") ? [path] : [folder, base ?? "", ""].map { $0 + bare }
    if list != nil {
      let parts = path.split { $0 == "/" || $0 == "\\" }.suffix(8)
      candidates += parts.indices.map { folder + parts[$0...].joined(separator: "/") }
      if let images { candidates.append("\(images)/\(last)") }
    }
    let image = candidates.first { FileKind(path: $0) == .regular }
    let labels = (image.map { [$0] } ?? candidates).lazy.map(ImageHeader.stem)
      .flatMap { ImageHeader.labelTwins(ofImages: $0) + [$0] }
      .map { $0 + ".txt" }
      .first { FileKind(path: $0) == .regular }
    pairs.append(Pair(name: last, image: image ?? candidates[0], labels: labels))
  }
}

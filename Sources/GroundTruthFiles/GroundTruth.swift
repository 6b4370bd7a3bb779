import DetectionText

/// The labels of a batch of images, read from any form that ``LabelFormat`` knows.
///
/// - Order: images and objects keep the order of the labels. Nothing is dropped, clipped or merged.
/// - Background: an image without objects counts as one.
/// - Edge cases: labels without any image are an error.
public struct GroundTruth: Hashable, Sendable {
  /// The name of the labels, as messages show it.
  public let name: String

  /// The images, in the order of the labels.
  public let images: [GroundTruthImage]

  /// What a person should know of how they were read.
  package let notes: [Diagnostic]

  /// COCO's categories by rising id, where the labels have some.
  package let categories: [LabelCategory]?

  /// What the classes are called that the labels have of their own, where they were asked to.
  package let classNames: [String]

  /// The folder of the images, if somebody said it.
  private let imageFolder: String?

  /// Reads the labels at `path`.
  ///
  /// - Parameters:
  ///   - path: A file or a folder, absolute or relative to the working folder.
  ///   - reading: What is known of them, such as their form.
  ///   - classCount: How many classes there are; every class must be below it.
  ///   - classNames: What they are called, for telling the number of a name that stands in its place.
  /// - Throws: The first fault with its place; behind it, the others of the file.
  /// - Complexity: O(size of the labels).
  public init(
    path: String,
    reading: LabelReading = LabelReading(),
    classCount: Int,
    classNames: [String] = []
  ) throws(Diagnostic) {
    try self.init(
      LabelSource(name: path, classCount: classCount, classNames: classNames, reading: reading),
      format: reading.format ?? .recognized(path: path)
    )
  }

  /// Reads labels whose file has the content `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: The whole content of a file.
  ///   - name: The file's name for messages.
  ///   - format: The form of the labels.
  ///   - classCount: How many classes there are; every class must be below it.
  ///   - classNames: What they are called, for telling the number of a name that stands in its place.
  /// - Throws: The first fault with its place; behind it, the others of the file.
  /// - Complexity: O(`bytes.count`).
  public init(
    bytes: [UInt8],
    name: String,
    format: LabelFormat = .lines,
    classCount: Int,
    classNames: [String] = []
  ) throws(Diagnostic) {
    try self.init(
      LabelSource(name: name, memory: bytes, classCount: classCount, classNames: classNames),
      format: format
    )
  }

  /// Labels that are read already.
  package init(name: String, images: [GroundTruthImage]) {
    self.name = name
    self.images = images
    notes = []
    categories = nil
    classNames = []
    imageFolder = nil
  }

  private init(_ source: LabelSource, format: LabelFormat) throws(Diagnostic) {
    name = source.name
    guard source.reading.vocOffset == 0 || format.name == LabelFormat.voc.name else {
      throw Diagnostic(
        .request,
        code: "labels.offset",
        at: Place(file: name),
        found: "an offset of Pascal VOC's corners, and labels of the form \(format.name)",
        allowed: "labels of Pascal VOC",
        remedy: "leave the offset out; other forms count pixels from zero",
        setting: .init("voc-offset")
      )
    }
    if let folder = source.reading.images, FileKind(path: folder) != .folder {
      throw Diagnostic(
        .access,
        code: "labels.image-folder",
        at: Place(file: folder),
        found: FileKind(path: folder)?.description ?? "nothing",
        allowed: "the folder of the images",
        remedy: "name it, or leave the option out where they lie beside the labels",
        setting: .init("images")
      )
    }
    var read = try format.read(source)
    if let order = source.reading.order, !read.images.isEmpty {
      try read.order(by: order, labels: name)
    }
    images = read.images
    notes = read.notes
    categories = read.categories
    classNames = read.classNames
    imageFolder = source.reading.images
    guard !images.isEmpty else {
      throw Diagnostic(
        .content,
        code: "labels.no-images",
        at: Place(file: name),
        found: "no image",
        allowed: "the images of the dump, with or without objects",
        remedy: format.remedyWithoutImages
      )
    }
  }
}

// MARK: - Sizes

extension GroundTruth {
  /// The size of an image in pixels: what the labels say, or else what its file says, which may be
  /// turned.
  ///
  /// - Parameters:
  ///   - image: An index into ``images``.
  ///   - filesRead: Gains the path of the image's file, if that was looked at.
  /// - Returns: A header of at least one by one pixel; upright where the labels say the size.
  /// - Throws: An error if the image's file is needed, and missing or not an image.
  public func header(
    ofImage image: Int,
    filesRead: inout [String]
  ) throws(Diagnostic) -> ImageHeader {
    let image = images[image]
    if let size = image.size { return ImageHeader(size: size) }
    guard let path = file(of: image) else {
      let last = ImageHeader.lastPart(of: image.name)
      let other = last == image.name ? "" : ", nor \(quoted(last))"
      // Two spellings of one letter look alike and name two files.
      let mark = image.name.unicodeScalars.first {
        $0.properties.canonicalCombiningClass != .notReordered
      }
      let spelling =
        mark.map { "; its name has a letter with the mark \(codePoint($0.value)) apart" } ?? ""
      let list =
        Self.isImageList(images)
        ? ", which are paths of \(images.count) images and have no box" : ""
      throw Diagnostic(
        .access,
        code: "image.missing",
        at: image.place,
        found: "no image \(quoted(image.name))\(other) beside the labels\(list)\(spelling)",
        allowed: "an image file, for its size is needed",
        remedy: "put it there, or give boxes in pixels of the network input",
        setting: .init("fit", values: ["none"])
      )
    }
    filesRead.append(path)
    return try ImageHeader(path: path)
  }

  /// Whether labels are the paths of several images, and no box: a list that darknet trains on.
  package static func isImageList(_ images: [GroundTruthImage]) -> Bool {
    images.count > 1
      && images.allSatisfy { image in
        image.objects.isEmpty && ImageHeader.isImage(image.name)
          && image.name.split { $0 == "/" || $0 == "\\" }.count > 1
      }
  }

  /// The file of an image, if it is there.
  package func file(of image: GroundTruthImage) -> String? { finder.file(of: image) }

  /// What finds the files of images when the labels are gone.
  package var finder: ImageFinder { ImageFinder(labels: name, folder: imageFolder) }
}

/// Where the files of images are looked for.
package struct ImageFinder: Hashable, Sendable {
  /// The path of the labels.
  fileprivate let labels: String

  /// The folder of the images, if somebody said it.
  fileprivate let folder: String?

  /// The file of an image, if it is there.
  package func file(of image: GroundTruthImage) -> String? {
    image.path ?? ImageHeader.file(named: image.name, besideLabels: labels, in: folder)
  }
}

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

  /// Reads the labels at `path`.
  ///
  /// - Parameters:
  ///   - path: A file or a folder, absolute or relative to the working folder.
  ///   - format: The form of the labels; recognised if it is not given.
  ///   - classCount: How many classes there are; every class must be below it.
  /// - Throws: The first fault, with its place.
  /// - Complexity: O(size of the labels).
  public init(path: String, format: LabelFormat? = nil, classCount: Int) throws(Diagnostic) {
    let format = format ?? .recognized(path: path)
    try self.init(LabelSource(name: path, classCount: classCount), format: format)
  }

  /// Reads labels whose file has the content `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: The whole content of a file.
  ///   - name: The file's name for messages.
  ///   - format: The form of the labels.
  ///   - classCount: How many classes there are; every class must be below it.
  /// - Throws: The first fault, with its place.
  /// - Complexity: O(`bytes.count`).
  public init(
    bytes: [UInt8],
    name: String,
    format: LabelFormat = .lines,
    classCount: Int
  ) throws(Diagnostic) {
    try self.init(LabelSource(name: name, memory: bytes, classCount: classCount), format: format)
  }

  private init(_ source: LabelSource, format: LabelFormat) throws(Diagnostic) {
    name = source.name
    images = try format.read(source)
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

// MARK: - Warnings

extension GroundTruth {
  /// What is legal in the labels, but probably not meant.
  ///
  /// - Complexity: O(number of boxes up to the first that is larger than a pixel).
  public var warnings: [Diagnostic] {
    var boxes = 0
    for image in images where image.unit == .pixels {
      for box in image.objects.lazy.map(\.box) {
        guard box.minX >= 0, box.minY >= 0, box.maxX <= 1, box.maxY <= 1 else { return [] }
        boxes += 1
      }
    }
    guard boxes > 0 else { return [] }
    return [
      Diagnostic(
        .content,
        severity: .warning,
        code: "labels.fractions",
        at: Place(file: name),
        found: boxes == 1
          ? "the only box between 0 and 1" : "the corners of all \(boxes) boxes between 0 and 1",
        allowed: "pixels",
        remedy: "if these are fractions of the image, multiply them by its size"
      )
    ]
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
    guard let path = ImageHeader.file(named: image.name, besideLabels: name) else {
      throw Diagnostic(
        .access,
        code: "image.missing",
        at: image.place,
        found: "no image \(quoted(image.name)) beside the labels",
        allowed: "an image file, for its size is needed",
        remedy: "put it there, or give boxes in pixels of the network input",
        setting: .init("fit", values: ["none"])
      )
    }
    filesRead.append(path)
    return try ImageHeader(path: path)
  }
}

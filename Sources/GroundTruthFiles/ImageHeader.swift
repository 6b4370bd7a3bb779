public import BoxGeometry
import DetectionText

/// The pixel size of an image and the way it is to be turned, read from the first bytes of its file.
///
/// The pixels are never read: segments and chunks are skipped by their lengths, so that a large
/// embedded thumbnail costs nothing.
///
/// - Orientation: a photograph taken upright may be stored lying down, with a word in its Exif data
///   that says so. OpenCV, with which most pipelines read, turns it; Pillow and stb_image do not.
///   ``size`` is that of the stored pixels, ``uprightSize`` that of the turned picture. Exif data that
///   are broken turn nothing.
public struct ImageHeader: Hashable, Sendable {
  /// The size of the stored pixels, at least one by one.
  public let size: PixelSize

  /// The Exif orientation, 1 to 8; 1 for an image that is to be shown as it is stored.
  public let orientation: Int

  /// The size of the turned picture: of 5 to 8, which lie on their side, with the sides exchanged.
  public var uprightSize: PixelSize {
    orientation < 5 ? size : PixelSize(width: size.height, height: size.width)
  }

  init(size: PixelSize, orientation: Int = 1) {
    self.size = size
    self.orientation = orientation
  }

  /// Every format whose header can be read: a shelf with one file a format, in `ImageFormats/`.
  static let formats: [ImageFormat] = [
    .jpeg,
    .png,
    .bmp,
    .webp,
    .gif,
    .tiff,
  ]

  /// Reads the header of the image in the file at `path`.
  ///
  /// - Throws: Also for a path that is no ordinary file, such as a pipe.
  /// - Complexity: O(number of segments before the frame header), at most 65,536.
  public init(path: String) throws(Diagnostic) {
    let allowed = "a readable image"
    if let kind = FileKind(path: path), kind != .regular {
      throw Diagnostic(
        .access,
        code: "file.unreadable",
        at: Place(file: path),
        found: "\(kind)",
        allowed: allowed,
        remedy: "check the path"
      )
    }
    let file: InputFile
    do throws(FileFault) {
      file = try InputFile(path: path)
    } catch {
      throw Diagnostic(file: path, error, allowed: allowed)
    }
    try self.init(ImageSource(name: path, content: .file(file)))
  }

  /// Reads the header of the image whose file has the content `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: The file, or as much of its start as reaches past the frame header.
  ///   - name: The file's name for messages.
  /// - Throws: What keeps the header from being read.
  public init(bytes: [UInt8], name: String) throws(Diagnostic) {
    try self.init(ImageSource(name: name, content: .memory(bytes)))
  }

  private init(_ source: consuming ImageSource) throws(Diagnostic) {
    let start = try source.prefix(8)
    func isOne(_ format: ImageFormat) -> Bool {
      format.signatures.contains { start.starts(with: $0) }
    }
    guard let format = Self.formats.first(where: isOne) else {
      if let foreign = ForeignText.image(try source.prefix(200)) {
        throw source.fault(
          "image.\(foreign.code)",
          found: foreign.found,
          remedy: foreign.remedy,
          setting: foreign.setting
        )
      }
      throw source.fault(
        "image.format",
        found: start.isEmpty ? "an empty file" : "an unknown image format",
        allowed: Self.formats.dropLast().map(\.name).joined(separator: ", ")
          + " and \(Self.formats[Self.formats.count - 1].name)",
        remedy: start.isEmpty
          ? "copy or download the image again"
          : "convert the image, or give boxes in pixels of the network input",
        setting: start.isEmpty ? nil : .init("fit", values: ["none"])
      )
    }
    source.format = format.name
    let header = try format.header(source)
    guard header.size.width > 0, header.size.height > 0 else {
      throw source.fault(
        "image.zero-size",
        found: "a size of \(header.size)",
        allowed: "at least 1x1",
        remedy: "export the image again"
      )
    }
    self = header
  }
}

/// An image format whose header can be read.
struct ImageFormat: Sendable {
  /// Its name for messages.
  let name: String

  /// What every file of the format starts with, one of these; at most eight bytes.
  let signatures: [[UInt8]]

  /// The size of the stored pixels, perhaps zero, and the orientation.
  let header: @Sendable (borrowing ImageSource) throws(Diagnostic) -> ImageHeader
}

/// The bytes of an image's file, fetched as they are asked for.
struct ImageSource: ~Copyable {
  /// Where they come from.
  enum Content: ~Copyable {
    case file(InputFile)
    case memory([UInt8])
  }

  /// The file's name for messages.
  let name: String

  /// The name of its format.
  var format = ""

  let content: Content

  init(name: String, content: consuming Content) {
    self.name = name
    self.content = content
  }

  /// Exactly `count` bytes from `offset`.
  func bytes(_ count: Int, at offset: Int) throws(Diagnostic) -> [UInt8] {
    let bytes = try prefix(count, from: offset)
    guard bytes.count == count else {
      throw fault(
        "image.truncated",
        found: "a \(format) file that ends before its size",
        remedy: "copy or download the image again"
      )
    }
    return bytes
  }

  /// At most `count` bytes from `offset`.
  func prefix(_ count: Int, from offset: Int = 0) throws(Diagnostic) -> [UInt8] {
    switch content {
    case .memory(let bytes): return Array(bytes.dropFirst(offset).prefix(count))
    case .file(let file):
      do throws(FileFault) {
        return try file.bytes(at: offset, count: count)
      } catch {
        throw Diagnostic(file: name, error, allowed: "a readable image")
      }
    }
  }

  /// A header that breaks the rules of its format.
  func malformed(_ how: String) -> Diagnostic {
    fault(
      "image.malformed",
      found: "a broken \(format) header (\(how))",
      remedy: "copy or export the image again"
    )
  }

  func fault(
    _ code: String,
    found: String,
    allowed: String = "",
    remedy: String,
    setting: Diagnostic.Setting? = nil
  ) -> Diagnostic {
    Diagnostic(
      .content,
      code: code,
      at: Place(file: name),
      found: found,
      allowed: allowed,
      remedy: remedy,
      setting: setting
    )
  }
}

// MARK: - Finding

extension ImageHeader {
  /// The file of the image that a labels file calls `name`, if there is one.
  ///
  /// Looked for in this order:
  ///
  /// 1. `name` as it is written: from the root if it is absolute, else from the folder of the labels
  ///    file, which `../images/street.jpg` may leave.
  /// 2. The last component of `name` in the folder of the labels file, for labels that were made
  ///    on another machine, perhaps one that separates folders by backslashes.
  /// 3. Both in `folder`.
  /// 4. Both in the folder that is called `images` where that of the labels is called `labels`.
  ///
  /// Only ordinary files are found: a name out of a file must not open a pipe or a device.
  ///
  /// - Parameters:
  ///   - name: The image's name.
  ///   - labels: The path of the labels file.
  ///   - images: The folder of the images, if somebody said it.
  /// - Returns: A path to read, or `nil` if no such file exists.
  package static func file(
    named name: String,
    besideLabels labels: String,
    in images: String? = nil
  ) -> String? {
    let folder = folder(of: labels)
    let last = lastPart(of: name)
    var candidates = [name.hasPrefix("/") ? name : folder + name, folder + last]
    for other in (images.map { [$0 + "/"] } ?? []) + imageTwins(ofLabels: folder) {
      candidates += [other + name, other + last]
    }
    return candidates.first { FileKind(path: $0) == .regular }
  }

  /// The image that a label file of YOLO's belongs to: of the same name, in `images`, in the folder
  /// called `images` or `JPEGImages` where the labels' is called `labels`, or beside it.
  static func file(ofLabels labels: String, in images: String? = nil) -> String? {
    let folder = folder(of: labels)
    let stem = stem(of: lastPart(of: labels))
    let folders = (images.map { [$0 + "/"] } ?? []) + imageTwins(ofLabels: folder) + [folder]
    return folders.lazy.flatMap { folder in
      imageEndings.lazy.flatMap { [$0, $0.uppercased()] }.map { "\(folder)\(stem).\($0)" }
    }.first { FileKind(path: $0) == .regular }
  }

  /// Whether a name ends as those of images do.
  static func isImage(_ name: String) -> Bool {
    guard let dot = name.lastIndex(of: ".") else { return false }
    return imageEndings.contains(name[name.index(after: dot)...].lowercased())
  }

  /// The endings of images, the usual ones first.
  private static let imageEndings = [
    "jpg", "jpeg", "png", "bmp", "webp", "gif", "tif", "tiff", "heic", "ppm", "pgm",
  ]

  /// The path in which the last component `one` is `other`; `nil` where there is none.
  static func twin(of path: String, _ one: String, _ other: String) -> String? {
    var parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let index = parts.lastIndex(where: { $0 == one }) else { return nil }
    parts[index] = other[...]
    return parts.joined(separator: "/")
  }

  /// What folders of images are called beside YOLO's `labels`: Pascal VOC's name is darknet's too.
  static let imageFolders = ["images", "JPEGImages"]

  /// The paths of images beside labels, by YOLO's rule.
  static func imageTwins(ofLabels path: String) -> [String] {
    imageFolders.compactMap { twin(of: path, "labels", $0) }
  }

  /// The paths of labels beside images, by YOLO's rule.
  static func labelTwins(ofImages path: String) -> [String] {
    imageFolders.compactMap { twin(of: path, $0, "labels") }
  }

  /// A file's name without its ending.
  static func stem(of name: String) -> String {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }

  /// What a path has up to its last slash, which is part of it.
  static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  /// What is behind the last slash or backslash of a name.
  static func lastPart(of name: String) -> String {
    name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? name
  }
}

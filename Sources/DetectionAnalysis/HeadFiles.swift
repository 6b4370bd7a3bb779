import DetectionText
import GroundTruthFiles
import TensorFiles

/// The files of a dump, and which of them hold the heads of the same images.
///
/// What is in the first file decides. If it holds an array for each scale, each file is a dump of its
/// own, of further images. If not, files called by an image and a scale, such as `street_small.npy`,
/// hold one scale of one image each; and all others hold one batch together.
struct HeadFiles: Sendable {
  /// What a person should know of how they are read.
  private(set) var notes: [Diagnostic] = []

  /// The files, those of one part after the other.
  private var paths: [String] = []

  /// How many files make a part.
  private var filesPerPart = 1

  /// Which scale each file of a part holds, where its name says so.
  private var scales: [String]?

  /// The kind of number of arrays whose file tells only its size.
  private let elementType: ElementType?

  /// Whether their order is that of a folder.
  private(set) var isOfFolder = false

  /// No file.
  init() { elementType = nil }

  /// The number of parts.
  var partCount: Int { paths.count / max(1, filesPerPart) }

  /// The files of a part.
  func paths(ofPart part: Int) -> [String] {
    Array(paths[part * filesPerPart..<min(paths.count, (part + 1) * filesPerPart)])
  }

  /// All files.
  var allPaths: [String] { paths }

  /// The arrays of a part.
  func arrays(
    ofPart part: Int,
    _ configuration: DetectorConfiguration
  ) throws(Diagnostic) -> ArrayList {
    try ArrayList(
      paths: paths(ofPart: part),
      elementType,
      names: scales,
      configuration: configuration
    )
  }

  /// Where the order of the files comes from.
  var orderWords: String { isOfFolder ? "of their names" : "given" }
}

// MARK: - What the files are

extension HeadFiles {
  /// Lists files and folders of files, and finds out which belong together.
  ///
  /// - Throws: An error for a folder without a dump, for the first file, and for files of which only
  ///   some are called by a scale.
  init(
    _ given: [String],
    _ elementType: ElementType?,
    _ configuration: DetectorConfiguration,
    order: DumpOrder?
  ) throws(Diagnostic) {
    self.elementType = elementType
    for path in given {
      guard FileKind(path: path) == .folder else {
        paths.append(path)
        continue
      }
      isOfFolder = given.count == 1
      let folder = try DumpFolder(path)
      paths += folder.paths
      notes += folder.notes
    }
    let scaleCount = configuration.scales.count
    func areWhole(_ paths: [String]) throws(Diagnostic) -> Bool {
      let arrays = try ArrayList(paths: paths, elementType, configuration: configuration)
      do throws(Diagnostic) {
        _ = try HeadMatch(arrays.candidates, to: configuration, order: order)
        return true
      } catch {
        guard arrays.candidates.count >= scaleCount else { return false }
        throw error
      }
    }
    let all = paths
    func areTogether() -> Bool {
      all.count <= Self.mostTogether && (try? areWhole(all)) == true
    }
    filesPerPart = paths.count
    guard paths.count > 1 else { return }
    do throws(Diagnostic) {
      if try areWhole([paths[0]]) {
        filesPerPart = 1
        return
      }
    } catch {
      // It may need the others all the same.
      guard areTogether() || error.code == "heads.element-type" else {
        var fault = error
        fault.place.file = fault.place.file ?? paths[0]
        throw fault
      }
    }
    if paths.count > scaleCount, !areTogether() {
      try groupByName(configuration.scales.map(\.name))
    }
    guard filesPerPart <= Self.mostTogether else {
      throw .severalFiles(
        at: paths[0],
        found: "\(paths.count) files, this one without an array for each scale"
      )
    }
  }

  /// The most files that hold one batch together.
  private static let mostTogether = 1024

  /// Takes files that are called by an image and a scale for one of each; leaves them together where
  /// none is called so.
  private mutating func groupByName(_ scales: [String]) throws(Diagnostic) {
    var groups: [String: Int] = [:]
    var found: [String?] = []
    var firstOther: String?
    for path in paths {
      guard let (image, scale) = Self.split(path, scales) else {
        firstOther = firstOther ?? path
        continue
      }
      let group = groups[image] ?? groups.count
      if group == groups.count {
        groups[image] = group
        found += scales.map { _ in nil }
      }
      let place = group * scales.count + scale
      if let twin = found[place] {
        throw .severalFiles(
          at: path,
          found: """
            a second file of scale \(quoted(scales[scale])) of that image, beside \
            \(printable(twin))
            """
        )
      }
      found[place] = path
    }
    guard groups.count > 1 else { return }
    if let firstOther {
      throw .severalFiles(at: firstOther, found: "a file that is called by no scale, beside others")
    }
    if let missing = found.firstIndex(of: nil) {
      let start = missing / scales.count * scales.count
      let other = found[start..<start + scales.count].compactMap { $0 }.first
      throw .severalFiles(
        at: other,
        found: "no file of scale \(quoted(scales[missing % scales.count])) of that image"
      )
    }
    paths = found.compactMap { $0 }
    filesPerPart = scales.count
    self.scales = scales
    notes.append(
      Diagnostic(
        .content,
        severity: .note,
        code: "heads.files",
        found: "\(paths.count) files called by a scale each, and by something else",
        remedy: "those that share the rest are one dump, \(printable(paths[0])) first"
      )
    )
  }

  /// A path without the scale that its last part begins or ends with or is, or that is its folder.
  private static func split(_ path: String, _ scales: [String]) -> (image: String, scale: Int)? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let stem = imageStem(of: path)
    let folder = parts.dropLast()
    let byLength = scales.indices.sorted { scales[$0].utf8.count > scales[$1].utf8.count }
    for scale in byLength {
      if stem == scales[scale], !folder.isEmpty { return (folder.joined(separator: "/"), scale) }
      for mark in ["_", "-", "."] {
        for image in [
          stem.droppingEnd(mark + scales[scale]), stem.droppingStart(scales[scale] + mark),
        ] {
          if let image { return ((folder + [image]).joined(separator: "/"), scale) }
        }
      }
    }
    guard let scale = scales.firstIndex(where: { $0 == folder.last }) else { return nil }
    return ((folder.dropLast() + [stem]).joined(separator: "/"), scale)
  }

  /// What the image of a part is called by its files.
  func imageName(ofPart part: Int) -> String {
    let path = paths[part * filesPerPart]
    if let scales, let (image, _) = Self.split(path, scales) {
      return image.split(separator: "/").last.map(String.init) ?? image
    }
    return imageStem(of: path)
  }

  /// Keeps some parts, in another order.
  mutating func take(_ parts: [Int]) {
    paths = parts.flatMap { paths(ofPart: $0) }
  }
}

extension String {
  /// This text without what it begins with; `nil` where it does not, or is nothing else.
  fileprivate func droppingStart(_ start: String) -> String? {
    hasPrefix(start) && utf8.count > start.utf8.count ? String(dropFirst(start.count)) : nil
  }

  fileprivate func droppingEnd(_ end: String) -> String? {
    hasSuffix(end) && utf8.count > end.utf8.count ? String(dropLast(end.count)) : nil
  }
}

// MARK: - Messages

extension Diagnostic {
  /// Files that do not belong together as they are called.
  static func severalFiles(at path: String?, found: String) -> Diagnostic {
    Diagnostic(
      .content,
      code: "heads.files",
      at: Place(file: path),
      found: found,
      allowed: """
        files that hold all scales; one file for each scale and image, called by both, such as \
        street_small.npy; or the files of one batch
        """,
      remedy: "give the files of one kind, or write all scales of an image into one archive"
    )
  }
}

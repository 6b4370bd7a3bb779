public import BoxGeometry
import Foundation

/// The pixel size of an image, read from the first bytes of its file.
///
/// JPEG (every frame type) and PNG are known. The pixels are never read: a JPEG's segments are
/// skipped by their lengths, so that a large embedded thumbnail costs nothing.
///
/// - Orientation: an Exif rotation is **not** applied; the size is that of the stored pixels, as
///   most training pipelines see them. A photograph taken upright may be stored lying down.
/// - Source: ISO/IEC 10918-1 annex B (JPEG markers); ISO/IEC 15948 section 11.2.2 (`IHDR`).
public enum ImageHeader {
  /// The size of the image in the file at `path`.
  ///
  /// - Throws: ``ImageHeaderError``; also for a path that is no ordinary file, such as a pipe.
  /// - Complexity: O(number of segments before the frame header), at most 65,536.
  public static func size(path: String) throws(ImageHeaderError) -> PixelSize {
    do {
      switch InputFile.kind(of: path) {
      case nil, .typeRegular?: break
      case .typeDirectory?: throw InputFileError.unreadable(reason: "it is a folder")
      default: throw InputFileError.unreadable(reason: "it is not an ordinary file")
      }
      let file = try InputFile(path: path)
      return try size(file: path) { offset, count throws(InputFileError) in
        try file.bytes(at: offset, count: count)
      }
    } catch let error as ImageHeaderError {
      throw error
    } catch let error as InputFileError {
      throw ImageHeaderError(error, file: path)
    } catch {
      throw .unreadable(file: path, reason: "system error")
    }
  }

  /// The size of the image whose file has the content `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: The file, or as much of its start as reaches past the frame header.
  ///   - name: The file's name for messages.
  /// - Returns: The size of the stored pixels, at least one by one.
  /// - Throws: ``ImageHeaderError``.
  public static func size(bytes: [UInt8], name: String) throws(ImageHeaderError) -> PixelSize {
    try size(file: name) { offset, count throws(InputFileError) in
      guard offset < UInt64(bytes.count) else { return [] }
      return Array(bytes[Int(offset)...].prefix(count))
    }
  }

  /// Reads at most a number of bytes from an offset.
  typealias Source = (UInt64, Int) throws(InputFileError) -> [UInt8]

  private static func size(file: String, source: Source) throws(ImageHeaderError) -> PixelSize {
    let start: [UInt8]
    do {
      start = try source(0, 8)
    } catch {
      throw ImageHeaderError(error, file: file)
    }
    let found: (width: Int, height: Int)
    if start.starts(with: [0xff, 0xd8]) {
      found = try JPEGFrame.size(file: file, source: source)
    } else if start == PNGHeader.signature {
      found = try PNGHeader.size(file: file, source: source)
    } else {
      throw .unknownFormat(file: file)
    }
    guard found.width > 0, found.height > 0 else {
      throw .zeroSize(file: file, width: found.width, height: found.height)
    }
    return PixelSize(width: found.width, height: found.height)
  }
}

extension ImageHeaderError {
  init(_ error: InputFileError, file: String) {
    self =
      switch error {
      case .unreadable(let reason): .unreadable(file: file, reason: reason)
      case .tooLarge: .unreadable(file: file, reason: "it is too large")
      }
  }
}

// MARK: - PNG

/// The first chunk of a PNG file.
enum PNGHeader {
  /// What every PNG file starts with.
  static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  static func size(
    file: String,
    source: ImageHeader.Source
  ) throws(ImageHeaderError) -> (width: Int, height: Int) {
    let chunk = try ImageHeader.bytes(16, at: 8, of: file, .png, source)
    guard Array(chunk[4..<8]) == Array("IHDR".utf8) else {
      throw .malformed(file: file, format: .png, fault: "its first chunk is not IHDR")
    }
    func number(_ start: Int) -> UInt32 {
      chunk[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    let (width, height) = (number(8), number(12))
    guard max(width, height) <= Int32.max else {
      throw .malformed(file: file, format: .png, fault: "its size is \(width)x\(height)")
    }
    return (Int(width), Int(height))
  }
}

extension ImageHeader {
  /// Exactly `count` bytes from `offset`.
  static func bytes(
    _ count: Int,
    at offset: UInt64,
    of file: String,
    _ format: ImageFormat,
    _ source: Source
  ) throws(ImageHeaderError) -> [UInt8] {
    let bytes: [UInt8]
    do {
      bytes = try source(offset, count)
    } catch {
      throw ImageHeaderError(error, file: file)
    }
    guard bytes.count == count else { throw .truncated(file: file, format: format) }
    return bytes
  }
}

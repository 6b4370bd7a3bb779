import Foundation

/// A file open for reading, in pieces no larger than its reader asks for.
struct InputFile {
  private let handle: FileHandle

  /// Opens the file at `path`.
  init(path: String) throws(InputFileError) {
    do {
      handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    } catch {
      throw InputFileError(error)
    }
  }

  /// At most `count` bytes from `offset`; fewer only at the end of the file.
  func bytes(at offset: UInt64, count: Int) throws(InputFileError) -> [UInt8] {
    do {
      try handle.seek(toOffset: offset)
      return try [UInt8](handle.read(upToCount: count) ?? Data())
    } catch {
      throw InputFileError(error)
    }
  }

  /// The whole content of the file at `path`, which may also be a pipe.
  ///
  /// - Throws: ``InputFileError/tooLarge(limit:)`` as soon as there are more than `limit` bytes.
  static func contents(of path: String, limit: Int) throws(InputFileError) -> [UInt8] {
    let file = try InputFile(path: path)
    var bytes: [UInt8] = []
    do {
      while let piece = try file.handle.read(upToCount: 1 << 18), !piece.isEmpty {
        guard piece.count <= limit - bytes.count else {
          throw InputFileError.tooLarge(limit: limit)
        }
        bytes.append(contentsOf: piece)
      }
    } catch {
      throw InputFileError(error)
    }
    return bytes
  }

  /// What `path` leads to, perhaps through links, or `nil` if it leads nowhere.
  ///
  /// Opening a pipe blocks until somebody writes to it; who follows names from a file asks first.
  static func kind(of path: String) -> FileAttributeType? {
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: target)
    return attributes?[.type] as? FileAttributeType
  }
}

/// A reason why a file's bytes cannot be had.
enum InputFileError: Error, Hashable {
  /// The system refused; `reason` is a few plain words.
  case unreadable(reason: String)

  /// The file has more bytes than its reader is willing to hold.
  case tooLarge(limit: Int)

  /// Puts what Foundation says into plain words.
  init(_ error: any Error) {
    if let known = error as? InputFileError {
      self = known
      return
    }
    let outer = error as NSError
    let inner = outer.userInfo[NSUnderlyingErrorKey] as? NSError
    let system = [inner, outer].compactMap { $0 }.first { $0.domain == NSPOSIXErrorDomain }
    let code = system.map { Int32($0.code) }
    self =
      switch (code, (error as? CocoaError)?.code) {
      case (ENOENT, _), (_, .fileReadNoSuchFile), (_, .fileNoSuchFile):
        .unreadable(reason: "no such file")
      case (EACCES, _), (EPERM, _), (_, .fileReadNoPermission):
        .unreadable(reason: "permission denied")
      case (EISDIR, _): .unreadable(reason: "it is a folder")
      case (ENOTDIR, _): .unreadable(reason: "a part of the path is not a folder")
      case (ELOOP, _): .unreadable(reason: "its links go round in a circle")
      case (ENAMETOOLONG, _), (_, .fileReadInvalidFileName):
        .unreadable(reason: "the name is not a valid path")
      case (let code?, _): .unreadable(reason: "system error \(code)")
      default: .unreadable(reason: "system error")
      }
  }
}

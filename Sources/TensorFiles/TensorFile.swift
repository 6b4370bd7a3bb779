@_exported public import struct DetectionText.Diagnostic
@_exported public import struct DetectionText.Place

/// The arrays of a file, mapped into memory.
///
/// The kind of file is told from its content; its extension does not matter. Opening checks the
/// headers, the sizes and the archive's structure; an array's checksum and its compressed data are
/// checked when its numbers are asked for. Nothing is believed that was not compared with the
/// file's own length first, so a broken or hostile file gives an error, never a crash, and never
/// makes the process take memory for arrays that nobody uses.
public struct TensorFile: Sendable {
  /// The path, as the caller gave it.
  public let path: String

  /// The arrays, in file order; their numbers are not read yet.
  public let arrays: [Tensor]

  /// The names of archive members that are not arrays and were not read.
  public let ignoredMembers: [String]

  /// What was odd and did not prevent reading.
  public let notes: [Diagnostic]

  /// The bytes that compressed arrays may take when inflated to be used, unless asked otherwise.
  ///
  /// Deflate packs up to 1,032 bytes into one, so a file of four megabytes can hold this much.
  public static let defaultInflationLimit = 4 << 30

  /// Opens the file at `path`.
  ///
  /// - Parameters:
  ///   - path: A regular file; symbolic links are followed.
  ///   - inflationLimit: The bytes that compressed arrays may take when inflated to be used.
  /// - Throws: A `Diagnostic` of cause `access` for the file as such, of cause `content` for what
  ///   is in it.
  /// - Complexity: O(header), O(members) for `.npz`, whatever the arrays hold.
  public init(
    path: String,
    inflationLimit: Int = TensorFile.defaultInflationLimit
  ) throws(Diagnostic) {
    try self.init(MemoryMap(path: path), path: path, inflationLimit)
  }

  /// Reads a file that is already in memory, such as one that came through a pipe.
  ///
  /// - Parameters:
  ///   - contents: The bytes of the file; they are copied.
  ///   - path: What to call it in messages.
  ///   - inflationLimit: The bytes that compressed arrays may take when inflated to be used.
  /// - Throws: As for a file on disk.
  public init(
    contents: [UInt8],
    path: String,
    inflationLimit: Int = TensorFile.defaultInflationLimit
  ) throws(Diagnostic) {
    let memory = try MemoryMap.make(count: contents.count, at: FaultSite(path: path)) {
      (bytes) throws(Diagnostic) in
      unsafe bytes.withUnsafeMutableBytes { unsafe $0.copyBytes(from: contents) }
    }
    try self.init(memory, path: path, inflationLimit)
  }

  private init(_ memory: MemoryMap, path: String, _ inflationLimit: Int) throws(Diagnostic) {
    let site = FaultSite(path: path)
    let format = try memory.withBytes { (bytes) throws(Diagnostic) in
      let format = TensorShelf.formats.first { $0.recognizes(bytes, path: path) }
      guard let format else {
        let file = ForeignFile(bytes) ?? ForeignFile(unknown: bytes)
        throw site.foreign(found: file.found, remedy: file.remedy)
      }
      return format
    }
    let listing = try format.list(
      TensorSource(memory: memory, site: site, inflationLimit: inflationLimit)
    )
    self.path = path
    arrays = listing.tensors
    ignoredMembers = listing.otherMembers
    notes = listing.notes
  }

  /// What a file of arrays may be, in words.
  package static var allowed: String { TensorShelf.allowed }

  /// What a file of arrays that is written may be, in words.
  package static var writable: String { TensorShelf.writable }

  /// The endings of files that are read.
  package static var endings: [String] { TensorShelf.formats.map { $0.fileExtension } }

  /// The endings of files that are read and cannot be written.
  package static var unwritableEndings: [String] {
    TensorShelf.formats.filter { !($0 is any WritableTensorFormat.Type) }.map { $0.fileExtension }
  }

  /// The array called `name`, if there is one.
  public subscript(name: String) -> Tensor? {
    arrays.first { $0.name == name }
  }
}

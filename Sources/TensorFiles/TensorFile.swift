/// The arrays of a `.npy` or `.npz` file, mapped into memory.
///
/// The kind of file is told from its content; its extension does not matter. Opening checks the
/// headers, the sizes and the archive's structure; an array's checksum and its compressed data are
/// checked when its numbers are asked for. Nothing is believed that was not compared with the
/// file's own length first, so a broken or hostile file gives an error, never a crash, and never
/// makes the process take memory for arrays that nobody uses.
public struct TensorFile: Sendable {
  /// How much a file may ask for.
  public struct Limits: Hashable, Sendable {
    /// The bytes that compressed arrays may take when inflated to be used; 4 GiB by default.
    ///
    /// Deflate packs up to 1,032 bytes into one, so a file of four megabytes can hold this much.
    public var inflatedByteCount: Int

    /// Creates limits.
    public init(inflatedByteCount: Int = 4 << 30) {
      self.inflatedByteCount = inflatedByteCount
    }
  }

  /// Something odd that did not prevent reading.
  public enum Note: Hashable, Sendable {
    /// Bytes follow the data of a `.npy` file; numpy ignores them too.
    case trailingBytes(count: Int, offset: Int)
  }

  /// The path, as the caller gave it.
  public let path: String

  /// The arrays, in file order; their numbers are not read yet.
  public let arrays: [TensorEntry]

  /// The names of archive members that are not arrays and were not read.
  public let ignoredMembers: [String]

  /// What was odd.
  public let notes: [Note]

  /// Opens the file at `path`.
  ///
  /// - Parameters:
  ///   - path: A regular file; symbolic links are followed.
  ///   - limits: How much it may ask for.
  /// - Throws: ``TensorFileError`` of kind `missing` or `unreadable` for the file as such, of kind
  ///   `malformed`, `unsupported` or `tooLarge` for its content.
  /// - Complexity: O(1) for `.npy`, O(members) for `.npz`, whatever they hold.
  public init(path: String, limits: Limits = Limits()) throws(TensorFileError) {
    try self.init(memory: MemoryMap(path: path), path: path, limits: limits)
  }

  /// Reads a file that is already in memory, such as one that came through a pipe.
  ///
  /// - Parameters:
  ///   - contents: The bytes of the file; they are copied.
  ///   - path: What to call it in messages.
  ///   - limits: How much it may ask for.
  /// - Throws: ``TensorFileError`` as for a file on disk.
  public init(
    contents: [UInt8],
    path: String,
    limits: Limits = Limits()
  ) throws(TensorFileError) {
    let memory = try MemoryMap.make(count: contents.count, at: FaultSite(path: path)) {
      (bytes) throws(TensorFileError) in
      unsafe bytes.withUnsafeMutableBytes { unsafe $0.copyBytes(from: contents) }
    }
    try self.init(memory: memory, path: path, limits: limits)
  }

  private init(memory: MemoryMap, path: String, limits: Limits) throws(TensorFileError) {
    self.path = path
    let site = FaultSite(path: path)
    let signature = memory.withBytes(0..<memory.count) { FileSignature($0) }
    switch signature {
    case .npy:
      let (array, note) = try Self.single(memory, limits: limits, at: site)
      arrays = [array]
      notes = note.map { [$0] } ?? []
      ignoredMembers = []
    case .zip:
      let archive = try NpzArchive(memory, limits: limits, at: site)
      arrays = archive.arrays
      notes = []
      ignoredMembers = archive.ignoredMembers
    case .foreign(let found, let remedy):
      throw site.unsupported(found: found, expected: "a .npy or .npz file", remedy: remedy)
    }
  }

  /// The array called `name`, if there is one.
  public subscript(name: String) -> TensorEntry? {
    arrays.first { $0.name == name }
  }

  private static func single(
    _ memory: MemoryMap,
    limits: Limits,
    at site: FaultSite
  ) throws(TensorFileError) -> (TensorEntry, Note?) {
    let header = try memory.withBytes(0..<min(memory.count, NpyHeader.longestHead)) {
      (bytes) throws(TensorFileError) in try NpyHeader(bytes, at: site)
    }
    let available = memory.count - header.dataOffset
    guard header.dataByteCount <= available else {
      throw site.malformed(
        at: header.dataOffset,
        found: "\(available) bytes of data",
        expected: "\(header.dataByteCount) for \(header.elementType) \(shapeText(header.shape))"
      )
    }
    let end = header.dataOffset + header.dataByteCount
    let rest = memory.count - end
    let array = TensorEntry(
      name: stem(of: site.path),
      header: header,
      source: .memory(memory, start: header.dataOffset),
      limits: limits
    )
    return (array, rest > 0 ? .trailingBytes(count: rest, offset: end) : nil)
  }

  /// The last component of `path`, without a trailing `.npy`.
  private static func stem(of path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return droppingNpyExtension(name)
  }
}

/// `name` without one trailing `.npy`; a name that is nothing else stays.
func droppingNpyExtension(_ name: String) -> String {
  name.hasSuffix(".npy") && name.utf8.count > 4 ? String(name.dropLast(4)) : name
}

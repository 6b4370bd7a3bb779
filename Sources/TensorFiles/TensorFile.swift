import DetectionText

@_exported public import struct DetectionText.Diagnostic
@_exported public import struct DetectionText.Place

/// The arrays of a file, mapped into memory.
///
/// The kind of file is told from its content, and from its name or from what is said of it where the
/// content has no signature. Opening checks the
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

  /// The bytes of the file.
  package let byteCount: Int

  /// The bytes that compressed arrays may take when inflated to be used, unless asked otherwise.
  ///
  /// Deflate packs up to 1,032 bytes into one, so a file of four megabytes can hold this much.
  public static let defaultInflationLimit = Int(clamping: Int64(4) << 30)

  /// Opens the file at `path`.
  ///
  /// Raw numbers are described behind the path, such as `p5.bin:1x255x13x13:float32:big`, in the name
  /// that TensorRT gave the file, `p5.output.1.255.13.13.Float.raw`, or in a sidecar `p5.bin.json`
  /// beside it with `shape`, `dtype`, and perhaps `strides` in elements and `order`.
  ///
  /// - Parameters:
  ///   - path: A regular file; symbolic links are followed.
  ///   - elementType: The kind of number of arrays whose file tells only its size, which is what
  ///     numpy writes for the `bfloat16` of JAX and MLX; other arrays keep theirs.
  ///   - inflationLimit: The bytes that compressed arrays may take when inflated to be used.
  /// - Throws: A `Diagnostic` of cause `access` for the file as such, of cause `content` for what
  ///   is in it.
  /// - Complexity: O(header), O(members) for `.npz`, whatever the arrays hold.
  public init(
    path: String,
    elementType: ElementType? = nil,
    inflationLimit: Int = TensorFile.defaultInflationLimit
  ) throws(Diagnostic) {
    let (file, suffix) = splitPath(path, onDisk: true)
    let memory = try MemoryMap(path: file)
    let source = TensorSource(
      memory: memory,
      site: FaultSite(path: file),
      suffix: suffix,
      sidecar: suffix == nil ? try Self.sidecar(of: file) : nil,
      elementType: elementType,
      inflationLimit: inflationLimit
    )
    try self.init(source, path: path)
  }

  /// The text beside a file that does not say itself what it holds.
  private static func sidecar(of path: String) throws(Diagnostic) -> SourceText? {
    let sidecar = path + ".json"
    guard !TensorShelf.endings.contains(where: path.hasSuffix), FileKind(path: sidecar) == .regular
    else { return nil }
    do {
      let bytes = try InputFile.contents(of: sidecar, limit: JSONLimits.maximumBytes)
      return SourceText(file: sidecar, bytes: bytes)
    } catch {
      throw Diagnostic(file: sidecar, error, allowed: "a readable JSON file")
    }
  }

  /// Reads a file that is already in memory, such as one that came through a pipe.
  ///
  /// - Parameters:
  ///   - contents: The bytes of the file; they are copied.
  ///   - path: What to call it in messages, and what raw numbers are, behind it.
  ///   - elementType: The kind of number of arrays whose file tells only its size.
  ///   - inflationLimit: The bytes that compressed arrays may take when inflated to be used.
  /// - Throws: As for a file on disk.
  public init(
    contents: [UInt8],
    path: String,
    elementType: ElementType? = nil,
    inflationLimit: Int = TensorFile.defaultInflationLimit
  ) throws(Diagnostic) {
    try self.init(
      contents: contents,
      sidecar: nil,
      path: path,
      elementType: elementType,
      inflationLimit: inflationLimit
    )
  }

  /// The same with the text of a sidecar, of which a file in memory has none beside it.
  package init(
    contents: [UInt8],
    sidecar: [UInt8]?,
    path: String,
    elementType: ElementType? = nil,
    inflationLimit: Int = TensorFile.defaultInflationLimit
  ) throws(Diagnostic) {
    let (file, suffix) = splitPath(path, onDisk: false)
    let site = FaultSite(path: file)
    let memory = try MemoryMap.make(count: contents.count, at: site) {
      (bytes) throws(Diagnostic) in
      unsafe bytes.withUnsafeMutableBytes { unsafe $0.copyBytes(from: contents) }
    }
    let source = TensorSource(
      memory: memory,
      site: site,
      suffix: suffix,
      sidecar: sidecar.map { SourceText(file: file + ".json", bytes: $0) },
      elementType: elementType,
      inflationLimit: inflationLimit
    )
    try self.init(source, path: path)
  }

  private init(_ source: TensorSource, path: String) throws(Diagnostic) {
    let format = try source.memory.withBytes { (bytes) throws(Diagnostic) in
      let format = TensorShelf.formats.first { $0.recognizes(bytes, source) }
      guard let format else {
        let file = ForeignFile(bytes) ?? ForeignFile(unknown: bytes)
        throw source.site.foreign(found: file.found, remedy: file.remedy)
      }
      return format
    }
    let listing = try format.list(source)
    self.path = path
    byteCount = source.memory.count
    arrays = listing.tensors
    ignoredMembers = listing.otherMembers
    notes = listing.notes + Self.unusedType(source.elementType, listing.tensors, path)
  }

  /// What is said of a kind of number that somebody told and no array needed.
  private static func unusedType(
    _ told: ElementType?,
    _ tensors: [Tensor],
    _ path: String
  ) -> [Diagnostic] {
    guard let told, let first = tensors.first,
      !tensors.contains(where: { $0.elementType == told })
    else { return [] }
    return [
      Diagnostic(
        .content,
        severity: .note,
        code: "tensor.unused-type",
        at: Place(file: path),
        found: "numbers whose type the file says, \(first.elementType)",
        remedy: "that they are \(told) is not believed"
      )
    ]
  }

  /// What a file of arrays may be, in words.
  package static var allowed: String { TensorShelf.allowed }

  /// What a file of arrays that is written may be, in words.
  package static var writable: String { TensorShelf.writable }

  /// The endings of files that are read.
  package static var endings: [String] { TensorShelf.formats.map { $0.fileExtension } }

  /// The endings of files that can be written.
  package static var writableEndings: [String] { TensorShelf.writableEndings }

  /// The kinds of numbers that can be said of an array whose file tells only its size.
  package static let opaqueTypes: [ElementType] = [.bfloat16, .float16, .float8E4M3, .float8E5M2]

  /// The array called `name`, if there is one.
  public subscript(name: String) -> Tensor? {
    arrays.first { $0.name == name }
  }
}

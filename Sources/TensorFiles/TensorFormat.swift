import DetectionText

/// A kind of file that holds arrays.
///
/// A format lists its arrays without reading their numbers: names, shapes, strides, kinds, and where
/// the bytes are, all checked against the file's own length before anything is believed. It knows
/// nothing of what is done with the arrays, and they know nothing of it.
protocol TensorFormat: SendableMetatype {
  /// What its files' names end in, such as `.npy`.
  static var fileExtension: String { get }

  /// Whether a file is of this format, by its first bytes; by its name, or by what is said of it,
  /// where there is no signature.
  static func recognizes(_ bytes: RawSpan, _ source: TensorSource) -> Bool

  /// Lists the arrays of a file.
  ///
  /// - Throws: The first fault.
  static func list(_ source: TensorSource) throws(Diagnostic) -> TensorListing
}

/// A format that arrays can be written in.
protocol WritableTensorFormat: TensorFormat {
  /// Begins a file.
  static func writer(to file: AtomicFile) -> any ArrayWriter
}

/// The formats: whoever adds one adds its line here, and nothing elsewhere.
enum TensorShelf {
  /// In the order in which a file is offered to them.
  ///
  /// What is said of raw numbers comes first, for they may look like anything; what has no
  /// signature comes last.
  static let formats: [any TensorFormat.Type] = [
    Raw.self,
    Npy.self,
    Npz.self,
    Safetensors.self,
    Polygraphy.self,
    Trtexec.self,
    OnnxTensor.self,
  ]

  /// The endings of files that say themselves what they hold, each once.
  static let endings = formats.filter { $0 != Raw.self }.map { $0.fileExtension }
    .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }

  /// What a file of arrays may be, in words.
  static let allowed = "\(words(endings)), or \(Raw.allowed)"

  /// The endings of files that can be written.
  static let writableEndings = writableFormats.map { $0.fileExtension }

  /// What a file of arrays that is written may be, in words.
  static let writable = words(writableEndings)

  private static let writableFormats = formats.compactMap { $0 as? any WritableTensorFormat.Type }

  private static func words(_ names: [String]) -> String {
    "a \(names.dropLast().joined(separator: ", ")) or \(names[names.count - 1]) file"
  }

  /// The format in which a file at `path` is written: that of its ending.
  static func writable(for path: String) throws(Diagnostic) -> any WritableTensorFormat.Type {
    let name = path.lowercased()
    if let format = writableFormats.first(where: { name.hasSuffix($0.fileExtension) }) {
      return format
    }
    throw Diagnostic(
      .request,
      code: "tensor.ending",
      at: Place(file: path),
      found: "a name with another ending",
      allowed: writable,
      remedy: "end the name in \(writableEndings.joined(separator: ", "))"
    )
  }
}

/// A file that a format is asked about.
struct TensorSource {
  /// The whole file.
  let memory: MemoryMap

  /// What to call it in messages.
  let site: FaultSite

  /// What stands behind the name of the file: a shape and a type of raw numbers.
  let suffix: String?

  /// What a sidecar says of raw numbers.
  let sidecar: SourceText?

  /// The kind of number that an array holds whose file tells only its size.
  let elementType: ElementType?

  /// The bytes that compressed arrays may take when inflated to be used.
  let inflationLimit: Int

  /// The path of the file.
  var path: String { site.place.file ?? "" }

  /// The last component of the path, without the extension `end`; a name that is nothing else stays.
  func stem(without end: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.dropping(suffix: end)
  }

  /// The last component of the path, without what follows its last dot.
  var nameWithoutExtension: String {
    let name = stem(without: "")
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }

  /// A copy of the file for a reader of text.
  var text: SourceText {
    let bytes = memory.withBytes { bytes in
      unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) }
    }
    return SourceText(file: path, bytes: bytes)
  }
}

/// The file that a path leads to, and what stands behind it of raw numbers.
///
/// A file whose whole name is there is meant by it, colons and all.
func splitPath(_ path: String, onDisk: Bool) -> (file: String, suffix: String?) {
  let nameStart = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
  guard let colon = path[nameStart...].firstIndex(of: ":"), colon != nameStart,
    !onDisk || FileKind(path: path) == nil
  else { return (path, nil) }
  let file = String(path[..<colon])
  let suffix = String(path[path.index(after: colon)...])
  let isMeant = RawDescription.looksLikeSuffix(suffix) || onDisk && FileKind(path: file) == .regular
  return isMeant ? (file, suffix) : (path, nil)
}

/// What a format found in a file.
struct TensorListing {
  /// The arrays, in the order of the file.
  var tensors: [Tensor] = []

  /// The names of members that are no arrays.
  var otherMembers: [String] = []

  /// What was odd and did not prevent reading.
  var notes: [Diagnostic] = []
}

extension String {
  /// This text without one `suffix`; a text that is nothing else stays.
  func dropping(suffix: String) -> String {
    hasSuffix(suffix) && utf8.count > suffix.utf8.count ? String(dropLast(suffix.count)) : self
  }
}

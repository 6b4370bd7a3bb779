import DetectionText

/// A kind of file that holds arrays.
///
/// A format lists its arrays without reading their numbers: names, shapes, strides, kinds, and where
/// the bytes are, all checked against the file's own length before anything is believed. It knows
/// nothing of what is done with the arrays, and they know nothing of it.
protocol TensorFormat: SendableMetatype {
  /// What its files' names end in, such as `.npy`.
  static var fileExtension: String { get }

  /// Whether a file is of this format, by its first bytes; by its name where there is no signature.
  static func recognizes(_ bytes: RawSpan, path: String) -> Bool

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
  static let formats: [any TensorFormat.Type] = [
    Npy.self,
    Npz.self,
    Safetensors.self,
  ]

  /// What a file of arrays may be, in words.
  static let allowed = words(formats)

  /// What a file of arrays that is written may be, in words.
  static let writable = words(formats.filter { $0 is any WritableTensorFormat.Type })

  private static func words(_ formats: [any TensorFormat.Type]) -> String {
    let names = formats.map { $0.fileExtension }
    let others = names.dropLast().joined(separator: ", ")
    return "a \(others.isEmpty ? "" : "\(others) or ")\(names[names.count - 1]) file"
  }

  /// The format in which a file at `path` is written: that of its extension, else `.npz`.
  static func writable(for path: String) -> any WritableTensorFormat.Type {
    let writable = formats.compactMap { $0 as? any WritableTensorFormat.Type }
    return writable.first { path.hasSuffix($0.fileExtension) } ?? Npz.self
  }
}

/// A file that a format is asked about.
struct TensorSource {
  /// The whole file.
  let memory: MemoryMap

  /// What to call it in messages.
  let site: FaultSite

  /// The bytes that compressed arrays may take when inflated to be used.
  let inflationLimit: Int

  /// The last component of the path, without the extension `end`; a name that is nothing else stays.
  func stem(without end: String) -> String {
    let path = site.place.file ?? ""
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.dropping(suffix: end)
  }
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

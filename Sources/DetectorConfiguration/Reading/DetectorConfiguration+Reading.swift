import DetectionText

extension DetectorConfiguration {
  /// The file's own keys.
  static let keys: [ConfigurationKey] =
    [
      ConfigurationKey("name", .text, "what reports call the detector; the file's name if absent"),
      ConfigurationKey(
        "dialect",
        .words(Dialect.shelf.map(\.name)),
        "the framework whose choices count where the file makes none; reference if absent"
      ),
      ConfigurationKey("classes", .classes, "the classes that the network tells apart"),
      ConfigurationKey(
        "scales",
        .list(of: "scales", example: #"[{"stride": 8, "anchors": [[10, 13]]}]"#),
        "the output scales in any order, with names that differ"
      ),
      ConfigurationKey(
        "anchors",
        DetectionScale.anchorsKind,
        "anchors that the scales share by their masks, as in a darknet file"
      ),
      ConfigurationKey(
        "anchor_unit",
        .words(AnchorUnit.self),
        preset: "\"pixels\"",
        "the unit of the anchors: pixels of the input, cells of the scale, or fractions of the input"
      ),
      ConfigurationKey(
        "activation",
        .wordsOrNull(HeadActivation.allCases.map(\.rawValue)),
        preset: "null",
        "what a dump of the heads holds; null for logits, unless the values cannot be"
      ),
      ConfigurationKey(
        "quantization",
        HeadQuantization.keyKind,
        preset: "{}",
        "what the integers of a quantized dump stand for: (q - zero_point) * scale"
      ),
    ] + ImageFit.keys

  /// The names of the dialects that a configuration can have.
  public static var dialectNames: [String] { Dialect.shelf.map(\.name) }

  /// Reads a configuration from the JSON file at `path`, and its names file if it has one.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - dialect: A dialect in place of the file's own, one of ``dialectNames``; sections that the
  ///     file gives win over it.
  ///   - overrides: Keys that win over both, `section.key=VALUE` each, such as `box.weight=0.5`;
  ///     the value is JSON where it parses, else a word.
  /// - Throws: The first fault. Its ``Diagnostic/cause`` is ``Diagnostic/Cause/access`` for a file
  ///   that cannot be read, ``Diagnostic/Cause/request`` for an override, and otherwise
  ///   ``Diagnostic/Cause/configuration``.
  /// - Complexity: O(n) in the length of both files; neither is read beyond 16 MiB.
  public init(
    path: String,
    dialect: String? = nil,
    overrides: [String] = []
  ) throws(Diagnostic) {
    var filesRead: [String] = []
    try self.init(path: path, dialect: dialect, overrides: overrides, filesRead: &filesRead)
  }

  /// The same, with the paths of the files that were read.
  package init(
    path: String,
    dialect: String? = nil,
    overrides: [String] = [],
    filesRead: inout [String]
  ) throws(Diagnostic) {
    let bytes: [UInt8]
    do {
      bytes = try InputFile.contents(of: path, limit: JSONLimits.maximumBytes)
    } catch {
      var fault = Diagnostic(file: path, error, allowed: "a readable JSON file")
      if fault.cause == .content { fault.cause = .configuration }
      throw fault
    }
    var read = [path]
    try self.init(
      json: bytes,
      file: path,
      dialect: dialect,
      overrides: overrides,
      files: {
        (names) throws(FileFault) in
        read.append(names)
        return try InputFile.contents(of: names, limit: JSONLimits.maximumBytes)
      }
    )
    filesRead += read
  }

  /// Reads a configuration from JSON text.
  ///
  /// Only `classes` and `scales` are required. The dialect, `reference` if none is given, sets
  /// what is absent; a key given in the text wins. A configuration without a name takes its
  /// file's, without folder and extension.
  ///
  /// - Parameters:
  ///   - json: The text, in UTF-8.
  ///   - file: What errors call the text; the path of a names file starts from its folder.
  ///   - dialect: A dialect in place of the text's own; its keys win over that one too.
  ///   - overrides: Keys that win over both; see ``init(path:dialect:overrides:)``.
  ///   - readNames: Returns the content of the names file at a path, if `classes` names one, or
  ///     `nil` if there is none.
  /// - Throws: The first fault, with its place.
  /// - Complexity: O(n) in the length of the text and of the names file.
  public init(
    json: [UInt8],
    file: String,
    dialect: String? = nil,
    overrides: [String] = [],
    readNames: (String) -> [UInt8]? = { _ in nil }
  ) throws(Diagnostic) {
    try self.init(
      json: json,
      file: file,
      dialect: dialect,
      overrides: overrides,
      files: {
        (names) throws(FileFault) in
        guard let bytes = readNames(names) else { throw .missing }
        return bytes
      }
    )
  }

  /// Reads a configuration from JSON text; see
  /// ``init(json:file:dialect:overrides:readNames:)-([UInt8],_,_,_,_)``.
  public init(
    json: String,
    file: String,
    dialect: String? = nil,
    overrides: [String] = [],
    readNames: (String) -> [UInt8]? = { _ in nil }
  ) throws(Diagnostic) {
    try self.init(
      json: Array(json.utf8),
      file: file,
      dialect: dialect,
      overrides: overrides,
      readNames: readNames
    )
  }

  /// Reads a configuration whose names file `files` reads.
  private init(
    json: [UInt8],
    file: String,
    dialect replacement: String?,
    overrides: [String],
    files: (String) throws(FileFault) -> [UInt8]
  ) throws(Diagnostic) {
    // Editors of Windows write a byte order mark; it says nothing that JSON leaves open.
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let bytes = json.starts(with: mark) ? Array(json.dropFirst(mark.count)) : json
    let text = SourceText(file: file, bytes: bytes, cause: .configuration)
    let layer = ConfigurationValue(try Self.value(of: text), source: .file(text))
    let overrides = try ConfigurationOverrides(overrides).layer
    let dialect = try Dialect(replacement, of: [overrides, layer])
    let layers = ConfigurationLayers(given: (file: layer, overrides: overrides))
    let root = try layers.laid(over: dialect)
    let unit: AnchorUnit = try root.choice("anchor_unit")
    let name = try root.members["name"]?.name()
    let classes = try ClassList(root.required("classes", of: layer), readNames: files)
    let list = try root.required("scales", of: layer)
    let shared = try root.members["anchors"]?.sharedAnchors(unit: unit)
    let scales = try DetectionScale.list(list, unit: unit, shared: shared)
    self.init(
      name: name ?? stem(of: file),
      classes: classes,
      scales: scales,
      anchors: shared ?? [],
      anchorUnit: unit == .cells ? .pixels : unit,
      fit: try ImageFit(root.subsection("fit")),
      activation: try root.choiceOrNil("activation"),
      components: try LossComponents(root, scales: scales, dialect)
    )
    quantization = try HeadQuantization.all(root.members["quantization"], scales: scales)
    self.dialect = dialect.name
    self.layers = layers
    isWrittenInCells = unit == .cells
  }

  /// The JSON of a text; where it is none, or somebody else's, an error that says what it is.
  private static func value(of text: SourceText) throws(Diagnostic) -> JSONValue {
    let json: JSONValue
    do {
      json = try JSONValue(parsing: text)
    } catch {
      guard text.bytes.count <= JSONLimits.maximumBytes else { throw error }
      throw ForeignConfiguration(text.bytes)?.diagnostic(at: error) ?? error
    }
    if let foreign = ForeignConfiguration(json) {
      throw foreign.diagnostic(
        at: text.fault("", at: json.position, found: "", allowed: "", remedy: "")
      )
    }
    return json
  }

  /// This configuration under another dialect: what its file and overrides say themselves stays.
  ///
  /// Of components that were made or changed in memory nobody can tell what is the dialect's: all of
  /// them become the other's, and the fit stays.
  package func with(dialect name: String) throws(Diagnostic) -> DetectorConfiguration {
    let dialect = try Dialect(name: name)
    var other = self
    other.dialect = dialect.name
    if layers.given == nil {
      other.components = dialect.components
    } else {
      let root = try layers.laid(over: dialect)
      other.components = try LossComponents(root, scales: scales, dialect)
      other.fit = try ImageFit(root.subsection("fit"))
      other.layers = layers
    }
    return other
  }

  /// The same detector under a dialect and nothing else: classes, scales, fit and what the dump holds
  /// stay, the file's own sections do not count.
  ///
  /// - Throws: As ``with(dialect:)``.
  package func plain(dialect name: String) throws(Diagnostic) -> DetectorConfiguration {
    let dialect = try Dialect(name: name)
    var other = self
    other.dialect = dialect.name
    other.components = try LossComponents(dialect.section, scales: scales, dialect)
    return other
  }
}

/// What a user's file and overrides say, to be laid over a dialect.
///
/// It does not tell configurations apart that are the same otherwise.
struct ConfigurationLayers: Hashable, Sendable {
  var given: (file: ConfigurationValue, overrides: ConfigurationValue)?

  /// - Precondition: There are layers.
  func laid(over dialect: Dialect) throws(Diagnostic) -> ConfigurationSection {
    guard let given else { preconditionFailure("a configuration that was not read") }
    var root = dialect.section
    try root.lay(given.file)
    root.restart("fit", from: dialect.section, under: given.overrides)
    try root.lay(given.overrides)
    return root
  }

  static func == (a: ConfigurationLayers, b: ConfigurationLayers) -> Bool { true }
  func hash(into hasher: inout Hasher) {}
}

extension LossComponents {
  /// Reads the sections of a configuration of some scales.
  ///
  /// It refuses a dialect whose framework has no numbers for as many: which it would take is for the
  /// user to say.
  fileprivate init(
    _ root: ConfigurationSection,
    scales: [DetectionScale],
    _ dialect: Dialect
  ) throws(Diagnostic) {
    try self.init(root, scales: scales)
    let numbers = [
      ("decoding", "center_scale", decoding.centerScale, ": 1.05 for yolov4-tiny's"),
      ("objectness", "scale_weights", objectness.scaleWeights, ""),
    ]
    for (section, key, numbers, hint) in numbers
    where numbers.value(forScaleAt: 0, of: scales) == nil {
      let list = root.members["scales"] ?? ConfigurationValue(JSONValue(.null), source: .builtIn)
      throw list.fault(
        "scale-numbers",
        found: """
          \(counted(scales.count, "scale")), and the dialect \(quoted(dialect.name)) has \
          \(numbers.summary) as its \(quoted("\(section).\(key)"))
          """,
        allowed: "a number, or one for each scale, that the framework's model was trained with",
        remedy: "write \"\(section)\": {\"\(key)\": …} with your model's\(hint)"
      )
    }
  }
}

/// The last part of a path, without its extension.
func stem(of path: String) -> String {
  let name = path.split(separator: "/").last ?? "detector"
  guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return String(name) }
  return String(name[..<dot])
}

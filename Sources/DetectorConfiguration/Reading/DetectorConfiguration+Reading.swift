import DetectionText

extension DetectorConfiguration {
  /// The keys of a configuration file, in the order in which messages list them.
  private static let keys =
    ["name", "dialect", "classes", "scales", "anchor_unit", "fit"] + LossComponents.sections

  /// Reads a configuration from JSON text.
  ///
  /// Only `classes` and `scales` are required. The dialect, `reference` if none is given, sets
  /// what is absent; a key given in the file wins. A configuration without a name takes its
  /// file's, without folder and extension.
  ///
  /// - Parameters:
  ///   - json: The text, in UTF-8.
  ///   - file: What errors call the text; the path of a names file starts from its folder.
  ///   - replacement: A dialect in place of the file's own; its keys win over that one too.
  ///   - readNames: Returns the content of the names file at a path, if `classes` names one.
  /// - Throws: The first fault found, with its place.
  /// - Complexity: O(n) in the length of the text and of the names file.
  public init(
    json: [UInt8],
    file: String,
    dialect replacement: String? = nil,
    readNames: (String) throws(FileFault) -> [UInt8]
  ) throws(ConfigurationError) {
    let source = ConfigurationSource(file: file, bytes: json)
    let value: JSONValue
    do {
      value = try JSONValue(parsing: json)
    } catch {
      throw source.error(.syntax(error.fault), at: error.position, error.path)
    }
    let root = try ConfigurationSection(
      ConfigurationValue(json: value, path: ValuePath(), source: source)
    )
    try root.allowOnly(Self.keys)
    let dialects = LossComponents.dialects
    var dialect = "reference"
    var standard = LossComponents.reference
    if let value = root.value("dialect") {
      dialect = try dialects.entry(spelled: value).spelling
      standard = try root.choice("dialect", of: dialects, or: standard)
    }
    if let replacement {
      precondition(Self.dialectNames.contains(replacement), "there is no such dialect")
      dialect = replacement
      standard = LossComponents.dialect(named: replacement) ?? standard
    }
    let unit = try root.choice("anchor_unit", of: AnchorUnit.choices, or: .pixels)
    let name = try root.value("name")?.name() ?? stem(of: file)
    let classes = try ClassList(
      reading: root.required("classes", .classes),
      readNames: readNames
    )
    let scales = try DetectionScale.list(reading: root.required("scales", .scales), unit: unit)
    self.init(
      name: name,
      dialect: dialect,
      classes: classes,
      scales: scales,
      anchorUnit: unit == .cells ? .pixels : unit,
      fit: try root.choice("fit", of: ImageFit.choices, or: .letterbox),
      components: try LossComponents(reading: root, or: standard, scales: scales)
    )
  }

  /// The names of the dialects that a configuration can have.
  public static var dialectNames: [String] { LossComponents.dialects.entries.map(\.spelling) }

  /// Reads a configuration from JSON text; see ``init(json:file:dialect:readNames:)``.
  public init(
    json: String,
    file: String,
    readNames: (String) throws(FileFault) -> [UInt8]
  ) throws(ConfigurationError) {
    try self.init(json: Array(json.utf8), file: file, readNames: readNames)
  }
}

/// The last part of a path, without its extension.
private func stem(of path: String) -> String {
  let name = path.split(separator: "/").last ?? "detector"
  guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return String(name) }
  return String(name[..<dot])
}

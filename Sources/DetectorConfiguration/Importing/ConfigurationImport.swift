import DetectionText

/// A configuration made of another program's file: darknet's cfg, or a model's YAML.
///
/// What the file says of scales, anchors and loss becomes a configuration that
/// ``DetectorConfiguration`` has read back; what it says besides stands in ``notes``, each with its
/// line and the reason why it is not carried over.
package struct ConfigurationImport: Sendable {
  /// The configuration as JSON, one that a person can read on.
  package let text: String

  /// What the text says, read back.
  package let configuration: DetectorConfiguration

  /// What was chosen and why, and what was left out and why.
  package let notes: [Diagnostic]

  /// The forms that are read: another one is a file beside this and its line here.
  static let formats: [ImportFormat] = [.darknet, .ultralytics]

  /// The most bytes of a file; darknet's own have up to 20,000.
  static let mostBytes = 1 << 20

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - data: darknet's `.data` or ultralytics' `data.yaml`, which say what the classes are called.
  ///   - names: The names of the classes, one a line, in place of those.
  /// - Throws: The first fault: of cause `access` for a file that cannot be read, of cause `content`
  ///   for one that is of no known form or makes no configuration.
  package init(path: String, data: String? = nil, names: String? = nil) throws(Diagnostic) {
    try self.init(SourceText(importing: path)) { () throws(Diagnostic) in
      try ClassNames(data: data, names: names)
    }
  }

  /// Reads the content of a file.
  ///
  /// - Parameters:
  ///   - bytes: The content.
  ///   - file: What messages call it.
  ///   - yaml: The content of an ultralytics `data.yaml`, which says what the classes are called.
  /// - Throws: As for a file.
  package init(_ bytes: [UInt8], file: String, yaml: [UInt8]? = nil) throws(Diagnostic) {
    try self.init(SourceText(file: file, bytes: bytes)) { () throws(Diagnostic) in
      try yaml.map { bytes throws(Diagnostic) in
        try ClassNames(yaml: SourceText(file: "data.yaml", bytes: bytes))
      }
    }
  }

  private init(
    _ source: SourceText,
    names: () throws(Diagnostic) -> ClassNames?
  ) throws(Diagnostic) {
    guard let format = Self.formats.first(where: { $0.recognizes(source) }) else {
      throw Self.unknown(source)
    }
    try source.checkEncoding()
    var model = try format.read(source)
    if let names = try names() { try model.take(names) }
    text = model.text(name: stem(of: source.file))
    configuration = try model.checked(text, file: source.file)
    notes = model.notes
  }

  private static func unknown(_ source: SourceText) -> Diagnostic {
    let foreign = ForeignConfiguration(source.bytes)
    let isJSON = source.bytes.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "{")
    return Diagnostic(
      .content,
      code: "import.unknown",
      at: Place(file: source.file),
      found: foreign?.found ?? (isJSON ? "JSON" : "a file of no form that is known"),
      allowed: formats.map(\.description).joined(separator: " or "),
      remedy: isJSON
        ? "a configuration in JSON needs no import" : "give the file that the network is made of"
    )
  }
}

/// A form of file that configurations are made of.
struct ImportFormat: Sendable {
  /// What its files are, for messages.
  let description: String

  /// Whether a text is likely of this form.
  let recognizes: @Sendable (SourceText) -> Bool

  /// Reads one.
  let read: @Sendable (SourceText) throws(Diagnostic) -> ImportedModel
}

extension SourceText {
  /// The content of a file that is to be imported.
  fileprivate init(importing path: String) throws(Diagnostic) {
    do {
      let bytes = try InputFile.contents(of: path, limit: ConfigurationImport.mostBytes)
      self.init(file: path, bytes: bytes)
    } catch {
      throw Diagnostic(file: path, error, allowed: "a readable file to import")
    }
  }

  /// A fault of a line of this text.
  func fault(
    line: Int,
    _ code: String,
    part: String = "",
    found: String,
    allowed: String,
    remedy: String
  ) -> Diagnostic {
    fault(
      "import.\(code)",
      at: SourcePosition(line: line, column: 1),
      part: part,
      found: found,
      allowed: allowed,
      remedy: remedy
    )
  }
}

// MARK: - What a form found

/// A detector as another program's file has it.
struct ImportedModel {
  /// A scale, its anchors as a mask of all.
  struct Scale {
    let stride: Int
    let mask: [Int]
    let place: Place
  }

  let file: String

  /// The dialect whose choices the ``settings`` are laid over.
  let dialect: String

  /// How many classes there are, and where that is said.
  let classes: (count: Int, place: Place)

  /// What they are called, where that is known.
  var names: [String]?

  /// The sides of all anchors in pixels, as JSON has them, and where they are said.
  let anchors: (sides: [(width: String, height: String)], place: Place)

  /// The scales, the finest first.
  let scales: [Scale]

  /// Keys of a configuration, such as `box.weight`, and where the file says what they are.
  var settings: [(key: String, value: JSONValue, place: Place)] = []

  var notes: [Diagnostic]

  /// The names of the scales: those of YOLOv3's three strides, else after the stride.
  static func scaleNames(ofStrides strides: [Int]) -> [String] {
    let usual = [8: "small", 16: "medium", 32: "large"]
    let named = strides.compactMap { usual[$0] }
    if Set(named).count == strides.count { return named }
    return strides.indices.map { index in
      let earlier = strides[..<index].count { $0 == strides[index] }
      return "stride\(strides[index])" + (earlier > 0 ? "-\(earlier + 1)" : "")
    }
  }

  /// Takes the names of the classes, which must be as many.
  fileprivate mutating func take(_ given: ClassNames) throws(Diagnostic) {
    if let (count, place) = given.count, count != classes.count {
      throw Self.otherCount("\(count)", at: place, than: classes)
    }
    notes += given.notes
    guard let found = given.names else { return }
    guard found.names.count == classes.count else {
      throw Self.otherCount("\(counted(found.names.count, "name"))", at: found.place, than: classes)
    }
    names = found.names
  }

  private static func otherCount(
    _ found: String,
    at place: Place,
    than classes: (count: Int, place: Place)
  ) -> Diagnostic {
    Diagnostic(
      .content,
      code: "import.class-count",
      at: place,
      found: "\(found) of classes",
      allowed: "\(classes.count), as \(classes.place) says",
      remedy: "give the files of one network"
    )
  }
}

extension ImportedModel {
  /// The settings that the dialect does not have already, by section.
  private var ownSettings: [(section: String, keys: [(key: String, value: JSONValue)])] {
    var sections: [(section: String, keys: [(key: String, value: JSONValue)])] = []
    for (path, value, _) in settings {
      let rows = ConfigurationKey.all.lazy.filter { $0.path == path }
      let preset = rows.compactMap { $0.value(inDialect: dialect) }.first
      let section = String(path.prefix { $0 != "." })
      let key = String(path.dropFirst(section.count + 1))
      // Under another choice than the dialect's its other keys are not the dialect's, either.
      let isChosen =
        sections.last?.section == section
        && sections.last?.keys.contains { chosen in
          ConfigurationKey.all.contains { $0.section == section && $0.choice?.key == chosen.key }
        } == true
      guard isChosen || preset != value.description else { continue }
      if sections.last?.section != section { sections.append((section, [])) }
      sections[sections.count - 1].keys.append((key, value))
    }
    return sections
  }

  /// The configuration as JSON.
  func text(name: String) -> String {
    let classes =
      names.map { "[\n\(lines($0.map { JSONValue(.string($0)).description }))\n  ]" }
      ?? "\(classes.count)"
    let pairs = anchors.sides.map { "[\($0.width), \($0.height)]" }
    let row = "[\(pairs.joined(separator: ", "))]"
    let scales = zip(scales, Self.scaleNames(ofStrides: scales.map(\.stride))).map { scale, name in
      let mask = scale.mask.map(String.init).joined(separator: ", ")
      return "    {\"name\": \"\(name)\", \"stride\": \(scale.stride), \"mask\": [\(mask)]}"
    }
    var members = [
      "\"name\": \(JSONValue(.string(name)))",
      "\"dialect\": \"\(dialect)\"",
      "\"classes\": \(classes)",
      "\"anchors\": \(row.utf8.count > 85 ? "[\n\(lines(pairs))\n  ]" : row)",
      "\"scales\": [\n\(scales.joined(separator: ",\n"))\n  ]",
    ]
    members += ownSettings.map { section, keys in
      let keys = keys.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ")
      return "\"\(section)\": {\(keys)}"
    }
    return "{\n  \(members.joined(separator: ",\n  "))\n}\n"
  }

  /// Items on lines of at most a hundred columns.
  private func lines(_ items: [String]) -> String {
    var lines = ["    "]
    for (index, item) in items.enumerated() {
      let text = item + (index == items.count - 1 ? "" : ",")
      let last = lines[lines.count - 1]
      let isFirst = last.utf8.count == 4
      if !isFirst, last.utf8.count + 1 + text.utf8.count > 100 {
        lines.append("    " + text)
      } else {
        lines[lines.count - 1] += (isFirst ? "" : " ") + text
      }
    }
    return lines.joined(separator: "\n")
  }

  /// What `text` says, read back; what the reader refuses is a fault of the line that it comes from.
  func checked(_ text: String, file: String) throws(Diagnostic) -> DetectorConfiguration {
    do {
      return try DetectorConfiguration(json: text, file: file)
    } catch {
      var origins: [(path: String, place: Place)] = [
        ("classes", classes.place), ("anchors", anchors.place), ("scales", anchors.place),
      ]
      origins += scales.enumerated().map { ("scales[\($0)]", $1.place) }
      origins += settings.map { ($0.key, $0.place) }
      let part = error.place.parts.first ?? ""
      let origin = origins.last { part.hasPrefix($0.path) }
      throw Diagnostic(
        .content,
        code: error.code,
        at: origin?.place ?? Place(file: file),
        found: error.found,
        allowed: error.allowed,
        remedy: error.remedy
      )
    }
  }
}

// MARK: - Names

/// What the classes are called, from the files that say it.
private struct ClassNames {
  /// How many there are, where a file says that besides.
  var count: (Int, Place)?

  var names: (names: [String], place: Place)?
  var notes: [Diagnostic] = []

  /// Reads the names; `nil` where no file is given.
  init?(data: String?, names: String?) throws(Diagnostic) {
    guard data != nil || names != nil else { return nil }
    if let data {
      let text = try SourceText(importing: data)
      try text.checkEncoding()
      if YAML.isOne(data) { try read(yaml: text) } else { try read(darknet: text, named: names) }
    }
    if let names { self.names = (try Self.read(names), Place(file: names)) }
  }

  /// Reads the names of a `data.yaml`.
  init(yaml text: SourceText) throws(Diagnostic) {
    try text.checkEncoding()
    try read(yaml: text)
  }

  private static func read(_ path: String) throws(Diagnostic) -> [String] {
    let bytes: [UInt8]
    do {
      bytes = try InputFile.contents(of: path, limit: JSONLimits.maximumBytes)
    } catch {
      throw Diagnostic(file: path, error, allowed: "a readable file with one class name a line")
    }
    return try classNames(in: SourceText(file: path, bytes: bytes))
  }

  private mutating func read(yaml text: SourceText) throws(Diagnostic) {
    let yaml = try YAML(
      text.bytes[...],
      file: text.file,
      wanted: ["nc", "names"],
      code: "import.yaml"
    )
    let place = Place(file: text.file, line: yaml["names"]?.line ?? yaml["nc"]?.line)
    if let found = try yaml.classNames(in: text.file, code: "import.yaml") {
      names = (found, place)
    }
    count = yaml["nc"].flatMap { Int($0.items[0]) }.map { ($0, place) }
    if names == nil, count == nil { throw Self.sayNothing(text.file, allowed: "nc or names") }
  }

  /// Reads darknet's `.data`; the names that somebody gives besides are in place of its own.
  private mutating func read(darknet text: SourceText, named: String?) throws(Diagnostic) {
    let options = DarknetText(text).sections.first { $0.name.isEmpty }
    if let option = options?["classes"] {
      count = (try option.integer(in: text), option.place(in: text))
    }
    if named != nil { return }
    guard let option = options?["names"] ?? options?["labels"] else {
      guard count == nil else { return }
      throw Self.sayNothing(text.file, allowed: "classes and names")
    }
    // darknet starts from the folder that it is called in, which is the one above cfg/.
    let folder = Self.folder(of: text.file)
    let above = folder.isEmpty ? "../" : Self.folder(of: String(folder.dropLast()))
    let written = option.value
    let candidates =
      [written] + (written.hasPrefix("/") ? [] : [folder, above].map { $0 + written })
    guard let path = candidates.first(where: { FileKind(path: $0) == .regular }) else {
      throw Diagnostic(
        .access,
        code: "import.names-file",
        at: option.place(in: text),
        found: """
          \(quoted(written)), and no file at \(candidates.map { printable($0) }.joined(separator: ", "))
          """,
        allowed: "a file with one class name a line",
        remedy: "give the file of names itself",
        setting: Diagnostic.Setting("names")
      )
    }
    names = (try Self.read(path), Place(file: path))
    notes.append(
      Diagnostic(
        .content,
        severity: .note,
        code: "import.names-file",
        at: option.place(in: text),
        found: "the names at \(printable(path))",
        remedy: "they stand in the configuration now"
      )
    )
  }

  /// The part of a path up to its last slash.
  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  private static func sayNothing(_ file: String, allowed: String) -> Diagnostic {
    Diagnostic(
      .content,
      code: "import.no-classes",
      at: Place(file: file),
      found: "nothing about classes",
      allowed: allowed,
      remedy: "check that this is the right file"
    )
  }
}

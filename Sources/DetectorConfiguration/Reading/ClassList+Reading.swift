import DetectionText

extension ClassList {
  /// Reads a count, a list of names, or the path of a names file relative to the configuration's
  /// folder.
  init(
    _ value: ConfigurationValue,
    readNames: (String) throws(FileFault) -> [UInt8]
  ) throws(Diagnostic) {
    switch value.json.content {
    case .number:
      self.init(count: try value.integer(Self.allowedCounts))
    case .array:
      let kind = ConfigurationKey.Kind.list(of: "class names", example: #"["cat", "dog"]"#)
      // There may be a million.
      var names: [String] = []
      for (index, json) in try value.elements(kind, Self.allowedCounts).enumerated() {
        guard let name = json.string, NameFault(name) == nil else {
          names.append(try value.element(index, json).name())
          continue
        }
        names.append(name)
      }
      self.init(names: names)
    case .string:
      let written = try value.name()
      var path = written
      if case .file(let text) = value.source, !written.hasPrefix("/"),
        let slash = text.file.lastIndex(of: "/")
      {
        path = text.file[...slash] + written
      }
      let bytes: [UInt8]
      do {
        bytes = try readNames(path)
      } catch {
        throw value.unreadable(path, error)
      }
      self.init(
        names: try classNames(in: SourceText(file: path, bytes: bytes, cause: .configuration))
      )
    default:
      throw value.wrongKind(.classes)
    }
  }
}

extension ConfigurationValue {
  /// The names file at `path`, which this value names, cannot be read.
  fileprivate func unreadable(_ path: String, _ fault: FileFault) -> Diagnostic {
    // A count in quotes is a path, which is rarely what was meant.
    let name = path.split(separator: "/").last ?? ""
    let isCount = !name.isEmpty && name.utf8.allSatisfy { (0x30...0x39).contains($0) }
    var diagnostic = self.fault(
      "names-file",
      found: "\(fault) at \"\(printable(path))\"",
      allowed: "a file with one class name per line",
      remedy: "check the path, which starts from the configuration's folder"
        + (isCount ? ", or write a count without quotes" : "")
    )
    if case .tooLarge = fault { return diagnostic }
    diagnostic.cause = .access
    return diagnostic
  }
}

/// Reads a file of class names: one a line, the first is class 0.
///
/// A byte order mark at the start, a carriage return before a line's end and the last line's break
/// do not count. Every other line is a class, so a blank one is an error rather than a class
/// nobody meant.
package func classNames(in source: SourceText) throws(Diagnostic) -> [String] {
  let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
  let hasMark = source.bytes.starts(with: mark)
  let text = SourceText(
    file: source.file,
    bytes: hasMark ? Array(source.bytes.dropFirst(3)) : source.bytes,
    cause: source.cause
  )
  func fault(
    line: Int = 1,
    _ found: String,
    allowed: String = "one class name per line",
    remedy: String = "check that this is the right file"
  ) -> Diagnostic {
    text.fault(
      "config.names",
      at: SourcePosition(line: line, column: 1),
      found: found,
      allowed: allowed,
      remedy: remedy
    )
  }
  let bytes = JSONLimits.maximumBytes
  guard source.bytes.count <= bytes else {
    throw fault("more than \(bytes) bytes", allowed: "\(bytes)")
  }
  try text.checkEncoding()
  var lines = text.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  if lines.last?.isEmpty == true { lines.removeLast() }
  guard !lines.isEmpty else { throw fault("no class name") }
  let limit = ClassList.allowedCounts.upperBound
  guard lines.count <= limit else {
    throw fault(line: limit + 1, "more than \(limit) lines", allowed: "\(limit)")
  }
  var names: [String] = []
  for (index, line) in lines.enumerated() {
    let isPair = line.last == UInt8(ascii: "\r")
    let name = String(decoding: isPair ? line.dropLast() : line, as: UTF8.self)
    if let problem = NameFault(name) {
      throw problem.isBlank
        ? fault(
          line: index + 1,
          "a blank line",
          remedy: "remove the line: every line counts as a class"
        )
        : fault(
          line: index + 1,
          problem.found,
          allowed: problem.allowed,
          remedy: problem.remedy
        )
    }
    names.append(name)
  }
  return names
}

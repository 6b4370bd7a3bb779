import DetectionText

extension DetectorConfiguration {
  /// Reads a configuration from the JSON file at `path`, and its names file if it has one.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - dialect: A dialect in place of the file's own, one of ``dialectNames``; sections that the
  ///     file gives win over it.
  /// - Throws: ``ConfigurationError``: its ``ConfigurationError/cause`` tells a file that cannot
  ///   be read from one whose content is wrong.
  /// - Complexity: O(n) in the length of both files; neither is read beyond 16 MiB.
  public init(path: String, dialect: String? = nil) throws(ConfigurationError) {
    var filesRead: [String] = []
    try self.init(path: path, dialect: dialect, filesRead: &filesRead)
  }

  /// The same, with the paths of the files that were read.
  package init(
    path: String,
    dialect: String? = nil,
    filesRead: inout [String]
  ) throws(ConfigurationError) {
    let bytes: [UInt8]
    do {
      bytes = try InputFile.contents(of: path, limit: JSONLimits.maximumBytes)
    } catch {
      throw .file(path: path, error)
    }
    var read = [path]
    try self.init(json: bytes, file: path, dialect: dialect) { (names) throws(FileFault) in
      read.append(names)
      return try InputFile.contents(of: names, limit: JSONLimits.maximumBytes)
    }
    filesRead += read
  }
}

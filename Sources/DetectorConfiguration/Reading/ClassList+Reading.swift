import DetectionText

extension ClassList {
  /// Reads a count, a list of names, or the path of a names file relative to the configuration's
  /// folder.
  package init(
    reading value: ConfigurationValue,
    readNames: (String) throws(FileFault) -> [UInt8]
  ) throws(ConfigurationError) {
    switch value.json.content {
    case .number:
      self.init(count: try value.integer(Self.allowedCounts))
    case .array:
      var names: [String] = []
      for element in try value.elements(.names, Self.allowedCounts) {
        names.append(try element.name())
      }
      self.init(names: names)
    case .string:
      let path = resolved(try value.name(), besides: value.source.file)
      let bytes: [UInt8]
      do {
        bytes = try readNames(path)
      } catch {
        throw .namesFile(
          path: path,
          error,
          place: value.source.place(value.json.position, value.path)
        )
      }
      self.init(names: try classNames(in: ConfigurationSource(file: path, bytes: bytes)))
    default:
      throw value.wrongKind(.classes)
    }
  }
}

/// `path` as seen from the folder of `file`; an absolute path stays as it is.
private func resolved(_ path: String, besides file: String) -> String {
  guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
  return file[...slash] + path
}

import DetectionText

/// A text under reading: its name for messages and its bytes for excerpts.
package struct ConfigurationSource: Sendable {
  /// The file as it was named.
  package let file: String

  /// Its content.
  package let bytes: [UInt8]

  package init(file: String, bytes: [UInt8]) {
    self.file = file
    self.bytes = bytes
  }

  /// A place in this text.
  package func place(_ position: SourcePosition, _ path: ValuePath) -> ConfigurationPlace {
    ConfigurationPlace(
      file: file,
      position: position,
      path: path,
      excerpt: sourceExcerpt(of: bytes, at: position)
    )
  }

  /// A problem at a place in this text.
  package func error(
    _ problem: ConfigurationProblem,
    at position: SourcePosition,
    _ path: ValuePath
  ) -> ConfigurationError {
    .content(problem, place: place(position, path))
  }
}

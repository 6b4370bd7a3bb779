import DetectionText

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension AnyOption {
  /// Refuses to write the file that this option names over one that the command reads.
  ///
  /// Files are compared by what they are, not by what they are called: a link to an input, of
  /// either kind, is that input. Parsing asks this about the files that options name; a command that
  /// finds further ones, as photographs beside labels, asks about those before it computes.
  ///
  /// - Parameters:
  ///   - paths: The files that are read.
  ///   - option: The option that named or led to them.
  /// - Throws: ``UsageError`` with both paths.
  package func checkReplacing(
    _ paths: [String],
    of option: any AnyOption
  ) throws(UsageError) {
    for path in given {
      guard let identity = FileIdentity(path) else { continue }
      for other in paths where FileIdentity(other) == identity {
        let input = option.isOperand ? "" : "\(option.name) "
        throw UsageError(
          """
          \(name) \(printable(path)) would replace its own input, \(input)\(printable(other)); \
          name another file for \(name)
          """
        )
      }
    }
  }
}

/// What tells a file from all others: two paths with one identity lead to one file.
private struct FileIdentity: Equatable {
  private let device: UInt64
  private let number: UInt64

  /// The identity of the file that `path` leads to, behind all links; `nil` when there is none.
  init?(_ path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(truncatingIfNeeded: status.st_ino)
  }
}

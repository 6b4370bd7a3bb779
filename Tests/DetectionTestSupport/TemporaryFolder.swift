import Foundation

/// A folder of one test, which removes it when it is over: `defer { folder.remove() }`.
public struct TemporaryFolder {
  private let url: URL

  /// Makes one of a name that no other has.
  public init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "detloss-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  /// Removes the folder with all its files.
  public func remove() { try? FileManager.default.removeItem(at: url) }

  /// The path of a file in the folder.
  public func path(_ name: String) -> String { url.appending(path: name).path }

  /// Writes a text file and tells its path.
  public func write(_ name: String, _ text: String) throws -> String {
    try write(name, bytes: Array(text.utf8))
  }

  /// Writes a file and tells its path.
  public func write(_ name: String, bytes: [UInt8]) throws -> String {
    let path = path(name)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }
}

import DetectionText
import TensorFiles

/// Where the arrays of a case's dumps are written: a file for one dump, a new folder of files for
/// several, called as they are.
struct DumpOutput {
  private let path: String
  private let dump: HeadDump
  private let folder: AtomicFolder?

  /// Prepares the output.
  ///
  /// - Parameters:
  ///   - path: The file, or the folder.
  ///   - dump: The dumps.
  ///   - setting: What a caller calls the output.
  /// - Throws: An error for a folder that cannot be created, for a path that names a file where a
  ///   folder is needed, and for two dumps of one name.
  init(path: String, of dump: HeadDump, setting: String) throws(Diagnostic) {
    self.path = path
    self.dump = dump
    guard dump.partCount > 1 else {
      folder = nil
      return
    }
    if TensorFile.endings.contains(where: path.lowercased().hasSuffix) {
      throw Diagnostic(
        .request,
        code: "output.several-dumps",
        at: Place(file: path),
        found: "one file for the arrays of \(dump.partCount) dumps",
        allowed: "a new folder, which gets a file for each dump, called as it is",
        remedy: "name a folder",
        setting: Diagnostic.Setting(setting)
      )
    }
    var parts: [String: Int] = [:]
    for part in 0..<dump.partCount {
      guard let twin = parts.updateValue(part, forKey: dump.files.imageName(ofPart: part)) else {
        continue
      }
      throw Diagnostic(
        .request,
        code: "output.one-name",
        at: Place(file: dump.files.paths(ofPart: part)[0]),
        found: "a dump called as \(printable(dump.files.paths(ofPart: twin)[0])) is",
        allowed: "dumps of different names, for each gets a file of its name",
        remedy: "rename one of them",
        setting: Diagnostic.Setting(setting)
      )
    }
    folder = try AtomicFolder(path: path)
  }

  /// Begins the file of a part.
  func writer(ofPart part: Int) throws(Diagnostic) -> TensorWriter {
    guard let folder else { return try TensorWriter(path: path) }
    let name = "\(dump.files.imageName(ofPart: part)).npz"
    return try TensorWriter(path: folder.file(name), called: folder.finalFile(name))
  }

  /// Gives the folder its name, when all files are written.
  func finish() throws(Diagnostic) { try folder?.commit() }
}

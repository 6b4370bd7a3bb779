import DetectionText
import TensorFiles

/// The dumps of a folder, in the order of their names.
package struct DumpFolder {
  /// The files, each behind the folder's own path.
  package let paths: [String]

  /// What of the folder is left out, if something is.
  package let notes: [Diagnostic]

  /// Looks into a folder.
  ///
  /// - Throws: An error for a folder that cannot be read, or has no dump.
  package init(_ folder: String) throws(Diagnostic) {
    let names: [String]
    do throws(FileFault) {
      names = try InputFolder.names(in: folder)
    } catch {
      throw Diagnostic(file: folder, error, allowed: "a readable folder of dumps")
    }
    let all = Set(names)
    var paths: [String] = []
    var others: [String] = []
    for name in names {
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      // The shape of the file beside it.
      if name.hasSuffix(".json"), all.contains(String(name.dropLast(5))) { continue }
      if Self.isDump(path) { paths.append(path) } else { others.append(name) }
    }
    guard !paths.isEmpty else {
      throw Diagnostic(
        .access,
        code: "heads.no-files",
        at: Place(file: folder),
        found: "a folder without a dump",
        allowed: TensorFile.allowed,
        remedy: others.isEmpty
          ? "check the path" : "check the path; \(quoted(others[0])) is none of these"
      )
    }
    self.paths = paths
    notes = others.first.map { [.leftOut(others.count, first: $0, of: folder)] } ?? []
  }

  /// Files, with those of folders in place of these.
  ///
  /// - Throws: As for a folder.
  package static func files(
    among given: [String]
  ) throws(Diagnostic) -> (paths: [String], notes: [Diagnostic]) {
    var (paths, notes): ([String], [Diagnostic]) = ([], [])
    for path in given {
      guard FileKind(path: path) == .folder else {
        paths.append(path)
        continue
      }
      let folder = try DumpFolder(path)
      paths += folder.paths
      notes += folder.notes
    }
    return (paths, notes)
  }

  /// Whether a folder's entry is a dump: by its ending, else by its content. A dump that is damaged is
  /// one all the same.
  private static func isDump(_ path: String) -> Bool {
    guard FileKind(path: path) == .regular else { return false }
    // JSON is many things: labels, what a folder's images are, and dumps.
    let endings = TensorFile.endings.filter { $0 != ".json" }
    if endings.contains(where: path.lowercased().hasSuffix) { return true }
    return (try? TensorFile(path: path)) != nil
  }
}

extension Diagnostic {
  fileprivate static func leftOut(_ count: Int, first: String, of folder: String) -> Diagnostic {
    Diagnostic(
      .content,
      severity: .note,
      code: "heads.no-arrays",
      at: Place(file: folder),
      found: """
        \(counted(count, "entry", "entries")) of the folder without arrays, the first \
        \(quoted(first))
        """,
      remedy: count == 1 ? "it is left out" : "they are left out"
    )
  }
}

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What a folder holds.
package enum InputFolder {
  /// The names in the folder at `path`, in the order of their bytes, without those that begin with
  /// a dot unless `hidden` ones are asked for.
  package static func names(in path: String, hidden: Bool = false) throws(FileFault) -> [String] {
    guard !path.utf8.contains(0) else { throw .missing }
    guard let folder = unsafe opendir(path) else { throw FileFault(code: errno) }
    defer { unsafe closedir(folder) }
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(folder) else { break }
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
        unsafe Array($0.prefix { $0 != 0 })
      }
      let isHidden = name.first == UInt8(ascii: ".")
      if hidden ? name != Array(".".utf8) && name != Array("..".utf8) : !isHidden {
        names.append(name)
      }
    }
    guard errno == 0 else { throw FileFault(code: errno) }
    return try names.sorted { $0.lexicographicallyPrecedes($1) }.map {
      (bytes) throws(FileFault) in
      guard let name = String(validating: bytes, as: UTF8.self) else {
        // As a text it would be the name of another file.
        let words = quoted(String(decoding: bytes, as: UTF8.self))
        throw .failed(reason: "the name of its entry \(words) is not UTF-8: rename that")
      }
      return name
    }
  }
}

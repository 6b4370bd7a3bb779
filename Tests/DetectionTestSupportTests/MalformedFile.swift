import DetectionTestSupport
import Foundation

/// A file that must be refused: a good one with small changes, and the sentence that says so.
///
/// A table of them is a text in `Tests/Fixtures/malformed`, called as its reader:
///
/// ```
/// good Tests/Fixtures/labels/pictures/pillow.bmp
///
/// set 14 05000000
/// = file: found a broken BMP header (its bitmap header has length 5); …
/// ```
///
/// `good` is followed by a path, or by lines that begin with two blanks. Each case is one or more
/// changes, then its sentence: `s|old|new|` for the first place of a text, with any mark in place
/// of the bar; `cut COUNT` for so many bytes from the start; `set OFFSET HEXADECIMAL`; `add TEXT`
/// at the end; `all TEXT` in place of everything; `fit npy` and `fit safetensors` for a header's
/// length. In texts `\n`, `\r`, `\\` and `\x41` are bytes.
struct MalformedFile {
  /// The changes, as they are written.
  let changes: [String]

  /// The file.
  let bytes: [UInt8]

  /// What is said.
  let sentence: String

  static let folder = Fixture.repository.appending(path: "Tests/Fixtures/malformed")

  /// The good files and the malformed ones of a reader.
  static func table(_ reader: String) throws -> (good: [[UInt8]], files: [MalformedFile]) {
    let text = try String(contentsOf: folder.appending(path: "\(reader).txt"), encoding: .utf8)
    var (good, files): ([[UInt8]], [MalformedFile]) = ([], [])
    var (written, changes): ([String]?, [String]) = (nil, [])
    for line in text.components(separatedBy: "\n") + [""] {
      if line.hasPrefix("  ") {
        written?.append(String(line.dropFirst(2)))
        continue
      }
      if let whole = written { good.append(Array(whole.joined(separator: "\n").utf8)) }
      written = nil
      if line == "good" {
        written = []
      } else if line.hasPrefix("good ") {
        let path = Fixture.repository.appending(path: String(line.dropFirst(5)))
        good.append([UInt8](try Data(contentsOf: path)))
      } else if line.hasPrefix("=") {
        let bytes = changes.reduce(good[good.count - 1]) { changed($0, by: $1) }
        let sentence = String(line.dropFirst(2))
        files.append(MalformedFile(changes: changes, bytes: bytes, sentence: sentence))
        changes = []
      } else if !line.isEmpty {
        changes.append(line)
      }
    }
    return (good, files)
  }

  /// The bytes after one change.
  private static func changed(_ bytes: [UInt8], by change: String) -> [UInt8] {
    let words = change.split(separator: " ", maxSplits: 2).map(String.init)
    var result = bytes
    switch words[0] {
    case "cut": return Array(bytes.prefix(Int(words[1]) ?? 0))
    case "set":
      let new = stride(from: 0, to: words[2].count, by: 2).map { start in
        UInt8(words[2].dropFirst(start).prefix(2), radix: 16) ?? 0
      }
      let offset = Int(words[1]) ?? 0
      result.replaceSubrange(offset..<min(bytes.count, offset + new.count), with: new)
    case "add": return bytes + unescaped(change.dropFirst(4))
    case "all": return unescaped(change.dropFirst(4))
    case "fit" where words[1] == "npy":
      let length = (bytes.firstIndex(of: 0x0a) ?? 0) - 9
      result.replaceSubrange(8..<10, with: [UInt8(length & 0xff), UInt8(length >> 8)])
    case "fit":
      // The data of this file are its last five bytes.
      let length = UInt64(bytes.count - 8 - 5)
      result.replaceSubrange(0..<8, with: (0..<8).map { UInt8(length >> ($0 * 8) & 0xff) })
    default:
      let mark = change.dropFirst().first ?? "|"
      let parts = change.split(separator: mark, omittingEmptySubsequences: false)
      guard parts.count == 4, let place = bytes.firstRange(of: unescaped(parts[1])) else {
        preconditionFailure("no place for \(change)")
      }
      result.replaceSubrange(place, with: unescaped(parts[2]))
    }
    return result
  }

  private static func unescaped(_ text: Substring) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else {
        bytes.append(byte)
        continue
      }
      switch next {
      case UInt8(ascii: "n"): bytes.append(0x0a)
      case UInt8(ascii: "r"): bytes.append(0x0d)
      case UInt8(ascii: "x"):
        bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
        rest = rest.dropFirst(2)
      default: bytes.append(next)
      }
    }
    return bytes
  }
}

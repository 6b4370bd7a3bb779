import CZlib
import DetectionTestSupport
import Foundation
import TensorFiles
import Testing

/// The bytes of a `.npy` file with any header text, right or wrong.
func npy(
  _ header: String = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n",
  data: [UInt8] = [0, 0, 128, 63, 0, 0, 0, 64],
  version: (UInt8, UInt8) = (1, 0)
) -> [UInt8] {
  let length = header.utf8.count
  let prefix: [UInt8] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version.0, version.1]
  let lengthBytes = littleEndian(UInt64(length), count: version.0 == 1 ? 2 : 4)
  return prefix + lengthBytes + Array(header.utf8) + data
}

/// The bytes of a `.npy` file with the shape and type given as Python writes them.
func npy(shape: String, type: String = "<f4", data: [UInt8] = []) -> [UInt8] {
  npy("{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }\n", data: data)
}

/// The lowest `count` bytes of `value`, the least significant first.
func littleEndian(_ value: UInt64, count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
}

/// The arrays of a file whose bytes are `contents`.
func read(
  _ contents: [UInt8],
  path: String = "heads.npz",
  inflationLimit: Int = TensorFile.defaultInflationLimit
) throws(Diagnostic) -> TensorFile {
  try TensorFile(contents: contents, path: path, inflationLimit: inflationLimit)
}

/// The message with which a file whose bytes are `contents` is refused, on opening or on reading.
func refusal(
  _ contents: [UInt8],
  path: String = "heads.npz",
  inflationLimit: Int = TensorFile.defaultInflationLimit
) -> String {
  do throws(Diagnostic) {
    _ = try Tensor.load(read(contents, path: path, inflationLimit: inflationLimit).arrays)
    return "accepted"
  } catch {
    return error.description
  }
}

/// The path of a file that is checked in beside these tests.
func dataPath(_ name: String) -> String {
  let folder = URL(filePath: #filePath).deletingLastPathComponent()
  return folder.appending(path: "Data/\(name)").path
}

/// The bytes of a file that is checked in beside these tests.
func dataBytes(_ name: String) throws -> [UInt8] {
  Array(try Data(contentsOf: URL(filePath: dataPath(name))))
}

/// The path of a dump that another program made.
func formPath(_ name: String) -> String {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  return folder.appending(path: "Fixtures/tensors/\(name)").path
}

/// The bytes of a dump that another program made.
func formBytes(_ name: String) throws -> [UInt8] {
  Array(try Data(contentsOf: URL(filePath: formPath(name))))
}

/// The bytes that two digits each stand for.
func bytesOfHexadecimal(_ digits: String) -> [UInt8] {
  let digits = digits.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(16 * digits[$0] + digits[$0 + 1]) }
}

/// Cuts a file at every byte, and changes every byte: whatever comes of it, the process goes on, and
/// no array has more elements than the file has bytes.
func damage(_ whole: [UInt8], path: String, sidecar: [UInt8]? = nil, seed: UInt64) throws {
  var generator = SeededGenerator(seed: seed)
  for index in whole.indices {
    var bent = whole
    bent[index] = UInt8.random(in: 0...255, using: &generator)
    for contents in [Array(whole[..<index]), bent] {
      let file = try? TensorFile(contents: contents, sidecar: sidecar, path: path)
      for array in file?.arrays ?? [] {
        #expect(array.elementCount <= 2 * whole.count)
        _ = try? array.values(as: Double.self)
        _ = try? array.statistics()
      }
    }
  }
}

/// Calls `body` with the path of a new folder, with a final slash, and removes it afterwards.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "tensors-\(UUID())")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path + "/")
}

/// Writes a file.
func write(_ bytes: [UInt8], to path: String) throws {
  try Data(bytes).write(to: URL(filePath: path))
}

/// Gives a file another name.
func rename(_ path: String, to other: String) throws {
  try FileManager.default.moveItem(atPath: path, toPath: other)
}

/// A ZIP archive in which every field can be made to lie.
struct ZipBuilder {
  /// One member.
  struct Member {
    var name: String
    var content: [UInt8]
    var isDeflated = false
    var localName: String?
    var method: UInt16?
    var flags: UInt16 = 0
    var checksum: UInt32?
    var statedSize: Int?
    var headerOffset: Int?
    var extra: [UInt8] = []
    var localFlags: UInt16?
    var junk: [UInt8] = []
  }

  var members: [Member]
  var comment: [UInt8] = []
  var statedCount: Int?

  /// The bytes of the archive.
  var bytes: [UInt8] {
    var result: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let content = member.isDeflated ? deflated(member.content) : member.content
      let packed = content + member.junk
      let method = UInt64(member.method ?? (member.isDeflated ? 8 : 0))
      let size = UInt64(member.statedSize ?? member.content.count)
      let name = Array(member.name.utf8)
      let localName = Array((member.localName ?? member.name).utf8)
      let needed = littleEndian(20, count: 2)
      let flags = littleEndian(UInt64(member.flags), count: 2)
      let localFlags = littleEndian(UInt64(member.localFlags ?? member.flags), count: 2)
      let common =
        littleEndian(method, count: 2) + littleEndian(0, count: 4)
        + littleEndian(UInt64(member.checksum ?? checksum(member.content)), count: 4)
        + littleEndian(UInt64(packed.count), count: 4) + littleEndian(size, count: 4)
      directory += [0x50, 0x4b, 1, 2, 20, 0] + needed + flags + common
      directory += littleEndian(UInt64(name.count), count: 2)
      directory += littleEndian(UInt64(member.extra.count), count: 2) + littleEndian(0, count: 10)
      directory += littleEndian(UInt64(member.headerOffset ?? result.count), count: 4)
      directory += name + member.extra
      result += [0x50, 0x4b, 3, 4] + needed + localFlags + common
      result += littleEndian(UInt64(localName.count), count: 2)
      result += [0, 0] + localName + packed
    }
    let start = result.count
    let count = littleEndian(UInt64(statedCount ?? members.count), count: 2)
    result += directory + [0x50, 0x4b, 5, 6, 0, 0, 0, 0] + count + count
    result += littleEndian(UInt64(directory.count), count: 4)
    result += littleEndian(UInt64(start), count: 4)
    return result + littleEndian(UInt64(comment.count), count: 2) + comment
  }
}

/// The bytes of an archive with the given members, all in order.
func zip(_ members: ZipBuilder.Member...) -> [UInt8] {
  ZipBuilder(members: members).bytes
}

private func checksum(_ bytes: [UInt8]) -> UInt32 {
  unsafe UInt32(truncatingIfNeeded: crc32_z(0, bytes, bytes.count))
}

/// `content` as raw deflate data.
func deflated(_ content: [UInt8]) -> [UInt8] {
  var output = [UInt8](repeating: 0, count: content.count + 1024)
  var size = uLong(output.count)
  let code = unsafe compress2(&output, &size, content, uLong(content.count), 9)
  precondition(code == Z_OK, "zlib compresses")
  // The raw data stand between the two bytes of the zlib header and its four bytes of checksum.
  return Array(output[2..<(Int(size) - 4)])
}

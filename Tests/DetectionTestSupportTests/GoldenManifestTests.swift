import DetectionTestSupport
import Foundation
import Testing

/// The list by which other projects fetch the frameworks' cases.
@Suite("The manifest of the golden vectors")
struct GoldenManifestTests {
  struct Manifest: Decodable {
    struct Dialect: Decodable {
      let dialect: String
      let smallest: String
      let cases: [Case]
    }
    struct Case: Decodable {
      let `case`: String
      let files: [File]
    }
    struct File: Decodable, Hashable {
      let path: String
      let bytes: Int
      let sha256: String
    }
    let dialects: [Dialect]
  }

  static let folder = Fixture.repository.appending(path: "Tests/Fixtures/dialects")

  static func manifest() throws -> Manifest {
    let data = try Data(contentsOf: folder.appending(path: "manifest.json"))
    return try JSONDecoder().decode(Manifest.self, from: data)
  }

  @Test("lists every case that there is")
  func cases() throws {
    let listed = try Self.manifest().dialects.flatMap { dialect in
      dialect.cases.map { "\(dialect.dialect)/\($0.case)" }
    }
    #expect(listed.sorted() == DialectFixture.names.sorted())
  }

  @Test("has each file's size and checksum, and the smallest case of each dialect")
  func files() throws {
    // To write it anew: python3 Tests/References/make_golden_manifest.py
    let manifest = try Self.manifest()
    for file in Set(manifest.dialects.flatMap { $0.cases.flatMap(\.files) }) {
      let data = try Data(contentsOf: Self.folder.appending(path: file.path))
      #expect(data.count == file.bytes, "\(file.path)")
      #expect(SHA256.hash(of: data) == file.sha256, "\(file.path)")
    }
    for dialect in manifest.dialects {
      let sizes = dialect.cases.map { $0.files.reduce(0) { $0 + $1.bytes } }
      let smallest = try #require(dialect.cases.firstIndex { $0.case == dialect.smallest })
      #expect(sizes[smallest] == sizes.min(), "\(dialect.dialect)")
    }
  }

  @Test("is compared by a checksum that gives the published ones")
  func checksum() {
    // FIPS 180-4, of the empty text and of "abc".
    #expect(
      SHA256.hash(of: Data())
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )
    #expect(
      SHA256.hash(of: Data("abc".utf8))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
  }
}

/// FIPS 180-4: no library of this package has it, and the toolchain's Linux has none either.
private enum SHA256 {
  /// The first 32 bits of the fractional part of a root of each of the first primes.
  private static func fractions(_ count: Int, _ root: (Double) -> Double) -> [UInt32] {
    let primes = (2...).lazy.filter { number in
      !(2..<number).contains { $0 * $0 <= number && number % $0 == 0 }
    }
    return primes.prefix(count).map { prime in
      let value = root(Double(prime))
      return UInt32((value - value.rounded(.down)) * 0x1p32)
    }
  }

  private static let constants = fractions(64) { cbrt($0) }
  private static let beginning = fractions(8) { $0.squareRoot() }

  static func hash(of data: Data) -> String {
    var bytes = [UInt8](data) + [0x80]
    bytes += [UInt8](repeating: 0, count: (120 - bytes.count % 64) % 64)
    let bits = UInt64(data.count) * 8
    bytes += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * $0)) }
    var state = beginning
    for start in stride(from: 0, to: bytes.count, by: 64) {
      add(bytes[start..<start + 64], to: &state)
    }
    return state.map { word in
      let text = String(word, radix: 16)
      return String(repeating: "0", count: 8 - text.count) + text
    }.joined()
  }

  private static func add(_ block: ArraySlice<UInt8>, to state: inout [UInt32]) {
    func turned(_ x: UInt32, _ count: UInt32) -> UInt32 { x >> count | x << (32 - count) }
    var words = (0..<16).map { index in
      (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(block[block.startIndex + 4 * index + $1]) }
    }
    for index in 16..<64 {
      let (a, b) = (words[index - 15], words[index - 2])
      let first = turned(a, 7) ^ turned(a, 18) ^ a >> 3
      let second = turned(b, 17) ^ turned(b, 19) ^ b >> 10
      words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
    }
    var s = state
    for index in 0..<64 {
      let choice = (s[4] & s[5]) ^ (~s[4] & s[6])
      let majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2])
      let fourth = turned(s[4], 6) ^ turned(s[4], 11) ^ turned(s[4], 25)
      let first = s[7] &+ fourth &+ choice &+ constants[index] &+ words[index]
      let second = (turned(s[0], 2) ^ turned(s[0], 13) ^ turned(s[0], 22)) &+ majority
      s = [first &+ second, s[0], s[1], s[2], s[3] &+ first, s[4], s[5], s[6]]
    }
    for index in state.indices { state[index] &+= s[index] }
  }
}

import CZlib
import DetectionPages
import Foundation
import Testing

@Suite("Bytes of a page")
struct BytesTests {
  private static func hash(_ bytes: [UInt8]) -> String {
    SHA256(of: bytes).bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  @Test(
    "SHA-256 of the standard's examples",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ]
  )
  func sha256(text: String, hash: String) {
    #expect(Self.hash(Array(text.utf8)) == hash)
  }

  @Test("SHA-256 of a million letters, many blocks")
  func longSHA256() {
    #expect(
      Self.hash([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    )
  }

  @Test("base64 as Foundation writes it, at every length of a group")
  func base64Text() {
    for count in 0..<70 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 89 &+ 7) }
      #expect(base64(bytes) == Data(bytes).base64EncodedString())
    }
  }

  /// A chunk of a PNG.
  private struct Chunk {
    let kind: String
    let content: [UInt8]
    let isWhole: Bool
  }

  private static func chunks(_ file: [UInt8]) -> [Chunk] {
    func word(_ at: Int) -> Int { file[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
    var (at, found): (Int, [Chunk]) = (8, [])
    while at + 12 <= file.count {
      let count = word(at)
      let body = Array(file[at + 4..<at + 8 + count])
      let sum = unsafe body.withUnsafeBufferPointer {
        unsafe crc32(0, $0.baseAddress, UInt32($0.count))
      }
      found.append(
        Chunk(
          kind: String(decoding: body.prefix(4), as: UTF8.self),
          content: Array(body.dropFirst(4)),
          isWhole: Int(sum) == word(at + 8 + count)
        )
      )
      at += 12 + count
    }
    return found
  }

  @Test("a picture of shades unpacks to them", arguments: [1, 13, 52, 400])
  func png(width: Int) throws {
    let shades = (0..<width * 7).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let file = GrayPNG(shades: shades, width: width).bytes
    #expect(file.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
    let chunks = Self.chunks(file)
    #expect(chunks.map(\.kind) == ["IHDR", "IDAT", "IEND"])
    #expect(chunks.allSatisfy { $0.isWhole })
    #expect(
      chunks[0].content == [0, 0, UInt8(width >> 8), UInt8(width & 255), 0, 0, 0, 7, 8, 0, 0, 0, 0]
    )
    var rows = [UInt8](repeating: 0, count: (width + 1) * 7)
    var count = UInt(rows.count)
    let code = unsafe rows.withUnsafeMutableBufferPointer { target in
      unsafe chunks[1].content.withUnsafeBufferPointer { source in
        unsafe uncompress(target.baseAddress, &count, source.baseAddress, UInt(source.count))
      }
    }
    #expect(code == Z_OK && Int(count) == rows.count)
    for row in 0..<7 {
      #expect(rows[row * (width + 1)] == 0)
      #expect(
        rows[row * (width + 1) + 1..<(row + 1) * (width + 1)].elementsEqual(
          shades[row * width..<(row + 1) * width]
        )
      )
    }
  }

  @Test("shades go by the square root, from none to full")
  func shades() {
    #expect(PageData.shade(0, largest: 4) == 0)
    #expect(PageData.shade(4, largest: 4) == 255)
    #expect(PageData.shade(1, largest: 4) == 130)
    #expect(PageData.shade(9, largest: 4) == 255)
    #expect(PageData.shade(.nan, largest: 4) == 0)
    #expect(PageData.shade(1, largest: 0) == 0)
  }
}

import DetectionPages
import DetectionText
import Foundation
import Testing

@Suite("Text of a page")
struct MarkupTests {
  @Test("markup and quotes are text; what turns or hides text is spelt out")
  func escapes() {
    #expect(
      escaped("<b a=\"x\">'&'</b>") == "&lt;b a=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/b&gt;"
    )
    #expect(escaped("a\u{202e}b\u{0}c\nd") == "a\\u{202e}b\\u{0}c\\nd")
    #expect(escaped("مرحبا 街道") == "مرحبا 街道")
    #expect(isolated("<i>") == "<bdi>&lt;i&gt;</bdi>")
  }

  @Test(
    "JSON in a page reads back, and holds nothing that ends its element",
    arguments: [
      "</script><script>alert(1)</script>", "<!--", "\"\\\n\r\t\u{0}\u{7f}", "\u{2028}\u{2029}",
      "مرحبا 街道 🚲", "&lt;",
    ]
  )
  func json(text: String) throws {
    let written = PageJSON.object([(text, .list([.text(text), .null, .bool(true)]))]).written
    #expect(!written.contains("<") && !written.contains(">") && !written.contains("&"))
    #expect(written.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{2028}" })
    let read = try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String: [Any]]
    #expect(read?[text]?[0] as? String == text)
  }

  @Test("numbers keep six digits, and no number is null")
  func numbers() {
    let values: [Double] = [0, 1, -2.5, 1e-7, 123_456_789, 1 / 3, .infinity, .nan]
    #expect(
      PageJSON.numbers(values).written == "[0,1,-2.5,1e-07,123456789,0.333333,null,null]"
    )
  }

  @Test("costs have as many digits as a table has room for")
  func costs() {
    let texts = [0, 6.53003, 12.345, 98.7654, 123.456, 4321.98, 0.00449, 0.0001234, -0.25]
      .map { costText($0) }
    #expect(
      texts == ["0", "6.530", "12.3", "98.8", "123", "4322", "0.004", "0.00012", "−0.250"]
    )
    #expect(percent(2, of: 3) == "67 %" && percent(1, of: 0) == "0 %")
  }

  @Test(
    "a type is told by the first bytes",
    arguments: [
      ([0xff, 0xd8, 0xff, 0xe0], "image/jpeg"),
      ([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], "image/png"),
      (Array("RIFF\u{1}\u{2}\u{3}\u{4}WEBPVP8 ".utf8), "image/webp"),
      (Array("GIF89a".utf8), "image/gif"),
      (Array("BM6".utf8), "image/bmp"), (Array("....ftypheic".utf8), nil),
      (Array("II*\0".utf8), nil),
      (Array("<svg onload=".utf8), nil), ([], nil),
    ] as [([UInt8], String?)]
  )
  func types(bytes: [UInt8], type: String?) {
    #expect(Photograph.type(of: bytes) == type)
  }
}

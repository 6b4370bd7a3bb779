import DetectionTestSupport
import Foundation
import Synchronization
import Testing
import ToolSupport

@Suite("JSON output")
struct JSONOutputTests {
  @Test("numbers are the shortest that read back the same")
  func numbers() throws {
    let expected: [(Double, String)] = [
      (1, "1"), (-0.0, "-0"), (6.5, "6.5"), (0.1, "0.1"), (1e16, "1e+16"), (1e-5, "1e-05"),
      (.leastNonzeroMagnitude, "5e-324"), (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
      (123_456_789, "123456789"), (0.30000000000000004, "0.30000000000000004"),
    ]
    for (value, text) in expected {
      #expect(try value.json.text(.compact) == text)
    }
    #expect(try Float(0.1).json.text(.compact) == "0.1")
    #expect(try Int.min.json.text(.compact) == "-9223372036854775808")
  }

  @Test("what is not finite cannot be written", arguments: [Double.nan, .infinity, -.infinity])
  func nonFinite(value: Double) {
    for style in [JSONOutput.Style.compact, .pretty] {
      #expect(throws: NonFiniteNumber(text: "\(value)")) { try value.json.text(style) }
      let deep: JSONOutput = ["a": String(repeating: "a", count: 200), "b": [1, value]]
      #expect(throws: NonFiniteNumber(text: "\(value)")) { try deep.text(style) }
    }
  }

  @Test("strings are escaped")
  func strings() throws {
    let text = try "\"\\/\n\r\t\u{0}\u{1b}\u{7f}\u{2028}\u{202e}é写😀".json.text(.compact)
    #expect(text == #""\"\\/\n\r\t\u0000\u001b\u007f\u2028\u202eé写😀""#)
    #expect(try "\u{7f}".json.text(.compact) == #""\u007f""#)
  }

  @Test("any string is read back by another reader", arguments: UInt64(0)..<4)
  func foreignReader(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<50 {
      var scalars = String.UnicodeScalarView()
      for _ in 0..<20 {
        let bound: UInt64 = generator.next() % 2 == 0 ? 0x100 : 0x11_0000
        if let scalar = Unicode.Scalar(UInt32(generator.next() % bound)) { scalars.append(scalar) }
      }
      let text = String(scalars)
      let number = generator.bell() * 1e3
      let value: JSONOutput = ["text": text, "number": number, "none": JSONOutput.null]
      for style in [JSONOutput.Style.compact, .pretty] {
        struct Entry: Decodable {
          let text: String
          let number: Double
        }
        let entry = try JSONDecoder().decode(Entry.self, from: Data(value.text(style).utf8))
        #expect(Array(entry.text.unicodeScalars) == Array(text.unicodeScalars))
        #expect(entry.number == number)
      }
    }
  }

  @Test("keys keep their order; compact has no blanks")
  func compact() throws {
    let list = [1.json, 0.5.json, true.json, Int?.none.json]
    let value: JSONOutput = [
      "z": list, "a": ["b": "c"] as JSONOutput, "e": [Int](), "o": [:] as JSONOutput,
    ]
    #expect(try value.text(.compact) == #"{"z":[1,0.5,true,null],"a":{"b":"c"},"e":[],"o":{}}"#)
    #expect(
      try value.text(.pretty) == #"{"z": [1, 0.5, true, null], "a": {"b": "c"}, "e": [], "o": {}}"#
    )
  }

  @Test("pretty breaks what does not fit on a line, and only that")
  func pretty() throws {
    let loss: JSONOutput = ["total": 6.5, "box": 2.1]
    let scale: JSONOutput = ["name": "small", "stride": 8, "loss": loss]
    let value = (["config": "yolov3-coco", "loss": loss] as JSONOutput)
      .adding(["scales": [scale, scale]])
    #expect(
      try value.text(.pretty) == """
        {
          "config": "yolov3-coco",
          "loss": {"total": 6.5, "box": 2.1},
          "scales": [
            {"name": "small", "stride": 8, "loss": {"total": 6.5, "box": 2.1}},
            {"name": "small", "stride": 8, "loss": {"total": 6.5, "box": 2.1}}
          ]
        }
        """
    )
  }

  /// Counts what is written to it, and takes no more than it is told.
  private final class CountingOutput: TextOutput {
    private(set) var text = ""
    private(set) var largest = 0
    let limit: Int

    init(limit: Int = .max) { self.limit = limit }

    func write(bytes: [UInt8]) throws(OutputError) {
      guard text.utf8.count + bytes.count <= limit else { throw .closedPipe }
      text += String(decoding: bytes, as: UTF8.self)
      largest = max(largest, bytes.count)
    }

    func flush() throws(OutputError) {}

    func finish() throws(OutputError) {}
  }

  @Test(
    "a list that is made goes out piece by piece, as its text is, and ends where the output does"
  )
  func made() throws {
    let count = Mutex(0)
    let long: JSONOutput = [
      "empty": JSONOutput(count: 0) { $0.json },
      "rows": JSONOutput(count: 20_000) { row in
        count.withLock { $0 += 1 }
        return ["row": row, "cells": JSONOutput(count: 3) { (row * $0).json }]
      },
    ]
    let kept: JSONOutput = [
      "empty": [Int](),
      "rows": (0..<20_000).map { ["row": $0, "cells": [0, $0, 2 * $0]] as JSONOutput },
    ]
    let output = CountingOutput()
    try long.write(to: output)
    #expect(try output.text == kept.text(.pretty) + "\n")
    #expect(try long.text(.compact) == kept.text(.compact))
    #expect(output.largest < 1 << 17 && output.text.utf8.count > 1 << 19)
    count.withLock { $0 = 0 }
    #expect(throws: OutputError.closedPipe) { try long.write(to: CountingOutput(limit: 100_000)) }
    #expect(count.withLock { $0 } < 5_000)
  }

  @Test("what does not fit into 100 columns behind its key is broken", arguments: 70...95)
  func width(length: Int) throws {
    let value: JSONOutput = [
      "first": String(repeating: "x", count: 100),
      "list": [String(repeating: "y", count: length), "z"],
    ]
    let lines = try value.text(.pretty).split(separator: "\n")
    // Two blanks, the key, a colon and a blank; the list, and room for a comma.
    let whole = 10 + length + 9 + 1
    #expect(lines.count == (whole <= 100 ? 4 : 7), "\(lines)")
  }

  @Test("lists are joined, empty ones too, whether they are made or kept")
  func joined() throws {
    let made = JSONOutput(count: 3) { ($0 + 3).json }
    let lists = [[Int]().json, [0, 1, 2].json, [Int]().json, made, [6].json, [Int]().json]
    #expect(try JSONOutput(joining: lists).text(.compact) == "[0,1,2,3,4,5,6]")
    #expect(try JSONOutput(joining: []).text(.compact) == "[]")
    #expect(try JSONOutput(joining: [[Int]().json]).text(.pretty) == "[]")
  }
}

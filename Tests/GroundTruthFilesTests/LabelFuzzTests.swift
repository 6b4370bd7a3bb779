import DetectionTestSupport
import Foundation
import GroundTruthFiles
import Testing

/// Files of every form with bytes changed, cut out or doubled.
@Suite("Damaged labels")
struct LabelFuzzTests {
  static let files: [(path: String, format: LabelFormat)] = [
    ("globox/coco.json", .coco), ("globox/voc/street.xml", .voc),
    ("pascal-voc-writer/street.xml", .voc), ("supervision/labels/street.txt", .yolo),
    ("../../../sample-data/labels.txt", .lines),
  ]

  @Test("are read or refused in a sentence, never a crash", arguments: files.indices)
  func damaged(index: Int) throws {
    let (path, format) = Self.files[index]
    let url = URL(fileURLWithPath: "\(LabelWritersTests.folder)/\(path)")
    let whole = [UInt8](try Data(contentsOf: url))
    var generator = SeededGenerator(seed: UInt64(index))
    func random(_ count: Int) -> Int { Int(generator.next() % UInt64(max(count, 1))) }
    let marks = Array("{}[]\",:<>&/;-.eE019 \n\t\r\u{7f}".utf8) + [0, 0x80, 0xc3, 0xff]
    var refused = 0
    for _ in 0..<1500 {
      var bytes = whole
      for _ in 0...random(3) where !bytes.isEmpty {
        let start = random(bytes.count)
        switch random(3) {
        case 0: bytes[start] = marks[random(marks.count)]
        case 1: bytes.removeSubrange(start..<min(bytes.count, start + 1 + random(12)))
        default: bytes.insert(contentsOf: bytes[start..<min(bytes.count, start + 20)], at: start)
        }
      }
      do throws(Diagnostic) {
        let names = ["person", "traffic light", "dog"] + (0..<9).map { "c\($0)" }
        _ = try GroundTruth(
          bytes: bytes,
          name: "l",
          format: format,
          classCount: names.count,
          classNames: names
        )
      } catch {
        refused += 1
        #expect(error.cause == .content && !error.found.isEmpty && error.description.count < 9000)
      }
    }
    #expect(refused > 300)
  }
}

import DetectionText
import Testing
import ToolSupport

@Suite("Wrapped lines")
struct WrappedLineTests {
  @Test("pieces go on the next line, indented, where the first is full")
  func wrapping() {
    #expect(wrappedLine(["3 images", "input 416x416"]) == "3 images, input 416x416\n")
    let long = String(repeating: "a", count: 70)
    #expect(wrappedLine([long, "input 16"]) == "\(long), input 16\n")
    #expect(wrappedLine([long, "input 416"]) == "\(long),\n  input 416\n")
    #expect(wrappedLine([]) == "\n")
  }

  @Test("a piece too long for a line is shortened, and none steers the terminal")
  func shortening() {
    let name = String(repeating: "写", count: 60)
    #expect(wrappedLine(["a bc", name]) == "a bc,\n  \(String(repeating: "写", count: 38))…\n")
    #expect(wrappedLine(["a\n\u{1b}[1m"]) == "a\\n\\u{1b}[1m\n")
  }

  @Test("one thing is one thing")
  func counting() {
    #expect(counted(0, "image") == "0 images")
    #expect(counted(1, "image") == "1 image")
    #expect(counted(2, "image") == "2 images")
  }
}

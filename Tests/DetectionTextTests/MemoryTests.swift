import DetectionText
import Testing

@Suite("Memory that is asked for before")
struct MemoryTests {
  @Test("more than there is is an error with the number, what there is is none")
  func limits() throws {
    let fault = #expect(throws: Diagnostic.self) {
      try checkMemory(Int.max / 2, for: "the gradient")
    }
    #expect(fault?.code == "memory" && fault?.cause == .content)
    #expect(fault?.found == "\(Int.max / 2) bytes for the gradient")
    try checkMemory(2 << 20, for: "the gradient")
  }
}

import Testing
import detloss_benchmark

@Suite("Machine")
struct MachineTests {
  @Test("the processor's name is the first that Linux tells, its blanks made one")
  func name() {
    let text = """
      processor\t: 0
      model\t\t: 85
      model name\t: \t
      model name\t: Intel(R)  Xeon(R) Processor @ 2.50GHz\t
      model name\t: another
      """
    #expect(Machine.name(inCPUInfo: Array(text.utf8)) == "Intel(R) Xeon(R) Processor @ 2.50GHz")
  }

  @Test("a description without a name has none", arguments: ["", "model name", "CPU part : 0xd0c"])
  func noName(text: String) {
    #expect(Machine.name(inCPUInfo: Array(text.utf8)) == nil)
  }

  @Test("what is not known is not said")
  func description() {
    let known = Machine(processor: "A 1\u{1b}[31m", instructions: "avx2", processors: 1)
    #expect(known.description.hasSuffix(", avx2, 1 processor"))
    #expect(!known.description.contains("\u{1b}"))
    let unknown = Machine(processor: nil, instructions: nil, processors: nil)
    #expect(unknown.description == "a processor without a name")
    #expect(Machine.this.instructions.map { ["portable", "avx2", "avx512"].contains($0) } == true)
  }
}

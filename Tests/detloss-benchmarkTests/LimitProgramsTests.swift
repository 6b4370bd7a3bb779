import Testing
import detloss_benchmark

@Suite("Limit programs")
struct LimitProgramsTests {
  /// 640 numbers, `i & 0xff` at place `i`.
  let buffers = LimitBuffers(valueCount: 640, stride: 10)

  @Test("a copy brings the source, a fill zeros")
  func copyAndFill() {
    var buffers = buffers
    #expect(buffers.run(.copy) == Double(320 & 0xff))
    #expect(buffers.run(.fill) == 0)
  }

  @Test("a strided read adds up every tenth number")
  func strided() {
    var buffers = buffers
    let expected = stride(from: 0, to: 640, by: 10).reduce(0) { $0 + $1 & 0xff }
    #expect(buffers.run(.stridedRead) == Double(expected))
  }

  @Test("the logistic function is computed of as many numbers as there are")
  func sigmoid() {
    var (short, long) = (LimitBuffers(valueCount: 2560 + 1, stride: 1), buffers)
    // The numbers are i / 16 - 8, again from the beginning behind 2,560 of them.
    #expect(abs(long.run(.sigmoid) - 1 / (1 + 1.0645)) < 1e-4)
    #expect(abs(short.run(.sigmoid) - 1 / (1 + 2980.958)) < 1e-7)
    #expect(long.bytesTouched(by: .sigmoid).total == 0)
  }

  @Test("reading everything depends on every number")
  func read() {
    var (short, long) = (LimitBuffers(valueCount: 64, stride: 1), buffers)
    #expect(short.run(.read) != long.run(.read))
  }
}

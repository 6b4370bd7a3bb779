import Testing
import detloss_benchmark

@Suite("Cache lines")
struct CacheLinesTests {
  @Test("one byte costs a line, however often it is touched")
  func once() {
    var lines = CacheLines(byteCount: 1000)
    #expect(lines.byteCount == 0)
    lines.touch(3..<4)
    lines.touch(60..<64)
    #expect(lines.byteCount == 64)
  }

  @Test("bytes across an edge cost both lines")
  func edge() {
    var lines = CacheLines(byteCount: 1000)
    lines.touch(62..<66)
    #expect(lines.byteCount == 128)
  }

  @Test("nothing costs nothing")
  func nothing() {
    var lines = CacheLines(byteCount: 64)
    lines.touch(10..<10)
    #expect(lines.byteCount == 0)
  }

  @Test("a number every 340 bytes touches a line each, but for none that two share")
  func strided() {
    let buffers = LimitBuffers(valueCount: 85 * 100, stride: 85)
    #expect(buffers.bytesTouched(by: .stridedRead) == BytesTouched(read: 6400, written: 0))
    #expect(buffers.bytesTouched(by: .copy) == BytesTouched(read: 34_000, written: 34_000))
    #expect(buffers.bytesTouched(by: .fill) == BytesTouched(read: 0, written: 34_000))
  }
}

import DetectionNumerics
import Testing

@Suite("Work on several threads")
struct ConcurrencyTests {
  @Test("every index has its value, in their order", arguments: [1, 2, 3, 64])
  func map(threads: Int) {
    for count in [0, 1, 2, 100] {
      let squares = concurrentMap(count, threads: threads) { $0 * $0 }
      #expect(squares == (0..<count).map { $0 * $0 })
    }
  }
}

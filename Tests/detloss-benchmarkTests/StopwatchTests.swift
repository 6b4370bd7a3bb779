import Testing
import detloss_benchmark

@Suite("Stopwatch")
struct StopwatchTests {
  @Test("short work runs until there are enough runs and enough time")
  func short() {
    let stopwatch = Stopwatch(repeats: 20)
    #expect(stopwatch.isWorthARun(after: 19, total: .milliseconds(200)))
    #expect(stopwatch.isWorthARun(after: 20, total: .milliseconds(99)))
    #expect(!stopwatch.isWorthARun(after: 20, total: .milliseconds(100)))
  }

  @Test("long work stops after a while, but not before five runs")
  func long() {
    let stopwatch = Stopwatch(repeats: 20)
    #expect(stopwatch.isWorthARun(after: 4, total: .seconds(100)))
    #expect(!stopwatch.isWorthARun(after: 5, total: .seconds(10)))
  }

  @Test("every run, warm-ups too, enters the checksum")
  func checksum() {
    var stopwatch = Stopwatch(repeats: 5)
    stopwatch.leastTime = .zero
    var runs = 0
    let timing = stopwatch.measure {
      runs += 1
      return 1
    }
    #expect(timing.nanoseconds.count == 5)
    #expect(timing.checksum == Double(runs))
    #expect(runs >= 8)
  }
}

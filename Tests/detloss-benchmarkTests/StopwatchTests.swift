import Foundation
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

  @Test("page faults are those of a run on the mean, not of all together")
  func pageFaults() {
    var stopwatch = Stopwatch(repeats: 300)
    stopwatch.leastTime = .zero
    let timing = stopwatch.measure {
      // A page of memory that is fresh in every run.
      let (access, flags) = (PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS)
      guard let page = unsafe mmap(nil, 4096, access, flags, -1, 0), unsafe page != MAP_FAILED
      else { return 0 }
      unsafe page.storeBytes(of: 1, as: UInt8.self)
      defer { unsafe munmap(page, 4096) }
      return unsafe Double(page.load(as: UInt8.self))
    }
    // Those of tests at the same time count, too: far from 10,000 for each of 300 short runs.
    #expect(timing.pageFaults >= 1 && timing.pageFaults < 10_000)
  }
}

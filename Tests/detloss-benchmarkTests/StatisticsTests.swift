import Testing
import detloss_benchmark

@Suite("Times")
struct StatisticsTests {
  @Test("the median of an odd number of runs is the one in the middle")
  func odd() {
    let times = Timing(nanoseconds: [30, 10, 20])
    #expect(times.median == 20)
    #expect(times.minimum == 10)
  }

  @Test("the median of an even number of runs is the mean of the two in the middle")
  func even() {
    #expect(Timing(nanoseconds: [40, 10, 1000, 20]).median == 30)
  }

  @Test("one run is its own median and minimum")
  func one() {
    #expect(Timing(nanoseconds: [7]).median == 7)
    #expect(Timing(nanoseconds: [7]).minimum == 7)
  }
}

import DetectionAnalysis
import DetectionLoss
import DetectionTestSupport
import Testing

/// A dump of more values than a cache holds, whose images are computed one by one.
@Suite("Large dumps")
struct LargeDumpTests {
  /// So many images that there are more than two million values; half of them are fewer.
  private static let images = 3800

  /// A small case's two images again and again, each time of another size.
  private static func example(
    _ images: Range<Int> = 0..<images,
    threads: Int = 2,
    fine change: (place: Int, value: Float)? = nil
  ) throws -> DetectionCase {
    var small = SmallCase()
    var generator = SeededGenerator(seed: 7)
    let factors = (0..<Self.images).map { _ in Float.random(in: 0.9...1.1, using: &generator) }
    func repeated(_ values: [Float]) -> [Float] {
      let half = values.count / 2
      return images.flatMap { image in
        values[image % 2 * half..<image % 2 * half + half].map { $0 * factors[image] }
      }
    }
    (small.fine, small.coarse) = (repeated(small.fine), repeated(small.coarse))
    (small.fineShape[0], small.coarseShape[0]) = (images.count, images.count)
    small.objects = images.map { small.objects[$0 % 2] }
    if let change { small.fine[change.place] = change.value }
    var example = try small.open()
    example.threads = threads
    return example
  }

  @Test("have the sums of their halves and of each other, to the bit, for any number of threads")
  func halves() throws {
    let middle = Self.images / 2
    var halves = try Self.example(0..<middle).lossSums()
    halves += try Self.example(middle..<Self.images).lossSums()
    let one = try Self.example(threads: 1).loss()
    for threads in [1, 2, 3] {
      let whole = try Self.example(threads: threads)
      #expect(try whole.lossSums() == halves, "\(threads)")
      #expect(try whole.loss() == one, "\(threads)")
    }
    #expect(one.images.count == Self.images)
    let last = try Self.example(middle..<Self.images).loss().images
    #expect(one.images.last?.objects.map(\.anchors) == last.last?.objects.map(\.anchors))
  }

  /// A channel of the first anchor of an image on the fine scale.
  private static func place(image: Int, channel: Int) -> Int { image * 4 * 8 * 2 * 7 + channel }

  @Test("with a value that is no number, which no loss needs, are refused at its place")
  func notANumber() throws {
    let fault = try #require(throws: Diagnostic.self) {
      try Self.example(fine: (Self.place(image: 2345, channel: 6), .nan)).loss()
    }
    let right = "image 2345, row 0, column 0, anchor 0, channel 6"
    #expect(fault.sentence.contains(right), "\(fault.sentence)")
  }

  @Test("with a size that is clamped count it, and tell its image")
  func clamped() throws {
    let report = try Self.example(fine: (Self.place(image: 2345, channel: 2), 200)).loss()
    #expect(report.clampedSizes == 1)
    #expect(report.firstClampedSizes.map(\.image) == [2345])
  }
}

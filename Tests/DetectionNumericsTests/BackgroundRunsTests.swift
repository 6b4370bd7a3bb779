import DetectionNumerics
import DetectionTestSupport
import Testing

/// The loop that reads logits where they stand, against the one over a copy of them.
@Suite("background logits in runs")
struct BackgroundRunsTests {
  private static let loops: [BackgroundLoop] = [.power(0), .power(2), .power(1.5), .clipped(3)]

  /// Some shapes: a vector, less, more, one that ends within a run, runs shorter than a vector.
  private static let shapes: [(count: Int, runs: Int)] = [
    (16, 1), (5, 1), (21, 1), (20, 3), (3, 7), (1, 40), (300, 2), (169, 3),
  ]

  private static func random(_ count: Int, _ numbers: inout RandomNumbers) -> [Float] {
    (0..<count).map { _ in Float(numbers.normal(0, 4)) }
  }

  @Test(
    "sums and derivatives have the bits of a copy's",
    arguments: InstructionSet.available.filter { $0 != .portable }
  )
  func bits(set: InstructionSet) throws {
    var numbers = RandomNumbers(seed: 7)
    for (count, runs) in Self.shapes {
      for (step, between) in [(4, 4 * count), (12, 12 * count), (20 * runs, 20)] {
        let places = NumberRuns(first: 8, step: step, between: between, count: count, runs: runs)
        #expect(places.total == count * runs)
        let head = Self.random(places.last / 4 + 1, &numbers)
        let masks = (0..<places.total).map { $0 % 5 == 3 ? -Float.infinity : 0 }
        let filling = [Float](repeating: -.infinity, count: (16 - places.total % 16) % 16)
        let copy =
          (0..<runs).flatMap { run in
            (0..<count).map { head[(8 + run * between + $0 * step) / 4] }
          }
        let masked = zip(copy, masks).map { $1 == 0 ? $0 : $1 } + filling
        for loop in Self.loops {
          for factor in [nil, Float(0.375)] {
            var expected = masked
            var expectedSpan = expected.mutableSpan
            let sum = FloatLoops.background(
              &expectedSpan,
              count: masked.count,
              loop: loop,
              factor: factor,
              using: set
            )
            var found = masks + filling
            var span = found.mutableSpan
            let ours = unsafe FloatLoops.background(
              of: places,
              in: head.span.bytes,
              masks: &span,
              loop: loop,
              factor: factor,
              to: nil,
              using: set
            )
            #expect(ours == sum, "\(count) \(runs) \(step) \(loop)")
            if factor != nil { #expect(found == expected) }
            // The same derivatives in a gradient of the same distances, and nothing else there.
            guard factor != nil else { continue }
            var gradient = [Float](repeating: 7, count: places.last / 4 + 1)
            var left = masks + filling
            var leftSpan = left.mutableSpan
            let elements = NumberRuns(
              first: 2,
              step: step / 4,
              between: between / 4,
              count: count,
              runs: runs
            )
            let again = unsafe gradient.withUnsafeMutableBufferPointer { entries in
              unsafe FloatLoops.background(
                of: places,
                in: head.span.bytes,
                masks: &leftSpan,
                loop: loop,
                factor: factor,
                to: (entries, elements),
                using: set
              )
            }
            #expect(again == sum)
            var right = [Float](repeating: 7, count: gradient.count)
            for run in 0..<runs {
              for place in 0..<count {
                right[2 + run * between / 4 + place * step / 4] = expected[run * count + place]
              }
            }
            #expect(gradient == right)
          }
        }
      }
    }
  }

  @Test(
    "a number that is not finite is told, wherever it stands and masked or not",
    arguments: InstructionSet.available.filter { $0 != .portable }
  )
  func nonFinite(set: InstructionSet) {
    for bad: Float in [.nan, .infinity, -.infinity] {
      for place in 0..<40 {
        var head = [Float](repeating: -1, count: 41)
        head[place] = bad
        for mask: Float in [0, -.infinity] {
          var masks = [Float](repeating: mask, count: 40) + [Float](repeating: -.infinity, count: 8)
          var span = masks.mutableSpan
          let sum = unsafe FloatLoops.background(
            of: NumberRuns(first: 0, step: 4, between: 80, count: 20, runs: 2),
            in: head.span.bytes,
            masks: &span,
            loop: .power(2),
            factor: nil,
            to: nil,
            using: set
          )
          #expect(sum == nil, "\(bad) at \(place)")
        }
      }
    }
  }
}

import DetectionTestSupport
import TensorFiles
import Testing

@Suite("Distribution of an array")
struct TensorDistributionTests {
  /// What sorting all numbers gives.
  private static func percentile(_ percent: Double, of sorted: [Double]) -> Double {
    let rank = percent / 100 * Double(sorted.count - 1)
    let (index, share) = (Int(rank), rank - rank.rounded(.down))
    guard share > 0 else { return sorted[index] }
    return sorted[index] * (1 - share) + sorted[index + 1] * share
  }

  private static func distribution(
    _ bytes: [UInt8],
    percents: [Double] = TensorDistribution.usualPercents
  ) throws -> TensorDistribution? {
    let array = try #require(try read(bytes).arrays.first)
    return try array.distribution(array.statistics(), percents: percents)
  }

  /// Checks every figure of an array against its sorted numbers.
  private static func check(_ bytes: [UInt8], _ numbers: [Double]) throws {
    let percents = [0, 0.1, 1, 5, 25, 50, 66.6, 75, 95, 99, 100]
    let found = try #require(try distribution(bytes, percents: percents))
    let finite = numbers.filter(\.isFinite)
    let sorted = finite.sorted()
    #expect(found.percentiles.map(\.value) == percents.map { percentile($0, of: sorted) })
    #expect(found.minimumPlace == [numbers.firstIndex(of: sorted[0]) ?? -1])
    #expect(found.maximumPlace == [numbers.firstIndex(of: sorted[sorted.count - 1]) ?? -1])
    let mean = finite.reduce(0, +) / Double(finite.count)
    let variance = finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(finite.count)
    #expect(abs(found.standardDeviation - variance.squareRoot()) <= 1e-12 * variance.squareRoot())
    #expect(found.histogram.count == 16 && found.histogram.reduce(0, +) == finite.count)
    // Each range by itself, but for numbers that rounding puts beyond an edge.
    let width = (sorted[sorted.count - 1] - sorted[0]) / 16
    for (index, count) in found.histogram.enumerated() {
      let (low, high) = (sorted[0] + Double(index) * width, sorted[0] + Double(index + 1) * width)
      let inside = finite.count { $0 >= low && ($0 < high || index == 15) }
      #expect(abs(count - inside) <= 2)
    }
  }

  @Test("is exact for random numbers of every width", arguments: UInt64(0)..<4)
  func random(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let spread = [1e-3, 1, 50, 1e30][Int(seed)]
    let values = (0..<5000).map { _ in
      Float(Double.random(in: -spread...spread, using: &generator))
    }
    try Self.check(TensorStatisticsTests.file(values, shape: "(5000,)"), values.map(Double.init))
    let doubles = values.map { Double($0) / 3 }
    let data = doubles.flatMap { littleEndian($0.bitPattern, count: 8) }
    try Self.check(npy(shape: "(5000,)", type: "<f8", data: data), doubles)
    let integers = (0..<3000).map { _ in
      UInt64.random(in: 0...(1 << (8 * (seed + 1)) - 1), using: &generator)
    }
    for (type, count) in [("<u8", 8), (">u8", 8)] {
      let data = integers.flatMap { value in
        let bytes = littleEndian(value, count: count)
        return type == "<u8" ? bytes : bytes.reversed()
      }
      try Self.check(npy(shape: "(3000,)", type: type, data: data), integers.map { Double($0) })
    }
    let halves = (0..<2000).map { _ in UInt16.random(in: 0...0xffff, using: &generator) }
    let halfData = halves.flatMap { littleEndian(UInt64($0), count: 2) }
    let array = try #require(
      try read(npy(shape: "(2000,)", type: "<f2", data: halfData)).arrays.first
    )
    let numbers = try array.values(as: Double.self)
    let found = try #require(try array.distribution(array.statistics(), percents: [50]))
    #expect(
      found.percentiles[0].value == Self.percentile(50, of: numbers.filter(\.isFinite).sorted())
    )
  }

  /// Of few numbers, which are sorted, and of many, which are counted.
  @Test("leaves out what is not finite, and tells negative zero and ties", arguments: [1, 200])
  func special(copies: Int) throws {
    let values: [Float] = [.nan, 2, -.infinity, -0.0, 0, 2, -7, .infinity, -7, 5, 5]
    let found = try #require(
      try Self.distribution(
        TensorStatisticsTests.file(
          (0..<copies).flatMap { _ in values },
          shape: "(\(11 * copies),)"
        ),
        percents: [0, 50, 100]
      )
    )
    #expect(found.percentiles.map(\.value) == [-7, 1, 5])
    #expect(found.minimumPlace == [6] && found.maximumPlace == [9])
    #expect(found.histogram.reduce(0, +) == 8 * copies)
  }

  @Test("of one number, of equal ones, and of none")
  func degenerate() throws {
    let one = try #require(try Self.distribution(TensorStatisticsTests.file([3], shape: "(1,)")))
    #expect(one.percentiles.allSatisfy { $0.value == 3 } && one.standardDeviation == 0)
    #expect(one.histogram == [1] && one.minimumPlace == [0])
    let same = try #require(
      try Self.distribution(TensorStatisticsTests.file([4, 4, 4, 4], shape: "(2, 2)"))
    )
    #expect(same.histogram == [4] && same.maximumPlace == [0, 0])
    #expect(try Self.distribution(TensorStatisticsTests.file([.nan], shape: "(1,)")) == nil)
    #expect(try Self.distribution(npy(shape: "(0, 3)")) == nil)
    // An array of a single number without axes.
    let scalar = try #require(try Self.distribution(TensorStatisticsTests.file([1], shape: "()")))
    #expect(scalar.minimumPlace == [])
  }

  @Test("of numbers at the ends of their range")
  func ends() throws {
    let doubles = [
      -Double.greatestFiniteMagnitude, 0, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
    ]
    let data = doubles.flatMap { littleEndian($0.bitPattern, count: 8) }
    let found = try #require(
      try Self.distribution(npy(shape: "(4,)", type: "<f8", data: data), percents: [0, 50, 100])
    )
    #expect(found.percentiles.map(\.value) == [doubles[0], .leastNonzeroMagnitude / 2, doubles[3]])
    #expect(found.histogram.count == 16 && found.histogram.reduce(0, +) == 4)
    #expect(found.histogram[0] == 1 && found.histogram[8] == 2 && found.histogram[15] == 1)
    #expect(found.standardDeviation == .infinity)
    let tiny = [0, Double.leastNonzeroMagnitude].flatMap { littleEndian($0.bitPattern, count: 8) }
    let small = try #require(try Self.distribution(npy(shape: "(2,)", type: "<f8", data: tiny)))
    #expect(small.histogram == [2])
  }

  /// A block of numbers is 2,048: one in part, one whole, and one and a part.
  @Test("leaves out what stands between numbers", arguments: [3, 1024, 1500])
  func gaps(rows: Int) throws {
    var generator = SeededGenerator(seed: UInt64(rows))
    let stored = (0..<rows * 3).map { _ in Float(generator.bell()) }
    let values = stored.enumerated().filter { $0.offset % 3 < 2 }.map { Double($0.element) }
    let file = try TensorFile(
      contents: stored.flatMap { littleEndian(UInt64($0.bitPattern), count: 4) },
      sidecar: Array(#"{"shape":[\#(rows),2],"dtype":"float32","strides":[3,1]}"#.utf8),
      path: "a.bin"
    )
    let array = try #require(file.arrays.first)
    let found = try #require(try array.distribution(array.statistics(), percents: [0, 50, 100]))
    let sorted = values.sorted()
    #expect(found.percentiles.map(\.value) == [0, 50, 100].map { Self.percentile($0, of: sorted) })
    #expect(found.histogram.reduce(0, +) == values.count)
    #expect(found.minimumPlace == values.firstIndex(of: sorted[0]).map { [$0 / 2, $0 % 2] })
  }

  @Test("tells places by the array's own axes, in Fortran order too")
  func places() throws {
    let array = try #require(try TensorFile(path: dataPath("fortran.npy")).arrays.first)
    let found = try #require(try array.distribution(array.statistics()))
    let values = try array.values(as: Float.self)
    func place(_ index: Int?) -> [Int] {
      let index = index ?? -1
      return [index / 12, index / 4 % 3, index % 4]
    }
    #expect(found.minimumPlace == place(values.indices.min { values[$0] < values[$1] }))
    #expect(found.maximumPlace == place(values.indices.max { values[$0] < values[$1] }))
  }
}

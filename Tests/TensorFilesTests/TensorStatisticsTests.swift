import DetectionTestSupport
import TensorFiles
import Testing

@Suite("Statistics of an array")
struct TensorStatisticsTests {
  /// A `.npy` file of float32 numbers.
  static func file(_ values: [Float], shape: String, order: String = "<") -> [UInt8] {
    let data = values.flatMap { value in
      let bytes = littleEndian(UInt64(value.bitPattern), count: 4)
      return order == "<" ? bytes : bytes.reversed()
    }
    return npy(shape: shape, type: "\(order)f4", data: data)
  }

  @Test("leave out what is not finite", arguments: ["<", ">"])
  func nonFinite(order: String) throws {
    let values: [Float] = [3, .nan, -1, .infinity, 4, -.infinity]
    let array = try #require(
      try read(Self.file(values, shape: "(6,)", order: order)).arrays.first
    )
    let statistics = try array.statistics()
    #expect(statistics.minimum == -1)
    #expect(statistics.maximum == 4)
    #expect(statistics.mean == 2)
    #expect(statistics.nanCount == 1)
    #expect(statistics.infinityCount == 2)
    #expect(statistics.firstNonFinite == [1])
  }

  @Test("have no range and no mean where nothing is finite")
  func nothingFinite() throws {
    let nan = try #require(try read(Self.file([.nan], shape: "(1,)")).arrays.first)
    let statistics = try nan.statistics()
    #expect(statistics.nanCount == 1 && statistics.firstNonFinite == [0])
    #expect(statistics.minimum == nil && statistics.maximum == nil && statistics.mean == nil)
    let empty = try #require(try read(npy(shape: "(0, 3)")).arrays.first)
    let nothing = try empty.statistics()
    #expect(nothing.firstNonFinite == nil && nothing.nanCount == 0 && nothing.mean == nil)
  }

  @Test("have a finite mean where the sum overflows")
  func hugeValues() throws {
    let data = [Double.greatestFiniteMagnitude, .greatestFiniteMagnitude].flatMap {
      littleEndian($0.bitPattern, count: 8)
    }
    let array = try #require(
      try read(npy(shape: "(2,)", type: "<f8", data: data)).arrays.first
    )
    #expect(try array.statistics().mean == .greatestFiniteMagnitude)
  }

  @Test("have the mean of what cancels behind an overflow")
  func cancelledOverflow() throws {
    let largest = Double.greatestFiniteMagnitude
    let data = [largest, largest, -largest].flatMap { littleEndian($0.bitPattern, count: 8) }
    let array = try #require(
      try read(npy(shape: "(3,)", type: "<f8", data: data)).arrays.first
    )
    #expect(try array.statistics().mean == largest / 3)
  }

  @Test("are taken from every type that numpy wrote", arguments: NumpyFilesTests.types)
  func everyType(name: String, type: ElementType) throws {
    for order in ["little", "big"] {
      let array = try #require(
        try TensorFile(path: dataPath("\(name)-\(order).npy")).arrays.first
      )
      let statistics = try array.statistics()
      #expect([statistics.minimum, statistics.maximum, statistics.mean] == [0, 5, 2.5])
      #expect(statistics.firstNonFinite == nil)
    }
  }

  @Test("know every half-precision number")
  func halfPrecision() throws {
    let data = (0..<65_536).flatMap { littleEndian(UInt64($0), count: 2) }
    let array = try #require(
      try read(npy(shape: "(65536,)", type: "<f2", data: data)).arrays.first
    )
    let values = try array.values(as: Double.self)
    #expect(values[0x0001] == 0x1p-24)
    #expect(values[0x03ff] == 0x3ffp-24)
    #expect(values[0x0400] == 0x1p-14)
    #expect(values[0x3c00] == 1)
    #expect(values[0x7bff] == 65_504)
    #expect(values[0x8000].sign == .minus && values[0x8000] == 0)
    #expect(values[0xc000] == -2)
    #expect(values[0xfc00] == -.infinity)
    // 2 signs with one infinity and 1,023 NaNs each.
    let statistics = try array.statistics()
    #expect(statistics.infinityCount == 2)
    #expect(statistics.nanCount == 2046)
    #expect(statistics.mean == 0)
    #expect(statistics.firstNonFinite == [0x7c00])
  }
}

@Suite("Search for what is not finite")
struct TensorNonFiniteTests {
  @Test("finds one value wherever it stands", arguments: [0, 255, 256, 511, 599])
  func oneValue(place: Int) throws {
    var values = [Float](repeating: .greatestFiniteMagnitude, count: 600)
    for bad in [Float.nan, .infinity, -.infinity] {
      values[place] = bad
      for order in ["<", ">"] {
        let file = TensorStatisticsTests.file(values, shape: "(20, 30)", order: order)
        let scan = try read(file).arrays.first?.statistics()
        #expect(scan?.firstNonFinite == [place / 30, place % 30])
        #expect((scan?.nanCount ?? 0) + (scan?.infinityCount ?? 0) == 1)
      }
    }
  }

  @Test("counts as a plain loop does", arguments: UInt64(0)..<4)
  func random(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let values = (0..<700).map { _ in
      Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()) | 0x7000_0000)
    }
    let first = values.firstIndex { !$0.isFinite }
    let scan = try read(TensorStatisticsTests.file(values, shape: "(700,)")).arrays.first?
      .statistics()
    #expect(scan?.nanCount == values.count { $0.isNaN })
    #expect(scan?.infinityCount == values.count { $0.isInfinite })
    #expect(scan?.firstNonFinite == first.map { [$0] })
  }

  @Test("names the first in C order, also where the file is in Fortran order")
  func fortranOrder() throws {
    // Stored by columns of two: the element [0, 2] stands fifth, [1, 0] second.
    let values: [Float] = [0, .nan, 2, 3, .infinity, 5]
    let bytes = TensorStatisticsTests.file(values, shape: "(2, 3)")
    let text = String(decoding: bytes.dropFirst(10), as: Unicode.ASCII.self)
    let header = text.prefix { $0 != "\n" }.replacing("False", with: "True")
    let file = npy(header + "\n", data: bytes.suffix(24))
    let array = try #require(try read(file).arrays.first)
    #expect(try array.statistics().firstNonFinite == [0, 2])
    let numbers = try array.values(as: Float.self)
    #expect(numbers[2] == .infinity && numbers[3].isNaN)
  }
}

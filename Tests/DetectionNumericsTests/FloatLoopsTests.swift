import DetectionNumerics
import DetectionTestSupport
import Testing

@Suite("Loops for each instruction set")
struct FloatLoopsTests {
  static func numbers(_ count: Int, spread: Double) -> [Float] {
    var generator = SeededGenerator(seed: UInt64(count))
    return (0..<count).map { index in
      switch index % 97 {
      case 0: [-.infinity, .infinity, 0, -0.0, -87.336544, -1e30, 1e-30][index / 97 % 7]
      default: Float(generator.bell() * spread)
      }
    }
  }

  static func sigmoids(_ x: [Float], skipping skipped: Int, _ set: InstructionSet) -> [UInt32] {
    // Bytes before the numbers, so that they are not aligned.
    let bytes =
      [UInt8](repeating: 0, count: skipped)
      + x.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) }
      }
    var values = [Float](repeating: 7, count: x.count + 2)
    var span = values.mutableSpan
    let source = bytes.span.extracting(skipped..<bytes.count)
    _ = unsafe FloatLoops.sigmoid(source.bytes, to: &span, at: 1, using: set)
    return values.map(\.bitPattern)
  }

  @Test("sigmoids have the bits of the portable form", arguments: InstructionSet.available)
  func sigmoid(set: InstructionSet) {
    for count in [0, 1, 15, 16, 17, 31, 100, 1003] {
      for skipped in [0, 1] {
        let x = Self.numbers(count, spread: 20)
        let expected = Self.sigmoids(x, skipping: 0, .portable)
        #expect(Self.sigmoids(x, skipping: skipped, set) == expected)
        #expect(expected.first == Float(7).bitPattern && expected.last == Float(7).bitPattern)
      }
    }
  }

  @Test("they are sigmoids", arguments: InstructionSet.available)
  func values(set: InstructionSet) {
    let x = Self.numbers(999, spread: 8)
    let found = Self.sigmoids(x, skipping: 0, set).dropFirst().dropLast()
    for (x, bits) in zip(x, found) {
      let tolerance = Tolerance(absolute: 2e-38, relative: 5e-7)
      #expect(tolerance.accepts(Float(bitPattern: bits), reference: Double.sigmoid(Double(x))))
    }
  }

  @Test("NaN and infinity are told on the way", arguments: InstructionSet.available)
  func isFinite(set: InstructionSet) {
    for count in [1, 16, 17, 50] {
      for place in [0, count / 2, count - 1] {
        for value in [Float.nan, -.nan, .infinity, -.infinity, .greatestFiniteMagnitude, -0.0] {
          var x = [Float](repeating: 0.5, count: count)
          x[place] = value
          var values = x
          var span = values.mutableSpan
          let isFinite = unsafe FloatLoops.sigmoid(x.span.bytes, to: &span, using: set)
          #expect(isFinite == value.isFinite, "\(value) at \(place) of \(count)")
        }
      }
    }
  }

  @Test(
    "a magnitude that reaches a bound is found wherever it stands",
    arguments: InstructionSet.available
  )
  func reaches(set: InstructionSet) {
    for count in [1, 16, 17, 50] {
      for place in [0, count / 2, count - 1] {
        for (value, bound, found) in [
          (Float(-8), Float(8), true), (8, 8.000001, false), (.nan, .infinity, true),
          (-.infinity, .infinity, true), (.greatestFiniteMagnitude, .infinity, false),
        ] {
          var x = [Float](repeating: 0.5, count: count)
          x[place] = value
          #expect(FloatLoops.reaches(unsafe x.span.bytes, bound: bound, using: set) == found)
        }
      }
    }
  }

  @Test(
    "background and class sums have the bits of the portable form",
    arguments: InstructionSet.available
  )
  func sums(set: InstructionSet) {
    let x = Self.numbers(800, spread: 6).map { $0.isFinite ? $0 : -90 }
    let z = x.indices.map { Float($0 % 7) / 7 }
    let complements = z.map { 1 - $0 }
    func classes(_ set: InstructionSet) -> (UInt64, [UInt32]) {
      var gradient = [Float](repeating: 0.25, count: x.count)
      var span = gradient.mutableSpan
      let sum = FloatLoops.crossEntropy(
        x.span,
        z.span,
        complements.span,
        gradient: &span,
        count: x.count,
        using: set
      )
      return (sum.bitPattern, gradient.map(\.bitPattern))
    }
    let (ours, portable) = (classes(set), classes(.portable))
    #expect(ours == portable)
    let exact = zip(x, z).reduce(0.0) { sum, pair in
      let (x, z) = (Double(pair.0), Double(pair.1))
      return sum + Double.softplus(x) - x * z
    }
    #expect(relativeError(Double(bitPattern: ours.0), reference: exact) < 1e-6)
    let squares = FloatLoops.sumOfSquares(z.span, count: z.count, using: set)
    #expect(squares == FloatLoops.sumOfSquares(z.span, count: z.count, using: .portable))
    let exactSquares = z.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(relativeError(squares, reference: exactSquares) < 1e-6)
  }

  @Test("boxes have the bits of the portable form", arguments: InstructionSet.available)
  func boxes(set: InstructionSet) {
    // Grids narrower than sixteen cells, pieces that begin within a row, and ends that are not whole.
    for (columns, cells) in [(1, 0..<3), (5, 0..<35), (5, 7..<24), (20, 13..<80), (52, 0..<104)] {
      for isPlanar in [false, true] {
        for isSquared in [false, true] {
          for largestFactor: Float in [.infinity, 1.5] {
            let boxes = CellBoxes(
              centerScale: 1.2,
              stride: 8,
              anchor: (13, 1e19),
              largestFactor: largestFactor,
              sides: 0x1p-60...0x1p60,
              isSquared: isSquared,
              isPlanar: isPlanar,
              columns: columns
            )
            let expected = Self.bits(boxes, cells, .portable)
            #expect(Self.bits(boxes, cells, set) == expected, "\(columns), \(cells)")
          }
        }
      }
    }
  }

  /// The bits of boxes that are made of numbers six channels deep; channels beyond four stay.
  static func bits(_ boxes: CellBoxes, _ cells: Range<Int>, _ set: InstructionSet) -> [UInt32] {
    let raw = numbers(6 * cells.count, spread: 30).enumerated().map {
      // NaN that came after somebody looked; a side of it is the least.
      $1.isFinite ? $1 : $0 % 4 == 0 ? .nan : 99
    }
    var values = raw.map { $0.isNaN ? 0.5 : Float(Double.sigmoid(Double($0))) } + [7]
    var span = values.mutableSpan
    let step = boxes.isPlanar ? cells.count : 6
    FloatLoops.boxes(
      boxes,
      cells: cells,
      raw: unsafe raw.span.bytes,
      rawStep: 4 * step,
      values: &span,
      at: 0,
      step: step,
      using: set
    )
    return values.map(\.bitPattern)
  }

  @Test("boxes are the formula, where they are told to stand", arguments: InstructionSet.available)
  func formulaOfBoxes(set: InstructionSet) {
    let boxes = CellBoxes(
      centerScale: 2,
      stride: 16,
      anchor: (10, 20),
      largestFactor: 4,
      sides: 1...50,
      isSquared: false,
      isPlanar: false,
      columns: 3
    )
    // The cell of row 2 and column 1, behind three numbers of somebody else: sigmoids in front, raw
    // sides behind them.
    var values: [Float] = [7, 8, 9, 0.5, 0.25, 0.9, 0.1, 0.75]
    let raw: [Float] = [0, -1, 2, 1, 3]
    var span = values.mutableSpan
    FloatLoops.boxes(
      boxes,
      cells: 7..<8,
      raw: unsafe raw.span.bytes,
      rawStep: 20,
      values: &span,
      at: 3,
      step: 5,
      using: set
    )
    // (2 · 0.5 + 1 - 0.5) · 16, (2 · 0.25 + 2 - 0.5) · 16, min(e², 4) · 10, min(e · 20, 50).
    #expect(values == [7, 8, 9, 24, 32, 40, 50, 0.75])
  }

  @Test(
    "exponentials take the place of the numbers asked for alone",
    arguments: InstructionSet.available
  )
  func exponentials(set: InstructionSet) {
    let numbers = (0..<51).map { Float($0) - 20 }
    var values = numbers
    var span = values.mutableSpan
    FloatLoops.exp(&span, at: 2, count: 48, using: set)
    for (index, x) in numbers.enumerated() {
      if 2..<50 ~= index {
        let tolerance = Tolerance(relative: 5e-7)
        #expect(tolerance.accepts(values[index], reference: Double.exp(Double(x))))
      } else {
        #expect(values[index] == x)
      }
    }
  }
}

import CDetectionNumerics

/// How the boxes of one anchor of a scale follow from raw numbers.
///
/// ```
/// x = (centerScale · sigmoid + (column + shift)) · stride      y the same with the row
/// w = min(exp(raw), largestFactor) · width                     or  (2 · sigmoid)² · width
/// ```
package struct CellBoxes: Sendable {
  package var centerScale: Float
  package var shift: Float
  package var stride: Float

  /// The anchor's sides.
  package var width: Float
  package var height: Float

  /// The largest factor of an anchor's side; infinite if there is none.
  package var largestFactor: Float

  /// What sides are clamped to.
  package var sides: ClosedRange<Float>

  /// Whether sides are made of sigmoids, `(2 · sigmoid)²`.
  package var isSquared: Bool

  /// Whether the numbers of a channel lie side by side; if not, the channels of an anchor do.
  package var isPlanar: Bool

  /// The number of columns of the grid.
  package var columns: Int

  package init(
    centerScale: Float,
    stride: Float,
    anchor: (width: Float, height: Float),
    largestFactor: Float,
    sides: ClosedRange<Float>,
    isSquared: Bool,
    isPlanar: Bool,
    columns: Int
  ) {
    self.centerScale = centerScale
    shift = -(centerScale - 1) / 2
    self.stride = stride
    (width, height) = anchor
    self.largestFactor = largestFactor
    self.sides = sides
    self.isSquared = isSquared
    self.isPlanar = isPlanar
    self.columns = columns
  }
}

extension FloatLoops {
  /// Puts the boxes of one anchor in the place of the sigmoids of its first four channels.
  ///
  /// - Parameters:
  ///   - boxes: How boxes follow from raw numbers.
  ///   - cells: The cells, counted row by row.
  ///   - raw: The raw numbers from the first cell's first channel on, little-endian and not
  ///     necessarily aligned.
  ///   - rawStep: The bytes between channels if planar, else between cells.
  ///   - values: The sigmoids.
  ///   - first: Where those of the first cell begin.
  ///   - step: The numbers between channels if planar, else between cells.
  ///   - instructions: What to compute with.
  /// - Precondition: All of these numbers are there.
  package static func boxes(
    _ boxes: CellBoxes,
    cells: Range<Int>,
    raw: RawSpan,
    rawStep: Int,
    values: inout MutableSpan<Float>,
    at first: Int,
    step: Int,
    using instructions: InstructionSet = .best
  ) {
    let count = cells.count
    guard count > 0 else { return }
    precondition(instructions.isUsable, "instructions that this processor has not")
    precondition(boxes.columns > 0 && cells.lowerBound >= 0, "cells outside of a grid")
    precondition(
      first >= 0 && step > 0
        && first + (boxes.isPlanar ? 3 * step + count : (count - 1) * step + 4) <= values.count,
      "no room for the boxes"
    )
    precondition(
      rawStep > 0
        && (boxes.isPlanar ? 3 * rawStep + 4 * count : (count - 1) * rawStep + 16) <= raw.byteCount,
      "fewer raw numbers than cells"
    )
    let (row, column) = cells.lowerBound.quotientAndRemainder(dividingBy: boxes.columns)
    guard instructions == .portable else {
      return unsafe values.withUnsafeMutableBufferPointer { values in
        unsafe raw.withUnsafeBytes { raw in
          guard let from = raw.baseAddress, let to = values.baseAddress else { return }
          var kernel = DLBoxes(
            center_scale: boxes.centerScale,
            shift: boxes.shift,
            stride: boxes.stride,
            width: boxes.width,
            height: boxes.height,
            largest_factor: boxes.largestFactor,
            least_side: boxes.sides.lowerBound,
            largest_side: boxes.sides.upperBound,
            is_squared: boxes.isSquared,
            is_planar: boxes.isPlanar,
            row: row,
            column: column,
            columns: boxes.columns
          )
          unsafe dl_boxes(instructions.number, &kernel, from, rawStep, to + first, step, count)
        }
      }
    }
    let (cellStep, channelStep) = boxes.isPlanar ? (1, step) : (step, 1)
    let (rawCell, rawChannel) = boxes.isPlanar ? (4, rawStep) : (rawStep, 4)
    for start in stride(from: 0, to: count, by: 16) {
      var (width, height) = (FloatLanes(), FloatLanes())
      for lane in 0..<min(16, count - start) {
        let place = first + (start + lane) * cellStep
        if boxes.isSquared {
          width[lane] = values[place + 2 * channelStep]
          height[lane] = values[place + 3 * channelStep]
        } else {
          let offset = (start + lane) * rawCell + 2 * rawChannel
          // Any bits are a number.
          width[lane] = unsafe raw.unsafeLoadUnaligned(fromByteOffset: offset, as: Float.self)
          height[lane] = unsafe raw.unsafeLoadUnaligned(
            fromByteOffset: offset + rawChannel,
            as: Float.self
          )
        }
      }
      width = boxes.side(width, boxes.width)
      height = boxes.side(height, boxes.height)
      for lane in 0..<min(16, count - start) {
        let place = first + (start + lane) * cellStep
        let (y, x) = (row * boxes.columns + column + start + lane)
          .quotientAndRemainder(dividingBy: boxes.columns)
        values[place] = boxes.center(values[place], cell: x)
        values[place + channelStep] = boxes.center(values[place + channelStep], cell: y)
        values[place + 2 * channelStep] = width[lane]
        values[place + 3 * channelStep] = height[lane]
      }
    }
  }
}

extension CellBoxes {
  fileprivate func center(_ sigmoid: Float, cell: Int) -> Float {
    (centerScale * sigmoid + (Float(cell) + shift)) * stride
  }

  /// Sides, from raw numbers or their sigmoids.
  fileprivate func side(_ x: FloatLanes, _ anchor: Float) -> FloatLanes {
    var factor: FloatLanes
    if isSquared {
      factor = (x + x) * (x + x)
    } else {
      factor = FloatLanes.exp(x)
      let largest = FloatLanes(repeating: largestFactor)
      factor = factor.replacing(with: largest, where: factor .> largest)
    }
    var side = factor * anchor
    let (least, largest) = (
      FloatLanes(repeating: sides.lowerBound), FloatLanes(repeating: sides.upperBound)
    )
    // The least for NaN, too: the bytes of a file may change behind a look at them.
    side = side.replacing(with: least, where: .!(side .>= least))
    return side.replacing(with: largest, where: side .> largest)
  }
}

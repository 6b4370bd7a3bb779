import AnchorDecoding
import DetectionNumerics

/// One of the terms of a loss.
enum LossTerm {
  case box, objectness, classification
}

/// Where the gradient of a loss goes, one derivative at a time.
protocol GradientSink: SendableMetatype {
  /// Whether anybody will look at the derivatives.
  static var isWanted: Bool { get }

  /// Takes the derivative by a value, given by its index in the head's array.
  mutating func add(_ derivative: Double, to term: LossTerm, at index: Int)

  /// Takes a derivative of the objectness term that is single precision already.
  mutating func add(_ derivative: Float, at index: Int)

  /// Takes the derivatives by an anchor's class channels, the first ones of a list, to be multiplied by a
  /// factor.
  ///
  /// - Parameters:
  ///   - derivatives: The list.
  ///   - count: The number of classes.
  ///   - factor: The factor.
  ///   - first: Where the first class channel stands.
  ///   - step: The distance of two channels.
  mutating func addClasses(
    _ derivatives: borrowing Span<Float>,
    count: Int,
    times factor: Double,
    at first: Int,
    step: Int
  )

  /// Takes the derivatives by the objectness of a strip's anchors, to be multiplied by a factor.
  mutating func add(
    _ derivatives: borrowing MutableSpan<Float>,
    times factor: Double,
    of strip: AnchorStrip,
    in layout: HeadLayout
  )

  /// The memory of an image, where a derivative is put as it is, each in a place of its own; `nil` for
  /// sinks that do something else with it.
  @unsafe var entries: UnsafeMutableBufferPointer<Float>? { get }

  /// The squares of all derivatives since the last call, added up by term, where they are counted.
  mutating func takeSquares() -> LossTerms
}

extension GradientSink {
  static var isWanted: Bool { true }

  mutating func add(_ derivative: Float, at index: Int) {
    add(Double(derivative), to: .objectness, at: index)
  }

  @inline(__always)
  mutating func add(
    _ derivatives: borrowing MutableSpan<Float>,
    times factor: Double,
    of strip: AnchorStrip,
    in layout: HeadLayout
  ) {
    if factor == 1 {
      strip.visit(channel: 4, of: layout.elementIndices) { add(derivatives[$0], at: $1) }
    } else {
      strip.visit(channel: 4, of: layout.elementIndices) {
        add(Double(derivatives[$0]) * factor, to: .objectness, at: $1)
      }
    }
  }

  var entries: UnsafeMutableBufferPointer<Float>? { nil }

  @inline(__always)
  mutating func addClasses(
    _ derivatives: borrowing Span<Float>,
    count: Int,
    times factor: Double,
    at first: Int,
    step: Int
  ) {
    for place in 0..<count {
      add(Double(derivatives[place]) * factor, to: .classification, at: first + place * step)
    }
  }

  mutating func takeSquares() -> LossTerms { LossTerms() }

  /// Takes the derivatives by a positive anchor's box and objectness channels.
  @inline(__always)
  mutating func add(
    _ gradient: PositiveGradient,
    _ factors: LossTerms,
    at index: Int,
    _ indices: HeadLayout
  ) {
    let step = indices.channelOffset(1)
    for channel in 0..<4 {
      add(gradient.box[channel] * factors.box, to: .box, at: index + channel * step)
    }
    add(gradient.objectness * factors.objectness, to: .objectness, at: index + 4 * step)
  }
}

/// A sink for losses without a gradient.
struct NoGradient: GradientSink {
  static var isWanted: Bool { false }

  mutating func add(_ derivative: Double, to term: LossTerm, at index: Int) {}
}

/// A sink that adds up the squares of what goes through it, for frameworks that print those.
struct SquaringSink<Base: GradientSink>: GradientSink {
  private(set) var base: Base
  private var squares = LossTerms()

  init(_ base: Base) { self.base = base }

  @inline(__always)
  mutating func add(_ derivative: Double, to term: LossTerm, at index: Int) {
    let square = derivative * derivative
    switch term {
    case .box: squares.box += square
    case .objectness: squares.objectness += square
    case .classification: squares.classification += square
    }
    if Base.isWanted { base.add(derivative, to: term, at: index) }
  }

  @inline(__always)
  mutating func add(
    _ derivatives: borrowing MutableSpan<Float>,
    times factor: Double,
    of strip: AnchorStrip,
    in layout: HeadLayout
  ) {
    let sum = FloatLoops.sumOfSquares(derivatives.span, count: (strip.count + 15) & ~15)
    squares.objectness += sum * factor * factor
    if Base.isWanted { base.add(derivatives, times: factor, of: strip, in: layout) }
  }

  mutating func takeSquares() -> LossTerms {
    defer { squares = LossTerms() }
    return squares
  }
}

/// A sink that remembers what is to be added, and where.
///
/// Nothing reaches a buffer before the whole loss is known to be finite, so that an error leaves
/// the caller's buffers as they were. Of the hundred values of an anchor most take no part: the
/// list is far shorter than a second buffer.
struct GradientList: GradientSink {
  private var entries: [(index: Int, derivative: Double)] = []

  mutating func add(_ derivative: Double, to term: LossTerm, at index: Int) {
    entries.append((index, derivative))
  }

  /// The derivatives, to be taken image by image.
  var pieces: Pieces { Pieces(rest: entries[...]) }

  /// What of a list was not taken yet; the images' derivatives stand in their order.
  struct Pieces {
    fileprivate var rest: ArraySlice<(index: Int, derivative: Double)>

    /// Adds the derivatives of the next image, whose values begin at `start`, to its zeros.
    mutating func addNext(to values: inout [Float], from start: Int) {
      let largest = Double(Float.greatestFiniteMagnitude)
      while let (index, derivative) = rest.first, index < start + values.count {
        values[index - start] += Float(min(max(derivative, -largest), largest))
        rest.removeFirst()
      }
    }
  }

  /// Adds the derivatives to an array of the head's own shape and order.
  ///
  /// - Edge cases: a derivative beyond what an entry can hold counts as the largest it can.
  func add<Entry: RealNumber>(to values: inout [Entry]) {
    let largest = Double(Entry.greatestFiniteMagnitude)
    for (index, derivative) in entries {
      values[index] += Entry(min(max(derivative, -largest), largest))
    }
  }
}

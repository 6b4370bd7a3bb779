import DetectionNumerics

/// Where the derivatives of a loss by the raw values go, one at a time.
protocol GradientSink: SendableMetatype {
  /// Whether anybody will look at the derivatives.
  static var isWanted: Bool { get }

  /// Takes the derivative by a value, given by its index in the head's array.
  mutating func add(_ derivative: Double, at index: Int)

  /// Takes a derivative that is single precision already.
  mutating func add(_ derivative: Float, at index: Int)
}

extension GradientSink {
  static var isWanted: Bool { true }

  /// The same of a sink whose type has no name here.
  var isWanted: Bool { Self.isWanted }

  mutating func add(_ derivative: Float, at index: Int) { add(Double(derivative), at: index) }
}

/// A sink for losses without a gradient.
struct NoGradient: GradientSink {
  static var isWanted: Bool { false }

  mutating func add(_ derivative: Double, at index: Int) {}
}

/// A sink that remembers what is to be added, and where.
///
/// Nothing reaches a buffer before the whole loss is known to be finite, so that an error leaves
/// the caller's buffers as they were. Of the hundred values of an anchor most take no part: the
/// list is far shorter than a second buffer.
struct GradientList: GradientSink {
  private var entries: [(index: Int, derivative: Double)] = []

  mutating func add(_ derivative: Double, at index: Int) {
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
  /// - Edge cases: a derivative beyond what `Scalar` can hold counts as the largest it can.
  func add<Scalar: RealNumber>(to values: inout [Scalar]) {
    let largest = Double(Scalar.greatestFiniteMagnitude)
    for (index, derivative) in entries {
      values[index] += Scalar(min(max(derivative, -largest), largest))
    }
  }
}

/// The derivative of a total loss by one raw head.
public struct HeadGradient<Scalar: RealNumber>: Sendable {
  /// What the dump calls the head.
  public let name: String

  /// The lengths of the head's axes.
  public let shape: [Int]

  /// The derivatives, in C order, in the order of the head's own axes.
  public let values: [Scalar]

  package init(name: String, shape: [Int], values: [Scalar]) {
    self.name = name
    self.shape = shape
    self.values = values
  }
}

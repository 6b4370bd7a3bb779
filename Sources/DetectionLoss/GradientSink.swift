import RealFunctions

/// Where the derivatives of a loss by the raw values go, one at a time.
protocol GradientSink {
  /// Adds a derivative to the entry of a value, by its index in the head's array.
  mutating func add(_ derivative: Double, at index: Int)
}

/// A sink for losses without a gradient.
struct NoGradient: GradientSink {
  mutating func add(_ derivative: Double, at index: Int) {}
}

/// A sink that adds to an array of the head's own shape and order.
struct ArrayGradient<Scalar: RealNumber>: GradientSink {
  var values: [Scalar]

  mutating func add(_ derivative: Double, at index: Int) {
    values[index] += Scalar(derivative)
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
}

/// One scale's raw output in memory: values, and how they are laid out.
///
/// ```swift
/// HeadArray(logits, shape: [1, 255, 52, 52])                       // dense, last axis first
/// HeadArray(logits, shape: [1, 255, 52, 52], strides: [1, 1, 13_260, 255], name: "small")
/// ```
///
/// The values are the last convolution's, before any sigmoid. Which axis is which is told from the
/// shape and the detector's anchors and classes, or by the layout that the case is given.
public struct HeadArray: Sendable {
  /// What errors call the array; a scale's name says that it belongs to that scale.
  public let name: String?

  /// The lengths of the axes, with or without the one of the images.
  public let shape: [Int]

  /// How many values stand between neighbours along each axis; `nil` for C order.
  public let strides: [Int]?

  /// How each value is stored.
  let element: HeadElement

  let storage: any HeadStorage

  /// Describes values of single precision.
  ///
  /// - Parameters:
  ///   - values: The logits; as many as the shape says, or without gaps as many as the strides
  ///     reach.
  ///   - shape: The lengths of the axes.
  ///   - strides: How many values stand between neighbours along each axis; `nil` for C order.
  ///   - name: What errors call the array. If any array is called as a scale, all must be; without,
  ///     the finest grid belongs to the smallest stride.
  public init(_ values: [Float], shape: [Int], strides: [Int]? = nil, name: String? = nil) {
    self.init(ArrayStorage(values: values), .float32, shape: shape, strides: strides, name: name)
  }

  /// Describes values of double precision; their loss is computed in it.
  public init(_ values: [Double], shape: [Int], strides: [Int]? = nil, name: String? = nil) {
    self.init(ArrayStorage(values: values), .float64, shape: shape, strides: strides, name: name)
  }

  /// Describes values that live elsewhere, such as in a Core ML array; nothing is copied.
  ///
  /// - Parameters:
  ///   - storage: The memory.
  ///   - format: How each value is stored, in the machine's byte order.
  ///   - shape: The lengths of the axes.
  ///   - strides: How many values stand between neighbours along each axis; `nil` for C order.
  ///   - name: What errors call the array.
  public init(
    _ storage: some HeadStorage,
    _ format: HeadElement.Format,
    shape: [Int],
    strides: [Int]? = nil,
    name: String? = nil
  ) {
    self.storage = storage
    element = HeadElement(format)
    self.shape = shape
    self.strides = strides
    self.name = name
  }
}

/// The order in which a raw head stores its axes.
///
/// `N` images, `H` rows, `W` columns, `A` anchors, `C` classes. Where anchors and channels share
/// an axis, the channels of the first anchor come first. Each order also exists without the
/// batch axis, for a dump of one image.
public enum HeadOrder: String, Hashable, Sendable, CaseIterable {
  /// `[N, H, W, A·(5+C)]`: TensorFlow and Keras.
  case nhwc

  /// `[N, H, W, A, 5+C]`: TensorFlow and Keras, reshaped.
  case nhwac

  /// `[N, A·(5+C), H, W]`: PyTorch, darknet, ONNX, Core ML.
  case nchw

  /// `[N, A, H, W, 5+C]`: the training form of ultralytics.
  case nahwc

  /// The number of axes with the batch axis.
  package var rank: Int {
    switch self {
    case .nhwc, .nchw: 4
    case .nhwac, .nahwc: 5
    }
  }

  /// The axes as documentation writes them, without the batch axis if there is none.
  public func axes(batched: Bool) -> String {
    let axes =
      switch self {
      case .nhwc: "H, W, A·(5+C)"
      case .nhwac: "H, W, A, 5+C"
      case .nchw: "A·(5+C), H, W"
      case .nahwc: "A, H, W, 5+C"
      }
    return batched ? "[N, \(axes)]" : "[\(axes)]"
  }

  /// Where each axis stands in a shape of this order, counted without the batch axis.
  ///
  /// `anchor` is `nil` where anchors and channels share an axis.
  var positions: (row: Int, column: Int, anchor: Int?, channel: Int) {
    switch self {
    case .nhwc: (0, 1, nil, 2)
    case .nhwac: (0, 1, 2, 3)
    case .nchw: (1, 2, nil, 0)
    case .nahwc: (1, 2, 0, 3)
    }
  }

  /// Whether an array of `shape` can be a head of this order.
  ///
  /// - Parameters:
  ///   - shape: The lengths of the array's axes.
  ///   - anchors: The number of anchors of a cell, `A`.
  ///   - channels: The number of values of an anchor, `5 + C`.
  /// - Returns: Whether the axes for anchors and channels have their lengths.
  func fits(shape: [Int], anchors: Int, channels: Int) -> Bool {
    guard shape.count == rank || shape.count == rank - 1 else { return false }
    let lengths = shape.suffix(rank - 1).map { $0 }
    let place = positions
    if let anchorAxis = place.anchor {
      return lengths[anchorAxis] == anchors && lengths[place.channel] == channels
    }
    return lengths[place.channel] == anchors * channels
  }

  /// The orders that an array of `shape` can have; more than one means that the shape alone
  /// does not tell.
  public static func candidates(shape: [Int], anchors: Int, classes: Int) -> [HeadOrder] {
    allCases.filter { $0.fits(shape: shape, anchors: anchors, channels: 5 + classes) }
  }
}

/// What a person says of a dump's order: that of each head's axes, and of the scales where one array
/// holds all of them.
public enum DumpOrder: String, Hashable, Sendable, CaseIterable {
  /// ``HeadOrder/nhwc``.
  case nhwc

  /// ``HeadOrder/nhwac``; in one array of all scales, rows by scale of rising stride, row, column,
  /// anchor.
  case nhwac

  /// ``HeadOrder/nchw``.
  case nchw

  /// ``HeadOrder/nahwc``; in one array of all scales, rows by scale of rising stride, anchor, row,
  /// column, as PyTorch's exports have them.
  case nahwc

  /// One array of all scales by falling stride, each in row, column, anchor.
  case nhwacFalling = "nhwac,falling"

  /// One array of all scales by falling stride, each in anchor, row, column.
  case nahwcFalling = "nahwc,falling"

  /// The order of each head's axes, and of nothing else.
  public init(_ heads: HeadOrder) {
    self =
      switch heads {
      case .nhwc: .nhwc
      case .nhwac: .nhwac
      case .nchw: .nchw
      case .nahwc: .nahwc
      }
  }

  /// The order of a head's axes.
  public var heads: HeadOrder {
    switch self {
    case .nhwc: .nhwc
    case .nhwac, .nhwacFalling: .nhwac
    case .nchw: .nchw
    case .nahwc, .nahwcFalling: .nahwc
    }
  }

  /// Whether the scale of the largest stride comes first, which only one array of all scales has.
  public var isFalling: Bool { self == .nhwacFalling || self == .nahwcFalling }
}

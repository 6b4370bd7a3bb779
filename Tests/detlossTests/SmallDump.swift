import DetectionTestSupport
import Foundation

/// A random dump that is small enough to be written in every form there is.
///
/// Two scales of three anchors and two classes, input 64 by 32, two images.
struct SmallDump {
  /// How the numbers of an array are stored.
  enum Storage: String, CaseIterable {
    case little16 = "<f2"
    case little32 = "<f4"
    case little64 = "<f8"
    case big16 = ">f2"
    case big32 = ">f4"
    case big64 = ">f8"

    func bytes(_ value: Float) -> [UInt8] {
      var bytes: [UInt8] =
        switch self {
        case .little16, .big16: Self.bytes(Self.halfBits(value))
        case .little32, .big32: Self.bytes(value.bitPattern)
        case .little64, .big64: Self.bytes(Double(value).bitPattern)
        }
      if rawValue.hasPrefix(">") { bytes.reverse() }
      return bytes
    }

    private static func bytes(_ bits: some FixedWidthInteger) -> [UInt8] {
      (0..<bits.bitWidth / 8).map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) }
    }

    /// A half of the same sign, exponent and first ten digits; the values are of ordinary size.
    private static func halfBits(_ value: Float) -> UInt16 {
      guard abs(value) >= 0x1p-14 else { return 0 }
      let bits = value.bitPattern
      let exponent = UInt16((bits >> 23 & 0xff) - 112)
      return UInt16(bits >> 31) << 15 | exponent << 10 | UInt16(bits >> 13 & 0x3ff)
    }
  }

  /// The order of the axes; the raw value is what `--layout` calls it.
  enum Order: String, CaseIterable {
    case nhwc, nhwac, nchw, nahwc

    /// The axes, of image, row, column, anchor and channel, where the first is the slowest.
    var axes: [Int] {
      switch self {
      case .nhwc, .nhwac: [0, 1, 2, 3, 4]
      case .nchw: [0, 3, 4, 1, 2]
      case .nahwc: [0, 3, 1, 2, 4]
      }
    }

    /// `lengths` in this order, with the axes of anchor and channel joined where they are one.
    func shape(_ lengths: [Int]) -> [Int] {
      let all = axes.map { lengths[$0] }
      return switch self {
      case .nhwc: [all[0], all[1], all[2], all[3] * all[4]]
      case .nchw: [all[0], all[1] * all[2], all[3], all[4]]
      case .nhwac, .nahwc: all
      }
    }
  }

  static let scales: [(name: String, rows: Int, columns: Int)] = [("p3", 4, 8), ("p4", 2, 4)]
  static let channels = 7

  static let config = """
    {
      "name": "small-dump",
      "classes": ["cat", "dog"],
      "scales": [
        {"name": "p3", "stride": 8, "anchors": [[6, 8], [12, 9], [10, 16]]},
        {"name": "p4", "stride": 16, "anchors": [[20, 18], [26, 30], [40, 24]]}
      ],
      "fit": "none"
    }
    """

  static let labels = """
    first.jpg 2,3,12,14,0 20,4,52,30,1
    second.jpg 30.5,6,44,20,1

    """

  /// The logits of each scale in the order image, row, column, anchor, channel.
  let values: [[Float]]
  let images: Int

  init(images: Int = 2) {
    var generator = SeededGenerator(seed: 7)
    self.images = images
    values = Self.scales.map { scale in
      (0..<images * scale.rows * scale.columns * 3 * Self.channels).map { _ in
        Float.random(in: -3...3, using: &generator)
      }
    }
  }

  private func lengths(_ scale: Int) -> [Int] {
    [images, Self.scales[scale].rows, Self.scales[scale].columns, 3, Self.channels]
  }

  /// The bytes of a `.npy` file.
  func npy(
    scale: Int,
    order: Order = .nhwc,
    storage: Storage = .little32,
    isFortran: Bool = false,
    isBatched: Bool = true
  ) -> [UInt8] {
    var shape = order.shape(lengths(scale))
    if !isBatched { shape.removeFirst() }
    let list = shape.map { "\($0)," }.joined()
    var text = "{'descr': '\(storage.rawValue)', "
    text += "'fortran_order': \(isFortran ? "True" : "False"), 'shape': (\(list)), }"
    text += String(repeating: " ", count: 63 - (10 + text.utf8.count) % 64) + "\n"
    let head: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0]
    var ordered = ordered(scale, order.axes)
    if isFortran { ordered = Self.reversed(ordered, shape: shape) }
    return head + Array(text.utf8) + ordered.flatMap(storage.bytes)
  }

  /// The logits with their axes in another order.
  private func ordered(_ scale: Int, _ axes: [Int]) -> [Float] {
    let lengths = lengths(scale)
    var strides = Array(repeating: 1, count: 5)
    for axis in (0..<4).reversed() { strides[axis] = strides[axis + 1] * lengths[axis + 1] }
    return (0..<values[scale].count).map { index in
      var rest = index
      var source = 0
      for axis in axes.reversed() {
        source += rest % lengths[axis] * strides[axis]
        rest /= lengths[axis]
      }
      return values[scale][source]
    }
  }

  /// `values`, which stand in C order of `shape`, in Fortran order.
  private static func reversed(_ values: [Float], shape: [Int]) -> [Float] {
    var result: [Float] = []
    for index in values.indices {
      var rest = index
      var source = 0
      var stride = values.count
      var position: [Int] = []
      for length in shape {
        position.append(rest % length)
        rest /= length
      }
      for (length, step) in zip(shape, position) {
        stride /= length
        source += step * stride
      }
      result.append(values[source])
    }
    return result
  }
}

import AnchorDecoding
import DetectionNumerics
import DetectionText
import TargetAssignment

/// Memory for the derivatives of a loss by every raw value, to be used again and again.
///
/// ```swift
/// var gradients = GradientBuffer(for: heads)
/// let report = try loss(heads: heads, targets: targets, replacing: &gradients)
/// gradients.values[0]  // d(total) / d(heads[0]), in the head's own shape and order
/// ```
public struct GradientBuffer: Sendable {
  /// The derivatives by each head, in C order of the head's own axes.
  public internal(set) var values: [[Float]]

  /// Where every value of a head's gradient stands.
  private let layouts: [HeadLayout]

  /// The places of the anchors that the last call wrote more of than their objectness.
  private var written: [[Int]]

  /// Creates a buffer of zeros.
  ///
  /// - Parameter heads: The heads it is for, or others of the same shapes and orders.
  public init(for heads: [RawHead]) {
    layouts = heads.map(\.layout.elementIndices)
    values = layouts.map { [Float](repeating: 0, count: $0.valueCount) }
    written = heads.map { _ in [] }
  }

  /// Creates zeros for some images of one head; `layout` counts elements.
  init(_ layout: HeadLayout, images: Int) {
    layouts = [layout]
    values = [[Float](repeating: 0, count: images * layout.anchorsPerImage * layout.channels)]
    written = [[]]
  }

  /// Clears what the last call left, and remembers what the next one will write.
  ///
  /// - Throws: An error for a buffer of other heads.
  mutating func begin(_ heads: [RawHead], _ targets: [ImageTargets]) throws(Diagnostic) {
    let theirs = heads.map(\.layout)
    guard
      layouts.map(\.shape) == theirs.map(\.shape) && layouts.map(\.order) == theirs.map(\.order)
    else {
      throw .gradientBuffers(
        found: "a gradient buffer for \(layouts.words)",
        allowed: "\(theirs.words), as the heads are"
      )
    }
    for scale in layouts.indices { begin(scale, targets, of: scale) }
  }

  /// The same for a buffer of one head, and some of its images.
  mutating func begin(_ targets: ArraySlice<ImageTargets>, of scale: Int) {
    begin(0, targets, of: scale)
  }

  private mutating func begin(
    _ scale: Int,
    _ targets: some RandomAccessCollection<ImageTargets>,
    of targetScale: Int
  ) {
    let layout = layouts[scale]
    let step = layout.channelOffset(1)
    unsafe values[scale].withUnsafeMutableBufferPointer { entries in
      for start in written[scale] {
        if step == 1 {
          unsafe entries[start..<start + layout.channels].update(repeating: 0)
        } else {
          for channel in 0..<layout.channels { unsafe entries[start + channel * step] = 0 }
        }
      }
    }
    written[scale].removeAll(keepingCapacity: true)
    let perImage = layout.anchorsPerImage * layout.channels
    for (image, targets) in targets.enumerated() {
      // Borrowed: a copy of an anchor counts the references of its boxes and classes.
      let anchors = targets.scales[targetScale].positives
      let positives = anchors.span
      for index in positives.indices {
        let place = layout.anchorOffset(
          image: 0,
          row: positives[index].row,
          column: positives[index].column,
          anchor: positives[index].anchor
        )
        written[scale].append(image * perImage + place)
      }
    }
  }

  /// Sets everything to zero, for sums that start from there.
  mutating func clear() {
    values = layouts.map { [Float](repeating: 0, count: $0.valueCount) }
  }
}

extension [HeadLayout] {
  /// Shapes and orders in words.
  fileprivate var words: String {
    map { "\($0.shape) (\($0.order.rawValue))" }.joined(separator: ", ")
  }
}

extension Diagnostic {
  /// Buffers that are not for the heads of a loss.
  static func gradientBuffers(found: String, allowed: String) -> Diagnostic {
    Diagnostic(
      .request,
      code: "loss.gradient-buffer",
      found: found,
      allowed: allowed,
      remedy: "make the buffers for these heads"
    )
  }
}

/// The gradient of a total loss by one raw head.
public struct HeadGradient: Hashable, Sendable {
  /// What the dump calls the head.
  public let name: String

  /// The lengths of the head's axes.
  public let shape: [Int]

  /// The derivatives, in C order, in the order of the head's own axes.
  public let values: [Float]

  /// Creates a gradient.
  public init(name: String, shape: [Int], values: [Float]) {
    self.name = name
    self.shape = shape
    self.values = values
  }
}

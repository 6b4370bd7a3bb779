import AnchorDecoding
import RealFunctions

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

  /// Clears what the last call left, and remembers what the next one will write.
  ///
  /// - Precondition: The buffer is for such heads.
  mutating func begin(_ batch: LossBatch) {
    precondition(
      layouts.map(\.shape) == batch.heads.map(\.layout.shape)
        && layouts.map(\.order) == batch.heads.map(\.layout.order),
      "a gradient buffer is for heads of one shape and order"
    )
    for scale in layouts.indices {
      let layout = layouts[scale]
      let step = layout.channelOffset(1)
      for start in written[scale] {
        for channel in 0..<layout.channels { values[scale][start + channel * step] = 0 }
      }
      written[scale].removeAll(keepingCapacity: true)
      for (image, targets) in batch.targets.enumerated() {
        for target in targets.scales[scale].responsible {
          written[scale].append(
            layout.anchorOffset(
              image: image,
              row: target.row,
              column: target.column,
              anchor: target.anchor
            )
          )
        }
      }
    }
  }

  /// Sets the objectness of every anchor to zero, for sums that start from there.
  mutating func clearObjectness() {
    for (scale, layout) in layouts.enumerated() {
      for image in 0..<layout.images {
        for row in 0..<layout.rows {
          for column in 0..<layout.columns {
            for anchor in 0..<layout.anchors {
              let start = layout.anchorOffset(
                image: image,
                row: row,
                column: column,
                anchor: anchor
              )
              values[scale][start + layout.channelOffset(4)] = 0
            }
          }
        }
      }
    }
  }
}

/// One head's gradient, cut into its images.
@safe
struct ImageRegions<Entry: RealNumber> {
  private let entries: UnsafeMutableBufferPointer<Entry>
  private let perImage: Int

  init(_ entries: UnsafeMutableBufferPointer<Entry>, perImage: Int) {
    unsafe self.entries = entries
    self.perImage = perImage
  }

  /// The entries of one image.
  func region(_ image: Int) -> UnsafeMutableBufferPointer<Entry> {
    unsafe UnsafeMutableBufferPointer(rebasing: entries[image * perImage..<(image + 1) * perImage])
  }
}

extension Array {
  /// Hands out the images' parts of a batch's gradients, which must not leave `body`.
  mutating func withImages<Entry: RealNumber, Result>(
    of batch: LossBatch,
    _ body: ([ImageRegions<Entry>]) -> Result
  ) -> Result where Element == [Entry] {
    withImages(of: batch, from: [], body)
  }

  private mutating func withImages<Entry: RealNumber, Result>(
    of batch: LossBatch,
    from found: [ImageRegions<Entry>],
    _ body: ([ImageRegions<Entry>]) -> Result
  ) -> Result where Element == [Entry] {
    guard found.count < count else { return body(found) }
    let layout = batch.heads[found.count].layout
    var values: [Entry] = []
    swap(&values, &self[found.count])
    defer { swap(&values, &self[found.count]) }
    return unsafe values.withUnsafeMutableBufferPointer { entries in
      let regions = unsafe ImageRegions(
        entries,
        perImage: layout.anchorsPerImage * layout.channels
      )
      return withImages(of: batch, from: found + [regions], body)
    }
  }
}

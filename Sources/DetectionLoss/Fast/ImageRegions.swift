import DetectionNumerics

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
  /// Hands out the images' parts of gradients, which must not leave `body`.
  mutating func withImages<Entry: RealNumber, Result>(
    perImage: [Int],
    _ body: ([ImageRegions<Entry>]) -> Result
  ) -> Result where Element == [Entry] {
    withImages(perImage: perImage, from: [], body)
  }

  private mutating func withImages<Entry: RealNumber, Result>(
    perImage: [Int],
    from found: [ImageRegions<Entry>],
    _ body: ([ImageRegions<Entry>]) -> Result
  ) -> Result where Element == [Entry] {
    guard found.count < count else { return body(found) }
    var values: [Entry] = []
    swap(&values, &self[found.count])
    defer { swap(&values, &self[found.count]) }
    return unsafe values.withUnsafeMutableBufferPointer { entries in
      let regions = unsafe ImageRegions(entries, perImage: perImage[found.count])
      return withImages(perImage: perImage, from: found + [regions], body)
    }
  }
}

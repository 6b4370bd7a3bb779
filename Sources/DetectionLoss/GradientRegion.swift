import DetectionNumerics

/// A sink that adds to an image's part of a buffer.
///
/// Each image has a part of its own, so that threads never meet. Places outside the part are a
/// mistake of the toolkit, and stop it.
@safe
struct AddingRegion<Entry: RealNumber>: GradientSink {
  private let entries: UnsafeMutableBufferPointer<Entry>
  private let largest = Double(Entry.greatestFiniteMagnitude)

  init(_ entries: UnsafeMutableBufferPointer<Entry>) { unsafe self.entries = entries }

  @inline(__always)
  func add(_ derivative: Double, to term: LossTerm, at index: Int) {
    unsafe precondition(index >= 0 && index < entries.count, "a derivative outside its image")
    unsafe entries[index] += Entry(min(max(derivative, -largest), largest))
  }

  @inline(__always)
  func add(_ derivative: Float, at index: Int) {
    unsafe precondition(index >= 0 && index < entries.count, "a derivative outside its image")
    unsafe entries[index] += Entry(derivative)
  }
}

/// A sink that writes to an image's part of a buffer, where everything that is not written is
/// zero already.
@safe
struct WritingRegion: GradientSink {
  private let entries: UnsafeMutableBufferPointer<Float>
  private static let largest = Double(Float.greatestFiniteMagnitude)

  init(_ entries: UnsafeMutableBufferPointer<Float>) { unsafe self.entries = entries }

  @inline(__always)
  func add(_ derivative: Double, to term: LossTerm, at index: Int) {
    add(Float(min(max(derivative, -Self.largest), Self.largest)), at: index)
  }

  @inline(__always)
  func add(_ derivative: Float, at index: Int) {
    unsafe precondition(index >= 0 && index < entries.count, "a derivative outside its image")
    unsafe entries[index] = derivative
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

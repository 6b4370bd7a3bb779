import AnchorDecoding
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
  private let memory: UnsafeMutableBufferPointer<Float>
  private static let largest = Double(Float.greatestFiniteMagnitude)

  init(_ entries: UnsafeMutableBufferPointer<Float>) { unsafe memory = entries }

  /// Writes to memory that holds nothing yet: its zeros are in the nearest caches when what is not
  /// zero comes.
  init(zeroing entries: UnsafeMutableBufferPointer<Float>) {
    unsafe entries.initialize(repeating: 0)
    unsafe memory = entries
  }

  var entries: UnsafeMutableBufferPointer<Float>? { unsafe memory }

  @inline(__always)
  func add(_ derivative: Double, to term: LossTerm, at index: Int) {
    add(Float(min(max(derivative, -Self.largest), Self.largest)), at: index)
  }

  @inline(__always)
  func add(_ derivative: Float, at index: Int) {
    unsafe precondition(index >= 0 && index < memory.count, "a derivative outside its image")
    unsafe memory[index] = derivative
  }

  @inline(__always)
  func addClasses(
    _ derivatives: borrowing Span<Float>,
    count: Int,
    times factor: Double,
    at first: Int,
    step: Int
  ) {
    unsafe precondition(
      count <= derivatives.count && first >= 0 && step >= 0
        && first + (count - 1) * step < memory.count,
      "a derivative outside its image"
    )
    func write(step: Int) {
      for place in 0..<count {
        let derivative = unsafe Double(derivatives[unchecked: place]) * factor
        unsafe memory[first &+ place &* step] = Float(
          min(max(derivative, -Self.largest), Self.largest)
        )
      }
    }
    // Neighbours are written several at a time.
    if step == 1 { write(step: 1) } else { write(step: step) }
  }

  @inline(__always)
  func add(
    _ derivatives: borrowing MutableSpan<Float>,
    times factor: Double,
    of strip: AnchorStrip,
    in layout: HeadLayout
  ) {
    let indices = layout.elementIndices
    // No distance is negative: one check of the last place instead of one for each.
    unsafe precondition(
      derivatives.count >= strip.count
        && strip.runs(channel: 4, image: 0, of: indices)?.last ?? .max < memory.count,
      "a derivative outside its image"
    )
    strip.visit(channel: 4, of: indices) { index, offset in
      let derivative = unsafe derivatives[unchecked: index]
      unsafe memory[offset] =
        factor == 1
        ? derivative : Float(min(max(Double(derivative) * factor, -Self.largest), Self.largest))
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

extension Array where Element == [Float] {
  /// Creates gradients whose images are filled by `body`, each from beginning to end.
  ///
  /// - Parameters:
  ///   - perImage: The number of values of an image, for each head.
  ///   - images: The number of images.
  ///   - body: Takes memory that holds nothing, which must not leave it.
  /// - Returns: What `body` returns, and the gradients.
  static func fresh<Result>(
    perImage: [Int],
    images: Int,
    _ body: ([ImageRegions<Float>]) -> Result
  ) -> (result: Result, gradients: [[Float]]) {
    fresh(perImage: perImage, images: images, from: [], body)
  }

  private static func fresh<Result>(
    perImage: [Int],
    images: Int,
    from found: [ImageRegions<Float>],
    _ body: ([ImageRegions<Float>]) -> Result
  ) -> (result: Result, gradients: [[Float]]) {
    guard found.count < perImage.count else { return (body(found), []) }
    let count = perImage[found.count] * images
    var rest: (result: Result, gradients: [[Float]])?
    let values = unsafe [Float](unsafeUninitializedCapacity: count) { entries, filled in
      let own = unsafe UnsafeMutableBufferPointer(rebasing: entries[..<count])
      let regions = unsafe ImageRegions(own, perImage: perImage[found.count])
      rest = fresh(perImage: perImage, images: images, from: found + [regions], body)
      filled = count
    }
    guard let rest else { preconditionFailure("memory that was not filled") }
    return (rest.result, [values] + rest.gradients)
  }
}

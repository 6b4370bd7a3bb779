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
  func add(_ derivative: Double, at index: Int) {
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
  func add(_ derivative: Double, at index: Int) {
    add(Float(min(max(derivative, -Self.largest), Self.largest)), at: index)
  }

  @inline(__always)
  func add(_ derivative: Float, at index: Int) {
    unsafe precondition(index >= 0 && index < entries.count, "a derivative outside its image")
    unsafe entries[index] = derivative
  }
}

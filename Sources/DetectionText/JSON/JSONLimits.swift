/// How much a JSON file may ask of its reader.
package struct JSONLimits: Hashable, Sendable {
  /// The largest file, in bytes.
  package var bytes: Int

  /// The deepest nesting of arrays and objects.
  package var depth: Int

  /// The most values in a file, counting arrays and objects.
  package var values: Int

  package init(
    bytes: Int = JSONLimits.maximumBytes,
    depth: Int = JSONLimits.maximumDepth,
    values: Int = JSONLimits.maximumValues
  ) {
    self.bytes = bytes
    self.depth = depth
    self.values = values
  }

  /// 16 MiB: a million class names of 16 letters. A dump given by mistake is refused before it
  /// fills the memory.
  package static let maximumBytes = 16 * 1024 * 1024

  /// The reader recurses once a level, and a file of brackets must not exhaust the stack; a
  /// configuration needs five levels.
  package static let maximumDepth = 64

  /// A value takes a few dozen bytes in memory but as few as two in a file; this bounds the
  /// memory of a file of zeros, and leaves room for a million class names.
  package static let maximumValues = 2_000_000
}

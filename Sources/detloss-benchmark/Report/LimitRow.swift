/// The figures of a limit program.
package struct LimitRow: Encodable, Sendable {
  /// Which: ``LimitProgram``.
  package var program: String

  /// The size of the buffer, in bytes.
  package var bytes: Int

  /// The number of images whose heads fill it.
  package var images: Int

  /// The number of timed runs.
  package var runs: Int

  /// The median of the runs, in nanoseconds.
  package var medianNanoseconds: Double

  /// The shortest run, in nanoseconds.
  package var minimumNanoseconds: Double

  /// The bytes that are moved, by whole cache lines.
  package var bytesMoved: Int

  /// Bytes moved in the median time, in 10⁹ a second.
  package var gigabytesPerSecond: Double

  /// The sum of what the runs returned.
  package var checksum: Double
}

extension LimitRow {
  /// Works out the figures of a limit program over the heads of some images.
  package init(_ program: LimitProgram, _ buffers: LimitBuffers, images: Int, _ timing: Timing) {
    let bytes = buffers.bytesTouched(by: program).total
    self.init(
      program: program.rawValue,
      bytes: buffers.byteCount,
      images: images,
      runs: timing.times.nanoseconds.count,
      medianNanoseconds: timing.times.median,
      minimumNanoseconds: timing.times.minimum,
      bytesMoved: bytes,
      gigabytesPerSecond: Double(bytes) / timing.times.median,
      checksum: timing.checksum
    )
  }
}

import AnchorDecoding
import DetectorConfiguration

/// Memory for every decoded value of a batch, which every call uses again.
struct DecodedBatch: Sendable {
  /// The values, head after head and image after image.
  private var values: [Float]

  /// Where the values of each head begin, and how many an image has.
  private let places: [(start: Int, perImage: Int)]

  init(for heads: [RawHead]) {
    var places: [(start: Int, perImage: Int)] = []
    var count = 0
    for head in heads {
      places.append((count, head.layout.anchorsPerImage * head.layout.channels))
      count += head.layout.valueCount
    }
    self.places = places
    values = Array(repeating: 0, count: count)
  }

  /// Decodes all images of all heads.
  ///
  /// - Returns: A value of every image and scale, added up.
  mutating func decode(
    _ inputs: Inputs,
    _ detector: Detector,
    threads: Int
  ) throws -> Double {
    let places = places
    return try unsafe values.withUnsafeMutableBufferPointer { values in
      // Every image has values of its own, which no other thread touches.
      nonisolated(unsafe) let values = unsafe values
      return try ImageShare.sum(overImages: inputs.setting.batch, threads: threads) { image in
        var checksum = 0.0
        for (index, scale) in detector.scales.enumerated() {
          let start = places[index].start + image * places[index].perImage
          let part = unsafe values.extracting(start..<start + places[index].perImage)
          var span = unsafe part.mutableSpan
          try inputs.heads[index].decode(
            image: image,
            scale: scale,
            into: &span
          )
          unsafe checksum += Double(part[part.count / 2])
        }
        return checksum
      }
    }
  }
}

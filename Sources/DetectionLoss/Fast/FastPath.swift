import DetectionNumerics
import DetectorConfiguration
import TargetAssignment

/// The fast layers of a detector, and the threads that run them.
///
/// Work is split by image and every image's sums are its own, so that a report has the same bits
/// for any number of threads.
struct FastPath: Sendable {
  private let layers: [FastLayer]
  private let threads: Int

  init(_ detector: Detector, threads: Int, instructions: InstructionSet) {
    layers = detector.scales.indices.map {
      FastLayer(detector, scale: $0, instructions: instructions)
    }
    self.threads = threads
  }

  /// The losses of every scale, image by image.
  ///
  /// - Parameters:
  ///   - batch: Heads and targets.
  ///   - sink: Where the derivatives of a scale of an image go.
  /// - Returns: A list for every scale.
  func losses<Sink: GradientSink>(
    of batch: LossBatch,
    sink: (_ scale: Int, _ image: Int) -> Sink
  ) -> [[LayerLoss]] {
    let images = 0..<batch.targets.count
    let losses = losses(of: batch, scales: layers.indices, images: images, sink: sink)
    return layers.indices.map { Array(losses[$0 * images.count..<($0 + 1) * images.count]) }
  }

  /// The losses of some images on some scales, scale by scale.
  func losses<Sink: GradientSink>(
    of batch: LossBatch,
    scales: Range<Int>,
    images: Range<Int>,
    sink: (_ scale: Int, _ image: Int) -> Sink
  ) -> [LayerLoss] {
    var losses = [LayerLoss](repeating: LayerLoss(), count: scales.count * images.count)
    let anchors = scales.reduce(0) { $0 + batch.heads[$1].layout.anchorsPerImage * images.count }
    guard threads > 1, images.count > 1, anchors >= Self.leastSharedWork else {
      evaluate(images, of: batch, scales: scales, sink: sink) { scale, image, loss in
        losses[(scale - scales.lowerBound) * images.count + image - images.lowerBound] = loss
      }
      return losses
    }
    // Some more pieces than threads, so that none waits long for the last.
    let pieces = min(images.count, 4 * threads)
    unsafe losses.withUnsafeMutableBufferPointer { places in
      // Every piece has images of its own, and with them places and sinks that no other touches.
      nonisolated(unsafe) let places = unsafe places
      nonisolated(unsafe) let sink = sink
      concurrently(pieces) { piece in
        let first = images.lowerBound + piece * images.count / pieces
        let end = images.lowerBound + (piece + 1) * images.count / pieces
        unsafe evaluate(first..<end, of: batch, scales: scales, sink: sink) { scale, image, loss in
          let row = (scale - scales.lowerBound) * images.count
          unsafe places[row + image - images.lowerBound] = loss
        }
      }
    }
    return losses
  }

  /// The number of anchors below which waking a thread costs more than it saves: a sleeping one
  /// takes some 50 microseconds.
  private static let leastSharedWork = 40_000

  /// The losses of some images, one after the other, in memory that all of them share.
  private func evaluate<Sink: GradientSink>(
    _ images: Range<Int>,
    of batch: LossBatch,
    scales: Range<Int>,
    sink: (_ scale: Int, _ image: Int) -> Sink,
    put: (_ scale: Int, _ image: Int, LayerLoss) -> Void
  ) {
    var scratch = LayerScratch()
    for scale in scales {
      for image in images {
        var sink = sink(scale, image)
        let loss = layers[scale].evaluate(
          batch.heads[scale],
          image: image,
          targets: batch.targets[image].scales[scale],
          factors: batch.factors[scale],
          scratch: &scratch,
          into: &sink
        )
        put(scale, image, loss)
      }
    }
  }
}

import DetectorConfiguration
import Dispatch
import TargetAssignment

/// The fast layers of a detector, and the threads that run them.
///
/// Work is split by image and every image's sums are its own, so that a report has the same bits
/// for any number of threads.
struct FastPath: Sendable {
  private let layers: [FastLayer]
  private let threads: Int

  init(_ configuration: DetectorConfiguration, threads: Int) {
    layers = configuration.scales.indices.map { FastLayer(configuration, scale: $0) }
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
    let images = batch.targets.count
    var losses = [LayerLoss](repeating: LayerLoss(), count: layers.count * images)
    let pieces = pieceCount(batch)
    guard pieces > 1 else {
      evaluate(0..<images, of: batch, sink: sink) { losses[$0] = $1 }
      return layers.indices.map { Array(losses[$0 * images..<($0 + 1) * images]) }
    }
    unsafe losses.withUnsafeMutableBufferPointer { places in
      // Every piece has images of its own, and with them places and sinks that no other touches.
      nonisolated(unsafe) let places = unsafe places
      nonisolated(unsafe) let sink = sink
      DispatchQueue.concurrentPerform(iterations: pieces) { piece in
        let images = piece * images / pieces..<(piece + 1) * images / pieces
        unsafe evaluate(images, of: batch, sink: sink) { unsafe places[$0] = $1 }
      }
    }
    return layers.indices.map { Array(losses[$0 * images..<($0 + 1) * images]) }
  }

  /// How many pieces the images are cut into; one where waking a thread costs more than it saves.
  private func pieceCount(_ batch: LossBatch) -> Int {
    let anchors = batch.heads.reduce(0) { $0 + $1.layout.anchorsPerImage * $1.layout.images }
    guard threads > 1, anchors >= 40_000 else { return 1 }
    // Some more than threads, so that none waits long for the last.
    return min(batch.targets.count, 4 * threads)
  }

  /// The losses of some images, one after the other, in memory that all of them share.
  private func evaluate<Sink: GradientSink>(
    _ images: Range<Int>,
    of batch: LossBatch,
    sink: (_ scale: Int, _ image: Int) -> Sink,
    put: (_ place: Int, LayerLoss) -> Void
  ) {
    var scratch = LayerScratch()
    for scale in layers.indices {
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
        put(scale * batch.targets.count + image, loss)
      }
    }
  }
}

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
    var losses = layers.map { _ in [LayerLoss](repeating: LayerLoss(), count: images) }
    var scratch = LayerScratch()
    for scale in layers.indices {
      for image in 0..<images {
        var sink = sink(scale, image)
        losses[scale][image] = layers[scale].evaluate(
          batch.heads[scale],
          image: image,
          targets: batch.targets[image].scales[scale],
          factors: batch.factors[scale],
          scratch: &scratch,
          into: &sink
        )
      }
    }
    return losses
  }
}

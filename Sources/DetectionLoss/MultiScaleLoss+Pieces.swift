import AnchorDecoding
import DetectionNumerics
import TargetAssignment

extension MultiScaleLoss {
  /// The loss of a batch; its derivatives are handed out piece by piece, for batches whose gradient
  /// is better written to a file than held in memory.
  ///
  /// ```swift
  /// let report = try loss(heads: heads, targets: targets) { head, values in
  ///   try file.append(values, to: head)
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - heads: The raw output of every scale, in the order of the detector.
  ///   - targets: What every image shall predict, in the order of the heads' images.
  ///   - visit: Takes the index of a head and its next derivatives. The pieces of a head follow
  ///     each other in C order of its own axes and are some whole images each; the heads follow
  ///     each other in their order.
  /// - Returns: The loss by parts, scales, images and objects.
  /// - Throws: ``LossInputError``, as for the loss alone, and then the pieces handed out so far mean
  ///   nothing; or what `visit` throws.
  /// - Complexity: That of the loss with a gradient; pieces have 16 MB, or one image if that is
  ///   larger.
  public func callAsFunction(
    heads: [RawHead],
    targets: [ImageTargets],
    visitingGradient visit: (_ head: Int, _ values: [Float]) throws -> Void
  ) throws -> LossReport {
    let batch = try LossBatch(heads, targets, detector, checking: checkedValues)
    switch path {
    case .plain(let layers):
      var sinks = heads.map { _ in GradientList() }
      let report = try batch.report(of: layers, into: &sinks)
      for (scale, sink) in sinks.enumerated() {
        let perImage = heads[scale].layout.anchorsPerImage * heads[scale].layout.channels
        var rest = sink.pieces
        for image in targets.indices {
          var values = [Float](repeating: 0, count: perImage)
          rest.addNext(to: &values, from: image * perImage)
          try visit(scale, values)
        }
      }
      return report
    case .fast(let fast):
      var losses: [[LayerLoss]] = []
      for scale in heads.indices {
        losses.append([])
        let layout = heads[scale].layout
        let perImage = layout.anchorsPerImage * layout.channels
        let step = max(1, (16 << 20) / (perImage * 4))
        var piece = GradientBuffer(layout.elementIndices, images: min(step, targets.count))
        for first in stride(from: 0, to: targets.count, by: step) {
          let images = first..<min(first + step, targets.count)
          piece.begin(targets[images].map { $0.scales[scale] })
          losses[scale] += piece.values.withImages(perImage: [perImage]) { regions in
            fast.losses(of: batch, scales: scale..<scale + 1, images: images) { _, image in
              unsafe WritingRegion(regions[0].region(image - first))
            }
          }
          try visit(
            scale,
            images.count == step
              ? piece.values[0] : Array(piece.values[0].prefix(images.count * perImage))
          )
        }
      }
      return try batch.report(of: losses)
    }
  }
}

import AnchorDecoding
import BoxGeometry
import DetectionNumerics
import DetectorConfiguration
import TargetAssignment

/// The loss of a detector: the sum of its scales' layers over a batch.
///
/// ```
/// loss = Σ over scales ( Σ over images (layer) · factor )
/// ```
///
/// with the factor of the configuration's reduction, such as one over the number of images.
///
/// Sums are kept in `Double` and taken in the order of anchors, images and scales.
///
/// `MultiScaleLoss<Double>` is the readable form, ``LossLayer`` after ``LossLayer``, all in
/// `Double`: the specification. `MultiScaleLoss<Float>` is the fast path for heads of a network:
/// the same anchors count as the same, boxes are compared in `Double` too, and the sums over
/// background anchors and classes are single precision, `1e-7` from the specification. The bits do
/// not depend on the layout, the number of threads or the processor.
///
/// ```swift
/// let loss = MultiScaleLoss<Double>(detector)
/// let report = try loss(heads: heads, targets: targets)
/// print(report.loss.total)
/// ```
public struct MultiScaleLoss<Scalar: RealNumber>: Sendable {
  /// The detector.
  public let detector: Detector

  /// Which values are looked at for NaN and infinity.
  public let checking: ValueCheck

  /// The number of threads that the fast path may use.
  public let threads: Int

  let path: Path

  enum Path: Sendable {
    case plain([LossLayer<Scalar>])
    case fast(FastPath)
  }

  /// Creates the loss of a detector.
  ///
  /// - Parameters:
  ///   - detector: The detector.
  ///   - checking: Which values are looked at for NaN and infinity; the readable form, in `Double`,
  ///     looks at every value whatever this says.
  ///   - threads: How many threads the fast path may use, at least one; small batches use fewer.
  public init(
    _ detector: Detector,
    checking: ValueCheck = .everyValue,
    threads: Int = 1
  ) {
    self.init(detector, checking: checking, threads: threads, instructions: .best)
  }

  /// Creates the loss of a detector for one instruction set; the bits are the same for all.
  package init(
    _ detector: Detector,
    checking: ValueCheck = .everyValue,
    threads: Int = 1,
    instructions: InstructionSet
  ) {
    precondition(threads >= 1, "a loss needs a thread")
    self.detector = detector
    self.checking = checking
    self.threads = threads
    path =
      Scalar.self == Float.self
      ? .fast(FastPath(detector, threads: threads, instructions: instructions))
      : .plain(detector.scales.indices.map { LossLayer(detector, scale: $0) })
  }

  /// The loss of a batch.
  ///
  /// - Parameters:
  ///   - heads: The raw output of every scale, in the order of the detector.
  ///   - targets: What every image shall predict, in the order of the heads' images.
  /// - Returns: The loss by parts, scales, images and objects.
  /// - Throws: ``LossInputError`` when heads and targets do not belong together, or a head holds
  ///   values that are not finite.
  /// - Complexity: O(values) to look for NaN, if every value is checked; one value of every anchor,
  ///   and all values of the responsible ones, on the fast path; what ``LossLayer`` takes for every
  ///   image on the other.
  public func callAsFunction(
    heads: [RawHead],
    targets: [ImageTargets]
  ) throws(LossInputError) -> LossReport {
    let batch = try LossBatch(heads, targets, detector, checking: checkedValues)
    switch path {
    case .plain(let layers):
      var sinks = heads.map { _ in NoGradient() }
      return try batch.report(of: layers, into: &sinks)
    case .fast(let fast):
      return try batch.report(of: fast.losses(of: batch) { _, _ in NoGradient() })
    }
  }

  /// The readable form computes with the box of every anchor, so that all of them must be numbers.
  var checkedValues: ValueCheck {
    if case .plain = path { .everyValue } else { checking }
  }

  /// The loss of a batch, and its derivative by every raw value.
  ///
  /// What a framework holds constant is held constant: an overlap that is the objectness target,
  /// and where the configuration says so the `alpha` of CIoU. Of two equal values in a maximum or
  /// minimum, and at the bend of an absolute value, the slope is that of the side named in the
  /// formula's own documentation.
  ///
  /// - Parameters:
  ///   - heads: The raw output of every scale, in the order of the detector.
  ///   - targets: What every image shall predict, in the order of the heads' images.
  /// - Returns: The loss, and a gradient for each head in its own shape and order.
  /// - Throws: ``LossInputError``, as for the loss alone.
  /// - Complexity: That of the loss, and O(values) for the zeros.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func withGradient(
    heads: [RawHead],
    targets: [ImageTargets]
  ) throws(LossInputError) -> (report: LossReport, gradients: [HeadGradient<Scalar>]) {
    var values = heads.map { [Scalar](repeating: 0, count: $0.layout.valueCount) }
    let batch = try LossBatch(heads, targets, detector, checking: checkedValues)
    let report = try report(of: batch, addingGradientTo: &values)
    let gradients = zip(heads, values).map { head, values in
      HeadGradient(name: head.name, shape: head.layout.shape, values: values)
    }
    return (report, gradients)
  }

  /// The loss of a batch; its derivatives are added to buffers of the caller.
  ///
  /// - Parameters:
  ///   - heads: The raw output of every scale, in the order of the detector.
  ///   - targets: What every image shall predict, in the order of the heads' images.
  ///   - gradients: For each head an array of its number of values, in C order of its own axes;
  ///     `Float` entries take derivatives computed in `Double` too, rounded once.
  /// - Returns: The loss by parts, scales, images and objects.
  /// - Throws: ``LossInputError``, as for the loss alone; then nothing was added.
  /// - Precondition: There is a buffer for each head, with as many elements as the head.
  /// - Complexity: That of the loss, on the fast path twice, because it is known to be finite before
  ///   anything is added; the readable form keeps sixteen bytes for each value that takes part.
  public func callAsFunction<Entry: RealNumber>(
    heads: [RawHead],
    targets: [ImageTargets],
    addingGradientTo gradients: inout [[Entry]]
  ) throws(LossInputError) -> LossReport {
    precondition(
      gradients.map(\.count) == heads.map(\.layout.valueCount),
      "a gradient buffer has one element for each value of its head"
    )
    let batch = try LossBatch(heads, targets, detector, checking: checkedValues)
    if case .fast(let fast) = path {
      _ = try batch.report(of: fast.losses(of: batch) { _, _ in NoGradient() })
    }
    return try report(of: batch, addingGradientTo: &gradients)
  }

  /// The loss of a batch; its derivatives take the place of what a buffer held.
  ///
  /// A buffer that is used again costs far less than fresh memory: of the last call only the
  /// anchors are cleared that were responsible, and every page is there already.
  ///
  /// ```swift
  /// var gradients = GradientBuffer(for: heads)
  /// let report = try loss(heads: heads, targets: targets, replacing: &gradients)
  /// gradients.values[0]  // d(total) / d(heads[0])
  /// ```
  ///
  /// - Parameters:
  ///   - heads: The raw output of every scale, in the order of the detector.
  ///   - targets: What every image shall predict, in the order of the heads' images.
  ///   - gradients: A buffer made for heads of these shapes and orders.
  /// - Returns: The loss by parts, scales, images and objects.
  /// - Throws: ``LossInputError``, as for the loss alone; then the buffer's values mean nothing
  ///   until the next call.
  /// - Precondition: The buffer was made for such heads.
  /// - Complexity: That of the loss, and one number written for every anchor.
  public func callAsFunction(
    heads: [RawHead],
    targets: [ImageTargets],
    replacing gradients: inout GradientBuffer
  ) throws(LossInputError) -> LossReport {
    let batch = try LossBatch(heads, targets, detector, checking: checkedValues)
    gradients.begin(heads, targets)
    switch path {
    case .plain(let layers):
      var sinks = heads.map { _ in GradientList() }
      let report = try batch.report(of: layers, into: &sinks)
      gradients.clear()
      for (index, sink) in sinks.enumerated() { sink.add(to: &gradients.values[index]) }
      return report
    case .fast(let fast):
      let losses = gradients.values.withImages(perImage: batch.valuesPerImage) { regions in
        fast.losses(of: batch) { scale, image in
          unsafe WritingRegion(regions[scale].region(image))
        }
      }
      return try batch.report(of: losses)
    }
  }

  private func report<Entry: RealNumber>(
    of batch: LossBatch,
    addingGradientTo gradients: inout [[Entry]]
  ) throws(LossInputError) -> LossReport {
    switch path {
    case .plain(let layers):
      var sinks = batch.heads.map { _ in GradientList() }
      let report = try batch.report(of: layers, into: &sinks)
      for (index, sink) in sinks.enumerated() { sink.add(to: &gradients[index]) }
      return report
    case .fast(let fast):
      let losses = gradients.withImages(perImage: batch.valuesPerImage) { regions in
        fast.losses(of: batch) { scale, image in
          unsafe AddingRegion(regions[scale].region(image))
        }
      }
      return try batch.report(of: losses)
    }
  }
}

import AnchorDecoding
import DetectionNumerics
import DetectorConfiguration
import TargetAssignment

/// The loss of a detector: sums over anchors, images and scales, and their gradient.
///
/// ```
/// loss = Σ over scales ( Σ over images ( Σ over anchors ) · factor )
///
/// for each anchor
///   positive     box + objectness(target 1, or the overlap) + classification
///   negative     objectness(target 0)
///   ignored      nothing
/// ```
///
/// with the factor of the configuration's reduction, such as one over the number of images. The
/// class channels of anchors that are not positive are never read, and a value that takes no part
/// cannot reach the sum: masks select, they do not multiply.
///
/// There are two forms. The plain one computes every formula as it is written, in `Double`: it is
/// the specification. The fast one is for heads of a network: the same anchors are positive,
/// ignored and negative, boxes are compared in `Double` too, and the sums over negative anchors
/// and classes are single precision, `1e-7` from the specification. Its bits do not depend on the
/// layout of the heads, the number of threads or the processor.
///
/// ```swift
/// let loss = DetectorLoss(detector)
/// let report = try loss(heads: heads, targets: targets)
/// print(report.loss.total)
/// ```
///
/// Sums over the anchors of an image are kept in `Double` and taken in their order; those over images are
/// exact and rounded once, so that they do not depend on how a batch is cut or ordered.
public struct DetectorLoss: Sendable {
  /// The detector.
  public var detector: Detector { forms.detector }

  /// In which precision it computes.
  public let precision: Precision

  /// Which values are looked at for NaN and infinity.
  public let checking: ValueCheck

  /// The number of threads that the fast form may use.
  public let threads: Int

  private let forms: Forms

  var plain: [PlainForm] { forms.plain }
  var fast: [FastForm] { forms.fast }

  /// The memory of threads that work for it.
  var scratch: ScratchPool { forms.scratch }

  /// What every call reads, behind one reference: evaluations and totals hold the loss, and copying
  /// all of it takes as long as some percent of a small one.
  private final class Forms: Sendable {
    let detector: Detector
    let plain: [PlainForm]
    let fast: [FastForm]
    let scratch = ScratchPool()

    init(_ detector: Detector, _ instructions: InstructionSet) {
      self.detector = detector
      plain = detector.scales.map { PlainForm(detector, $0) }
      fast = plain.map { FastForm($0, instructions: instructions) }
    }
  }

  /// What a loss is computed in.
  public enum Precision: Hashable, Sendable {
    /// The plain form for a batch that holds a head of `Double`, so that no digit of it is lost;
    /// the fast one for all others.
    case asStored

    /// The plain form, in `Double`.
    case double

    /// The fast form, whose sums over many values are `Float`.
    case single
  }

  /// Which values of a head a loss looks at for NaN and infinity.
  public enum ValueCheck: Hashable, Sendable {
    /// Every value, also those that take no part in the loss.
    case everyValue

    /// Those that take part: the objectness of every anchor, the boxes that may overlap an object,
    /// and all values of positive anchors.
    ///
    /// The rest is not even read, which is what makes the fast form fast.
    /// ``LossReport/clampedSizes`` then counts the boxes of positive anchors only. The plain form
    /// computes with every box and looks at every value all the same.
    case valuesThatTakePart
  }

  /// Creates the loss of a detector.
  ///
  /// - Parameters:
  ///   - detector: The detector.
  ///   - precision: What to compute in.
  ///   - checking: Which values are looked at for NaN and infinity.
  ///   - threads: How many threads the fast form may use, at least one; small batches use fewer.
  public init(
    _ detector: Detector,
    precision: Precision = .asStored,
    checking: ValueCheck = .everyValue,
    threads: Int = 1
  ) {
    self.init(
      detector,
      precision: precision,
      checking: checking,
      threads: threads,
      instructions: .best
    )
  }

  /// Creates the loss of a detector for one instruction set; the bits are the same for all.
  package init(
    _ detector: Detector,
    precision: Precision = .asStored,
    checking: ValueCheck = .everyValue,
    threads: Int = 1,
    instructions: InstructionSet
  ) {
    self.precision = precision
    self.checking = checking
    self.threads = max(1, threads)
    forms = Forms(detector, instructions)
  }
}

// MARK: - Loss

extension DetectorLoss {
  /// The loss of a batch.
  ///
  /// - Parameters:
  ///   - heads: The raw output of every scale, in the order of the detector.
  ///   - targets: What every image's anchors should predict, in the order of the heads' images.
  /// - Returns: The loss by parts, scales, images and objects.
  /// - Throws: A `Diagnostic` when heads or targets do not belong to the detector or to each
  ///   other, a head holds values that are not finite, or the loss is too large for a `Double`.
  /// - Complexity: O(values) to look for NaN, if every value is checked; then one value of every
  ///   anchor and all values of the positive ones in the fast form, and
  ///   O(anchors · objects + positive anchors · classes) in the plain one.
  public func callAsFunction(
    heads: [RawHead],
    targets: [ImageTargets]
  ) throws(Diagnostic) -> LossReport {
    let evaluation = try LossEvaluation(self, heads, targets)
    return try evaluation.report(of: evaluation.sums(of: targets.indices))
  }

  /// The loss of a batch, and its gradient by every raw value.
  ///
  /// What a framework holds constant is held constant: an overlap that is the objectness target,
  /// and where the configuration says so the `alpha` of CIoU. Of two equal values in a maximum or
  /// minimum, and where an absolute value turns, the derivative is that of the side named in the
  /// formula's own documentation.
  ///
  /// - Parameters:
  ///   - heads: The raw output of every scale, in the order of the detector.
  ///   - targets: What every image's anchors should predict, in the order of the heads' images.
  /// - Returns: The loss, and a gradient for each head in its own shape and order.
  /// - Throws: A `Diagnostic`, as for the loss alone.
  /// - Complexity: That of the loss, and O(values) for the zeros.
  public func withGradient(
    heads: [RawHead],
    targets: [ImageTargets]
  ) throws(Diagnostic) -> (report: LossReport, gradients: [HeadGradient]) {
    let evaluation = try LossEvaluation(self, heads, targets)
    let report: LossReport
    var values: [[Float]]
    if evaluation.isPlain {
      values = heads.map { [Float](repeating: 0, count: $0.layout.valueCount) }
      report = try evaluation.report(addingGradientTo: &values)
    } else {
      let filled = [[Float]].fresh(
        perImage: evaluation.valuesPerImage,
        images: targets.count
      ) { regions in
        evaluation.fastSums { scale, image in
          unsafe WritingRegion(zeroing: regions[scale].region(image))
        }
      }
      report = try evaluation.report(of: filled.result)
      values = filled.gradients
    }
    let gradients = zip(heads, values).map { head, values in
      HeadGradient(name: head.name, shape: head.layout.shape, values: values)
    }
    return (report, gradients)
  }

  /// The loss of a batch; its gradient is added to buffers of the caller.
  ///
  /// - Parameters:
  ///   - heads: The raw output of every scale, in the order of the detector.
  ///   - targets: What every image's anchors should predict, in the order of the heads' images.
  ///   - gradients: For each head an array of its number of values, in C order of its own axes;
  ///     `Double` entries keep all digits of the plain form, `Float` entries are rounded once.
  /// - Returns: The loss by parts, scales, images and objects.
  /// - Throws: A `Diagnostic`, as for the loss alone, or for buffers that are not one for each head
  ///   with as many elements as it; then nothing was added.
  /// - Complexity: That of the loss; twice in the fast form, because it is known to be finite before
  ///   anything is added. The plain form keeps sixteen bytes for each value that takes part.
  public func callAsFunction<Entry: RealNumber>(
    heads: [RawHead],
    targets: [ImageTargets],
    addingGradientTo gradients: inout [[Entry]]
  ) throws(Diagnostic) -> LossReport {
    let evaluation = try LossEvaluation(self, heads, targets)
    guard gradients.map(\.count) == heads.map(\.layout.valueCount) else {
      throw .gradientBuffers(
        found: "buffers of \(gradients.map(\.count)) elements",
        allowed: "\(heads.map(\.layout.valueCount)), as the heads have values"
      )
    }
    if !evaluation.isPlain {
      _ = try evaluation.report(of: evaluation.fastSums { _, _ in NoGradient() })
    }
    return try evaluation.report(addingGradientTo: &gradients)
  }

  /// The loss of a batch; its gradient takes the place of what a buffer held.
  ///
  /// A buffer that is used again costs far less than fresh memory: of the last call only the
  /// anchors are cleared that were positive, and every page is there already.
  ///
  /// ```swift
  /// var gradients = GradientBuffer(for: heads)
  /// let report = try loss(heads: heads, targets: targets, replacing: &gradients)
  /// gradients.values[0]  // d(total) / d(heads[0])
  /// ```
  ///
  /// - Parameters:
  ///   - heads: The raw output of every scale, in the order of the detector.
  ///   - targets: What every image's anchors should predict, in the order of the heads' images.
  ///   - gradients: A buffer made for heads of these shapes and orders.
  /// - Returns: The loss by parts, scales, images and objects.
  /// - Throws: A `Diagnostic`, as for the loss alone, and then the buffer's values mean nothing until
  ///   the next call; or for a buffer that was made for other heads, which stays as it was.
  /// - Complexity: That of the loss, and one number written for every anchor.
  public func callAsFunction(
    heads: [RawHead],
    targets: [ImageTargets],
    replacing gradients: inout GradientBuffer
  ) throws(Diagnostic) -> LossReport {
    let evaluation = try LossEvaluation(self, heads, targets)
    try gradients.begin(heads, targets)
    guard evaluation.isPlain else {
      let sums = gradients.values.withImages(perImage: evaluation.valuesPerImage) { regions in
        evaluation.fastSums { scale, image in
          unsafe WritingRegion(regions[scale].region(image))
        }
      }
      return try evaluation.report(of: sums)
    }
    let (report, lists) = try evaluation.plainReport(collecting: GradientList())
    gradients.clear()
    for (index, list) in lists.enumerated() { list.add(to: &gradients.values[index]) }
    return report
  }

  /// The loss of a batch; its gradient is handed out piece by piece, for batches whose gradient is
  /// better written to a file than held in memory.
  ///
  /// ```swift
  /// let report = try loss(heads: heads, targets: targets) { head, values throws(Diagnostic) in
  ///   try file.append(values, to: head)
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - heads: The raw output of every scale, in the order of the detector.
  ///   - targets: What every image's anchors should predict, in the order of the heads' images.
  ///   - visit: Takes the index of a head and its next derivatives. The pieces of a head follow
  ///     each other in C order of its own axes and are some whole images each; the heads follow
  ///     each other in their order.
  /// - Returns: The loss by parts, scales, images and objects.
  /// - Throws: A `Diagnostic`, as for the loss alone, and then the pieces handed out so far mean
  ///   nothing; or what `visit` throws.
  /// - Complexity: That of the loss with a gradient; pieces have 16 MB, or one image if that is
  ///   larger.
  public func callAsFunction(
    heads: [RawHead],
    targets: [ImageTargets],
    visitingGradient visit: (_ head: Int, _ values: [Float]) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> LossReport {
    let evaluation = try LossEvaluation(self, heads, targets)
    return try evaluation.report(of: evaluation.sums(visitingGradient: visit))
  }
}

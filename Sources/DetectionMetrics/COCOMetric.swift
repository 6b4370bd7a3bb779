internal import DetectionNumerics

/// Average precision and recall as COCO's evaluation computes them, to the last bit of pycocotools.
///
/// ```
/// match     each detection by falling score, of the 100 best of an image and a class, takes the free
///           object of its class with the best IoU of at least t; t = 0.5, 0.55, …, 0.95
/// precision p(r) = the best precision at a recall of at least r; r = 0, 0.01, …, 1
/// AP        the mean of p over all t, all r and all classes that have objects
/// AR        the mean of the last recall over all t and all such classes
/// ```
///
/// - Ignored: crowds, and objects outside the range of areas that is asked about, are neither found
///   nor missed; a detection that takes one, or that takes none and is itself outside the range, is
///   neither right nor wrong. A crowd may be taken by many.
/// - Classes without objects have no figures and count in no mean; no class at all: no figure.
/// - Ties: equal scores in the order of images, then of detections; equal IoUs take the later object.
/// - Source: Lin et al., *Microsoft COCO: Common Objects in Context*, and
///   <https://cocodataset.org/#detection-eval>; pycocotools 2.0.11, `COCOeval`.
public struct COCOMetric: Sendable {
  /// The twelve figures; `nil` where pycocotools says −1.
  public struct Summary: Hashable, Sendable {
    /// Average precision over all thresholds, and at 0.5 and 0.75 alone.
    public let ap, ap50, ap75: Double?

    /// Average precision of objects below 32², up to 96², and above, in square pixels.
    public let apSmall, apMedium, apLarge: Double?

    /// Average recall with 1, 10 and 100 detections an image and class.
    public let ar1, ar10, ar100: Double?

    /// Average recall of small, medium and large objects.
    public let arSmall, arMedium, arLarge: Double?
  }

  /// What is told of one class.
  public struct ClassFigures: Hashable, Sendable {
    /// How many objects of it count.
    public let objects: Int

    /// Its average precision over all thresholds, and at 0.5 alone.
    public let ap, ap50: Double?
  }

  /// The twelve figures.
  public let summary: Summary

  /// The figures of each class.
  public let classes: [ClassFigures]

  /// What the matching at an IoU of 0.5 says of each detection.
  let judgements: [DetectionJudgement]

  /// Judges detections.
  ///
  /// - Parameters:
  ///   - data: Objects and detections.
  ///   - threads: How many may work at once; the result is the same for any number.
  /// - Complexity: O(n log n) for n detections, and O(detections · objects) within an image and class.
  public init(_ data: EvaluationData, threads: Int = 1) {
    let objects = Groups(data.objects.count, groups: data.classCount) {
      Int(data.objects[$0].classIndex)
    }
    let detections = Groups(data.detections.count, groups: data.classCount) {
      Int(data.detections[$0].classIndex)
    }
    let found = concurrentMap(data.classCount, threads: max(1, threads)) { index in
      var matching = ClassMatching(data)
      matching.match(objects[index], detections[index])
      return (curves: matching.curves(), judgements: matching.judgements)
    }
    let curves = found.map(\.curves)
    summary = Summary(curves)
    classes = curves.map { curves in
      let all = curves.areas[0]
      return ClassFigures(
        objects: all.objects,
        ap: all.objects > 0 ? pairwiseMean(all.precision) : nil,
        ap50: all.objects > 0 ? pairwiseMean(Array(all.precision.prefix(101))) : nil
      )
    }
    var judgements = [DetectionJudgement](
      repeating: .ignored,
      count: data.detections.count
    )
    for (index, judgement) in found.lazy.flatMap(\.judgements) { judgements[index] = judgement }
    self.judgements = judgements
  }

  /// The thresholds of IoU: `numpy.linspace(0.5, 0.95, 10)`.
  static let thresholds: [Double] = {
    let step: Double = (0.95 - 0.5) / 9
    return (0..<9).map { Double($0) * step + 0.5 } + [0.95]
  }()

  /// The recalls at which precision is read: `numpy.linspace(0, 1, 101)`.
  static let recalls: [Double] = {
    let step: Double = 1.0 / 100
    return (0..<100).map { Double($0) * step } + [1]
  }()

  /// The ranges of areas, in square pixels, both ends included.
  static let areas: [ClosedRange<Double>] = [0...1e10, 0...1024, 1024...9216, 9216...1e10]

  /// The most detections of an image and class that count.
  static let mostDetections = 100
}

/// What became of a detection.
enum DetectionJudgement: UInt8, Sendable {
  case right, wrong, ignored
}

// MARK: - Curves

/// Precision and recall of one class.
struct ClassCurves: Sendable {
  struct Area: Sendable {
    /// How many objects count.
    var objects = 0

    /// The precision by threshold and recall, 10 times 101; empty where no object counts.
    var precision: [Double] = []

    /// The last recall by threshold.
    var recall: [Double] = []
  }

  /// By range of areas.
  var areas: [Area] = []

  /// The last recall by threshold with 1 and with 10 detections an image.
  var recallOfFew: [[Double]] = []
}

extension COCOMetric.Summary {
  fileprivate init(_ classes: [ClassCurves]) {
    // numpy adds in the order threshold, recall, class, and the order decides the last bit.
    func precision(_ area: Int, _ thresholds: Range<Int> = 0..<10) -> Double? {
      let counted = classes.map { $0.areas[area].precision }.filter { !$0.isEmpty }
      let values = thresholds.flatMap { threshold in
        (0..<101).flatMap { recall in counted.map { $0[threshold * 101 + recall] } }
      }
      return values.isEmpty ? nil : pairwiseMean(values)
    }
    func recall(_ curves: [[Double]]) -> Double? {
      let counted = curves.filter { !$0.isEmpty }
      let values = (0..<10).flatMap { threshold in counted.map { $0[threshold] } }
      return values.isEmpty ? nil : pairwiseMean(values)
    }
    func recall(_ area: Int) -> Double? { recall(classes.map { $0.areas[area].recall }) }
    self.init(
      ap: precision(0),
      ap50: precision(0, 0..<1),
      ap75: precision(0, 5..<6),
      apSmall: precision(1),
      apMedium: precision(2),
      apLarge: precision(3),
      ar1: recall(classes.map { $0.recallOfFew[0] }),
      ar10: recall(classes.map { $0.recallOfFew[1] }),
      ar100: recall(0),
      arSmall: recall(1),
      arMedium: recall(2),
      arLarge: recall(3)
    )
  }
}

/// The mean as numpy computes it: pairs of halves down to blocks of 128, eight sums in each.
///
/// - Source: numpy, `loops_utils.h.src`, described under "numerical precision" of `numpy.sum`.
func pairwiseMean(_ values: [Double]) -> Double {
  func sum(_ range: Range<Int>) -> Double {
    let count = range.count
    guard count > 128 else {
      guard count >= 8 else { return range.reduce(-0.0) { $0 + values[$1] } }
      var sums = Array(values[range.prefix(8)])
      let end = range.lowerBound + count - count % 8
      for start in stride(from: range.lowerBound + 8, to: end, by: 8) {
        for lane in 0..<8 { sums[lane] += values[start + lane] }
      }
      let blocks =
        ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]))
      return (end..<range.upperBound).reduce(blocks) { $0 + values[$1] }
    }
    let half = count / 2 - count / 2 % 8
    let middle = range.lowerBound + half
    return sum(range.lowerBound..<middle) + sum(middle..<range.upperBound)
  }
  return sum(values.indices) / Double(values.count)
}

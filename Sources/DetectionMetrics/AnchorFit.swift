internal import DetectionNumerics

/// How well some anchors answer the objects of a data set, by their sizes alone.
///
/// ```
/// IoU of sizes  = min(w, aw) · min(h, ah) / (w · h + aw · ah - min(w, aw) · min(h, ah))
/// ratio         = min(w / aw, aw / w, h / ah, ah / h)
/// ```
///
/// Each object is measured by the anchor that it is most like. Sizes are pairs of width and height,
/// positive and finite, in any one unit.
///
/// - Source: Redmon, Farhadi, *YOLO9000*, section 2, for the IoU; the ratio is what ultralytics'
///   `utils/autoanchor.py` calls `metric`.
public struct AnchorFit: Hashable, Sendable {
  /// The mean over the objects of the best IoU of sizes, in `0 ... 1`.
  public let meanBestIoU: Double

  /// The mean over the objects of the best ratio where it exceeds a quarter, and of zero elsewhere:
  /// what ultralytics evolves its anchors by.
  public let ratioFitness: Double

  /// The share of objects whose best ratio exceeds a quarter, ultralytics' best possible recall.
  public let ratioRecall: Double

  /// The best IoU of each object, in their order.
  public let bestIoUs: [Double]

  /// The index of the anchor that has it, the first of equals.
  public let bestAnchors: [Int]

  /// Measures anchors.
  ///
  /// - Precondition: There is an anchor and an object.
  /// - Complexity: O(objects · anchors).
  public init(anchors: [SIMD2<Double>], objects: [SIMD2<Double>]) {
    precondition(!anchors.isEmpty && !objects.isEmpty, "nothing to measure")
    var (ious, places) = ([Double](), [Int]())
    ious.reserveCapacity(objects.count)
    places.reserveCapacity(objects.count)
    var (fitness, answered) = (0.0, 0)
    for object in objects {
      var (best, place, ratio) = (-1.0, 0, 0.0)
      for (index, anchor) in anchors.enumerated() {
        let iou = Self.iou(object, anchor)
        if iou > best { (best, place) = (iou, index) }
        ratio = max(ratio, Self.ratio(object, anchor))
      }
      ious.append(best)
      places.append(place)
      if ratio > 0.25 { (fitness, answered) = (fitness + ratio, answered + 1) }
    }
    let count = Double(objects.count)
    meanBestIoU = ious.reduce(0, +) / count
    ratioFitness = fitness / count
    ratioRecall = Double(answered) / count
    bestIoUs = ious
    bestAnchors = places
  }

  /// The share of objects whose best IoU of sizes is above a threshold.
  public func recall(above threshold: Double) -> Double {
    Double(bestIoUs.count { $0 > threshold }) / Double(bestIoUs.count)
  }

  /// The overlap of two sizes around one centre.
  @inline(__always)
  static func iou(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double {
    let shared = min(a.x, b.x) * min(a.y, b.y)
    return shared / (a.x * a.y + b.x * b.y - shared)
  }

  @inline(__always)
  private static func ratio(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double {
    min(min(a.x / b.x, b.x / a.x), min(a.y / b.y, b.y / a.y))
  }
}

import BoxGeometry
import DetectorConfiguration

extension TargetAssigner {
  /// The rule of darknet and its ports: of all anchors of all scales the one whose size is most
  /// like the object's, and perhaps others that are alike enough, in the object's cell of their
  /// scale.
  ///
  /// ```
  /// IoU of sizes = min(w, aw) · min(h, ah) / (w · h + aw · ah - min(w, aw) · min(h, ah))
  /// ```
  ///
  /// - Edge cases: the best is the first of equals in the order of scales and anchors. A centre on
  ///   or beyond the edge of the input belongs to the nearest cell; upstream codes write elsewhere
  ///   or fail.
  /// - Source: darknet `forward_yolo_layer`; PaddleDetection `Gt2YoloTarget`.
  ///
  /// - Parameters:
  ///   - box: The object.
  ///   - extras: The overlap that others must exceed, and whether they yield; `nil` for the best
  ///     alone.
  /// - Returns: The best first, then the others in the order of their sites.
  func bestAnchorMatches(
    _ box: CornerBox<Double>,
    extrasAbove extras: (threshold: Double, kind: ExtraAnchors)?
  ) -> [AnchorMatch] {
    var all: [AnchorMatch] = []
    for (scale, grid) in grids.enumerated() {
      let cell = ObjectCell(of: box, on: grid)
      for (index, anchor) in grid.scale.anchors.enumerated() {
        let site = AnchorSite(scale: scale, row: cell.row, column: cell.column, anchor: index)
        all.append(AnchorMatch(site: site, iou: anchor.iouOfSizes(with: box), reason: .best))
      }
    }
    let best = all.indices.reduce(0) { all[$1].iou > all[$0].iou ? $1 : $0 }
    guard let extras else { return [all[best]] }
    let reason: MatchReason = extras.kind == .always ? .threshold : .whereFree
    let others = all.indices.filter { $0 != best && all[$0].iou > extras.threshold }
    return [all[best]]
      + others.map { AnchorMatch(site: all[$0].site, iou: all[$0].iou, reason: reason) }
  }

  /// The rule of ultralytics' older YOLOv3: on every scale, each anchor whose size is alike enough.
  ///
  /// - Edge cases: an object that no anchor resembles gets none.
  /// - Source: ultralytics/yolov3 at tag v8, `build_targets` and `wh_iou`.
  func shapeIoUMatches(_ box: CornerBox<Double>, threshold: Double) -> [AnchorMatch] {
    grids.enumerated().flatMap { scale, grid -> [AnchorMatch] in
      let cell = ObjectCell(of: box, on: grid)
      return grid.scale.anchors.enumerated().compactMap { index, anchor in
        let iou = anchor.iouOfSizes(with: box)
        guard iou > threshold else { return nil }
        let site = AnchorSite(scale: scale, row: cell.row, column: cell.column, anchor: index)
        return AnchorMatch(site: site, iou: iou, reason: .threshold)
      }
    }
  }
}

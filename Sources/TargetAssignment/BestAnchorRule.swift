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
  /// - Returns: The anchors of the object's cells, in the order of their sites.
  func bestAnchorCandidates(
    _ box: CornerBox<Double>,
    extrasAbove extras: (threshold: Double, kind: ExtraAnchors)?
  ) -> [AnchorCandidate] {
    let anchors = ownCellAnchors(box) { _, anchor in anchor.iouOfSizes(with: box) }
    let best = anchors.indexOfBest
    return anchors.indices.map { index in
      let (site, iou) = anchors[index]
      let verdict: CandidateVerdict =
        if index == best {
          .given(.best)
        } else if let extras {
          iou > extras.threshold
            ? .given(extras.kind == .always ? .threshold : .whereFree)
            : .refused(.iouTooSmall(threshold: extras.threshold))
        } else {
          .refused(.notBest(best: anchors[best].site, iou: anchors[best].iou))
        }
      return AnchorCandidate(site: site, likeness: .iouOfSizes(iou), iou: iou, verdict: verdict)
    }
  }

  /// The rule of ultralytics' older YOLOv3: on every scale, each anchor whose size is alike enough.
  ///
  /// - Edge cases: an object that no anchor resembles gets none.
  /// - Source: ultralytics/yolov3 at tag v8, `build_targets` and `wh_iou`.
  func shapeIoUCandidates(_ box: CornerBox<Double>, threshold: Double) -> [AnchorCandidate] {
    ownCellAnchors(box) { _, anchor in anchor.iouOfSizes(with: box) }.map { site, iou in
      AnchorCandidate(
        site: site,
        likeness: .iouOfSizes(iou),
        iou: iou,
        verdict: iou > threshold
          ? .given(.threshold) : .refused(.iouTooSmall(threshold: threshold))
      )
    }
  }
}

import BoxGeometry
import DetectionText
import DetectorConfiguration

/// The rule of ultralytics' older YOLOv3: on every scale, each anchor whose size is alike enough.
///
/// - Edge cases: an object that no anchor resembles gets none.
/// - Source: ultralytics/yolov3 at tag v8, `build_targets` and `wh_iou`.
extension ShapeIoURule: AnchorRule {
  package static let usual: [AssignmentRule] = [.shapeIoU(threshold: 0.2)]

  package var words: String { "\"shape_iou\" with iou_threshold \(readable(threshold))" }

  package func candidates(in image: RuleInput) -> (_ object: Int) -> [AnchorCandidate] {
    { object in
      let box = image.objects[object].box
      return image.detector.ownCellAnchors(box) { _, anchor in anchor.iouOfSizes(with: box) }
        .compactMap { image.thresholded($0, .iouOfSizes($1), iou: $1, above: threshold) }
    }
  }
}

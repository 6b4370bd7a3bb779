extension Dialect {
  /// AlexeyAB/darknet with the loss settings of `yolov4.cfg`: CIoU, further anchors, stretched
  /// centres; run at 59596d78.
  ///
  /// Assignment, background, objectness and classes are reproduced. The box gradient is not: the
  /// hand-written one there keeps the sign of the true derivative, not its length, and is clipped to
  /// `max_delta`; here it is the true one. As there, the boxes of an anchor of several objects are
  /// divided by the number of their classes, which the layer does wherever `iou_thresh` is below 1.
  ///
  /// The fit is that of ``darknetAlexeyABMSE``.
  static let darknetAlexeyABCIoU = Dialect(
    "darknet-alexeyab-ciou",
    title: "YOLOv3 with the CIoU loss of AlexeyAB/darknet and yolov4.cfg on COCO",
    evidence: DialectEvidence(
      run: "AlexeyAB/darknet 59596d78, the [yolo] layer with the loss of yolov4.cfg",
      reproduced: "assignment, ignored anchors, objectness, classes, printed cost",
      agreement: "1e-6, gradient 1e-7 (float32)",
      missing: """
        the hand-written box gradient, of which the sign is the true one's, and its clipping
        """
    ),
    json: #"""
      {
        "fit": {"mode": "stretch", "orientation": "ignore"},
        "decoding": {"center_scale": [[1.2, 1.1, 1.05]], "size": "exponential"},
        "assignment": {
          "rule": "best_anchor_plus",
          "iou_threshold": 0.213,
          "extras": "always",
          "collision": "all_boxes_all_classes"
        },
        "background": {
          "iou_threshold": 0.7,
          "against": "image",
          "at_threshold": "background",
          "class_gate": 0.25
        },
        "box": {
          "loss": "ciou",
          "weight": 0.07,
          "small_box_weight": false,
          "shared_anchor": "divided_by_classes"
        },
        "objectness": {"target": "one", "focal": null, "weight": 1},
        "classification": {"loss": "sigmoid", "label_smoothing": 0, "weight": 1},
        "reduction": {"over_image": "sum", "over_batch": "sum"},
        "report": {"framework_loss": "overlap_mean_and_squares"}
      }
      """#
  )
}

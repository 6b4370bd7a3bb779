extension Dialect {
  /// AlexeyAB/darknet, its `[yolo]` layer with the same `yolov3.cfg`, which means another loss
  /// there; run at 59596d78.
  ///
  /// It differs from ``darknetPjreddie`` in the collision policy, the class gate and the box
  /// weight. The loss is the function whose gradient it trains on.
  ///
  /// The fit is that of `letter_box=0`, its default, and a `jitter` of 0; training crops and enlarges
  /// at random, and stretches what is left. Built with OpenCV, it turns photographs by their Exif data
  /// (`"orientation": "apply"`).
  static let darknetAlexeyABMSE = Dialect(
    "darknet-alexeyab-mse",
    title: "YOLOv3 as AlexeyAB/darknet trains it on COCO",
    evidence: DialectEvidence(
      run: "AlexeyAB/darknet 59596d78, the [yolo] layer with yolov3.cfg",
      reproduced: "loss, parts, scales, images, gradient, assignment, printed cost",
      agreement: "6e-7, gradient 6e-7 (float32)",
      missing: "as darknet-pjreddie"
    ),
    json: #"""
      {
        "fit": {"mode": "stretch", "orientation": "ignore"},
        "decoding": {"center_scale": 1, "size": "exponential"},
        "assignment": {"rule": "best_anchor", "collision": "all_boxes_all_classes"},
        "background": {
          "iou_threshold": 0.7,
          "against": "image",
          "at_threshold": "background",
          "class_gate": 0.25
        },
        "box": {
          "loss": "offsets",
          "center": "bce",
          "size": "half_squared",
          "weight": 0.75,
          "small_box_weight": true
        },
        "objectness": {"target": "one", "focal": null, "weight": 1},
        "classification": {"loss": "sigmoid", "label_smoothing": 0, "weight": 1},
        "reduction": {"over_image": "sum", "over_batch": "sum"},
        "report": {"framework_loss": "squared_gradient"}
      }
      """#
  )
}

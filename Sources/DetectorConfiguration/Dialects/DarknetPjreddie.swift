extension Dialect {
  /// pjreddie/darknet, its `[yolo]` layer with the settings of `yolov3.cfg`; run at 61c9d02e.
  ///
  /// The loss is the function whose gradient it trains on; the cost that it prints, the squared
  /// length of that gradient, is the framework's loss beside it. Not reproduced: a centre at `x`
  /// exactly 0, which there hides the objects after it, and a cell beyond the right edge, which
  /// there is the next row's first.
  ///
  /// The fit is that of detection, `letterbox_image` with the boxes of `correct_yolo_boxes`; training
  /// gives the photograph a random shape (`jitter`) and place. Built with OpenCV, it turns photographs
  /// by their Exif data (`"orientation": "apply"`); with stb_image, the Makefile's default, not.
  static let darknetPjreddie = Dialect(
    "darknet-pjreddie",
    title: "YOLOv3 as pjreddie/darknet trains it on COCO",
    evidence: DialectEvidence(
      run: "pjreddie/darknet 61c9d02e, the [yolo] layer with yolov3.cfg",
      reproduced: "loss, parts, scales, images, gradient, assignment, printed cost",
      agreement: "2e-7, gradient 6e-7 (float32)",
      missing: "a centre at x = 0 that hides later objects, a cell beyond the right edge"
    ),
    json: #"""
      {
        "fit": {
          "mode": "letterbox",
          "scale": "per_axis",
          "offset": "exact",
          "orientation": "ignore"
        },
        "decoding": {"center_scale": 1, "size": "exponential"},
        "assignment": {"rule": "best_anchor", "collision": "last_box_all_classes"},
        "background": {"iou_threshold": 0.7, "against": "image", "at_threshold": "background"},
        "box": {
          "loss": "offsets",
          "center": "bce",
          "size": "half_squared",
          "weight": 1,
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

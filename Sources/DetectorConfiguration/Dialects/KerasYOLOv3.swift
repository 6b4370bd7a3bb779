extension Dialect {
  /// qqwweee/keras-yolo3, `preprocess_true_boxes` and `yolo_loss`; run at e6598d13, 2018-07-31.
  ///
  /// Loss, gradient and assignment are reproduced to the precision of its targets, which are float32,
  /// with two faults of the framework that a key turns off each: centres are floored to whole pixels
  /// (`"center": "exact"`), and an object on a cell's edge may land one cell short (`"cell": "exact"`).
  /// Not reproduced: boxes of zero width shift those behind them, more than 20 boxes are cut, and the
  /// loader truncates boxes to whole pixels and drops those of up to one.
  ///
  /// For a tiny model give the anchors at the top and a `mask` a scale, `[1, 2, 3]` and `[3, 4, 5]`: an
  /// object whose best anchor is the first is dropped there, one whose best is the fourth has two.
  ///
  /// The fit is that of its loader without `random`; training scales, places and flips at random.
  static let kerasYOLOv3 = Dialect(
    "keras-yolo3",
    title: "YOLOv3 as qqwweee/keras-yolo3 trains it on COCO",
    evidence: DialectEvidence(
      run: "qqwweee/keras-yolo3 e6598d13, yolo_loss",
      reproduced: "loss, parts, scales, images, gradient, assignment",
      agreement: "2e-7, gradient 5e-7 (its targets are float32)",
      missing: """
        zero-width boxes that shift the others, at most 20 boxes, boxes cut to whole pixels by \
        the loader
        """
    ),
    json: #"""
      {
        "fit": {"mode": "letterbox", "orientation": "ignore"},
        "decoding": {"center_scale": 1, "size": "exponential"},
        "assignment": {
          "rule": "best_anchor",
          "collision": "last_box_all_classes",
          "center": "whole_pixels",
          "cell": "float32_fraction"
        },
        "background": {"iou_threshold": 0.5, "against": "kept", "at_threshold": "ignored"},
        "box": {
          "loss": "offsets",
          "center": "bce",
          "size": "half_squared",
          "weight": 1,
          "small_box_weight": true
        },
        "objectness": {"target": "one", "focal": null, "weight": 1},
        "classification": {"loss": "sigmoid", "label_smoothing": 0, "weight": 1},
        "reduction": {"over_image": "sum", "over_batch": "mean"}
      }
      """#
  )
}

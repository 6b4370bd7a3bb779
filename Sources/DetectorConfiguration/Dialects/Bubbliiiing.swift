extension Dialect {
  /// bubbliiiing/yolo3-pytorch, `YOLOLoss`; run at 8fbb81d3, 2023-08-27.
  ///
  /// Loss, gradient and assignment are reproduced, with two faults of the framework that a key turns off
  /// each: the mean of the objectness leaves ignored anchors out of its count (`"objectness_over":
  /// "all"`), and sigmoids are cut to 1e-7 ... 1 - 1e-7, so that logits beyond 16.1 have no gradient
  /// (`"probability_clip": null`, of objectness and classes). Its scale weights are those of the strides
  /// 8, 16 and 32, of fewer scales the coarser ones'. Not reproduced: it fails for a centre on the right
  /// or lower edge.
  ///
  /// The fit is that of its loader without `random`; training scales, places and flips at random, and
  /// joins pictures to mosaics.
  static let bubbliiiing = Dialect(
    "bubbliiiing",
    title: "YOLOv3 as bubbliiiing/yolo3-pytorch trains it on COCO",
    evidence: DialectEvidence(
      run: "bubbliiiing/yolo3-pytorch 8fbb81d3, YOLOLoss",
      reproduced: "loss, parts, scales, gradient, assignment",
      agreement: "6e-15, gradient 2e-8",
      missing: "an IndexError for a centre on the right or lower edge"
    ),
    json: #"""
      {
        "fit": {"mode": "letterbox", "scale": "per_axis", "orientation": "ignore"},
        "decoding": {"center_scale": 1, "size": "exponential"},
        "assignment": {"rule": "best_anchor", "collision": "last_box_all_classes"},
        "background": {"iou_threshold": 0.5, "against": "image", "at_threshold": "background"},
        "box": {"loss": "giou", "weight": 0.05, "small_box_weight": false},
        "objectness": {
          "target": "one",
          "focal": null,
          "weight": 5,
          "probability_clip": 1e-7,
          "scale_weights": [[0.4], [1, 0.4], [4, 1, 0.4]]
        },
        "classification": {
          "loss": "sigmoid",
          "probability_clip": 1e-7,
          "label_smoothing": 0,
          "weight": 1
        },
        "reduction": {
          "over_scale": "mean",
          "times_batch_size": false,
          "objectness_over": "counted"
        },
        "gains": "by_area_and_classes"
      }
      """#
  )
}

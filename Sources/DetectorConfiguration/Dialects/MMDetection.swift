extension Dialect {
  /// mmdetection's `YOLOV3Head` with the losses of `yolov3_d53_8xb8-ms-608-273e_coco.py`; run at
  /// 3.3.0.
  ///
  /// Loss, gradient and assignment are reproduced, exact ties and foreign cells among them. Not
  /// reproduced: the constructor's own defaults, means over every entry, which no shipped
  /// configuration uses.
  ///
  /// The fit is that of its test pipeline, `Resize(keep_ratio)` and `Pad`; training expands, crops and
  /// flips at random and changes the size, 320 to 608. The padding reaches to a multiple of 32 and to
  /// the largest image of the batch, so that the input is mostly no square.
  static let mmdetection = Dialect(
    "mmdetection",
    title: "YOLOv3 as mmdetection trains it on COCO",
    evidence: DialectEvidence(
      run: "mmdetection 3.3.0, YOLOV3Head",
      reproduced: "loss, parts, scales, images, gradient, assignment",
      agreement: "3e-15, gradient 7e-9",
      missing: "the constructor's own weights and means"
    ),
    json: #"""
      {
        "fit": {"mode": "letterbox", "padding": "end", "rounding": "nearest", "scale": "per_axis"},
        "decoding": {"center_scale": 1, "size": "exponential"},
        "assignment": {
          "rule": "grid_iou",
          "iou_threshold": 0.5,
          "collision": "best_iou_then_last"
        },
        "background": {
          "iou_threshold": 0.5,
          "against": "image",
          "at_threshold": "background",
          "overlap_of": "anchor"
        },
        "box": {
          "loss": "offsets",
          "center": {"loss": "bce", "weight": 2, "clamp": 1e-6},
          "size": {"loss": "squared", "weight": 2},
          "weight": 1,
          "small_box_weight": false
        },
        "objectness": {"target": "one", "focal": null, "weight": 1},
        "classification": {"loss": "sigmoid", "label_smoothing": 0, "weight": 1},
        "reduction": {"over_image": "sum", "over_batch": "sum"}
      }
      """#
  )
}

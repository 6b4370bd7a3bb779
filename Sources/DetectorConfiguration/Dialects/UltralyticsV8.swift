extension Dialect {
  /// ultralytics/yolov3 at its tag `v8`, 98068efe of 2020-11-13: the older formulation with GIoU.
  ///
  /// Loss, gradient and assignment are reproduced for trained networks, where the objectness
  /// target is the whole overlap. Not reproduced: the burn-in, which raises the overlap's share
  /// from 0 to 1 (`overlap_share`), and the class gain's rescaling by the number of classes.
  ///
  /// The fit is that of `letterbox` without the mosaic, random affine map and flip of training, which
  /// are on by default. The loader resizes the photograph first, to whole pixels rounded down (as
  /// `"rounding": "down"` with `"scale": "per_axis"`); its test does not enlarge.
  static let ultralyticsV8 = Dialect(
    "ultralytics-v8",
    title: "YOLOv3 as ultralytics/yolov3 trained it on COCO at its tag v8",
    evidence: DialectEvidence(
      run: "ultralytics/yolov3 98068efe, tag v8, compute_loss",
      reproduced: "loss, parts, scales, gradient, assignment",
      agreement: "1e-15, gradient 1e-7",
      missing: "the burn-in of the objectness target, the class gain by classes"
    ),
    json: #"""
      {
        "fit": {"mode": "letterbox", "rounding": "nearest", "offset": "exact"},
        "decoding": {"center_scale": 1, "size": "exponential", "largest_factor": 1000},
        "assignment": {"rule": "shape_iou", "iou_threshold": 0.2, "collision": "both"},
        "background": {"against": "none"},
        "box": {"loss": "giou", "weight": 3.54, "small_box_weight": false},
        "objectness": {"target": "overlap", "overlap_share": 1, "focal": null, "weight": 64.3},
        "classification": {
          "loss": "sigmoid",
          "label_smoothing": 0,
          "smoothing": "half",
          "weight": 37.4,
          "single_class": "skip"
        },
        "reduction": {"over_scale": "mean", "times_batch_size": false}
      }
      """#
  )
}

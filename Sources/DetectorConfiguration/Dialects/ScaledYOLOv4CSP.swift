extension Dialect {
  /// WongKinYiu/ScaledYOLOv4, branch yolov4-csp, `compute_loss` with the gains of its hyp file; run at
  /// 9336ffe4, 2021-06-16.
  ///
  /// Beside ``scaledYOLOv4`` it has other weights, and an object centred on a cell edge gets the
  /// anchors of its own cell once. Loss, gradient and assignment are reproduced. Not reproduced: in
  /// float32 a perfect match has a CIoU of NaN there.
  ///
  /// The fit is that of `letterbox` without the mosaic and random perspective of training, as in
  /// ``ultralytics``.
  static let scaledYOLOv4CSP = Dialect(
    "scaled-yolov4-csp",
    title: "YOLOv4-CSP as the branch yolov4-csp of WongKinYiu/ScaledYOLOv4 trains it on COCO",
    evidence: DialectEvidence(
      run: "WongKinYiu/ScaledYOLOv4 9336ffe4, branch yolov4-csp, compute_loss",
      reproduced: "loss, parts, scales, gradient, assignment",
      agreement: "2e-10, gradient 1e-8",
      missing: "NaN for a perfect match in float32"
    ),
    scales: yolov4,
    json: #"""
      {
        "fit": {"mode": "letterbox", "rounding": "nearest", "offset": "exact"},
        "decoding": {"center_scale": 2, "size": "squared_sigmoid"},
        "assignment": {
          "rule": "size_ratio",
          "ratio_below": 4,
          "neighbor_cells": true,
          "on_cell_edge": "once",
          "collision": "both"
        },
        "background": {"against": "none"},
        "box": {"loss": "ciou", "weight": 0.05, "small_box_weight": false},
        "objectness": {
          "target": "overlap",
          "overlap_share": 1,
          "focal": null,
          "weight": 0.7,
          "scale_weights": [[4], [4, 1], [4, 1, 0.4], [4, 1, 0.4, 0.1], [4, 1, 0.5, 0.4, 0.1]]
        },
        "classification": {
          "loss": "sigmoid",
          "label_smoothing": 0,
          "smoothing": "half",
          "weight": 0.3,
          "single_class": "skip"
        },
        "reduction": {"over_scale": "mean", "times_batch_size": true},
        "gains": "by_classes",
        "report": {"framework_loss": "parts_per_image"}
      }
      """#
  )
}

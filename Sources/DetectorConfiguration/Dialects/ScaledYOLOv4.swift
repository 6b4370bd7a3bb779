extension Dialect {
  /// WongKinYiu/ScaledYOLOv4, branch yolov4-large, `compute_loss` with the gains of
  /// `hyp.scratch.yaml`; run at 67680036, 2021-06-16.
  ///
  /// Loss, gradient and assignment are reproduced. Not reproduced: a centre on the right or lower edge
  /// of the input is an IndexError there.
  ///
  /// The fit is that of `letterbox` without the mosaic and random perspective of training, as in
  /// ``ultralytics``.
  static let scaledYOLOv4 = Dialect(
    "scaled-yolov4",
    title: "YOLOv4-CSP as WongKinYiu/ScaledYOLOv4 trains it on COCO",
    evidence: DialectEvidence(
      run: "WongKinYiu/ScaledYOLOv4 67680036, branch yolov4-large, compute_loss",
      reproduced: "loss, parts, scales, gradient, assignment",
      agreement: "2e-15, gradient 1e-8",
      missing: "an IndexError for a centre on the right or lower edge"
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
          "on_cell_edge": "repeats",
          "collision": "both"
        },
        "background": {"against": "none"},
        "box": {"loss": "ciou", "weight": 0.05, "small_box_weight": false},
        "objectness": {
          "target": "overlap",
          "overlap_share": 1,
          "focal": null,
          "weight": 1,
          "scale_weights": [[4], [4, 1], [4, 1, 0.4], [4, 1, 0.4, 0.1], [4, 1, 0.5, 0.4, 0.1]]
        },
        "classification": {
          "loss": "sigmoid",
          "label_smoothing": 0,
          "smoothing": "half",
          "weight": 0.5,
          "single_class": "skip"
        },
        "reduction": {"over_scale": "mean", "times_batch_size": true},
        "gains": "by_classes",
        "report": {"framework_loss": "parts_per_image"}
      }
      """#
  )
}

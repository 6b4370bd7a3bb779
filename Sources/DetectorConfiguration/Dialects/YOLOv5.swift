extension Dialect {
  /// ultralytics/yolov5, `ComputeLoss` with the gains of `hyp.scratch-low.yaml`; run at 5081342f,
  /// 2026-08-21.
  ///
  /// The loss is that of ``ultralytics``, with the gains that training uses: an alias. Loss, gradient and
  /// assignment are reproduced, for three scales and for the four of the P6 models. `hyp.VOC.yaml` and
  /// `hyp.Objects365.yaml` have other weights, among them the positive ones (`positive_weight`). Not
  /// reproduced: its epsilon of 1e-7 square cells, felt by less than 1e-9.
  ///
  /// The fit is that of `letterbox` without the mosaic and random perspective of training, as in
  /// ``ultralytics``.
  static let yolov5 = Dialect(
    "yolov5",
    title: "YOLOv5 as ultralytics/yolov5 trains it on COCO",
    evidence: DialectEvidence(
      run: "ultralytics/yolov5 5081342f, ComputeLoss with the gains of its train.py",
      reproduced: "loss, parts, scales, gradient, assignment",
      agreement: "3e-9, gradient 9e-8, four scales too",
      missing: "its epsilon of 1e-7 square cells"
    ),
    json: #"""
      {
        "fit": {"mode": "letterbox", "rounding": "nearest", "offset": "exact"},
        "decoding": {"center_scale": 2, "size": "squared_sigmoid"},
        "assignment": {
          "rule": "size_ratio",
          "ratio_below": 4,
          "neighbor_cells": true,
          "collision": "both"
        },
        "background": {"against": "none"},
        "box": {"loss": "ciou", "weight": 0.05, "small_box_weight": false},
        "objectness": {
          "target": "overlap",
          "overlap_share": 1,
          "focal": null,
          "weight": 1,
          "scale_weights": [[4], [4, 1], [4, 1, 0.4], [4, 1, 0.25, 0.06], [4, 1, 0.25, 0.06, 0.02]]
        },
        "classification": {
          "loss": "sigmoid",
          "label_smoothing": 0,
          "smoothing": "half",
          "weight": 0.5,
          "single_class": "skip"
        },
        "reduction": {"over_scale": "mean", "times_batch_size": true},
        "gains": "by_size_and_classes",
        "report": {"framework_loss": "parts_per_image"}
      }
      """#
  )
}

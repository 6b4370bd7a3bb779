extension Dialect {
  /// ultralytics/yolov3 of today, `ComputeLoss` with the gains of `hyp.scratch-low.yaml`; run at
  /// 97b87b13, 2026-08-02.
  ///
  /// Loss, gradient and assignment are reproduced, with the objectness target and CIoU's `alpha`
  /// held constant as there; the gains are those that its `train.py` makes of the file's by classes,
  /// scales and image size. Not reproduced: its epsilon of 1e-7 square cells.
  ///
  /// The fit is that of `letterbox` without the mosaic, random perspective and flip of training, which
  /// are on by default. The loader resizes the photograph first, to whole pixels rounded up, which
  /// moves its labels by up to a pixel from that.
  static let ultralytics = Dialect(
    "ultralytics",
    title: "YOLOv3 as ultralytics/yolov3 trains it on COCO",
    evidence: DialectEvidence(
      run: "ultralytics/yolov3 97b87b13, ComputeLoss with the gains of its train.py",
      reproduced: "loss, parts, scales, gradient, assignment",
      agreement: "3e-9, gradient 8e-8",
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

extension Dialect {
  /// WongKinYiu/yolov7, `ComputeLoss` with the gains of `hyp.scratch.p5.yaml`; run at a207844b,
  /// 2023-11-03.
  ///
  /// What its `train.py` trains with `loss_ota: 0`, and its validation loss in any case; training with
  /// `loss_ota: 1` is `yolov7`. Loss, gradient and assignment are reproduced. Not reproduced: its epsilon
  /// of 1e-7 cells, felt by less than 2e-8.
  ///
  /// The fit is that of `letterbox` without the mosaic and random perspective of training, as in
  /// ``ultralytics``.
  static let yolov7Plain = Dialect(
    "yolov7-plain",
    title: "YOLOv7 as WongKinYiu/yolov7 validates it on COCO",
    evidence: DialectEvidence(
      run: "WongKinYiu/yolov7 a207844b, ComputeLoss with the gains of its train.py",
      reproduced: "loss, parts, scales, gradient, assignment",
      agreement: "2e-8, gradient 3e-7",
      missing: "its epsilon of 1e-7 cells"
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
          "weight": 0.7,
          "scale_weights": [[4], [4, 1], [4, 1, 0.4], [4, 1, 0.25, 0.06], [4, 1, 0.25, 0.06, 0.02]]
        },
        "classification": {
          "loss": "sigmoid",
          "label_smoothing": 0,
          "smoothing": "half",
          "weight": 0.3,
          "single_class": "skip"
        },
        "reduction": {"over_scale": "mean", "times_batch_size": true},
        "gains": "by_size_and_classes",
        "report": {"framework_loss": "parts_per_image"}
      }
      """#
  )
}

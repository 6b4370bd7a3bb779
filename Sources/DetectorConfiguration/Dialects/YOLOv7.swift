extension Dialect {
  /// WongKinYiu/yolov7, `ComputeLossOTA` with the gains of `hyp.scratch.p5.yaml`, the loss that trains its
  /// P5 models; run at a207844b, 2023-11-03.
  ///
  /// Loss, gradient and assignment are reproduced, with a fault of the framework that a key turns off:
  /// in an input that is no square, objects are compared with predictions as if its width were its
  /// height (`"label_scale": "input"`). Which of several equal candidates is taken `torch.topk` leaves
  /// open; here the first are. Not reproduced: the auxiliary head of the P6 models; its epsilon of 1e-7
  /// cells, felt by less than 1e-8.
  ///
  /// The fit is that of `letterbox` without the mosaic and random perspective of training, as in
  /// ``ultralytics``.
  static let yolov7 = Dialect(
    "yolov7",
    title: "YOLOv7 as WongKinYiu/yolov7 trains it on COCO",
    evidence: DialectEvidence(
      run: "WongKinYiu/yolov7 a207844b, ComputeLossOTA with the gains of its train.py",
      reproduced: "loss, parts, scales, gradient, assignment",
      agreement: "4e-8, gradient 2e-7",
      missing: "torch's choice among equal candidates, the auxiliary head of P6, its epsilon"
    ),
    scales: yolov4,
    json: #"""
      {
        "fit": {"mode": "letterbox", "rounding": "nearest", "offset": "exact"},
        "decoding": {"center_scale": 2, "size": "squared_sigmoid"},
        "assignment": {
          "rule": "dynamic_k",
          "ratio_below": 4,
          "neighbor_cells": true,
          "overlaps_in_k": 10,
          "overlap_cost": 3,
          "equal_candidates": "first",
          "label_scale": "height",
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

extension Dialect {
  /// wizyoung/YOLOv3_TensorFlow, `compute_loss` with the settings of its `args.py`; run at 8776cf7b,
  /// 2020-12-20.
  ///
  /// Loss, gradient and assignment are reproduced. Label smoothing and the focal factor are off in
  /// its constructor, and on in `args.py` and here. Not reproduced: the weights of mixup, which are 1
  /// without it, and the L2 of the network's weights that `train.py` adds.
  ///
  /// The fit is that of validation; training expands, crops and flips at random before it.
  static let wizyoung = Dialect(
    "wizyoung",
    title: "YOLOv3 as wizyoung/YOLOv3_TensorFlow trains it on COCO",
    evidence: DialectEvidence(
      run: "wizyoung/YOLOv3_TensorFlow 8776cf7b, compute_loss with args.py",
      reproduced: "loss, parts, scales, images, gradient, assignment",
      agreement: "4e-7, gradient 5e-7 (its targets are float32)",
      missing: "mixup, weight decay"
    ),
    json: #"""
      {
        "fit": {"mode": "letterbox"},
        "decoding": {"center_scale": 1, "size": "exponential"},
        "assignment": {"rule": "best_anchor", "collision": "last_box_all_classes"},
        "background": {"iou_threshold": 0.5, "against": "kept", "at_threshold": "ignored"},
        "box": {
          "loss": "offsets",
          "center": "squared",
          "size": "squared",
          "weight": 1,
          "small_box_weight": true
        },
        "objectness": {
          "target": "one",
          "focal": {"alpha": 1, "gamma": 2, "form": "squared_distance"},
          "weight": 1
        },
        "classification": {
          "loss": "sigmoid",
          "label_smoothing": 0.01,
          "smoothing": "uniform",
          "weight": 1
        },
        "reduction": {"over_image": "sum", "over_batch": "mean"}
      }
      """#
  )
}

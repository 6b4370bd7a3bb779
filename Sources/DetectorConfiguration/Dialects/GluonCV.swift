extension Dialect {
  /// dmlc/gluon-cv, `YOLOV3Loss` with its target generators; run at 56777561, 2023-01-18.
  ///
  /// Loss, gradient and assignment are reproduced. Not reproduced: a box with a negative coordinate
  /// takes its own and every later object's anchors away there, and one centred on the right edge
  /// goes to the next row; the weights of mixup, which are 1 without it. Label smoothing is off as in
  /// its `train_yolo3.py`; `--label-smooth` is `"label_smoothing": 0.025`.
  ///
  /// Training expands, crops and flips at random before the fit.
  static let gluonCV = Dialect(
    "gluoncv",
    title: "YOLOv3 as GluonCV trains it on COCO",
    evidence: DialectEvidence(
      run: "dmlc/gluon-cv 56777561, YOLOV3Loss",
      reproduced: "loss, parts, scales, images, gradient, assignment",
      agreement: "3e-15, gradient 4e-8",
      missing: """
        boxes with a negative coordinate that end the list, a centre on the right edge, mixup
        """
    ),
    json: #"""
      {
        "fit": {"mode": "stretch"},
        "decoding": {"center_scale": 1, "size": "exponential"},
        "assignment": {"rule": "best_anchor", "collision": "last"},
        "background": {"iou_threshold": 0.7, "against": "image", "at_threshold": "background"},
        "box": {
          "loss": "offsets",
          "center": "bce",
          "size": {"loss": "l1", "least_side": 1},
          "weight": 1,
          "small_box_weight": true
        },
        "objectness": {"target": "one", "focal": null, "weight": 1},
        "classification": {
          "loss": "sigmoid",
          "label_smoothing": 0,
          "smoothing": "flip",
          "weight": 1
        },
        "reduction": {"over_image": "sum", "over_batch": "mean"}
      }
      """#
  )
}

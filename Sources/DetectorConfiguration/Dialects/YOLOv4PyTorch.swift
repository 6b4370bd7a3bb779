extension Dialect {
  /// Tianxiaomo/pytorch-YOLOv4, `Yolo_loss` of its `train.py`; run at a65d219f, 2021-12-12.
  ///
  /// Loss, gradient and assignment are reproduced, with two faults of the framework that a key turns
  /// off each: anchors are chosen by a CIoU of boxes that share a corner instead of the centre
  /// (`"overlap": "shape_iou"`), and a scale on which no object of the image is matched ignores
  /// nothing (`"against": "image"`). It knows squares of 608 pixels only; any size is computed here.
  ///
  /// The loader crops and stretches at random.
  static let yolov4PyTorch = Dialect(
    "yolov4-pytorch",
    title: "YOLOv4 as Tianxiaomo/pytorch-YOLOv4 trains it on COCO",
    evidence: DialectEvidence(
      run: "Tianxiaomo/pytorch-YOLOv4 a65d219f, Yolo_loss",
      reproduced: "loss, parts, scales, images, gradient, assignment",
      agreement: "3e-15, gradient 8e-9",
      missing: "sizes other than 608, which it cannot; an IndexError on the right or lower edge"
    ),
    scales: yolov4,
    json: #"""
      {
        "fit": {"mode": "stretch"},
        "decoding": {"center_scale": 1, "size": "exponential"},
        "assignment": {
          "rule": "best_anchor",
          "overlap": "corner_ciou",
          "collision": "last_box_all_classes"
        },
        "background": {
          "iou_threshold": 0.5,
          "against": "image_on_matched_scales",
          "at_threshold": "background"
        },
        "box": {
          "loss": "offsets",
          "center": "bce",
          "size": "half_squared",
          "weight": 1,
          "small_box_weight": true
        },
        "objectness": {"target": "one", "focal": null, "weight": 1},
        "classification": {"loss": "sigmoid", "label_smoothing": 0, "weight": 1},
        "reduction": {"over_image": "sum", "over_batch": "sum"}
      }
      """#
  )
}

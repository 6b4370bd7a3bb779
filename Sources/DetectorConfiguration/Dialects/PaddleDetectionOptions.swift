extension Dialect {
  /// ``paddleDetection`` with two of its options on: further anchors where free (`iou_thresh`),
  /// and label smoothing.
  static let paddleDetectionOptions = Dialect(
    "paddledetection-options",
    title: "YOLOv3 as PaddleDetection trains it on COCO with iou_thresh and label_smooth",
    evidence: DialectEvidence(
      run: "PaddlePaddle/PaddleDetection 666f597f, with label smoothing and iou_thresh",
      reproduced: "loss, parts, scales, images, gradient, assignment",
      agreement: "9e-7, gradient 2e-6 (float32)",
      missing: "as paddledetection"
    ),
    json: #"""
      {
        "fit": {"mode": "stretch"},
        "decoding": {"center_scale": 1, "size": "exponential"},
        "assignment": {
          "rule": "best_anchor_plus",
          "iou_threshold": 0.5,
          "extras": "if_free",
          "collision": "last_box_all_classes"
        },
        "background": {"iou_threshold": 0.7, "against": "image", "at_threshold": "background"},
        "box": {
          "loss": "offsets",
          "center": "bce",
          "size": "l1",
          "weight": 1,
          "small_box_weight": true
        },
        "objectness": {"target": "one", "focal": null, "weight": 1},
        "classification": {
          "loss": "sigmoid",
          "label_smoothing": 0.025,
          "smoothing": "flip",
          "weight": 1
        },
        "reduction": {"over_image": "sum", "over_batch": "mean"}
      }
      """#
  )
}
